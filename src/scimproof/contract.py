"""The public surface: everything that a contract test under suites/ may import.

A test asks for fixtures (`scim`, `entra`, `directory`, `a_user`, `new_user`, `new_group`, …; see
`scimproof.plugin.fixtures`), states its requirement in the decorator, and judges with `expect`.
"""

from __future__ import annotations

from scimproof.capabilities import CORE_GROUP, CORE_USER, ENTERPRISE, Capabilities
from scimproof.entra import dialect as wording
from scimproof.entra.dialect import Dialect
from scimproof.entra.directory import DIFFICULT, Person
from scimproof.expect import Expectation, expect, given, provided, unmet
from scimproof.expect.outcome import NotApplicable, NotTestable, Observed, Unmet
from scimproof.expect.path import read, read_all
from scimproof.expect.values import ABSENT, is_absent, same, show
from scimproof.fuzz.finding import holds
from scimproof.observe import invariants, state
from scimproof.observe.judging import holds_everywhere
from scimproof.requirements import (
    ACCESS,
    DRIFT,
    FORM,
    LOSS,
    MAY,
    MUST,
    SHOULD,
    STOP,
    Capability,
    requirement,
)
from scimproof.scim.exchange import UNPARSABLE, Exchange
from scimproof.scim.filter import both, eq
from scimproof.scim.patch import add, remove, replace
from scimproof.scim.resource import Resource
from scimproof.sources import (
    ELIUM_TUTORIAL,
    ENTRA_COMPAT,
    ENTRA_CUSTOMIZE,
    ENTRA_DISCOVERY,
    ENTRA_GALLERY,
    ENTRA_HOW,
    ENTRA_KNOWN,
    ENTRA_LOGS,
    ENTRA_ONDEMAND,
    ENTRA_QUARANTINE,
    ENTRA_SCHEMAS,
    ENTRA_SCIM,
    ENTRA_VALIDATOR,
    FIELD,
    GALLERY_CHECKLIST,
    GALLERY_TESTS,
    POSTMAN,
    REPORTED,
    RFC6750,
    RFC7643,
    RFC7644,
    RFC9110,
    RFC9865,
)

PATCH, FILTER, SORT, BULK, ETAG = (
    Capability.PATCH,
    Capability.FILTER,
    Capability.SORT,
    Capability.BULK,
    Capability.ETAG,
)
GROUPS, ENTERPRISE_USER, MANAGERS, CUSTOM_EXTENSION, SCHEMAS, PUT = (
    Capability.GROUPS,
    Capability.ENTERPRISE,
    Capability.MANAGERS,
    Capability.CUSTOM_EXTENSION,
    Capability.SCHEMAS,
    Capability.PUT,
)
LEGACY, FLAG = Dialect.LEGACY, Dialect.FLAG

PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

__all__ = [
    "ABSENT",
    "ACCESS",
    "BULK",
    "CORE_GROUP",
    "CORE_USER",
    "CUSTOM_EXTENSION",
    "DIFFICULT",
    "DRIFT",
    "ELIUM_TUTORIAL",
    "ENTERPRISE",
    "ENTERPRISE_USER",
    "ENTRA_COMPAT",
    "ENTRA_CUSTOMIZE",
    "ENTRA_DISCOVERY",
    "ENTRA_GALLERY",
    "ENTRA_HOW",
    "ENTRA_KNOWN",
    "ENTRA_LOGS",
    "ENTRA_ONDEMAND",
    "ENTRA_QUARANTINE",
    "ENTRA_SCHEMAS",
    "ENTRA_SCIM",
    "ENTRA_VALIDATOR",
    "ETAG",
    "FIELD",
    "FILTER",
    "FLAG",
    "FORM",
    "GALLERY_CHECKLIST",
    "GALLERY_TESTS",
    "GROUPS",
    "LEGACY",
    "LOSS",
    "MANAGERS",
    "MAY",
    "MUST",
    "PATCH",
    "PATCH_OP",
    "POSTMAN",
    "PUT",
    "REPORTED",
    "RFC6750",
    "RFC7643",
    "RFC7644",
    "RFC9110",
    "RFC9865",
    "SCHEMAS",
    "SHOULD",
    "SORT",
    "STOP",
    "UNPARSABLE",
    "Capabilities",
    "Capability",
    "Dialect",
    "Exchange",
    "Expectation",
    "NotApplicable",
    "NotTestable",
    "Observed",
    "Person",
    "Resource",
    "Unmet",
    "add",
    "both",
    "eq",
    "expect",
    "given",
    "holds",
    "holds_everywhere",
    "invariants",
    "is_absent",
    "provided",
    "read",
    "read_all",
    "remove",
    "replace",
    "requirement",
    "same",
    "show",
    "state",
    "unmet",
    "wording",
]
