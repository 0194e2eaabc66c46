from scimproof.contract import DRIFT, MUST, PATCH, RFC7644, expect, read, replace, requirement, same, show


@requirement(
    "patch.many-operations",
    level=MUST,
    builds_on=("patch.several-operations",),
    source=[RFC7644("3.5.2")],
    needs={PATCH},
    harm=DRIFT,
    consequence="The first operations of a large change are applied and the rest is lost, while Entra treats the "
    "whole change as done.",
    remedy="Apply all operations of a PATCH request. If you limit their number, refuse a request that exceeds the "
    "limit with 413 or 400, and apply none of its operations.",
)
def test_a_hundred_operations_are_one_change(scim, a_user, changeable, directory, note):
    """A request with a hundred operations is applied completely, or is refused with a 4xx and changes nothing."""
    before, last = read(scim.get(a_user).resource, changeable), directory.unused()
    operations = [replace(changeable, f"{last} {number}") for number in range(99)]

    response = scim.patch(a_user, *operations, replace(changeable, last))

    if response.status is not None and 400 <= response.status < 500:
        note(f"a PATCH request with a hundred operations is refused: {response.status}")
        unchanged = f"= {show(before)}, as before"
        expect(scim.get(a_user)).attribute_where(changeable, lambda now: now is before or same(now, before), unchanged)
        return
    expect(response).accepted()
    expect(scim.get(a_user)).attribute(changeable, last)
