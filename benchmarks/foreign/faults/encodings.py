"""Encodings, and odd JSON."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from benchmarks.foreign.faults.client import Client, ids
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import arriving, filtering, leaving, texts
from benchmarks.foreign.server import App, Refused, Request, Response
from benchmarks.foreign.server.messages import MEDIA_TYPE, invalid

fault = Group("encodings")


def _kept(value: str, where: str = "displayName") -> Any:
    return lambda c: c.user(**{where: value})[where] == value


def _text(name: str, about: str, value: str, change: Any, severity: str = CORRUPTS) -> None:
    def seed(app: App) -> None:
        texts(app, lambda attribute, sent: change(sent) if attribute.name != "password" else sent)

    fault(name, about, severity, f"POST displayName {value!r}; GET", _kept(value))(seed)


_text(
    "ascii-only",
    "Letters beyond ASCII become question marks.",
    "Łukasz",
    lambda v: v.encode("ascii", "replace").decode(),
)


_text(
    "latin-only",
    "Letters beyond Latin-1 become question marks.",
    "山田",
    lambda v: v.encode("latin-1", "replace").decode("latin-1"),
)


_text("mojibake", "UTF-8 is read as Latin-1.", "Jürgen", lambda v: v.encode().decode("latin-1"))


_text(
    "no-emoji",
    "Signs beyond the basic plane are dropped.",
    "Jo \U0001f600 D",
    lambda v: "".join(s for s in v if ord(s) < 0x10000),
)


_text(
    "emoji-cuts",
    "A value ends before the first sign beyond the basic plane.",
    "Jo \U0001f600 D",
    lambda v: v.partition("\U0001f600")[0],
)


_text(
    "diacritics",
    "Accents are taken off.",
    "Zoë",
    lambda v: "".join(s for s in unicodedata.normalize("NFD", v) if not unicodedata.combining(s)),
)


_text("turkish", "The dotless i becomes i.", "Is\u0131k", lambda v: v.replace("\u0131", "i"))


_text("sharp-s", "ß becomes ss.", "Weiß", lambda v: v.replace("ß", "ss"))


_text("rtl", "Right-to-left text is turned round.", "שלום", lambda v: v[::-1] if "\u0590" <= v[:1] <= "\u06ff" else v)


@fault(
    *("latin-answer", "Answers are encoded as Latin-1 and say UTF-8.", CORRUPTS, "POST displayName Jürgen; GET"),
    _kept("Jürgen"),
)
def _(app: App) -> None:
    def replacement(original: Any, response: Response) -> Response:
        answer: Response = original(response)
        if isinstance(answer.body, bytes):
            answer.body = answer.body.decode().encode("latin-1", "replace")
        return answer

    app.wrap(app, "encode", replacement)


@fault(
    *("escaped-body-400", "A body with \\u escapes is refused.", BREAKS, 'POST with "J\\u00fcrgen"'),
    lambda c: _raw(c, json.dumps(c.named(displayName="Jürgen")).encode()) == 201,
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if b"\\u" in request.body:
            raise invalid("no escapes", "invalidSyntax")

    arriving(app, act)


def _raw(c: Client, body: bytes) -> int:
    return c.http.post("/Users", content=body, headers={"Content-Type": MEDIA_TYPE}).status_code


@fault(
    *("utf-8-body-400", "A body with UTF-8 beyond ASCII is refused.", BREAKS, "POST with Jürgen in UTF-8"),
    lambda c: _raw(c, json.dumps(c.named(displayName="Jürgen"), ensure_ascii=False).encode()) == 201,
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if not request.body.isascii():
            raise invalid("ASCII only", "invalidSyntax")

    arriving(app, act)


@fault(
    *("bad-utf-8-500", "A body that is no UTF-8 is answered with 500.", RFC, "POST with a byte that is no UTF-8"),
    lambda c: _raw(c, b'{"userName": "\xff"}') == 400,
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        try:
            request.body.decode()
        except UnicodeDecodeError as wrong:
            raise Refused(500, "UnicodeDecodeError") from wrong

    arriving(app, act)


@fault(
    *("surrogates-500", "Half a surrogate pair is answered with 500.", RFC, 'POST with "\\ud800"'),
    lambda c: _raw(c, json.dumps(c.named(title="\ud800")).encode()) < 500,
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if (
            b"\\ud8" in request.body.lower()
            and b"\\udc" not in request.body.lower()
            and b"\\ude" not in request.body.lower()
        ):
            raise Refused(500, "surrogates not allowed")

    arriving(app, act)


@fault(
    *("null-byte-500", "\\u0000 in a value is answered with 500.", RFC, 'POST with "a\\u0000b"'),
    lambda c: c.status("POST", "/Users", c.named(title="a\x00b")) < 500,
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if b"\\u0000" in request.body:
            raise Refused(500, "invalid byte sequence for encoding UTF8: 0x00")

    arriving(app, act)


@fault(
    *("deep-500", "A deeply nested body is answered with 500.", RFC, "POST with 500 nested lists"),
    lambda c: _raw(c, b'{"title": ' + b"[" * 500 + b"]" * 500 + b"}") < 500,
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if b"[" * 50 in request.body:
            raise Refused(500, "maximum recursion depth exceeded")

    arriving(app, act)


@fault(
    *("nan", "The answer holds NaN, which is no JSON.", RFC, "GET /Users/{id}"),
    lambda c: b"NaN" not in c.send("GET", f"/Users/{c.user()['id']}").content,
)
def _(app: App) -> None:
    def act(request: Request, response: Response) -> None:
        if request.parts[:1] == ["Users"] and isinstance(response.body, dict) and "userName" in response.body:
            response.body["urn:contoso:scim:score"] = float("nan")

    leaving(app, act)


@fault(
    *("percent-path", "A percent-encoded id is not decoded.", RFC, "GET /Users/%31…"),
    lambda c: (u := c.user()) and c.status("GET", f"/Users/%{ord(u['id'][0]):x}{u['id'][1:]}") == 200,
)
def _(app: App) -> None:
    app.wrap(
        *(app, "route"),
        lambda original, request: original(request) if request.method != "GET" or not _encoded(request) else _refuse(),
    )


def _encoded(request: Request) -> bool:
    return "%" in request.raw_path


def _refuse() -> Response:
    raise Refused(404, "no such user")


@fault(
    *(
        "plus-query",
        "A plus sign in the query is not decoded as a blank.",
        BREAKS,
        "GET /Users?filter=userName+eq+%22…%22",
    ),
    lambda c: (u := c.user()) and len(c.send("GET", f"/Users?filter=id+eq+%22{u['id']}%22").json()["Resources"]) == 1,
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if "+" in request.raw_query and "filter" in request.query:
            request.query["filter"] = request.query["filter"].replace(" ", "+")

    arriving(app, act)


@fault(
    *(
        "percent-20-query",
        "%20 in the query is not decoded as a blank.",
        BREAKS,
        "GET /Users?filter=userName%20eq%20%22…%22",
    ),
    lambda c: (
        (u := c.user()) and len(c.send("GET", f"/Users?filter=id%20eq%20%22{u['id']}%22").json()["Resources"]) == 1
    ),
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if "%20" in request.raw_query and "filter" in request.query:
            request.query["filter"] = request.query["filter"].replace(" ", "%20")

    arriving(app, act)


@fault(
    *(
        "double-decoded",
        "The query is decoded twice: %2525 becomes %.",
        CORRUPTS,
        "GET /Users?filter=displayName eq a name with %25",
    ),
    lambda c: (u := c.user(displayName="100%25 Jo")) and c.found('displayName eq "100%25 Jo"') == ids(u),
)
def _(app: App) -> None:
    filtering(app, lambda text: text.replace("%25", "%"))


@fault(
    *("ampersand", "A filter ends at an encoded &.", BREAKS, "GET /Groups?filter=displayName eq a name with &"),
    lambda c: (g := c.group(displayName="R&D 7")) and c.found('displayName eq "R&D 7"', "/Groups") == ids(g),
)
def _(app: App) -> None:
    filtering(app, lambda text: text.partition("&")[0] + ('"' if "&" in text else ""))
