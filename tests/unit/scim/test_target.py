from __future__ import annotations

import pytest

from scimproof.target import BadTarget, BearerToken, ClientCredentials, NoCredentials, Target


@pytest.mark.parametrize(
    ("typed", "base", "flag", "extra"),
    [
        ("https://h/scim", "https://h/scim", False, ""),
        ("https://h/scim/", "https://h/scim", False, ""),
        (" https://H.example:8443/scim/v2// ", "https://h.example:8443/scim/v2", False, ""),
        ("https://h", "https://h", False, ""),
        ("https://h/scim?aadOptscim062020", "https://h/scim", True, ""),
        ("https://h/scim/?AADOPTSCIM062020", "https://h/scim", True, ""),
        ("https://h/scim?a=1&aadOptscim062020&b=%20", "https://h/scim", True, "a=1&b=%20"),
        ("https://h/scim?aadOptscim062020=", "https://h/scim", True, ""),
        ("http://[::1]:80/scim?", "http://[::1]:80/scim", False, ""),
        ("https://h/usersync/Users2", "https://h/usersync/Users2", False, ""),
    ],
)
def test_a_tenant_url_is_read_as_administrators_type_it(typed, base, flag, extra):
    target = Target.parse(typed)

    assert (target.base_url, target.flag, target.extra_query) == (base, flag, extra)
    assert target.tenant_url == typed.strip()


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "not a URL"),
        ("h/scim", "not a URL"),
        ("h:8080/scim", "not a URL"),
        ("https://", "has no host"),
        ("https:///scim", "has no host"),
        ("https://h:99999/", "not a URL"),
        ("https://h:x/", "not a URL"),
        ("https://[::1/", "not a URL"),
        ("https://" + "a" * 70 + "ü.example/", "not a URL"),
        ("ftp://h/", "https:// or http://, not ftp:"),
        ("https://user:hunter2@h/scim", "user information"),
        ("https://h/scim#top", "fragment"),
        ("https://h/sc im", "space"),
        ("https://h/scim\n", None),
        ("https://h/sc\nim", "control character"),
        ("https://h/scim/Users", "ends in /Users"),
        ("https://h/scim/groups/", "ends in /groups"),
        ("https://h/scim/ServiceProviderConfig", "ends in /ServiceProviderConfig"),
        ("https://h/scim?aadOptscim062020/Users", "flag is in the middle"),
        ("https://h/aadOptscim062020/scim", "flag is in the middle"),
    ],
)
def test_what_cannot_be_a_base_is_refused_in_one_line(typed, reason):
    if reason is None:
        assert Target.parse(typed).base_url == "https://h/scim"
        return
    with pytest.raises(BadTarget, match=reason) as caught:
        Target.parse(typed)

    assert "\n" not in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("token", ["", "a b", "a\nb", "tökén", " "])
def test_a_token_that_no_header_takes_is_refused(token):
    with pytest.raises(BadTarget, match="token"):
        BearerToken(token)


@pytest.mark.parametrize(
    ("url", "id_", "secret"), [("nowhere", "a", "b"), ("https://h/", "", "b"), ("https://h/", "a", "")]
)
def test_client_credentials_must_be_whole(url, id_, secret):
    with pytest.raises(BadTarget):
        ClientCredentials(url, id_, secret)


def test_nothing_that_can_be_printed_shows_a_secret():
    for credentials in (BearerToken("hunter2"), ClientCredentials("https://h/token", "id", "hunter2"), NoCredentials()):
        target = Target.parse("https://h/scim?code=hunter3&tenant=contoso", credentials)
        shown = f"{target!r} {target} {credentials!r} {credentials} {target.shown_url}"

        assert "hunter" not in shown
        assert "https://h/scim?code=[redacted]&tenant=contoso" in shown
        assert set(target.secrets()) == {*credentials.secrets(), "hunter3"}


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://h/scim/Users/1", "/Users/1"),
        ("https://H:443/scim/Users/a%2Fb?x=1", "/Users/a%2Fb?x=1"),
        ("/scim/Users/1", "/Users/1"),
        ("Users/1", "/Users/1"),
        ("https://h/scimitar/Users/1", None),
        ("https://h/Users/1", None),
        ("https://h/scim/../Users/1", None),
        ("http://h/scim/Users/1", None),
        ("https://other/scim/Users/1", None),
        ("https://[", None),
        ("", "/"),
        (7, None),
        (None, None),
    ],
)
def test_an_address_is_told_to_be_under_the_base_or_elsewhere(address, path):
    assert Target.parse("https://h/scim").path_of(address) == path


def test_a_timeout_is_more_than_nothing():
    with pytest.raises(BadTarget, match="timeout"):
        Target.parse("https://h", timeout=0)
