"""What a judging process needs, imported once."""

import pytest  # noqa: F401

import scimproof.catalogue
import scimproof.commands
import scimproof.contract

scimproof.catalogue.requirements()
