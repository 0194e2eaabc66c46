"""The options of sync: the job they make, what they refuse, and how they are typed again."""

import json
import shlex
from pathlib import Path

import pytest

from scimproof import cli
from scimproof.data import fixtures
from scimproof.entra.dialect import Dialect
from scimproof.options import SYNC_OPTIONS
from scimproof.settings import Settings, UsageError, further
from scimproof.sync.options import SyncOptions, check, job_of, words
from scimproof.target import BearerToken, Target

OWN = [each for group in SYNC_OPTIONS.values() for each in group]


def _given(*typed):
    given = cli.parser(["sync"]).parse_args(["sync", *typed])
    return SyncOptions.of(further(OWN, vars(given), {}, Path("/")), Settings())


def _job(*typed, url="http://127.0.0.1:1/scim", mapping=""):
    return job_of(_given(*typed), mapping, Target.parse(url, BearerToken("t" * 20)))


def test_a_job_is_what_entra_does_by_default():
    job = _job()

    assert (job.dialect, job.assigned_only, job.default_access, job.adopt) == (Dialect.LEGACY, True, True, False)
    assert (job.actions, job.deletions) == ({"create", "update", "delete"}, None)


def test_the_tenant_url_says_the_dialect_unless_an_option_does():
    flagged = "http://127.0.0.1:1/scim?aadOptscim062020"

    assert _job(url=flagged).dialect is Dialect.FLAG
    assert _job("--dialect", "legacy", url=flagged).dialect is Dialect.LEGACY


def test_every_switch_reaches_the_job():
    job = _job(
        *("--scope", "all", "--default-access", "excluded", "--actions", "create, update"),
        *("--skip-out-of-scope-deletions", "--accidental-deletion-threshold", "5", "--allow-deletions"),
        "--adopt-matched",
    )

    assert (job.assigned_only, job.default_access, job.actions) == (False, False, {"create", "update"})
    assert (job.skip_out_of_scope_deletions, job.deletions, job.allow_deletions, job.adopt) == (True, 5, True, True)


def test_app_roles_need_assignments(tmp_path):
    document = json.loads((fixtures() / "mappings" / "default.json").read_text())
    rows = next(
        each["attributeMappings"]
        for rule in document["synchronizationRules"]
        for each in rule["objectMappings"]
        if each["sourceObjectName"] == "User"
    )
    expression = "AppRoleAssignmentsComplex([appRoleAssignments])"
    rows.append({"targetAttributeName": "roles", "source": {"expression": expression, "type": "Function"}})
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps(document))

    assert _job(mapping=str(mapping)).schema.users.rows[-1].target == "roles"
    with pytest.raises(UsageError, match="--scope all"):
        _job("--scope", "all", mapping=str(mapping))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (["--users", "-1"], "--users"),
        (["--groups", "10000001"], "--groups"),
        (["--accidental-deletion-threshold", "-2"], "--accidental-deletion-threshold"),
        (["--directory", "d.json", "--groups", "1"], "not both"),
        (["--member", "jo"], "--on-demand"),
        (["--simulate", "5y"], "'5y'"),
        (["--remove"], "--tenant-url"),
    ],
)
def test_options_that_make_no_sense_are_refused_before_anything_is_done(typed, says):
    with pytest.raises(UsageError, match=says):
        check(_given(*typed), Settings())


def test_a_place_for_the_report_is_looked_at_before_anything_is_done(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(UsageError, match="not a folder"):
        check(_given(), Settings(report_dir=str(tmp_path / "file" / "report")))


@pytest.mark.parametrize(
    "typed",
    [
        [],
        ["--users", "0", "--scope", "all", "--verify"],
        ["--on-demand", "team x", "--member", "jo", "--member", "kim", "--dialect", "flag"],
        ["--directory", "it's mine.json", "--changes", "c.jsonl", "--actions", "create"],
    ],
)
def test_what_was_asked_can_be_typed_again(typed):
    again = shlex.split(" ".join(words(_given(*typed))))

    assert words(_given(*again)) == words(_given(*typed))
    assert sorted(again) == sorted(typed)


def test_where_the_log_goes_is_not_repeated():
    assert words(_given("--log", "l.jsonl")) == []
