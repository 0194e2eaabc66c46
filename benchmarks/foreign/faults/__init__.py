"""Single faults of the server, each proved to be one by a request that tells it from the clean server."""

from __future__ import annotations

import importlib
import pkgutil

from benchmarks.foreign.faults.registry import FAULTS, Change

for _module in sorted(each.name for each in pkgutil.iter_modules(__path__)):
    importlib.import_module(f"{__name__}.{_module}")

__all__ = ["FAULTS", "Change"]
