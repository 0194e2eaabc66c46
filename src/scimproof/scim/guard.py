"""The write guard: a run writes only to what it created.

A target may be somebody's production. So every write is looked at before a byte is sent: a create must bear the run's
prefix, and anything else must address an object that this run created or an id that it invented.
"""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from scimproof.scim.claim import Claim, just_made, leads_elsewhere
from scimproof.scim.exchange import UNPARSABLE, Exchange, Failure, FailureKind, parse
from scimproof.scim.resource import id_in

if TYPE_CHECKING:
    from scimproof.scim.journal import Journal

_READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_COLLECTION = re.compile(r"/[A-Za-z][A-Za-z0-9_-]*")
_SEARCH = re.compile(r"(/[A-Za-z][A-Za-z0-9_-]*)?/\.search")
_OBJECT = re.compile(r"(/[A-Za-z][A-Za-z0-9_-]*)/([^/?#\\]+)")
_OVERRIDE = frozenset({"x-http-method", "x-http-method-override", "x-method-override"})
NAMES = ("userName", "displayName", "externalId")
"""The attributes that may bear a run's prefix."""

_RANDOM_UUID = 4
_ALWAYS_READ = 3
"""So many created objects of each endpoint are read in any case, even when the answer shows the right name."""
_SHORTEST_PREFIX = 8


class GuestRuleBroken(RuntimeError):
    """A request would have touched what is not the run's own. A fault of the caller; nothing was sent."""


@dataclass(slots=True)
class Admission:
    """Leave to send one request, with what to enter in the journal once its answer is there."""

    creates: list[tuple[str, str]] = field(default_factory=list)
    """Endpoint and number of the intent, per object."""
    deletes: list[tuple[str, str]] = field(default_factory=list)
    named: str = ""
    """The attribute in which the created object bears the prefix; empty when it does in none."""
    sent: dict[str, Any] = field(default_factory=dict)
    """The body of the create, when it is an object."""
    bulk: bool = False
    refusal: Failure | None = None
    """Why the request cannot be sent, when that is the target's doing."""


class Guard:
    """Knows what belongs to a run.

    An id in the answer to a create proves nothing: a target may answer with a resource that was there before. An
    object is the run's own when a representation of it shows a name that the run gave. `settle` returns as claims the
    ids that must be read first: those whose answer shows no name, and the first few of each endpoint in any case.

    Args:
        base_url: the target, for messages.
        journal: where creates are entered before they are sent; None for none.
        prefix: what names must contain; empty for a client that may only read.

    Raises:
        ValueError: the prefix is so short that others may bear it by chance.
    """

    def __init__(self, base_url: str, journal: Journal | None, *, prefix: str) -> None:
        self.base_url = base_url
        self.prefix = prefix
        self._journal = journal
        if prefix and len(prefix.strip("-")) < _SHORTEST_PREFIX:
            raise ValueError(f"the prefix {prefix!r} is too short to distinguish the run's own objects from others")
        self._owned: set[tuple[str, str]] = set()
        self._ids: set[str] = set()
        self._invented: set[str] = set()
        self._foreign: set[tuple[str, str]] = set()
        self._reads: Counter[str] = Counter()

    def invent(self, id_: str | None = None) -> str:
        """Invent an id that no object has, which the run may then address; returns it.

        Raises:
            GuestRuleBroken: the id could be somebody's: it is no random UUID (version 4) and bears no prefix.
        """
        made_up = str(uuid.uuid4()) if id_ is None else id_
        if not self._bears_prefix(made_up) and not _is_random_uuid(made_up):
            raise GuestRuleBroken(
                f"the id {made_up!r} may exist: invent a random UUID, or one with {self.prefix!r} in it"
            )
        self._invented.add(made_up)
        return made_up

    def own(self, endpoint: str, id_: str) -> None:
        """Take an object as this run's own, such as one of a journal."""
        self._owned.add((endpoint, id_))
        self._ids.add(id_)

    def owns(self, id_: str, endpoint: str | None = None) -> bool:
        """Tell whether an id is the run's own: created or invented."""
        created = id_ in self._ids if endpoint is None else (endpoint, id_) in self._owned
        return created or id_ in self._invented

    def admit(
        self, method: str, path: str, headers: Iterable[str], content: bytes, *, anonymous: bool = False
    ) -> Admission:
        """Look at a request before it is sent, and enter in the journal what it is about to create.

        Args:
            method: in upper case.
            path: as it follows the base URL, encoded, without a query.
            headers: their names.
            content: the body.
            anonymous: the body lacks the prefix on purpose.

        Raises:
            GuestRuleBroken: it would write to what is not the run's own.
        """
        if method in _READING or (method == "POST" and _SEARCH.fullmatch(path)):
            return Admission()
        if not self.prefix:
            raise GuestRuleBroken(f"{method} {path}: this client may only read")
        if any(name.lower() in _OVERRIDE for name in headers):
            raise GuestRuleBroken(f"{method} {path}: a header that overrides the method would bypass the write guard")
        if method == "POST" and path == "/Bulk":
            return self._admit_bulk(parse(content), anonymous=anonymous)
        admission = Admission()
        self._admit_one(admission, method, path, parse(content), anonymous=anonymous)
        return admission

    def settle(self, admission: Admission, exchange: Exchange) -> list[Claim]:
        """Draw the conclusions from the answer: what was deleted is gone, what exists now may be the run's own.

        Returns:
            the ids that have to be read before anything may be written to them; hand each to `confirm`.
        """
        if admission.bulk:
            return self._settle_bulk(admission, exchange)
        claims: list[Claim] = []
        status = exchange.status or 0
        succeeded = 200 <= status < 300  # noqa: PLR2004
        for endpoint, intent in admission.creates:
            id_ = exchange.id or id_in(exchange.header("location"), endpoint)
            if succeeded and id_:
                claims += self._claimed(Claim(endpoint, id_, intent, admission.named, admission.sent), exchange)
            elif 400 <= status < 500 and self._journal:  # noqa: PLR2004
                self._journal.refused(intent)
        if succeeded and self._journal:
            for endpoint, id_ in admission.deletes:
                self._journal.deleted(endpoint, id_)
        return claims

    def _claimed(self, claim: Claim, exchange: Exchange) -> list[Claim]:
        """Own or refuse an object by the answer to its create, or return the claim because only a read can tell."""
        shows_a_name = bool(claim.named) and isinstance(exchange.resource.get(claim.named), str)
        another = shows_a_name and self._shows_another(claim.endpoint, claim.named, exchange.resource)
        if another or leads_elsewhere(claim.id) or self.owns(claim.id, claim.endpoint):
            self._take(claim, another=another)
            return []
        if shows_a_name and self._reads[claim.endpoint] >= _ALWAYS_READ:
            self._take(claim, another=False)
            return []
        self._reads[claim.endpoint] += 1
        return [replace(claim, answer_is_ours=shows_a_name)]

    def confirm(self, claim: Claim, read: Exchange) -> None:
        """Decide whose object a claimed id is, from a read of it; one that shows nothing is not touched."""
        shown = read.status == 200 and bool(read.resource)  # noqa: PLR2004
        if not shown and claim.answer_is_ours:
            self._take(claim, another=False)  # reading by id is broken; the answer to the create showed our name
            return
        self._take(claim, another=not shown or not self._is_ours(claim, read))

    def _is_ours(self, claim: Claim, read: Exchange) -> bool:
        shown = read.resource
        if claim.named and isinstance(shown.get(claim.named), str):
            return not self._shows_another(claim.endpoint, claim.named, shown)
        if self._bears_prefix(read.text):
            return True
        names = {name: shown[name] for name in NAMES if isinstance(shown.get(name), str) and shown[name]}
        if not names or any(str(claim.sent.get(name)) == value for name, value in names.items()):
            return True
        return not claim.named and just_made(read)

    def _admit_one(self, admission: Admission, method: str, path: str, body: Any, *, anonymous: bool) -> None:
        if method == "POST":
            self._admit_create(admission, path, body, anonymous=anonymous)
            return
        found = _OBJECT.fullmatch(path)
        endpoint, id_ = (found[1], unquote(found[2])) if found else ("", "")
        if (endpoint, id_) in self._foreign:
            detail = f"the target answered a create with {id_!r}, a resource that does not bear the name it was given"
            admission.refusal = Failure(FailureKind.FOREIGN, f"{detail}: it is not touched")
        elif not self.owns(id_, endpoint):
            raise GuestRuleBroken(f"{method} {self.base_url}{path}: not an object that this run created or invented")
        elif leads_elsewhere(id_):
            admission.refusal = Failure(
                FailureKind.ADDRESS, f"the target gave the id {id_!r}, which no URL can address"
            )
        elif method == "DELETE" and (endpoint, id_) in self._owned:
            admission.deletes.append((endpoint, id_))

    def _admit_create(self, admission: Admission, path: str, body: Any, *, anonymous: bool) -> None:
        if not _COLLECTION.fullmatch(path) or path.lower() in ("/me", "/bulk"):
            raise GuestRuleBroken(f"POST {self.base_url}{path}: only collections take a create")
        key, value = self._name(body)
        if not key and not anonymous:
            raise GuestRuleBroken(f"POST {path}: neither {', '.join(NAMES)} contains the run's prefix {self.prefix!r}")
        admission.named = key
        admission.sent = body if isinstance(body, dict) else {}
        intent = self._journal.intend(path, key, value) if self._journal else ""
        admission.creates.append((path, intent))

    def _admit_bulk(self, body: Any, *, anonymous: bool) -> Admission:
        operations = body.get("Operations") if isinstance(body, dict) else UNPARSABLE
        if not isinstance(operations, list) or not all(isinstance(each, dict) for each in operations):
            raise GuestRuleBroken("POST /Bulk: its operations cannot be parsed, so that it is unknown what they change")
        admission = Admission(bulk=True)
        made_here = {str(each["bulkId"]) for each in operations if each.get("method") == "POST" and each.get("bulkId")}
        for each in operations:
            path, method = str(each.get("path", "")), str(each.get("method", "")).upper()
            collection, _, reference = path.rpartition("/bulkId:")
            if method == "POST" or not _COLLECTION.fullmatch(collection) or reference not in made_here:
                self._admit_one(admission, method, path, each.get("data"), anonymous=anonymous)
        return admission

    def _settle_bulk(self, admission: Admission, exchange: Exchange) -> list[Claim]:
        answered = exchange.resource.get("Operations")
        pending = list(admission.creates)
        claims: list[Claim] = []
        for each in answered if isinstance(answered, list) else []:
            location = each.get("location") if isinstance(each, dict) else None
            if not isinstance(location, str) or not str(each.get("status", "")).startswith("2"):
                continue
            for endpoint, intent in pending:
                id_ = id_in(location, endpoint)
                if id_ and str(each.get("method", "")).upper() == "POST":
                    claims.append(Claim(endpoint, id_, intent, "", {}))
                    pending.remove((endpoint, intent))
                    break
        return claims

    def _shows_another(self, endpoint: str, named: str, shown: dict[str, Any]) -> bool:
        """Tell whether the target answered a create with an object of another name: that one is somebody's.

        A displayName may be derived; a user who shows no userName, and our externalId, is still ours.
        """
        name, external_id = shown.get(named), shown.get("externalId")
        if not isinstance(name, str) or self._bears_prefix(name):
            return False
        nameless = endpoint == "/Users" and not shown.get("userName")
        return not (nameless and isinstance(external_id, str) and self._bears_prefix(external_id))

    def _take(self, claim: Claim, *, another: bool) -> None:
        """Own a created object, unless it is another than the one that was sent."""
        if another:
            self._foreign.add((claim.endpoint, claim.id))
            return
        self.own(claim.endpoint, claim.id)
        if self._journal:
            self._journal.created(claim.endpoint, claim.id, claim.intent)

    def _name(self, body: Any) -> tuple[str, str]:
        """Return the attribute and value that bear the prefix, or two empty strings."""
        given = {str(key).lower(): value for key, value in body.items()} if isinstance(body, dict) else {}
        for name in NAMES:
            value = given.get(name.lower())
            if isinstance(value, str) and self._bears_prefix(value):
                return name, value
        return "", ""

    def _bears_prefix(self, text: str) -> bool:
        return bool(self.prefix) and self.prefix.rstrip("-").casefold() in text.casefold()


def _is_random_uuid(text: str) -> bool:
    try:
        return uuid.UUID(text).version == _RANDOM_UUID
    except ValueError:
        return False
