"""What the command line makes of its words before a command sees them."""

import pytest

from scimproof import cli
from scimproof.reference import serving


@pytest.mark.parametrize("token", ["-begins-with-a-dash", "--with-two"])
def test_a_token_may_begin_with_a_dash(token, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with serving(token=token) as reference:
        words = ("--tenant-url", reference.url, "--token", token, "--output", "scim.json")

        assert cli.main(["openapi", *words]) == 0
    assert reference.url in (tmp_path / "scim.json").read_text()


@pytest.mark.parametrize("words", [["--token"], ["--token", "--insecure"], ["--token", "--timeout", "3"]])
def test_a_token_that_was_forgotten_is_no_option(words, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    assert cli.main(["openapi", *words]) == 4
    assert "argument --token: expected one argument" in capsys.readouterr().err
