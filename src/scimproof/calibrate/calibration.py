"""The calibration of one target, question after question."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace as but
from typing import Any

from scimproof.calibrate.lab import Lab
from scimproof.calibrate.model import Calibration, Forms, Kind, Line, Template, Wishes
from scimproof.calibrate.refusal import detail, domains, speaks_of_domains, wants_an_address
from scimproof.calibrate.search import Search, named
from scimproof.capabilities import CORE_GROUP, CORE_USER, ENTERPRISE, Capabilities
from scimproof.entra import bodies
from scimproof.entra.directory import Directory
from scimproof.expect.values import alike
from scimproof.published import Published
from scimproof.scim import filter as scim_filter
from scimproof.scim.client import Client
from scimproof.scim.exchange import Exchange
from scimproof.scim.patch import replace
from scimproof.scim.resource import Resource

_OK = 200
_LARGE = 1000
_PAUSE = 0.05
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
_NUMBER = re.compile(r"\d{1,6}")


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
        lag = self._lag(sample, longest_lag) if sample else None
        if sample is not None:
            self._kept(sample)
        unique = self._unique(users.body)
        immutable = self._immutable(sample)
        count, largest = self._count()
        groups = self._groups(sample)
        members = self._members(groups, sample)
        return Calibration(
            users=users,
            groups=groups,
            forms=self._lab.forms,
            sample=(sample.id, sample.body) if sample is not None and created else None,
            count=count,
            largest_count=largest,
            members=members,
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
            self._lines.append(Line("How names are written", told))
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
            listed = self._lab.get("/Users", "which domains do the users have?")
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

    def _kept(self, user: Resource) -> None:
        """Compare what was sent with what is read back."""
        read = self._lab.get(user, "which attributes are kept?")
        if read is None or read.status != _OK:
            return
        kept: list[str] = []
        altered: list[str] = []
        lost: list[str] = []
        for name, value in _leaves(user.body):
            shown = _at(read.resource, name)
            (kept if shown == value else lost if shown is None else altered).append(
                name if shown in (value, None) else f"{name} ({value!r} reads {shown!r})"
            )
        numbers = (read.number,)
        self._lines.append(Line("Attributes of a user that are kept", ", ".join(kept) or "none", numbers))
        if altered:
            self._lines.append(Line("Attributes that read back otherwise", ", ".join(altered), numbers))
        if lost:
            self._lines.append(Line("Attributes that are accepted and not kept", ", ".join(lost), numbers))

    def _unique(self, template: Template) -> tuple[str, ...]:
        """See whether two users may share an e-mail and a displayName."""
        shared = [slot for slot in ("mail", "display") if f"{{{slot}}}" in str(template)]
        first = self._lab.made[0] if self._lab.made else None
        if not shared or first is None or self._lab.forms.mail_is_upn:
            return ()
        values = {"mail": _at(first.body, "emails.value"), "display": first.body.get("displayName")}
        taken = {slot: values[slot] for slot in shared if values[slot]}
        together = self._lab.create_user(template, "two users with the same e-mail and displayName", **taken)
        if together is None or together.status in (200, 201):
            if together is not None:
                told = "two users may share an e-mail and a displayName"
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
        told = f"{' and '.join(found)}: a second user with the same is refused ({together.status})"
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
            shown = changed if changed.status == _OK and changed.resource else self._lab.get(user, "was it changed?")
            stuck = [name for name in names if shown is None or not alike(shown.resource.get(name), wanted[name])]
            if not stuck:
                refused = [each for each in refused if each not in names]
                if len(names) == len(wanted):
                    break
            else:
                refused = list(dict.fromkeys([*refused, *stuck]))
        told = f"{', '.join(refused)} did not change" if refused else f"{' and '.join(wanted)} can be changed by PATCH"
        self._lines.append(Line("What can be changed", told, tuple(numbers)))
        return tuple(refused)

    # Lists

    def _count(self) -> tuple[bool | None, int]:
        """See whether a page keeps to ``count``, and how large a count may be."""
        one = self._lab.get("/Users", "does count work?", "startIndex=1&count=1")
        if one is None:
            return None, 0
        if one.status != _OK:
            told = f"refused: {one.status} {detail(one)}".strip()
            self._lines.append(Line("count", told, (one.number,)))
            return False, 0
        works = len(one.resources) <= 1
        large = self._lab.get("/Users", "how large may count be?", f"startIndex=1&count={_LARGE}")
        numbers = [one.number, *([large.number] if large else [])]
        largest = _LARGE if large is not None and large.status == _OK else 1
        if large is not None and large.status != _OK:
            for number in sorted({int(each) for each in _NUMBER.findall(detail(large))}, reverse=True):
                if not 1 < number < _LARGE:
                    continue
                again = self._lab.get("/Users", "is this the largest count?", f"startIndex=1&count={number}")
                if again is not None:
                    numbers.append(again.number)
                    largest = number if again.status == _OK else largest
                break
        told = "a page keeps to it" if works else "ignored: a page holds more"
        limit = "" if largest == _LARGE else f"; {_LARGE} is refused, {largest} is taken"
        self._lines.append(Line("count", told + limit, tuple(numbers)))
        return works, largest

    def _lag(self, user: Resource, longest: float) -> float | None:
        """Return the seconds until a filter shows a user who was just created, None when none does in time.

        A filter that is refused is another requirement's finding, and no delay.
        """
        begun = time.monotonic()
        filter_ = scim_filter.eq("userName", str(user.body["userName"]))
        while (waited := time.monotonic() - begun) <= longest or waited == 0:
            seen = self._lab.search("/Users", filter_, "how soon does a filter show a new user?")
            if seen is None or seen.status != _OK:
                return 0.0
            if any(each.get("id") == user.id for each in seen.resources):
                told = "at once" if waited <= _PAUSE else f"after {waited:.2f} s"
                self._lines.append(Line("A filter shows a new user", told, (seen.number,)))
                return waited if waited > _PAUSE else 0.0
            time.sleep(min(_PAUSE * 2 ** min(self._lab.sent, 6), max(longest / 8, _PAUSE)))
        self._lines.append(Line("A filter shows a new user", f"not within {longest:g} s"))
        return None

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

    def _members(self, groups: Kind, member: Resource | None) -> str:
        """See whether a group shows its members: unasked, to who asks for them, or to nobody."""
        if groups.body is None or member is None:
            return ""
        parts = groups.body.get("members") or [{"value": "{member}"}]
        made = self._lab.create_group({**groups.body, "members": parts}, "a group with a member", member)
        group = self._lab.resource(made)
        if group is None:
            return ""
        for query, word in (("", "shown"), ("attributes=displayName,members", "on request")):
            read = self._lab.get(group.path, "are members shown?", query)
            listed = read.resource.get("members") if read is not None else None
            if isinstance(listed, list) and any(_names(each, member.id) for each in listed):
                assert read is not None  # noqa: S101 - for the type checker
                self._lines.append(Line("Members of a group", word, (read.number,)))
                return word
        known = self._lab.search(
            "/Groups",
            scim_filter.both(scim_filter.eq("id", group.id), scim_filter.eq("members", member.id)),
            "is it kept?",
        )
        if known is not None and [each.get("id") for each in known.resources] == [group.id]:
            self._lines.append(Line("Members of a group", "never shown; a filter finds them", (known.number,)))
            return "never"
        return ""

    def _tell(self, what: str, kind: Kind) -> None:
        first = kind.attempts[0] if kind.attempts else None
        if first is None:
            return
        answer = "taken" if kind.takes_default else f"refused: {first.status} {first.answer}".strip()
        self._lines.append(Line(f"Entra's default body of a {what}", answer, (first.exchange,)))
        if kind.at_fault:
            self._lines.append(
                Line(f"What that body is refused for ({what})", ", ".join(kind.at_fault), (first.exchange,))
            )
        numbers = tuple(each.exchange for each in kind.attempts)
        if kind.body is None:
            told = f"none of {len(kind.attempts)} bodies was taken"
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


def _leaves(body: Template, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in body.items():
        if name in ("schemas", "password"):
            continue
        inner = value[0] if isinstance(value, list) and value else value
        if isinstance(inner, dict):
            yield from _leaves(inner, f"{prefix}{name}{':' if name.startswith('urn:') else '.'}")
        else:
            yield f"{prefix}{name}", value


def _at(resource: Any, path: str) -> Any:
    urn, _, rest = path.rpartition(":") if path.startswith("urn:") else ("", "", path)
    seen = resource.get(urn) if urn and isinstance(resource, dict) else resource
    for part in rest.split("."):
        if isinstance(seen, list):
            seen = seen[0] if seen else None
        seen = seen.get(part) if isinstance(seen, dict) else None
    return seen


def _names(member: Any, wanted: str) -> bool:
    return isinstance(member, dict) and str(member.get("value")) == wanted
