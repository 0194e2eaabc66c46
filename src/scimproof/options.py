"""The table of options: each has a name, which is its key in a file and its command-line option, and a variable.

`scimproof.settings` reads them and defines their precedence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Option:
    """One option: ``--tenant-url``, ``SCIMPROOF_TENANT_URL`` and ``tenant-url`` in a file are the same."""

    name: str
    help: str
    metavar: str = ""
    kind: Callable[[str], Any] = str
    many: bool = False
    flag: bool = False
    choices: tuple[str, ...] = ()
    secret: bool = False
    """Never written into the command that a report repeats."""
    path: bool = False
    once: bool = False
    """Left out of the command that a report repeats: where things go, and what exists after one run."""
    default: Any = None
    """The value when it is not given, for options that are no field of `Settings`."""

    @property
    def attribute(self) -> str:
        """The name under which its value is held."""
        return self.name.replace("-", "_")

    @property
    def variable(self) -> str:
        """Its environment variable."""
        return f"SCIMPROOF_{self.attribute.upper()}"


TARGET_OPTIONS = (
    Option("tenant-url", "the Tenant URL as typed into Entra; without it the embedded reference target", "URL"),
    Option("token", "the secret token (better: --token-file or SCIMPROOF_TOKEN)", "TOKEN", secret=True),
    Option("token-file", "a file that contains the secret token", "F", path=True),
    Option("oauth-token-url", "OAuth 2.0 client credentials: the token endpoint", "URL"),
    Option("oauth-client-id", "OAuth 2.0 client credentials: the client id", "ID"),
    Option("oauth-client-secret", "OAuth 2.0 client credentials: the client secret", "SECRET", secret=True),
    Option("oauth-scope", "OAuth 2.0 client credentials: the scope", "SCOPE"),
    Option("ca-file", "certificates to trust in addition to the system's", "F", path=True),
    Option("insecure", "do not verify the target's certificate", flag=True),
    Option("timeout", "seconds for one complete answer (default 10)", "S", float),
    Option("rate", "at most this many requests a second, over all workers", "N", float),
    Option("patience", "longest wait in seconds, in total, for a busy target: 429, 503 (default 600)", "S", float),
)
RUN_OPTIONS = (
    Option("profile", "which requirements gate: entra (default), gallery, rfc, elium, or a profile file", "NAME|FILE"),
    Option("domain", "the domain of made-up userNames and e-mails, if the target accepts only some", "DOMAIN"),
    Option("user-defaults", "attributes that every made-up user has, JSON or TOML", "FILE", path=True),
    Option("group-defaults", "attributes that every made-up group has, JSON or TOML", "FILE", path=True),
    Option("mapping", "profile gallery: an exported synchronization schema (default: Entra's own)", "FILE", path=True),
    Option("load", "profile gallery: the figures that scimproof load saved", "FILE", path=True),
    Option("strict", "a broken SHOULD fails the run, too", flag=True),
    Option("select", "judge only these requirements (an id, or a pattern with *)", "ID-PATTERN", many=True),
    Option("skip", "do not judge these requirements", "ID-PATTERN", many=True),
    Option("areas", "judge only these areas, separated by commas", "A,B"),
    Option("waivers", "known findings, accepted until a date", "FILE", path=True),
    Option("write-waivers", "write a first waiver file from the findings of this run", "FILE", path=True, once=True),
    Option("baseline", "gate only on findings that an earlier report.json does not have", "REPORT.json", path=True),
    Option("report-dir", "where the reports go (default reports/<time>-<run>)", "DIR", path=True, once=True),
    Option("junit", "where junit.xml goes (default: beside the report)", "FILE", path=True),
    Option("sarif", "write the findings as SARIF, for a code-scanning view", "FILE", path=True),
    Option("allure", "write Allure results into this folder", "DIR", path=True),
    Option("workers", "processes that judge in parallel (default 1)", "N", int),
    Option("settle", "longest wait in seconds for a read to show a write (default 3)", "S", float),
    Option("seed", "a number that makes the names and the random requests repeatable", "N", int),
    Option("fuzz", "random requests: off, quick (default; 300 requests) or deep", "off|quick|deep"),
    Option("budget", "the limit of fuzzing: requests, time or both (2000,10m)", "N,TIME"),
    Option("scale", "also judge large directories: create this many users (1001 or more; default 0)", "N", int),
    Option("replay", "replay a fault that an earlier run saved", "FILE", path=True, once=True),
    Option("plan", "show what the run would send and create; send nothing", flag=True),
    Option("keep", "do not delete what the run created; scimproof cleanup deletes it later", flag=True),
    Option("quiet", "print only the verdict", flag=True),
)
OPTIONS = TARGET_OPTIONS + RUN_OPTIONS

SYNC_OPTIONS = {
    "the source directory": (
        Option(
            "directory", "users and groups, JSON or CSV; differences to the last cycle are changes", "FILE", path=True
        ),
        Option("users", "or this many generated users (default 20)", "N", int),
        Option("groups", "and this many generated groups (default 3)", "N", int),
        Option("changes", "changes since the last cycle, as JSON lines", "FILE", path=True),
    ),
    "the job": (
        Option("state", "where links and watermark are stored (default .scimproof/sync/<target>)", "DIR", path=True),
        Option(
            "dialect", "the dialect of PATCH requests (default: as the Tenant URL says)", choices=("legacy", "flag")
        ),
        Option(
            "scope", "who is provisioned: assigned (default) or all", choices=("assigned", "all"), default="assigned"
        ),
        Option(
            "default-access",
            "users whose only role is Default Access; the Elium tutorial still says 'excluded'",
            choices=("included", "excluded"),
            default="included",
        ),
        Option("actions", "target object actions (default: all three)", "A,B", default="create,update,delete"),
        Option("skip-out-of-scope-deletions", "do not disable users and groups that leave the scope", flag=True),
        Option("accidental-deletion-threshold", "stage the deletions of a cycle if there are more than this", "N", int),
        Option("allow-deletions", "carry out the staged deletions", flag=True),
        Option("adopt-matched", "link and change objects that the target already had, as Entra does", flag=True),
    ),
    "what to do": (
        Option("restart", "evaluate all objects again; keep the links", flag=True),
        Option("reset-scope", "and delete the links, so that all objects are matched again", flag=True),
        Option("on-demand", "provision one user or one group now", "WHO"),
        Option("member", "with a group: up to five members", "WHO", many=True, default=()),
        Option("simulate", "run cycles for 40m, 6h, 28d or 4w of job time", "DURATION"),
        Option("lives", "run N random histories; reduce a failing one to the shortest", "N", int),
        Option("verify", "read everything back and compare it with the directory", flag=True),
        Option("remove", "delete everything that this job created", flag=True),
    ),
    "what to write": (Option("log", "the provisioning log, as JSON lines", "FILE", path=True, once=True),),
}
"""What ``scimproof sync`` takes beside the target's options, by the heading it stands under in the help."""
SYNC_SHARED = (
    Option("mapping", "an exported synchronization schema (default: Entra's own)", "FILE", path=True),
    Option("seed", "a number that makes the generated people repeatable", "N", int),
    Option("profile", "elium: check the Tenant URL by Elium's rule", "NAME|FILE"),
    Option("report-dir", "write a report that contains the log", "DIR", path=True, once=True),
    Option("quiet", "print only the outcome", flag=True),
)
"""Options of a run that ``scimproof sync`` takes too."""

LOAD_OPTIONS = (
    Option("seconds", "how many seconds to send (default 60)", "S", float, default=60.0),
    Option("save", "write the figures as JSON, for scimproof run --load", "FILE", path=True, once=True),
)
"""What ``scimproof load`` takes beside the target's options."""
LOAD_SHARED = (
    Option("seed", "a number that makes the generated people repeatable", "N", int),
    Option("quiet", "print the outcome alone", flag=True),
)

ALL = {each.name for each in (*OPTIONS, *(each for group in SYNC_OPTIONS.values() for each in group), *LOAD_OPTIONS)}
"""Every name that a file may contain."""
