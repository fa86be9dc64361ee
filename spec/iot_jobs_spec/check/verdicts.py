"""The verdict on each cell: what was seen in it, or why nothing follows or nothing was asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..judge.advance import Advance
from ..judge.explain import Explanation
from ..judge.history import Call
from ..language.guards import LimitReached
from ..language.rules import Rule
from ..model.answers import Answer, ExecutionDescription, JobDescription
from ..model.divergence import LISTINGS
from ..model.requests import CreateJob, DeleteJob, DescribeJob, DescribeJobExecution, Request
from ..model.table import Cell, Table
from .answers import said, unsaid
from .client import NO_ENDPOINT
from .forms import unproved
from .report.results import CONFORMS, UNDETERMINED, UNREACHED, CellResult, Finding, worst
from .report.words import answered_words
from .script_run import Ran
from .scripts import Ask, Wait, scripts
from .views import Seen, shown_by, unseen

NOT_AT_LIMIT = "it takes 11 jobs that are deleted: add --at-limit"
AT_ONCE = "deletions end at once"
NO_WAY = "no sequence of requests leads to this status"
NO_TIMERS = "only a timer leads to this status: add --timers"
UNEXPLAINED = "an answer before it was wrong, and no change of the spec explains how"


class _Reasons(dict[str, dict[str, None]]):
    """Why something is so of some cells: each reason once, in the order in which they came."""

    def add(self, names: Iterable[str], why: str) -> None:
        """Note the reason for these cells."""
        for name in names:
            self.setdefault(name, {})[why] = None


class Verdicts:
    """What the scripts of a check say of each cell, by its id.

    ``explanations`` are those of the scripts that ``ran``, by the ``judge`` who knows what is
    wrong, and ``views`` what other reads showed. ``missing`` are the operations that the system
    lacks, with its words, and ``stopped`` says why the check ended early, if it did.
    """

    def __init__(
        self,
        ran: Sequence[Ran],
        views: Sequence[Seen],
        explanations: Sequence[Explanation],
        judge: Advance,
        table: Table,
        missing: Mapping[str, str],
        *,
        stopped: str,
        at_limit: bool,
        takes_raw: bool,
        timers: bool,
    ) -> None:
        self.table, self.missing, self.stopped = table, missing, stopped
        self.at_limit, self.timers = at_limit, timers
        self.unknown = {**unproved(ran, takes_raw), **unseen(views)}
        """Why nothing is known of cells about requests alone, and of views."""
        self.seen: dict[str, Answer] = {**said(ran, judge), **shown_by(views)}
        self.unsaid = unsaid(ran)
        self.doubts = _Reasons()
        """Why nothing follows from the answer to a question in the cell."""
        self.not_asked = _Reasons()
        """Why questions about the cell were not put, or were put elsewhere."""
        self.cut_short = _Reasons()
        """Why scripts ended before a question about the cell."""
        self.left_out: dict[str, str] = {}
        """The listings that were not answered after other requests, with what came instead."""
        for one, explanation in zip(ran, explanations, strict=True):
            self._note(one, explanation)

    def results(self, its: Mapping[str, Cell], found: Iterable[Finding]) -> Iterator[CellResult]:
        """The verdict on each of these cells, where this was ``found``."""
        at_fault: dict[str, Finding] = {}
        for finding in found:
            for name in (*finding.cells, *finding.shows):
                known = at_fault.get(name)
                both = (finding.verdict_in(name), known.verdict_in(name) if known else CONFORMS)
                if known is None or worst(both) != both[1]:
                    at_fault[name] = finding
        planned = _planned(self.table, self.at_limit, self.timers)
        for name, cell in its.items():
            if name in at_fault:
                finding = at_fault[name]
                verdict = finding.verdict_in(name)
                yield CellResult(cell, verdict, (), finding, finding.divergence.seen)
                continue
            reasons = self._reasons(cell)
            if name in self.unknown:
                yield CellResult(cell, UNREACHED, (self.unknown[name],))
            elif name in self.seen:
                short = [
                    f"not in every circumstance: {why}" for why in self.cut_short.get(name, ())
                ]
                left_out = (*self._left_out(cell), *short)
                yield CellResult(cell, CONFORMS, left_out, None, self.seen[name])
            elif name in self.doubts:
                yield CellResult(cell, UNDETERMINED, reasons)
            else:
                yield CellResult(cell, UNREACHED, self._unasked(cell, reasons, planned))

    # What came of each script.

    def _note(self, one: Ran, explanation: Explanation) -> None:
        asked: set[str] = set()
        for number, call in enumerate(one.calls):
            names = one.step(number).cells
            asked.update(names)
            if call.answer is None:
                why = call.message or "no answer"
                if call.request.operation not in self.missing:
                    self.doubts.add(names, why)
                    if not names and isinstance(call.request, LISTINGS):
                        self.left_out[call.request.operation] = why
            elif number >= len(explanation.rules) or number == explanation.diverges:
                self.doubts.add(names, UNEXPLAINED)
            else:
                self._judged(one, number, call.answer, explanation.rules[number], names)
        if one.reason and one.missing is None:
            for step in one.script.steps:
                unasked = [name for name in step.cells if name not in asked]
                self.not_asked.add(unasked, one.reason)
                self.cut_short.add(unasked, one.reason)

    def _judged(
        self, one: Ran, number: int, answer: Answer, rules: Sequence[Rule], names: Sequence[str]
    ) -> None:
        request = one.calls[number].request
        words = answered_words(request, answer)
        forms = [name for name in names if "/malformed/" in name or "/raw/" in name]
        if not rules:
            self.doubts.add(names, f"{words}, which may come at any time")
        for rule in rules:
            others = [other.id for other in rules if other is not rule]
            lost = _lost(one, number, self.missing)
            if others:
                self.doubts.add([rule.id], f"{words}, and by then it may have been {others[0]}")
            elif lost:
                self.doubts.add([rule.id, *forms], f"could not be read back: {lost}")
            else:
                for name in (rule.id, *forms):
                    self.seen.setdefault(name, answer)
        ids = {rule.id for rule in rules}
        elsewhere = [name for name in names if name not in ids and name not in forms]
        if rules and elsewhere:
            self.not_asked.add(elsewhere, _astray(one, number, self.table))

    # Why nothing was seen.

    def _reasons(self, cell: Cell) -> tuple[str, ...]:
        reasons = [*self.doubts.get(cell.id, ()), *self.not_asked.get(cell.id, ())]
        return tuple(dict.fromkeys((*reasons, *self._left_out(cell))))

    def _left_out(self, cell: Cell) -> Iterator[str]:
        if (crash := self.left_out.get(cell.operation or "")) is not None:
            yield f"not read after other requests: {crash}"

    def _unasked(
        self, cell: Cell, reasons: tuple[str, ...], planned: Mapping[str, frozenset[str]]
    ) -> tuple[str, ...]:
        """Why no question reached the cell."""
        if cell.operation in self.missing:
            return (self.missing[cell.operation or ""],)
        if "/view/" in cell.id:
            return (self.stopped or NO_ENDPOINT,)
        if "/answer/" in cell.id:
            return (self.stopped or self.unsaid,)
        limits = [n for n, g in self.table.spec.guards.items() if isinstance(g, LimitReached)]
        if not self.at_limit and any(dict(cell.guards).get(name) for name in limits):
            return (NOT_AT_LIMIT,)
        if cell.id not in planned and not reasons:
            return (self.stopped or self._no_way(cell),)
        needs = planned.get(cell.id, frozenset())
        lacking = [words for name, words in self.missing.items() if name in needs]
        return tuple(dict.fromkeys(filter(None, [*reasons, *lacking, self.stopped])))

    def _no_way(self, cell: Cell) -> str:
        """Why nothing leads to a cell."""
        timers = (rule for rule in self.table.rules if rule.event in self.table.spec.timers)
        to = {rule.expected.status for rule in timers}
        return NO_TIMERS if cell.status in to and not self.timers else NO_WAY


def _planned(table: Table, at_limit: bool, timers: bool) -> Mapping[str, frozenset[str]]:
    """For each cell the operations of the set-ups after which it is asked about."""
    found: dict[str, frozenset[str]] = {}
    for script in scripts(table, at_limit=at_limit, timers=timers):
        for part in script.parts:
            asked = {one.operation for one in part.setup if not isinstance(one, Wait)}
            for name in (name for ask in part.questions for name in ask.cells):
                found[name] = found.get(name, frozenset()) | asked
    return found


def _lost(one: Ran, number: int, missing: Mapping[str, str]) -> str:
    """What came instead of a description of what the request names, right after it; empty if it
    was read."""
    request = one.calls[number].request
    for call in one.calls[number + 1 :] if not request.is_read else ():
        read = call.request
        if not read.is_read:
            break
        own = read.job_id == request.job_id and isinstance(read, DescribeJob | DescribeJobExecution)
        if own and call.answer is None and read.operation not in missing:
            return call.message or "no answer"
    return ""


def _astray(one: Ran, number: int, table: Table) -> str:
    """Why the question with this number was put elsewhere than planned."""
    deleting = table.spec.deleting
    asked = one.calls[number].request
    if one.script.alone and all(_status(call.answer) != deleting for call in one.calls[:number]):
        return f"no job stayed {deleting}: {AT_ONCE}"
    before = one.calls[:number]
    seen_deleting = {c.request.job_id for c in before if _status(c.answer) == deleting}
    begun = {c.request.job_id for c in before if _has_begun(c)}
    if asked.job_id in seen_deleting and not one.script.alone:
        return f"the deletion of the {asked.job_id} had ended by then"
    if asked.job_id in begun and not one.script.alone:
        return f"the {asked.job_id} never was {deleting}: {AT_ONCE}"
    changed: Request | None = None
    for index, call in enumerate(before):
        if not call.request.is_read:
            changed = call.request
            continue
        step = one.step(index)
        expected = step.expected if isinstance(step, Ask) else None
        status = _status(call.answer)
        if expected is None or not isinstance(call.request, DescribeJob | DescribeJobExecution):
            continue
        planned = _status(expected)
        if call.answer is not None and status != planned and deleting not in (status, planned):
            after = f" after {changed.operation}" if changed else ""
            if status is None and isinstance(changed, CreateJob):
                return f"{_named(call.request)} was not there{after}: may it need --settle?"
            return f"{_named(call.request)} was {status or 'gone'}, not {planned or 'gone'},{after}"
    if one.script.alone:
        return f"{len(seen_deleting)} jobs were {deleting}, and some of them may have ended"
    if begun:
        return f"the {asked.job_id or min(map(str, begun))} never was {deleting}: {AT_ONCE}"
    after = f" after {changed.operation}" if changed else ""
    return f"it is not known in which cell the set-up ended{after}"


def _has_begun(call: Call) -> bool:
    """Whether it is a DeleteJob that was accepted."""
    answered = call.answer is not None and call.answer.error is None
    return answered and isinstance(call.request, DeleteJob)


def _named(request: Request) -> str:
    if request.thing_name is None:
        return f"the {request.job_id}"
    return f"the execution of the {request.job_id} on the {request.thing_name}"


def _status(answer: Answer | None) -> str | None:
    response = answer.response if answer else None
    return response.status if isinstance(response, JobDescription | ExecutionDescription) else None
