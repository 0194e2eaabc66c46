"""One HTML file without dependencies: style and script are inlined, and a policy blocks the network."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from scimproof.report.model import Verdict
from scimproof.report.text import code_spans, one_line, visible


def render(template: str, **context: Any) -> bytes:
    """Return a page as UTF-8. Whatever a template prints is escaped, with invisible characters spelled out."""
    return _environment().get_template(template).render(context).encode()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("scimproof.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(prose=prose, css_class=css_class, href=href, brief=brief)
    style, script = _asset(environment, "page.css"), _asset(environment, "page.js")
    environment.globals.update(
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        policy="default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
        f"style-src '{_digest(style)}'; script-src '{_digest(script)}'",
    )
    return environment


def prose(text: str) -> Markup:
    """Return a sentence with what stands in back quotes as code."""
    parts = (escape(visible(part)) for _, part in code_spans(text))
    spans = zip((is_code for is_code, _ in code_spans(text)), parts, strict=True)
    return Markup().join(Markup("<code>{}</code>").format(part) if is_code else part for is_code, part in spans)


def brief(text: str) -> str:
    """Return a text as one short line without a full stop, for the middle of a sentence."""
    return one_line(text, 160).rstrip(".")


def css_class(verdict: str) -> str:
    """Return the class that colours a verdict: ``v-not-testable``; empty for any other word."""
    return f"v-{verdict.lower().replace(' ', '-')}" if verdict in list(Verdict) else ""


def href(address: str) -> str:
    """Return an address that is safe behind a link: a report.json may come from anywhere."""
    return address if address.startswith(("https://", "http://")) else "#"


def _shown(value: Any) -> Any:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _asset(environment: Environment, name: str) -> str:
    if environment.loader is None:
        raise LookupError(name)
    return environment.loader.get_source(environment, name)[0]


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
