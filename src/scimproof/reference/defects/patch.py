"""Faults in applying PATCH."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scimproof.reference.registry import defect, swap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


@defect("unmatched-value-path-refused", caught_by={"patch.value-path-creates"}, source="sourcegraph/sourcegraph#49200")
def _(provider: Provider) -> None:
    """Setting emails[type eq "work"].value where there is no such e-mail is refused with noTarget."""
    swap(provider.values, "add_unmatched", provider.values.no_target)


@defect("patch-not-atomic", caught_by={"patch.all-or-nothing"}, source="RFC 7644 3.5.2")
def _(provider: Provider) -> None:
    """Operations before the one that fails stay applied."""
    swap(provider.patcher, "working_copy", lambda resource: resource)
    swap(provider.operations, "changed", lambda *_: True)
