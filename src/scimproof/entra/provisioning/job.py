"""The configuration of a provisioning job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from scimproof.entra.dialect import Dialect
from scimproof.entra.mapping import AttributeMapping, JobSchema, ObjectMapping
from scimproof.entra.mapping_file import default
from scimproof.entra.provisioning.roles import DEFAULT_ACCESS
from scimproof.entra.provisioning.scoping import ScopingFilters
from scimproof.entra.provisioning.source import GROUP, USER

ACTIONS = ("create", "update", "delete")

EXCLUDED_NOTE = (
    "Default Access is this user's only role. The Elium and Snowflake tutorials say that such users are not "
    "provisioned; Entra has provisioned them since 2020-04-16, by default access included."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """The settings of a job.

    Attributes:
        schema: the attribute mappings, with their scoping filters.
        dialect: how a PATCH is worded.
        assigned_only: provision who is assigned; otherwise everybody.
        default_access: provision those whose only role is Default Access, as Entra does; a few tutorials, Elium's
            among them, still state the rule of before 2020.
        actions: which target object actions are ticked; those of the schema hold besides.
        skip_out_of_scope_deletions: who leaves the scope is left alone.
        deletions: the accidental-deletion threshold; None for none.
        allow_deletions: an administrator has seen the staged deletions and allows them.
        adopt: take over objects that the target had before this job; otherwise they are left alone.
        batch: how many members go into one request. Entra's own number is not documented.
    """

    schema: JobSchema = field(default_factory=default)
    dialect: Dialect = Dialect.LEGACY
    assigned_only: bool = True
    default_access: bool = True
    actions: frozenset[str] = frozenset(ACTIONS)
    skip_out_of_scope_deletions: bool = False
    deletions: int | None = None
    allow_deletions: bool = False
    adopt: bool = False
    batch: int = 100
    filters: Mapping[str, ScopingFilters] = field(init=False)

    def __post_init__(self) -> None:
        found = {USER: ScopingFilters(self.schema.users.scope)}
        if self.schema.groups is not None:
            found[GROUP] = ScopingFilters(self.schema.groups.scope)
        object.__setattr__(self, "filters", found)

    def mapping(self, kind: str) -> ObjectMapping | None:
        """Return the mapping of a kind of object, None when that kind is not provisioned."""
        found = self.schema.users if kind == USER else self.schema.groups
        return found if found is not None and found.enabled else None

    def roles_without_assignments(self) -> bool:
        """Tell whether the mapping reads app roles though nobody needs an assignment: documented not to work."""
        return not self.assigned_only and any(_reads_roles(row) for row in self.schema.users.rows)

    def without_roles(self) -> Job:
        """Return the job as provision on demand does it: documented to leave roles out."""
        users = self.schema.users
        rows = tuple(row for row in users.rows if not _reads_roles(row))
        return replace(self, schema=replace(self.schema, users=replace(users, rows=rows)))

    def may(self, action: str, mapping: ObjectMapping) -> bool:
        """Tell whether an action is ticked, on the job and on the mapping."""
        ticked = {"create": mapping.creates, "update": mapping.updates, "delete": mapping.deletes}[action]
        return ticked and action in self.actions

    def left_out(self, roles: list[str]) -> str:
        """Return why a user with these roles is not in scope by assignment, or an empty string."""
        if not self.assigned_only:
            return ""
        if not roles:
            return "not assigned to the application"
        if not self.default_access and all(role in ("", DEFAULT_ACCESS) for role in roles):
            return EXCLUDED_NOTE
        return ""


def _reads_roles(row: AttributeMapping) -> bool:
    return "appRoleAssignments" in row.source.attributes
