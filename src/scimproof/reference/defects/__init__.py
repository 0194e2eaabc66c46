"""Imports every module below, so that a defect is registered by writing it into one of them.

One folder per area, as in suites/. `patch_seams` and `deleted_resources` are helpers that several of them share.
"""

from importlib import import_module
from pkgutil import walk_packages

for _module in walk_packages(__path__, prefix=f"{__name__}."):
    import_module(_module.name)
