"""Every document that a requirement may cite: title, address, and the day it was read.

A document is called with the place inside it: ``RFC7644("3.4.2.2")``, ``ENTRA_COMPAT("boolean values")``.
Vendor behaviour is a source of its own, never dressed as RFC. Standard library only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Grade(StrEnum):
    """How good the evidence is. Only DOCUMENTED and TESTED can gate alone; CAPTURED needs three products."""

    DOCUMENTED = "documented"
    TESTED = "tested by the vendor"
    CAPTURED = "captured in the field"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document. Calling it with a place inside it gives a `Citation`."""

    key: str
    title: str
    url: str
    read: date
    profiles: frozenset[str]
    grade: Grade = Grade.DOCUMENTED
    section_url: str = ""
    """Template with ``{section}`` where a section has an address of its own."""

    def __call__(self, section: str) -> Citation:
        """Cite a place in this document."""
        return Citation(document=self, section=section)


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A place in a document."""

    document: Document
    section: str

    @property
    def url(self) -> str:
        """Where a reader finds it."""
        if self.document.section_url:
            return self.document.section_url.format(section=self.section.replace("#", "/issues/"))
        return self.document.url

    @property
    def grade(self) -> Grade:
        """The evidence grade of the document."""
        return self.document.grade

    @property
    def product(self) -> str:
        """For a field report: the product (owner/repository) it was seen in."""
        return self.section.partition("#")[0]

    def __str__(self) -> str:
        return f"{self.document.title}, {self.section}"


_READ = date(2026, 11, 22)
_ENTRA = frozenset({"entra", "gallery", "elium"})
_GALLERY = frozenset({"gallery"})
_RFC = frozenset({"rfc"})
_NONE: frozenset[str] = frozenset()
_DOCS = "https://learn.microsoft.com/en-us/entra/identity/app-provisioning/"
_SAMPLE = "https://github.com/AzureAD/SCIMReferenceCode/tree/master/Microsoft.SCIM.LogicAppValidationTemplate"


def _rfc(number: int, title: str) -> Document:
    address = f"https://www.rfc-editor.org/rfc/rfc{number}.html"
    return Document(
        key=f"rfc{number}",
        title=f"RFC {number} ({title})",
        url=address,
        section_url=f"{address}#section-{{section}}",
        read=_READ,
        profiles=_RFC,
    )


def _entra(key: str, title: str, page: str) -> Document:
    return Document(key=key, title=title, url=_DOCS + page, read=_READ, profiles=_ENTRA)


RFC7643 = _rfc(7643, "SCIM core schema")
RFC7644 = _rfc(7644, "SCIM protocol")
RFC9865 = _rfc(9865, "SCIM cursor pagination")
RFC6750 = _rfc(6750, "Bearer tokens")
RFC9110 = _rfc(9110, "HTTP semantics")

ENTRA_SCIM = _entra(
    "entra-scim",
    "Microsoft Entra: develop a SCIM endpoint",
    "use-scim-to-provision-users-and-groups",
)
ENTRA_COMPAT = _entra(
    "entra-compat",
    "Microsoft Entra: SCIM 2.0 protocol compliance of the provisioning service",
    "application-provisioning-config-problem-scim-compatibility",
)
ENTRA_HOW = _entra("entra-how", "Microsoft Entra: how application provisioning works", "how-provisioning-works")
ENTRA_CUSTOMIZE = _entra(
    "entra-customize", "Microsoft Entra: customize attribute mappings", "customize-application-attributes"
)
ENTRA_KNOWN = _entra("entra-known", "Microsoft Entra: known issues of provisioning", "known-issues")
ENTRA_QUARANTINE = _entra(
    "entra-quarantine", "Microsoft Entra: quarantine", "application-provisioning-quarantine-status"
)
ENTRA_ONDEMAND = _entra("entra-on-demand", "Microsoft Entra: provision on demand", "provision-on-demand")
ENTRA_DISCOVERY = _entra("entra-discovery", "Microsoft Entra: account discovery", "how-to-account-discovery")
ENTRA_VALIDATOR = _entra("entra-validator", "Microsoft Entra: SCIM Validator", "scim-validator-tutorial")
ENTRA_LOGS = Document(
    key="entra-logs",
    title="Microsoft Entra: analyze the provisioning logs",
    url="https://learn.microsoft.com/en-us/entra/identity/monitoring-health/howto-analyze-provisioning-logs",
    read=_READ,
    profiles=_ENTRA,
)
ENTRA_GALLERY = Document(
    key="entra-gallery",
    title="Microsoft Entra: publish an application in the gallery",
    url="https://learn.microsoft.com/en-us/entra/identity/enterprise-apps/v2-howto-app-gallery-listing",
    read=_READ,
    profiles=_GALLERY,
)
ENTRA_SCHEMAS = Document(
    key="entra-schemas",
    title="Microsoft Entra: develop a SCIM endpoint, schema discovery",
    url=f"{_DOCS}use-scim-to-provision-users-and-groups#schema-discovery",
    read=_READ,
    profiles=_GALLERY,
)
"""The page says that certain gallery applications are asked for their schemas, and others are not."""
GALLERY_TESTS = Document(
    key="gallery-tests",
    title="Microsoft's gallery validation tests",
    url=_SAMPLE,
    read=_READ,
    profiles=_ENTRA,
    grade=Grade.TESTED,
)
"""Microsoft's own test workflows, cited by test number and name."""
GALLERY_CHECKLIST = Document(
    key="gallery-checklist",
    title="Microsoft's gallery onboarding checklist",
    url="https://github.com/AzureAD/SCIMReferenceCode/blob/master/Entra-AppGallery-AI-Validation-Checklist.md",
    read=_READ,
    profiles=_GALLERY,
    grade=Grade.TESTED,
)
POSTMAN = Document(
    key="scim-reference-postman",
    title="Microsoft's SCIM reference code: Postman collection",
    url="https://github.com/AzureAD/SCIMReferenceCode/blob/master/PostmanCollection.json",
    read=_READ,
    profiles=_NONE,
    grade=Grade.TESTED,
)
ELIUM_TUTORIAL = Document(
    key="elium-tutorial",
    title="Microsoft Entra: configure Elium for automatic user provisioning",
    url="https://learn.microsoft.com/en-us/entra/identity/saas-apps/elium-provisioning-tutorial",
    read=_READ,
    profiles=frozenset({"elium"}),
)
FIELD = Document(
    key="field",
    title="Seen in the field",
    url="https://github.com/",
    section_url="https://github.com/{section}",
    read=_READ,
    profiles=_ENTRA,
    grade=Grade.CAPTURED,
)
"""A public report from a server's author or user who met it with Entra: ``FIELD("rancher/rancher#52996")``."""
REPORTED = Document(
    key="reported",
    title="Seen with another client",
    url="https://github.com/",
    section_url="https://github.com/{section}",
    read=_READ,
    profiles=_NONE,
    grade=Grade.CAPTURED,
)
"""A public report of the fault in which Entra was not the client: it shows that servers have it, and binds none."""

DOCUMENTS = tuple(each for each in list(globals().values()) if isinstance(each, Document))
