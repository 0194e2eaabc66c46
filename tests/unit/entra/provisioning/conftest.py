from contextlib import ExitStack

import pytest

from scimproof.entra.actor import Entra
from scimproof.entra.provisioning.changes import Changes
from scimproof.entra.provisioning.clock import Clock
from scimproof.entra.provisioning.cycle import Cycle
from scimproof.entra.provisioning.generate import generate
from scimproof.entra.provisioning.job import Job
from scimproof.entra.provisioning.links import LinkGuard
from scimproof.entra.provisioning.log import Log
from scimproof.entra.provisioning.service import Service
from scimproof.entra.provisioning.state import JobState
from scimproof.entra.provisioning.verify import Verification
from scimproof.reference import serving
from scimproof.scim.client import connect
from scimproof.target import BearerToken, Target

PREFIX = "scimproof-unit01-"


class Tenant:
    """A job against a reference target, with a generated directory."""

    def __init__(self, reference, state, *, users=3, groups=1, token="", prefix=PREFIX, **settings):
        self.reference = reference
        target = Target.parse(reference.url, BearerToken(token or reference.token), timeout=2.0)
        guard = LinkGuard(target.base_url, state, prefix=prefix)
        self.client = connect(target, guard=guard)
        self.log = Log(keep=100_000)
        self.service = Service(Entra(self.client), Job(**settings), state, self.log, Clock(state))
        if self.service.source.last_change == 0:
            generate(self.service.source, prefix=prefix, users=users, groups=groups, seed=1)
            with state.saved():
                state.remember("generated prefix", prefix)

    def but(self, **settings):
        """The same job under other settings."""
        self.service.job = Job(**settings)
        return self

    def happens(self, change, **fields):
        """Let something happen to the directory."""
        Changes(self.service.source).apply({"change": change, **fields})

    def cycle(self):
        """Run a cycle; return its outcome, and what was written as (action, source name)."""
        seen = len(self.log.kept)
        outcome = Cycle(self.service).run()
        self.service.clock.advance(self.service.quarantine.next_cycle(self.service.clock.now) - self.service.clock.now)
        return outcome, self.log.kept[seen:]

    def writes(self):
        """Run a cycle; return (action, number of entries) of what succeeded."""
        _, entries = self.cycle()
        done = [each.action.value for each in entries if each.status.value == "success"]
        return {action: done.count(action) for action in done}

    def divergences(self):
        """What the target holds that the directory does not say."""
        return [str(each) for each in Verification(self.service).divergences()]

    def user(self, number):
        """The user with this number, as the directory has it."""
        return self.service.source.find("User", f"#{number}")

    def seen(self, number, kind="User"):
        """What the target holds of the object with this number."""
        source = self.service.source.find(kind, f"#{number}")
        return self.client.get(self.service.links.get(source.id).resource).resource


@pytest.fixture
def tenant():
    """Makes tenants: ``tenant(users=3, defects=["..."], scope settings...)``."""
    with ExitStack() as stack:

        def make(*, defects=(), variants=(), reference=None, state=None, **settings):
            served = reference or stack.enter_context(serving(defects=defects, variants=variants))
            made = Tenant(served, state or JobState(), **settings)
            stack.callback(made.client.close)
            return made

        yield make
