"""Each $ref is the URL of the resource whose id is beside it (RFC 7643, 2.3.7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from scimproof.observe.history import GROUPS, USERS, History
from scimproof.observe.invariants.meta import leads_to
from scimproof.observe.judging import Violation


def lead_home(history: History) -> Iterator[Violation | None]:
    """The $ref of a member, a group or a manager is the address of who is named beside it."""
    for each in history.answered:
        for _, resource in each.shown:
            for at, element, endpoints in _references(resource):
                stated, id_ = element.get("$ref"), element.get("value")
                if not isinstance(stated, str) or not stated or not isinstance(id_, str) or not id_:
                    continue
                right = any(_leads(stated, history.base_url, endpoint, id_) for endpoint in endpoints)
                wanted = " or ".join(f"{history.base_url}{endpoint}/{id_}" for endpoint in endpoints)
                yield None if right else Violation(each, f"{at}.$ref = {wanted}", f"{at}.$ref = {stated}", f"{at}.$ref")


def _leads(url: str, base_url: str, endpoint: str, id_: str) -> bool:
    """Tell whether a reference names a resource; a relative one may count from the base or from the resource."""
    if urlsplit(url).scheme:
        return leads_to(url, base_url, endpoint, id_)
    path = unquote(urlsplit(urljoin("http://base/", url)).path)
    return path.endswith(f"{endpoint}/{id_}")


def _references(resource: dict[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], tuple[str, ...]]]:
    for name, held in resource.items():
        low = name.lower()
        if low in ("members", "groups") and isinstance(held, list):
            for each in held:
                if isinstance(each, dict):
                    yield low, each, (GROUPS,) if low == "groups" else _endpoints(each.get("type"))
        elif low.startswith("urn:") and isinstance(held, dict):
            for sub, manager in held.items():
                if sub.lower() == "manager" and isinstance(manager, dict):
                    yield "manager", manager, (USERS,)


def _endpoints(kind: object) -> tuple[str, ...]:
    stated = kind.lower() if isinstance(kind, str) else ""
    return {"user": (USERS,), "group": (GROUPS,)}.get(stated, (USERS, GROUPS))
