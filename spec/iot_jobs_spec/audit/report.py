"""Reports of an audit: as lines of text, and as JSON."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from ..check.report.cases import printable
from ..check.report.words import answer_words, members_of, plain, request_words, shown
from ..judge.deviations import to_json
from ..judge.history import Call, Place, Skipped
from ..language.evidence import Claim
from ..model.answers import Answer, ExecutionDescription, ExecutionState, JobDescription
from ..model.divergence import CellVerdict
from ..model.profiles import CORE
from ..model.texts import count
from .judging import CellResult, End, Proven, Report

VERDICTS = (
    CellVerdict.CONFORMS,
    CellVerdict.VIOLATES,
    CellVerdict.DIFFERS,
    CellVerdict.UNREACHED,
    CellVerdict.UNDETERMINED,
)
MOST_LINES = 5
"""How many unread lines a report names."""


def as_text(report: Report, width: int, verbose: bool = False) -> Iterator[str]:
    """The summary, the findings, the lines not judged, and with ``verbose`` the cells. No line is
    wider than ``width``."""
    for line in _lines(report, verbose):
        text, rest = printable(line), " " * (len(line) - len(line.lstrip()) + 2)
        yield from textwrap.wrap(text, width, subsequent_indent=rest, tabsize=2) or [""]


def summary(report: Report) -> str:
    """``25 of 86 cells exercised: …``."""
    verdicts = (
        f"{report.count(CellVerdict.VIOLATES)} violate",
        f"{report.count(CellVerdict.DIFFERS)} differ",
        f"{report.count(CellVerdict.CONFORMS)} conform",
    )
    undetermined = f"{report.count(CellVerdict.UNDETERMINED)} undetermined"
    unreached = f"{report.count(CellVerdict.UNREACHED)} unreached"
    cells = f"{report.exercised} of {len(report.cells)} cells exercised"
    return f"{cells}: {', '.join(verdicts)}; {undetermined}, {unreached}"


def records_words(report: Report) -> str:
    """``8 records judged, 1 passed over, 0 unread``."""
    passed_over, unread = len(report.passed_over), len(report.unread)
    judged = f"{count(report.judged, 'record')} judged"
    left = len(report.calls) - report.judged
    given_up = f"{left} given up, " if left else ""
    return f"{judged}, {given_up}{passed_over} passed over, {unread} unread"


def mode_words(report: Report) -> str:
    """How late background steps may come, whether others may have acted, and the profile."""
    settle = report.settle
    late = "at any time" if settle == float("inf") else f"up to {settle:g} s late"
    steps = f"background steps may come {late}" if settle else "background steps come at once"
    steps = f"{steps}; others may have acted" if report.partial else steps
    return steps if report.profile == CORE else f"{steps}; profile {report.profile}"


def record_words(call: Call) -> str:
    """``calls.jsonl:4  CancelJob(jobId=j) -> ok``."""
    answer = "unknown" if call.answer is None else answer_words(call.answer)
    return f"{call.place}  {request_words(call.request)} -> {answer}"


def expected_words(proven: Proven) -> str:
    """The answers that would have been right at the call that shows the finding."""
    only = proven.finding.members
    right = [answer_words(a, only if a.response else ()) for a in proven.finding.expected]
    return " or ".join(dict.fromkeys(right)) or "another answer"


def seen_words(proven: Proven) -> str:
    """The answer instead."""
    seen = proven.finding.seen
    return answer_words(seen, proven.finding.members if seen.response else ())


def passed_over_words(lines: Sequence[Skipped]) -> Iterator[tuple[str, int]]:
    """The reasons for passing over records, each with its count, the most frequent first."""
    yield from Counter(line.reason for line in lines).most_common()


def ended_words(end: End) -> str:
    """Where judging ended early, and why."""
    calls = count(end.calls, "record")
    return f"{end.place}: judging this job ended here, with {calls} left: {end.reason}"


def as_json(report: Report) -> dict[str, Any]:
    """The report for programs."""
    return {
        "target": report.target,
        "settle": "any" if report.settle == float("inf") else report.settle,
        "partial": report.partial,
        "profile": report.profile,
        "records": {
            "judged": report.judged,
            "passed_over": len(report.passed_over),
            "unread": len(report.unread),
            "given_up": len(report.calls) - report.judged,
        },
        "summary": {verdict.value: report.count(verdict) for verdict in VERDICTS},
        "findings": [_finding(proven) for proven in report.findings],
        "deviations": [to_json(deviation) for deviation in report.deviations],
        "cells": [_cell(result) for result in report.cells],
        "ended": [
            {**_place(end.place), "records": end.calls, "reason": end.reason}
            for end in report.ended
        ],
        "exhausted": report.exhausted,
        "passed_over": [{**_place(x.place), "reason": x.reason} for x in report.passed_over],
        "unread": [{**_place(x.place), "reason": x.reason} for x in report.unread],
    }


def _lines(report: Report, verbose: bool) -> Iterator[str]:
    yield report.target
    yield summary(report)
    yield f"{records_words(report)}; {mode_words(report)}"
    for number, proven in enumerate(report.findings, 1):
        yield ""
        yield from _finding_lines(number, proven)
    notes = [*_notes(report)]
    if notes:
        yield ""
        yield from notes
    if verbose:
        yield ""
        yield from map(_cell_line, report.cells)


def _finding_lines(number: int, proven: Proven) -> Iterator[str]:
    finding = proven.finding
    yield f"{finding.verdict}  finding {number}: {finding.cell}"
    yield f"  The system {proven.says}."
    yield f"  expected {expected_words(proven)}; saw {seen_words(proven)}"
    if len(finding.cells) > 1:
        yield f"  also in {', '.join(finding.cells[1:])}"
    for call in proven.records:
        yield f"    {record_words(call)}"
    for claim in finding.claims:
        yield f"  {claim.says} [{claim.name}, {claim.basis.value}, {claim.where}]"


def _notes(report: Report) -> Iterator[str]:
    """The lines that were not judged, and why."""
    for reason, number in passed_over_words(report.passed_over):
        yield f"passed over, {number}: {reason}"
    for line in report.unread[:MOST_LINES]:
        yield f"unread  {line}"
    if len(report.unread) > MOST_LINES:
        yield f"unread  and {len(report.unread) - MOST_LINES} more"
    yield from map(ended_words, report.ended)
    if report.exhausted:
        yield "The search for deviations ended early: fewer might explain the same."


def _cell_line(result: CellResult) -> str:
    calls = f"  {result.calls} calls" if result.calls else ""
    return f"{result.verdict:{12}}  {result.cell}{calls}"


def _cell(result: CellResult) -> dict[str, Any]:
    rule = result.rule
    return {
        "cell": result.cell,
        "verdict": result.verdict.value,
        "calls": result.calls,
        "basis": rule.basis.value,
        "expected": [
            {"error": o.error.code if o.error else None, "status": o.status} for o in rule.outcomes
        ],
        "claims": [_claim(claim) for claim in rule.claims],
    }


def _finding(proven: Proven) -> dict[str, Any]:
    finding, only = proven.finding, proven.finding.members
    return {
        "verdict": finding.verdict.value,
        "cell": finding.cell,
        "cells": list(finding.cells),
        "says": proven.says,
        "claims": [_claim(claim) for claim in finding.claims],
        "expected": [_answer(answer, only) for answer in finding.expected],
        "seen": _answer(finding.seen, only),
        "records": [
            {
                **_place(call.place or Place("", 0)),
                "operation": call.request.operation,
                "request": members_of(call.request),
                "answer": None if call.answer is None else _answer(call.answer),
            }
            for call in proven.records
        ],
    }


def _place(place: Place) -> dict[str, Any]:
    return {"file": place.file, "line": place.line}


def _claim(claim: Claim) -> dict[str, str]:
    return {
        "name": claim.name,
        "basis": claim.basis.value,
        "where": claim.where,
        "says": claim.says,
    }


def _answer(answer: Answer, only: Sequence[str] = ()) -> dict[str, Any]:
    response = answer.response
    if answer.error is not None:
        return {"error": answer.error}
    if isinstance(response, JobDescription | ExecutionDescription | ExecutionState):
        return {"error": None, **shown(response, only)}
    if isinstance(response, tuple):
        return {"error": None, "executions": plain(response)}
    return {"error": None}
