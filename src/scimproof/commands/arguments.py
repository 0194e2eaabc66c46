"""Options of the one table (`scimproof.options`) as arguments of a parser."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from scimproof.options import Option


def add_options(parser: argparse._ActionsContainer, options: Iterable[Option]) -> None:
    """Offer options; one that is not given is None, so that the environment or a file can say it."""
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
