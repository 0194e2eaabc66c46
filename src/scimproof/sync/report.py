"""The report of a sync: the provisioning log as a page, the actions as a table, and the exchanges."""

from __future__ import annotations

import platform
import sys
import time
from collections import OrderedDict
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import scimproof
from scimproof.entra.provisioning.log import Log, LogEntry, Status, as_row
from scimproof.entra.provisioning.service import Service
from scimproof.entra.provisioning.source import GROUP, USER
from scimproof.entra.provisioning.verify import Divergence, by_sort
from scimproof.report import model
from scimproof.report.recorded import recorded
from scimproof.report.write import write_all
from scimproof.scim.exchange import Exchange
from scimproof.settings import Settings, UsageError, command_line
from scimproof.sync.screen import counted
from scimproof.target import FLAG

_ENTRIES = 1_000
"""Log entries that a page shows; the log file has all."""
_RECENT = 300
"""Exchanges that are remembered until their entry is written; an attempt makes no more."""


class Kept:
    """Keeps what a report needs of a run of any length: the first entries, the failures, and their exchanges."""

    def __init__(self, path: Path | None) -> None:
        try:
            self.log: Log = _Remembering(path, self)
        except OSError as problem:
            raise UsageError(f"--log: {path}: {problem.strerror or problem}") from None
        self.divergences: list[Divergence] | None = None
        self.exchanges: dict[int, Exchange] = {}
        self.requests = 0
        self.server = ""
        self.started = datetime.now(UTC)
        self.begun = time.monotonic()
        self._recent: OrderedDict[int, Exchange] = OrderedDict()

    def on_exchange(self, exchange: Exchange) -> None:
        """Take an exchange."""
        self.requests += 1
        self.server = self.server or exchange.header("server") or ""
        self._recent[exchange.number] = exchange
        if len(self._recent) > _RECENT:
            self._recent.popitem(last=False)

    def keep(self, entry: LogEntry) -> None:
        """Keep the exchanges of an entry that the report shows."""
        self.exchanges.update({each: self._recent[each] for each in entry.exchanges if each in self._recent})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.log.close()


class _Remembering(Log):
    def __init__(self, path: Path | None, kept: Kept) -> None:
        super().__init__(path, keep=_ENTRIES)
        self._holder = kept

    def add(self, entry: LogEntry) -> None:
        super().add(entry)
        if self.kept and self.kept[-1] is entry:
            self._holder.keep(entry)


def write(kept: Kept, service: Service, settings: Settings, asked: list[str]) -> None:
    """Write every form of the report into the folder that the settings name.

    Args:
        kept: what was kept of the cycles.
        service: the provisioning service that ran them.
        settings: as the user gave them, before an embedded target was filled in.
        asked: the options that only ``sync`` has, as typed.
    """
    log, target = kept.log, service.entra.client.target
    wanted = {number for entry in log.kept for number in entry.exchanges}
    sentence, code = _sentence(kept, service)
    report = model.Report(
        format=model.FORMAT,
        tool=model.Tool("scimproof", scimproof.__version__, platform.python_version(), sys.platform, {}),
        run=model.RecordedRun(
            id=str(service.state.fact("job")),
            started=kept.started.isoformat(timespec="seconds").replace("+00:00", "Z"),
            duration_s=round(time.monotonic() - kept.begun, 3),
            seed=settings.seed or 0,
            profile=settings.profile,
            strict=False,
            workers=1,
            requests=kept.requests,
            select=[],
            skip=[],
            interrupted=False,
            command=" ".join([command_line(settings, "sync"), *asked]),
        ),
        target=model.RecordedTarget(
            tenant_url=target.base_url + (f"?{FLAG}" if target.flag else ""),
            base_url=target.base_url,
            authentication=str(target.credentials),
            embedded=not settings.tenant_url,
            server=kept.server,
        ),
        exit_code=code,
        conformant=code == 0,
        sentence=sentence,
        counts={verdict.value: 0 for verdict in model.Verdict},
        results=[],
        problems=_problems(kept, service),
        capabilities=[],
        not_tested=[],
        notes=[f"The log shows {len(log.kept):,} of {log.counts.total():,} entries; failures are always kept."],
        exchanges=[recorded(exchange) for number, exchange in sorted(kept.exchanges.items()) if number in wanted],
        tables=[_done(log)],
        provisioning_log=[as_row(each) for each in log.kept],
    )
    try:
        write_all(report, Path(settings.report_dir))
    except OSError as problem:
        raise UsageError(f"--report-dir: {settings.report_dir}: {problem.strerror or problem}") from None


def _sentence(kept: Kept, service: Service) -> tuple[str, int]:
    users, groups = service.links.count(USER), service.links.count(GROUP)
    held = f"{counted(users, groups)} are linked"
    failed = kept.log.failed()
    if service.quarantine.since is not None:
        return f"The provisioning job is in quarantine: {service.quarantine.reason}.", 1
    if kept.divergences:
        count = len({each.what for each in kept.divergences})
        differ = "s differ" if count > 1 else " differs"
        return f"Not converged: {count:,} object{differ} from the directory; {held}.", 1
    if failed:
        return f"Provisioned with {failed:,} failures; {held}.", 1
    verified = ", and everything read back is the same as in the directory" if kept.divergences is not None else ""
    return f"Provisioned without failures: {held}{verified}.", 0


def _done(log: Log) -> model.Table:
    actions = list(dict.fromkeys(action for action, _ in log.counts))
    rows = [[each.value, *(str(log.counts.get((each, status), 0)) for status in Status)] for each in actions]
    columns = ["Action", *(each.value.capitalize() for each in Status)]
    return model.Table(title="What was done", columns=columns, rows=rows, note="One entry for each action.")


def _problems(kept: Kept, service: Service) -> list[model.Problem]:
    found = [
        model.Problem(
            "cycles.diverges",
            f"{first} (and {count - 1:,} more like it)" if count > 1 else str(first),
            "Compare the exchanges of this object in the provisioning log.",
        )
        for first, count in by_sort(kept.divergences or [])
    ]
    if service.quarantine.since is not None:
        remedy = "Fix the cause that the reason states; the next successful cycle ends the quarantine."
        found.append(model.Problem("cycles.quarantine", service.quarantine.reason, remedy))
    return found
