"""report.json: the model as JSON, and back."""

from __future__ import annotations

import json
import math
from collections.abc import Hashable
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from scimproof import data
from scimproof.report.model import FORMAT, Report
from scimproof.report.text import one_line


class BadReport(ValueError):
    """A file that is no report.json this version can read; the message is one line."""


def dump(report: Report) -> dict[str, Any]:
    """Return a report as JSON values, in the shape of schemas/report.schema.json."""
    return cast("dict[str, Any]", _plain(report))


def encode(value: Any, *, indent: int | None = None) -> bytes:
    """Return JSON as UTF-8 bytes.

    Half a surrogate pair, which a target can send as an escape, has no UTF-8: such a file is written in ASCII.
    """
    try:
        return (json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False) + "\n").encode()
    except UnicodeEncodeError:
        return (json.dumps(value, indent=indent, allow_nan=False) + "\n").encode()


def load(path: Path) -> Report:
    """Read a report.json.

    Raises `BadReport` when it is not there, not JSON, of a newer format, or breaks the schema.
    """
    try:
        value = json.loads(path.read_bytes())
    except OSError as error:
        raise BadReport(f"{path}: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise BadReport(f"{path}: not JSON") from error
    written = value.get("format") if isinstance(value, dict) else None
    if not isinstance(written, str) or not written.partition(".")[2].isdecimal():
        raise BadReport(f"{path}: not a scimproof report")
    if _newer(written):
        raise BadReport(f"{path}: report format {one_line(written, 20)}; this scimproof reads up to {FORMAT}")
    worst = best_match(_validator().iter_errors(value))
    if worst is not None:
        raise BadReport(f"{path}: {worst.json_path}: {one_line(worst.message, 200)}")
    return cast("Report", _build(Report, value))


def _newer(written: str) -> bool:
    (major, minor), (our_major, our_minor) = (each.split(".", 1) for each in (written, FORMAT))
    return major != our_major or int(minor) > int(our_minor)


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads((data.schemas() / "report.schema.json").read_bytes())
    return Draft202012Validator(schema)


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)  # Python reads NaN and Infinity from a target; JSON has no word for them
    return value


def _build(kind: Any, value: Any) -> Any:
    """Return a JSON value that the schema has accepted as the type that a field declares."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return None if value is None else _build(next(each for each in get_args(kind) if each is not NoneType), value)
    if origin is list:
        return [_build(get_args(kind)[0], each) for each in value]
    if origin is tuple:
        return tuple(value)
    if is_dataclass(kind):
        hints = _hints(cast("Hashable", kind))
        return cast("type[Any]", kind)(**{name: _build(hints[name], each) for name, each in value.items()})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    return value


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
