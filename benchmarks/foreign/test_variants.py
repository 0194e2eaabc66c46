"""Each variant differs: its check is true at the clean server and false at the changed one."""

from __future__ import annotations

import pytest

from benchmarks.foreign.proof import answers_right, asked
from benchmarks.foreign.server import App, serving
from benchmarks.foreign.variants import VARIANTS


@pytest.mark.parametrize("name", sorted(VARIANTS))
def test_a_variant_answers_otherwise(name: str) -> None:
    """The check tells the two servers apart."""
    changed = VARIANTS[name]
    with serving() as running:
        assert asked(changed, running)
    app = App()
    changed.seed(app)
    with serving(app) as running:
        assert not answers_right(changed, running)
