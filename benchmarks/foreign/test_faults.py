"""Each fault is a fault: the clean server answers its check right, the changed server answers it wrong."""

from __future__ import annotations

import pytest

from benchmarks.foreign.faults import FAULTS
from benchmarks.foreign.proof import answers_right, asked
from benchmarks.foreign.server import App, serving


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_fault_is_seen_by_its_own_check(name: str) -> None:
    """The check tells the two servers apart."""
    fault = FAULTS[name]
    with serving() as running:
        assert asked(fault, running)
    app = App()
    fault.seed(app)
    with serving(app) as running:
        assert not answers_right(fault, running)
