"""Dates in .NET's custom format strings (``yyyy-MM-ddTHH:mm:sszzz``), in the invariant culture, both ways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from scimproof.entra.functions.registry import BadArguments

DEFAULT_FORMAT = "M/d/yyyy h:mm:ss tt"

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_TOKEN = re.compile(r"yyyy|yy|M{1,4}|d{1,4}|HH?|hh?|mm?|ss?|f{1,7}|F{1,7}|tt?|z{1,3}|K|'([^']*)'|\"([^\"]*)\"|\\(.)|.")
_NUMBER = {"yyyy": r"\d{4}", "yy": r"\d\d", "MM": r"\d\d", "M": r"\d\d?", "dd": r"\d\d", "d": r"\d\d?"}
_NUMBER |= dict.fromkeys(("HH", "hh", "mm", "ss"), r"\d\d") | dict.fromkeys(("H", "h", "m", "s"), r"\d\d?")
_PIVOT = 50  # .NET reads the two-digit years up to 49 as this century's


def format_date(date: datetime, pattern: str) -> str:
    """Return a date in a format."""
    return "".join(literal if part is None else _piece(date, part) for part, literal in _tokens(pattern))


def parse_format(text: str, pattern: str) -> datetime:
    """Return the date that a text in a format holds; without a time zone when the format has none.

    Raises:
        BadArguments: the text is not in that format.
    """
    regex, tokens = "", []
    for part, literal in _tokens(pattern):
        if part is None:
            regex += re.escape(literal)
        else:
            regex += f"({_expected(part)})"
            tokens.append(part)
    found = re.fullmatch(regex, text, re.IGNORECASE)
    if found is None:
        raise BadArguments(f"{text!r} is not a date in the format {pattern!r}")
    try:
        return _built(dict(zip(tokens, found.groups(), strict=True)))
    except ValueError:
        raise BadArguments(f"{text!r} is a date that does not exist") from None


def _tokens(pattern: str) -> Iterator[tuple[str | None, str]]:
    for found in _TOKEN.finditer(pattern):
        quoted = next((group for group in found.groups() if group is not None), None)
        if quoted is not None:
            yield None, quoted
        elif found[0][0] in "yMdHhmsfFtzK" and found[0] != "y":
            yield found[0], ""
        else:
            yield None, found[0]


def _expected(part: str) -> str:
    if part in _NUMBER:
        return _NUMBER[part]
    if part[0] in "Md":
        names = _MONTHS if part[0] == "M" else _DAYS
        return "|".join(name if len(part) > 3 else name[:3] for name in names)  # noqa: PLR2004 - MMM is short, MMMM long
    if part[0] in "fF":
        return rf"\d{{{len(part) if part[0] == 'f' else 0},{len(part)}}}"
    if part[0] == "t":
        return "[AP]M" if part == "tt" else "[AP]"
    return r"Z|[+-]\d\d?:?\d\d|[+-]\d\d?|" if part == "K" else r"Z|[+-]\d\d?(?::?\d\d)?"


def _piece(date: datetime, part: str) -> str:
    hour = date.hour % 12 or 12
    numbers = {"y": date.year, "M": date.month, "d": date.day, "H": date.hour}
    numbers |= {"h": hour, "m": date.minute, "s": date.second}
    if part in ("MMM", "MMMM", "ddd", "dddd"):
        name = _MONTHS[date.month - 1] if part[0] == "M" else _DAYS[date.weekday()]
        return name if len(part) == 4 else name[:3]  # noqa: PLR2004 - MMM is short, MMMM long
    if part in ("yyyy", "yy"):
        return f"{date.year:04}"[-len(part) :]
    if part[0] in numbers:
        return f"{numbers[part[0]]:0{len(part)}}"
    if part[0] in "fF":
        digits = f"{date.microsecond:06}0"[: len(part)]
        return digits if part[0] == "f" else digits.rstrip("0")
    if part[0] == "t":
        return ("PM" if date.hour >= 12 else "AM")[: len(part)]  # noqa: PLR2004 - noon
    return _offset(date, part)


def _offset(date: datetime, part: str) -> str:
    shift = date.utcoffset()
    if part == "K" and (shift is None or not shift):
        return "" if shift is None else "Z"
    minutes = int((shift or timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    if part in ("z", "zz"):
        return f"{sign}{hours:0{len(part)}}"
    return f"{sign}{hours:02}:{rest:02}"


def _built(parts: dict[str, str]) -> datetime:
    values = {part[0]: value for part, value in parts.items()}
    year = int(values.get("y", "1"))
    if "yy" in parts:
        year += 2000 if year < _PIVOT else 1900
    month = values.get("M", "1")
    hour = int(values.get("H") or values.get("h") or "0")
    if "t" in values and "h" in values:
        hour = hour % 12 + (12 if values["t"].upper().startswith("P") else 0)
    fraction = (values.get("f") or values.get("F") or "0").ljust(6, "0")[:6]
    day = next((value for part, value in parts.items() if part in ("d", "dd")), "1")
    return datetime(
        year,
        int(month) if month.isdigit() else [each[:3].lower() for each in _MONTHS].index(month[:3].lower()) + 1,
        int(day),
        hour,
        int(values.get("m", "0")),
        int(values.get("s", "0")),
        int(fraction),
        tzinfo=_zone(values.get("z", values.get("K"))),
    )


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text.upper() == "Z":
        return UTC
    digits = text[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")  # noqa: PLR2004 - two digits are hours
    shift = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-shift if text[0] == "-" else shift)
