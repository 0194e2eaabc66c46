"""The only pytest hooks: options here, the run in `session`, what a test may ask for in `fixtures`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import allure_commons
import pytest

from scimproof.plugin.allure_bridge import AllureBridge
from scimproof.plugin.session import NAME, RunSession
from scimproof.settings import Settings, UsageError, resolve

pytest_plugins = ("scimproof.plugin.fixtures",)

# The few options worth typing under plain pytest; every other one is read from SCIMPROOF_* or scimproof.toml.
_PLAIN = ("tenant-url", "token", "token-file", "profile", "waivers", "report-dir")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer the target options to plain pytest."""
    group = parser.getgroup("scimproof", "scimproof: SCIM conformance")
    for name in _PLAIN:
        group.addoption(f"--{name}", dest=f"scimproof_{name.replace('-', '_')}", default=None)


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark and the session."""
    config.addinivalue_line("markers", "requirement: set by scimproof.requirement; what a contract test verifies")
    if config.pluginmanager.has_plugin(NAME):
        return  # scimproof run brought its own
    worker = getattr(config, "workerinput", None)
    if worker is not None:
        session = RunSession.for_worker(worker["scimproof"]) if "scimproof" in worker else None
    else:
        session = RunSession(_settings(config), speaks=False)
    if session is not None:
        config.pluginmanager.register(session, NAME)


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Fill in what allure-pytest writes, where it does."""
    if getattr(session.config.option, "allure_report_dir", None):
        bridge = AllureBridge()
        session.config.pluginmanager.register(bridge)
        allure_commons.plugin_manager.register(bridge)
        session.config.add_cleanup(lambda: allure_commons.plugin_manager.unregister(bridge))


def _settings(config: pytest.Config) -> Settings:
    given: dict[str, Any] = {
        name.replace("-", "_"): config.getoption(f"scimproof_{name.replace('-', '_')}") for name in _PLAIN
    }
    try:
        return resolve(given, os.environ, Path.cwd())
    except UsageError as problem:
        raise pytest.UsageError(str(problem)) from None
