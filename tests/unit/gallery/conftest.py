import pytest

from scimproof.entra.actor import Entra
from scimproof.gallery.plan import load
from scimproof.gallery.run import Validation
from scimproof.gallery.values import Values, data
from scimproof.reference import serving
from scimproof.scim.client import connect
from scimproof.scim.guard import Guard
from scimproof.scim.journal import Journal
from scimproof.target import BearerToken, Target

PREFIX = "scimproof-gallery1-"


class Bench:
    """The tests of Microsoft over one target, with all that a run gives them."""

    def __init__(self, url, token, folder, *, mapping="", flag=False):
        target = Target.parse(url, BearerToken(token))
        self.journal = Journal(folder, "gallery1", base_url=target.base_url, prefix=PREFIX)
        self.client = connect(target, guard=Guard(target.base_url, self.journal, prefix=PREFIX))
        self.plan = load(mapping, data()["transforms"])
        self.values = Values(self.plan, prefix=PREFIX, domain="scimproof.example", seed=1)
        self.validation = Validation(self.client, Entra(self.client), self.values, flag=flag)


@pytest.fixture
def validate(tmp_path):
    """Return the outcomes of the tests (all, or those named by number) on the reference target."""

    def run(*numbers, defects=(), variants=(), users=0, **options):
        with serving(defects=defects, variants=variants, users=users) as reference:
            bench = Bench(reference.url, reference.token, tmp_path, **options)
            outcomes = {each: bench.validation.one(each) for each in numbers or range(1, 26)}
            bench.client.close()
        if not defects:
            assert bench.journal.remaining() == []
        return outcomes

    return run


@pytest.fixture
def bench(tmp_path):
    """Return what makes a bench over any address."""
    return lambda url, **options: Bench(url, "a-token", tmp_path, **options)
