"""The expected state of each object of a run: what was last read, and what was sent since."""

from scimproof.observe.state import changes, existence, membership, written

__all__ = ["changes", "existence", "membership", "written"]
