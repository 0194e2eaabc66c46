"""What the recorded exchanges of a run say: which resources they made, and which request speaks of which."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import quote, unquote

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_SHORT = 6
"""Ids of fewer characters occur by chance: they count only where they stand alone between quotes or slashes."""
_SHORTEST_NAME = 8
_NAMES = ("userName", "displayName", "externalId")


class Recorded(Protocol):
    """A recorded exchange: `scimproof.report.model.RecordedExchange` is one."""

    @property
    def number(self) -> int:
        """In the order of sending."""

    @property
    def label(self) -> str:
        """What was being done, in words."""

    @property
    def method(self) -> str:
        """Such as PATCH."""

    @property
    def url(self) -> str:
        """The whole address."""

    @property
    def request_headers(self) -> Sequence[tuple[str, str]]:
        """Name and value, credentials redacted."""

    @property
    def request_body(self) -> str:
        """As text; empty for none."""

    @property
    def status(self) -> int | None:
        """None without an answer."""

    @property
    def response_headers(self) -> Sequence[tuple[str, str]]:
        """Likewise."""

    @property
    def response_body(self) -> str:
        """Likewise."""

    @property
    def started(self) -> str:
        """RFC 3339, UTC, with milliseconds."""

    @property
    def duration_ms(self) -> float:
        """Milliseconds."""


@dataclass(frozen=True, slots=True)
class Made:
    """A resource that an exchange created.

    Attributes:
        endpoint: its collection, such as ``/Users``.
        id: as the target gave it.
        number: of the exchange.
        pointer: where in the answer the id stands; a Location ends in it where it stands in ``location``.
        names: by which a filter or a second create speaks of it.
    """

    endpoint: str
    id: str
    number: int
    pointer: str
    names: frozenset[str]


def path_of(exchange: Recorded, base_url: str) -> str:
    """Return path and query below the base URL."""
    return exchange.url.removeprefix(base_url.rstrip("/"))


def collection_of(path: str) -> str:
    """Return the collection that a path asks as a whole, such as ``/Users``, or nothing when it names one resource."""
    plain = path.partition("?")[0].rstrip("/").removesuffix("/.search")
    return plain if plain.count("/") == 1 else ""


def succeeded(exchange: Recorded) -> bool:
    """Tell whether the answer was a 2xx."""
    return exchange.status is not None and 200 <= exchange.status < 300  # noqa: PLR2004


def body_of(text: str) -> Any:
    """Return a body as JSON, or None."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def header(exchange: Recorded, name: str) -> str:
    """Return a header of the answer, or nothing."""
    return next((value for key, value in exchange.response_headers if key.lower() == name.lower()), "")


def made_by(exchanges: Iterable[Recorded], base_url: str) -> Iterator[Made]:
    """Yield the resources that these exchanges created, those made in bulk included."""
    for each in exchanges:
        path = path_of(each, base_url).partition("?")[0]
        if each.method != "POST" or not succeeded(each) or path.endswith("/.search"):
            continue
        sent, got = body_of(each.request_body), body_of(each.response_body)
        if path == "/Bulk":
            yield from _made_in_bulk(each.number, sent, got)
        elif (id_ := _text(got, "id")) and collection_of(path):
            yield Made(path, id_, each.number, "/id", _names(sent))


def _made_in_bulk(number: int, sent: Any, got: Any) -> Iterator[Made]:
    asked, answered = (_operations(each) for each in (sent, got))
    for index, (operation, answer) in enumerate(zip(asked, answered, strict=False)):
        location = _text(answer, "location")
        collection, _, id_ = location.rpartition("/")
        if str(operation.get("method")).upper() == "POST" and id_:
            endpoint = f"/{collection.rpartition('/')[2]}"
            pointer = f"/Operations/{index}/location"
            yield Made(endpoint, unquote(id_), number, pointer, _names(operation.get("data")))


def _operations(body: Any) -> list[dict[str, Any]]:
    listed = body.get("Operations") if isinstance(body, dict) else None
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def _names(body: Any) -> frozenset[str]:
    return frozenset(text for name in _NAMES if len(text := _text(body, name)) >= _SHORTEST_NAME)


def _text(body: Any, name: str) -> str:
    value = body.get(name) if isinstance(body, dict) else None
    return value if isinstance(value, str) else ""


def id_pattern(id_: str) -> str:
    """Return a pattern for an id as URLs and bodies spell it, which a longer word that holds it does not match."""
    spelled = "|".join(re.escape(each) for each in dict.fromkeys((id_, quote(id_, safe=""), json.dumps(id_)[1:-1])))
    if len(id_) >= _SHORT:
        return rf"(?:(?<![\w-])|(?<=%[0-9A-Fa-f]{{2}}))(?:{spelled})(?![\w-])"
    return rf"""(?:(?<=["'/])|(?<=%22))(?:{spelled})(?=\\?["'/?]|%22|$)"""


def asked_of(exchange: Recorded, base_url: str) -> str:
    """Return all that a request says, decoded, without its credentials."""
    path = unquote(path_of(exchange, base_url).replace("+", " "))
    said = [value for name, value in exchange.request_headers if name.lower() not in ("authorization", "host")]
    return "\n".join([path, exchange.request_body, *said])


def speaks_of(asked: str, made: Made) -> bool:
    """Tell whether what was asked names a resource: by its id, or by a name that it was created with."""
    if (made.id in asked or quote(made.id, safe="") in asked) and re.search(id_pattern(made.id), asked):
        return True
    folded = asked.casefold()
    named = [each for each in made.names if each.casefold() in folded]
    return any(re.search(rf"(?<![\w.-]){re.escape(each)}(?![\w@.-])", asked, re.IGNORECASE) for each in named)


def is_about(exchange: Recorded, made: Made, base_url: str) -> bool:
    """Tell whether a request addresses a resource itself."""
    path = path_of(exchange, base_url).partition("?")[0]
    return path == f"{made.endpoint}/{quote(made.id, safe='')}" or path == f"{made.endpoint}/{made.id}"


def overlap(exchanges: Sequence[Recorded]) -> bool:
    """Tell whether two of the requests were on their way at the same time."""
    times = [(datetime.fromisoformat(each.started).timestamp(), each.duration_ms / 1000) for each in exchanges]
    return any(
        begun + took > later + 0.002  # times are rounded to milliseconds
        for (begun, took), (later, _) in zip(sorted(times), sorted(times)[1:], strict=False)
    )
