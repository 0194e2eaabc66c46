"""The commands of ``scimproof``: one module each, imported only when it is used.

A module has ``add(parser)``, which offers the command's own options, and ``execute(given, settings)``, which does it
and returns its exit code. A command whose options are also read from the environment and the file names them in
``OWN``.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

COMMANDS = {
    "run": "judge a target and write the report",
    "serve": "serve the reference target",
    "sync": "provision a directory as Entra does",
    "load": "send Entra's requests at a fixed rate and measure the answers",
    "cleanup": "delete what a killed run left behind",
    "requirements": "list the requirements",
    "openapi": "describe a target as OpenAPI 3.1",
    "report": "write the reports of an earlier run again",
    "compare": "show what changed between runs",
    "check": "prove that a requirement is exact",
    "new": "create a new contract test and its defect",
}
"""Name of each command, which is also the name of its module, to its line in the help."""


def command(name: str) -> Any:
    """Return the module of a command."""
    return import_module(f"scimproof.commands.{name}")
