"""PATCH: paths with a filter."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import Client, emails
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, Group
from benchmarks.foreign.faults.seams import patching
from benchmarks.foreign.server import App
from benchmarks.foreign.server.messages import Document, invalid
from benchmarks.foreign.server.patching import Target
from benchmarks.foreign.server.schema import Attribute

fault = Group("paths")


_WORK = 'emails[type eq "work"].value'


def _path(operation: Document) -> str:
    return str(operation.get("path") or "")


def _skip(app: App, when: Any) -> None:
    patching(app, lambda kind, document, operation: bool(when(kind, document, operation)))


def _without(c: Client, verb: str, path: str, value: Any) -> Document:
    """A user without e-mail and addresses after a PATCH."""
    return c.patched(c.user(emails=None), (verb, path, value))


@fault(
    *("value-path-none-silent", "A value path that chooses no element does nothing.", BREAKS),
    f"POST without emails; PATCH Add {_WORK}; GET",
    lambda c: emails(_without(c, "Add", _WORK, "a@contoso.com")) == ["a@contoso.com"],
)
def _(app: App) -> None:
    def replacement(original: Any, holder: Document, how: str, target: Target, value: Any) -> None:
        stored = holder.get(target.attribute.name, []) if target.attribute else []
        elements = stored if isinstance(stored, list) else [stored]
        if target.condition is not None and any(target.condition(each) for each in elements):
            original(holder, how, target, value)

    app.wrap(app.resources.patcher, "elements", replacement)


@fault(
    *("value-path-no-type", "An element that a value path creates has no type.", CORRUPTS),
    f"POST without emails; PATCH Add {_WORK}; GET",
    lambda c: emails(_without(c, "Add", _WORK, "a@contoso.com")) == ["a@contoso.com"],
)
def _(app: App) -> None:
    app.wrap(app.resources.patcher, "created", lambda original, target: original(target) and {})


@fault(
    *("value-path-takes-first", "A value path that chooses no element changes the first one.", CORRUPTS),
    'POST with a work e-mail; PATCH Add emails[type eq "home"].value; GET',
    lambda c: emails(c.patched(u := c.user(), ("Add", 'emails[type eq "home"].value', "h@contoso.com"))) == emails(u),
)
def _(app: App) -> None:
    def replacement(original: Any, holder: Document, how: str, target: Target, value: Any) -> None:
        stored = holder.get(target.attribute.name) if target.attribute else None
        condition = target.condition
        if isinstance(stored, list) and stored and condition and not any(condition(each) for each in stored):
            first = stored[0]
            target = Target(target.urn, target.attribute, target.sub, lambda each: bool(each == first), target.fixed)
        original(holder, how, target, value)

    app.wrap(app.resources.patcher, "elements", replacement)


@fault(
    *("value-path-all", "A value path changes every element, whatever its type.", CORRUPTS),
    f"POST a work and a home e-mail; PATCH Replace {_WORK}; GET",
    lambda c: emails(c.patched(_both(c), ("Replace", _WORK, "n@contoso.com")), "home") == ["home@contoso.com"],
)
def _(app: App) -> None:
    app.wrap(app.resources.filters, "element_test", lambda *_: lambda __: True)


def _both(c: Client) -> Document:
    return c.user(emails=[{"value": "work@contoso.com", "type": "work"}, {"value": "home@contoso.com", "type": "home"}])


@fault(
    *("value-path-drops-others", "Replace of the work e-mail drops the home e-mail.", CORRUPTS),
    f"POST a work and a home e-mail; PATCH Replace {_WORK}; GET",
    lambda c: emails(c.patched(_both(c), ("Replace", _WORK, "n@contoso.com")), "home") == ["home@contoso.com"],
)
def _(app: App) -> None:
    def act(_: str, document: Document, operation: Document) -> None:
        if _path(operation) == _WORK and operation["op"].lower() == "replace":
            document["emails"] = [each for each in document.get("emails", []) if each.get("type") == "work"]

    patching(app, act)


@fault(
    *("value-path-drops-rest", "Replace of the value of an e-mail drops its display and primary.", CORRUPTS),
    f"PATCH Replace {_WORK}; GET",
    lambda c: c.patched(c.user(), ("Replace", _WORK, "n@contoso.com"))["emails"][0].get("primary") is True,
)
def _(app: App) -> None:
    def replacement(original: Any, element: Document, verb: str, sub: Attribute, value: Any) -> None:
        if sub.name == "value" and verb == "replace":
            for name in set(element) - {"type"}:
                del element[name]
        original(element, verb, sub, value)

    app.wrap(app.resources.patcher, "assign", replacement)


@fault(
    *("value-path-twice", "Replace of the work e-mail by a value path adds a second work e-mail.", CORRUPTS),
    f"PATCH Replace {_WORK}; GET",
    lambda c: emails(c.patched(c.user(), ("Replace", _WORK, "n@contoso.com"))) == ["n@contoso.com"],
)
def _(app: App) -> None:
    def act(_: str, document: Document, operation: Document) -> bool:
        if _path(operation) == _WORK:
            document.setdefault("emails", []).append({"type": "work", "value": operation.get("value")})
        return _path(operation) == _WORK

    patching(app, act)


def _silent(name: str, path: str, attribute: str) -> None:
    """A fault that takes a value path, which holds a filter by type, and does nothing."""

    def right(c: Client) -> bool:
        before = c.user(emails=None)
        after = c.patched(before, ("Add", path, "a@contoso.com"))
        return path.rpartition(".")[2] in after[attribute][0]

    def seed(app: App) -> None:
        _skip(app, lambda _, __, o: _path(o) == path)

    fault(name, f"PATCH of {path} does nothing.", CORRUPTS, f"PATCH Add {path}; GET", right)(seed)


for _type in ("home", "other"):
    _silent(f"value-path-{_type}", f'emails[type eq "{_type}"].value', "emails")
for _type in ("mobile", "fax", "work"):
    _silent(f"phone-{_type}", f'phoneNumbers[type eq "{_type}"].value', "phoneNumbers")
for _sub in ("formatted", "streetAddress", "locality", "region", "postalCode", "country"):
    _silent(f"address-{_sub}", f'addresses[type eq "work"].{_sub}', "addresses")


def _refused_none(verb: str) -> None:
    """A fault that refuses a value path which chooses no element, for one operation."""

    def right(c: Client) -> bool:
        return emails(c.patched(c.user(emails=None), (verb, _WORK, "a@contoso.com"))) == ["a@contoso.com"]

    def seed(app: App) -> None:
        def replacement(original: Any, holder: Document, how: str, target: Target, value: Any) -> None:
            missing = target.attribute is not None and not holder.get(target.attribute.name)
            if missing and how == verb.lower():
                raise invalid("no element", "noTarget")
            original(holder, how, target, value)

        app.wrap(app.resources.patcher, "elements", replacement)

    about = f'{verb} of emails[type eq "work"].value without an e-mail is refused.'
    shows = f"POST without emails; PATCH {verb} {_WORK}"
    fault(f"value-path-none-{verb.lower()}", about, BREAKS, shows, right)(seed)


_refused_none("Add")
_refused_none("Replace")
