"""Every option from every place, and which place wins."""

import shlex
from pathlib import Path

import pytest

from scimproof import cli
from scimproof.options import OPTIONS, SYNC_OPTIONS
from scimproof.settings import Settings, UsageError, command_line, further, resolve

VALUES = {
    "timeout": 4.5,
    "rate": 2.0,
    "patience": 60.0,
    "settle": 0.5,
    "workers": 3,
    "seed": 9,
    "fuzz": "deep",
    "scale": 1001,
}


def _value(option):
    if option.flag:
        return True
    return (f"{option.name}.a", "b.c-*") if option.many else VALUES.get(option.name, f"/some/{option.name}")


def _toml(option, value):
    shown = str(value).lower() if option.flag else repr(list(value) if option.many else value)
    return f"{option.name} = {shown}\n"


def _words(option, value):
    if option.flag:
        return [f"--{option.name}"]
    return [word for each in (value if option.many else [value]) for word in (f"--{option.name}", str(each))]


every_option = pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)


@every_option
def test_an_option_is_read_from_the_command_line(option, tmp_path):
    value = _value(option)
    given = vars(cli.parser(["run"]).parse_args(["run", *_words(option, value)]))

    assert getattr(resolve(given, {}, tmp_path), option.attribute) == value


@every_option
def test_an_option_is_read_from_the_environment(option, tmp_path):
    value = _value(option)
    text = ",".join(value) if option.many else str(value)

    assert getattr(resolve({}, {option.variable: text}, tmp_path), option.attribute) == value


@every_option
@pytest.mark.parametrize(("name", "header"), [("scimproof.toml", ""), ("pyproject.toml", "[tool.scimproof]\n")])
def test_an_option_is_read_from_a_file(option, name, header, tmp_path):
    value = _value(option)
    (tmp_path / name).write_text(header + _toml(option, value))

    assert getattr(resolve({}, {}, tmp_path), option.attribute) == value


@every_option
def test_every_option_has_its_default(option, tmp_path):
    assert getattr(resolve({}, {}, tmp_path), option.attribute) == getattr(Settings(), option.attribute)


def test_the_command_line_wins_over_the_variable_and_the_variable_over_the_file(tmp_path):
    (tmp_path / "scimproof.toml").write_text("workers = 2\nseed = 2\ntimeout = 2\n")
    environ = {"SCIMPROOF_SEED": "3", "SCIMPROOF_TIMEOUT": "3"}

    found = resolve({"timeout": "4"}, environ, tmp_path)

    assert (found.workers, found.seed, found.timeout) == (2, 3, 4.0)


def test_a_variable_can_take_back_a_flag_of_the_file(tmp_path):
    (tmp_path / "scimproof.toml").write_text("strict = true\n")

    assert resolve({}, {"SCIMPROOF_STRICT": "no"}, tmp_path).strict is False
    assert resolve({}, {"SCIMPROOF_STRICT": ""}, tmp_path).strict is True


def test_the_nearest_file_upwards_is_read_and_no_other(tmp_path):
    here = tmp_path / "a" / "b"
    here.mkdir(parents=True)
    (tmp_path / "scimproof.toml").write_text("seed = 1\nworkers = 5\n")
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.other]\nx = 1\n")
    assert resolve({}, {}, here).seed == 1

    (tmp_path / "a" / "pyproject.toml").write_text("[tool.scimproof]\nseed = 2\n")
    assert (resolve({}, {}, here).seed, resolve({}, {}, here).workers) == (2, 1)

    (tmp_path / "a" / "scimproof.toml").write_text("seed = 3\n")
    assert resolve({}, {}, here).seed == 3


def test_a_path_in_a_file_is_relative_to_that_file_and_any_other_is_not(tmp_path):
    here = tmp_path / "below"
    here.mkdir()
    (tmp_path / "strict.toml").touch()
    (tmp_path / "scimproof.toml").write_text('waivers = "w.toml"\nprofile = "strict.toml"\nbaseline = "b.json"\n')

    found = resolve({"baseline": "b.json"}, {}, here)

    assert found.waivers == str(tmp_path / "w.toml")
    assert found.profile == str(tmp_path / "strict.toml")
    assert found.baseline == "b.json"


def test_a_profile_in_a_file_may_be_a_name(tmp_path):
    (tmp_path / "scimproof.toml").write_text('profile = "rfc"\n')

    assert resolve({}, {}, tmp_path).profile == "rfc"


@pytest.mark.parametrize("lower", ["token", "token-file", "oauth-token-url"])
@pytest.mark.parametrize("higher", ["token", "token-file", "oauth-token-url"])
def test_credentials_of_a_higher_place_leave_none_of_another_kind_below(lower, higher, tmp_path):
    (tmp_path / "scimproof.toml").write_text(f'{lower} = "/low"\n')
    found = resolve({}, {f"SCIMPROOF_{higher.replace('-', '_').upper()}": "/high"}, tmp_path)

    values = [value for value in (found.token, found.token_file, found.oauth_token_url) if value]
    assert values == ["/high"]


def test_parts_of_one_kind_of_credentials_may_come_from_several_places(tmp_path):
    (tmp_path / "scimproof.toml").write_text('oauth-token-url = "https://login.example"\noauth-client-id = "me"\n')
    found = resolve({}, {"SCIMPROOF_OAUTH_CLIENT_SECRET": "s"}, tmp_path)

    assert (found.oauth_token_url, found.oauth_client_id, found.oauth_client_secret) == (
        "https://login.example",
        "me",
        "s",
    )


def test_an_empty_variable_is_not_given(tmp_path):
    environ = {option.variable: "" for option in OPTIONS if option.name != "tenant-url"}

    assert resolve({}, environ, tmp_path) == Settings()


@pytest.mark.parametrize(
    ("given", "environ", "content"),
    [
        ({"tenant_url": ""}, {}, ""),
        ({}, {"SCIMPROOF_TENANT_URL": ""}, ""),
        ({}, {}, 'tenant-url = ""\n'),
    ],
)
def test_an_empty_tenant_url_never_judges_the_reference_target_instead(given, environ, content, tmp_path):
    (tmp_path / "scimproof.toml").write_text(content)

    with pytest.raises(UsageError, match="empty"):
        resolve(given, environ, tmp_path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("nobody = 1", "unknown option 'nobody'"),
        ("workers = 1.5", "whole number"),
        ("workers = true", "whole number"),
        ('timeout = "soon"', "is not a number"),
        ("timeout = nan", "--timeout"),
        ("timeout = inf", "--timeout"),
        ("settle = -1", "--settle"),
        ("rate = 0", "--rate"),
        ("scale = 1000", "--scale must be 0 or at least 1001"),
        ("scale = -1", "--scale"),
        ("scale = 1001\nworkers = 2", "--scale works only with --workers 1"),
        ("select = 5", "not a list of strings"),
        ("select = [5]", "not a list of strings"),
        ("profile = 5", "is not text"),
        ("strict = 2", "not true or false"),
        ("token = 123456", "the secret is not text"),
        ("= 1", "scimproof.toml"),
    ],
)
def test_what_cannot_be_read_is_one_line_that_says_where(content, said, tmp_path):
    (tmp_path / "scimproof.toml").write_text(content)

    with pytest.raises(UsageError) as refused:
        resolve({}, {}, tmp_path)

    assert said in str(refused.value)
    assert "123456" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_command_that_repeats_a_run_can_be_typed_and_holds_no_secret():
    settings = Settings(
        tenant_url="https://x.example/scim?aadOptscim062020",
        token="s3cret",
        select=("patch.*", "users.created"),
        profile="it's mine.toml",
        strict=True,
        workers=2,
        report_dir="out",
        write_waivers="w.toml",
    )
    words = shlex.split(command_line(settings))

    given = vars(cli.parser(words[1:]).parse_args(words[1:]))
    assert given["token"] == "$SCIMPROOF_TOKEN"
    assert given["select"] == ["patch.*", "users.created"]
    assert (given["profile"], given["strict"], given["workers"]) == ("it's mine.toml", True, "2")
    assert (given["report_dir"], given["write_waivers"]) == (None, None)
    assert "s3cret" not in command_line(settings)
    assert "s3cret" not in repr(settings)


OWN = [each for group in SYNC_OPTIONS.values() for each in group]


def _own_value(option):
    if option.choices:
        return option.choices[-1]
    return 7 if option.kind is int else _value(option)


@pytest.mark.parametrize("option", OWN, ids=lambda option: option.name)
def test_an_option_of_one_command_is_read_from_the_same_three_places(option, tmp_path):
    value = _own_value(option)
    text = ",".join(value) if option.many else str(value)

    given = vars(cli.parser(["sync"]).parse_args(["sync", *_words(option, value)]))
    typed = further(OWN, given, {}, tmp_path)
    from_variable = further(OWN, {}, {option.variable: text}, tmp_path)
    (tmp_path / "scimproof.toml").write_text(_toml(option, value))
    from_file = further(OWN, {}, {}, tmp_path)

    assert typed[option.attribute] == from_variable[option.attribute] == from_file[option.attribute] == value
    assert resolve({}, {}, tmp_path) == Settings()


def test_a_file_for_several_commands_gives_each_its_own(tmp_path):
    (tmp_path / "scimproof.toml").write_text('users = 100\nscope = "all"\nworkers = 4\nchanges = "c.jsonl"\n')

    found = further(OWN, {"users": "5"}, {"SCIMPROOF_USERS": "6"}, tmp_path / "below")
    assert (found["users"], found["scope"], found["changes"]) == (5, "all", str(tmp_path / "c.jsonl"))
    assert found["dialect"] is None
    assert resolve({}, {}, tmp_path).workers == 4


def test_a_value_that_is_not_offered_is_refused_wherever_it_stands():
    with pytest.raises(UsageError, match="SCIMPROOF_SCOPE: 'some' is not one of assigned, all"):
        further(OWN, {}, {"SCIMPROOF_SCOPE": "some"}, Path("/"))


def test_no_name_is_taken_twice():
    names = [each.name for each in (*OPTIONS, *OWN)]

    assert sorted(names) == sorted(set(names))
