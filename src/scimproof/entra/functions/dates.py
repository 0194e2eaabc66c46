"""Functions on dates. A date goes from function to function as text, ``M/d/yyyy h:mm:ss tt`` in UTC."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from scimproof.entra.functions.dotnet import DEFAULT_FORMAT, format_date, parse_format
from scimproof.entra.functions.registry import BadArguments, Context, as_number, as_text, function

_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_TICKS = 10_000_000
_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,7}))?)?)?\s*(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE
)
_LENGTHS = {"d": 86_400, "h": 3_600, "n": 60, "s": 1, "ww": 604_800}


def read_date(value: Any, name: str) -> datetime:
    """Return a date, in UTC when its offset is not written.

    Raises:
        BadArguments: the text is no date; ``name`` says which function asked.
    """
    text = as_text(value).strip()
    found = _ISO.fullmatch(text)
    try:
        if found is None:
            return parse_format(text, DEFAULT_FORMAT).replace(tzinfo=UTC)
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
        micro = int((found[7] or "0").ljust(6, "0")[:6])
        return datetime(year, month, day, hour, minute, second, micro, tzinfo=_zone(found[8]))
    except (ValueError, OverflowError):
        raise BadArguments(f"{name} cannot read {text!r} as a date") from None


@function("CDate", 1)
def c_date(value: Any) -> str | None:
    """Return a date in UTC."""
    return None if value is None else _written(read_date(value, "CDate"))


@function("DateAdd", 3)
def date_add(interval: Any, number: Any, date: Any) -> str | None:
    """Return a date that much later; a month or year later is the same day, or the last of a shorter month."""
    if date is None:
        return None
    start, count, unit = read_date(date, "DateAdd"), as_number(number, "DateAdd"), as_text(interval)
    months = {"m": 1, "yyyy": 12}.get(unit)
    seconds = 0 if months else _length(unit, "DateAdd")
    try:
        later = _months_later(start, count * months) if months else start + timedelta(seconds=count * seconds)
        return _written(later)
    except (ValueError, OverflowError):
        raise BadArguments(f"the result of DateAdd is out of range: {count} {unit} after {as_text(date)!r}") from None


@function("DateDiff", 3)
def date_diff(interval: Any, first: Any, second: Any) -> int:
    """Return how much later the second date is.

    Years, months and weeks (from Sunday) count how often a new one began; the rest are whole units passed.
    """
    one, two, unit = read_date(first, "DateDiff"), read_date(second, "DateDiff"), as_text(interval)
    one, two = one.astimezone(UTC), two.astimezone(UTC)
    if unit == "yyyy":
        return two.year - one.year
    if unit == "m":
        return (two.year - one.year) * 12 + two.month - one.month
    if unit == "ww":
        one, two = (each - timedelta(days=each.isoweekday() % 7) for each in (one, two))
    return int((two - one).total_seconds() / _length(unit, "DateDiff"))


@function("DateFromNum", 1)
def date_from_num(value: Any) -> str:
    """Return the date that Active Directory counts in tenths of microseconds since 1601."""
    try:
        return _written(_EPOCH + timedelta(seconds=as_number(value, "DateFromNum") / _TICKS))
    except OverflowError:
        raise BadArguments(f"the result of DateFromNum is out of range: {value!r}") from None


@function("FormatDateTime", 4)
def format_date_time(source: Any, styles: Any, read_as: Any, write_as: Any) -> str | None:
    """Return a date in another .NET format; it keeps its own time zone unless AdjustToUniversal is asked for."""
    if source is None:
        return None
    wanted = as_text(read_as)
    date = parse_format(as_text(source).strip(), wanted) if wanted else read_date(source, "FormatDateTime")
    if "AdjustToUniversal" in as_text(styles) and date.tzinfo is not None:
        date = date.astimezone(UTC)
    return format_date(date, as_text(write_as))


@function("Now", 0, context=True)
def now(context: Context) -> str:
    """Return the present."""
    return _written(context.now())


@function("NumFromDate", 1)
def num_from_date(value: Any) -> str | None:
    """Return a date as Active Directory counts it."""
    if value is None:
        return None
    passed = read_date(value, "NumFromDate") - _EPOCH
    return str((passed.days * 86_400 + passed.seconds) * _TICKS + passed.microseconds * 10)


def _written(date: datetime) -> str:
    return format_date(date.astimezone(UTC), DEFAULT_FORMAT)


def _months_later(date: datetime, months: int) -> datetime:
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date.replace(year=year, month=month + 1, day=min(date.day, last))


def _length(unit: str, name: str) -> int:
    if unit not in _LENGTHS:
        raise BadArguments(f"{name} knows yyyy, m, d, ww, h, n and s, not {unit!r}")
    return _LENGTHS[unit]


def _zone(offset: str | None) -> Any:
    if not offset or offset.upper() == "Z":
        return UTC
    return datetime.strptime(offset.replace(":", ""), "%z").tzinfo
