"""report.json: writes the model as JSON and reads it again."""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from scimproof import data
from scimproof.report.model import FORMAT, Report
from scimproof.report.text import one_line


class BadReport(ValueError):
    """A file that is no report.json this version can read; the message is one line."""


def dump(report: Report) -> dict[str, Any]:
    """Return a report as JSON values, in the shape of schemas/report.schema.json."""
    values: dict[str, Any] = msgspec.to_builtins(report)
    # Only the provisioning log holds values that nobody has looked at.
    return values | {"provisioning_log": _finite(values["provisioning_log"])}


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
    return msgspec.convert(value, Report)


def _newer(written: str) -> bool:
    (major, minor), (our_major, our_minor) = (each.split(".", 1) for each in (written, FORMAT))
    return major != our_major or int(minor) > int(our_minor)


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads((data.schemas() / "report.schema.json").read_bytes())
    return Draft202012Validator(schema)


def _finite(value: Any) -> Any:
    """Return JSON values in which NaN and Infinity, which Python reads and JSON has no word for, are text."""
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_finite(each) for each in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value
