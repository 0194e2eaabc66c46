"""The fixtures of contract tests. All of them are real: none mocks the target."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from scimproof.calibrate.model import Calibration
from scimproof.capabilities import Capabilities
from scimproof.entra.actor import Entra
from scimproof.entra.directory import Directory
from scimproof.expect import given
from scimproof.expect.outcome import NotTestable
from scimproof.fuzz.fuzzer import Fuzzer
from scimproof.run.fuzz_options import fuzzer
from scimproof.run.population import disperse, gather
from scimproof.run.rehearsal import Rehearsal, rehearsal
from scimproof.run.stage import Stage, stage
from scimproof.run.workbench import Workbench
from scimproof.scim.client import Client
from scimproof.scim.resource import Resource
from scimproof.target import Target

BY_USERNAME = "matching.by-username"


@pytest.fixture(scope="session")
def bench(pytestconfig: pytest.Config) -> Workbench:
    """The tools of this process."""
    plugin = pytestconfig.pluginmanager.get_plugin("scimproof-session")
    return plugin.bench  # type: ignore[no-any-return,union-attr]


@pytest.fixture
def scim(bench: Workbench) -> Client:
    """The plain SCIM client."""
    return bench.scim


@pytest.fixture
def entra(bench: Workbench) -> Entra:
    """The provisioning service, in both dialects."""
    return bench.entra


@pytest.fixture
def directory(bench: Workbench) -> Directory:
    """The source: people and groups that nobody else has."""
    return bench.directory


@pytest.fixture
def target(bench: Workbench) -> Target:
    """The endpoint under test and the facts known of it."""
    return bench.target


@pytest.fixture
def capabilities(bench: Workbench) -> Capabilities:
    """What the target declares and what it shows."""
    return bench.capabilities


@pytest.fixture
def calibration(bench: Workbench) -> Calibration:
    """What the target takes, as learned before the first verdict."""
    return bench.calibration


@pytest.fixture
def user_body(bench: Workbench) -> Callable[..., dict[str, Any]]:
    """Gives the body of a person as the target takes it: what Entra sends, as far as that goes."""
    return bench.user_body


@pytest.fixture
def on_stage(bench: Workbench) -> Iterator[Stage]:
    """Makes users and groups for this test alone and removes them afterwards."""
    with stage(bench) as made:
        yield made


@pytest.fixture
def new_user(on_stage: Stage) -> Callable[..., Resource]:
    """Creates users: ``new_user(title="Lead")``."""
    return on_stage.user


@pytest.fixture
def new_group(on_stage: Stage) -> Callable[..., Resource]:
    """Creates groups that hold exactly these members: ``new_group(jo, kim)``."""
    return on_stage.group


@pytest.fixture
def adopt(on_stage: Stage) -> Callable[[Resource], Resource]:
    """Takes over the removal of what a test created itself."""
    return on_stage.adopt


@pytest.fixture
def a_user(on_stage: Stage) -> Resource:
    """A fresh, active user with the core attributes."""
    return on_stage.user()


@pytest.fixture
def a_group(on_stage: Stage) -> Resource:
    """A fresh group without members."""
    return on_stage.group()


@pytest.fixture(scope="session")
def long_lived(bench: Workbench) -> Iterator[Stage]:
    """Makes users and groups that several tests share; they are removed at the end of the run."""
    made = Stage(bench)
    yield made  # outside of shared(): the cases in between record their own exchanges
    with bench.recorder.shared():
        made.clear()


@pytest.fixture(scope="session")
def standing_user(bench: Workbench, long_lived: Stage) -> Resource:
    """A user that no test changes, shared by the tests that only read."""
    with bench.recorder.shared():
        return long_lived.user()


@pytest.fixture(scope="session")
def standing_group(bench: Workbench, long_lived: Stage) -> Resource:
    """A group that no test changes, shared by the tests that only read."""
    with bench.recorder.shared():
        return long_lived.group()


@pytest.fixture(scope="session")
def standing_users(bench: Workbench, long_lived: Stage) -> list[Resource]:
    """Four users that no test changes, to be put into groups and taken out of them."""
    with bench.recorder.shared():
        return [long_lived.user() for _ in range(4)]


@pytest.fixture(scope="session")
def crowd(bench: Workbench) -> Iterator[list[Resource]]:
    """A hundred and one users that no test changes: for pages, and for groups of more than a hundred."""
    with bench.recorder.shared():
        gathered = gather(bench)
    yield gathered
    with bench.recorder.shared():
        disperse(bench, gathered)


@pytest.fixture(scope="session")
def multitude(bench: Workbench) -> Iterator[list[Resource]]:
    """As many users as ``--scale`` says, 1001 at least: for what only a large directory shows."""
    with bench.recorder.shared():
        gathered = gather(bench, bench.settings.scale)
    yield gathered
    with bench.recorder.shared():
        disperse(bench, gathered)


@pytest.fixture(scope="session")
def findable_user(bench: Workbench, standing_user: Resource) -> Resource:
    """The standing user, once a filter on userName is seen to find it, and not to find it under another name."""
    with bench.recorder.shared():
        found = bench.entra.match_user("userName", standing_user["userName"])
        given(found, by=BY_USERNAME).only(standing_user.id)
        if any(each.get("id") == standing_user.id for each in bench.entra.probe().resources):
            raise NotTestable(BY_USERNAME, "a filter finds a user with another name")
    return standing_user


@pytest.fixture
def new_job(bench: Workbench) -> Iterator[Callable[..., Rehearsal]]:
    """Begins a provisioning job over an empty directory: ``new_job(managers=True)``."""
    with ExitStack() as stack:
        yield lambda **rows: stack.enter_context(rehearsal(bench, **rows))


@pytest.fixture(scope="session")
def fuzz(bench: Workbench) -> Fuzzer:
    """Odd input and random programs: each method returns what it found, or None."""
    return fuzzer(bench)


@pytest.fixture
def note(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Adds a remark to the report that judges nothing: ``note("pages hold 50")``."""
    notes: list[Any] = request.node.stash.setdefault(NOTES, [])
    return notes.append


NOTES: pytest.StashKey[list[str]] = pytest.StashKey()
