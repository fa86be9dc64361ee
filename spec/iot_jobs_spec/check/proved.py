"""The judge's findings as a report has them: each with the steps that show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..judge.candidates import different, nearest
from ..judge.diagnose import Diagnosis
from ..judge.findings import Finding as Judged
from ..judge.history import Call
from ..language.rules import Rule
from ..model.answers import Answer
from ..model.divergence import READS, Divergence
from ..model.requests import DeleteJob, DescribeJob, Request
from ..model.step import step
from ..model.table import Table
from ..systems.patience import LONGEST_PAUSE
from ..systems.raw import RawRequest
from .forms import blamed_on_form
from .prove import Proof
from .report.results import Finding, Step
from .request_cells import rules_by_id
from .right import right_world
from .script_run import Ran


def proved(
    judged: Judged, proof: Proof, diagnosis: Diagnosis, ran: Sequence[Ran], table: Table
) -> Finding:
    """The finding of a report, with its proof."""
    rules = rules_by_id(table)
    told, blamed = proof.finding, blamed_on_form(judged, ran, table)
    if blamed is not judged:
        told = replace(told, cells=blamed.cells, claims=blamed.claims)
    elif not judged.deviations and proof.shown and told.cell not in judged.cells:
        blamed = replace(told, cells=told.cells[:1])  # fewer requests blame better
    told = _as_if_all_else_were_right(told, proof.calls, table)
    steps = steps_of(proof.calls, proof.raw)
    return Finding(
        blamed.cells,
        divergence_of(told, rules[told.cell], steps[-1].request),
        steps,
        proof.shortest,
        proof.shown,
        _needs_an_end(steps),
        tuple(map(blamed.verdict_in, blamed.cells)),
        _set_off(judged, diagnosis, ran),
        judged.deviations,
    )


def merged(found: Iterable[Finding]) -> list[Finding]:
    """The findings. Of those that no deviation explains, and whose proofs show the same in the same
    cell, the one with the fewest steps, for the cells of all; where the steps, sent anew, did not
    show it, whatever the cell: what comes and goes is blamed on anything."""
    alike: dict[object, list[Finding]] = {}
    for number, one in enumerate(found):
        wrong = one.divergence
        shown = one.shown and one.cell, wrong.request.operation, wrong.seen.error, wrong.fields[:1]
        alike.setdefault(number if one.deviations else shown, []).append(one)
    made = []
    for its in alike.values():
        verdicts = {c: v for one in its for c, v in zip(one.cells, one.verdicts, strict=True)}
        shows = dict.fromkeys(cell for one in its for cell in one.shows)
        first = min(its, key=lambda one: len(one.steps))
        made.append(
            replace(
                first, cells=tuple(verdicts), verdicts=tuple(verdicts.values()), shows=tuple(shows)
            )
        )
    return made


def steps_of(calls: Sequence[Call], raw: Sequence[RawRequest | None]) -> tuple[Step, ...]:
    """The calls as they were sent: ``raw`` or by a client."""
    found = []
    for before, call, sent in zip((None, *calls), calls, raw, strict=False):
        request: Any = sent or call.request
        waited = _between(before, call)
        later = waited if waited > LONGEST_PAUSE else 0.0
        found.append(Step(request, call.answer or Answer(call.message), later))
    return tuple(found)


def _between(before: Call | None, call: Call) -> float:
    """The seconds between two calls, 0 if they are not known."""
    if before is None or before.end is None or call.start is None:
        return 0.0
    return call.start - before.end


def _as_if_all_else_were_right(told: Judged, calls: Sequence[Call], table: Table) -> Judged:
    """The finding with what a system without any fault answers to the last of the calls, where the
    judge expected something else because of the other faults of this one."""
    last = calls[-1]
    if last.form is not None or last.answer is None:
        return told
    right = step(right_world(calls[:-1], table), last.request, table)
    if any(one.answer.admits(last.answer) for one in right):
        return told
    near = nearest(right, last.answer) if last.answer.error is None else None
    first = [near.answer] if near is not None else []
    expected = tuple(dict.fromkeys((*first, *(one.answer for one in right))))
    if {*expected} == {*told.expected}:
        return told
    members = different(near.answer.response, last.answer.response) if near is not None else ()
    return replace(told, expected=expected, members=members)


def divergence_of(judged: Judged, rule: Rule, request: Request | None = None) -> Divergence:
    """What is wrong, as reports have it; ``request`` is what was sent, if it is not the judged
    one."""
    expected = judged.expected or (Answer(),)
    return Divergence(
        judged.verdict,
        rule,
        judged.claims,
        request or judged.request,
        expected,
        judged.seen,
        expected[0],
        judged.members,
    )


def finding_of(judged: Judged, rules: Mapping[str, Rule], steps: tuple[Step, ...]) -> Finding:
    """The finding of a report, before anything is sent anew."""
    return Finding(
        judged.cells,
        divergence_of(judged, rules[judged.cell]),
        steps,
        verdicts=tuple(map(judged.verdict_in, judged.cells)),
    )


def _needs_an_end(steps: Sequence[Step]) -> bool:
    """Whether a job that was deleted must be gone before the last request that is no read."""
    last = max((n for n, s in enumerate(steps) if not isinstance(s.request, READS)), default=0)
    deleted: set[str | None] = set()
    for request, answer, _ in steps[:last]:
        if isinstance(request, DeleteJob) and answer.error is None:
            deleted.add(request.job_id)
        elif isinstance(request, DescribeJob) and answer.error and request.job_id in deleted:
            return True
    return False


def _set_off(judged: Judged, diagnosis: Diagnosis, ran: Sequence[Ran]) -> tuple[str, ...]:
    """The cells of the requests that set off the background step of a finding, if it is in one."""
    if "." not in judged.cell.partition("/")[0]:
        return ()
    found: dict[str, None] = {}
    wrong = {one.cell for one in diagnosis.deviations}
    for history, call in judged.shown:
        rules = diagnosis.explanations[history].rules
        for number in range(min(call, len(rules)) - 1, -1, -1):
            known = rules[number][:1]
            if not ran[history].calls[number].request.is_read and known[0].id not in wrong:
                found[known[0].id] = None
                break
    return tuple(found)
