"""Judging the reference target in a process of its own: real HTTP, the whole suite, a fresh state each time.

The processes are forked from a clean server that has imported everything once, so that a run costs its requests and
little more.
"""

from __future__ import annotations

import multiprocessing
import os
import tempfile
import zlib
from dataclasses import replace
from typing import Any

from scimproof.proof.certificate import certificate
from scimproof.proof.targets import BASE, VARYING
from scimproof.requirements import OBSERVED
from scimproof.settings import Settings

QUIET = BASE
"""Fuzzing costs more than all other areas together: who wants it says so (`FUZZED`)."""

FUZZED: dict[str, Any] = {"fuzz": "quick", "budget": "2000"}
"""Quick fuzzing with money enough to meet every seeded fault with one seed."""

__all__ = ["FUZZED", "QUIET", "VARYING", "is_deep", "judge", "red"]

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.support.preload"])


def judge(
    defects: tuple[str, ...] = (),
    variants: tuple[str, ...] = (),
    *,
    users: int = 0,
    groups: int = 0,
    over: str = "",
    **settings: Any,
) -> dict[str, Any]:
    """Judge the reference target and return what came of it.

    Over ``tls`` it is reached by https, over ``oauth`` with client credentials, else by http with a bearer token.

    Returns:
        ``exit``: the exit code; ``verdicts``: requirement id to verdict; ``blocked``: requirement id to the ids that
        block it; ``findings``: requirement id to the first mismatch, as text; ``causes``: of each, the ids of its
        findings; ``requests``: how many were sent; ``notes``: requirement id to remarks; ``problems``: ids;
        ``errors``: our own failures; ``seconds``.
    """
    mine, theirs = _CONTEXT.Pipe(duplex=False)
    asked = replace(QUIET, **settings)
    secured = certificate() if over == "tls" else None
    process = _CONTEXT.Process(target=_judge, args=(theirs, (defects, variants, users, groups), over, secured, asked))
    process.start()
    theirs.close()
    try:
        found: dict[str, Any] = mine.recv()
    except EOFError:
        raise RuntimeError("the judging process died") from None
    finally:
        process.join()
    if "refused" in found:
        raise RuntimeError(found["refused"])
    return found


def _judge(pipe: Any, like: tuple[Any, ...], over: str, secured: tuple[str, str] | None, settings: Settings) -> None:
    from scimproof.plugin.launch import run
    from scimproof.reference import serving

    defects, variants, users, groups = like
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        with serving(defects=defects, variants=variants, users=users, groups=groups, certificate=secured) as reference:
            # A rehearsal writes no report: what is judged here is in the session.
            asked = replace(settings, tenant_url=reference.url, plan=True, ca_file=secured[0] if secured else "")
            asked = replace(asked, **_credentials(reference, over))
            _, session = run(asked)
    controller = session.controller
    assert controller is not None
    pipe.send(_told(controller.report) if controller.report else {"refused": controller.refused or "no report"})
    pipe.close()


def _credentials(reference: Any, over: str) -> dict[str, str]:
    if over != "oauth":
        return {"token": reference.token}
    return {
        "oauth_token_url": reference.url.replace("/scim/v2", "/oauth2/token"),
        "oauth_client_id": reference.provider.oauth.client_id,
        "oauth_client_secret": reference.provider.oauth.client_secret,
    }


def _told(report: Any) -> dict[str, Any]:
    from scimproof.report.findings import causes

    return {
        "exit": report.exit_code,
        "sentence": report.sentence,
        "seconds": report.run.duration_s,
        "requests": report.run.requests,
        "verdicts": {each.id: each.verdict.value for each in report.results},
        "blocked": {
            each.id: sorted({case.blocked_by for case in each.cases if case.blocked_by}) for each in report.results
        },
        "causes": [sorted(each.result.id for each in cause.findings) for cause in causes(report)],
        "findings": {
            each.id: next((_line(case) for case in each.cases if case.mismatch), "") for each in report.results
        },
        "notes": {each.id: [note for case in each.cases for note in case.notes] for each in report.results},
        "problems": {each.id: each.message for each in report.problems},
        "errors": {
            each.id: case.reason for each in report.results for case in each.cases if case.verdict.value == "ERROR"
        },
    }


def _line(case: Any) -> str:
    seen = case.mismatch
    return f"{case.name}: {seen.sent[:300]} | expected {seen.expected} | observed {seen.observed}"


def is_deep(name: str) -> bool:
    """Tell whether a defect or variant is left to ``make deep``: two of three, always the same."""
    return zlib.crc32(name.encode()) % 3 != 0


def red(found: dict[str, Any]) -> set[str]:
    """Return the ids of the requirements found broken."""
    return {each for each, verdict in found["verdicts"].items() if verdict in ("FAIL", "WARN")}


def directed(ids: set[str]) -> set[str]:
    """Return of these requirements those that send requests of their own."""
    return ids - observed(ids)


def observed(ids: set[str]) -> set[str]:
    """Return of these requirements those that judge a run as a whole."""
    return {each for each in ids if each.partition(".")[0] in OBSERVED}
