"""Groups that do not show their members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scimproof.reference.registry import Original, variant, wrap

if TYPE_CHECKING:
    from typing import Any

    from scimproof.reference.messages import Resource
    from scimproof.reference.provider import Provider
    from scimproof.reference.schema import Kind


@variant("members-never-shown")
def members_never_shown(provider: Provider) -> None:
    """No answer shows who is in a group, as Microsoft allows and the schema says; filters know."""

    def project(original: Original, kind: Kind, body: Resource, *names: Any) -> Resource:
        shown: Resource = original(kind, body, *names)
        if kind.name == "Group":
            shown.pop("members", None)
        return shown

    def published(original: Original) -> list[Any]:
        documents: list[Any] = original()
        for document in documents:
            for each in document["attributes"]:
                if each["name"] == "members":
                    each["returned"] = "never"
        return documents

    wrap(provider.projector, "project", project)
    wrap(provider.schema, "published", published)
