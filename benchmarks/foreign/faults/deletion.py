"""DELETE, re-creation and uniqueness."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import Client
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import arriving, refusing
from benchmarks.foreign.server import App, Refused, Request, Response
from benchmarks.foreign.server.messages import Document

fault = Group("deletion")


def _gone(c: Client, resource: Document) -> bool:
    """Whether a DELETE succeeds and a GET is 404 after it."""
    return c.status("DELETE", resource) == 204 and c.status("GET", resource) == 404


@fault(
    *("disables", "DELETE of a user disables the user, who stays readable by id.", BREAKS, "DELETE; GET"),
    lambda c: _gone(c, c.user()),
)
def _(app: App) -> None:
    def replacement(original: Any, row: Any) -> None:
        if row.kind != "User":
            original(row)
            return
        app.resources.store.update(row, {**row.document, "active": False}, app.resources.handle("User", row.document))

    app.wrap(app.resources, "delete", replacement)


@fault(
    *("ignored", "DELETE of a group answers 204 and does nothing.", BREAKS, "DELETE a group; GET"),
    lambda c: _gone(c, c.group()),
)
def _(app: App) -> None:
    app.wrap(app.resources, "delete", lambda original, row: None if row.kind == "Group" else original(row))


@fault(
    *("group-refused", "DELETE of a group is refused.", BREAKS, "DELETE a group"),
    lambda c: c.status("DELETE", c.group()) == 204,
)
def _(app: App) -> None:
    refusing(app, lambda request: request.method == "DELETE" and request.parts[:1] == ["Groups"], 400)


@fault(
    *(
        "full-group-refused",
        "DELETE of a group with members is answered with 409.",
        BREAKS,
        "DELETE a group with a member",
    ),
    lambda c: c.status("DELETE", c.group(c.user())) == 204,
)
def _(app: App) -> None:
    def replacement(original: Any, row: Any) -> None:
        if row.kind == "Group" and app.resources.store.members(row.id):
            raise Refused(409, "the group has members")
        original(row)

    app.wrap(app.resources, "delete", replacement)


def _managed(c: Client) -> bool:
    boss = c.user()
    c.user(**{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"manager": {"value": boss["id"]}}})
    return c.status("DELETE", boss) == 204


@fault(
    *("manager-refused", "A user who is somebody's manager cannot be deleted.", BREAKS, "DELETE a manager"),
    _managed,
)
def _(app: App) -> None:
    def replacement(original: Any, row: Any) -> None:
        if any(f'"value": "{row.id}"' in str(o.document).replace("'", '"') for o in app.resources.store.every("User")):
            raise Refused(500, "foreign key constraint")
        original(row)

    app.wrap(app.resources, "delete", replacement)


@fault(
    *("active-refused", "Only a disabled user can be deleted.", BREAKS, "DELETE an active user"),
    lambda c: c.status("DELETE", c.user()) == 204,
)
def _(app: App) -> None:
    def replacement(original: Any, row: Any) -> None:
        if row.document.get("active"):
            raise Refused(409, "disable the user first")
        original(row)

    app.wrap(app.resources, "delete", replacement)


@fault(
    *("disabled-refused", "A disabled user cannot be deleted: 404.", BREAKS, "PATCH active False; DELETE"),
    lambda c: c.status("DELETE", c.patched(c.user(), ("Replace", "active", "False"))) == 204,
)
def _(app: App) -> None:
    def replacement(original: Any, row: Any) -> None:
        if row.document.get("active") is False:
            raise Refused(404, "no such user")
        original(row)

    app.wrap(app.resources, "delete", replacement)


@fault(
    *("twice-204", "DELETE of a deleted user is answered with 204.", RFC, "DELETE twice"),
    lambda c: c.status("DELETE", u := c.user()) == 204 and c.status("DELETE", u) == 404,
)
def _(app: App) -> None:
    gone: set[str] = set()

    def delete(original: Any, row: Any) -> None:
        gone.add(row.id)
        original(row)

    def act(request: Request) -> Response | None:
        return Response(204) if request.method == "DELETE" and request.parts[-1] in gone else None

    app.wrap(app.resources, "delete", delete)
    arriving(app, act)


@fault(
    *("patch-revives", "PATCH of a deleted user brings the user back.", CORRUPTS, "DELETE; PATCH; GET"),
    lambda c: (
        c.status("DELETE", u := c.user()) == 204
        and c.patch(u, ("replace", "active", True)).status_code == 404
        and c.status("GET", u) == 404
    ),
)
def _(app: App) -> None:
    gone: dict[str, Any] = {}

    def delete(original: Any, row: Any) -> None:
        gone[row.id] = row
        original(row)

    def act(request: Request) -> None:
        row = gone.pop(request.parts[1], None) if request.method == "PATCH" and len(request.parts) == 2 else None
        if row is not None:
            new = app.resources.store.insert(row.kind, row.document, app.resources.handle(row.kind, row.document))
            app.resources.store.connection.execute("UPDATE resource SET id = ? WHERE id = ?", (row.id, new.id))

    app.wrap(app.resources, "delete", delete)
    arriving(app, act)
