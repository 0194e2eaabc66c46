"""Legal differences: what an RFC allows and Entra tolerates, each on its own."""

from __future__ import annotations

import importlib
import pkgutil

from benchmarks.foreign.faults.registry import VARIANTS, Change

for _module in sorted(each.name for each in pkgutil.iter_modules(__path__)):
    importlib.import_module(f"{__name__}.{_module}")

__all__ = ["VARIANTS", "Change"]
