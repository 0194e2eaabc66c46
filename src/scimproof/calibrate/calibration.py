"""The calibration of one target, step by step."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace as but
from typing import Any

from scimproof.calibrate import lists, reading
from scimproof.calibrate.lab import Lab
from scimproof.calibrate.model import Calibration, Forms, Kind, Line, Template, Wishes
from scimproof.calibrate.refusal import domains, speaks_of_domains, wants_an_address
from scimproof.calibrate.search import Search, named
from scimproof.capabilities import CORE_GROUP, CORE_USER, ENTERPRISE, Capabilities
from scimproof.entra import bodies
from scimproof.entra.directory import Directory
from scimproof.expect.values import alike
from scimproof.published import Published
from scimproof.scim.client import Client
from scimproof.scim.exchange import Exchange
from scimproof.scim.patch import replace
from scimproof.scim.resource import Resource

_OK = 200
_EXTRAS = (
    "password",
    "userType",
    "title",
    "locale",
    "timezone",
    "nickName",
    "preferredLanguage",
    "phoneNumbers",
    "roles",
)
_LEAST_USER = {"schemas": [CORE_USER], "userName": "{upn}", "active": True}
_LEAST_GROUP = {"schemas": [CORE_GROUP], "displayName": "{display}"}
_ADDRESS = re.compile(r"[^@\s]+@([^@\s]+\.[^@\s.]+)")


def calibrate(
    client: Client, directory: Directory, capabilities: Capabilities, wishes: Wishes, longest_lag: float
) -> Calibration:
    """Learn what a target takes. Never raises for what the target does.

    Args:
        client: the plain client.
        directory: makes people up; afterwards it writes names as this target takes them.
        capabilities: whose reading of /Schemas and /ResourceTypes is used.
        wishes: what the user of scimproof says; it wins.
        longest_lag: seconds to wait for a filter to show a new user.
    """
    lab = Lab(client, directory, wishes)
    schemas = capabilities.document("/Schemas")
    work = _Calibration(lab, Published(_listed(schemas)), capabilities.extensions())
    made = work.run(longest_lag)
    kept = [made.sample[0]] if made.sample else []
    lab.tidy(*kept)
    return but(made, requests=lab.sent, lines=(*made.lines, *_pace(client)))


class _Calibration:
    def __init__(self, lab: Lab, published: Published, urns: list[str]) -> None:
        self._lab = lab
        self._published = published
        self._urns = urns
        self._lines: list[Line] = []
        self._domains: list[str] | None = None

    def run(self, longest_lag: float) -> Calibration:
        """Ask everything."""
        users = self._users()
        if users.body is None:
            return Calibration(users=users, forms=self._lab.forms, lines=tuple(self._lines))
        sample, created = self._sample(users.body)
        lag = lists.lag(self._lab, self._lines, sample, longest_lag) if sample else None
        if sample is not None:
            reading.kept(self._lab, self._lines, sample)
        unique = self._unique(users.body)
        immutable = self._immutable(sample)
        count, largest = lists.count(self._lab, self._lines)
        groups = self._groups(sample)
        members, member = lists.members(self._lab, self._lines, groups, sample)
        return Calibration(
            users=users,
            groups=groups,
            forms=self._lab.forms,
            sample=(sample.id, sample.body) if sample is not None and created else None,
            count=count,
            largest_count=largest,
            members=members,
            member=member,
            lag=lag,
            immutable=immutable,
            unique=unique,
            lines=tuple(self._lines),
        )

    # Users

    def _users(self) -> Kind:
        search = Search(
            self._lab.create_user,
            self._adapt,
            self._published,
            CORE_USER,
            [urn for urn in self._urns if self._published.schema(urn)],
            self._lab.wishes.user,
        )
        before = self._lab.forms
        kind = search.run(bodies.template("user-create"), ("meta", "roles", ENTERPRISE), _LEAST_USER, _EXTRAS)
        told = _forms(before, self._lab.forms)
        if told and kind.body is not None:
            kind = but(kind, at_fault=(told, *kind.at_fault))
        self._tell("user", kind)
        if told:
            self._lines.append(Line("Format of userName", told))
        return kind

    def _adapt(self, refused: Exchange) -> bool:
        """Write names otherwise when a refusal asks for it; tell whether anything changed."""
        forms = self._lab.forms
        if not self._lab.wishes.domain:
            for domain in self._other_domains(refused):
                self._lab.follow(but(forms, domain=domain))
                return True
        if wants_an_address(refused) and not forms.mail_is_upn:
            self._lab.follow(but(forms, mail_is_upn=True))
            return True
        return False

    def _other_domains(self, refused: Exchange) -> Iterator[str]:
        if self._lab.forms.domain != Forms().domain:
            return
        named_ = domains(refused, self._lab.forms.domain)
        yield from named_
        if not named_ and speaks_of_domains(refused):
            yield from self._domains_in_use()

    def _domains_in_use(self) -> list[str]:
        """Return the domains of the users who are there already, the most frequent first."""
        if self._domains is None:
            listed = self._lab.get("/Users", "which domains do existing users have?")
            found = [
                match[1].lower()
                for each in (listed.resources if listed else [])
                if (match := _ADDRESS.fullmatch(str(each.get("userName", ""))))
            ]
            self._domains = sorted(set(found), key=found.count, reverse=True)
        return self._domains

    def _sample(self, template: Template) -> tuple[Resource | None, bool]:
        """Create the user that stays for the run, with the enterprise extension where the target takes it."""
        whole = {
            **template,
            "schemas": [*template["schemas"], *([] if ENTERPRISE in template["schemas"] else [ENTERPRISE])],
            ENTERPRISE: {"department": "Probe", **template.get(ENTERPRISE, {})},
        }
        for body in (whole, template):
            exchange = self._lab.create_user(body, "a user to try capabilities on")
            made = self._lab.resource(exchange)
            if made is not None:
                return made, True
        return None, False

    def _unique(self, template: Template) -> tuple[str, ...]:
        """See whether two users may have the same e-mail and displayName."""
        shared = [slot for slot in ("mail", "display") if f"{{{slot}}}" in str(template)]
        first = self._lab.made[0] if self._lab.made else None
        if not shared or first is None or self._lab.forms.mail_is_upn:
            return ()
        values = {"mail": reading.at(first.body, "emails.value"), "display": first.body.get("displayName")}
        taken = {slot: values[slot] for slot in shared if values[slot]}
        together = self._lab.create_user(template, "two users with the same e-mail and displayName", **taken)
        if together is None or together.status in (200, 201):
            if together is not None:
                told = "two users may have the same e-mail and displayName"
                self._lines.append(Line("Uniqueness beyond userName", told, (together.number,)))
            return ()
        found, numbers = [], [together.number]
        words = {"mail": "emails", "display": "displayName"}
        for slot, value in taken.items() if len(taken) > 1 else ():
            alone = self._lab.create_user(template, f"two users with the same {words[slot]}", **{slot: value})
            if alone is not None:
                numbers.append(alone.number)
                found += [words[slot]] if alone.status not in (200, 201) else []
        found = found or [words[slot] for slot in taken]
        told = f"{' and '.join(found)}: a second user with the same value is refused ({together.status})"
        self._lines.append(Line("Uniqueness beyond userName", told, tuple(numbers)))
        return tuple(found)

    def _immutable(self, sample: Resource | None) -> tuple[str, ...]:
        """See whether userName and displayName can be changed, of another user than the sample."""
        user = next((each for each in self._lab.made if each is not sample), None)
        if user is None:
            return ()
        fresh = self._lab.directory.person()
        wanted: dict[str, str] = {"userName": fresh.upn}
        if "displayName" in user.body:
            wanted["displayName"] = fresh.display
        refused: list[str] = []
        numbers: list[int] = []
        for names in ([*wanted], *([[each] for each in wanted] if len(wanted) > 1 else [])):
            operations = [replace(name, wanted[name]) for name in names]
            changed = self._lab.patch(user, *operations, label=f"can {' and '.join(names)} be changed?")
            if changed is None:
                break
            numbers.append(changed.number)
            shown = (
                changed
                if changed.status == _OK and changed.resource
                else self._lab.get(user, "read it after the change")
            )
            stuck = [name for name in names if shown is None or not alike(shown.resource.get(name), wanted[name])]
            if not stuck:
                refused = [each for each in refused if each not in names]
                if len(names) == len(wanted):
                    break
            else:
                refused = list(dict.fromkeys([*refused, *stuck]))
        told = f"{', '.join(refused)} did not change" if refused else f"{' and '.join(wanted)} can be changed by PATCH"
        self._lines.append(Line("Attributes that PATCH can change", told, tuple(numbers)))
        return tuple(refused)

    # Groups

    def _groups(self, member: Resource | None) -> Kind:
        search = Search(
            lambda template, what: self._lab.create_group(template, what, member),
            lambda _: False,
            self._published,
            CORE_GROUP,
            [],
            self._lab.wishes.group,
        )
        kind = search.run(
            bodies.template("group-create"), ("meta", "members"), _LEAST_GROUP, ("members", "members.$ref")
        )
        if kind.attempts and kind.attempts[0].status not in (404, 405, 501, None):
            self._tell("group", kind)
        return kind

    def _tell(self, what: str, kind: Kind) -> None:
        first = kind.attempts[0] if kind.attempts else None
        if first is None:
            return
        answer = "taken" if kind.takes_default else f"refused: {first.status} {first.answer}".strip()
        self._lines.append(Line(f"Entra's default body of a {what}", answer, (first.exchange,)))
        if kind.at_fault:
            self._lines.append(Line(f"Why that body is refused ({what})", ", ".join(kind.at_fault), (first.exchange,)))
        numbers = tuple(each.exchange for each in kind.attempts)
        if kind.body is None:
            told = f"none of {len(kind.attempts)} bodies was accepted"
            self._lines.append(Line(f"The body of a {what}", told, numbers))
            return
        self._lines.append(Line(f"The body of a {what} in this run", named(kind.body), numbers[-1:]))
        if kind.least is not None and kind.least != kind.body:
            self._lines.append(Line(f"The smallest body of a {what}", named(kind.least), numbers[-1:]))


def _forms(before: Forms, after: Forms) -> str:
    told = []
    if after.domain != before.domain:
        told.append(f"the domain is {after.domain}")
    if after.mail_is_upn and not before.mail_is_upn:
        told.append("userName is the work e-mail")
    return " and ".join(told)


def _pace(client: Client) -> list[Line]:
    rate = client.pace.rate
    return [Line("Requests a second", f"{rate:.1f} at most")] if rate else []


def _listed(exchange: Exchange) -> list[dict[str, Any]]:
    """Return the resources of a list; a bare array is read for what it holds."""
    if exchange.resources or not isinstance(exchange.json, list):
        return exchange.resources
    return [each for each in exchange.json if isinstance(each, dict)]
