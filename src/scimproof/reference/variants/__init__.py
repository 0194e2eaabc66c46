"""Every module here is imported by this one, so that writing a variant into a file is all it takes to enter it."""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
