"""Requests that schemathesis generates from a target's OpenAPI document: valid and invalid, by a seed.

Schemathesis makes the requests and nothing else: it sends none. Left to itself it fills ids that it saw in answers
into DELETE and PUT, and so removes what others keep in a tenant.
"""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from scimproof.fuzz.budget import OutOfBudget
from scimproof.scim.exchange import Exchange

_ANYWHERE = "http://target.invalid"

Json = dict[str, Any]

_AS_WRITTEN: Json = {"phases": {"stateful": {"inference": {"algorithms": []}}}}
"""Links are those of the document: guessed ones lead from a search to what others keep in the tenant."""

_STEPS = 8
"""Requests of one walk: create, change, replace, read, delete, and what is asked of it afterwards."""

_WALKS = 10_000
_NOT_SENT = 404


@dataclass(frozen=True, slots=True)
class GeneratedRequest:
    """A request that schemathesis would send.

    Attributes:
        method: in capitals.
        path: below the base URL, encoded.
        query: encoded.
        content: the body's bytes; None for no body.
        valid: whether it follows the document.
    """

    method: str
    path: str
    query: str
    content: bytes | None
    valid: bool

    @property
    def body(self) -> Any:
        """The body as JSON; None when it is none."""
        try:
            return json.loads(self.content) if self.content else None
        except ValueError:
            return None


class RequestGenerator:
    """Makes requests from a document.

    Args:
        document: OpenAPI.
        seed: decides.
    """

    def __init__(self, document: Json, seed: int) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from hypothesis.configuration import set_hypothesis_home_dir  # noqa: PLC0415 - heavy, and rarely needed

            set_hypothesis_home_dir(_cache())
            from schemathesis import Config, openapi  # noqa: PLC0415 - likewise

            self._schema = openapi.from_dict(document, config=Config.from_dict(_AS_WRITTEN))
            found: list[Any] = [each.ok() for each in self._schema.get_all_operations() if hasattr(each, "ok")]
            self._operations = {each.label: each for each in found}
        self._seed = seed

    def requests(self, label: str, number: int, *, valid: bool) -> list[GeneratedRequest]:
        """Return so many requests of one operation (``POST /Users``), or fewer; none twice.

        An operation that is not in the document, or of which nothing can be made, has none.
        """
        return list(islice(self._different(self._drawn(label, number, valid=valid)), number))

    def coverage(self, label: str, *, valid: bool) -> Iterator[GeneratedRequest]:
        """Yield one request for each boundary and each broken rule of an operation's schema."""
        from schemathesis import GenerationMode  # noqa: PLC0415 - heavy

        if label not in self._operations:
            return
        operation = self._operations[label]
        mode = GenerationMode.POSITIVE if valid else GenerationMode.NEGATIVE
        config = self._schema.config.generation_for(operation=operation, phase="coverage")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            cases = self._schema.iter_coverage_cases(operation, generation_modes=[mode], generation_config=config)
            method = label.partition(" ")[0]
            requests = (each for case in cases if (each := _request(case, valid=valid)) is not None)
            # Other methods than the operation's own are made as well, DELETE among them: not with us.
            yield from self._different(each for each in requests if each.method == method)

    def examples(self, label: str) -> Iterator[GeneratedRequest]:
        """Yield one request for each example in the document of an operation."""
        if label not in self._operations:
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            cases: list[Any] = []
            for each in self._operations[label].get_strategies_from_examples():
                self._draw(each, 1, cases.append)
        yield from self._different(each for case in cases if (each := _request(case, valid=True)) is not None)

    def walk(self, step: Callable[[GeneratedRequest], Exchange | None], restart: Callable[[], None]) -> None:
        """Make requests that follow the document's links, each made from the answers to those before it.

        Args:
            step: sends one; None stands for one that was not sent, and `OutOfBudget` ends it all.
            restart: is called when a walk ends.
        """
        import hypothesis  # noqa: PLC0415 - heavy
        from hypothesis.stateful import run_state_machine_as_test  # noqa: PLC0415 - likewise

        base: Any = self._schema.as_state_machine()
        seeded: Callable[[Any], Any] = hypothesis.seed(self._seed)

        @seeded
        class Machine(base):  # type: ignore[misc]  # made at run time
            def call(self, case: Any, **_: Any) -> Any:
                request = _request(case, valid=case.meta.generation.mode.is_positive)
                try:
                    answer = step(request) if request is not None else None
                except OutOfBudget:
                    raise _Enough from None
                return _response(answer)

            def validate_response(self, *_: Any, **__: Any) -> None:
                """Do nothing: whoever sends a request judges its answer."""

            def teardown(self) -> None:
                restart()

        with warnings.catch_warnings(), suppress(_Enough, hypothesis.errors.HypothesisException):
            warnings.simplefilter("ignore")
            run_state_machine_as_test(Machine, settings=_settings(_WALKS, stateful_step_count=_STEPS))

    def _drawn(self, label: str, number: int, *, valid: bool) -> Iterator[GeneratedRequest]:
        from schemathesis import GenerationMode  # noqa: PLC0415 - heavy

        if label not in self._operations:
            return
        mode = GenerationMode.POSITIVE if valid else GenerationMode.NEGATIVE
        cases: list[Any] = []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            strategy = self._operations[label].as_strategy(generation_mode=mode)
            self._draw(strategy, number * 2, cases.append)  # some come twice
        yield from (each for case in cases if (each := _request(case, valid=valid)) is not None)

    def _draw(self, strategy: Any, number: int, keep: Callable[[Any], None]) -> None:
        import hypothesis  # noqa: PLC0415 - heavy

        def kept(case: Any) -> None:
            keep(case)

        seeded: Callable[..., Any] = hypothesis.seed(self._seed)
        given: Callable[..., Any] = hypothesis.given(strategy)
        collect: Callable[[], None] = _settings(number)(seeded(given(kept)))
        with suppress(hypothesis.errors.HypothesisException):  # nothing can be made of this schema
            collect()

    @staticmethod
    def _different(requests: Iterator[GeneratedRequest]) -> Iterator[GeneratedRequest]:
        seen: set[GeneratedRequest] = set()
        for each in requests:
            if each not in seen:
                seen.add(each)
                yield each


class _Enough(BaseException):
    """Ends walking. Were it an `Exception`, hypothesis would take it for a failure and try the walk again."""


def _settings(number: int, **more: Any) -> Any:
    import hypothesis  # noqa: PLC0415 - heavy

    return hypothesis.settings(
        max_examples=number,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
        **more,
    )


def _response(answer: Exchange | None) -> Any:
    """Return an answer as the library has it; it only looks for what links take from it."""
    from requests import Request  # noqa: PLC0415 - comes with the library
    from schemathesis import Response  # noqa: PLC0415 - heavy

    came = answer.response if answer is not None else None
    return Response(
        status_code=came.status if came is not None else _NOT_SENT,
        headers={name: [value] for name, value in came.headers} if came is not None else {},
        content=came.body if came is not None else b"",
        request=Request("GET", _ANYWHERE).prepare(),
        elapsed=0.0,
        verify=True,
    )


def _request(case: Any, *, valid: bool) -> GeneratedRequest | None:
    """Return a case as a request, or None when it cannot be put on the wire."""
    try:
        sent = case.as_transport_kwargs(base_url=_ANYWHERE)
    except Exception:  # noqa: BLE001 - whatever the library makes of its own odd values is not our finding
        return None
    method = str(sent["method"]).upper()
    parts = urlsplit(sent["url"])
    params = sent.get("params") or {}
    query = urlencode({key: _texts(value) for key, value in params.items()}, doseq=True, errors="replace")
    content = None
    if isinstance(sent.get("data"), bytes):
        content = sent["data"]
    elif "json" in sent:
        content = json.dumps(sent["json"]).encode()
    return GeneratedRequest(method, parts.path, "&".join(filter(None, (parts.query, query))), content, valid)


def _texts(value: Any) -> Any:
    if isinstance(value, list):
        return [_texts(each) for each in value]
    return value if isinstance(value, str) else json.dumps(value)


def _cache() -> Path:
    """Return the folder where hypothesis keeps its tables of characters: without it each run would build them."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "scimproof" / "hypothesis"
