"""The functions of the expression language for attribute mappings, with the semantics Microsoft documents.

Every argument may be None (null, or a position left empty), a string, a number, a boolean or a list. Where the
documentation is silent about null, null stays null.
"""

from scimproof.entra.functions import dates, lists, logic, text
from scimproof.entra.functions.registry import FUNCTIONS, IGNORE, BadArguments, Context, Function

__all__ = ["FUNCTIONS", "IGNORE", "BadArguments", "Context", "Function", "dates", "lists", "logic", "text"]
