"""Prove findings: for each the shortest script that shows it alone, run anew.

Walks are tried first, the shortest first (`scripts.walks`): the first that shows the finding is its
proof. If none does, the requests of the history that showed it are run anew with less and less of
them. A history shows a finding if the spec does not explain it although all other deviations are in
force, and the finding's own ones explain it further.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from itertools import chain, islice
from math import inf

from ..judge.advance import Advance
from ..judge.deviations import Deviation, applied
from ..judge.diagnose import Diagnosis, Judge, Shown
from ..judge.explain import Explanation, retrace
from ..judge.findings import Finding, findings
from ..judge.history import Call
from ..model.requests import DeleteJob, DescribeJob, DescribeJobExecution
from ..model.table import Table
from .run import NO_ROOM, Ran, Runner
from .scripts.scene import FILLER
from .scripts.script import Ask, Script, Wait
from .scripts.walks import Aim, Walk, Walks, is_at_limit
from .scripts.write import Writer

MOST_RUNS = 60
"""Scripts that are run for one finding."""
MOST_WALKS, FEW_CROWDS, FEW_WAITS = 40, 4, 16
"""How many walks of a finding are tried; of those that reach the limit on deletions although the
cell does not ask for it; of those that wait for the end of a deletion."""
MOST_CELLS = 8
"""The cells of one finding to which walks lead."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The calls that show a finding, the last one answered wrong.

    ``shown``: a run anew has shown it; otherwise these are the calls that showed it at first.
    ``shortest``: no shorter one of the walks that were tried shows it. ``finding`` has the cell,
    claims, request and answers of the proof; its history and its calls are the old ones.
    """

    calls: tuple[Call, ...]
    shortest: bool
    shown: bool
    finding: Finding


class _Stopped(Exception):
    """The system is gone, no deletion ends, or the budget is used up."""


class Prover:
    """Proves the findings of one diagnosis on the system that was diagnosed.

    ``came`` are the runs with the histories, and ``table`` is the one by cell, of the diagnosis;
    ``judge`` made its judges.
    """

    def __init__(
        self,
        runner: Runner,
        came: Sequence[Ran],
        diagnosis: Diagnosis,
        table: Table,
        judge: Judge = Advance,
    ) -> None:
        self._runner, self._came, self._diagnosis = runner, came, diagnosis
        self._table, self._judge = table, judge
        self._without = frozenset(runner.client.missing)
        self._walks = Walks(table, self._without)
        self._judges: dict[tuple[Deviation, ...], Advance] = {}
        self._proofs = 0

    def prove(self, finding: Finding) -> Proof:
        """The proof of the finding, after at most `MOST_RUNS` scripts."""
        attempt = _Attempt(self, finding)
        try:
            for walk in islice(self._walks_to(finding), MOST_WALKS):
                if (shown := attempt.shown(walk)) is not None:
                    return Proof(shown.calls, True, True, shown.finding)
            attempt.shrink(self._original(finding))
        except _Stopped:
            pass
        if attempt.best is not None:
            return Proof(attempt.best.calls, False, True, attempt.best.finding)
        calls = self._came[finding.history].calls[: finding.call + 1]
        return Proof(calls, False, False, finding)

    def run(self, steps: Sequence[Ask | Wait]) -> Ran:
        """What comes of the steps. Raises `_Stopped`."""
        self._proofs += 1
        writer = Writer(self._table, self._without)
        for one in steps:
            if isinstance(one, Wait):
                writer.wait(one.job_id)
            else:
                writer.send(one)
        deletions = sum(isinstance(s, Ask) and isinstance(s.request, DeleteJob) for s in steps)
        alone = deletions >= self._table.spec.limit.value - 1
        ran = self._runner.run(Script(f"proof {self._proofs}", tuple(writer.steps), alone))
        if ran.gone or ran.reason == NO_ROOM:
            raise _Stopped
        return ran

    def showing(self, finding: Finding, calls: Sequence[Call]) -> tuple[Finding, int] | None:
        """The finding as the calls show it, and the number of the call; None if they do not."""
        own = finding.deviations
        others = tuple(one for one in self._diagnosis.deviations if one not in own)
        explanation = self._explained(calls, others)
        at = explanation.diverges
        if at is None:
            return None
        shown = Shown(0, at, explanation)
        if own:
            further = (d for d in own if _progress(self._explained(calls, (*others, d))) > at)
            first = next(further, None)
            if first is None:
                if _progress(self._explained(calls, (*others, *own))) <= at:
                    return None
                first = own[0]
            told = Diagnosis((first,), (explanation,), (), {first: (shown,)})
        else:
            told = Diagnosis((), (explanation,), (shown,), {})
        found = findings(told, [calls], self._table)
        if not found or not (own or _alike(found[0], finding)):
            return None
        new = found[0]
        return replace(
            new,
            verdict=finding.verdict,
            cells=tuple(dict.fromkeys((*new.cells, *finding.cells))),
            deviations=tuple(dict.fromkeys((*new.deviations, *own))),
            history=finding.history,
            call=finding.call,
            shown=finding.shown,
        ), at

    def _explained(self, calls: Sequence[Call], deviations: tuple[Deviation, ...]) -> Explanation:
        judge = self._judges.get(deviations)
        if judge is None:
            judge = self._judges[deviations] = self._judge(applied(self._table, deviations))
        return retrace(calls, judge)

    # Walks.

    def _walks_to(self, finding: Finding) -> Iterator[Walk]:
        aims = list(self._aims(finding))
        near = [aim for aim in aims if not aim.ended]
        walks = merge(*map(self._walks.to, near), key=len)
        first = aims[0]
        parts: list[Iterator[Walk]] = [walks]
        ended = [aim for aim in aims if aim.ended]
        if ended:
            parts = [islice(walks, MOST_WALKS - FEW_WAITS), self._walks.to(ended[0])]
        elif self._came[finding.history].script.alone and not first.crowd:
            crowded = replace(first, crowd=self._table.spec.limit.value)
            few = islice(self._walks.to(crowded), FEW_CROWDS)
            parts = [islice(walks, MOST_WALKS - FEW_CROWDS), few]
        yield from dict.fromkeys(chain(*parts))

    def _aims(self, finding: Finding) -> Iterator[Aim]:
        """What walks are to show: each cell, with the request that showed it first."""
        places: list[tuple[str, int, int, int | None]] = []
        for one in finding.deviations[:MOST_CELLS]:
            shown = min(self._diagnosis.shown[one], key=lambda s: (s.call, s.history))
            places.append((one.cell, shown.history, shown.call, one.behaviour.limit))
        if not places:
            places = [(finding.cell, finding.history, finding.call, None)]
        for cell, h, at, limit in places:
            aim = self._aim(cell, h, at, limit)
            yield aim
            if self._has_ended(h, at):
                yield replace(aim, ended=True)

    def _aim(self, cell: str, h: int, at: int, limit: int | None) -> Aim:
        ran = self._came[h]
        asked = self._asked(cell, h, at)
        crowd = 0
        if is_at_limit(cell, self._table):
            most = self._table.spec.limit.value
            crowd = most if limit is None else min(most, limit)
        shows = None if asked == at else _step_of(ran, at)
        return Aim(cell, _step_of(ran, asked), shows, crowd)

    def _asked(self, cell: str, h: int, at: int) -> int:
        """The call that fell into the cell; for a background step, the last before that one that
        may have changed something."""
        calls, rules = self._came[h].calls, self._diagnosis.explanations[h].rules
        operation = cell.split("/", maxsplit=1)[0]
        known = rules[at] if at < len(rules) else ()
        if not known and calls[at].request.operation == operation:
            return at
        for index in range(min(at, len(rules) - 1), -1, -1):
            if any(rule.id == cell for rule in rules[index]):
                return index
        changes = (i for i in range(at, -1, -1) if not calls[i].request.is_read)
        return next(changes, at)

    def _has_ended(self, h: int, at: int) -> bool:
        """Whether a deletion of the job may have ended before that call."""
        ran = self._came[h]
        job_id = ran.calls[at].request.job_id
        return any(
            isinstance(call.request, DeleteJob)
            and call.request.job_id in (job_id, call.request.job_id if job_id is None else None)
            and call.answer is not None
            and call.answer.error is None
            for call in ran.calls[:at]
        )

    def _original(self, finding: Finding) -> list[Ask | Wait]:
        ran = self._came[finding.history]
        return [ran.script.steps[n] for n in ran.steps[: finding.call + 1]]


@dataclass(frozen=True, slots=True)
class _Found:
    """Steps that show a finding, up to the one that does, and their calls."""

    steps: tuple[Ask | Wait, ...]
    calls: tuple[Call, ...]
    finding: Finding


class _Attempt:
    """The runs for one finding."""

    def __init__(self, prover: Prover, finding: Finding) -> None:
        self._prover, self._finding = prover, finding
        self._left = MOST_RUNS
        self.best: _Found | None = None

    def shown(self, steps: Sequence[Ask | Wait]) -> _Found | None:
        """What comes of the steps, if it shows the finding. Raises `_Stopped`."""
        if not self._left:
            raise _Stopped
        self._left -= 1
        ran = self._prover.run(steps)
        showing = self._prover.showing(self._finding, ran.calls)
        if showing is None:
            return None
        finding, at = showing
        self.best = _Found(tuple(steps[: ran.steps[at] + 1]), ran.calls[: at + 1], finding)
        return self.best

    def shrink(self, steps: Sequence[Ask | Wait]) -> None:
        """Find fewer of the steps that still show the finding, less with each run."""
        steps = [replace(s, known=False) if isinstance(s, Ask) else s for s in steps]
        concerned = _concerned(steps)
        changes = [s for s in concerned[:-1] if _may_change(s)]
        looks = _looks_before_last(concerned)
        for fewer in (
            [*changes, concerned[-1]],
            [*changes, *looks, concerned[-1]],
            concerned,
            steps,
        ):
            if self.shown(_with_needed(fewer, steps)) is not None:
                break
        else:
            return
        assert self.best is not None
        size = max(1, len(self.best.steps) // 2)
        while size:
            end = len(self.best.steps) - 1
            while end > 0:
                kept = self.best.steps
                begin = max(0, end - size)
                dropped = [n for n in range(begin, end) if not _is_of_crowd(kept[n])]
                fewer = [s for n, s in enumerate(kept) if n not in dropped]
                if dropped and _with_needed(fewer, kept) == fewer:
                    self.shown(fewer)
                end = min(begin, len(self.best.steps) - 1)
            size //= 2


def _progress(explanation: Explanation) -> float:
    if explanation.diverges is not None:
        return explanation.diverges
    return inf if explanation.exhausted is None else explanation.exhausted


def _alike(new: Finding, finding: Finding) -> bool:
    """Whether two findings that no deviation explains are the same."""
    return (
        new.cell.split("/")[0] == finding.cell.split("/")[0]
        and new.request.operation == finding.request.operation
        and new.seen.error == finding.seen.error
        and {*new.members} == {*finding.members}
    )


def _step_of(ran: Ran, call: int) -> Ask:
    """The step of the call; a wait is a read of its job."""
    one = ran.script.steps[ran.steps[call]]
    if isinstance(one, Wait):
        return Ask(DescribeJob(one.job_id))
    return replace(one, expected=None, known=False, also=())


def _may_change(step: Ask | Wait) -> bool:
    return isinstance(step, Wait) or not step.request.is_read


def _names(step: Ask | Wait) -> frozenset[str]:
    if isinstance(step, Wait):
        return frozenset({step.job_id})
    request = step.request
    named = (request.job_id, request.thing_name, *request.targets)
    return frozenset(name for name in named if name is not None)


def _concerned(steps: Sequence[Ask | Wait]) -> list[Ask | Wait]:
    """The steps about the jobs and the things of the last one."""
    names = _names(steps[-1])
    return [one for one in steps if not names.isdisjoint(_names(one))]


def _looks_before_last(steps: Sequence[Ask | Wait]) -> list[Ask | Wait]:
    """The reads right before the last step."""
    first = len(steps) - 1
    while first and not _may_change(steps[first - 1]):
        first -= 1
    return list(steps[first:-1])


def _with_needed(fewer: Sequence[Ask | Wait], steps: Sequence[Ask | Wait]) -> list[Ask | Wait]:
    """The steps, each that is ahead of a version behind the read that tells the version."""
    found: list[Ask | Wait] = []
    for one in fewer:
        if isinstance(one, Ask) and one.ahead is not None:
            request = one.request
            read = DescribeJobExecution(request.job_id or "", request.thing_name or "")
            told = any(isinstance(s, Ask) and s.request == read for s in found)
            was = any(isinstance(s, Ask) and s.request == read for s in steps)
            if was and not told:
                found.append(Ask(read))
        found.append(one)
    return found


def _is_of_crowd(step: Ask | Wait) -> bool:
    return isinstance(step, Ask) and (step.request.job_id or "").startswith(FILLER)
