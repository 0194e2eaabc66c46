"""The table of options: each has a name, which is its key in a file and its word on the command line, and a variable.

`scimproof.settings` reads them, and says which place wins.
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
    Option("token-file", "a file that holds the secret token", "F", path=True),
    Option("oauth-token-url", "OAuth 2.0 client credentials: the token endpoint", "URL"),
    Option("oauth-client-id", "OAuth 2.0 client credentials: the client id", "ID"),
    Option("oauth-client-secret", "OAuth 2.0 client credentials: the client secret", "SECRET", secret=True),
    Option("oauth-scope", "OAuth 2.0 client credentials: the scope", "SCOPE"),
    Option("ca-file", "certificates to trust beside the system's", "F", path=True),
    Option("insecure", "do not verify the target's certificate", flag=True),
    Option("timeout", "seconds for one complete answer (default 10)", "S", float),
    Option("rate", "at most so many requests a second, over all workers", "N", float),
    Option("patience", "longest wait in seconds, in total, for a busy target: 429, 503 (default 600)", "S", float),
)
RUN_OPTIONS = (
    Option("profile", "what gates: entra (default), gallery, rfc, elium, or a profile file", "NAME|FILE"),
    Option("domain", "the domain of made-up userNames and e-mails, if the target takes only some", "DOMAIN"),
    Option("user-defaults", "attributes that every made-up user has, JSON or TOML", "FILE", path=True),
    Option("group-defaults", "attributes that every made-up group has, JSON or TOML", "FILE", path=True),
    Option("mapping", "profile gallery: an exported synchronization schema (default: Entra's own)", "FILE", path=True),
    Option("load", "profile gallery: the figures that scimproof load saved", "FILE", path=True),
    Option("strict", "a broken SHOULD gates too", flag=True),
    Option("select", "judge only these requirements (an id, or a pattern with *)", "ID-PATTERN", many=True),
    Option("skip", "leave these requirements out", "ID-PATTERN", many=True),
    Option("areas", "judge only these areas, separated by commas", "A,B"),
    Option("waivers", "known findings, accepted for a while", "FILE", path=True),
    Option("write-waivers", "write a first waiver file from what this run finds", "FILE", path=True, once=True),
    Option("baseline", "gate only on what an earlier report.json did not have", "REPORT.json", path=True),
    Option("report-dir", "where the reports go (default reports/<time>-<run>)", "DIR", path=True, once=True),
    Option("junit", "where junit.xml goes (default: beside the report)", "FILE", path=True),
    Option("sarif", "write the findings as SARIF, for a code-scanning view", "FILE", path=True),
    Option("allure", "write Allure results into this folder", "DIR", path=True),
    Option("workers", "processes that judge side by side (default 1)", "N", int),
    Option("settle", "longest wait in seconds for a read to show a write (default 3)", "S", float),
    Option("seed", "makes the names in this run repeatable", "N", int),
    Option("fuzz", "odd input and random programs: off, quick (default; 300 requests) or deep", "off|quick|deep"),
    Option("budget", "the most that fuzzing may spend: requests, time or both (2000,10m)", "N,TIME"),
    Option("scale", "judge large directories too: create so many users (1001 or more; default 0: none)", "N", int),
    Option("replay", "play a fault again that an earlier run saved", "FILE", path=True, once=True),
    Option("plan", "say what would be sent and created, and send nothing", flag=True),
    Option("keep", "leave what the run created; scimproof cleanup removes it later", flag=True),
    Option("quiet", "print the verdict alone", flag=True),
)
OPTIONS = TARGET_OPTIONS + RUN_OPTIONS

SYNC_OPTIONS = {
    "the source directory": (
        Option("directory", "users and groups, JSON or CSV; later what differs is new", "FILE", path=True),
        Option("users", "or so many users made up (default 20)", "N", int),
        Option("groups", "and so many groups (default 3)", "N", int),
        Option("changes", "what has happened since the last cycle, as JSON lines", "FILE", path=True),
    ),
    "the job": (
        Option("state", "where links and watermark live (default .scimproof/sync/<target>)", "DIR", path=True),
        Option("dialect", "how a PATCH is worded (default: as the Tenant URL says)", choices=("legacy", "flag")),
        Option(
            "scope", "who is provisioned: assigned (default) or all", choices=("assigned", "all"), default="assigned"
        ),
        Option(
            "default-access",
            "users whose only role is Default Access; 'excluded' is what the Elium tutorial still says",
            choices=("included", "excluded"),
            default="included",
        ),
        Option("actions", "target object actions (default: all three)", "A,B", default="create,update,delete"),
        Option("skip-out-of-scope-deletions", "leave alone who leaves the scope", flag=True),
        Option("accidental-deletion-threshold", "stage more deletions than that", "N", int),
        Option("allow-deletions", "carry out the staged deletions", flag=True),
        Option("adopt-matched", "take over what the target had before, as Entra does", flag=True),
    ),
    "what to do": (
        Option("restart", "look at everybody again; links are kept", flag=True),
        Option("reset-scope", "and forget the links, so that all are matched again", flag=True),
        Option("on-demand", "provision one user or one group now", "WHO"),
        Option("member", "with a group: up to five members", "WHO", many=True, default=()),
        Option("simulate", "run cycles for 40m, 6h, 28d or 4w of job time", "DURATION"),
        Option("lives", "run N random lives; shrink what breaks to a story", "N", int),
        Option("verify", "read everything back and compare it with the directory", flag=True),
        Option("remove", "delete everything that this job created", flag=True),
    ),
    "what to write": (Option("log", "the provisioning log, as JSON lines", "FILE", path=True, once=True),),
}
"""What ``scimproof sync`` takes beside the target's options, by the heading it stands under in the help."""
SYNC_SHARED = (
    Option("mapping", "an exported synchronization schema (default: Entra's own)", "FILE", path=True),
    Option("seed", "which people are made up", "N", int),
    Option("profile", "elium: check the Tenant URL by Elium's rule", "NAME|FILE"),
    Option("report-dir", "a report with the log as a page", "DIR", path=True, once=True),
    Option("quiet", "print the outcome alone", flag=True),
)
"""Options of a run that ``scimproof sync`` takes too."""

LOAD_OPTIONS = (
    Option("seconds", "for how long (default 60)", "S", float, default=60.0),
    Option("save", "write the figures as JSON, for scimproof run --load", "FILE", path=True, once=True),
)
"""What ``scimproof load`` takes beside the target's options."""
LOAD_SHARED = (
    Option("seed", "which people are made up", "N", int),
    Option("quiet", "print the outcome alone", flag=True),
)

ALL = {each.name for each in (*OPTIONS, *(each for group in SYNC_OPTIONS.values() for each in group), *LOAD_OPTIONS)}
"""Every name that a file may hold."""
