"""All exchanges of a run, from every case and process, in order of time, each read as an operation."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, unquote

from scimproof.expect.path import read
from scimproof.scim.exchange import UNPARSABLE, Exchange, parse

USERS, GROUPS = "/Users", "/Groups"
_ENDPOINTS = (USERS, GROUPS)
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_NOT_OURS = "not the real one"


@dataclass(frozen=True, eq=False)
class Operation:
    """One exchange, read as SCIM.

    Attributes:
        exchange: what was sent and what came back.
        path: below the base URL, as sent, without the query; None for another place, such as a token endpoint.
        query: the parameters, decoded, by name in lower case; of one given twice, the last.
    """

    exchange: Exchange
    path: str | None
    query: Mapping[str, str]

    @cached_property
    def method(self) -> str:
        """The HTTP method, in upper case."""
        return self.exchange.request.method

    @property
    def status(self) -> int:
        """The status code, 0 without an answer."""
        return self.exchange.status or 0

    @cached_property
    def start(self) -> float:
        """When it was sent, in seconds since the epoch."""
        return self.exchange.started

    @cached_property
    def end(self) -> float:
        """When its answer was there, in seconds since the epoch."""
        return self.exchange.started + self.exchange.duration

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The parts of the path, decoded."""
        return tuple(unquote(each) for each in (self.path or "").split("/")[1:])

    @cached_property
    def endpoint(self) -> str:
        """``/Users`` or ``/Groups``; empty for anything else, such as ``/Users/.search``."""
        if self.segments[-1:] == (".search",):
            return ""
        first = f"/{self.segments[0]}" if self.segments else ""
        return first if first in _ENDPOINTS and len(self.segments) <= 2 else ""  # noqa: PLR2004 - name and id

    @cached_property
    def id(self) -> str:
        """The id that a path below an endpoint names; empty for the collection."""
        return self.segments[1] if self.endpoint and len(self.segments) == 2 else ""  # noqa: PLR2004

    @property
    def succeeded(self) -> bool:
        """Whether the answer is a 2xx."""
        return 200 <= self.status < 300  # noqa: PLR2004

    @property
    def refused(self) -> bool:
        """Whether the answer is a 4xx."""
        return 400 <= self.status < 500  # noqa: PLR2004

    @property
    def writes(self) -> bool:
        """Whether the method changes something."""
        return self.method in _WRITES

    @property
    def is_read(self) -> bool:
        """Whether it is a successful GET of one user or group."""
        return self.method == "GET" and bool(self.id) and self.status == 200 and bool(self.exchange.resource)  # noqa: PLR2004

    @property
    def is_list(self) -> bool:
        """Whether it is a successful GET of a collection."""
        return self.method == "GET" and bool(self.endpoint) and not self.id and self.status == 200  # noqa: PLR2004

    @property
    def is_create(self) -> bool:
        """Whether it is a POST to a collection."""
        return self.method == "POST" and bool(self.endpoint) and not self.id

    @property
    def projected(self) -> bool:
        """Whether the client said which attributes it wants."""
        return "attributes" in self.query or "excludedattributes" in self.query

    @property
    def whole(self) -> bool:
        """Whether a resource in the answer is shown as it is shown unasked."""
        return not self.projected

    @property
    def authorized(self) -> bool:
        """Whether it bore the credentials of the run."""
        sent = [value for name, value in self.exchange.request.headers if name.lower() == "authorization"]
        return not any(_NOT_OURS in each for each in sent)

    @cached_property
    def body(self) -> Any:
        """The JSON that was sent, or `UNPARSABLE`."""
        return parse(self.exchange.request.body) if self.exchange.request.body else UNPARSABLE

    @cached_property
    def shown(self) -> tuple[tuple[str, dict[str, Any]], ...]:
        """The users and groups in the answer, each with its endpoint."""
        if not self.endpoint or not self.succeeded:
            return ()
        if self.is_list:
            return tuple((self.endpoint, each) for each in self.exchange.resources)
        resource = self.exchange.resource
        return ((self.endpoint, resource),) if resource and ("id" in resource or self.id) else ()


class History:
    """The operations of a run.

    ``findings`` are those of the cases, by requirement: the numbers of the exchanges that each of them made.

    Args:
        operations: in any order.
        base_url: of the target, without a slash at its end.
        lag: the seconds for which a read may still show what was before a write.
    """

    def __init__(self, operations: Iterable[Operation], base_url: str, lag: float = 0.0) -> None:
        self.operations = sorted(operations, key=lambda each: (each.start, each.exchange.number))
        self.base_url = base_url
        self.lag = lag
        self.findings: Mapping[str, frozenset[int]] = {}

    @cached_property
    def answered(self) -> list[Operation]:
        """Those below the base URL that have an answer."""
        return [each for each in self.operations if each.path is not None and each.exchange.response is not None]

    @cached_property
    def created(self) -> dict[tuple[str, str], Operation]:
        """The objects that the run made: endpoint and id, to the (last) create that was answered with it."""
        return {
            (each.endpoint, each.exchange.id): each
            for each in self.answered
            if each.is_create and each.succeeded and each.exchange.id
        }

    @cached_property
    def deleted(self) -> dict[tuple[str, str], Operation]:
        """The objects that the run deleted with success: endpoint and id, to the last delete."""
        return {
            (each.endpoint, each.id): each
            for each in self.answered
            if each.method == "DELETE" and each.id and each.succeeded
        }

    @cached_property
    def writes(self) -> list[Operation]:
        """Everything sent that may have changed something, answered or not."""
        return [each for each in self.operations if each.path is not None and each.writes]

    def written(self, since: float, until: float) -> list[Operation]:
        """Return the writes that may have shown in a span of time: each may take the lag to show."""
        starts, longest = self._starts
        first, last = bisect_left(starts, since - self.lag - longest), bisect_right(starts, until)
        return [each for each in self.writes[first:last] if each.end + self.lag >= since]

    @cached_property
    def bulk(self) -> list[Operation]:
        """The writes that name no resource in their path: what they touch, their bodies say."""
        return [each for each in self.writes if not each.endpoint]

    @cached_property
    def _starts(self) -> tuple[list[float], float]:
        spans = [each.end - each.start for each in self.writes]
        return [each.start for each in self.writes], max(spans, default=0.0)

    @cached_property
    def schemas(self) -> list[dict[str, Any]]:
        """The schemas that the target publishes; empty when it publishes none."""
        return self._listed("/Schemas")

    @cached_property
    def resource_types(self) -> list[dict[str, Any]]:
        """The resource types that the target publishes."""
        return self._listed("/ResourceTypes")

    def reads(self, endpoint: str = "") -> Iterator[Operation]:
        """Yield the successful reads of one resource."""
        return (each for each in self.answered if each.is_read and endpoint in ("", each.endpoint))

    def lists(self) -> Iterator[Operation]:
        """Yield the successful queries of a collection whose answer has a list."""
        return (each for each in self.answered if each.is_list and each.exchange.resource)

    def _listed(self, path: str) -> list[dict[str, Any]]:
        for each in self.answered:
            if each.method == "GET" and each.path == path and each.status == 200:  # noqa: PLR2004
                bare = each.exchange.json
                found = bare if isinstance(bare, list) else each.exchange.resources
                if found:
                    return [one for one in found if isinstance(one, dict)]
        return []


def history(exchanges: Iterable[Exchange], base_url: str, lag: float = 0.0) -> History:
    """Return the history of a run from its exchanges, in any order."""
    base = base_url.rstrip("/")
    return History((_operation(each, base) for each in exchanges), base, lag)


def _operation(exchange: Exchange, base: str) -> Operation:
    url, _, query = exchange.request.url.partition("?")
    path = url[len(base) :] if url == base or url.startswith(f"{base}/") else None
    pairs = parse_qsl(query, keep_blank_values=True)
    return Operation(exchange, path, {name.lower(): value for name, value in pairs})


def value(resource: Any, path: str) -> Any:
    """Return the value at a path, None where there is none: null and absence are one state (RFC 7643, 2.5)."""
    found = read(resource, path)
    return found if found or found in (False, 0, "") else None
