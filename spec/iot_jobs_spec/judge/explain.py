"""Explain a history: which rules may have decided each call, if the system follows the spec.

Forward, `explain` keeps every belief that some order of the calls leads to. Calls that overlap, or
whose answer is unknown, wait until one of them must have happened; then they are tried in every
order that matters to it (Wing and Gong's search with Lowe's memory). Then each call with several
rules is replayed with each rule alone, up to `HORIZON` events: a rule that leaves an answer
unexplained is dropped.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from functools import partial as given
from itertools import count
from math import inf
from operator import attrgetter, itemgetter
from typing import NamedTuple

from ..language.rules import Rule
from ..model.requests import CreateJob, Request
from ..model.world import new
from .advance import ANYTHING, Advance, Taken
from .belief import Belief, once
from .forms import of_a_form
from .history import Call, History, Place, Skipped
from .steps import Span

MOST = 2_000
"""The most ways in which calls may have happened that are tried for one call."""
MOST_LOST = 6
"""Of how many requests about one execution whose answers never came it is remembered whether they
have happened. The further ones may happen again and again."""
HORIZON = 200
"""Within how many events an answer may contradict a rule."""


OTHERS = Skipped(Place("", 0), "others may have acted at any time", start=-inf)
"""Stands for all that others do without a record."""
_Key = tuple[float, int, int, int]
"""The order of the events."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The explanation of a history.

    ``rules`` has for each call the rules that may have decided it: one is certain, several are
    undetermined. It has none for an answer that may come at any time or is unknown, and after the
    history ends for the judge. That is at ``diverges``, the index of the call whose answer nothing
    explains, or at ``exhausted``, the index of a call with too many explanations to try.
    """

    rules: tuple[tuple[Rule, ...], ...]
    diverges: int | None = None
    exhausted: int | None = None
    before: tuple[Belief, ...] = ()
    """The beliefs before the call whose answer nothing explains."""
    states: tuple[tuple[_State, ...], ...] = field(default=(), repr=False, compare=False)
    """Every way in which the calls up to each event may have happened; only `retrace` keeps
    them."""
    events: tuple[_Event, ...] = field(default=(), repr=False, compare=False)
    """The order in which the calls began and ended, likewise."""
    searched: int = field(default=0, repr=False, compare=False)
    """How many calls were searched; the others were reused from an earlier explanation."""

    @property
    def ends_at(self) -> float:
        """The index of the call at which the history ends for the judge; infinity if it does not
        end before its last call."""
        if self.diverges is not None:
            return self.diverges
        return inf if self.exhausted is None else self.exhausted


class _State(NamedTuple):
    """One way in which the calls so far may have happened."""

    waiting: frozenset[int]
    """The calls that have begun and not happened yet, and the skipped lines in progress."""
    belief: Belief
    happened: int = 0


_NONE: frozenset[int] = frozenset()
"""No call waits."""


class _Event(NamedTuple):
    """The call begins, or it ends. Skipped lines are numbered after the calls."""

    call: int
    ends: bool


class _Exhausted(Exception):
    """A budget is used up."""


def explain(
    history: History | Sequence[Call],
    advance: Advance,
    *,
    partial: bool = False,
    most: int = MOST,
) -> Explanation:
    """The rules that may have decided each call; the calls are in the order of their lines.

    A skipped line that may have changed a job makes it unknown: from then on, any answer about it
    that the spec permits in some world is explained, until one shows that there is no such job.
    ``partial``: others may have acted at any time without a record, so every job is unknown at
    every call. ``most`` is the budget for one call: if the calls may have happened in more ways,
    the history ends there for the judge.
    """
    return _Search(_lines(history, partial), advance, most).explanation()


def retrace(
    history: History | Sequence[Call],
    advance: Advance,
    before: Explanation | None = None,
    since: int = 0,
    *,
    differing: Sequence[int] | None = None,
    partial: bool = False,
    most: int = MOST,
) -> Explanation:
    """The same without looking back: ``rules`` has every rule that may have decided a call when it
    was made.

    The result keeps its states, and the search can reuse those of ``before``, a result by another
    judge. If that is of a history that is the same up to the call ``since``, the search begins
    there: up to it both judges agree. If it is of the same history, ``differing`` are the only
    calls, in their order, on which the judges may disagree: once the states are the same again, the
    rest is as before.
    """
    lines = _lines(history, partial)
    same = before is not None and len(before.rules) == sum(isinstance(x, Call) for x in lines)
    events = before.events if before and same and differing is not None else None
    search = _Search(lines, advance, most, events)
    if before is not None and differing is not None:
        return search.again(before, differing)
    return search.explanation(before, since, looks_back=False)


def looked_back(
    history: History | Sequence[Call],
    advance: Advance,
    explanation: Explanation,
    *,
    partial: bool = False,
    most: int = MOST,
) -> Explanation:
    """The result of `explain`, from that of `retrace` for the same history and judge."""
    return _Search(_lines(history, partial), advance, most).pruned(explanation)


def stepped(explanation: Explanation, call: int, request: Request, advance: Advance) -> Explanation:
    """The result of `retrace`, in which background steps may already have come to the job of the
    request right before this call."""
    at = explanation.events.index(_Event(call, False))
    states = [*explanation.states]
    states[at] = tuple(
        state._replace(belief=once((*state.belief, *advance.alternatives(state.belief, request))))
        for state in states[at]
    )
    return replace(explanation, states=tuple(states))


def before_each(calls: Sequence[Call], retraced: Explanation) -> tuple[Belief | None, ...]:
    """The belief when each call began, from the result of `retrace`. None if another call may have
    happened during this one or at any time, and after the history has ended for the judge."""
    return _at_each(calls, retraced, 0)


def after_each(calls: Sequence[Call], retraced: Explanation) -> tuple[Belief | None, ...]:
    """The belief when each call had ended, likewise."""
    return _at_each(calls, retraced, 2)


def _at_each(
    calls: Sequence[Call], retraced: Explanation, events_later: int
) -> tuple[Belief | None, ...]:
    events = tuple(_events(calls))
    found: list[Belief | None] = [None] * len(calls)
    for at, (index, _) in enumerate(events[: len(retraced.states) - 2]):
        waits = any(state.waiting for state in retraced.states[at])
        if events[at + 1] == (index, True) and not waits:
            states = retraced.states[at + events_later]
            found[index] = once(joint for state in states for joint in state.belief)
    return tuple(found)


def _lines(history: History | Sequence[Call], partial: bool) -> list[Call | Skipped]:
    lines: list[Call | Skipped] = [OTHERS] if partial else []
    lines += _in_order(history) if isinstance(history, History) else history
    return lines


class _Search:
    """The search through one history; `explanation` carries it out."""

    def __init__(
        self,
        lines: Sequence[Call | Skipped],
        advance: Advance,
        most: int,
        events: tuple[_Event, ...] | None = None,
    ) -> None:
        self.calls = [line for line in lines if isinstance(line, Call)]
        self.skipped = [line for line in lines if isinstance(line, Skipped)]
        self.advance = advance
        self.most = most
        self.events = tuple(_events(lines)) if events is None else events
        self.rules: list[dict[Rule, None]] = [{} for _ in self.calls]
        self.searched = 0
        """How many beginnings and ends of calls were searched."""
        self.unanswered_reads = frozenset(
            i for i, call in enumerate(self.calls) if call.answer is None and call.request.is_read
        )
        """The reads without a known answer."""
        unanswered = (at for at, call in enumerate(self.calls) if call.answer is None)
        lost = [at for at in unanswered if _is_lost(self.calls[at])]
        self.again_and_again = frozenset(lost[MOST_LOST:])
        """The calls that never end, and of which it is not remembered whether they happened."""

    @cached_property
    def begins(self) -> dict[int, int]:
        """The event with which each call begins, by number."""
        return {event.call: at for at, event in enumerate(self.events) if not event.ends}

    @cached_property
    def ends(self) -> dict[int, int]:
        """The event with which each call ends, if it does."""
        return {event.call: at for at, event in enumerate(self.events) if event.ends}

    def explanation(
        self, earlier: Explanation | None = None, since: int = 0, looks_back: bool = True
    ) -> Explanation:
        states: list[tuple[_State, ...]] = [(_State(frozenset(), Advance.start),)]
        if earlier is not None and since:
            states = list(earlier.states[: self.begins[since] + 1])
            for index in range(since):
                self.rules[index] = dict.fromkeys(map(self._own, earlier.rules[index]))
        explanation = self._goes_on(states, len(self.events)) or self._result(states)
        return self.pruned(explanation) if looks_back else explanation

    def again(self, earlier: Explanation, differing: Sequence[int]) -> Explanation:
        """The explanation without looking back, from that of a judge that may disagree on the calls
        ``differing``."""
        states = [earlier.states[0]]
        last = len(self.events)
        begin = [(self.begins[index], self.ends.get(index, last) + 1) for index in differing]
        begin.sort(reverse=True)
        over = 0
        """The number of the event at which every call so far that may differ has ended."""
        while len(states) <= len(self.events):
            at = len(states) - 1
            while begin and begin[-1][0] < at:
                over = max(over, begin.pop()[1])
            if over <= at < len(earlier.states) and states[-1] == earlier.states[at]:
                if not begin or begin[-1][0] >= len(earlier.states):
                    self._take_over(earlier, states, len(earlier.states) - 1)
                    rules, searched = self._found_rules(), self.searched // 2
                    return replace(earlier, rules=rules, states=tuple(states), searched=searched)
                self._take_over(earlier, states, begin[-1][0])
            if explanation := self._goes_on(states, len(states)):
                return explanation
        return self._result(states)

    def _take_over(self, earlier: Explanation, states: list[tuple[_State, ...]], upto: int) -> None:
        """Reuse an earlier explanation up to the event with this number."""
        at = len(states) - 1
        calls = {event.call for event in self.events[at:upto]}
        for index in calls.union(*(state.waiting for state in states[-1])):
            if index < len(self.calls):
                self.rules[index].update(dict.fromkeys(map(self._own, earlier.rules[index])))
        states += earlier.states[at + 1 : upto + 1]

    def _own(self, rule: Rule) -> Rule:
        """This judge's rule with the id of another judge's."""
        return self.advance.by_id.get(rule.id, rule)

    def _goes_on(self, states: list[tuple[_State, ...]], upto: int) -> Explanation | None:
        """Add the states after each event up to the one with this number. Return the explanation if
        the history ends before."""
        for event in self.events[len(states) - 1 : upto]:
            self.searched += 1
            try:
                following = self._after(states[-1], event, None)
            except _Exhausted:
                return self._result(states, exhausted=event.call)
            if not following:
                self.rules[event.call] = {}
                waiting = [state for state in states[-1] if event.call in state.waiting]
                call, span = self.calls[event.call], Span()
                before = once(self._before(state, call, span) for state in waiting)
                return self._result(states, event.call, before=before)
            states.append(following)
        return None

    def _result(
        self,
        states: list[tuple[_State, ...]],
        diverges: int | None = None,
        exhausted: int | None = None,
        before: tuple[Belief, ...] = (),
    ) -> Explanation:
        return Explanation(
            self._found_rules(),
            diverges,
            exhausted,
            before,
            tuple(states),
            self.events,
            self.searched // 2,
        )

    def _found_rules(self) -> tuple[tuple[Rule, ...], ...]:
        """The rules of each call, in the order of the table: the same in each run."""
        place = self.advance.places
        return tuple(
            tuple(found)
            if len(found) < 2
            else tuple(sorted(found, key=lambda rule: (place.get(rule.id, inf), rule.id)))
            for found in self.rules
        )

    def pruned(self, explanation: Explanation) -> Explanation:
        """The explanation without the rules that later answers contradict."""
        self.rules = [dict.fromkeys(rules) for rules in explanation.rules]
        for index in range(len(self.calls)):
            if len(self.rules[index]) > 1:
                self._prune(index, explanation.states)
        return replace(explanation, rules=self._found_rules(), states=(), events=())

    def _prune(self, index: int, states: Sequence[tuple[_State, ...]]) -> None:
        """Drop the rules of the call with which nothing explains the later calls."""
        begins = self.begins[index]
        known = states[begins + 1], *states[self.ends.get(index, begins) + 1 :][:1]
        if all(state.belief is ANYTHING for here in known for state in here):
            return  # nothing is known of any job, whichever rule it was
        may_be = given(self._may_be, index, begins, states)
        self.rules[index] = dict.fromkeys(filter(may_be, self.rules[index]))

    def _may_be(
        self, index: int, begins: int, states: Sequence[tuple[_State, ...]], rule: Rule
    ) -> bool:
        """Whether the history can be explained as far as before if this rule decided the call."""
        here = states[begins]
        for at in range(begins, min(len(states) - 1, begins + HORIZON)):
            try:
                here = self._after(here, self.events[at], (index, rule))
            except _Exhausted:
                return True
            if not here:
                return False
            over = all(index not in state.waiting for state in here)
            if over and here == states[at + 1]:
                return True
        return True

    def _after(
        self, states: tuple[_State, ...], event: _Event, only: tuple[int, Rule] | None
    ) -> tuple[_State, ...]:
        """The states after an event. ``only``: a call, and the one rule that may decide it."""
        index, ends = event
        if not ends:
            if index in self.unanswered_reads:
                return states
            alone = frozenset((index,))
            begun = tuple(
                [
                    new(_State, (waiting | alone, belief, happened))
                    for waiting, belief, happened in states
                ]
            )
            return once(map(self._forgotten, begun)) if self.skipped else begun
        if index >= len(self.calls):
            return once(state._replace(waiting=state.waiting - {index}) for state in states)
        if len(states) == 1 and len(states[0].waiting) == 1 and only is None and not self.skipped:
            return self._after_alone(states[0], index)
        end = self.calls[index].end
        latest = inf if end is None else end
        done = [state for state in states if index not in state.waiting]
        found = [state for state in states if index in state.waiting]
        if self.calls[index].answer is None:
            done += (state._replace(waiting=state.waiting - {index}) for state in found)
        seen = set(found) if len(found) > 1 else set()
        large = any(len(state.belief) > self.most for state in done)
        for state in found:
            for one in self._related(state, index) if len(state.waiting) > 1 else (index,):
                call = self.calls[one]
                rule = only[1] if only and only[0] == one else None
                span = Span(-inf if call.start is None else call.start, latest)
                taken = self._taken(state, call, rule, span, only is None)
                if not taken.belief:
                    continue
                if only is None:
                    self.rules[one].update(dict.fromkeys(taken.rules))
                after = self._forgotten(
                    _State(state.waiting - {one}, taken.belief, state.happened + 1)
                )
                if one == index:
                    done.append(after)
                    large = large or len(after.belief) > self.most
                elif after not in seen:
                    seen.add(after)
                    found.append(after)
            if len(found) > self.most or large:
                raise _Exhausted
        return once(done)

    def _after_alone(self, state: _State, index: int) -> tuple[_State, ...]:
        """The same for a call that does not overlap with another one."""
        waiting, belief, happened = state
        if index not in waiting:
            return (state,)
        call = self.calls[index]
        start, end = call.start, call.end
        span = new(Span, (-inf if start is None else start, inf if end is None else end))
        after, rules = self._taken(state, call, None, span, True)
        if len(after) > self.most:
            raise _Exhausted
        done = (new(_State, (_NONE, after, happened + 1)),) if after else ()
        if after:
            self.rules[index].update(dict.fromkeys(rules))
        if call.answer is None:
            done = once((new(_State, (_NONE, belief, happened)), *done))
        return done

    def _taken(
        self, state: _State, call: Call, only: Rule | None, span: Span, notes: bool
    ) -> Taken:
        """``notes``: note the rules of requests that may have happened before."""
        number, belief = state.happened + 1, state.belief
        if self.again_and_again:
            belief = self._before(state, call, span, notes)
        if call.form is not None:
            return of_a_form(call, call.form, self.advance, belief, number, only, span)
        return self.advance.after(belief, call.request, call.answer, number, only, span)

    def _before(self, state: _State, call: Call, span: Span, notes: bool = False) -> Belief:
        """The belief before the call, after the requests whose answers never came."""
        belief, request = state.belief, call.request
        for one in sorted(self.again_and_again & state.waiting):
            lost, start = self.calls[one].request, self.calls[one].start
            same_thing = request.thing_name in (None, lost.thing_name)
            if request.job_id in (None, lost.job_id) and (same_thing or self.advance.full):
                since = Span(-inf if start is None else start, span.latest)
                belief, rules = self.advance.may_have(belief, lost, state.happened + 1, since)
                if notes:
                    self.rules[one].update(dict.fromkeys(rules))
        return belief

    def _forgotten(self, state: _State) -> _State:
        """The state after the skipped lines in progress may have changed their jobs again."""
        if not self.skipped:
            return state
        belief = state.belief
        for line in self._going_on(state):
            belief = self.advance.forget(belief, line.job_id, line.thing_name)
            if line.job_id is None and line.thing_name is not None:
                for made in self._being_made(state, line.thing_name):
                    belief = self.advance.forget(belief, made, None)
        return state if belief is state.belief else state._replace(belief=belief)

    def _being_made(self, state: _State, thing: str) -> Iterator[str]:
        """The jobs on the thing that a waiting call creates: it may have happened already."""
        for one in state.waiting:
            request = self.calls[one].request if one < len(self.calls) else None
            if isinstance(request, CreateJob) and thing in request.targets:
                yield request.job_id

    def _going_on(self, state: _State) -> list[Skipped]:
        first = len(self.calls)
        return [self.skipped[i - first] for i in state.waiting if i >= first]

    def _related(self, state: _State, index: int) -> Iterator[int]:
        """The waiting calls whose order may matter to this one, which comes last."""
        others = {one for one in state.waiting if one < len(self.calls)} - {index}
        others -= self.again_and_again
        if any(line[3:5] == (None, None) for line in self._going_on(state)):
            others = set()  # nothing is known of any job, whatever their order
        related = [index]
        for one in related:
            for other in sorted(others):
                if self._matters(state, one, other):
                    others.remove(other)
                    related.append(other)
        return reversed(related)

    def _matters(self, state: _State, one: int, other: int) -> bool:
        """Whether it may make a difference which of the two calls happens first."""
        a, b = self.calls[one].request, self.calls[other].request
        if a.job_id is not None and b.job_id is not None:
            if a.job_id == b.job_id:
                same = None in (a.thing_name, b.thing_name) or a.thing_name == b.thing_name
                return same or (self.advance.full and _may_abort(state.belief, a.job_id))
            made = any(
                isinstance(x, CreateJob) and any(_has(state.belief, y, t) for t in x.targets)
                for x, y in ((a, b), (b, a))
            )
            return made or self._are_limited(state, a, b)
        of_thing, of_job = (a, b) if a.job_id is None else (b, a)
        has = _has(state.belief, of_job, of_thing.thing_name or "")
        if a.thing_name is not None and b.thing_name is not None:
            same, about = a.thing_name == b.thing_name, of_job.job_id
            if same or about is None or not has:
                return same
            return self.advance.full and _may_abort(state.belief, about)
        return has or self._are_limited(state, of_job, of_thing)

    def _are_limited(self, state: _State, a: Request, b: Request) -> bool:
        """Whether the limit on deletions may decide one of the requests, and the other too or the
        other's job may be being deleted."""
        limited = self.advance.asks_limit
        return any(
            limited(one) and (limited(other) or self.advance.may_be_deleted(state.belief, other))
            for one, other in ((a, b), (b, a))
        )


def _has(belief: Belief, request: Request, thing: str) -> bool:
    """Whether the thing is a target of the job that the request is about."""
    if isinstance(request, CreateJob) and thing in request.targets:
        return True
    job_id = request.job_id or ""
    return any(
        job_id in joint.on.get(thing, ()) or joint.shares(job_id) is None for joint in belief
    )


def _may_abort(belief: Belief, job_id: str) -> bool:
    """Whether what a device reports may make the service cancel the job: then it matters to the
    other devices of the job."""
    return any(
        shares is None or any(share and share.job.config.abort for share in shares)
        for shares in (joint.shares(job_id) for joint in belief)
    )


def _in_order(history: History) -> Iterator[Call | Skipped]:
    """The calls, each followed by the skipped lines of its file that come before the next one and
    may have changed a job."""
    skipped = [line for line in (*history.passed_over, *history.unread) if line.may_change]
    after: dict[int, list[Skipped]] = {}
    places: dict[str, list[tuple[int, int]]] = {}
    for index, call in enumerate(history.calls):
        if call.place is not None:
            places.setdefault(call.place.file, []).append((call.place.line, index))
    for line in sorted(skipped, key=attrgetter("place")):
        of_file = places.get(line.place.file, [])
        at = bisect(of_file, (line.place.line, 0))
        after.setdefault(of_file[at - 1][1] if at else -1, []).append(line)
    yield from after.get(-1, ())
    for index, call in enumerate(history.calls):
        yield call
        yield from after.get(index, ())


def _events(lines: Sequence[Call | Skipped]) -> Iterator[_Event]:
    """The beginnings and ends of the calls in their order. A call without a known answer never
    ends; one without times is over before the next line. A skipped line without times between calls
    with times begins with the call before it, and never ends."""
    timed = any(line.start is not None for line in lines)
    calls = sum(isinstance(line, Call) for line in lines)
    if not timed and calls == len(lines) and not any(map(_goes_on, lines)):  # type: ignore[arg-type]
        each = ((index, ends) for index in range(calls) for ends in (False, True))
        return map(given(new, _Event), each)
    # What has no times happens before the next call with times ends.
    before_next = [inf]
    for line in reversed(lines):
        is_timed = isinstance(line, Call) and line.start is not None and not _goes_on(line)
        end = line.end if is_timed and line.end is not None else inf
        before_next.append(min(end, before_next[-1]))
    indexes = {Call: count(), Skipped: count(calls)}
    keyed: list[tuple[_Key, _Event]] = []
    time = -inf
    begins: _Key = (-inf, 0, 0, 0)
    ends: _Key | None
    for place, line in enumerate(lines):
        index = next(indexes[type(line)])
        call = line if isinstance(line, Call) else None
        if line.start is not None:
            end_ = None if call and _goes_on(call) else line.end
            begins = (line.start, 0, index, 0)
            ends = None if end_ is None else (end_, 1, place if call else place + len(lines), 0)
            time = end_ if call and end_ is not None else max(time, line.start)
        elif call or not timed:
            time = min(time, before_next[len(lines) - place])
            begins, ends = (time, 1, place, 0), (time, 1, place, 1)
        else:
            ends = None
        keyed.append((begins, _Event(index, False)))
        if ends is not None and not (call and _goes_on(call)):
            keyed.append((ends, _Event(index, True)))
    events = [event for _, event in sorted(keyed, key=itemgetter(0))]
    return _held(events, calls) if len(lines) > calls else iter(events)


def _is_lost(call: Call) -> bool:
    """Whether it is a request about one execution that changes something, whose end is unknown."""
    names_one = None not in (call.request.job_id, call.request.thing_name)
    return names_one and not call.request.is_read and call.form is None and _goes_on(call)


def _goes_on(call: Call) -> bool:
    """Whether the end of the call is unknown."""
    return call.answer is None and not call.over


def _held(events: Sequence[_Event], calls: int) -> Iterator[_Event]:
    """The same, but a skipped line ends after the calls in progress at its end: these may have
    happened before it, so they do not show what it left."""
    ending = {event.call for event in events if event.ends}
    going_on: set[int] = set()
    held: dict[int, set[int]] = {}
    for event in events:
        if event.call < calls:
            yield event
            if event.ends:
                for waits_for in (going_on, *held.values()):
                    waits_for.discard(event.call)
            elif event.call in ending:
                going_on.add(event.call)
        elif event.ends:
            held[event.call] = {*going_on}
        else:
            yield event
        for line in [line for line, waits_for in held.items() if not waits_for]:
            del held[line]
            yield _Event(line, True)
