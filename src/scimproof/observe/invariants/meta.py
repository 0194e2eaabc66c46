"""Invariants of the meta attribute of every resource (RFC 7643, 3.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from scimproof.observe.history import History, Operation
from scimproof.observe.judging import Violation

_DATE_TIME = re.compile(r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
_TIMES = ("created", "lastModified")
_META_NAMES = frozenset({*_TIMES, "version", "location", "resourceType"})
_META_SPELLING = {name.lower(): name for name in _META_NAMES}
_METHODS = ("GET", "POST", "PUT", "PATCH")
_CREATED = 201
_ROUNDED = timedelta(seconds=1)
"""By how much two texts of one time may differ when they were written with different precision."""


def zones_given(history: History) -> Iterator[Violation | None]:
    """Each time in meta is an instant: a date and a time with a zone."""
    for each in history.answered:
        for _, resource in each.shown:
            for name in _TIMES:
                stated = meta_of(resource).get(name)
                if not isinstance(stated, str):
                    continue
                found = _DATE_TIME.fullmatch(stated)
                at = f"meta.{name}"
                if found is None or instant(stated) is None:
                    yield Violation(each, f"{at}, an xsd:dateTime", f"{at} = {stated}", at)
                else:
                    yield Violation(each, f"{at} with its time zone", f"{at} = {stated}", at) if not found[2] else None


def created_stays(history: History) -> Iterator[Violation | None]:
    """The meta.created of a resource is the same in all answers."""
    first: dict[tuple[str, str, str], tuple[Operation, str]] = {}
    for each in history.answered:
        for endpoint, resource in each.shown:
            id_, stated = resource.get("id"), meta_of(resource).get("created")
            if not isinstance(id_, str) or instant(stated) is None:
                continue
            if each.is_create:  # a new resource, under an old id perhaps
                for kind in _METHODS:
                    first.pop((endpoint, id_, kind), None)
            kinds = (each.method, "POST")
            earlier = [first[endpoint, id_, kind] for kind in kinds if (endpoint, id_, kind) in first]
            first.setdefault((endpoint, id_, each.method), (each, str(stated)))
            if earlier:
                moved = next((seen for seen in earlier if _moved(*seen, each, str(stated))), None)
                yield _another_time(*moved, each, str(stated)) if moved else None


def _moved(before: Operation, was: str, operation: Operation, now: str) -> bool:
    """Tell whether two texts are two times, and not one time written with different precision."""
    one, two = instant(was), instant(now)
    if one is None or two is None or one == two:
        return False
    return (before.method == operation.method and len(was) == len(now)) or abs(one - two) > _ROUNDED


def _another_time(before: Operation, was: str, operation: Operation, now: str) -> Violation:
    return Violation(operation, f"meta.created = {was}", f"meta.created = {now}", "meta.created", (before, operation))


def modified_after_created(history: History) -> Iterator[Violation | None]:
    """A resource was not last modified before it was created."""
    for each in history.answered:
        for _, resource in each.shown:
            meta = meta_of(resource)
            made, changed = (instant(meta.get(name)) for name in _TIMES)
            if made is not None and changed is not None:
                early = changed + _ROUNDED < made
                yield (
                    Violation(
                        each,
                        f"meta.lastModified at {meta['created']} or later",
                        f"meta.lastModified = {meta['lastModified']}",
                        "meta.lastModified",
                    )
                    if early
                    else None
                )


def versions_equal(history: History) -> Iterator[Violation | None]:
    """Where an answer shows both, meta.version and the ETag header are equal."""
    for each in history.answered:
        tag = each.exchange.header("etag")
        if each.is_list or tag is None or len(each.shown) != 1:
            continue
        version = meta_of(each.shown[0][1]).get("version")
        if isinstance(version, str):
            differ = version != tag
            yield Violation(each, f"ETag: {version}", f"ETag: {tag}", "meta.version") if differ else None


def locations_lead(history: History) -> Iterator[Violation | None]:
    """A meta.location is the address of its resource, below the base URL."""
    for each in history.answered:
        for endpoint, resource in each.shown:
            stated, id_ = meta_of(resource).get("location"), each.id or resource.get("id")
            if isinstance(stated, str) and stated and isinstance(id_, str):
                right = leads_to(stated, history.base_url, endpoint, id_)
                wanted = f"meta.location = {history.base_url}{endpoint}/{id_}"
                yield None if right else Violation(each, wanted, f"meta.location = {stated}", "meta.location")


def headers_agree(history: History) -> Iterator[Violation | None]:
    """Where an answer shows one resource, its Location header is the address in meta.location."""
    for each in history.answered:
        header = each.exchange.header("location")
        if header is None or each.is_list or len(each.shown) != 1 or not each.endpoint:
            continue
        stated = meta_of(each.shown[0][1]).get("location")
        if isinstance(stated, str) and stated:
            here = urljoin(each.exchange.request.url, header)
            differ = unquote(here) != unquote(urljoin(each.exchange.request.url, stated))
            yield Violation(each, f"Location: {stated}", f"Location: {header}", "Location") if differ else None


def leads_to(url: str, base_url: str, endpoint: str, id_: str) -> bool:
    """Tell whether a URL, absolute or relative, is the address of a resource below a base URL."""
    base, found = urlsplit(base_url), urlsplit(urljoin(f"{base_url}/", url))
    if (found.scheme.lower(), found.netloc.lower()) != (base.scheme.lower(), base.netloc.lower()):
        return False
    return unquote(found.path) == f"{unquote(base.path)}{endpoint}/{id_}"


def meta_of(resource: dict[str, Any]) -> dict[str, Any]:
    """Return the meta of a resource, empty when it has none; its names in the letter case of the RFC."""
    meta = resource.get("meta")
    if meta is None:
        meta = next((held for name, held in resource.items() if name.lower() == "meta"), None)
    if not isinstance(meta, dict):
        return {}
    if meta.keys() <= _META_NAMES:  # already spelled as the RFC has it
        return meta
    return {_META_SPELLING.get(str(name).lower(), str(name)): held for name, held in meta.items()}


@lru_cache(maxsize=16_384)
def instant(stated: object) -> datetime | None:
    """Return an xsd:dateTime as a time, in UTC where it names no zone; None when it is none."""
    if not isinstance(stated, str) or not _DATE_TIME.fullmatch(stated):
        return None
    whole, point, rest = stated.partition(".")
    digits = re.match(r"\d*", rest)
    if point and digits is not None:  # fromisoformat takes six digits at most
        stated = f"{whole}.{digits[0][:6]}{rest[len(digits[0]) :]}"
    try:
        read = datetime.fromisoformat(stated)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
