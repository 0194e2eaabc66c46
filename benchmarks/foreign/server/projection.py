"""What of a resource goes out: attributes and excludedAttributes (RFC 7644 3.9), sorting and paging (3.4.2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from benchmarks.foreign.server.filters import values
from benchmarks.foreign.server.messages import Document, invalid
from benchmarks.foreign.server.schema import Located, locate

ALWAYS = ("schemas", "id")
LARGEST_PAGE = 200


class Projection:
    """Chooses attributes; each method is a place where a fault can sit."""

    def apply(self, kind: str, document: Document, query: dict[str, str]) -> Document:
        """Return the part of a representation that the query asks for."""
        wanted, unwanted = query.get("attributes"), query.get("excludedAttributes")
        if wanted and unwanted:
            raise invalid("attributes and excludedAttributes exclude each other")
        if wanted:
            return self.only(document, self.located(kind, wanted))
        if unwanted:
            return self.without(document, self.located(kind, unwanted))
        return document

    def located(self, kind: str, names: str) -> list[Located]:
        """Read a comma-separated list of attribute names; unknown names are ignored."""
        found = [locate(kind, name.partition("[")[0].strip()) for name in names.split(",")]
        return [each for each in found if each is not None]

    def only(self, document: Document, wanted: list[Located]) -> Document:
        """Return the wanted attributes and those that are always returned."""
        kept: Document = {name: document[name] for name in ALWAYS if name in document}
        for each in wanted:
            source = document.get(each.urn, {}) if each.urn else document
            if each.attribute is None:
                if source:
                    kept[str(each.urn)] = source
                continue
            if each.attribute.name not in source:
                continue
            value = source[each.attribute.name]
            target = kept.setdefault(each.urn, {}) if each.urn else kept
            if each.sub is not None:
                value = self.part(target.get(each.attribute.name), value, each.sub.name)
            if value or isinstance(value, bool):
                target[each.attribute.name] = value
        return kept

    def part(self, kept: Any, value: Any, sub: str) -> Any:
        """Return the elements with one more sub-attribute than was kept already."""
        if isinstance(value, list):
            before = kept if isinstance(kept, list) else [{} for _ in value]
            return [{**old, **({sub: new[sub]} if sub in new else {})} for old, new in zip(before, value, strict=False)]
        return {**(kept or {}), **({sub: value[sub]} if sub in value else {})}

    def without(self, document: Document, unwanted: list[Located]) -> Document:
        """Return the document less the unwanted attributes; what is always returned stays."""
        kept = dict(document)
        for each in unwanted:
            if each.attribute is None:
                kept.pop(str(each.urn), None)
                continue
            if each.attribute.name in ALWAYS:
                continue
            holder = kept
            if each.urn:
                if each.urn not in kept:
                    continue
                holder = kept[each.urn] = dict(kept[each.urn])
            if each.sub is None:
                holder.pop(each.attribute.name, None)
            elif each.attribute.name in holder:
                holder[each.attribute.name] = self.less(holder[each.attribute.name], each.sub.name)
            if each.urn and not holder:
                del kept[each.urn]
        return kept

    def less(self, value: Any, sub: str) -> Any:
        """Return elements without one sub-attribute."""
        if isinstance(value, list):
            return [{key: each for key, each in element.items() if key != sub} for element in value]
        return {key: each for key, each in value.items() if key != sub}


class Paging:
    """Sorts and cuts lists."""

    def sort(self, kind: str, documents: list[Document], query: dict[str, str]) -> list[Document]:
        """Sort by sortBy; resources without a value come last, or first when the order is descending."""
        name = query.get("sortBy")
        located = locate(kind, name) if name else None
        if located is None or located.attribute is None:
            return documents
        descending = self.descending(query.get("sortOrder", ""))
        have, lack = [], []
        for document in documents:
            key = self.key(located, document)
            if key is None:
                lack.append(document)
            else:
                have.append((key, document))
        ordered = [document for _, document in sorted(have, key=lambda pair: pair[0], reverse=descending)]
        return lack + ordered if descending else ordered + lack

    def descending(self, order: str) -> bool:
        """Whether sortOrder says descending."""
        return order.lower() == "descending"

    def key(self, located: Located, document: Document) -> Any:
        """Return what a resource is sorted by: of several values the primary one, else the first."""
        attribute, sub = located.attribute, located.sub
        if attribute is not None and attribute.kind == "complex" and sub is None:
            sub = attribute.sub("value")
            if sub is None:
                return None
        found = values(Located(located.urn, attribute), document)
        if sub is not None:
            found = sorted(found, key=lambda each: each.get("primary") is not True)
            found = [each[sub.name] for each in found if sub.name in each]
        if not found:
            return None
        leaf = sub or attribute
        if leaf is not None and leaf.kind == "dateTime":
            return datetime.fromisoformat(found[0])
        folds = isinstance(found[0], str) and leaf is not None and not leaf.exact
        return found[0].casefold() if folds else found[0]

    def number(self, query: dict[str, str], name: str, default: int) -> int:
        """Return a whole number from the query, or refuse it."""
        text = query.get(name, "")
        if text == "":
            return default
        try:
            return int(text)
        except ValueError as wrong:
            raise invalid(f"{name} is a whole number") from wrong

    def window(self, query: dict[str, str]) -> tuple[int, int]:
        """Return startIndex (at least 1) and count (0 to the largest page)."""
        start = max(1, self.number(query, "startIndex", 1))
        count = max(0, self.number(query, "count", LARGEST_PAGE))
        return start, min(count, LARGEST_PAGE)

    def page(self, documents: list[Document], start: int, count: int) -> list[Document]:
        """Return the resources of one page."""
        return documents[start - 1 : start - 1 + count]
