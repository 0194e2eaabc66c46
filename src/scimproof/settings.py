"""The settings of a run: one table of options, read from the command line, the environment and a file.

Precedence, highest first: command line, ``SCIMPROOF_*`` variables, ``scimproof.toml`` or ``[tool.scimproof]`` in
pyproject.toml (the nearest folder upwards), defaults. Credentials are of one kind: whoever gives a token takes no
token file or OAuth client from a lower place. A path in a file is relative to that file. An empty variable is not
given, but for the Tenant URL: an unset secret in a CI job must not judge the reference target instead.
"""

from __future__ import annotations

import math
import shlex
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from scimproof.options import ALL, OPTIONS, Option

_FALSE = frozenset({"", "0", "false", "no", "off"})
_TRUE = frozenset({"1", "true", "yes", "on"})

LEAST_SCALE = 1001
"""Users: one more than the thousand at which many targets stop to count, to list or to look."""


class UsageError(ValueError):
    """What was asked cannot be done; the message is one line for the user. Exit code 4."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every option, resolved. Seconds are floats; empty text and None mean: not given."""

    tenant_url: str = ""
    token: str = field(default="", repr=False)
    token_file: str = ""
    oauth_token_url: str = ""
    oauth_client_id: str = ""
    oauth_client_secret: str = field(default="", repr=False)
    oauth_scope: str = ""
    ca_file: str = ""
    insecure: bool = False
    timeout: float = 10.0
    rate: float | None = None
    patience: float = 600.0
    profile: str = "entra"
    domain: str = ""
    user_defaults: str = ""
    group_defaults: str = ""
    mapping: str = ""
    load: str = ""
    strict: bool = False
    select: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    areas: str = ""
    waivers: str = ""
    write_waivers: str = ""
    baseline: str = ""
    report_dir: str = ""
    junit: str = ""
    sarif: str = ""
    allure: str = ""
    workers: int = 1
    settle: float = 3.0
    seed: int | None = None
    fuzz: str = "quick"
    budget: str = ""
    scale: int = 0
    replay: str = ""
    plan: bool = False
    keep: bool = False
    quiet: bool = False


def resolve(given: Mapping[str, Any], environ: Mapping[str, str], folder: Path) -> Settings:
    """Return the settings of a run.

    Args:
        given: option name to value, from the command line; None means not given.
        environ: the environment.
        folder: where the search for a configuration file begins.

    Raises:
        UsageError: a value cannot be read, or a file names an unknown option.
    """
    found: dict[str, Any] = {}
    for source in _sources(OPTIONS, given, environ, folder):
        for kind in _CREDENTIALS if source.keys() & frozenset().union(*_CREDENTIALS) else ():
            if not kind & source.keys():
                found = {name: value for name, value in found.items() if name not in kind}
        found.update(source)
    settings = Settings(**found)
    for problem in _problems(settings):
        raise UsageError(problem)
    return settings


def further(
    options: Sequence[Option], given: Mapping[str, Any], environ: Mapping[str, str], folder: Path
) -> dict[str, Any]:
    """Return the values of the options that only one command has, read from the same places; see `resolve`.

    Raises:
        UsageError: as there.
    """
    found = {option.attribute: False if option.flag else option.default for option in options}
    for source in _sources(options, given, environ, folder):
        found.update(source)
    return found


_CREDENTIALS = (
    frozenset({"token"}),
    frozenset({"token_file"}),
    frozenset({"oauth_token_url", "oauth_client_id", "oauth_client_secret", "oauth_scope"}),
)


def _problems(settings: Settings) -> Iterator[str]:
    if not 0 < settings.timeout < math.inf:
        yield "--timeout must be more than 0 seconds"
    if settings.workers < 1:
        yield "--workers must be at least 1"
    if settings.rate is not None and not 0 < settings.rate < math.inf:
        yield "--rate must be more than 0 requests a second"
    if not 0 <= settings.patience < math.inf:
        yield "--patience must be 0 seconds or more"
    if settings.fuzz not in ("off", "quick", "deep"):
        yield f"--fuzz: {settings.fuzz!r} is not one of off, quick, deep"
    if settings.scale and settings.scale < LEAST_SCALE:
        yield f"--scale must be 0 or at least {LEAST_SCALE} users"
    if settings.scale and settings.workers > 1:
        yield "--scale works only with --workers 1: each worker would create that many users"
    if not 0 <= settings.settle < math.inf:
        yield "--settle must be 0 seconds or more"


def command_line(settings: Settings, command: str = "run") -> str:
    """Return the command that repeats what was done; secrets are named, never shown.

    Without a Tenant URL the embedded reference target is meant, which takes no credentials of anybody's.
    """
    plain = Settings()
    if not settings.tenant_url:
        nobody: dict[str, Any] = {name: "" for kind in _CREDENTIALS for name in kind}
        settings = replace(settings, **nobody)
    changed = {
        option.attribute: value
        for option in OPTIONS
        if (value := getattr(settings, option.attribute)) != getattr(plain, option.attribute)
    }
    return " ".join([f"scimproof {command}", *typed(OPTIONS, changed)])


def typed(options: Sequence[Option], values: Mapping[str, Any]) -> list[str]:
    """Return options with these values as they would be typed again; secrets are named, never shown."""
    words: list[str] = []
    for option in options:
        value = values.get(option.attribute)
        if option.once or value is None or value is False or value == ():
            continue
        if option.secret:
            words += [f"--{option.name}", f"${option.variable}"]
        elif option.flag:
            words.append(f"--{option.name}")
        else:
            for each in value if option.many else (value,):
                words += [f"--{option.name}", shlex.quote(str(each))]
    return words


def _sources(
    options: Sequence[Option], given: Mapping[str, Any], environ: Mapping[str, str], folder: Path
) -> tuple[dict[str, Any], ...]:
    """Return what each place says of some options, the place that wins last."""
    return (
        _from_file(options, folder),
        _from_environment(options, environ),
        _from_command_line(options, given),
    )


def _from_command_line(options: Sequence[Option], given: Mapping[str, Any]) -> dict[str, Any]:
    by_name = {option.attribute: option for option in options}
    asked = {name: value for name, value in given.items() if name in by_name and value is not None}
    for name, value in asked.items():
        if value == "":
            raise UsageError(f"--{by_name[name].name} is empty")
    return {name: _read(by_name[name], value, f"--{by_name[name].name}") for name, value in asked.items()}


def _from_environment(options: Sequence[Option], environ: Mapping[str, str]) -> dict[str, Any]:
    if environ.get("SCIMPROOF_TENANT_URL") == "":
        raise UsageError("SCIMPROOF_TENANT_URL is empty: unset it to judge the embedded reference target")
    return {
        option.attribute: _read(option, environ[option.variable], option.variable)
        for option in options
        if environ.get(option.variable)
    }


def _from_file(options: Sequence[Option], folder: Path) -> dict[str, Any]:
    for place in (folder, *folder.parents):
        for name, table in (("scimproof.toml", ()), ("pyproject.toml", ("tool", "scimproof"))):
            path = place / name
            if not path.is_file():
                continue
            content = _toml(path)
            for key in table:
                content = content.get(key, {}) if isinstance(content, dict) else {}
            if content:
                return _read_table(options, path, content)
    return {}


def _toml(path: Path) -> Any:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise UsageError(f"{path}: {problem}") from None


def _read_table(options: Sequence[Option], path: Path, content: Mapping[str, Any]) -> dict[str, Any]:
    by_name = {option.name: option for option in options}
    if unknown := sorted(set(content) - ALL):
        raise UsageError(f"{path}: unknown option {unknown[0]!r}; known are {', '.join(sorted(ALL))}")
    found = {
        by_name[name].attribute: _read(by_name[name], value, f"{path}: {name}")
        for name, value in content.items()
        if name in by_name
    }
    if found.get("tenant_url") == "":
        raise UsageError(f"{path}: tenant-url is empty")
    for option in options:
        value = found.get(option.attribute)
        # A profile is a name or a file; a file of that name beside the configuration is meant.
        if value and (option.path or (option.name == "profile" and (path.parent / value).is_file())):
            found[option.attribute] = str(path.parent / value)
    return found


def _read(option: Option, value: Any, where: str) -> Any:
    if option.flag:
        return _flag(value, where)
    if option.many:
        items = value if isinstance(value, list | tuple) else [value]
        if not all(isinstance(each, str) for each in items):
            raise UsageError(f"{where}: {value!r} is not a list of strings")
        return tuple(word.strip() for each in items for word in each.split(",") if word.strip())
    fits = isinstance(value, str) or (isinstance(value, int) and option.kind is float) or type(value) is option.kind
    if option.choices and fits and value not in option.choices:
        raise UsageError(f"{where}: {value!r} is not one of {', '.join(option.choices)}")
    try:
        if fits and not isinstance(value, bool):
            return option.kind(value)
    except ValueError:
        pass
    raise UsageError(f"{where}: {_shown(option, value)} is not {_article(option.kind)}")


def _shown(option: Option, value: Any) -> str:
    return "the secret" if option.secret else repr(value)


def _flag(value: Any, where: str) -> bool:
    text = str(value).strip().lower()
    if text not in _TRUE | _FALSE:
        raise UsageError(f"{where}: {value!r} is not true or false")
    return text in _TRUE


def _article(kind: Callable[[str], Any]) -> str:
    return {int: "a whole number", float: "a number"}.get(kind, "text")  # type: ignore[call-overload,no-any-return]


_KNOWN = {each.name for each in fields(Settings)}
if missing := {option.attribute for option in OPTIONS} ^ _KNOWN:
    raise RuntimeError(f"options and settings disagree: {missing}")
