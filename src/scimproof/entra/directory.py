"""The source: users and groups as Entra stores them, each named with the run's prefix.

Their names are plain where names are not the question: from `PLAIN`, or from Faker in several languages, or from
`EDGE_NAMES`. Uniqueness comes from the prefix and a counter, never from chance, so that two runs against one target do
not meet and a run can find again what it made. userPrincipalName, mail, displayName and mailNickname of a person are
four different values: a target that keeps or finds one instead of another is seen.
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
from scimproof.entra.names import EDGE_NAMES, LONG, EdgeName, names_in, plain_names

DOMAIN = "scimproof.example"
"""Reserved for documentation: mail to it can reach nobody."""


DIFFICULT_NAMES = (*(each.id for each in EDGE_NAMES), "256 characters")
"""The kinds of `Directory.difficult_name`: in displayName and name, and nowhere else."""

DIFFICULT_USERNAMES = (*(each.id for each in EDGE_NAMES if each.local), "guest", "recycle bin")
"""The kinds of `Directory.difficult_username`: in userPrincipalName, and nowhere else."""


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
        own = self.values()
        slots = bodies.slots(name)
        filled = bodies.body(name, **own, **{key: changes[key] for key in changes if key in slots})
        return {**filled, **{key: changes[key] for key in changes if key not in slots}}

    def values(self) -> dict[str, Any]:
        """Return what fills the slots of a body that creates this person."""
        return {
            "upn": self.upn,
            "display": self.display,
            "nickname": self.external_id,
            "object_id": self.object_id,
            "mail": self["mail"],
            "other": self["proxyAddresses"],
            "given": self["givenName"],
            "family": self["surname"],
            "employee": self["employeeId"],
            "telephone": self["telephoneNumber"],
            "mobile": self["mobile"],
            "fax": self["facsimileTelephoneNumber"],
        }


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
        return {**bodies.body(name, **self.values()), **changes}

    def values(self) -> dict[str, Any]:
        """Return what fills the slots of a body that creates this group."""
        return {"display": self.display, "object_id": self.object_id}


@dataclass
class Directory:
    """Makes people and groups. The same prefix and seed make the same ones, in the same order.

    The seed alone decides their names, so that a run can be repeated; the prefix tells apart what must be unique.
    """

    prefix: str
    seed: int = 0
    domain: str = DOMAIN
    international: bool = False
    """Whether names come in several languages and scripts, as in a real tenant."""
    mail_is_upn: bool = False
    """Whether the work e-mail is the userPrincipalName, for a target that insists on it."""
    bare_names: bool = False
    """Whether a userPrincipalName is without a domain, for a target that refuses addresses."""
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1), repr=False)
    _random: random.Random = field(init=False, repr=False)
    _name: Callable[[], tuple[str, str]] | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        self._random = random.Random(f"{self.prefix}/{self.seed}")  # noqa: S311 - names, no secrets

    def person(self, **attributes: Any) -> Person:
        """Return a new person."""
        if self._name is None:
            self._name = names_in(self.seed) if self.international else plain_names(self.seed)
        given, family = self._name()
        return self._person(given, family, attributes)

    def people(self, count: int) -> list[Person]:
        """Return new people."""
        return [self.person() for _ in range(count)]

    def difficult_name(self, kind: str) -> Person:
        """Return a person with a displayName and a name of one of the kinds in `DIFFICULT_NAMES`; the rest is plain."""
        person = self.person()
        if kind == "256 characters":  # the most that Entra allows
            return person.but(displayName=(person.display + " " + LONG)[:256])
        edge = _edge(kind)
        display = f"{edge.given} {edge.family} {person.external_id}"
        return person.but(displayName=display, givenName=edge.given, surname=edge.family)

    def difficult_username(self, kind: str) -> Person:
        """Return a person with a userPrincipalName of one of the kinds in `DIFFICULT_USERNAMES`; the rest is plain."""
        person = self.person()
        if kind == "guest":  # Entra's own name for a guest is long; the provisioned one may have its mark
            return person.but(userPrincipalName=f"{person.external_id}_partner.example#EXT#@{self.domain}")
        if kind == "recycle bin":
            return person.but(userPrincipalName=deleted_name(person.upn, person.object_id))
        return person.but(userPrincipalName=f"{person.external_id}{_edge(kind).local}@{self.domain}")

    def twins(self) -> tuple[Person, Person]:
        """Return two people whose userName differs in letter case alone; to SCIM they are one."""
        person = self.person()
        # The prefix keeps its case: clean-up looks for it.
        lower, upper = f"{person.external_id}-jo@{self.domain}", f"{person.external_id}-JO@{self.domain}"
        other = self.person()
        return person.but(userPrincipalName=lower), other.but(userPrincipalName=upper)

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
        address = f"{nickname}@{self.domain}"
        upn = nickname if self.bare_names else address
        made = {
            "objectId": self._guid(),
            "userPrincipalName": upn,
            "mail": upn if self.mail_is_upn else f"mail.{address}",
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
            "proxyAddresses": f"other.{address}",
            "accountEnabled": True,
            "IsSoftDeleted": "False",
        }
        return Person({**made, **attributes})

    def _guid(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))


def _edge(kind: str) -> EdgeName:
    return next(each for each in EDGE_NAMES if each.id == kind)
