"""PATCH (RFC 7644 3.5.2), in both of Entra's dialects."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from typing import Any

from benchmarks.foreign.server.filters import Filters, Test
from benchmarks.foreign.server.messages import PATCH, Document, invalid
from benchmarks.foreign.server.schema import Attribute, locate
from benchmarks.foreign.server.values import Values

_BRACKET = re.compile(r"(?P<name>[^\[\]]+)\[(?P<filter>.*)\](?:\.(?P<sub>[^.\[\]]+))?", re.DOTALL)
_EQUALS = re.compile(r'([\w$]+)\s+eq\s+("(?:[^"\\]|\\.)*"|true|false)', re.IGNORECASE)
_SILENT = {"id", "meta", "schemas"}
"""Read-only names that a value without a path may hold: they are ignored there, as in PUT."""


@dataclass(frozen=True)
class Target:
    """What a path addresses; ``condition`` chooses elements, ``fixed`` are the sub-attributes that it asks for."""

    urn: str | None
    attribute: Attribute | None
    sub: Attribute | None = None
    condition: Test | None = None
    fixed: tuple[tuple[str, Any], ...] | None = None


class Patcher:
    """Applies a PatchOp message to a document; each method is a place where a fault can sit."""

    def __init__(self, values: Values, filters: Filters) -> None:
        self.values, self.filters = values, filters

    def apply(self, kind: str, document: Document, message: Document) -> Document:
        """Return the changed document; nothing changes when one operation is refused."""
        changed = copy.deepcopy(document)
        for operation in self.operations(message):
            self.operation(kind, changed, operation)
        return changed

    def operations(self, message: Document) -> list[Document]:
        """Return the operations of a message, or refuse its form."""
        fields = {key.lower(): value for key, value in message.items()}
        schemas = fields.get("schemas", [PATCH])
        named = [str(each).lower() for each in schemas] if isinstance(schemas, list) else []
        if PATCH.lower() not in named:
            raise invalid(f"schemas holds {PATCH}", "invalidSyntax")
        operations = fields.get("operations")
        if not isinstance(operations, list) or not all(isinstance(each, dict) for each in operations):
            raise invalid("Operations is a list of objects", "invalidSyntax")
        return [{key.lower(): value for key, value in each.items()} for each in operations]

    def operation(self, kind: str, document: Document, operation: Document) -> None:
        """Carry out one operation, with ``op``, ``path`` and ``value`` in lower case."""
        verb = self.verb(operation.get("op"))
        path = operation.get("path")
        if verb != "remove" and "value" not in operation:
            raise invalid(f"{verb} has a value", "invalidValue")
        if path is None or path == "":
            self.pathless(kind, document, verb, operation.get("value"))
        elif not isinstance(path, str):
            raise invalid("path is a string", "invalidPath")
        else:
            self.at(kind, document, verb, self.target(kind, path), operation.get("value"))

    def verb(self, sent: Any) -> str:
        """Return add, replace or remove; letter case does not count."""
        if not isinstance(sent, str) or sent.lower() not in ("add", "replace", "remove"):
            raise invalid("op is add, replace or remove", "invalidSyntax")
        return sent.lower()

    def pathless(self, kind: str, document: Document, verb: str, value: Any) -> None:
        """Each key of the value is a path: plain, dotted, with a URN, or with square brackets."""
        if verb == "remove":
            raise invalid("remove has a path", "noTarget")
        if not isinstance(value, dict):
            raise invalid("without a path the value is an object")
        for key, each in value.items():
            if key.lower() in _SILENT or self.unknown(kind, key):
                continue
            self.at(kind, document, verb, self.target(kind, key), each)

    def unknown(self, kind: str, key: str) -> bool:
        """Whether a key of a path-less value names nothing: such keys are ignored, as in POST."""
        return locate(kind, key.partition("[")[0]) is None

    def target(self, kind: str, path: str) -> Target:
        """Read a path; what it does not lead to is refused with invalidPath."""
        bracket = _BRACKET.fullmatch(path.strip())
        located = locate(kind, bracket["name"] if bracket else path.strip())
        if located is None:
            raise invalid(f"there is no attribute {path}", "invalidPath")
        if bracket is None:
            return Target(located.urn, located.attribute, located.sub)
        attribute = located.attribute
        if attribute is None or located.sub or attribute.kind != "complex":
            raise invalid(f"{path} has no sub-attributes to choose by", "invalidPath")
        sub = attribute.sub(bracket["sub"]) if bracket["sub"] else None
        if bracket["sub"] and sub is None:
            raise invalid(f"there is no attribute {path}", "invalidPath")
        condition = self.filters.element_test(attribute, bracket["filter"])
        return Target(located.urn, attribute, sub, condition, self.fixed(attribute, bracket["filter"]))

    def fixed(self, attribute: Attribute, text: str) -> tuple[tuple[str, Any], ...] | None:
        """Return the sub-attributes of an element that the filter would choose; None when it cannot be told."""
        found: list[tuple[str, Any]] = []
        for part in re.split(r"\s+and\s+", text.strip(), flags=re.IGNORECASE):
            pair = _EQUALS.fullmatch(part)
            sub = attribute.sub(pair[1]) if pair else None
            if pair is None or sub is None:
                return None
            found.append((sub.name, self.values.one(sub, self.filters.literal(self.filters.scan(pair[2])[0]))))
        return tuple(found)

    def at(self, kind: str, document: Document, verb: str, target: Target, value: Any) -> None:
        """Carry out an operation at its target."""
        if target.attribute is None:
            self.extension(kind, document, verb, target, value)
            return
        self.writable(target)
        holder = document.setdefault(target.urn, {}) if target.urn else document
        if target.condition is not None:
            self.elements(holder, verb, target, value)
        elif target.sub is not None:
            self.part(holder, verb, target, value)
        else:
            self.whole(holder, verb, target.attribute, value)
        if target.urn and not holder:
            del document[target.urn]
        self.complete(kind, document)

    def writable(self, target: Target) -> None:
        """Refuse read-only and immutable targets (RFC 7644 3.5.2)."""
        for each in (target.attribute, target.sub):
            if each is not None and each.mutability in ("readOnly", "immutable"):
                raise invalid(f"{each.name} is {each.mutability}", "mutability")
        if target.attribute is not None and target.attribute.name == "schemas":
            raise invalid("schemas follows from the attributes", "mutability")

    def complete(self, kind: str, document: Document) -> None:
        """Refuse to leave a resource without a required attribute."""
        name = "userName" if kind == "User" else "displayName"
        if not document.get(name):
            raise invalid(f"{name} is required")

    def extension(self, kind: str, document: Document, verb: str, target: Target, value: Any) -> None:
        """The path is the URN of an extension: its value holds attributes of that extension."""
        if verb == "remove" or value is None:
            document.pop(str(target.urn), None)
            return
        if not isinstance(value, dict):
            raise invalid(f"{target.urn} is an object")
        for key, each in value.items():
            if locate(kind, f"{target.urn}:{key}") is not None:
                self.at(kind, document, verb, self.target(kind, f"{target.urn}:{key}"), each)

    def whole(self, holder: Document, verb: str, attribute: Attribute, value: Any) -> None:
        """The path names an attribute."""
        if verb == "remove":
            self.remove(holder, attribute, value)
            return
        read = self.values.value(attribute, value)
        if read is None:
            if verb == "replace" or attribute.name == "manager":
                holder.pop(attribute.name, None)
        elif attribute.many:
            self.put_many(holder, verb, attribute, read)
        elif attribute.kind == "complex" and attribute.name != "manager":
            self.merge(holder, attribute, value, read)
        else:
            holder[attribute.name] = read

    def merge(self, holder: Document, attribute: Attribute, value: Any, read: Document) -> None:
        """A complex attribute keeps the sub-attributes that are not named; null takes one away."""
        merged = {**holder.get(attribute.name, {}), **read}
        for key, each in value.items():
            sub = attribute.sub(key)
            if each is None and sub is not None:
                merged.pop(sub.name, None)
        self.keep(holder, attribute, merged)

    def keep(self, holder: Document, attribute: Attribute, value: Any) -> None:
        """Store a value, or take the attribute away when nothing is left of it."""
        if value:
            holder[attribute.name] = value
        else:
            holder.pop(attribute.name, None)

    def remove(self, holder: Document, attribute: Attribute, value: Any) -> None:
        """Without a value all goes; with a list, as Entra sends it, only the elements that the list names."""
        if attribute.many and value not in (None, []):
            listed = [self.identity(each) for each in self.values.value(attribute, value) or []]
            left = [each for each in holder.get(attribute.name, []) if self.identity(each) not in listed]
            self.keep(holder, attribute, left)
        else:
            holder.pop(attribute.name, None)

    def identity(self, element: Any) -> Any:
        """Return what an element is recognised by."""
        return element["value"] if isinstance(element, dict) and "value" in element else element

    def put_many(self, holder: Document, verb: str, attribute: Attribute, elements: list[Any]) -> None:
        """Append elements or replace all; an element that is there already is not added again."""
        stored = [] if verb == "replace" else [dict(each) for each in holder.get(attribute.name, [])]
        for element in elements:
            twin = next((each for each in stored if self.same(each, element)), None)
            if twin is None:
                stored.append(element)
            else:
                twin.update(element)
        if any(each.get("primary") is True for each in elements):
            chosen = next(each for each in elements if each.get("primary") is True)
            self.only_primary(stored, next(each for each in stored if self.same(each, chosen)))
        self.keep(holder, attribute, stored)

    def same(self, one: Document, other: Document) -> bool:
        """Whether two elements are one: the same value for the same purpose, or equal."""
        if "value" in one and "value" in other:
            return bool(one["value"] == other["value"] and one.get("type") == other.get("type"))
        return one == other

    def only_primary(self, stored: list[Document], chosen: Document) -> None:
        """One element at most is primary (RFC 7643 2.4)."""
        for each in stored:
            if each is not chosen and each.get("primary") is True:
                each["primary"] = False

    def part(self, holder: Document, verb: str, target: Target, value: Any) -> None:
        """The path is ``attribute.sub``; in a multi-valued attribute it means every element."""
        attribute, sub = target.attribute, target.sub
        if attribute is None or sub is None:
            raise invalid("the path has no sub-attribute", "invalidPath")
        stored = holder.get(attribute.name)
        elements = [dict(each) for each in stored] if isinstance(stored, list) else [dict(stored or {})]
        for each in elements:
            self.assign(each, verb, sub, value)
        elements = [each for each in elements if each]
        self.keep(holder, attribute, elements if attribute.many else elements[0] if elements else None)

    def assign(self, element: Document, verb: str, sub: Attribute, value: Any) -> None:
        """Set or take away one sub-attribute."""
        read = None if verb == "remove" else self.values.value(sub, value)
        if read is not None:
            element[sub.name] = read
        elif verb != "add":
            element.pop(sub.name, None)

    def elements(self, holder: Document, verb: str, target: Target, value: Any) -> None:
        """The path chooses elements by a filter; add and replace create the element when none is chosen."""
        attribute, condition = target.attribute, target.condition
        if attribute is None or condition is None:
            raise invalid("the path chooses nothing", "invalidPath")
        stored = holder.get(attribute.name) or []
        elements = [dict(each) for each in (stored if isinstance(stored, list) else [stored])]
        chosen = [each for each in elements if condition(each)]
        if verb == "remove" and target.sub is None:
            elements = [each for each in elements if not condition(each)]
        else:
            if not chosen and verb != "remove":
                chosen = [self.created(target)]
                elements += chosen
            for each in chosen:
                self.element(each, verb, target, value)
            if any(each.get("primary") is True for each in chosen):
                self.only_primary(elements, next(each for each in chosen if each.get("primary") is True))
        if verb == "remove" or value is None:
            elements = [each for each in elements if not self.hollow(each)]
        self.keep(holder, attribute, elements if attribute.many else elements[0] if elements else None)

    def created(self, target: Target) -> Document:
        """Return a new element that the filter chooses, or refuse with noTarget."""
        if target.fixed is None or (target.attribute and target.attribute.name == "members"):
            raise invalid("no element is chosen by the filter", "noTarget")
        return dict(target.fixed)

    def element(self, element: Document, verb: str, target: Target, value: Any) -> None:
        """Change one chosen element."""
        attribute = target.attribute
        if target.sub is not None:
            self.assign(element, verb, target.sub, value)
        elif attribute is not None:
            read = self.values.one(attribute, value)
            if attribute.name == "members":
                raise invalid("a member is added or removed, not changed", "mutability")
            if not isinstance(value, dict):
                element.update(read or {})
                return
            if verb == "replace":
                element.clear()
            element.update(read or {})

    def hollow(self, element: Document) -> bool:
        """Whether nothing is left of an element but what it is for."""
        return not set(element) - {"type", "primary"}
