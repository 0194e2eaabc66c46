"""What schemathesis makes of a target's OpenAPI document: valid and invalid requests, the same for the same seed.

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

_ANYWHERE = "http://target.invalid"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
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


class Stock:
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
            from schemathesis import openapi  # noqa: PLC0415 - likewise

            self._schema = openapi.from_dict(document)
            found: list[Any] = [each.ok() for each in self._schema.get_all_operations() if hasattr(each, "ok")]
            self._operations = {each.label: each for each in found}
        self._seed = seed

    def drafts(self, label: str, number: int, *, valid: bool) -> list[Draft]:
        """Return so many requests of one operation (``POST /Users``), or fewer; none twice.

        An operation that is not in the document, or of which nothing can be made, has none.
        """
        return list(islice(self._different(self._drawn(label, number, valid=valid)), number))

    def coverage(self, label: str, *, valid: bool) -> Iterator[Draft]:
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
            drafts = (each for case in cases if (each := _draft(case, valid=valid)) is not None)
            # Other methods than the operation's own are made as well, DELETE among them: not with us.
            yield from self._different(each for each in drafts if each.method == method)

    def _drawn(self, label: str, number: int, *, valid: bool) -> Iterator[Draft]:
        import hypothesis  # noqa: PLC0415 - heavy
        from schemathesis import GenerationMode  # noqa: PLC0415 - likewise

        if label not in self._operations:
            return
        mode = GenerationMode.POSITIVE if valid else GenerationMode.NEGATIVE
        cases: list[Any] = []

        def keep(case: Any) -> None:
            cases.append(case)

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            strategy = self._operations[label].as_strategy(generation_mode=mode)
            settings: Callable[..., Any] = hypothesis.settings(
                max_examples=number * 2,  # some come twice
                database=None,
                deadline=None,
                phases=[hypothesis.Phase.generate],
                suppress_health_check=list(hypothesis.HealthCheck),
            )
            seeded: Callable[..., Any] = hypothesis.seed(self._seed)
            given: Callable[..., Any] = hypothesis.given(strategy)
            collect: Callable[[], None] = settings(seeded(given(keep)))
            with suppress(hypothesis.errors.HypothesisException):  # nothing can be made of this schema
                collect()
        yield from (each for case in cases if (each := _draft(case, valid=valid)) is not None)

    @staticmethod
    def _different(drafts: Iterator[Draft]) -> Iterator[Draft]:
        seen: set[Draft] = set()
        for each in drafts:
            if each not in seen:
                seen.add(each)
                yield each


def _draft(case: Any, *, valid: bool) -> Draft | None:
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
    return Draft(method, parts.path, "&".join(filter(None, (parts.query, query))), content, valid)


def _texts(value: Any) -> Any:
    if isinstance(value, list):
        return [_texts(each) for each in value]
    return value if isinstance(value, str) else json.dumps(value)


def _cache() -> Path:
    """Return where hypothesis keeps its tables of characters: without it each run would make them anew."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "scimproof" / "hypothesis"
