"""Which target object is linked to which source object, and which of them this job created."""

from __future__ import annotations

from dataclasses import dataclass

from scimproof.entra.provisioning.source import GROUP
from scimproof.entra.provisioning.state import JobState
from scimproof.scim.guard import Guard
from scimproof.scim.resource import Resource


def endpoint(kind: str) -> str:
    """Return the collection of a kind of object."""
    return "/Groups" if kind == GROUP else "/Users"


@dataclass(frozen=True, slots=True)
class Link:
    """A source object and its counterpart.

    Attributes:
        in_scope: as of the last time it was provisioned.
        manager: the target's id of the manager that was last sent, or None.
        orphan: its source object is gone and the target was not told; it is kept so that it can be removed.
    """

    source_id: str
    kind: str
    target_id: str
    in_scope: bool = True
    manager: str | None = None
    orphan: bool = False

    @property
    def resource(self) -> Resource:
        """The counterpart as a resource of the target."""
        return Resource(self.kind, endpoint(self.kind), self.target_id)


class Links:
    """The links of a job."""

    def __init__(self, state: JobState) -> None:
        self.state = state

    def get(self, source_id: str) -> Link | None:
        """Return the link of a source object, or None."""
        row = self.state.db.execute(
            "SELECT source_id, kind, target_id, in_scope, manager, orphan FROM link WHERE source_id = ?", (source_id,)
        ).fetchone()
        return None if row is None else Link(row[0], row[1], row[2], bool(row[3]), row[4], bool(row[5]))

    def put(self, link: Link) -> None:
        """Enter a link; with it, the question whether its create arrived is settled."""
        self.state.db.execute(
            "REPLACE INTO link VALUES (?, ?, ?, ?, ?, ?)",
            (link.source_id, link.kind, link.target_id, int(link.in_scope), link.manager, int(link.orphan)),
        )
        self.state.db.execute("DELETE FROM intent WHERE source_id = ?", (link.source_id,))

    def drop(self, source_id: str) -> None:
        """Forget a link: its counterpart is gone, or no longer trusted."""
        self.state.db.execute("DELETE FROM link WHERE source_id = ?", (source_id,))
        self.state.db.execute(
            "UPDATE membership SET sent = 0, skipped = 0 WHERE group_id = ? OR member_id = ?", (source_id, source_id)
        )

    def intend(self, source_id: str, kind: str, attribute: str, value: str) -> bool:
        """Enter that a create is about to be sent; return whether no earlier one is still unanswered."""
        fresh = not self.intended(source_id)
        self.state.db.execute("REPLACE INTO intent VALUES (?, ?, ?, ?)", (source_id, kind, attribute, value))
        return fresh

    def intended(self, source_id: str) -> bool:
        """Tell whether a create was sent whose answer never came: what is found then is this job's own."""
        return self.state.one("SELECT 1 FROM intent WHERE source_id = ?", source_id) is not None

    def intent(self, source_id: str) -> tuple[str, str] | None:
        """Return by which attribute and value the object of an unanswered create would be found, or None."""
        row = self.state.db.execute("SELECT attribute, value FROM intent WHERE source_id = ?", (source_id,)).fetchone()
        return None if row is None else (str(row[0]), str(row[1]))

    def refused(self, source_id: str) -> None:
        """Enter that a create was refused, so that what is found under that name is somebody else's."""
        self.state.db.execute("DELETE FROM intent WHERE source_id = ?", (source_id,))

    def adopted(self, collection: str, target_id: str) -> None:
        """Enter that an object was there before this job, so that taking back what it created leaves it."""
        self.state.db.execute("UPDATE owned SET adopted = 1 WHERE endpoint = ? AND id = ?", (collection, target_id))

    def deleted(self, link: Link) -> None:
        """Enter that a counterpart was deleted, and forget the link."""
        with self.state.saved():
            self.drop(link.source_id)
            self.state.db.execute(
                "UPDATE owned SET deleted = 1 WHERE endpoint = ? AND id = ?", (endpoint(link.kind), link.target_id)
            )

    def count(self, kind: str) -> int:
        """Return how many objects of a kind are linked."""
        return int(self.state.one("SELECT count(*) FROM link WHERE kind = ? AND orphan = 0", kind))


class LinkGuard(Guard):
    """The guest rule of a job: it writes to what it created, or was told to take over. Knows so from disk."""

    def __init__(self, base_url: str, state: JobState, *, prefix: str) -> None:
        super().__init__(base_url, None, prefix=prefix)
        self._state = state

    def own(self, endpoint: str, id_: str) -> None:  # noqa: D102 - as in Guard
        with self._state.saved():
            self._state.db.execute("INSERT OR IGNORE INTO owned (endpoint, id) VALUES (?, ?)", (endpoint, id_))

    def owns(self, id_: str, endpoint: str | None = None) -> bool:  # noqa: D102 - as in Guard
        if endpoint is None:
            return self._state.one("SELECT 1 FROM owned WHERE id = ?", id_) is not None
        return self._state.one("SELECT 1 FROM owned WHERE endpoint = ? AND id = ?", endpoint, id_) is not None
