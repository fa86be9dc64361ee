"""Reports of a check: as lines of text, and as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from hashlib import sha256
from importlib.metadata import version
from textwrap import wrap
from typing import Any

from ...judge.choices import Chosen
from ...judge.deviations import to_json
from ...language.evidence import Claim
from ...model.answers import Answer, ExecutionDescription, ExecutionState, JobDescription, Words
from ...model.choices import every_choice
from ...model.divergence import Divergence
from ...model.table import TABLE, Table
from ...model.texts import count
from ...render.exports.spec_json import as_bytes, spec
from .cases import cases, shown_in
from .coverage import gaps, why
from .results import (
    CONFORMS,
    DIFFERS,
    NOT_JUDGED,
    UNDETERMINED,
    UNREACHED,
    VIOLATES,
    CellResult,
    Finding,
    Report,
)
from .script import script
from .words import (
    answer_words,
    claim_words,
    deciding,
    due_words,
    expected_words,
    members_of,
    operation_of,
    plain,
    saw_words,
    says,
    shown,
    steps_of,
    steps_words,
    telling,
)

VERDICTS = (CONFORMS, VIOLATES, DIFFERS, UNREACHED, UNDETERMINED)
CHOSE = "chose"
DISTRIBUTION = "iot-jobs-spec"
_VERDICT, _CELL = 9, 62
_HEAD = re.compile(r"(?:\w+  )? *")
"""The word that begins a line, with the spaces up to what it is about."""


def as_text(report: Report, verbose: bool = True) -> Iterator[str]:
    """The summary, the findings with their steps, what was chosen and what was not exercised; with
    ``verbose`` a line a cell. The summary is the last line again, for who sees only the end."""
    yield report.target
    yield made_words(report)
    yield ""
    yield summary(report)
    found = cases(report)
    for number, finding in enumerate(report.findings, 1):
        yield ""
        yield f"{finding.verdict:{_VERDICT}}  finding {number}: {finding.cell}"
        if more := finding.cells[1:]:
            yield f"           also: {', '.join(more)}"
        if places := [case.name for case in shown_in(finding, found)]:
            yield f"           also shows in: {', '.join(places)}"
        yield f"           It {says(finding)}."
        yield from (f"           {words}" for words in steps_words(finding))
        if not finding.shortest:
            yield "           (perhaps not the fewest requests that show it)"
        divergence = finding.divergence
        yield f"           expected {expected_words(divergence)}; saw {saw_words(divergence)}"
        for claim in finding.claims:
            yield f"           {claim_words(claim)}: {claim.says}"
    yield ""
    if report.chose:
        yield from _chosen_lines(report.chose, verbose)
        yield ""
    yield from _missed(report)
    if verbose:
        yield from map(_cell_line, report.results)
        yield ""
    if report.stopped:
        yield f"stopped: {report.stopped}"
    yield from drawn_words(report)
    yield summary(report)


def folded(lines: Iterable[str], width: int) -> Iterator[str]:
    """The lines, wider only for a long name, which stays whole; the rest of one that is folded is
    indented. A name stays behind the word that begins the line, so that both are found together."""
    indent = " " * (_VERDICT + 4)
    for line in lines:
        head = _HEAD.match(line)
        first = head[0] if head else ""
        yield from wrap(
            line[len(first) :],
            width,
            initial_indent=first,
            subsequent_indent=indent,
            replace_whitespace=False,
            break_on_hyphens=False,
            break_long_words=False,
        ) or [""]


def digest(table: Table = TABLE) -> str:
    """The SHA-256 of the spec, as `render` writes it into ``spec.json``."""
    return sha256(as_bytes(spec(table))).hexdigest()


def summary(report: Report) -> str:
    """``25 of 86 cells exercised: …``."""
    cells = f"{report.reached} of {len(report.results)} cells exercised"
    verdicts = (
        f"{report.count(VIOLATES)} violate",
        f"{report.count(DIFFERS)} differ",
        f"{report.count(CONFORMS)} conform",
    )
    undetermined = report.count(UNDETERMINED)
    unknown = f"{undetermined} undetermined, " if undetermined else ""
    return f"{cells}: {', '.join(verdicts)}; {unknown}{report.count(UNREACHED)} unreached"


def drawn_words(report: Report) -> Iterator[str]:
    """``50 random examples: 6312 requests, --seed 7``, and the same of clients at once."""
    if (drawn := report.drawn) is not None:
        yield f"{drawn.examples} random examples: {drawn.requests} requests, --seed {drawn.seed}"
    if (one := report.at_once) is not None:
        yield (
            f"{one.rounds} rounds of {one.clients} clients at once: {one.requests} requests, "
            f"--seed {one.seed}"
        )


def made_words(report: Report) -> str:
    """When the report was made, by which version, and by which spec."""
    when = f"{report.date}, " if report.date else ""
    return f"{when}{DISTRIBUTION} {version(DISTRIBUTION)}, spec {digest()[:12]}"


def as_json(report: Report, url: str | None) -> dict[str, Any]:
    """The report for programs. ``url`` is where scripts ask; None is moto, in process."""
    return {
        "target": report.target,
        "profile": report.profile,
        "date": report.date or None,
        "version": version(DISTRIBUTION),
        "digest": digest(),
        "summary": {verdict: report.count(verdict) for verdict in VERDICTS},
        "stopped": report.stopped or None,
        "random": report.drawn and asdict(report.drawn),
        "at_once": report.at_once and asdict(report.at_once),
        "cells": [_cell(result) for result in report.results],
        "coverage": _coverage(report),
        "chose": [_chosen(chosen) for chosen in report.chose],
        "findings": [_finding(finding, url, report.settle) for finding in report.findings],
        "deviations": [to_json(deviation) for deviation in report.deviations],
    }


def _cell_line(result: CellResult) -> str:
    head = f"{result.verdict:{_VERDICT}}  {result.cell.id:{_CELL}}  "
    rule, worst = result.cell.rule, result.worst
    if worst is not None:
        operation = operation_of(worst.divergence.request)
        where = "" if operation == result.cell.operation else f"{operation} "
        claim = deciding(worst.divergence.claims)
        expected = expected_words(worst.divergence)
        saw = saw_words(worst.divergence)
        return f"{head}expected {where}{expected}; saw {saw}  [{claim_words(claim)}]"
    expected = f"{head}expected {due_words(result.cell)}"
    if result.seen is not None and result.verdict not in NOT_JUDGED:
        saw = answer_words(result.seen)
        return f"{expected}; saw {saw}  [{claim_words(rule.claims[0])}]"
    what = "not reached" if result.verdict == UNREACHED else "nothing follows"
    return f"{expected}; {what}: {why(result)}  [{claim_words(rule.claims[0])}]"


def _chosen_lines(chose: Iterable[Chosen], verbose: bool) -> Iterator[str]:
    """A line for each choice; unless ``verbose``, one for those that say the same of many cells."""
    alike: dict[tuple[str, str], list[Chosen]] = {}
    for chosen in chose:
        choice = every_choice()[chosen.name]
        where = "" if chosen.always else f"not always, in {', '.join(chosen.cells)}: "
        does = f"{where}{choice.words(chosen.value)} ({choice.says})"
        alike.setdefault((does, chosen.name if verbose else ""), []).append(chosen)
    for (does, _), (first, *others) in alike.items():
        more = f" and {count(len(others), 'more cell')}" if others else ""
        yield f"{CHOSE:{_VERDICT}}  {first.name}={first.value}{more}  {does}"


def _missed(report: Report) -> Iterator[str]:
    """The cells that were not exercised, by reason."""
    missed = gaps(report)
    if not missed:
        return
    yield f"{sum(len(gap.cells) for gap in missed)} cells not exercised:"
    for gap in missed:
        said = "" if gap.verdict == UNREACHED else f"{gap.verdict}: "
        yield f"{len(gap.cells):6}  {said}{gap.reason} ({gap.operations})"
    yield ""


def _cell(result: CellResult) -> dict[str, Any]:
    rule, worst = result.cell.rule, result.worst
    claims = rule.claims if worst is None else worst.divergence.claims
    told: dict[str, Any] = {
        "cell": result.cell.id,
        "verdict": result.verdict,
        "basis": rule.basis.value,
        "expected": [
            {"error": o.error.code if o.error else None, "status": o.status} for o in rule.outcomes
        ],
        "seen": None,
        "claims": [_claim_json(claim) for claim in claims],
    }
    if result.seen is not None:
        told["seen"] = _answer(result.seen)
    if worst is not None:
        divergence = worst.divergence
        told["wrong"] = {
            "operation": operation_of(divergence.request),
            "expected": _answers(divergence),
            "seen": _answer(divergence.seen, telling(divergence)),
        }
    if result.verdict in NOT_JUDGED:
        told["reason"] = why(result)
        told["reasons"] = list(result.reasons)
    return told


def _coverage(report: Report) -> dict[str, Any]:
    return {
        "cells": len(report.results),
        "exercised": report.reached,
        "not_exercised": [
            {
                "verdict": gap.verdict,
                "reason": gap.reason,
                "cells": [cell.id for cell in gap.cells],
            }
            for gap in gaps(report)
        ],
    }


def _chosen(chosen: Chosen) -> dict[str, Any]:
    choice = every_choice()[chosen.name]
    return {
        "name": chosen.name,
        "value": chosen.value,
        "always": chosen.always,
        "cells": list(chosen.cells),
        "does": choice.words(chosen.value),
        "says": choice.says,
        "claims": [_claim_json(claim) for claim in choice.claims],
    }


def _finding(finding: Finding, url: str | None, settle: float) -> dict[str, Any]:
    divergence = finding.divergence
    only = telling(divergence)
    return {
        "verdict": finding.verdict,
        "cell": finding.cell,
        "cells": list(finding.cells),
        "says": says(finding),
        "explained": bool(finding.deviations),
        "claims": [_claim_json(claim) for claim in finding.claims],
        "expected": _answers(divergence),
        "seen": _answer(divergence.seen, only),
        "shortest": finding.shortest,
        "steps": [
            {
                "operation": operation_of(step.request),
                "request": members_of(step.request),
                "answer": _answer(step.answer, (), also),
            }
            | ({"client": client} if client else {})
            | ({"later": round(step.later, 3)} if step.later else {})
            for step, client, also in steps_of(finding)
        ],
        "script": script(finding, url, settle) or None,
    }


def _answer(
    answer: Answer, only: tuple[str, ...] = (), also: tuple[str, ...] = ()
) -> dict[str, Any]:
    response = answer.response
    if isinstance(answer.error, Words):
        return {"error": None, "shows": plain(str(answer.error))}
    if answer.error is not None:
        return {"error": plain(answer.error)}
    if isinstance(response, JobDescription | ExecutionDescription | ExecutionState):
        return {"error": None, **shown(response, only, also)}
    if isinstance(response, tuple):
        return {"error": None, "executions": plain(response)}
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
