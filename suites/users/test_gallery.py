from scimproof.contract import (
    ENTERPRISE,
    FORM,
    GALLERY_CHECKLIST,
    MUST,
    expect,
    requirement,
)


@requirement(
    "users.gallery-create",
    level=MUST,
    builds_on=("users.default-body",),
    source=[GALLERY_CHECKLIST("validation run: test 17, SCIM_User_Create_Test")],
    covers=["ENTRA-CRE-08b"],
    harm=FORM,
    consequence="Microsoft's gallery validation fails in SCIM_User_Create_Test, and the application is not listed in "
    "the gallery.",
    remedy="Accept the whole body, with `primary` on every multi-valued attribute, and answer with the `id` and with "
    "`userName` exactly as it was sent.",
)
def test_the_direct_create_of_the_gallery_succeeds(create, post, read_back, directory, capabilities):
    """The body of Microsoft's direct create test is accepted; the answer has an ``id`` and the same ``userName``."""
    create(directory.person().scim(), by="users.default-body")
    body = directory.person().scim("gallery-user")
    # Their body is made from the target's own attributes, so that it holds none that the target does not declare.
    body = capabilities.part_declared(body)
    if capabilities.schema(ENTERPRISE) is None:
        body.pop(ENTERPRISE, None)
    created = post(body)

    expect(created).status(200, 201)
    read_back(created)
    expect(created).attribute("userName", body["userName"])
