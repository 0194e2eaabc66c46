"""What a run was asked to do: one table of options, read from the command line, the environment and a file.

Precedence, highest first: command line, ``SCIMPROOF_*`` variables, ``scimproof.toml`` or ``[tool.scimproof]`` in
pyproject.toml (the nearest folder upwards), defaults. Credentials are of one kind: whoever gives a token takes no
token file or OAuth client from a lower place. A path in a file is relative to that file. An empty variable is not
given, but for the Tenant URL: an unset secret in a CI job must not judge the reference target instead.
"""

from __future__ import annotations

import math
import shlex
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

_FALSE = frozenset({"", "0", "false", "no", "off"})
_TRUE = frozenset({"1", "true", "yes", "on"})


class UsageError(ValueError):
    """What was asked cannot be done; the message is one line for the user. Exit code 4."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option: ``--tenant-url``, ``SCIMPROOF_TENANT_URL`` and ``tenant-url`` in a file are the same."""

    name: str
    help: str
    metavar: str = ""
    kind: Callable[[str], Any] = str
    many: bool = False
    flag: bool = False
    choices: tuple[str, ...] = ()
    secret: bool = False
    """Never written into the command that a report repeats."""
    path: bool = False
    once: bool = False
    """Left out of the command that a report repeats: where things go, and what exists after one run."""

    @property
    def attribute(self) -> str:
        """The field of `Settings` it fills."""
        return self.name.replace("-", "_")

    @property
    def variable(self) -> str:
        """Its environment variable."""
        return f"SCIMPROOF_{self.attribute.upper()}"


TARGET_OPTIONS = (
    Option("tenant-url", "the Tenant URL as typed into Entra; without it the embedded reference target", "URL"),
    Option("token", "the secret token (better: --token-file or SCIMPROOF_TOKEN)", "TOKEN", secret=True),
    Option("token-file", "a file that holds the secret token", "F", path=True),
    Option("oauth-token-url", "OAuth 2.0 client credentials: the token endpoint", "URL"),
    Option("oauth-client-id", "OAuth 2.0 client credentials: the client id", "ID"),
    Option("oauth-client-secret", "OAuth 2.0 client credentials: the client secret", "SECRET", secret=True),
    Option("oauth-scope", "OAuth 2.0 client credentials: the scope", "SCOPE"),
    Option("ca-file", "certificates to trust beside the system's", "F", path=True),
    Option("insecure", "do not verify the target's certificate", flag=True),
    Option("timeout", "seconds for one complete answer (default 10)", "S", float),
    Option("rate", "at most so many requests a second, over all workers", "N", float),
)
RUN_OPTIONS = (
    Option("profile", "what gates: entra (default), gallery, rfc, elium, or a profile file", "NAME|FILE"),
    Option("mapping", "profile gallery: an exported synchronization schema (default: Entra's own)", "FILE", path=True),
    Option("strict", "a broken SHOULD gates too", flag=True),
    Option("select", "judge only these requirements (an id, or a pattern with *)", "ID-PATTERN", many=True),
    Option("skip", "leave these requirements out", "ID-PATTERN", many=True),
    Option("areas", "judge only these areas, separated by commas", "A,B"),
    Option("waivers", "known findings, accepted for a while", "FILE", path=True),
    Option("write-waivers", "write a first waiver file from what this run finds", "FILE", path=True, once=True),
    Option("baseline", "gate only on what an earlier report.json did not have", "REPORT.json", path=True),
    Option("report-dir", "where the reports go (default reports/<time>-<run>)", "DIR", path=True, once=True),
    Option("junit", "where junit.xml goes (default: beside the report)", "FILE", path=True),
    Option("sarif", "write the findings as SARIF, for a code-scanning view", "FILE", path=True),
    Option("allure", "write Allure results into this folder", "DIR", path=True),
    Option("workers", "processes that judge side by side (default 1)", "N", int),
    Option("settle", "longest wait in seconds for a read to show a write (default 3)", "S", float),
    Option("seed", "makes the names in this run repeatable", "N", int),
    Option("fuzz", "odd input and random programs: off, quick (default; 300 requests) or deep", "off|quick|deep"),
    Option("budget", "the most that fuzzing may spend: requests, time or both (2000,10m)", "N,TIME"),
    Option("replay", "play a fault again that an earlier run saved", "FILE", path=True, once=True),
    Option("plan", "say what would be sent and created, and send nothing", flag=True),
    Option("keep", "leave what the run created; scimproof cleanup removes it later", flag=True),
    Option("quiet", "print the verdict alone", flag=True),
)
OPTIONS = TARGET_OPTIONS + RUN_OPTIONS


@dataclass(slots=True)
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
    profile: str = "entra"
    mapping: str = ""
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
    for source in (_from_file(folder), _from_environment(environ), _from_command_line(given)):
        for kind in _CREDENTIALS if source.keys() & frozenset().union(*_CREDENTIALS) else ():
            if not kind & source.keys():
                found = {name: value for name, value in found.items() if name not in kind}
        found.update(source)
    settings = Settings(**found)
    for problem in _problems(settings):
        raise UsageError(problem)
    return settings


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
    if settings.fuzz not in ("off", "quick", "deep"):
        yield f"--fuzz: {settings.fuzz!r} is neither off, quick nor deep"
    if not 0 <= settings.settle < math.inf:
        yield "--settle must be 0 seconds or more"


def command_line(settings: Settings) -> str:
    """Return the command that repeats a run; secrets are named, never shown."""
    words = ["scimproof", "run"]
    plain = Settings()
    for option in OPTIONS:
        value = getattr(settings, option.attribute)
        if value == getattr(plain, option.attribute) or option.once:
            continue
        if option.secret:
            words += [f"--{option.name}", f"${option.variable}"]
        elif option.flag:
            words.append(f"--{option.name}")
        else:
            for each in value if option.many else (value,):
                words += [f"--{option.name}", shlex.quote(str(each))]
    return " ".join(words)


def _from_command_line(given: Mapping[str, Any]) -> dict[str, Any]:
    by_name = {option.attribute: option for option in OPTIONS}
    asked = {name: value for name, value in given.items() if name in by_name and value is not None}
    for name, value in asked.items():
        if value == "":
            raise UsageError(f"--{by_name[name].name} is empty")
    return {name: _read(by_name[name], value, f"--{by_name[name].name}") for name, value in asked.items()}


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    if environ.get("SCIMPROOF_TENANT_URL") == "":
        raise UsageError("SCIMPROOF_TENANT_URL is empty: unset it to judge the embedded reference target")
    return {
        option.attribute: _read(option, environ[option.variable], option.variable)
        for option in OPTIONS
        if environ.get(option.variable)
    }


def _from_file(folder: Path) -> dict[str, Any]:
    for place in (folder, *folder.parents):
        for name, table in (("scimproof.toml", ()), ("pyproject.toml", ("tool", "scimproof"))):
            path = place / name
            if not path.is_file():
                continue
            content = _toml(path)
            for key in table:
                content = content.get(key, {}) if isinstance(content, dict) else {}
            if content:
                return _read_table(path, content)
    return {}


def _toml(path: Path) -> Any:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise UsageError(f"{path}: {problem}") from None


def _read_table(path: Path, content: Mapping[str, Any]) -> dict[str, Any]:
    by_name = {option.name: option for option in OPTIONS}
    unknown = sorted(set(content) - set(by_name))
    if unknown:
        raise UsageError(f"{path}: unknown option {unknown[0]!r}; known are {', '.join(sorted(by_name))}")
    found = {by_name[name].attribute: _read(by_name[name], value, f"{path}: {name}") for name, value in content.items()}
    if found.get("tenant_url") == "":
        raise UsageError(f"{path}: tenant-url is empty")
    for option in OPTIONS:
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
            raise UsageError(f"{where}: {value!r} is no list of texts")
        return tuple(word.strip() for each in items for word in each.split(",") if word.strip())
    fits = isinstance(value, str) or (isinstance(value, int) and option.kind is float) or type(value) is option.kind
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
        raise UsageError(f"{where}: {value!r} is neither true nor false")
    return text in _TRUE


def _article(kind: Callable[[str], Any]) -> str:
    return {int: "a whole number", float: "a number"}.get(kind, "text")  # type: ignore[call-overload,no-any-return]


_KNOWN = {each.name for each in fields(Settings)}
if missing := {option.attribute for option in OPTIONS} ^ _KNOWN:
    raise RuntimeError(f"options and settings disagree: {missing}")
