"""Prove findings: for each the shortest script that shows it alone, run anew.

Walks are tried first, the shortest first (`scripts.walks`): the first that shows the finding is its
proof. If none does, the requests of the history that showed it are run anew with less and less of
them. A history shows a finding if the spec does not explain it although all other deviations are in
force, and the finding's own ones explain it further.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from itertools import chain, islice

from ..judge.advance import Advance
from ..judge.deviations import LATE, Deviation, applied
from ..judge.diagnose import Diagnosis, Judge, Shown
from ..judge.explain import Explanation, retrace
from ..judge.findings import Finding, findings
from ..judge.history import Call
from ..model.requests import DeleteJob, DescribeJob, DescribeJobExecution
from ..model.table import Table
from ..systems.raw import RawRequest
from .right import right_world
from .run import NO_ROOM, Runner
from .script_run import Ran
from .scripts import halves
from .scripts.scene import is_filler
from .scripts.script import Ask, Script, Wait
from .scripts.walks import Aim, Walk, Walks, at_limit, is_at_limit, statuses_of
from .scripts.write import Writer

MOST_RUNS = 60
"""Scripts that are run for one finding."""
MOST_WALKS, FEW_CROWDS, FEW_WAITS = 40, 4, 16
"""How many walks of a finding are tried; of those that reach the limit on deletions although the
cell does not ask for it; of those that wait for the end of a deletion."""
FEW_OTHERS = 8
"""How many of them are about another request that may be at fault instead."""
FEW_ALONE = 8
"""How many walks are tried before those that reach the limit, where it was reached at first."""
MOST_CALLS, MOST_CALLS_ALONE = 900, 2_400
"""Requests for one finding, half of them for walks; the same where the limit was reached at first.
A script that has begun is not cut short."""
MOST_CELLS = 8
"""The cells of one finding to which walks lead."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The calls that show a finding, the last one answered wrong.

    ``shown``: a run anew has shown it; otherwise these are the calls that showed it at first.
    ``shortest``: no shorter one of the walks that were tried shows it. ``finding`` has the cell,
    the claims, the request and the answers of the proof, and still tells where it showed at first.
    """

    calls: tuple[Call, ...]
    shortest: bool
    shown: bool
    finding: Finding
    raw: tuple[RawRequest | None, ...] = ()


def at_first(finding: Finding, ran: Ran) -> Proof:
    """The calls of the run that showed the finding at first."""
    calls = ran.calls[: finding.call + 1]
    return Proof(calls, False, False, finding, raw_of(ran, finding.call))


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
        """The proof of the finding, after at most `MOST_RUNS` scripts; twice as many if what is
        left of its history blames another cell."""
        shown, best = self._shown(finding, self._walks_to(finding))
        if shown is None and best is not None and best.finding.cell not in finding.cells:
            its = replace(best.finding, cells=best.finding.cells[:1])
            aim = self._aim_of(best)
            walks = self._walks.to(aim) if aim is not None else ()
            shown, fewer = self._shown(its, walks, best.steps)
            best = fewer or best
        if shown is not None:
            return Proof(shown.calls, True, True, shown.finding, shown.raw)
        if best is not None:
            return Proof(best.calls, False, True, best.finding, best.raw)
        return at_first(finding, self._came[finding.history])

    def _shown(
        self, finding: Finding, walks: Iterable[Walk], steps: Sequence[Ask | Wait] = ()
    ) -> tuple[_Found | None, _Found | None]:
        """The first walk that shows the finding; if there is none, the shortest of what is left
        of these steps, or of its history."""
        alone = self._came[finding.history].script.alone
        attempt = _Attempt(self, finding, MOST_CALLS_ALONE if alone else MOST_CALLS)
        try:
            for walk in islice(walks, MOST_WALKS):
                if attempt.calls > attempt.most_calls // 2:
                    break
                if (shown := attempt.shown(walk)) is not None:
                    return shown, None
            left = steps or self._halved(finding, attempt) or self._original(finding)
            attempt.shrink(left)
        except _Stopped:
            pass
        return None, attempt.best

    def _aim_of(self, best: _Found) -> Aim | None:
        """What walks are to show, if fewer steps blame another cell than all of them do; None if
        nothing but reads is left."""
        cell, last = best.finding.cell, best.steps[-1]
        asks = [one for one in best.steps[:-1] if isinstance(one, Ask) and _may_change(one)]
        if not asks:
            return None
        own = [one for one in asks if one.request.operation == cell.partition("/")[0]]
        asked = replace(own[-1] if own else asks[-1], expected=None, known=False, also=())
        shows = last if isinstance(last, Ask) else Ask(DescribeJob(last.job_id))
        crowd = self._table.spec.limit.value if is_at_limit(cell, self._table) else 0
        return Aim(cell, asked, shows, crowd)

    def _halved(self, finding: Finding, attempt: _Attempt) -> Sequence[Ask | Wait]:
        """The steps of the smallest script that shows the finding, if the script that showed it
        is one of many questions at the limit on deletions: halved again and again."""
        script = self._came[finding.history].script
        smaller = halves(script, self._table, self._without) if script.alone else ()
        while smaller:
            script = next((h for h in smaller if attempt.shown(h.steps, anywhere=True)), script)
            smaller = halves(script, self._table, self._without) if script in smaller else ()
        return attempt.best.steps if attempt.best is not None else ()

    @property
    def sent(self) -> int:
        """How many requests the system was sent."""
        return self._runner.client.sent

    def run(self, steps: Sequence[Ask | Wait]) -> Ran | None:
        """What comes of the steps; None if they wait for nothing. Raises `_Stopped`."""
        self._proofs += 1
        writer = Writer(self._table, self._without)
        for one in steps:
            if isinstance(one, Ask):
                writer.send(one)
            elif not writer.wait(one):
                return None
        deletions = sum(isinstance(s, Ask) and isinstance(s.request, DeleteJob) for s in steps)
        alone = deletions >= self._table.spec.limit.value - 1
        ran = self._runner.run(
            Script(f"proof {self._proofs}", tuple(writer.steps), alone), patient=True
        )
        if ran.gone or ran.reason == NO_ROOM:
            raise _Stopped
        return ran

    def showing(
        self, finding: Finding, calls: Sequence[Call], anywhere: bool
    ) -> tuple[Finding, int] | None:
        """The finding as the calls show it, and the number of the call; None if they do not.

        ``anywhere``: one that no deviation explains may be blamed on another operation.
        """
        own = finding.deviations
        others = tuple(one for one in self._diagnosis.deviations if one not in own)
        explanation = self._explained(calls, others)
        at = explanation.diverges
        if at is None:
            return None
        shown = Shown(0, at, explanation)
        if own:
            further = (d for d in own if self._explained(calls, (*others, d)).ends_at > at)
            first = next(further, None)
            if first is None:
                if self._explained(calls, (*others, *own)).ends_at <= at:
                    return None
                first = own[0]
            told = Diagnosis((first,), (explanation,), (), {first: (shown,)})
        else:
            everything = (explanation, *self._diagnosis.explanations)
            told = Diagnosis((), everything, (shown,), {})
        found = findings(told, [calls, *(one.calls for one in self._came)], self._table)
        if not found or not (own or _alike(found[0], finding, anywhere)):
            return None
        new = found[0]
        decided = {rule.id for rules in explanation.rules[: at + 1] for rule in rules}
        if not own and not decided.isdisjoint(finding.cells):
            new = replace(new, cells=finding.cells)  # all the histories blame better than one
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
        """The walks to try, the shortest first; of those that take long, a few."""
        aims = list(self._aims(finding))
        near = [self._walks.to(aim) for aim in aims if not aim.ended]
        others = () if finding.deviations else self._others(finding)
        near += (islice(self._walks.to(aim), FEW_OTHERS) for aim in others)
        walks: Iterator[Walk] = iter(merge(*near, key=len))
        few: Iterator[Walk] = iter(())
        ended = [aim for aim in aims if aim.ended]
        if self._came[finding.history].script.alone and not aims[0].crowd:
            crowded = (self._walks.to(aim) for aim in self._crowded(aims[0]))
            each = FEW_CROWDS // 2
            few = chain(islice(walks, FEW_ALONE), *(islice(more, each) for more in crowded))
        elif ended:
            few, walks = islice(walks, MOST_WALKS - FEW_WAITS), self._walks.to(ended[0])
        every: Iterable[Walk] = chain(few, walks)
        if self._runner.settle and DescribeJob.__name__ not in self._without:
            every = map(_read_after_each, every)
        yield from _once(every)

    def _crowded(self, aim: Aim) -> Iterator[Aim]:
        """The same just below the limit on deletions, if the cell is not at the limit, and in the
        cell at the limit: it may be the number of deletions that matters."""
        most, cell = self._table.spec.limit.value, at_limit(aim.cell, self._table)
        if cell != aim.cell:
            yield replace(aim, crowd=most - 1)
        yield replace(aim, cell=cell, crowd=most)

    def _aims(self, finding: Finding) -> Iterator[Aim]:
        """What walks are to show: each cell, with the request that showed it first."""
        places: list[tuple[str, int, int, int | None]] = []
        for one in finding.deviations[:MOST_CELLS]:
            shown = min(self._diagnosis.shown[one], key=lambda s: (s.call, s.history))
            cell = finding.cell if one.cell == LATE else one.cell
            places.append((cell, shown.history, shown.call, one.behaviour.limit))
        if not places:
            places = [(finding.cell, finding.history, finding.call, None)]
        for cell, h, at, limit in places:
            asked = self._asked(cell, h, at)
            aim = self._aim(cell, h, asked, at, limit)
            yield aim
            if self._has_ended(h, asked, at):
                yield replace(aim, ended=True)

    def _others(self, finding: Finding) -> Iterator[Aim]:
        """The same for the last request about the job that was accepted: it may be at fault
        instead of the cell that is blamed."""
        h, at = finding.history, finding.call
        calls, rules = self._came[h].calls, self._diagnosis.explanations[h].rules
        job_id = calls[at].request.job_id
        for index in range(min(at, len(rules)) - 1, -1, -1):
            request, answer = calls[index].request, calls[index].answer
            if request.is_read or request.job_id not in (None, job_id):
                continue
            if answer is not None and answer.error is None:
                for rule in rules[index][:1]:
                    cell = rule.id
                    if is_at_limit(finding.cell, self._table):
                        cell = at_limit(cell, self._table)
                    yield self._aim(cell, h, index, at)
                return

    def _aim(self, cell: str, h: int, asked: int, at: int, limit: int | None = None) -> Aim:
        ran, crowd = self._came[h], 0
        if is_at_limit(cell, self._table):
            most = self._table.spec.limit.value
            crowd = most if limit is None else min(most, limit)
        shows = None if asked == at else _step_of(ran, at)
        world = right_world(ran.calls[:asked], self._table)
        return Aim(cell, _step_of(ran, asked), shows, crowd, met=statuses_of(world))

    def _asked(self, cell: str, h: int, at: int) -> int:
        """The call that fell into the cell, or did not as far as the judge knew that there was room
        for another deletion, of several the last about the same job; for a background step, the
        last before that one that may have changed something."""
        calls, rules = self._came[h].calls, self._diagnosis.explanations[h].rules
        operation = cell.partition("/")[0]
        known = rules[at] if at < len(rules) else ()
        if not known and calls[at].request.operation == operation:
            return at
        fell = [
            index
            for index in range(min(at, len(rules) - 1), -1, -1)
            if any(cell in (rule.id, at_limit(rule.id, self._table)) for rule in rules[index])
        ]
        job_id = calls[at].request.job_id
        own = [index for index in fell if calls[index].request.job_id == job_id]
        if fell:
            return (own or fell)[0]
        changes = (i for i in range(at, -1, -1) if not calls[i].request.is_read)
        return next(changes, at)

    def _has_ended(self, h: int, asked: int, at: int) -> bool:
        """Whether the deletion of the job, or of any job of a thing, may have ended before the
        question."""
        calls = self._came[h].calls
        job_id = calls[at].request.job_id
        return any(
            isinstance(call.request, DeleteJob)
            and job_id in (None, call.request.job_id)
            and call.answer is not None
            and call.answer.error is None
            for call in calls[:asked]
        )

    def _original(self, finding: Finding) -> list[Ask | Wait]:
        return [*map(self._came[finding.history].step, range(finding.call + 1))]


@dataclass(frozen=True, slots=True)
class _Found:
    """Steps that show a finding, up to the one that does, and their calls."""

    steps: tuple[Ask | Wait, ...]
    calls: tuple[Call, ...]
    finding: Finding
    raw: tuple[RawRequest | None, ...]


class _Attempt:
    """The runs for one finding."""

    def __init__(self, prover: Prover, finding: Finding, most_calls: int) -> None:
        self._prover, self._finding = prover, finding
        self.most_calls = most_calls
        self._left = MOST_RUNS
        self._sent_before = prover.sent
        self.best: _Found | None = None

    @property
    def calls(self) -> int:
        """How many requests were sent."""
        return self._prover.sent - self._sent_before

    def shown(self, steps: Sequence[Ask | Wait], anywhere: bool = False) -> _Found | None:
        """What comes of the steps, if it shows the finding; ``anywhere`` as in
        `Prover.showing`. Raises `_Stopped`."""
        if not self._left or self.calls > self.most_calls:
            raise _Stopped
        self._left -= 1
        ran = self._prover.run(steps)
        if ran is None:
            return None
        showing = self._prover.showing(self._finding, ran.calls, anywhere)
        if showing is None:
            return None
        finding, at = showing
        kept = tuple(steps[: ran.steps[at] + 1])
        self.best = _Found(kept, ran.calls[: at + 1], finding, raw_of(ran, at))
        return self.best

    def _any_shows(self, *tries: Sequence[Ask | Wait], steps: Sequence[Ask | Wait]) -> bool:
        return any(self.shown(_with_needed(one, steps), anywhere=True) for one in tries)

    def shrink(self, steps: Sequence[Ask | Wait]) -> None:
        """Find fewer of the steps that still show the finding, less with each run."""
        steps = [replace(s, known=False) if isinstance(s, Ask) else s for s in steps]
        last, concerned = steps[-1], _concerned(steps)
        for some in (concerned, steps):
            changes = [one for one in some[:-1] if _may_change(one)]
            plain, looks = [_without_version(one) for one in changes], _looks_before_last(some)
            if self._any_shows(
                [*plain, last], [*changes, last], [*changes, *looks, last], some, steps=steps
            ):
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
                    self.shown(fewer, anywhere=True)
                end = min(begin, len(self.best.steps) - 1)
            size //= 2


def _read_after_each(walk: Walk) -> Walk:
    """The walk with a read of the job after each request of its set-up, so that it goes on when
    what is due has come: a cascade before the roll-out has nothing to cancel."""
    found: list[Ask | Wait] = []
    for one, following in zip(walk, (*walk[1:], None), strict=True):
        found.append(one)
        if isinstance(one, Ask) and _may_change(one) and not _is_of_crowd(one):
            read = DescribeJob(one.request.job_id or "")
            is_next = isinstance(following, Ask) and following.request == read
            if one.request.job_id and following is not None and not is_next:
                found.append(Ask(read))
    return tuple(found)


def _once(walks: Iterable[Walk]) -> Iterator[Walk]:
    """The walks as they come, each once."""
    seen: set[Walk] = set()
    for walk in walks:
        if walk not in seen:
            seen.add(walk)
            yield walk


def _alike(new: Finding, finding: Finding, anywhere: bool) -> bool:
    """Whether two findings that no deviation explains are the same, ``anywhere`` also if another
    operation is blamed. A deletion of the crowd that goes on shows that there are too many."""
    return (
        (anywhere or new.cell.split("/")[0] == finding.cell.split("/")[0])
        and new.request.operation == finding.request.operation
        and new.seen.error == finding.seen.error
        and ({*new.members} == {*finding.members} or is_filler(new.request))
    )


def raw_of(ran: Ran, call: int) -> tuple[RawRequest | None, ...]:
    """What went over the wire, up to the call with this number, for calls that were sent raw."""
    steps = map(ran.step, range(call + 1))
    return tuple(step.raw if isinstance(step, Ask) else None for step in steps)


def _step_of(ran: Ran, call: int) -> Ask:
    """The step of the call; a wait is a read of its job."""
    one = ran.step(call)
    if isinstance(one, Wait):
        return Ask(DescribeJob(one.job_id))
    return replace(one, expected=None, known=False, also=())


def _may_change(step: Ask | Wait) -> bool:
    return isinstance(step, Wait) or not step.request.is_read


def _without_version(step: Ask | Wait) -> Ask | Wait:
    """The step without an expectedVersion that is right: so it needs no read before it."""
    return replace(step, ahead=None) if isinstance(step, Ask) and step.ahead == 0 else step


def _names(step: Ask | Wait) -> frozenset[str]:
    if isinstance(step, Wait):
        return frozenset({step.job_id})
    request = step.request
    named = (request.job_id, request.thing_name, *request.targets)
    return frozenset(name for name in named if name is not None)


def _concerned(steps: Sequence[Ask | Wait]) -> list[Ask | Wait]:
    """The steps about the jobs and the things of the last one, and about the things of its job;
    with the crowd that takes up the limit on deletions."""
    names = set(_names(steps[-1]))
    for one in steps:
        if isinstance(one, Ask) and one.request.targets and one.request.job_id in names:
            names.update(one.request.targets)
    return [one for one in steps if _is_of_crowd(one) or not names.isdisjoint(_names(one))]


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
    return isinstance(step, Ask) and is_filler(step.request)
