"""Faults in creating groups."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Request, Resource, Response, ScimError, invalid_syntax, invalid_value
from scimproof.reference.registry import Original, defect, swap, wrap
from scimproof.reference.schema import Attribute, Kind

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


def _on_create(provider: Provider, look: Any) -> None:
    """Let `look` at the body of every new group first; it may refuse it or change it."""

    def create(original: Original, request: Request) -> Response:
        if request.endpoint == "Groups":
            look(request.json)
        created: Response = original(request)
        return created

    wrap(provider.operations, "create", create)


@defect("declared-groups-missing", caught_by={"groups.as-declared"}, source="RFC 7643 6")
def declared_groups_missing(provider: Provider) -> None:
    """/ResourceTypes names /Groups, and nothing is there."""

    def methods(original: Original, request: Request) -> dict[str, Any]:
        if request.endpoint == "Groups":
            raise ScimError(404, "There is nothing here")
        found: dict[str, Any] = original(request)
        return found

    wrap(provider.http, "methods", methods)


@defect("group-create-500", caught_by={"groups.created"}, source="Infisical/infisical#6552")
def group_create_500(provider: Provider) -> None:
    """POST /Groups fails whatever is in it."""

    def fail(_body: Resource) -> None:
        raise LookupError("Find one")

    _on_create(provider, fail)


@defect("group-meta-refused", caught_by={"groups.created"}, source="RFC 7644 3.3")
def group_meta_refused(provider: Provider) -> None:
    """A new group whose body has a meta is refused because meta is read only."""

    def refuse(body: Resource) -> None:
        if "meta" in body:
            raise ScimError(400, "meta is read only", "mutability")

    _on_create(provider, refuse)


@defect("group-members-required", caught_by={"groups.created-without-members"}, source="RFC 7643 4.2")
def group_members_required(provider: Provider) -> None:
    """A new group whose body has no members is refused."""

    def refuse(body: Resource) -> None:
        if "members" not in body:
            raise invalid_value("members is required")

    _on_create(provider, refuse)


@defect("second-group-schema-refused", caught_by={"groups.created-with-legacy-schema"}, source="RFC 7643 3")
def second_group_schema_refused(provider: Provider) -> None:
    """A new group that names a schema beside the Group schema is refused."""

    def check_schemas(original: Original, kind: Kind, body: Resource) -> None:
        original(kind, body)
        if kind.name == "Group" and len(body.get("schemas", ())) > 1:
            raise invalid_syntax("schemas names an unknown schema")

    wrap(provider.intake, "check_schemas", check_schemas)


@defect("group-post-no-members-adds-all", caught_by={"groups.created-empty"}, source="goauthentik/authentik#14645")
def group_post_no_members_adds_all(provider: Provider) -> None:
    """A new group without members gets every user as a member."""

    def fill(body: Resource) -> None:
        if not body.get("members"):
            body["members"] = [{"value": each["id"]} for each in provider.store.all(provider.schema.user)]

    _on_create(provider, fill)


@defect("group-post-overwrites-other-group", caught_by={"groups.created-apart"}, source="grokability/snipe-it#19493")
def group_post_overwrites_other_group(provider: Provider) -> None:
    """A new group with an externalId takes the place of the first group that has one."""

    def create(original: Original, request: Request) -> Response:
        kind = provider.schema.group
        others = [each for each in provider.store.all(kind) if "externalId" in each]
        if request.endpoint != "Groups" or "externalId" not in request.json or not others:
            created: Response = original(request)
            return created
        resource = provider.operations.identified(others[0], provider.intake.read(kind, request.json))
        return provider.operations.shown(kind, provider.store.replace(kind, resource), request, 201)

    wrap(provider.operations, "create", create)


@defect("group-external-id-dropped", caught_by={"groups.external-id-kept"}, source="RFC 7643 3.1")
def group_external_id_dropped(provider: Provider) -> None:
    """The externalId of a group is not stored."""
    provider.schema.group.core["externalid"].mutability = "readOnly"


@defect("duplicate-group-accepted", caught_by={"groups.duplicate-name-refused"}, source="Microsoft Entra: /Groups")
def duplicate_group_accepted(provider: Provider) -> None:
    """Two groups may have one name."""
    provider.schema.group.core["displayname"].uniqueness = "none"


@defect("group-single-member-fails", caught_by={"groups.created-with-members"}, source="jelhub/scimgateway#150")
def group_single_member_fails(provider: Provider) -> None:
    """A new group with exactly one member is refused; two are fine."""

    def refuse(body: Resource) -> None:
        if len(body.get("members") or ()) == 1:
            raise invalid_value("members must be a list")

    _on_create(provider, refuse)


@defect("group-name-escaped", caught_by={"groups.name-verbatim"}, source="postmanlabs/postman-app-support#12551")
def group_name_escaped(provider: Provider) -> None:
    """The name of a group is stored with HTML entities in it."""

    def single(original: Original, attribute: Attribute, content: Any) -> Any:
        value = original(attribute, content)
        named = attribute is provider.schema.group.core["displayname"] and isinstance(value, str)
        return html.escape(value).encode("ascii", "xmlcharrefreplace").decode() if named else value

    wrap(provider.intake, "single", single)


@defect("member-display-required", caught_by={"groups.member-added"}, source="Infisical/infisical#6552")
def member_display_required(provider: Provider) -> None:
    """A member without a display is refused."""

    def complex_(original: Original, attribute: Attribute, content: Any) -> Any:
        if attribute.name == "members" and isinstance(content, dict) and "display" not in content:
            raise invalid_value("members.display is required")
        return original(attribute, content)

    wrap(provider.intake, "complex", complex_)


@defect("unknown-member-500", caught_by={"groups.unknown-member-no-crash"}, source="fleetdm/fleet#52593")
def unknown_member_500(provider: Provider) -> None:
    """A member that does not exist makes the request fail inside."""

    def check(original: Original, group: Resource) -> None:
        try:
            original(group)
        except ScimError as refusal:
            raise RuntimeError("FOREIGN KEY constraint failed") from refusal

    wrap(provider.members, "check", check)


@defect(
    "unknown-member-silently-accepted",
    caught_by={"groups.unknown-member-refused"},
    source="Metatavu/keycloak-scim-server#107",
)
def unknown_member_silently_accepted(provider: Provider) -> None:
    """Members that do not exist are left out without a word."""

    def check(group: Resource) -> None:
        held = group.get("members", [])
        group["members"] = [each for each in held if provider.members.kind_of(each["value"]) is not None]
        if not group["members"]:
            del group["members"]

    swap(provider.members, "check", check)


@defect(
    "group-members-autocreate-users",
    caught_by={"groups.unknown-member-creates-nobody"},
    source="BerriAI/litellm#34997",
)
def group_members_autocreate_users(provider: Provider) -> None:
    """A member that does not exist becomes a user."""
    kind = provider.schema.user

    def check(group: Resource) -> None:
        for each in group.get("members", []):
            if provider.members.kind_of(each["value"]) is None:
                now = provider.store.now()
                meta = {"created": now, "lastModified": now, "version": provider.store.next_version()}
                user = {"userName": each["value"], "active": True, "id": each["value"], "meta": meta}
                provider.store.put(kind, user)

    swap(provider.members, "check", check)
