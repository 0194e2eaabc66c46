"""Tests 19 to 24: groups, pages and credentials, sent directly to the target."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from scimproof.gallery.harness import Harness, answered, content, identifier, succeeded
from scimproof.gallery.logic import Failed, Skipped, Stopped, empty, equals, prop, string
from scimproof.gallery.updates import Shape, new_group_values, operations

_PAGE = 5
_AT_ONCE = 5
_PAGES = 10
_ENOUGH = 11
_MINUTES = range(60, 361)


def group_create(harness: Harness) -> str:
    """19: a group is created; only id and displayName are looked at."""
    name = harness.values.group_name("LASCDirectGroup-{}")
    exchange = harness.post("/Groups", harness.values.group(name))
    if exchange.status not in (200, 201):
        raise Failed(f"POST answered {answered(exchange)}")
    identifier(exchange)
    if not equals(prop(content(exchange), "displayName"), name):
        raise Failed("the answer shows another displayName than the one sent")
    return "created, with an id and the displayName as sent"


def group_update(harness: Harness) -> str:
    """20: every single-valued attribute of a group takes a new value; only plain names can compare equal."""
    id_ = harness.created("/Groups", harness.values.group(harness.values.group_name("LASUpdGroup-{}")))
    changes = new_group_values(harness.values)
    harness.patch("/Groups", id_, operations(changes, Shape.VERBOSE))
    body = harness.read("/Groups", id_)
    wrong = [path for path, value in changes.items() if string(prop(body, path)) != string(value)]
    if wrong:
        raise Failed(f"not as sent after the update: {', '.join(wrong)}")
    return f"{len(changes)} attributes have the value that was sent"


def user_pages(harness: Harness) -> str:
    """23: at least two pages of five, each of which echoes its startIndex."""

    def body() -> Any:
        name = harness.values.user_name("paguser")
        return harness.values.user(name, display=f"PagUser {harness.values.hex()}")

    return _walk(harness, "/Users", body)


def group_pages(harness: Harness) -> str:
    """24: the same for groups, whether or not the job has any."""
    return _walk(harness, "/Groups", lambda: harness.values.group(harness.values.group_name("PagGroup {}")))


def _walk(harness: Harness, endpoint: str, body: Callable[[], Any]) -> str:
    first = succeeded(harness.get(endpoint, f"startIndex=1&count={_PAGE}"))
    total = _whole(prop(content(first), "totalResults"))
    bodies = [body() for _ in range(max(0, _ENOUGH - total))]
    with ThreadPoolExecutor(_AT_ONCE) as hands:  # as the workflow does; one that is refused is not missed
        list(hands.map(lambda each: harness.post(endpoint, each), bodies))
    start, pages = 1, 0
    while pages < _PAGES:
        page = succeeded(harness.get(endpoint, f"startIndex={start}&count={_PAGE}"))
        if page.status != 200:  # noqa: PLR2004
            raise Failed(f"page {pages + 1} is answered with {answered(page)} instead of 200")
        told, listed = _whole(prop(content(page), "startIndex")), prop(content(page), "Resources")
        if told != pages * _PAGE + 1:
            raise Failed(f"page {pages + 1} has startIndex {told} instead of {pages * _PAGE + 1}")
        pages += 1
        if empty(listed) or not isinstance(listed, list):
            break
        start = told + len(listed)
        if start > _whole(prop(content(page), "totalResults")):
            break
    if pages < 2:  # noqa: PLR2004 - two pages are needed
        raise Failed("there is only one page")
    return f"{pages} pages, each with its startIndex"


def validate_credentials(harness: Harness) -> str:
    """21: OAuth client credentials give a token that lives one to six hours and opens /Users."""
    exchange = harness.another_token()
    if exchange is None:
        raise Failed(
            "no OAuth client credentials were given: with an empty token endpoint the workflow computes FAILED, "
            "although its description says SKIPPED"
        )
    answer = content(succeeded(exchange))
    if empty(prop(answer, "access_token")):
        raise Failed("the token endpoint returned no access_token")
    lifetime = answer.get("expires_in", 3600)
    if isinstance(lifetime, bool) or not isinstance(lifetime, int | float):
        raise Stopped("expires_in is not a number")
    if int(lifetime) // 60 not in _MINUTES:
        raise Failed(f"the token is valid for {int(lifetime) // 60} minutes; 60 to 360 are required")
    succeeded(harness.get("/Users", "startIndex=1&count=1"))
    return f"a token for {int(lifetime) // 60} minutes"


def federated_identity(harness: Harness) -> str:  # noqa: ARG001 - all tests are called alike
    """22: workload identity federation, which only a real tenant can start."""
    raise Failed(
        "it needs a token that Entra ID issues, so that it cannot be tried here; with empty parameters the workflow "
        "computes FAILED, which does no harm if Validate_Credentials_Test passes"
    )


def skipped(harness: Harness) -> str:  # noqa: ARG001
    """Stand for a test that needs groups in a job that has none."""
    raise Skipped("the job provisions no groups")


def _whole(value: Any) -> int:
    """Return an integer, 0 for nothing.

    Raises:
        Stopped: it is of another type, with which the workflow cannot compute.
    """
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int):
        raise Stopped("a number is expected in a list response")
    return value
