"""Lists, filters, projection and sorting."""

from __future__ import annotations

import re
from typing import Any

from benchmarks.foreign.faults.client import Client, ids
from benchmarks.foreign.faults.registry import variant
from benchmarks.foreign.faults.seams import arriving, leaving
from benchmarks.foreign.server import App, Refused, Request, Response
from benchmarks.foreign.server.messages import Document, invalid
from benchmarks.foreign.server.schema import Attribute, Located


def _order(app: App, key: Any, *, backwards: bool = False) -> None:
    def replacement(original: Any, kind: str, found: list[Document], query: dict[str, str]) -> Any:
        return original(kind, sorted(found, key=key, reverse=backwards), query)

    app.wrap(app.paging, "sort", replacement)


def _listed(c: Client) -> list[str]:
    return [each["id"] for each in c.ask("/Users")["Resources"]]


@variant(
    *("newest-first", "Lists have the newest first.", "GET /Users"),
    lambda c: [c.user()["id"] for _ in range(3)] == _listed(c),
)
def _(app: App) -> None:
    _order(app, lambda each: int(each["id"]), backwards=True)


@variant(
    *("by-name", "Lists are sorted by name.", "GET /Users"),
    lambda c: [c.user(userName=f"{n}@x.org")["id"] for n in "ba"] == _listed(c),
)
def _(app: App) -> None:
    _order(app, lambda each: (each.get("userName") or each.get("displayName")).casefold())


@variant(
    *("pages-of-ten", "Without count a page holds ten resources.", "12 users; GET /Users"),
    lambda c: len([c.user() for _ in range(12)]) == len(_listed(c)),
)
def _(app: App) -> None:
    app.wrap(
        *(app.paging, "number"),
        lambda original, query, name, default: original(query, name, 10 if name == "count" else default),
    )


@variant(
    *("pages-of-twenty-at-most", "A page holds twenty resources at most.", "25 users; GET /Users?count=100"),
    lambda c: [c.user() for _ in range(25)] and len(c.ask("/Users", count=100)["Resources"]) == 25,
)
def _(app: App) -> None:
    def window(original: Any, query: dict[str, str]) -> tuple[int, int]:
        start, count = original(query)
        return start, min(count, 20)

    def act(request: Request, response: Response) -> None:
        if request.parts == ["ServiceProviderConfig"] and response.status == 200:
            response.body["filter"] = {"supported": True, "maxResults": 20}

    app.wrap(app.paging, "window", window)
    leaving(app, act)


@variant(
    *("no-start-index-of-all", "A list that is complete has no startIndex and itemsPerPage.", "GET /Users"),
    lambda c: "startIndex" in c.ask("/Users"),
)
def _(app: App) -> None:
    def act(request: Request, response: Response) -> None:
        body = response.body
        asked = {"startIndex", "count"} & set(request.query)
        whole = isinstance(body, dict) and "Resources" in body and len(body["Resources"]) == body["totalResults"]
        if whole and not asked:
            del body["startIndex"], body["itemsPerPage"]

    leaving(app, act)


@variant(
    *("count-word-ignored", "A count that is no number is ignored.", "GET /Users?count=abc"),
    lambda c: c.status("GET", "/Users?count=abc") == 400,
)
def _(app: App) -> None:
    def replacement(original: Any, query: dict[str, str], name: str, default: int) -> int:
        try:
            return int(original(query, name, default))
        except Refused:
            return default

    app.wrap(app.paging, "number", replacement)


@variant(
    *("empty-filter-ignored", "An empty filter is no filter.", "GET /Users?filter="),
    lambda c: c.status("GET", "/Users?filter=") == 400,
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if not request.query.get("filter", "x").strip():
            del request.query["filter"]

    arriving(app, act)


@variant(
    *("unknown-in-filter", "A filter by an unknown attribute finds nobody.", 'GET /Users?filter=noSuch eq "x"'),
    lambda c: c.refused('noSuch eq "x"'),
)
def _(app: App) -> None:
    def replacement(original: Any, kind: str, name: str) -> Any:
        return original(kind, name) or Located(None, Attribute(f"no {name}"))

    app.wrap(app.resources.filters, "locate", replacement)


@variant(
    *("ne-needs-value", "ne does not find resources without a value.", 'GET /Users?filter=title ne "x"'),
    lambda c: c.user()["id"] in c.found('title ne "x"'),
)
def _(app: App) -> None:
    def replacement(original: Any, located: Located, operator: str, value: Any) -> Any:
        test = original(located, operator, value)
        present = app.resources.filters.present(located)
        return (lambda document: present(document) and test(document)) if operator == "ne" else test

    app.wrap(app.resources.filters, "comparison", replacement)


@variant(
    *("null-refused", "null in a filter is refused.", "GET /Users?filter=title eq null"),
    lambda c: c.user()["id"] in c.found("title eq null"),
)
def _(app: App) -> None:
    def replacement(_: object, __: Located, ___: str) -> Any:
        raise invalid("null is no value", "invalidFilter")

    app.wrap(app.resources.filters, "null", replacement)


@variant(
    *(
        "sub-attribute-needed",
        "emails eq is refused: a sub-attribute is to be named.",
        'GET /Users?filter=emails eq "x"',
    ),
    lambda c: c.found('emails eq "x"') == [],
)
def _(app: App) -> None:
    def replacement(original: Any, located: Located, operator: str, value: Any) -> Any:
        bare = located.attribute is not None and located.sub is None and located.attribute.kind == "complex"
        if bare and located.attribute and located.attribute.name not in ("members", "manager"):
            raise invalid("a sub-attribute is missing", "invalidFilter")
        return original(located, operator, value)

    app.wrap(app.resources.filters, "comparison", replacement)


@variant(
    *("unquoted", "A value without quotation marks is taken as a text.", "GET /Users?filter=externalId eq jyoung"),
    lambda c: c.refused("externalId eq jyoung"),
)
def _(app: App) -> None:
    def change(request: Request) -> None:
        text = request.query.get("filter", "")
        found = re.fullmatch(r"(\w+ eq) ([A-Za-z][\w.@-]*)", text)
        if found and found[2].lower() not in ("true", "false", "null"):
            request.query["filter"] = f'{found[1]} "{found[2]}"'

    arriving(app, change)


@variant(
    *(
        "projection-both",
        "Of attributes and excludedAttributes the first wins.",
        "GET ?attributes=id&excludedAttributes=name",
    ),
    lambda c: c.user() and c.status("GET", "/Users?attributes=id&excludedAttributes=name") == 400,
)
def _(app: App) -> None:
    def replacement(original: Any, kind: str, document: Document, query: dict[str, str]) -> Any:
        kept = {k: v for k, v in query.items() if k != "excludedAttributes" or "attributes" not in query}
        return original(kind, document, kept)

    app.wrap(app.resources.projection, "apply", replacement)


@variant(
    *("no-sorting", "Sorting is declared unsupported, and sortBy is ignored.", "GET /Users?sortBy=userName"),
    lambda c: (
        [c.user(userName=f"{n}@x.org")["id"] for n in "ba"][::-1]
        == [each["id"] for each in c.ask("/Users", sortBy="userName")["Resources"]]
    ),
)
def _(app: App) -> None:
    def act(request: Request, response: Response) -> None:
        if request.parts == ["ServiceProviderConfig"] and response.status == 200:
            response.body["sort"] = {"supported": False}

    app.wrap(app.paging, "sort", lambda _, __, found, ___: found)
    leaving(app, act)


@variant(
    *("root-501", "A query at the root is not supported.", "GET /"),
    lambda c: c.status("GET", "/") == 200,
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if not request.parts or request.parts == [".search"]:
            raise Refused(501, "no query at the root")

    arriving(app, act)


@variant(
    *("discovery-filter-ignored", "A filter on discovery is ignored.", "GET /Schemas?filter=…"),
    lambda c: c.status("GET", '/Schemas?filter=id eq "x"') == 403,
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if request.parts[:1] in (["Schemas"], ["ResourceTypes"], ["ServiceProviderConfig"]):
            request.query.pop("filter", None)

    arriving(app, act)


@variant(
    *(
        "complicated-filters-refused",
        "A filter with more than ten comparisons is refused with tooMany.",
        "GET with 12 comparisons",
    ),
    lambda c: (u := c.user()) and c.found(" or ".join(f'id eq "{n}"' for n in [*range(11), u["id"]])) == ids(u),
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if len(re.findall(r" (?:and|or) ", request.query.get("filter", ""))) > 10:
            raise Refused(400, "too many comparisons", "tooMany")

    arriving(app, act)


@variant(
    *(
        "exact-group-names",
        "Names of groups regard letter case, and /Schemas says so.",
        "GET /Groups?filter=displayName eq",
    ),
    lambda c: (g := c.group()) and c.found(f'displayName eq "{g["displayName"].upper()}"', "/Groups") == ids(g),
)
def _(app: App) -> None:
    grouped = [False]

    def test(original: Any, kind: str, text: str) -> Any:
        grouped[0] = kind == "Group"
        made = original(kind, text)

        def later(document: Document) -> bool:
            grouped[0] = kind == "Group"
            return bool(made(document))

        return later

    def folded(original: Any, leaf: Any, value: str) -> str:
        return value if leaf.name == "displayName" and grouped[0] else str(original(leaf, value))

    def handle(original: Any, kind: str, document: Document) -> str:
        return str(document["displayName"] if kind == "Group" else original(kind, document))

    def described(original: Any, name: str, base: str) -> Any:
        found = original(name, base)
        for schema in found:
            if schema["id"].endswith(":Group") and "attributes" in schema:
                schema["attributes"][0]["caseExact"] = True
        return found

    app.wrap(app.resources.filters, "test", test)
    app.wrap(app.resources.filters, "folded", folded)
    app.wrap(app.resources, "handle", handle)
    app.wrap(app, "described", described)
