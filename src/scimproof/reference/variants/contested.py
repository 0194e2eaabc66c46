"""More behaviour that implementers read in two ways: no fault, unless Entra ID needs one of them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from scimproof.reference.filter_parser import FilterParser
from scimproof.reference.messages import Request, Resource, ScimError, invalid_value
from scimproof.reference.registry import Original, swap, variant, wrap
from scimproof.reference.schema import Attribute
from scimproof.reference.variants.declared import declare

if TYPE_CHECKING:
    from scimproof.reference.filter_parser import Node
    from scimproof.reference.provider import Provider
    from scimproof.reference.schema import Kind

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_MOST_MEMBERS = 100


@variant("not-stands-close")
def not_stands_close(provider: Provider) -> None:
    """Between not and its bracket there is no space, as the grammar is printed; with one it is no filter."""
    _without(provider, re.compile(r"\bnot\s+\(", re.IGNORECASE))


@variant("value-filters-are-flat")
def value_filters_are_flat(provider: Provider) -> None:
    """In square brackets there are conditions, and and or, and no brackets of any kind."""
    _without(provider, re.compile(r"\[[^\]]*[(\[]"))


@variant("weak-versions-match-nothing")
def weak_versions_match_nothing(provider: Provider) -> None:
    """If-Match compares strongly, as in HTTP, so that a weak tag never matches."""

    def check_version(original: Original, request: Request, resource: Resource) -> None:
        if request.headers.get("if-match", "*").strip() != "*":
            raise ScimError(412, "A weak version is never the same")
        original(request, resource)

    wrap(provider.operations, "check_version", check_version)


@variant("usernames-prepared")
def usernames_prepared(provider: Provider) -> None:
    """User names are compared after compatibility normalisation too, not by their letter case alone."""
    _compare_names(provider, lambda text: unicodedata.normalize("NFKC", text).casefold())


@variant("usernames-folded-in-ascii")
def usernames_folded_in_ascii(provider: Provider) -> None:
    """User names are compared without regard to letter case in ASCII alone."""
    _compare_names(provider, lambda text: "".join(each.lower() if each.isascii() else each for each in text))


@variant("emails-case-exact")
def emails_case_exact(provider: Provider) -> None:
    """E-mail addresses are compared letter for letter, as the schema says."""
    declare(provider, provider.schema.user, "emails", "value", caseExact=True)


@variant("taken-is-invalid-when-changed")
def taken_is_invalid_when_changed(provider: Provider) -> None:
    """A PUT or PATCH with a name that is taken is answered with 400 and uniqueness, as RFC 7643 7 permits."""

    def replace(original: Original, kind: Kind, resource: Resource) -> Resource:
        try:
            kept: Resource = original(kind, resource)
        except ScimError as refusal:
            raise ScimError(400, refusal.detail, refusal.scim_type) from None
        return kept

    wrap(provider.store, "replace", replace)


@variant("quoted-is-no-boolean", profiles={"rfc"}, warns={"patch.primary-role"})
def quoted_is_no_boolean(provider: Provider) -> None:
    """In a filter a boolean that comes in quotes is no boolean."""

    def operand(original: Original, attribute: Attribute, operator: str, value: Any) -> Any:
        if attribute.type == "boolean" and isinstance(value, str):
            raise ScimError(400, f"{attribute.name} is true or false, without quotes", "invalidFilter")
        return original(attribute, operator, value)

    wrap(provider.filters, "operand", operand)


@variant("read-only-is-refused-in-every-patch")
def read_only_is_refused_in_every_patch(provider: Provider) -> None:
    """An operation without a path that names what is read only is refused, as one with a path is."""

    def key(original: Original, kind: Kind, work: Resource, verb: str, name: str, value: Any) -> None:
        target = provider.paths.find(kind, name)
        if target is not None and provider.patcher.read_only(target):
            raise ScimError(400, f"{name} is read only", "mutability")
        original(kind, work, verb, name, value)

    wrap(provider.patcher, "key", key)


@variant("a-hundred-members-a-request")
def a_hundred_members_a_request(provider: Provider) -> None:
    """A request brings or takes a hundred members at most; more are refused, and nothing changes."""

    def parse(original: Original, request: Request) -> Resource:
        body: Resource = original(request)
        if request.endpoint == "Groups" and _most_values(body) > _MOST_MEMBERS:
            raise invalid_value(f"A request may name {_MOST_MEMBERS} members at most")
        return body

    wrap(provider.http, "parse", parse)


@variant("users-by-name")
def users_by_name(provider: Provider) -> None:
    """Users are listed by their names, so that new ones come anywhere."""
    kept = provider.store.all
    swap(provider.store, "all", lambda kind: sorted(kept(kind), key=lambda each: str(each.get("userName"))))


def _without(provider: Provider, unknown: re.Pattern[str]) -> None:
    class Smaller(FilterParser):
        def parse(self) -> Node:
            if unknown.search(_QUOTED.sub('""', self.text)):
                self.fail("that is more than is known here")
            return super().parse()

    provider.filters.parser = Smaller


def _compare_names(provider: Provider, prepared: Any) -> None:
    class Compared(Attribute):
        __slots__ = ()

        def key(self, value: object) -> object:
            return prepared(value) if isinstance(value, str) else value

    user, store = provider.schema.user, provider.store
    plain = user.core["username"]
    user.core["username"] = Compared(**{each.name: getattr(plain, each.name) for each in fields(plain)})

    def find(original: Original, kind: Kind, name: str, value: str) -> list[Resource] | None:
        if (kind.name, name) == ("User", "userName"):
            return [each for each in store.all(kind) if prepared(each["userName"]) == prepared(value)]
        found: list[Resource] | None = original(kind, name, value)
        return found

    wrap(store, "find", find)


def _most_values(body: Any) -> int:
    if isinstance(body, dict):
        return max(map(_most_values, body.values()), default=0)
    return max(len(body), *map(_most_values, body)) if isinstance(body, list) and body else 0
