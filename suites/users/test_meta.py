"""The sub-attributes of meta."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from scimproof.contract import (
    ABSENT,
    FORM,
    MUST,
    REPORTED,
    RFC7643,
    expect,
    given,
    read,
    requirement,
    show,
    unmet,
)

_DATE_TIME = re.compile(r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
_TOLERANCE = timedelta(hours=1, seconds=-60)
"""Smaller than the smallest error that a forgotten time zone causes."""


@requirement(
    "users.meta-types",
    level=MUST,
    builds_on=("users.read-by-id",),
    source=[RFC7643("3.1"), RFC7643("2.3.5"), REPORTED("simpleidserver/SimpleIdServer#822")],
    harm=FORM,
    consequence="A typed client cannot parse the user: it fails on a version that is a number, or on a date in "
    "another format.",
    remedy="Write `meta.resourceType` and `meta.version` as strings, and `meta.created` and `meta.lastModified` as "
    "`xsd:dateTime`, such as `2026-01-31T08:00:00Z`.",
)
def test_meta_has_the_types_of_the_rfc(scim, standing_user):
    """A user's ``meta`` has the types that RFC 7643 defines, and its ``resourceType`` is "User"."""
    shown = expect(scim.get(standing_user)).attribute("meta.resourceType", "User").exchange

    for name, holds, wanted in (
        ("version", lambda value: isinstance(value, str), "a string"),
        ("location", lambda value: isinstance(value, str), "a string"),
        ("created", _is_date_time, "an xsd:dateTime"),
        ("lastModified", _is_date_time, "an xsd:dateTime"),
    ):
        value = read(shown.resource, f"meta.{name}")
        if value is not ABSENT and value is not None and not holds(value):
            raise unmet(f"meta.{name}, {wanted}", f"meta.{name} = {show(value)}", shown, f"meta.{name}")


@requirement(
    "users.created-is-now",
    level=MUST,
    builds_on=("users.meta-types",),
    source=[RFC7643("3.1"), RFC7643("2.3.5"), REPORTED("wso2/product-is#4455"), REPORTED("wso2/product-is#4401")],
    harm=FORM,
    consequence="A client that asks for what has changed since its last visit misses hours of changes.",
    remedy="Set `meta.created` to the time of the create. Write it in UTC with a trailing `Z`, or in local time with "
    "its offset, such as `+02:00`.",
)
def test_a_new_user_was_created_just_now(scim, a_user):
    """The ``meta.created`` of a new user is the time of its creation, by the target's own clock."""
    shown = given(scim.get(a_user), by="users.read-by-id").status(200).exchange
    value = read(shown.resource, "meta.created")
    if not _is_date_time(value):
        return  # users.meta-types judges the format
    created = datetime.fromisoformat(value)
    created = created if created.tzinfo else created.replace(tzinfo=UTC)

    if abs(created - _now(shown)) > _TOLERANCE:
        raise unmet(f"meta.created near {_now(shown).isoformat()}", f"meta.created = {value}", shown, "meta.created")


def _is_date_time(value):
    if not isinstance(value, str) or not _DATE_TIME.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _now(exchange):
    """The target's clock, from its Date header; ours when it sends none."""
    try:
        stated = parsedate_to_datetime(exchange.header("date") or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return datetime.now(UTC)
    return stated if stated.tzinfo else stated.replace(tzinfo=UTC)
