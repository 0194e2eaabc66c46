"""Fixtures of the tests on discovery: the documents, each read once in a run."""

import pytest

from scimproof.contract import CORE_USER, NotTestable


def _listed(exchange):
    """Return the objects of a ListResponse or of a bare list."""
    bare = exchange.json if isinstance(exchange.json, list) else exchange.resources
    return [each for each in bare if isinstance(each, dict)]


@pytest.fixture
def listed():
    """Returns the objects of a ListResponse or of a bare list."""
    return _listed


@pytest.fixture
def schemas(capabilities):
    """The schemas that the target publishes."""
    published = _listed(capabilities.document("/Schemas"))
    if not any(str(each.get("id")).lower() == CORE_USER.lower() for each in published):
        raise NotTestable("discovery.schemas", "/Schemas does not publish the User schema")
    return published


@pytest.fixture
def declared(capabilities):
    """Tells whether /ServiceProviderConfig says that a capability is supported."""

    def of(capability):
        said = capabilities.state(capability).declared
        if said is None:
            raise NotTestable(
                "discovery.service-provider-config",
                f"/ServiceProviderConfig does not say whether {capability} is supported",
            )
        return said

    return of
