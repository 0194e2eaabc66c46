import pytest

from scimproof.entra import dialect
from scimproof.entra.dialect import MANAGER, Dialect
from scimproof.entra.paths import ENTERPRISE

LEGACY, FLAG = Dialect.LEGACY, Dialect.FLAG
WORK = 'emails[type eq "work"].value'
NUMBER = f"{ENTERPRISE}:employeeNumber"
ID = "7f4bc1a3-285e-48ae-8202-5accb43efb0e"


def test_legacy_sends_one_capitalised_operation_for_each_attribute():
    changes = {"displayName": "P", WORK: "n@x", NUMBER: "7"}

    assert dialect.update(LEGACY, changes, present={"displayName", NUMBER}) == [
        {"op": "Replace", "path": "displayName", "value": "P"},
        {"op": "Add", "path": WORK, "value": "n@x"},
        {"op": "Replace", "path": NUMBER, "value": "7"},
    ]


def test_flag_keeps_brackets_apart_and_merges_the_rest():
    changes = {"displayName": "D", WORK: "n@x", "name.givenName": "G", NUMBER: "7"}

    assert dialect.update(FLAG, changes, present=changes) == [
        {"op": "replace", "path": WORK, "value": "n@x"},
        {"op": "replace", "value": {"displayName": "D", "name.givenName": "G", NUMBER: "7"}},
    ]


def test_flag_keeps_the_path_of_a_lone_attribute():
    assert dialect.update(FLAG, {"nickName": "Babs"}) == [{"op": "add", "path": "nickName", "value": "Babs"}]


def test_flag_separates_what_is_added_from_what_is_replaced():
    changes = {"title": "T", "nickName": "N", "displayName": "D", "name.givenName": "G"}

    assert dialect.update(FLAG, changes, present={"displayName", "name.givenName"}) == [
        {"op": "add", "value": {"title": "T", "nickName": "N"}},
        {"op": "replace", "value": {"displayName": "D", "name.givenName": "G"}},
    ]


def test_a_boolean_is_a_string_in_legacy_only():
    assert dialect.disable(LEGACY) == [{"op": "Replace", "path": "active", "value": "False"}]
    assert dialect.enable(LEGACY) == [{"op": "Replace", "path": "active", "value": "True"}]
    assert dialect.disable(FLAG) == [{"op": "replace", "path": "active", "value": False}]
    assert dialect.enable(FLAG) == [{"op": "replace", "path": "active", "value": True}]


def test_a_deleted_user_is_renamed_and_disabled_in_one_request():
    renamed = "7f4bc1a3285e48ae82025accb43efb0ejo@contoso.com"

    assert dialect.rename_deleted(LEGACY, "jo@contoso.com", ID) == [
        {"op": "Replace", "path": "active", "value": "False"},
        {"op": "Replace", "path": "userName", "value": renamed},
    ]
    assert dialect.rename_deleted(FLAG, "jo@contoso.com", ID) == [
        {"op": "replace", "value": {"active": False, "userName": renamed}}
    ]


def test_a_restored_user_gets_the_old_name_back():
    assert dialect.restore(FLAG, "jo@contoso.com") == [
        {"op": "replace", "value": {"active": True, "userName": "jo@contoso.com"}}
    ]


def test_a_manager_is_a_plain_string():
    assert dialect.set_manager(LEGACY, ID) == [{"op": "Add", "path": MANAGER, "value": ID}]
    assert dialect.set_manager(FLAG, ID, present=True) == [{"op": "replace", "path": MANAGER, "value": ID}]


def test_a_manager_is_removed_by_filter_or_by_an_empty_string():
    assert dialect.clear_manager(FLAG, ID) == [{"op": "remove", "path": f'manager[value eq "{ID}"]'}]
    assert dialect.clear_manager(LEGACY, ID) == [{"op": "replace", "path": MANAGER, "value": ""}]


def test_members_leave_by_value_list_or_by_filters():
    assert dialect.remove_members(LEGACY, ["u1", "u2"]) == [
        {"op": "Remove", "path": "members", "value": [{"value": "u1"}, {"value": "u2"}]}
    ]
    assert dialect.remove_members(FLAG, ["u1", "u2"]) == [
        {"op": "remove", "path": 'members[value eq "u1"]'},
        {"op": "remove", "path": 'members[value eq "u2"]'},
    ]


def test_members_come_in_one_operation():
    assert dialect.add_members(LEGACY, ["u1", "u2"], null_refs=True) == [
        {"op": "Add", "path": "members", "value": [{"$ref": None, "value": "u1"}, {"$ref": None, "value": "u2"}]}
    ]


@pytest.mark.parametrize(("hostile", "quoted"), [('a"b', r'"a\"b"'), ("a\\b", r'"a\\b"')])
def test_an_id_cannot_break_out_of_its_filter(hostile, quoted):
    assert dialect.remove_members(FLAG, [hostile])[0]["path"] == f"members[value eq {quoted}]"


def test_a_group_is_renamed_with_and_without_a_path():
    assert dialect.rename_group(LEGACY, "N") == [{"op": "Replace", "path": "displayName", "value": "N"}]
    assert dialect.rename_group(FLAG, "N") == [{"op": "replace", "value": {"displayName": "N"}}]


def test_the_envelope_has_either_order():
    assert list(dialect.envelope([])) == ["schemas", "Operations"]
    assert list(dialect.envelope([], operations_first=True)) == ["Operations", "schemas"]


def test_roles_are_texts_or_a_whole_list():
    assert dialect.add_roles(['{"id":"1"}']) == [{"op": "Add", "path": "roles", "value": [{"value": '{"id":"1"}'}]}]
    assert dialect.replace_roles(["User"]) == [
        {
            "op": "replace",
            "path": "roles",
            "value": [
                {"primary": False, "type": "WindowsAzureActiveDirectoryRole", "display": "User", "value": "User"}
            ],
        }
    ]
