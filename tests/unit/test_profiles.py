import pytest

from scimproof.profiles import GATING, load
from scimproof.settings import UsageError


@pytest.mark.parametrize("name", sorted(GATING))
def test_a_built_in_profile_gates_on_its_families(name):
    assert load(name).gates == GATING[name]


def test_elium_gates_on_entra_too_and_knows_its_tenant_url():
    profile = load("elium")

    assert profile.gates == {"entra", "elium"}
    assert profile.tenant_url_suffix == "/scim/v2"


def test_a_profile_may_be_a_file(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text('name = "ours"\ngates = ["rfc", "entra"]\n[tenant_url]\nsuffix = "/v2"\n')

    profile = load(str(path))

    assert (profile.name, profile.gates, profile.tenant_url_suffix) == ("ours", {"rfc", "entra"}, "/v2")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name = 'x'", "gates"),
        ("name = 'x'\ngates = []", "gates"),
        ("name = 'x'\ngates = ['nobody']", "nobody"),
        ("name = 5\ngates = ['rfc']", "name"),
        ("gates", "ours.toml"),
    ],
)
def test_what_is_no_profile_is_refused_in_one_line(tmp_path, content, said):
    path = tmp_path / "ours.toml"
    path.write_text(content)

    with pytest.raises(UsageError, match=said) as refused:
        load(str(path))
    assert "\n" not in str(refused.value)


def test_an_unknown_profile_is_told_which_there_are(tmp_path):
    with pytest.raises(UsageError, match="elium, entra, gallery, rfc"):
        load(str(tmp_path / "nobody"))
