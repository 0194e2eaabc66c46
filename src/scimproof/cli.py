"""The command line: ``scimproof run`` and its siblings."""

from __future__ import annotations

import argparse
import io
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import scimproof
from scimproof.commands import COMMANDS, command
from scimproof.exit_codes import ExitCode
from scimproof.options import TARGET_OPTIONS
from scimproof.settings import UsageError, further, resolve


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code, an `ExitCode`."""
    _print_anything()
    words = _with_dashed_secrets(sys.argv[1:] if arguments is None else arguments)
    try:
        given = parser(words).parse_args(words)
        asked = command(given.command)
        places = (vars(given), os.environ, Path.cwd())
        settings, own = resolve(*places), further(getattr(asked, "OWN", ()), *places)
        vars(given).update(own)
        code: ExitCode = asked.execute(given, settings)
    except UsageError as problem:
        print(f"scimproof: {problem}", file=sys.stderr)
        code = ExitCode.USAGE
    except KeyboardInterrupt:
        code = ExitCode.INTERRUPTED
    except Exception:  # noqa: BLE001 - whatever it is, it is ours: Python's own 1 would say that the target is broken
        traceback.print_exc()
        code = ExitCode.OUR_ERROR
    return code


def _print_anything() -> None:
    """Let a letter that the terminal has not be an escape: a target may send any, and a run must not end there."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """Return the parser for these words.

    Every command is in its help; only the one that the words name is imported and has its options.
    """
    top = _Parser(prog="scimproof", description=scimproof.__doc__, allow_abbrev=False)
    top.add_argument("--version", action="version", version=f"scimproof {scimproof.__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)
    named = next((word for word in words if not word.startswith("-")), "")
    for name, summary in COMMANDS.items():
        own = commands.add_parser(name, help=summary, allow_abbrev=False)
        if name == named:
            command(name).add(own)
    return top


def _with_dashed_secrets(words: Sequence[str]) -> list[str]:
    """Return the words with each secret that begins with a dash tied to its option, or it would be taken for one.

    One random base64url token in 64 begins so.
    """
    options = {f"--{each.name}": each for each in TARGET_OPTIONS}
    joined: list[str] = []
    for word in words:
        option = options.get(joined[-1]) if joined else None
        if option is not None and option.secret and word.startswith("-") and word not in options:
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined


class _Parser(argparse.ArgumentParser):
    """Exit code 4 and one line on bad usage, as everything else here."""

    def error(self, message: str) -> None:  # type: ignore[override]
        raise UsageError(f"{message} (see {self.prog} --help)")


if __name__ == "__main__":
    sys.exit(main())
