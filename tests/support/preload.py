"""What a judging process needs, imported once."""

import pytest  # noqa: F401
import schemathesis.openapi  # noqa: F401 - imported by fuzzing alone, and heavy

import scimproof.catalogue
import scimproof.commands
import scimproof.contract

scimproof.catalogue.requirements()
