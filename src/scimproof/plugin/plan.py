"""``--plan``: what a run would send and create, measured by running the same selection against the reference target."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

from rich.console import Console
from rich.markup import escape

from scimproof.exit_codes import ExitCode
from scimproof.plugin import launch
from scimproof.settings import Settings
from scimproof.target import BadTarget, Target


def show(settings: Settings) -> ExitCode:
    """Print the plan; nothing is sent to the target, and no report is written."""
    console = Console(highlight=False, soft_wrap=True)
    if settings.tenant_url:
        try:
            to = Target.parse(settings.tenant_url).base_url
        except BadTarget as problem:
            console.print(f"scimproof: {escape(str(problem))}")
            return ExitCode.USAGE
    else:
        to = "the embedded reference target"
    rehearsal = replace(settings, tenant_url="", token="", quiet=True, workers=1, settle=0.0, rate=None)
    code, session = launch.run(rehearsal)
    report = session.controller.report if session.controller else None
    if report is None:
        console.print(f"scimproof: {escape(session.controller.refused if session.controller else '')}")
        return code
    methods = Counter(each.method for each in report.exchanges)
    created = Counter(
        each.url.rpartition("/")[2].partition("?")[0]
        for each in report.exchanges
        if each.method == "POST" and each.status == 201  # noqa: PLR2004
    )
    console.print(f"Target        {escape(to)}")
    console.print(f"Profile       {escape(settings.profile)}{', strict' if settings.strict else ''}")
    console.print(f"Requirements  {len(report.results)} in {len({each.area for each in report.results})} areas")
    sent = ", ".join(f"{count} {method}" for method, count in methods.most_common())
    console.print(f"Requests      about {len(report.exchanges)}: {sent}")
    made = ", ".join(f"{count} in /{endpoint}" for endpoint, count in created.most_common())
    console.print(f"Creates       about {made}; every name begins with scimproof-, and all are deleted at the end")
    if settings.rate:
        console.print(f"Time          at least {len(report.exchanges) / settings.rate:.0f} s at {settings.rate:g}/s")
    bench = session.controller.bench if session.controller else None
    if bench is not None:
        for what, body in (("user", bench.user_body()), ("group", bench.group_body())):
            console.print(f"A made-up {what:<6}{escape(json.dumps(body, ensure_ascii=False))}")
        console.print(
            "A target that refuses these bodies gets the nearest that it accepts (--domain, --user-defaults)."
        )
    console.print("Measured on the reference target; nothing was sent to the target.")
    return ExitCode.OK
