"""Requirements and results to judge, of the plainest kind."""

from scimproof.report.model import Case, Result, Verdict
from scimproof.requirements import FORM, MUST, Requirement
from scimproof.sources import ENTRA_SCIM


def stated(identifier="patch.a", level=MUST, source=ENTRA_SCIM, **more):
    return Requirement(
        id=identifier,
        level=level,
        sources=(source("section"),),
        harm=FORM,
        consequence="Something breaks.",
        remedy="Fix it.",
        summary="It holds.",
        **more,
    )


def result(identifier, verdict, *, gates=None, blocked_by="", level="MUST", cases=None):
    return Result(
        id=identifier,
        area=identifier.partition(".")[0],
        summary="It holds.",
        level=level,
        profiles=["entra"],
        sources=[],
        needs=[],
        covers=[],
        consequence="Something breaks.",
        remedy="Fix it.",
        verdict=verdict,
        gates=verdict is Verdict.FAIL if gates is None else gates,
        cases=cases or [Case("", verdict, reason="why not", blocked_by=blocked_by)],
    )
