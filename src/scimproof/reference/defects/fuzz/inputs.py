"""Faults that appear only with unusual content."""

from __future__ import annotations

import re
import unicodedata
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from scimproof.reference.filter_parser import Compare, FilterParser, Node
from scimproof.reference.filters import Predicate
from scimproof.reference.messages import Request, Resource, Response, ScimError, invalid_value
from scimproof.reference.registry import Original, defect, wrap
from scimproof.reference.schema import Attribute, Kind

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider

_FILTERS, _ERRORS = "RFC 7644 3.4.2.2", "RFC 7644 3.12"
_LONGEST_PREFIX = 3
_FARTHEST = 2**15


@defect("control-character-500", caught_by={"fuzz.no-server-error"}, source=_ERRORS)
def control_character_500(provider: Provider) -> None:
    """A control character in a text is more than the database takes."""

    def as_string(original: Original, content: Any, name: str) -> str:
        text: str = original(content, name)
        if any(unicodedata.category(each) == "Cc" for each in text):
            raise RuntimeError("invalid byte sequence")
        return text

    wrap(provider.intake, "as_string", as_string)


@defect("large-start-index-500", caught_by={"fuzz.no-server-error"}, source=_ERRORS)
def large_start_index_500(provider: Provider) -> None:
    """A startIndex or count of more than 15 bits is more than the database takes."""

    def number(original: Original, query: dict[str, str], name: str, otherwise: int) -> int:
        found: int = original(query, name, otherwise)
        if abs(found) >= _FARTHEST:
            raise OverflowError(name)
        return found

    wrap(provider.pager, "number", number)


@defect("nested-value-in-other-words", caught_by={"fuzz.error-form"}, source=_ERRORS)
def nested_value_in_other_words(provider: Provider) -> None:
    """A value of the wrong type inside another is refused by a library, in its own form."""

    def body(original: Original, error: ScimError) -> Resource:
        inside = re.match(r"[\w$]+\.[\w$]+ must be", error.detail)
        return {"loc": ["body"], "msg": error.detail} if inside else original(error)

    wrap(provider.errors, "body", body)


@defect("wrong-type-shows-a-trace", caught_by={"fuzz.no-insides"}, source="RFC 9110 17.12")
def wrong_type_shows_a_trace(provider: Provider) -> None:
    """A list or object where a text has to be is refused with the trace of the exception."""

    def as_string(original: Original, content: Any, name: str) -> str:
        if isinstance(content, list | dict):
            raise invalid_value(f'Traceback (most recent call last): File "/srv/scim/intake.py", line 71, in {name}')
        return original(content, name)  # type: ignore[no-any-return]

    wrap(provider.intake, "as_string", as_string)


@defect("number-kept-as-a-text", caught_by={"fuzz.declared-types"}, source="RFC 7643 2.3")
def number_kept_as_a_text(provider: Provider) -> None:
    """A number with a fraction is taken where a text has to be, and stays one."""

    def as_string(original: Original, content: Any, name: str) -> Any:
        return content if isinstance(content, float) else original(content, name)

    wrap(provider.intake, "as_string", as_string)


@defect("put-answers-with-the-id-it-was-sent", caught_by={"fuzz.one-resource"}, source="RFC 7643 3.1")
def put_answers_with_the_id_it_was_sent(provider: Provider) -> None:
    """The answer to a PUT that brings an id shows that one."""

    def replace(original: Original, request: Request) -> Response:
        sent = request.json.get("id")
        response: Response = original(request)
        if isinstance(response.json, dict) and isinstance(sent, str) and "groups" in request.json:
            response.json = {**response.json, "id": sent}
        return response

    wrap(provider.operations, "replace", replace)


@defect("meta-taken-from-a-put", caught_by={"fuzz.read-only"}, source="RFC 7643 3.1")
def meta_taken_from_a_put(provider: Provider) -> None:
    """Who sends a meta with a moment of creation changes it."""

    def identified(original: Original, before: Resource, resource: Resource) -> Resource:
        kept: Resource = original(before, resource)
        if sent:
            kept["meta"] = {**kept["meta"], "created": sent.pop()}
        return kept

    def replace(original: Original, request: Request) -> Response:
        meta = request.json.get("meta")
        sent.clear()
        if isinstance(meta, dict) and isinstance(meta.get("created"), str):
            sent.append(meta["created"])
        return original(request)  # type: ignore[no-any-return]

    sent: list[str] = []
    wrap(provider.operations, "identified", identified)
    wrap(provider.operations, "replace", replace)


@defect("honorific-cut-after-three-letters", caught_by={"fuzz.read-back"}, source="RFC 7644 3.5.1")
def honorific_cut_after_three_letters(provider: Provider) -> None:
    """A text that nobody thought could be longer is cut off without a word."""

    def complex_(original: Original, attribute: Attribute, content: Any) -> Resource | None:
        taken: Resource | None = original(attribute, content)
        for name in ("honorificPrefix", "honorificSuffix", "middleName"):
            if taken and name in taken:
                taken[name] = taken[name][:_LONGEST_PREFIX]
        return taken

    wrap(provider.intake, "complex", complex_)


@defect("refused-put-half-done", caught_by={"fuzz.refused-without-trace"}, source="RFC 7644 3.12")
def refused_put_half_done(provider: Provider) -> None:
    """A PUT that is refused for one of its values has taken the display name already."""

    def replace(original: Original, request: Request) -> Response:
        try:
            return original(request)  # type: ignore[no-any-return]
        except ScimError:
            kind, name = provider.operations.kind(request), request.json.get("displayName")
            before = provider.store.get(kind, request.id)
            if before is not None and kind.name == "User" and isinstance(name, str) and name.strip():
                provider.store.replace(kind, {**deepcopy(before), "displayName": name})
            raise

    wrap(provider.operations, "replace", replace)


@defect("open-square-bracket-matches-all", caught_by={"fuzz.invalid-filters"}, source=_FILTERS)
def open_square_bracket_matches_all(provider: Provider) -> None:
    """A value filter whose bracket is never closed is read as one that everybody meets."""

    class Lenient(FilterParser):
        def group(self, opening: str, closing: str) -> Node:
            if opening == "[" and closing not in self.tokens:
                self.at = len(self.tokens)
                return Compare("type", "pr")
            return super().group(opening, closing)

        def parse(self) -> Node:
            node = super().parse()
            return Compare("id", "pr") if "[" in self.tokens and "]" not in self.tokens else node

    provider.filters.parser = Lenient


@defect("dangling-or-matches-all", caught_by={"fuzz.invalid-filters"}, source=_FILTERS)
def dangling_or_matches_all(provider: Provider) -> None:
    """An ``or`` with nothing beside it holds for everybody."""

    class Lenient(FilterParser):
        def conjunction(self) -> Node:
            if self.at == len(self.tokens) or self.peek().lower() == "or":
                return Compare("id", "pr")
            return super().conjunction()

    provider.filters.parser = Lenient


@defect("percent-is-a-wildcard", caught_by={"fuzz.hostile-values"}, source=_FILTERS)
def percent_is_a_wildcard(provider: Provider) -> None:
    """A percent sign in a filter's value stands for anything: it is passed on to LIKE as it is."""

    def test(original: Original, node: Compare, attribute: Attribute, values: Any) -> Predicate:
        if node.operator in ("eq", "sw", "co") and isinstance(node.value, str) and "%" in node.value:
            parts = map(re.escape, node.value.casefold().split("%"))
            like = re.compile(".*".join(parts), re.DOTALL)
            return lambda it: any(like.match(str(each).casefold()) is not None for each in values(it))
        return original(node, attribute, values)  # type: ignore[no-any-return]

    def candidates(original: Original, kind: Kind, node: Node) -> list[Resource] | None:
        wild = isinstance(node, Compare) and "%" in str(node.value)
        return None if wild else original(kind, node)

    wrap(provider.filters, "test", test)
    wrap(provider.filters, "candidates", candidates)


@defect("nul-ends-the-value", caught_by={"fuzz.hostile-values"}, source=_FILTERS)
def nul_ends_the_value(provider: Provider) -> None:
    """A filter's value ends at a NUL, or at the first quote that ends a text in SQL."""

    def operand(original: Original, attribute: Attribute, operator: str, value: Any) -> Any:
        if isinstance(value, str) and operator in ("sw", "co"):
            value = re.split("\x00|'", value)[0]
        return original(attribute, operator, value)

    wrap(provider.filters, "operand", operand)
