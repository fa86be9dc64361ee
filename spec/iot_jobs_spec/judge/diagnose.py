"""Diagnose: the fewest deviations of a spec that explain what a system answered.

`diagnose` explains each history. If nothing explains an answer, it tries the candidates for that
answer, and keeps the deviation that explains the most histories and makes none end earlier. A
deviation stays in force, so that the next fault behind it becomes visible. An answer that no
deviation explains stays unexplained; the history ends there for the judge.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from math import inf

from ..language.rules import RESPONSE, RequestRule, Rule
from ..model.constraints import judge as form_of
from ..model.constraints import malformed_rule
from ..model.divergence import LISTING_OPERATIONS
from ..model.requests import Request
from ..model.table import TABLE, Table
from .advance import Advance
from .candidates import Asked, candidates, wrong_in
from .deviations import COMES_LATE, LATE, LIMIT, SKIPS, STAYS, Behaviour, Deviation, applied
from .explain import Explanation, looked_back, retrace, stepped
from .history import Call, History
from .lateness import frozen, late_step, until_next_change

MOST_EFFORT = 80_000
"""The most calls that one diagnosis explains again."""
SUSPECTS = 12
"""How many rules of earlier calls are tried as the ones at fault."""
DEPTH, WIDTH = 2, 6
"""How many deviations are tried together for one answer, and how many sets of them are kept."""
RIVALS = 16
"""How many sets that explain one history are tried on the others."""
MOST = 0.5
"""The share of the answers with an overdue step that late steps must explain."""
MOST_ALIKE = 4
"""How many answers of one kind, in each of which something else is wrong, may stay unexplained
before no other is tried."""
MOST_REFUSED = 3
"""How many sets may be refused at one answer before it stays unexplained."""
SAMPLE = 10
"""On about how many histories a set is tried before it is tried on all of them."""

_LISTED = frozenset(("status", "counts"))
"""The members that both a description and a listing show."""

Judge = Callable[[Table], Advance]
Deviations = Mapping[str, Behaviour]
"""The behaviour of each cell that deviates."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a history diverges: its number and the call's, and the explanation up to there."""

    history: int
    call: int
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The deviations of a system from the spec.

    ``explanations`` are those of the histories with the ``deviations`` applied; a history ends
    before an answer that none explains, which is in ``unexplained``. ``shown`` has for each
    deviation the calls whose answers need it.
    """

    deviations: tuple[Deviation, ...]
    explanations: tuple[Explanation, ...]
    unexplained: tuple[Shown, ...]
    shown: Mapping[Deviation, tuple[Shown, ...]]
    exhausted: bool = False
    """Whether the budget of effort is used up: then fewer deviations may be enough."""
    retraced: tuple[Explanation, ...] = field(default=(), repr=False, compare=False)
    """The explanations by `retrace`."""


def diagnose(
    histories: Sequence[History | Sequence[Call]],
    table: Table = TABLE,
    judge: Judge = Advance,
    *,
    partial: bool = False,
    retraced: Sequence[Explanation] = (),
    known: Sequence[Deviation] = (),
    effort: int = MOST_EFFORT,
    note: Callable[[Sequence[Deviation]], None] = lambda _: None,
) -> Diagnosis:
    """Find the deviations that explain the histories of one system.

    ``table`` has a rule for each cell (`Table.by_cell`). ``judge`` makes the judge of a table, for
    example ``lambda table: Advance(table, settle=60)``. ``partial`` is that of `explain`.
    ``retraced`` are the explanations by `retrace` of the first histories, if known. ``known`` are
    deviations to begin with, and ``effort`` is the budget. ``note`` is called with the deviations
    each time another one is found, so that a caller who is interrupted can begin with them.
    """
    search = _Search(histories, table, judge, partial, effort, retraced)
    search.begin_with(dict(known))
    return search.diagnosis(note)


class _Search:
    def __init__(
        self,
        histories: Sequence[History | Sequence[Call]],
        table: Table,
        judge: Judge,
        partial: bool,
        effort: int,
        retraced: Sequence[Explanation] = (),
    ) -> None:
        self.histories = [
            one if isinstance(one, History) else History(tuple(one)) for one in histories
        ]
        self.table, self.judge, self.partial = table, judge, partial
        background = (rule.id for rule in table.rules if rule.operation is None)
        self.anywhere = frozenset((LATE, LIMIT, *background))
        """The cells that may decide something without a request for them."""
        self.together = _of_one_event(table)
        self.machines = {rule.id: rule.machine for rule in table.rules}
        self.effort = effort
        self.current: Deviations = {}
        self.refused: list[Deviations] = []
        """Sets that explained a sample of the histories, but made another one end earlier."""
        self.unexplained: list[Shown] = []
        self.hopeless: dict[object, set[object]] = {}
        """What was wrong in the answers of each kind that no deviation has explained."""
        self.judges: dict[tuple[Deviation, ...], Advance] = {}
        self.results: list[Explanation] = []
        more = range(len(retraced), len(self.histories))
        self.results = [*retraced, *(self._explained(h, {}) for h in more)]
        self.wrong = [h for h, result in enumerate(self.results) if result.diverges is not None]
        """The histories that the spec does not explain."""

    def begin_with(self, known: Deviations) -> None:
        """Adopt deviations that are known already."""
        if known:
            results = [self._explained(h, known) for h in range(len(self.histories))]
            self.current, self.results = known, results

    def diagnosis(self, note: Callable[[Sequence[Deviation]], None]) -> Diagnosis:
        refusals = Counter[tuple[int, int | None]]()
        while (h := self._worst()) is not None:
            found = None
            where, wrong = (h, self.results[h].diverges), self._wrong(h)
            alike = self.hopeless.setdefault(self._kind(h), set())
            known = wrong in alike or len(alike) >= MOST_ALIKE
            if self.effort > 0 and not known and refusals[where] < MOST_REFUSED:
                found = self._mended(h)
            if found is None:
                alike.add(wrong)
                self._leave(h)
            elif self._adopted(found):
                note([Deviation(cell, how) for cell, how in found.items()])
            else:
                self.refused.append(found)
                refusals[where] += 1
        self._drop_needless()
        deviations = tuple(Deviation(cell, how) for cell, how in self.current.items())
        shown = {one: tuple(self._shown_by(one)) for one in deviations}
        unexplained = tuple(self.unexplained)
        judge = self._judge_of(self.current)
        explanations = tuple(
            looked_back(one, judge, result, partial=self.partial)
            for one, result in zip(self.histories, self.results, strict=True)
        )
        exhausted, retraced = self.effort <= 0, tuple(self.results)
        return Diagnosis(deviations, explanations, unexplained, shown, exhausted, retraced)

    def _adopted(self, deviations: Deviations) -> bool:
        """Adopt the set and return True, unless it makes a history end earlier."""
        results = list(self.results)
        for h in self._touched(deviations):
            results[h] = self._explained(h, deviations)
            if results[h].ends_at < self.results[h].ends_at:
                return False
        self.current, self.results = deviations, results
        return True

    def _touched(self, deviations: Deviations) -> Iterator[int]:
        """The histories whose explanations may differ between this set and the current one."""
        for h, result in enumerate(self.results):
            differing = self._differing(h, deviations, self.current, result)
            if differing is None or differing:
                yield h

    def _changed(self, deviations: Deviations, known: Deviations) -> set[str]:
        """The cells that may decide differently: those of the events in which the sets differ."""
        cells = {cell for cell, _ in {*deviations.items()} ^ {*known.items()}}
        return {one for cell in cells for one in self.together.get(cell, (cell,))}

    def _worst(self) -> int | None:
        """The history that diverges the earliest."""
        found = [
            (result.diverges, h)
            for h, result in enumerate(self.results)
            if result.diverges is not None
        ]
        return min(found)[1] if found else None

    def _kind(self, h: int) -> object:
        """The kind of the answer at which the history diverges: the operation, the error, and the
        rules since the same request before, with whether they were about the same job. If one
        cannot be explained, no other is tried in which the same is wrong."""
        explanation, calls = self.results[h], self.histories[h].calls
        at = explanation.diverges
        assert at is not None
        request, answer = calls[at].request, calls[at].answer
        since: list[tuple[object, ...]] = []
        for index in range(at - 1, -1, -1):
            if calls[index].request == request:
                break
            if calls[index].request.operation not in self.table.reads:
                same_job = calls[index].request.job_id == request.job_id
                since.append((same_job, *(rule.id for rule in explanation.rules[index])))
        return request.operation, answer and answer.error, tuple(since), len(self.current)

    def _wrong(self, h: int) -> object:
        """What is wrong in the answer at which the history diverges."""
        explanation = self.results[h]
        call = self.histories[h].calls[explanation.diverges or 0]
        if call.answer is None:
            return None
        asked = Asked(call.request, call.answer, explanation.before, call.form)
        return wrong_in(asked, self._judge_of(self.current).table)

    def _leave(self, h: int) -> None:
        """End the history before the answer that no deviation explains."""
        diverges = self.results[h].diverges
        assert diverges is not None
        self.unexplained.append(Shown(h, diverges, self.results[h]))
        history = self.histories[h]
        self.histories[h] = replace(history, calls=history.calls[:diverges])
        judge = self._judge_of(self.current)
        self.results[h] = retrace(self.histories[h], judge, partial=self.partial)

    def _explained(
        self, h: int, deviations: Deviations, before: tuple[Deviations, Explanation] | None = None
    ) -> Explanation:
        """The explanation of the history with these deviations. It builds on ``before``, one with
        other deviations."""
        judge = self._judge_of(deviations)
        known, earlier = before or (self.current, self.results[h] if self.results else None)
        differing = self._differing(h, deviations, known, earlier)
        explained = retrace(
            self.histories[h], judge, earlier, differing=differing, partial=self.partial
        )
        self.effort -= 1 + explained.searched
        return explained

    def _judge_of(self, deviations: Deviations) -> Advance:
        key = tuple(Deviation(cell, how) for cell, how in deviations.items())
        judge = self.judges.get(key)
        if judge is None:
            if len(self.judges) > 2 * RIVALS:
                self.judges.clear()
            judge = self.judges[key] = self.judge(applied(self.table, key))
        return judge

    def _differing(
        self, h: int, deviations: Deviations, known: Deviations, earlier: Explanation | None
    ) -> list[int] | None:
        """The calls that the two sets may explain differently; None if any may be."""
        if earlier is None or not earlier.states:
            return None
        changed = self._changed(deviations, known)
        if not changed.isdisjoint(self.anywhere):
            return None
        ends = (earlier.diverges, earlier.exhausted)
        forms = any("/malformed/" in cell for cell in changed)
        return [
            index
            for index, (rules, call) in enumerate(
                zip(earlier.rules, self.histories[h].calls, strict=True)
            )
            if index in ends
            or any(rule.id in changed for rule in rules)
            or (not rules and call.answer is not None)
            or (forms and not changed.isdisjoint(_forms_of(call.request)))
        ]

    def _mended(self, h: int) -> Deviations | None:
        """The deviations that explain the history, or more of it than before."""
        start = self.results[h].ends_at
        frontier: list[tuple[Deviations, Explanation]] = [(self.current, self.results[h])]
        further: list[Deviations] = []
        for _ in range(DEPTH):
            complete: list[Deviations] = []
            following: list[tuple[float, Deviations, Explanation]] = []
            for deviations, explanation in frontier:
                reached = explanation.ends_at
                for tried in self._candidates(h, explanation, deviations):
                    if self.effort <= 0:
                        break
                    result = self._explained(h, tried, (deviations, explanation))
                    progress = result.ends_at
                    if progress == inf:
                        complete.append(tried)
                    elif progress > reached and result.diverges is not None:
                        following.append((progress, tried, result))
            best = self._best(complete)
            if best is not None:
                return self._late(h, best) or best
            following.sort(key=lambda one: (len(one[1]), -one[0]))
            further += [tried for progress, tried, _ in following if progress > start]
            frontier = [(tried, result) for _, tried, result in following[:WIDTH]]
        return self._late(h) or self._best(further[:RIVALS])

    def _late(self, h: int, instead: Deviations | None = None) -> Deviations | None:
        """The current deviations and late background steps, if these explain the history and some
        step is seen to come late: one that never comes is not late. With ``instead``, only if those
        deviations explain no history further."""
        late = {**self.current, LATE: COMES_LATE.behaviour}
        if LATE in self.current or self._late_step(h) is None:
            return None
        if self._explained(h, late).ends_at < inf:
            return None
        wrong = {h: None, **dict.fromkeys(self.wrong[:: 1 + len(self.wrong) // SAMPLE])}
        alike = [n for n in wrong if self._late_step(n) is not None]
        helped = sum(self._is_helped(n, late) for n in alike)
        if helped < MOST * len(alike) or not any(map(self._comes, alike)):
            return None
        for n in [] if instead is None else self._sample(instead):
            explained = self._explained(n, instead or {})
            if self._explained(n, late).ends_at < explained.ends_at:
                return None
        return self._best([late])

    def _is_helped(self, h: int, deviations: Deviations) -> bool:
        """Whether the deviations explain more of the history."""
        return self._explained(h, deviations).ends_at > self.results[h].ends_at

    def _late_step(self, h: int) -> Rule | None:
        """The background step that is overdue where the history diverges."""
        history, result = self.histories[h], self.results[h]
        call = history.calls[result.diverges] if result.diverges is not None else None
        if call is None or call.answer is None or call.form is not None:
            return None
        return late_step(Asked(call.request, call.answer, result.before), self.table)

    def _comes(self, h: int) -> bool:
        """Whether the step that is overdue where the history diverges is seen to come later."""
        history, at = self.histories[h], self.results[h].diverges
        assert at is not None
        late = {**self.current, LATE: COMES_LATE.behaviour}
        if self._explained(h, late).ends_at < inf:
            return False
        part = until_next_change(history, at)
        judge = self._judge_of(late)
        explained = retrace(part, judge, partial=self.partial)
        ready = stepped(explained, at, history.calls[at].request, judge)
        still = self._judge_of({**self.current, **frozen(self.table)})
        self.effort -= 1 + explained.searched
        stays = retrace(part, still, ready, at, partial=self.partial)
        self.effort -= 1 + stays.searched
        return stays.ends_at < explained.ends_at

    def _candidates(
        self, h: int, explanation: Explanation, deviations: Deviations
    ) -> Iterator[Deviations]:
        at = explanation.diverges
        assert at is not None
        call = self.histories[h].calls[at]
        if call.answer is None:
            return
        asked = Asked(call.request, call.answer, explanation.before, call.form)
        table = applied(self.table, (Deviation(c, b) for c, b in deviations.items()))
        suspects, others = self._suspects(h, at, explanation, table)
        for cell, behaviour in candidates(asked, suspects, others, table):
            before = deviations.get(cell)
            if behaviour == SKIPS:
                alike = _skipped_alike(cell, table)
                for cells in ((cell,), alike) if len(alike) > 1 else ((cell,),):
                    if deviations.keys().isdisjoint(cells):
                        yield {**deviations, **dict.fromkeys(cells, SKIPS)}
                continue
            combined = behaviour if before is None else _combined(before, behaviour)
            if combined != before:
                yield {**deviations, cell: combined}

    def _suspects(
        self, h: int, at: int, explanation: Explanation, table: Table
    ) -> tuple[list[Rule], list[Rule]]:
        """The rules that decided the earlier calls: those about the same job or thing, and those
        about another."""
        calls = self.histories[h].calls
        job_id, thing = calls[at].request.job_id, calls[at].request.thing_name
        by_id = {rule.id: rule for rule in table.rules}
        found: dict[Rule, None] = {}
        others: dict[Rule, None] = {}
        for index in range(at - 1, -1, -1):
            request = calls[index].request
            same_job = job_id is not None and request.job_id in (job_id, None)
            same_thing = thing is not None and (
                request.thing_name == thing or thing in request.targets
            )
            rules = {
                by_id.get(r.id, r): None
                for r in explanation.rules[index]
                if r.id in by_id or isinstance(r, RequestRule)
            }
            if same_job or same_thing or job_id is None:
                found.update(rules)
            if request.job_id not in (None, job_id) or request.thing_name not in (None, thing):
                others.update(rules)
            if len(found) >= SUSPECTS:
                break
        return list(found), list(others)[:SUSPECTS]

    def _best(self, sets: Sequence[Deviations]) -> Deviations | None:
        """The set that explains the most other histories and makes none end earlier; the first of
        several."""
        best: tuple[tuple[int, ...], Deviations] | None = None
        for deviations in sets[:RIVALS]:
            if deviations in self.refused or self._is_disguise(deviations):
                continue
            score = helped = tried = confirmed = 0
            for h in self._sample(deviations):
                result, before = self._explained(h, deviations), self.results[h]
                if result.ends_at < before.ends_at:
                    break
                if before.diverges is not None:
                    tried += 1
                    helped += result.ends_at > before.diverges
                    score += result.diverges is None
                    confirmed += self._was_right_before(h, before.diverges, deviations)
            else:
                certain = confirmed > 0 and score == tried
                share = helped / tried if tried else 0
                if not certain and self._is_excuse(deviations, share):
                    continue
                skips = sum(behaviour == SKIPS for behaviour in deviations.values())
                kinds = _kinds(deviations)
                rank = (-self._vague(deviations), score, -kinds, -len(deviations), skips)
                if best is None or rank > best[0]:
                    best = rank, deviations
        return None if best is None else best[1]

    def _is_disguise(self, deviations: Deviations) -> bool:
        """Whether the set makes a request lead to a wrong status and a read hide that status: two
        faults where one is enough."""
        moved = {
            (self.machines.get(cell), b.moves)
            for cell, b in deviations.items()
            if b.moves not in (None, STAYS)
        }
        for cell, behaviour in deviations.items():
            operation, status, *_ = (*cell.split("/"), "")
            hides = behaviour.answers is not None or any(
                mask.member in ("status", RESPONSE) for mask in behaviour.shows
            )
            is_new = behaviour != self.current.get(cell) and operation in self.table.reads
            if is_new and hides and (self.machines.get(cell), status) in moved:
                return True
        return False

    def _is_excuse(self, deviations: Deviations, helped: float) -> bool:
        """Whether the set lets a read show anything, although the read is right in most histories:
        then an earlier call is at fault. ``helped`` is the share of the other histories that the
        set explains."""
        for cell, behaviour in deviations.items():
            if behaviour == self.current.get(cell) or not self._vague({cell: behaviour}):
                continue
            operation = cell.split("/")[0]
            if operation not in self.table.reads or operation in LISTING_OPERATIONS:
                continue  # each execution is read before it is listed
            ends = [self._diverging_operation(h) for h in range(len(self.results))]
            wrong = helped * ends.count(operation)
            right = sum(
                end != operation and _decides(result, {cell})
                for end, result in zip(ends, self.results, strict=True)
            )
            if wrong < right:
                return True
        return False

    def _diverging_operation(self, h: int) -> str | None:
        """The operation at which the history diverges."""
        at = self.results[h].diverges
        return None if at is None else self.histories[h].calls[at].request.operation

    def _was_right_before(self, h: int, at: int, deviations: Deviations) -> bool:
        """Whether another read was right before, with no change in between, about what a
        description shows wrong: then the description is at fault."""
        new = [b for cell, b in deviations.items() if b != self.current.get(cell)]
        members = {mask.member for behaviour in new for mask in behaviour.shows}
        calls = self.histories[h].calls
        asked = calls[at].request
        if len(new) > 1 or not members or not members <= _LISTED:
            return False
        for index in range(at - 1, -1, -1):
            request, answer = calls[index].request, calls[index].answer
            if request.operation not in self.table.reads:
                return False
            of_job = request.job_id == asked.job_id and request.thing_name is None
            of_thing = request.job_id is None and request.thing_name == asked.thing_name
            other = request.operation != asked.operation
            if other and (of_job or of_thing) and answer is not None and answer.error is None:
                return True
        return False

    def _vague(self, deviations: Deviations) -> int:
        """In how many cells the set leaves open what is shown, or what is done when, or lets a read
        change something."""
        return sum(
            behaviour.sometimes
            or behaviour.is_vague
            or (cell.partition("/")[0] in self.table.reads and _changes(behaviour))
            for cell, behaviour in deviations.items()
        )

    def _sample(self, deviations: Deviations) -> Iterator[int]:
        """Some histories on which the set is tried before it is adopted: some that it may explain,
        and some that are explained already."""
        touched = list(self._touched(deviations))
        for group in (
            [h for h in touched if self.results[h].diverges is not None],
            [h for h in touched if self.results[h].diverges is None],
        ):
            yield from group[:: 1 + len(group) // SAMPLE]

    def _drop_needless(self) -> None:
        for cell in list(self.current) if len(self.current) > 1 else ():
            if all(explained.diverges is None for _, explained in self._without(cell)):
                self._adopted({c: b for c, b in self.current.items() if c != cell})

    def _shown_by(self, deviation: Deviation) -> Iterator[Shown]:
        """The calls at which the histories end without this deviation, all others in force."""
        for h, explained in self._without(deviation.cell):
            if explained.diverges is not None:
                yield Shown(h, explained.diverges, explained)

    def _without(self, cell: str) -> Iterator[tuple[int, Explanation]]:
        """The explanations, without this cell's deviation, of the histories that may need it."""
        fewer = {c: b for c, b in self.current.items() if c != cell}
        touched = set(self._touched(fewer))
        return ((h, self._explained(h, fewer)) for h in self.wrong if h in touched)


def _of_one_event(table: Table) -> dict[str, frozenset[str]]:
    """The cells of the same event, by cell: which of them decides depends on a status that may be
    uncertain."""
    groups: dict[object, set[str]] = {}
    for rule in table.rules:
        groups.setdefault((rule.machine, rule.event), set()).add(rule.id)
    return {one: frozenset(group) for group in groups.values() for one in group}


def _forms_of(request: Request) -> Iterator[str]:
    """The cells of the constraints that the request breaks, or may break."""
    return (malformed_rule(request.operation, one).id for one in form_of(request)[1])


def _skipped_alike(cell: str, table: Table) -> list[str]:
    """The cells of a background step that the same request sets off: those that change a status,
    and whose guards do not contradict those of this cell."""
    own = next(rule for rule in table.rules if rule.id == cell)
    return [
        rule.id
        for rule in table.rules
        if (rule.machine, rule.event) == (own.machine, own.event)
        and rule.expected.status != rule.source
        and all(own.guards.get(name, holds) == holds for name, holds in rule.guards.items())
    ]


def _decides(explanation: Explanation, cells: Set[str]) -> bool:
    """Whether one of the cells may have decided a call."""
    return any(rule.id in cells for rules in explanation.rules for rule in rules)


def _changes(behaviour: Behaviour) -> bool:
    return bool(behaviour.effects) or behaviour.moves not in (None, STAYS)


def _kinds(deviations: Deviations) -> int:
    """How many different things are wrong: the same in several cells of an operation is one."""
    return len({(cell.partition("/")[0], behaviour) for cell, behaviour in deviations.items()})


def _combined(before: Behaviour, more: Behaviour) -> Behaviour:
    """A behaviour that has both; where both say something, ``more`` replaces it."""
    effects = {change.field: change for change in (*before.effects, *more.effects)}
    shows = {mask.member: mask for mask in (*before.shows, *more.shows)}
    return replace(
        more,
        ignores=more.ignores or before.ignores,
        answers=before.answers if more.answers is None else more.answers,
        moves=before.moves if more.moves is None else more.moves,
        effects=tuple(effects.values()),
        shows=tuple(shows.values()),
        also=more.also or before.also,
        sometimes=more.sometimes or before.sometimes,
    )
