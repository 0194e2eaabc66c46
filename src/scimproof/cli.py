"""The command line: ``scimproof run`` and its siblings."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import scimproof
from scimproof.commands import check, compare, dispatch
from scimproof.commands import openapi as openapi_command
from scimproof.load import command as load
from scimproof.options import LOAD_OPTIONS, LOAD_SHARED, OPTIONS, SYNC_OPTIONS, SYNC_SHARED, TARGET_OPTIONS, Option
from scimproof.settings import Settings, UsageError, further, resolve
from scimproof.sync import command as sync
from scimproof.sync.options import FORMATS

USAGE = 4


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0 good, 1 findings, 2 interrupted, 3 ours, 4 usage, 6 no target."""
    parser = _parser()
    try:
        given = parser.parse_args(_with_dashed_secrets(sys.argv[1:] if arguments is None else arguments))
        command: Callable[[argparse.Namespace, Settings], int] = given.command
        places = (vars(given), os.environ, Path.cwd())
        settings, own = resolve(*places), further(given.own if "own" in given else (), *places)
        vars(given).update(own)
        return command(given, settings)
    except UsageError as problem:
        print(f"scimproof: {problem}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        return 2


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


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="scimproof", description=scimproof.__doc__, allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"scimproof {scimproof.__version__}")
    commands_ = parser.add_subparsers(dest="name", required=True, metavar="COMMAND", parser_class=_Parser)

    run = commands_.add_parser("run", help="judge a target and write the report", allow_abbrev=False)
    _add(run, OPTIONS)
    run.set_defaults(command=dispatch.run)

    serve = commands_.add_parser("serve", help="serve the reference target", allow_abbrev=False)
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    serve.add_argument("--port", type=int, default=8080, help="port to listen on (default 8080; 0 for a free one)")
    serve.add_argument("--defect", action="append", default=[], metavar="ID", help="seed this defect; may be repeated")
    serve.add_argument("--variant", action="append", default=[], metavar="ID", help="legal difference; may be repeated")
    serve.add_argument("--users", type=int, default=0, metavar="N", help="users that are there already")
    serve.add_argument("--groups", type=int, default=0, metavar="N", help="groups that are there already")
    serve.add_argument("--token", default=None, help="the secret token (default: a random one, printed)")
    serve.add_argument("--list", action="store_true", help="list the defects and variants there are")
    serve.set_defaults(command=dispatch.serve)

    sync_ = commands_.add_parser(
        "sync",
        help="provision a directory as Entra would",
        allow_abbrev=False,
        epilog=FORMATS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add(sync_, TARGET_OPTIONS + SYNC_SHARED)
    for title, options in SYNC_OPTIONS.items():
        _add(sync_.add_argument_group(title), options)
    sync_.set_defaults(command=sync.sync, own=[each for group in SYNC_OPTIONS.values() for each in group])

    load_ = commands_.add_parser("load", help="send Entra's requests at a fixed rate, and measure", allow_abbrev=False)
    _add(load_, TARGET_OPTIONS + LOAD_SHARED + LOAD_OPTIONS)
    load_.set_defaults(command=load.load, own=LOAD_OPTIONS)

    cleanup = commands_.add_parser("cleanup", help="remove what a killed run left behind", allow_abbrev=False)
    _add(cleanup, TARGET_OPTIONS)
    cleanup.add_argument("--journal", metavar="F", help="one journal (default: all for this target)")
    cleanup.set_defaults(command=dispatch.cleanup)

    listing = commands_.add_parser("requirements", help="list what a target is held to", allow_abbrev=False)
    listing.add_argument("--json", action="store_true", help="as JSON")
    listing.add_argument("--markdown", action="store_true", help="as REQUIREMENTS.md")
    listing.set_defaults(command=dispatch.requirements)

    openapi = commands_.add_parser("openapi", help="describe a target as OpenAPI 3.1", allow_abbrev=False)
    _add(openapi, TARGET_OPTIONS)
    openapi_command.add(openapi)
    openapi.set_defaults(command=openapi_command.describe)

    report = commands_.add_parser("report", help="write the reports of an earlier run again", allow_abbrev=False)
    report.add_argument("results", metavar="RESULTS.json", help="a report.json")
    report.add_argument("--report-dir", dest="out", metavar="DIR", default="", help="where to (default: beside it)")
    report.set_defaults(command=dispatch.report)

    between = commands_.add_parser("compare", help="say what changed between runs", allow_abbrev=False)
    compare.add(between)
    between.set_defaults(command=compare.compare)

    proving = commands_.add_parser("check", help="prove that a requirement is exact", allow_abbrev=False)
    check.add(proving)
    proving.set_defaults(command=check.check)

    new = commands_.add_parser("new", help="scaffold a contract test and its defect", allow_abbrev=False)
    new.add_argument("id", metavar="AREA.SLUG", help="the id of the new requirement")
    new.set_defaults(command=dispatch.new)
    return parser


def _add(parser: argparse._ActionsContainer, options: Sequence[Option]) -> None:
    for option in options:
        if option.flag:
            parser.add_argument(f"--{option.name}", action="store_true", default=None, help=option.help)
        elif option.many:
            parser.add_argument(
                f"--{option.name}", action="append", default=None, metavar=option.metavar, help=option.help
            )
        else:
            metavar = option.metavar or "|".join(option.choices)
            parser.add_argument(f"--{option.name}", default=None, metavar=metavar, help=option.help)


if __name__ == "__main__":
    sys.exit(main())
