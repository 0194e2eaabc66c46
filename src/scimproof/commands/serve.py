"""``scimproof serve``: the reference target, with any defects and variants, until Ctrl-C."""

from __future__ import annotations

import argparse
import contextlib
import time

from scimproof.exit_codes import ExitCode
from scimproof.reference import DEFECTS, VARIANTS, serving
from scimproof.settings import Settings, UsageError


def add(parser: argparse.ArgumentParser) -> None:
    """Offer the command's own options."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8080, help="port to listen on (default 8080; 0 for a free one)")
    parser.add_argument("--defect", action="append", default=[], metavar="ID", help="seed this defect; may be repeated")
    parser.add_argument(
        "--variant", action="append", default=[], metavar="ID", help="legal difference; may be repeated"
    )
    parser.add_argument("--users", type=int, default=0, metavar="N", help="users that exist at the start")
    parser.add_argument("--groups", type=int, default=0, metavar="N", help="groups that exist at the start")
    parser.add_argument("--token", default=None, help="the secret token (default: a random one, printed)")
    parser.add_argument("--list", action="store_true", help="list all defects and variants")


def execute(given: argparse.Namespace, _: Settings) -> ExitCode:
    """Serve the reference target until Ctrl-C.

    Raises:
        UsageError: there is no such defect or variant, or nothing can listen there.
    """
    if given.list:
        for identifier, defect in sorted(DEFECTS.items()):
            print(f"defect\t{identifier}\t{defect.summary}")
        for identifier, variant in sorted(VARIANTS.items()):
            print(f"variant\t{identifier}\t{variant.summary}")
        return ExitCode.OK
    for kind, asked, known in (("--defect", given.defect, DEFECTS), ("--variant", given.variant, VARIANTS)):
        if unknown := [each for each in asked if each not in known]:
            raise UsageError(f"{kind}: {unknown[0]!r} does not exist; scimproof serve --list shows all of them")
    options = {"token": given.token} if given.token else {}
    try:
        with serving(
            defects=given.defect,
            variants=given.variant,
            users=given.users,
            groups=given.groups,
            host=given.host,
            port=given.port,
            **options,
        ) as reference:
            print(f"Tenant URL  {reference.url}\nToken       {reference.token}\nPress Ctrl-C to stop.", flush=True)
            with contextlib.suppress(KeyboardInterrupt):
                while True:
                    time.sleep(3600)
    except OSError as problem:
        raise UsageError(f"cannot listen on {given.host}:{given.port}: {problem.strerror or problem}") from None
    return ExitCode.OK
