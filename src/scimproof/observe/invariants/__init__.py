"""One module for each family of invariants: pure functions from a history to the judgement of each answer."""

from scimproof.observe.invariants import (
    answers,
    errors,
    identity,
    lists,
    meta,
    references,
    repeats,
    secrets,
    shapes,
    wire,
)

__all__ = ["answers", "errors", "identity", "lists", "meta", "references", "repeats", "secrets", "shapes", "wire"]
