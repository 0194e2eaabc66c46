"""The places where a fault enters the server, so that a fault is a few lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from benchmarks.foreign.server import App, Request, Response
from benchmarks.foreign.server.messages import Document, Refused
from benchmarks.foreign.server.schema import Attribute


def arriving(app: App, act: Callable[[Request], Response | None]) -> None:
    """See every authenticated request; answer it by returning a response."""
    app.wrap(app, "route", lambda original, request: act(request) or original(request))


def leaving(app: App, act: Callable[[Request, Response], object]) -> None:
    """See every answer before it is encoded."""

    def replacement(original: Callable[..., Response], request: Request, response: Response) -> Response:
        response = original(request, response)
        act(request, response)
        return response

    app.wrap(app, "finish", replacement)


def shown(app: App, kind: str, act: Callable[[Document], object]) -> None:
    """See every full representation of users or groups, before filters and projection."""

    def replacement(original: Callable[..., Document], base: str, row: Any) -> Document:
        document = original(base, row)
        if row.kind == kind:
            act(document)
        return document

    app.wrap(app.resources, "shown", replacement)


def listed(app: App, act: Callable[[Document], object]) -> None:
    """See every resource in a list of users or groups."""

    def replacement(original: Callable[..., Document], resources: list[Document], *rest: Any) -> Document:
        for each in resources:
            act(each)
        return original(resources, *rest)

    app.wrap(app.resources, "envelope", replacement)


def read_alone(app: App, act: Callable[[Document], object]) -> None:
    """See the body of every answer to GET /Users/{id} and /Groups/{id}."""

    def act_on(request: Request, response: Response) -> None:
        if request.method == "GET" and len(request.parts) == 2 and response.status == 200:
            act(response.body)

    leaving(app, act_on)


def posting(app: App, kind: str, act: Callable[[Document], object]) -> None:
    """See the body of every POST of a user or group before it is read."""

    def replacement(original: Callable[..., Any], of: str, body: Document) -> Any:
        if of == kind:
            act(body)
        return original(of, body)

    app.wrap(app.resources, "create", replacement)


def storing(app: App, act: Callable[[Document], object]) -> None:
    """See every document on its way into the store."""

    def replacement(original: Callable[..., Document], document: Document) -> Document:
        document = original(document)
        act(document)
        return document

    app.wrap(app.resources, "stored", replacement)


def putting(app: App, act: Callable[[Any, Document], object]) -> None:
    """See every PUT: the stored row and the body."""

    def replacement(original: Callable[..., Any], row: Any, body: Document) -> Any:
        act(row, body)
        return original(row, body)

    app.wrap(app.resources, "replace", replacement)


def saving(app: App, act: Callable[[Any, Document], object]) -> None:
    """See every change by PUT or PATCH: the row as it was, and the document that is about to be stored."""

    def replacement(original: Callable[..., Any], row: Any, document: Document) -> Any:
        act(row, document)
        return original(row, document)

    app.wrap(app.resources, "save", replacement)


def patching(app: App, act: Callable[[str, Document, Document], object]) -> None:
    """See every PATCH operation (kind, document, operation); a true result means that it is done."""

    def replacement(original: Callable[..., None], kind: str, document: Document, operation: Document) -> None:
        if not act(kind, document, operation):
            original(kind, document, operation)

    app.wrap(app.resources.patcher, "operation", replacement)


class Comparison(NamedTuple):
    """One comparison in a filter: the attribute, the operator, the stored value, the operand as it is compared."""

    leaf: Attribute
    operator: str
    stored: Any
    value: Any

    @property
    def text(self) -> str:
        """The stored value in the form that letter case does not matter in."""
        return str(self.stored).casefold()

    def eq(self, name: str) -> bool:
        """Whether an attribute of that name is compared by eq."""
        return self.leaf.name == name and self.operator == "eq"


def comparing(app: App, act: Callable[[Comparison], bool | None]) -> None:
    """Decide on comparisons in filters; None leaves it to the server."""

    def replacement(original: Callable[..., bool], leaf: Attribute, operator: str, stored: Any, value: Any) -> bool:
        decided = act(Comparison(leaf, operator, stored, value))
        return original(leaf, operator, stored, value) if decided is None else decided

    app.wrap(app.resources.filters, "compare", replacement)


def filtering(app: App, change: Callable[[str], str]) -> None:
    """Change the text of every filter in a query."""

    def act(request: Request) -> None:
        if "filter" in request.query:
            request.query["filter"] = change(request.query["filter"])

    arriving(app, act)


def texts(app: App, change: Callable[[Attribute, str], Any]) -> None:
    """Change every text value that a client sends."""
    values = app.resources.values
    app.wrap(values, "text", lambda original, attribute, value: change(attribute, original(attribute, value)))


def drop(app: App, *names: str, kind: str = "User") -> None:
    """Never store these attributes; ``name.sub`` and ``urn:attribute`` reach deeper."""

    def act(document: Document) -> None:
        for name in names:
            take(document, name)

    app.wrap(app.resources.values, "document", lambda original, of, body: _after(original(of, body), of == kind, act))
    app.wrap(
        app.resources.patcher,
        "apply",
        lambda original, of, document, sent: _after(original(of, document, sent), of == kind, act),
    )


def _after(document: Document, applies: bool, act: Callable[[Document], object]) -> Document:  # noqa: FBT001
    if applies:
        act(document)
    return document


def take(document: Document, name: str) -> None:
    """Remove ``name``, ``name.sub`` of an object or of every element, or an attribute of an extension."""
    urn, _, last = name.rpartition(":")
    holder = document.get(urn, {}) if urn else document
    top, _, sub = last.partition(".")
    if not sub:
        holder.pop(top, None)
        return
    found = holder.get(top)
    for each in found if isinstance(found, list) else [found]:
        if isinstance(each, dict):
            each.pop(sub, None)


def refusing(app: App, when: Callable[[Request], bool], status: int, kind: str = "") -> None:
    """Refuse some requests."""

    def act(request: Request) -> None:
        if when(request):
            raise Refused(status, "refused", kind)

    arriving(app, act)


def is_user(request: Request, method: str) -> bool:
    """Whether this is a request with that method to one user, or a POST to /Users."""
    return request.method == method and request.parts[:1] == ["Users"]


def sent(app: App, request: Request) -> Document:
    """Return the body of a request, or {} when it is none."""
    try:
        return app.body(request) if request.body else {}
    except Refused:
        return {}
