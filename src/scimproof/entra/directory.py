"""The source: people and groups as Entra holds them, each named with the run's prefix.

Names come from Faker in several languages, or from `EDGE_NAMES`. Uniqueness comes from the prefix and a counter, never
from chance, so that two runs against one target do not meet and a run can find again what it made.
"""

from __future__ import annotations

import itertools
import random
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scimproof.entra import bodies
from scimproof.entra.dialect import deleted_name
from scimproof.entra.names import EDGE_NAMES, LONG, EdgeName, names_in

DOMAIN = "scimproof.example"
"""Reserved for documentation: mail to it can reach nobody."""


DIFFICULT = (*(each.id for each in EDGE_NAMES), "guest", "256 characters", "recycle bin")
"""What `Directory.difficult` has: the difficult names, and what Entra itself makes of some people."""


@dataclass(frozen=True, slots=True)
class Person:
    """A user of the source; ``attributes`` are Entra's own names (``userPrincipalName``, ``jobTitle``)."""

    attributes: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.attributes[name]

    @property
    def object_id(self) -> str:
        """The id in Entra, a GUID."""
        return str(self["objectId"])

    @property
    def upn(self) -> str:
        """The userPrincipalName, which becomes the userName in the target."""
        return str(self["userPrincipalName"])

    @property
    def display(self) -> str:
        """The displayName."""
        return str(self["displayName"])

    @property
    def external_id(self) -> str:
        """The mailNickname, which the default mapping makes the externalId."""
        return str(self["mailNickname"])

    def but(self, **changes: Any) -> Person:
        """Return the same person with other attributes."""
        return Person({**self.attributes, **changes})

    def scim(self, name: str = "user-create", /, **changes: Any) -> dict[str, Any]:
        """Return the body that creates this person in a target.

        ``name`` is a body of fixtures/entra (``user-create-full``, ``gallery-user``); ``changes`` fill slots it has
        beyond this person's own, and otherwise set attributes on top of the body.
        """
        own = {
            "upn": self.upn,
            "display": self.display,
            "nickname": self.external_id,
            "object_id": self.object_id,
            "mail": self["mail"],
            "given": self["givenName"],
            "family": self["surname"],
            "employee": self["employeeId"],
            "telephone": self["telephoneNumber"],
            "mobile": self["mobile"],
            "fax": self["facsimileTelephoneNumber"],
        }
        slots = bodies.slots(name)
        filled = bodies.body(name, **own, **{key: changes[key] for key in changes if key in slots})
        return {**filled, **{key: changes[key] for key in changes if key not in slots}}


@dataclass(frozen=True, slots=True)
class Team:
    """A group of the source."""

    object_id: str
    display: str

    @property
    def external_id(self) -> str:
        """The object id, which the default mapping makes the externalId."""
        return self.object_id

    def scim(self, name: str = "group-create", /, **changes: Any) -> dict[str, Any]:
        """Return the body that creates this group in a target; ``changes`` set attributes on top of the body."""
        return {**bodies.body(name, display=self.display, object_id=self.object_id), **changes}


@dataclass
class Directory:
    """Makes people and groups. The same prefix and seed make the same ones, in the same order.

    The seed alone decides their names, so that a run can be repeated; the prefix tells apart what must be unique.
    """

    prefix: str
    seed: int = 0
    domain: str = DOMAIN
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1), repr=False)
    _random: random.Random = field(init=False, repr=False)
    _name: Callable[[], tuple[str, str]] | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        self._random = random.Random(f"{self.prefix}/{self.seed}")  # noqa: S311 - names, no secrets

    def person(self, **attributes: Any) -> Person:
        """Return a new person with a name in one of several languages."""
        if self._name is None:
            self._name = names_in(self.seed)
        given, family = self._name()
        return self._person(given, family, attributes)

    def people(self, count: int) -> list[Person]:
        """Return new people."""
        return [self.person() for _ in range(count)]

    def edge_person(self, edge: EdgeName, **attributes: Any) -> Person:
        """Return a person with a difficult name: in displayName and name, and in the userName if an address may."""
        person = self._person(edge.given, edge.family, attributes)
        if not edge.local:
            return person
        nickname = person.external_id + edge.local
        return person.but(userPrincipalName=f"{nickname}@{self.domain}", mailNickname=nickname)

    def guest(self) -> Person:
        """Return a guest: Entra's own name for it is long and has ``#EXT#`` in it; the provisioned one may have."""
        person = self.person()
        raw = f"{person.external_id}_partner.example#EXT#@{self.domain}"
        return person.but(userPrincipalName=raw, mail=f"{person.external_id}@partner.example", userType="Guest")

    def long_person(self) -> Person:
        """Return a person whose displayName has 256 characters, the most that Entra allows."""
        person = self.person()
        return person.but(displayName=(person.display + " " + LONG)[:256])

    def difficult(self, kind: str) -> Person:
        """Return a new person of one of the kinds in `DIFFICULT`."""
        if kind == "guest":
            return self.guest()
        if kind == "256 characters":
            return self.long_person()
        if kind == "recycle bin":
            person = self.person()
            return person.but(userPrincipalName=deleted_name(person.upn, person.object_id))
        return self.edge_person(next(each for each in EDGE_NAMES if each.id == kind))

    def twins(self) -> tuple[Person, Person]:
        """Return two people whose userName differs in letter case alone; to SCIM they are one."""
        person = self.person()
        # The prefix keeps its case: clean-up looks for it.
        lower, upper = f"{person.external_id}-jo@{self.domain}", f"{person.external_id}-JO@{self.domain}"
        return person.but(userPrincipalName=lower), person.but(objectId=self._guid(), userPrincipalName=upper)

    def team(self, suffix: str = "") -> Team:
        """Return a new group; ``suffix`` ends its name (see `scimproof.entra.names.EDGE_GROUPS`)."""
        return Team(self._guid(), f"{self.prefix} team {next(self._numbers)}{suffix}")

    def team_twins(self) -> tuple[Team, Team]:
        """Return two groups whose names differ in letter case alone."""
        first = self.team(" alpha")
        return first, Team(self._guid(), first.display.replace("alpha", "ALPHA"))

    def unused(self) -> str:
        """Return a userName of this run that nobody has."""
        return f"{self.prefix}-nobody-{next(self._numbers)}@{self.domain}"

    def _person(self, given: str, family: str, attributes: Mapping[str, Any]) -> Person:
        number = next(self._numbers)
        nickname = f"{self.prefix}-{number}"
        upn = f"{nickname}@{self.domain}"
        made = {
            "objectId": self._guid(),
            "userPrincipalName": upn,
            "mail": upn,
            "mailNickname": nickname,
            "displayName": f"{given} {family} {nickname}",
            "givenName": given,
            "surname": family,
            "employeeId": nickname,
            "jobTitle": "Field Engineer",
            "department": "Operations",
            "telephoneNumber": f"+31 30 555 {number % 10_000:04}",
            "mobile": f"+3165550{number % 10_000:04}",
            "facsimileTelephoneNumber": f"5555555{number % 10_000:04}",
            "streetAddress": "1 Harbour Way",
            "city": "Utrecht",
            "state": "UT",
            "postalCode": "3511 AA",
            "country": "NL",
            "physicalDeliveryOfficeName": "Building 7",
            "preferredLanguage": "en-GB",
            "proxyAddresses": f"other.{upn}",
            "accountEnabled": True,
            "IsSoftDeleted": "False",
        }
        return Person({**made, **attributes})

    def _guid(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))
