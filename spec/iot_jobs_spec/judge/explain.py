"""Explain a history: what may have decided each call, if the spec is right about the system.

Forward, `explain` keeps every belief that some order of the calls leads to. Calls that overlap, or
whose answer is unknown, wait until one of them has to have happened; then they are tried in every
order that matters to it (Wing and Gong's search with Lowe's memory). Backward, an answer that later
calls contradict is dropped: of each call remain the rules of the explanations of the whole history.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from math import inf
from typing import NamedTuple

from ..language.rules import Rule
from ..model.requests import CreateJob, DeleteJob, Request
from .advance import Advance, Taken
from .belief import Belief, once
from .forms import of_a_form
from .history import Call

MOST = 2_000
"""How many ways in which calls may have happened are looked at for one call."""
HORIZON = 200
"""How many events later an answer is looked for that contradicts a rule."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What explains a history.

    ``rules`` has for each call the rules that may have decided it. One is certain, several are
    undetermined. None: the answer may come at any time, or nobody knows it, or it came after the
    history ends for the judge. That is at ``diverges``, the index of the call whose answer nothing
    explains, or at ``exhausted``, the index of one with too many explanations to look at.
    """

    rules: tuple[tuple[Rule, ...], ...]
    diverges: int | None = None
    exhausted: int | None = None
    before: tuple[Belief, ...] = ()
    """What the system may have been before the call whose answer nothing explains."""


class _State(NamedTuple):
    """One way in which the calls so far may have happened."""

    waiting: frozenset[int]
    """The calls that have begun and not happened yet."""
    belief: Belief
    happened: int = 0


class _Event(NamedTuple):
    """The call begins, or it ends."""

    call: int
    ends: bool


class _Exhausted(Exception):
    """A budget is used up."""


def explain(calls: Sequence[Call], advance: Advance, *, most: int = MOST) -> Explanation:
    """What may have decided each of the calls, which stand in the order of their lines.

    ``most`` is the budget: how many ways in which calls may have happened are looked at for one
    call. If there are more, the history ends there for the judge.
    """
    return _Search(calls, advance, most).explanation()


class _Search:
    """The search through one history; `explanation` carries it out."""

    def __init__(self, calls: Sequence[Call], advance: Advance, most: int) -> None:
        self.calls = calls
        self.advance = advance
        self.most = most
        self.events = tuple(_events(calls))
        self.begins = {event.call: at for at, event in enumerate(self.events) if not event.ends}
        self.rules: list[dict[Rule, None]] = [{} for _ in calls]

    def explanation(self) -> Explanation:
        states: list[tuple[_State, ...]] = [(_State(frozenset(), Advance.start),)]
        diverges = exhausted = None
        before: tuple[Belief, ...] = ()
        for event in self.events:
            try:
                following = self._after(states[-1], event, None)
            except _Exhausted:
                exhausted = event.call
                break
            if not following:
                diverges = event.call
                waiting = (state for state in states[-1] if diverges in state.waiting)
                before = once(state.belief for state in waiting)
                break
            states.append(following)
        if diverges is not None:
            self.rules[diverges] = {}
        for index in range(len(self.calls)):
            if len(self.rules[index]) > 1:
                self._prune(index, states)
        return Explanation(tuple(map(tuple, self.rules)), diverges, exhausted, before)

    def _prune(self, index: int, states: Sequence[tuple[_State, ...]]) -> None:
        """Drop the rules of the call with which nothing explains what came later."""
        begins = self.begins[index]
        goes_on = partial(self._goes_on, index, begins, states)
        self.rules[index] = dict.fromkeys(filter(goes_on, self.rules[index]))

    def _goes_on(
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
        """The states after an event. ``only``: a call, and the one rule that is to decide it."""
        index, ends = event
        if not ends:
            return tuple(
                _State(waiting | {index}, belief, happened) for waiting, belief, happened in states
            )
        done = [state for state in states if index not in state.waiting]
        found = [state for state in states if index in state.waiting]
        seen = set(found) if len(found) > 1 else set()
        for state in found:
            for one in self._related(state, index) if len(state.waiting) > 1 else (index,):
                call = self.calls[one]
                rule = only[1] if only and only[0] == one else None
                taken = self._taken(state.belief, call, state.happened + 1, rule)
                if not taken.belief:
                    continue
                if only is None:
                    self.rules[one].update(dict.fromkeys(taken.rules))
                after = _State(state.waiting - {one}, taken.belief, state.happened + 1)
                if one == index:
                    done.append(after)
                elif after not in seen:
                    seen.add(after)
                    found.append(after)
            if len(found) > self.most:
                raise _Exhausted
        return once(done)

    def _taken(self, belief: Belief, call: Call, number: int, only: Rule | None) -> Taken:
        if call.form is not None:
            return of_a_form(call, call.form, self.advance, belief, number, only)
        return self.advance.after(belief, call.request, call.answer, number, only)

    def _related(self, state: _State, index: int) -> Iterator[int]:
        """The waiting calls whose order may matter to this one, itself the last."""
        others = set(state.waiting - {index})
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
                return None in (a.thing_name, b.thing_name) or a.thing_name == b.thing_name
            if isinstance(a, CreateJob) and isinstance(b, CreateJob):
                return not {*a.targets}.isdisjoint(b.targets)
            return isinstance(a, DeleteJob) and isinstance(b, DeleteJob)
        if a.thing_name is not None and b.thing_name is not None:
            return a.thing_name == b.thing_name
        of_thing, of_job = (a, b) if a.job_id is None else (b, a)
        return _has(state.belief, of_job, of_thing.thing_name or "")


def _has(belief: Belief, request: Request, thing: str) -> bool:
    """Whether the thing is a target of the job that the request is about."""
    if isinstance(request, CreateJob) and thing in request.targets:
        return True
    return any(request.job_id in joint.on.get(thing, ()) for joint in belief)


def _events(calls: Sequence[Call]) -> Iterator[_Event]:
    """Beginnings and ends of the calls in their order. A call whose answer nobody knows never ends;
    one without times is over before the next line."""
    keyed: list[tuple[tuple[float, int, int, int], _Event]] = []
    time, line = -inf, 0
    for index, call in enumerate(calls):
        if call.start is None:
            line += 1
            begins, ends = (time, 3, line, 0), (time, 3, line, 1)
        else:
            end = inf if call.end is None or call.answer is None else call.end
            begins, ends = (call.start, 0, index, 0), (end, 2, index, 0)
            time, line = (call.start if end == inf else end), 0
        keyed.append((begins, _Event(index, False)))
        if call.answer is not None:
            keyed.append((ends, _Event(index, True)))
    return (event for _, event in sorted(keyed, key=lambda one: one[0]))
