"""Judges a few requirements on many reference targets in parallel.

Each process imports everything once. It then serves one target after the other in a thread of its own and runs pytest
on the files of the requirements alone, which takes less than a tenth of a second for most.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import tempfile
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from scimproof import catalogue
from scimproof.proof.certificate import certificate
from scimproof.proof.targets import BUDGETS, Kind, ProofTarget
from scimproof.reference import Served, serving
from scimproof.report.model import Report, Verdict
from scimproof.run.prerequisites import closure, graph
from scimproof.settings import Settings

RED = frozenset({Verdict.FAIL, Verdict.WARN})


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of one target.

    Attributes:
        target: which one.
        verdicts: requirement id to verdict, of what was asked and of what it builds on.
        observed: requirement id to what was seen where it is broken, as one line.
        errors: requirement id to the last line of our own traceback.
        skipped: why the target could not be judged at all; empty when it was.
    """

    target: ProofTarget
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    observed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    skipped: str = ""

    @property
    def red(self) -> set[str]:
        """The ids of the requirements found broken."""
        return {each for each, verdict in self.verdicts.items() if verdict in RED}


def judge_all(ids: Collection[str], targets: Iterable[ProofTarget], jobs: int = 0) -> Iterator[Judged]:
    """Yield what comes of these requirements on each target, as each is done.

    Args:
        ids: requirement ids that exist.
        targets: to judge.
        jobs: processes; 0 means one for each core.
    """
    context = multiprocessing.get_context("spawn")  # the only way that every system has
    wanted = tuple(sorted(ids))
    with ProcessPoolExecutor(jobs or os.cpu_count(), mp_context=context, initializer=_prepare) as pool:
        for done in as_completed([pool.submit(judge, wanted, each) for each in targets]):
            yield done.result()


def judge(ids: tuple[str, ...], target: ProofTarget) -> Judged:
    """Judge requirements on one target in this process; the folder that this process works in is left as it was."""
    settings = target.settings(ids)
    found = _judge_once(ids, target, settings)
    if target.kind is Kind.DEFECT and settings.fuzz != "off" and target.expected() & set(ids) - found.red:
        return _judge_once(ids, target, replace(settings, budget=BUDGETS[1]))
    return found


def _prepare() -> None:
    """Import everything once, and leave interrupting to the process that started this one."""
    catalogue.requirements()


def _judge_once(ids: tuple[str, ...], target: ProofTarget, settings: Settings) -> Judged:
    from scimproof.plugin.launch import run  # noqa: PLC0415 - it imports pytest and all our hooks

    defects, variants = ([target.name] if target.kind is kind else [] for kind in (Kind.DEFECT, Kind.VARIANT))
    try:
        secured = certificate() if target.over == "tls" else None
    except (OSError, subprocess.CalledProcessError) as problem:
        return Judged(target, skipped=f"it needs a certificate, which openssl did not create: {problem}")
    with (
        _elsewhere(),
        serving(defects=defects, variants=variants, certificate=secured) as reference,
    ):
        asked = replace(settings, tenant_url=reference.url, ca_file=secured[0] if secured else "")
        _, session = run(_with_credentials(asked, reference, target.over), _files(ids))
    controller = session.controller
    if controller is None or controller.report is None:
        return Judged(target, skipped=controller.refused if controller else "no report")
    return _told(target, controller.report)


@contextmanager
def _elsewhere() -> Iterator[None]:
    """Work in an empty folder: a run keeps its journal where it is started."""
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(here)


def _files(ids: Iterable[str]) -> list[str]:
    """Return the test files of requirements and of what they build on."""
    stated = catalogue.requirements()
    return sorted({stated[each].where.partition("::")[0] for each in closure(ids, graph(stated))})


def _with_credentials(settings: Settings, reference: Served, over: str) -> Settings:
    if over != "oauth":
        return replace(settings, token=reference.token)
    return replace(
        settings,
        oauth_token_url=reference.url.replace("/scim/v2", "/oauth2/token"),
        oauth_client_id=reference.provider.oauth.client_id,
        oauth_client_secret=reference.provider.oauth.client_secret,
    )


def _told(target: ProofTarget, report: Report) -> Judged:
    told = Judged(target, {each.id: each.verdict for each in report.results})
    for result in report.results:
        for case in result.cases:
            if case.mismatch is not None:
                line = f"expected {case.mismatch.expected}, observed {case.mismatch.observed}"
                told.observed.setdefault(result.id, f"{case.name}: {line}" if case.name else line)
            if case.verdict is Verdict.ERROR:
                told.errors.setdefault(result.id, case.reason.strip().splitlines()[-1])
    return told
