"""The shell script is run for real; the other forms are held to their grammar."""

import json
import os
import re
import shutil
import subprocess

import pytest

from scimproof.capabilities import CORE_USER
from scimproof.reference import serving
from scimproof.reproduction import http_file, powershell, shell
from scimproof.reproduction.steps import NONE, Capture, How, Reproduction, Step

NASTY = 'it\'s "$HOME" `x` \\ \u2019 {{x}} 100% \u674e'
CREATE = Step(
    "",
    "POST",
    "/Users",
    (("Accept", "application/scim+json"), ("Content-Type", "application/scim+json")),
    f'{{"schemas":["{CORE_USER}"],"userName":"scimproof-${{run}}-jo","title":{json.dumps(NASTY, ensure_ascii=False)}}}',
    status=201,
    captures=(Capture("user1", "/id"),),
)
READ = Step("", "GET", "/Users/${user1}", (("Accept", "application/scim+json"),), status=200)


def reproduction(*steps, base_url="https://scim.example.com/scim", **more):
    told = {"requirement": "users.read", "case": "", "summary": "It\nholds.", "seed": 1, "base_url": base_url}
    told |= {"how": How.STEPS, "check": None, "expected": "title = ${user1}\nrm -rf /", "observed": "absent"}
    return Reproduction(**{**told, "steps": steps, **more})


@pytest.mark.skipif(not shutil.which("curl") or not shutil.which("sh"), reason="no curl or no sh")
def test_the_shell_script_creates_acts_reads_and_removes():
    with serving() as reference:
        text = shell.script(reproduction(CREATE, READ, base_url=reference.url))
        environment = {"PATH": os.environ["PATH"], "SCIM_TOKEN": reference.token}
        ran = subprocess.run(["sh"], input=text, capture_output=True, text=True, env=environment, timeout=60)

        assert ran.returncode == 0, ran.stderr
        assert "HTTP/1.1 200 OK" in ran.stdout
        assert 'it\'s \\"$HOME\\" `x` \\\\ \u2019 {{x}} 100% \u674e' in ran.stdout
        assert list(reference.provider.store.all(reference.provider.schema.user)) == []


def test_the_shell_script_says_what_it_lacks():
    ran = subprocess.run(["sh"], input=shell.script(reproduction(READ)), capture_output=True, text=True, env={})

    assert ran.returncode != 0
    assert "set SCIM_TOKEN" in ran.stderr


@pytest.mark.parametrize("form", [shell, powershell, http_file])
def test_a_target_commands_nothing_in_a_comment(form):
    lines = form.script(reproduction(READ)).splitlines()

    assert not any(line.startswith(("rm", "holds")) for line in lines)


def test_without_credentials_none_are_asked_for():
    step = Step("", "GET", "/Users", credentials=NONE)

    assert not any("SCIM_TOKEN" in form.script(reproduction(step)) for form in (shell, powershell))
    assert "Authorization" not in http_file.script(reproduction(step))


@pytest.mark.parametrize(("form", "spelled"), [(shell, '"Authorization: bearer $'), (powershell, '"bearer $env:')])
def test_a_scheme_keeps_its_letter_case(form, spelled):
    assert spelled in form.script(reproduction(Step("", "GET", "/Users", credentials="bearer")))


def test_powershell_quotes_what_it_would_read_as_quotation_marks():
    text = powershell.script(reproduction(CREATE, READ))

    assert "it''s" in text
    assert "\u2019\u2019" in text
    assert "$user1 = $answer.id" in text
    assert "('/Users/' + $user1)" in text


def test_a_named_request_is_read_by_the_next_one():
    text = http_file.script(reproduction(CREATE, READ))

    assert "# @name user1\nPOST {{base}}/Users\n" in text
    assert "\nGET {{base}}/Users/{{user1.response.body.$.id}}\n" in text
    assert re.search(r"\n\n\{\"schemas\".*scimproof-\{\{run\}\}-jo", text)


def test_one_request_that_needs_nothing_is_one_line():
    line = shell.one_line(reproduction(Step("", "GET", "/Users?count=1", (("Accept", "a/b"),))))

    assert line.endswith("https://scim.example.com/scim'/Users?count=1'")
    assert shell.one_line(reproduction(CREATE, READ)) == ""


def test_the_query_of_the_tenant_url_is_asked_for():
    made = reproduction(Step("", "GET", "/Users?count=1"), extra_query=("code",))

    assert "$SCIM_QUERY" in shell.script(made)
    assert "code=..." in shell.script(made)
