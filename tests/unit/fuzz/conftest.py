"""A reference target with a client that may write, for tests that need the real thing."""

from contextlib import contextmanager

import pytest

from scimproof.capabilities import Capabilities
from scimproof.fuzz.budget import BudgetLimits
from scimproof.fuzz.fuzzer import Fuzzer, Orders
from scimproof.reference import serving
from scimproof.scim.client import connect
from scimproof.scim.guard import Guard
from scimproof.target import BearerToken, Target

PREFIX = "scimproof-unittest-"


class Log(list):
    def on_exchange(self, exchange):
        """Take an exchange."""
        self.append(exchange)


class Bench:
    def __init__(self, reference):
        self.log = Log()
        self.provider = reference.provider
        target = Target.parse(reference.url, BearerToken(reference.token))
        self.client = connect(target, guard=Guard(target.base_url, None, prefix=PREFIX), recorder=self.log)
        self.capabilities = Capabilities(self.client, lambda: None)

    def fuzzer(self, *, seed=7, requests=300, deep=False, story=None, seconds=600.0):
        """Return what fuzzes."""
        orders = Orders(PREFIX, seed, BudgetLimits(requests, seconds), deep, story)
        return Fuzzer(self.client, self.capabilities, orders)

    def left(self):
        """Return what there is in the tenant."""
        return [each for kept in self.provider.store.resources.values() for each in kept.values()]


@contextmanager
def _bench(**options):
    with serving(**options) as reference:
        bench = Bench(reference)
        yield bench
        bench.client.close()


@pytest.fixture
def bench():
    with _bench() as made:
        yield made


@pytest.fixture
def benches():
    """What makes benches, each with a reference target of its own, with ``defects`` or ``users`` in it."""
    return _bench
