"""What each object of a run should hold: what was last seen of it, and what has been sent since."""

from scimproof.observe.state import changes, existence, membership, written

__all__ = ["changes", "existence", "membership", "written"]
