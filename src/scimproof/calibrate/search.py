"""The search for a body that a target accepts: Entra's own first, then changed by what errors say.

Every guess is tried; nothing is believed. The order of the guesses is what keeps the search short.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from scimproof.calibrate import attributes
from scimproof.calibrate.model import Attempt, Kind, Template
from scimproof.calibrate.refusal import Mention, Tendency, detail, mentions
from scimproof.published import Published
from scimproof.scim.exchange import Exchange

_CREATED = (200, 201)
_REPAIRS = 4
"""How often one body is repaired by what its refusals say."""

_UNANSWERABLE = frozenset({401, 403, 404, 405, 501})
"""No other body would be answered otherwise."""


@dataclass
class Search:
    """The search for the bodies of one kind of resource.

    Args:
        send: creates a resource from a template and returns the exchange; None when the requests are spent.
        adapt: told of each refusal; returns whether names are written otherwise from now on, so that the same
            template is worth another try.
        published: the target's own schemas.
        resource: the core schema.
        urns: the extensions that the target declares.
        wishes: attributes that the user of scimproof wants in every body.
    """

    send: Callable[[Template, str], Exchange | None]
    adapt: Callable[[Exchange], bool]
    published: Published
    resource: str
    urns: list[str]
    wishes: Template = field(default_factory=dict)
    attempts: list[Attempt] = field(default_factory=list)
    _known: dict[str, bool] = field(default_factory=dict)
    _last: Exchange | None = None

    def run(self, default: Template, habits: Sequence[str], least: Template, extras: Sequence[str]) -> Kind:
        """Return what the target takes.

        Args:
            default: the body that Entra sends.
            habits: paths in it that are Entra's own and no part of a plain resource (``meta``, ``roles``).
            least: the smallest body that the RFC asks for.
            extras: attributes to add, one by one, where nothing else helps.
        """
        plain = self._wished(self._less(default, habits))
        if self._takes(default, "Entra's default body"):
            found = self._finished(plain, least, takes_default=True, at_fault=())
            # Where the smallest body is refused, one of Entra's habits may be what it lacks.
            safe = found.least != plain or plain == self._wished(least) or self._takes(plain)
            return found if safe else self._with_habits(found, default, habits)
        for guess in self._guesses(plain, self._wished(least), extras):
            taken = self._repaired(guess)
            if taken is not None:
                break
            if self._hopeless():
                taken = None
                break
        else:
            taken = None
        if taken is None:
            return Kind(takes_default=False, attempts=tuple(self.attempts))
        until_taken = tuple(self.attempts)
        best = self._grown(taken, plain)
        found = self._finished(best, least, takes_default=False, at_fault=self._fault(default, best, habits))
        return Kind(found.body, found.least, takes_default=False, at_fault=found.at_fault, attempts=until_taken)

    def _with_habits(self, found: Kind, default: Template, habits: Sequence[str]) -> Kind:
        """Return what is taken with one of the habits, or all of them, left in the body."""
        assert found.body is not None  # noqa: S101 - the default body is taken
        there = [path for path in habits if attributes.holds(default, path, self.resource)]
        for paths in (*([path] for path in there), there):
            body = self._with(found.body, default, paths)
            if self._takes(body):
                return replace(found, body=body, least=body)
        return replace(found, body=default, least=default)

    def _finished(self, body: Template, least: Template, *, takes_default: bool, at_fault: tuple[str, ...]) -> Kind:
        smallest = self._wished(least)
        tries = tuple(self.attempts)
        if body != smallest and not self._takes(smallest, "the smallest body of the RFC"):
            needed = self._repaired(smallest, tried=True)
            smallest = needed if needed is not None and len(json.dumps(needed)) < len(json.dumps(body)) else body
        return Kind(body, smallest, takes_default=takes_default, at_fault=at_fault, attempts=tries)

    # Guessing

    def _guesses(self, plain: Template, least: Template, extras: Sequence[str]) -> Iterator[Template]:
        yield plain
        required = attributes.required(self.published, self.resource, self.urns)
        yield self._more(plain, required)
        yield self._more(least, required)
        yield least
        parts = [name for name in plain if name not in least]
        yield from (attributes.without(plain, name, self.resource) for name in parts)
        yield attributes.without(least, "active", self.resource)
        yield from (self._more(least, [name]) for name in (*parts, *extras))
        yield self._more(plain, extras)

    def _repaired(self, guess: Template, *, tried: bool = False) -> Template | None:
        """Try a body, and what its refusals say it should be; return the one that is taken."""
        for turn in range(_REPAIRS + 1):
            if not (tried and turn == 0) and self._takes(guess):
                return guess
            refused = self._last
            if refused is None or self._hopeless():
                return None
            if self.adapt(refused):
                self._known.pop(_key(guess), None)
                if self._takes(guess):
                    return guess
                refused = self._last or refused
            better = self._better(guess, refused)
            if better == guess or _key(better) in self._known:
                return None
            guess = better
        return None

    def _better(self, body: Template, refused: Exchange) -> Template:
        names = attributes.known_names(self.published, self.resource, self.urns)
        for each in mentions(refused, names):
            if each.path == "userName" and attributes.holds(body, "userName", self.resource):
                continue
            body = self._changed(body, each)
        return body

    def _changed(self, body: Template, mention: Mention) -> Template:
        path, there = mention.path, attributes.holds(body, mention.path, self.resource)
        if there and mention.tendency is Tendency.MISSES and path in ("members", "emails"):
            return body  # something inside it is missing, which is told elsewhere
        if there and path not in ("schemas", "userName"):
            return attributes.without(body, path, self.resource)
        if there or mention.tendency is Tendency.REJECTS:
            return body
        return self._more(body, [path])

    def _more(self, body: Template, paths: Sequence[str]) -> Template:
        for path in paths:
            if path in ("schemas", "meta", "id", "userName") or attributes.holds(body, path, self.resource):
                continue
            if path == "members":
                body = {**body, "members": attributes.MEMBERS[0]}
            elif path.startswith("members."):
                fuller = [each for each in attributes.MEMBERS if path[8:] in each[0]]
                body = {**body, "members": fuller[0]} if fuller else body
            else:
                body = self._filled(body, path)
        return body

    def _filled(self, body: Template, path: str) -> Template:
        whole, _, sub = path.partition(".") if not path.startswith("urn:") else (path, "", "")
        value = attributes.value_of(whole, self.published, self.resource)
        if sub and whole in body:
            first = value[0] if isinstance(value, list) else value
            inner = first.get(sub, "{nickname}") if isinstance(first, dict) else "{nickname}"
            return attributes.put(body, path, inner, self.resource)
        return attributes.put(body, whole, value, self.resource)

    # Growing, and finding what is at fault

    def _grown(self, taken: Template, plain: Template) -> Template:
        """Add what Entra sends and the body lacks: all of it at once, else one by one."""
        missing = [name for name in plain if name not in taken]
        whole = {**taken, **{name: plain[name] for name in missing}}
        if not missing or (_key(whole) not in self._known and self._takes(whole)):
            return whole
        for name in missing if len(missing) > 1 else ():
            more = {**taken, name: plain[name]}
            if self._takes(more):
                taken = more
        return taken

    def _fault(self, default: Template, best: Template, habits: Sequence[str]) -> tuple[str, ...]:
        """Return what has to be left out of Entra's body, or added to it, to have it taken."""
        there = [path for path in habits if attributes.holds(default, path, self.resource)]
        fault: list[str] = []
        if there and not self._takes(self._with(best, default, there)):
            fault += [path for path in there if not self._takes(self._with(best, default, [path]))]
        fault += [
            path for path in _differing(default, best) if path not in fault and path.partition(".")[0] not in there
        ]
        return tuple(fault)

    def _with(self, best: Template, default: Template, paths: Sequence[str]) -> Template:
        for path in paths:
            if path.startswith("urn:"):
                best = {**best, "schemas": [*best["schemas"], *([] if path in best["schemas"] else [path])]}
            else:
                best = {**best, path: default[path]}
        return best

    # Trying

    def _takes(self, body: Template, what: str = "") -> bool:
        key = _key(body)
        if key not in self._known:
            exchange = self.send(body, what or f"a body with {named(body)}")
            if exchange is None:
                return False
            self._last = exchange
            self._known[key] = exchange.status in _CREATED and exchange.id is not None
            said = "" if exchange.status in _CREATED else detail(exchange)
            self.attempts.append(Attempt(what or named(body), exchange.status, said, exchange.number))
        return self._known[key]

    def _hopeless(self) -> bool:
        return self._last is None or self._last.status in _UNANSWERABLE or self._last.throttled

    def _less(self, body: Template, paths: Sequence[str]) -> Template:
        for path in paths:
            body = attributes.without(body, path, self.resource)
        return body

    def _wished(self, body: Template) -> Template:
        urns = [name for name in self.wishes if name.startswith("urn:")]
        schemas = [*body.get("schemas", []), *(urn for urn in urns if urn not in body.get("schemas", []))]
        return {**body, **self.wishes, "schemas": schemas}


def named(body: Template) -> str:
    """Return what is in a body, in words."""
    inner = {
        name: ",".join(sub for sub in value[0])
        for name, value in body.items()
        if isinstance(value, list) and value and isinstance(value[0], dict)
    }
    shown = [f"{name}({inner[name]})" if name in inner else name for name in body if name != "schemas"]
    more = [urn.rpartition(":extension:")[2] for urn in body.get("schemas", [])[1:] if urn not in body]
    return ", ".join([*shown, *(f"schema {each}" for each in more)])


def _differing(default: Template, best: Template) -> Iterator[str]:
    for name, value in default.items():
        if name == "schemas":
            continue
        if name not in best:
            yield name
        elif isinstance(value, list) and value and isinstance(value[0], dict) and best[name] and best[name] != value:
            lost = [sub for sub in value[0] if sub not in best[name][0]]
            yield from (f"{name}.{sub}" for sub in lost)
    yield from (f"{name} (missing)" for name in best if name not in default)
    for name, value in best.items():
        before = default.get(name)
        if isinstance(value, list) and value and isinstance(value[0], dict) and before == []:
            yield f"{name} (empty)"


def _key(body: Template) -> str:
    return json.dumps(body, sort_keys=True)
