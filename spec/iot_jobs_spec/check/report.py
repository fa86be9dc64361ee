"""Reports of a check: as lines of text, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..answers import Answer, ExecutionDescription, JobDescription
from ..divergence import Divergence
from ..evidence import Claim
from .findings import Finding
from .run import CellResult, Report
from .script import script
from .trial import CONFORMS, DIFFERS, UNREACHED, VIOLATES
from .words import (
    answer_words,
    deciding,
    expected_words,
    members_of,
    operation_of,
    outcome_words,
    request_words,
    shown,
    telling,
)

_VERDICT, _CELL = 9, 62


def as_text(report: Report) -> Iterator[str]:
    """A line a cell, then the findings with their steps, then the summary."""
    yield report.target
    yield ""
    for result in report.results:
        yield _cell_line(result)
    for number, finding in enumerate(report.findings, 1):
        yield ""
        yield f"{finding.verdict:{_VERDICT}}  finding {number}: {finding.cell}"
        for step in finding.steps:
            yield f"           {request_words(step.request)} -> {answer_words(step.answer)}"
        divergence = finding.divergence
        yield f"           expected {expected_words(divergence)}; saw {_saw(divergence)}"
        for claim in finding.claims:
            yield f"           {_claim(claim)}: {claim.says}"
    yield ""
    if report.stopped:
        yield f"stopped: {report.stopped}"
    yield summary(report)


def summary(report: Report) -> str:
    """``25 of 86 cells exercised: …``."""
    cells = f"{report.reached} of {len(report.results)} cells exercised"
    verdicts = (
        f"{report.count(VIOLATES)} violate",
        f"{report.count(DIFFERS)} differ",
        f"{report.count(CONFORMS)} conform",
    )
    return f"{cells}: {', '.join(verdicts)}; {report.count(UNREACHED)} unreached"


def as_json(report: Report, url: str | None) -> dict[str, Any]:
    """The report for programs. ``url`` is where scripts ask; None is moto, in process."""
    return {
        "target": report.target,
        "summary": {v: report.count(v) for v in (CONFORMS, VIOLATES, DIFFERS, UNREACHED)},
        "stopped": report.stopped or None,
        "cells": [_cell(result) for result in report.results],
        "findings": [_finding(finding, url, report.settle) for finding in report.findings],
    }


def _cell_line(result: CellResult) -> str:
    head = f"{result.verdict:{_VERDICT}}  {result.cell.id:{_CELL}}  "
    row, worst = result.cell.row, result.worst
    if worst is not None:
        operation = operation_of(worst.divergence.request)
        where = "" if operation == result.cell.operation else f"{operation} "
        claim = deciding(worst.divergence.claims)
        expected = expected_words(worst.divergence)
        saw = _saw(worst.divergence)
        return f"{head}expected {where}{expected}; saw {saw}  [{_claim(claim)}]"
    expected = f"{head}expected {outcome_words(row)}"
    if result.trials:
        saw = answer_words(result.trials[0].seen or Answer())
        return f"{expected}; saw {saw}  [{_claim(row.claims[0])}]"
    reason = result.reasons[0] if result.reasons else "no question was put in it"
    return f"{expected}; not reached: {reason}  [{_claim(row.claims[0])}]"


def _saw(divergence: Divergence) -> str:
    seen = divergence.seen
    return answer_words(seen, telling(divergence) if seen.response else ())


def _claim(claim: Claim) -> str:
    return f"{claim.name}, {claim.basis.value}, {claim.where}"


def _cell(result: CellResult) -> dict[str, Any]:
    row, worst = result.cell.row, result.worst
    claims = row.claims if worst is None else worst.divergence.claims
    told: dict[str, Any] = {
        "cell": result.cell.id,
        "verdict": result.verdict,
        "basis": row.basis.value,
        "expected": [
            {"error": o.error.code if o.error else None, "status": o.status} for o in row.outcomes
        ],
        "seen": None,
        "claims": [_claim_json(claim) for claim in claims],
    }
    if result.trials and result.trials[0].seen is not None:
        told["seen"] = _answer(result.trials[0].seen)
    if worst is not None:
        divergence = worst.divergence
        told["wrong"] = {
            "operation": operation_of(divergence.request),
            "expected": _answers(divergence),
            "seen": _answer(divergence.seen, telling(divergence)),
        }
    if result.verdict == UNREACHED:
        told["reason"] = result.reasons[0] if result.reasons else None
        told["reasons"] = list(result.reasons)
    return told


def _finding(finding: Finding, url: str | None, settle: float) -> dict[str, Any]:
    divergence = finding.divergence
    only = telling(divergence)
    return {
        "verdict": finding.verdict,
        "cell": finding.cell,
        "claims": [_claim_json(claim) for claim in finding.claims],
        "expected": _answers(divergence),
        "seen": _answer(divergence.seen, only),
        "shortest": finding.shortest,
        "steps": [
            {
                "operation": operation_of(step.request),
                "request": members_of(step.request),
                "answer": _answer(step.answer),
            }
            for step in finding.steps
        ],
        "script": script(finding, url, settle),
    }


def _answer(answer: Answer, only: tuple[str, ...] = ()) -> dict[str, Any]:
    response = answer.response
    if answer.error is not None:
        return {"error": answer.error}
    if isinstance(response, JobDescription | ExecutionDescription):
        return {"error": None, **shown(response, only)}
    if isinstance(response, tuple):
        return {"error": None, "executions": [dict(p._asdict()) for p in response]}
    return {"error": None}


def _answers(divergence: Divergence) -> list[dict[str, Any]]:
    told = [_answer(answer, telling(divergence)) for answer in divergence.expected]
    return [answer for position, answer in enumerate(told) if answer not in told[:position]]


def _claim_json(claim: Claim) -> dict[str, str]:
    return {
        "name": claim.name,
        "basis": claim.basis.value,
        "where": claim.where,
        "says": claim.says,
    }
