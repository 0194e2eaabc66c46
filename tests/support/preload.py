"""What a judging process needs, imported once."""

import pytest  # noqa: F401
import schemathesis.openapi  # noqa: F401 - imported by fuzzing alone, and heavy

import scimproof.catalogue
import scimproof.contract
import scimproof.plugin.launch

scimproof.catalogue.requirements()
