"""``scimproof openapi``: a target described in the words of OpenAPI, from what it says of itself."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scimproof.capabilities import Capabilities
from scimproof.fuzz.schema import openapi
from scimproof.plugin.controller import UNREACHABLE
from scimproof.reference import serving
from scimproof.run.preflight import Unreachable, preflight
from scimproof.run.targets import target_of
from scimproof.scim.client import connect
from scimproof.settings import Settings, UsageError


def add(parser: argparse.ArgumentParser) -> None:
    """Offer the command's own options."""
    parser.add_argument("--output", metavar="F", default="", help="where to (default: standard output)")


def describe(given: argparse.Namespace, settings: Settings) -> int:
    """Write the OpenAPI document of a target; without a Tenant URL, of the reference target. Nothing is written to it.

    Returns the exit code: 0, or 6 when there is nothing to describe.
    """
    with _somewhere(settings):
        client = connect(target_of(settings))
        try:
            preflight(client, client.target.base_url)
            document = openapi.document(Capabilities(client, lambda: None), client.target.base_url)
        except Unreachable as problem:
            sys.stderr.write(f"scimproof: {problem}\n")
            return UNREACHABLE
        finally:
            client.close()
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    if not given.output:
        sys.stdout.write(text)
        return 0
    try:
        Path(given.output).write_text(text, encoding="utf-8")
    except OSError as problem:
        raise UsageError(f"--output: {given.output}: {problem.strerror or problem}") from None
    return 0


@contextmanager
def _somewhere(settings: Settings) -> Iterator[None]:
    if settings.tenant_url:
        yield
        return
    with serving() as reference:
        settings.tenant_url, settings.token = reference.url, reference.token
        yield
