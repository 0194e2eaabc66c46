from scimproof.contract import (
    ENTRA_SCIM,
    FORM,
    GALLERY_CHECKLIST,
    GROUPS,
    MAY,
    MUST,
    RFC7643,
    STOP,
    NotApplicable,
    requirement,
    unmet,
)


@requirement(
    "groups.offered",
    level=MAY,
    source=[GALLERY_CHECKLIST("/Groups"), ENTRA_SCIM("Group provisioning and deprovisioning: optional")],
    harm=FORM,
    consequence="Customers cannot assign rights by group. Microsoft's documentation calls groups optional and its "
    "checklist recommends them, but two of its mandatory gallery tests fail without them.",
    remedy="Serve `/Groups` if the application has groups.",
)
def test_there_are_groups(capabilities):
    """The target supports groups."""
    state = capabilities.state(GROUPS)

    if not state.present:
        raise unmet("an endpoint /Groups", state.evidence)


@requirement(
    "groups.as-declared",
    level=MUST,
    source=[RFC7643("6")],
    settles=GROUPS,
    harm=STOP,
    consequence="A customer turns on group provisioning because the target declares it, and every group fails.",
    remedy="Serve `/Groups`, or remove the Group resource type from `/ResourceTypes`.",
)
def test_declared_groups_are_served(capabilities, scim):
    """A target whose ``/ResourceTypes`` lists ``/Groups`` answers at ``/Groups``."""
    if not capabilities.state(GROUPS).declared:
        raise NotApplicable("/ResourceTypes does not list /Groups")

    response = scim.get("/Groups")

    if response.status in (None, 404, 405, 501):
        raise unmet("an endpoint /Groups", f"status {response.status}", response)
