"""``scimproof openapi``: describe a target as OpenAPI, from its discovery documents."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import ExitStack
from pathlib import Path

from scimproof.capabilities import Capabilities
from scimproof.commands.arguments import add_options
from scimproof.exit_codes import ExitCode
from scimproof.fuzz.schema import openapi
from scimproof.options import TARGET_OPTIONS
from scimproof.scim.client import connect
from scimproof.scim.preflight import Unreachable, preflight
from scimproof.settings import Settings, UsageError
from scimproof.target_settings import target_of, with_target


def add(parser: argparse.ArgumentParser) -> None:
    """Offer the target's options and the command's own."""
    add_options(parser, TARGET_OPTIONS)
    parser.add_argument("--output", metavar="F", default="", help="the file to write (default: standard output)")


def execute(given: argparse.Namespace, settings: Settings) -> ExitCode:
    """Write the OpenAPI document of a target; without a Tenant URL, of the reference target. Nothing is written to it.

    Raises:
        UsageError: the target's options or the output file cannot be used.
    """
    with ExitStack() as stack:
        client = connect(target_of(with_target(settings, stack)))
        try:
            preflight(client, client.target.base_url)
            document = openapi.document(Capabilities(client, lambda: None), client.target.base_url)
        except Unreachable as problem:
            sys.stderr.write(f"scimproof: {problem}\n")
            return ExitCode.UNREACHABLE
        finally:
            client.close()
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    if not given.output:
        sys.stdout.write(text)
        return ExitCode.OK
    try:
        Path(given.output).write_text(text, encoding="utf-8")
    except OSError as problem:
        raise UsageError(f"--output: {given.output}: {problem.strerror or problem}") from None
    return ExitCode.OK
