"""Seeing findings again: a report of a defect in one process, its reproductions in others, against fresh targets."""

from __future__ import annotations

import contextlib
import io
import json
import multiprocessing
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scimproof.proof.certificate import certificate
from scimproof.reference import DEFECTS, serving
from scimproof.requirements import OBSERVED
from scimproof.settings import LEAST_SCALE, Settings
from tests.support.seeded import needs_fuzzing, needs_scale

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.support.preload"])


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of one reproduction: how it is played, and what it says of a target with the defect and of a clean one.

    Codes are those of ``scimproof run --replay``: 1 seen again, 0 not seen, 5 undecided.
    """

    file: str
    how: str
    with_defect: int
    clean: int
    said: str

    @property
    def is_faithful(self) -> bool:
        """True when it is seen again where it was found, and nowhere else."""
        return (self.with_defect, self.clean) == (1, 0)


def replay_defect(defect: str) -> list[Replayed]:
    """Find a defect, and replay each of its findings from its report alone."""
    with tempfile.TemporaryDirectory() as folder:
        _in_a_process(_report, defect, folder, 0)
        if not Path(folder, "reproductions").exists():
            _in_a_process(_report, defect, folder, 1)  # it takes what other checks leave, or a larger budget
        files = sorted(Path(folder, "reproductions").glob("*.json"))
        return [_replayed(defect, each) for each in files]


def _replayed(defect: str, file: Path) -> Replayed:
    there, said = _in_a_process(_replay, defect, str(file), 1)
    clean, also = _in_a_process(_replay, defect, str(file), 0)
    how = json.loads(file.read_text(encoding="utf-8"))["how"]
    return Replayed(file.name, how, there, clean, f"{said}\n--- clean:\n{also}")


def _in_a_process(work: Callable[..., Any], *args: Any) -> Any:
    mine, theirs = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=_answer, args=(theirs, work, args))
    process.start()
    theirs.close()
    try:
        return mine.recv()
    except EOFError:
        raise RuntimeError(f"the process died: {work.__name__}{args}") from None
    finally:
        process.join()


def _answer(pipe: Any, work: Callable[..., Any], args: tuple[Any, ...]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        pipe.send(work(*args))
    pipe.close()


def _settings(defect: str, reference: Any, **more: Any) -> Settings:
    over = DEFECTS[defect].over
    asked = Settings(quiet=True, settle=0.0, seed=7, tenant_url=reference.url, **more)
    if over == "oauth":
        oauth = reference.provider.oauth
        address = reference.url.replace("/scim/v2", "/oauth2/token")
        return replace(
            asked,
            oauth_token_url=address,
            oauth_client_id=oauth.client_id,
            oauth_client_secret=oauth.client_secret,
        )
    return replace(asked, token=reference.token, ca_file=certificate()[0] if over == "tls" else "")


def _served(defect: str, *, seeded: bool) -> Any:
    secured = certificate() if DEFECTS[defect].over == "tls" else None
    return serving(defects=(defect,) if seeded else (), certificate=secured)


def _report(defect: str, folder: str, whole: int) -> int:
    from scimproof.plugin.launch import run

    caught_by = DEFECTS[defect].caught_by
    observed = any(each.partition(".")[0] in OBSERVED for each in caught_by)
    select = () if observed or whole else tuple(sorted(caught_by))  # what judges whole runs needs a whole run
    more: dict[str, Any] = {"fuzz": "off", "report_dir": folder, "select": select}
    if needs_fuzzing(defect):
        more |= {"fuzz": "quick", "budget": "2000" if whole else "500"}
    if needs_scale(defect):
        more |= {"scale": LEAST_SCALE}
    with _served(defect, seeded=True) as reference:
        code, _ = run(_settings(defect, reference, **more))
    return int(code)


def _replay(defect: str, file: str, seeded: int) -> tuple[int, str]:
    from scimproof.commands import again

    said = io.StringIO()
    with _served(defect, seeded=bool(seeded)) as reference, contextlib.redirect_stdout(said):
        code = again.execute(replace(_settings(defect, reference, replay=file), quiet=False, seed=None))
    return int(code), said.getvalue()


if __name__ == "__main__":
    import sys
    import time

    for name in sys.argv[1:]:
        begun = time.monotonic()
        found = replay_defect(name)
        print(f"{name}: {len(found)} findings, {time.monotonic() - begun:.1f} s", flush=True)
        for each in found:
            print(f"  {each.how} {each.file} {each.with_defect}{each.clean}")
            if not each.is_faithful:
                print(each.said)
