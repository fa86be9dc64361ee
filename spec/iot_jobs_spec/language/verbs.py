"""The verbs of the spec: each line begins with the verdict of its rules.

`accept`, `reject`, `either`, `unspecified` and `background` each take statuses, guards (``cond``
must hold, ``unless`` must not), claims (``why``) and effects (``does``). Lines are joined with
``|`` and passed to `machine.operation` or `machine.background_step`:

    reject(in_progress, INVALID_STATE_TRANSITION, unless="force", why=c.DELETE_NEEDS_FORCE)
    | accept(in_progress.to(deletion_in_progress), cond="force", why=c.DELETE_BY_FORCE)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple, TypeVar

from statemachine import State
from statemachine.transition_list import TransitionList

from .evidence import Claim
from .rules import Effect, Error, Outcome, Rule, Verdict


class Absent:
    """Stands for a job or execution that does not exist. It is not a state of the machine."""

    value = None

    def to(self, target: State) -> Moves:
        return Moves((Move(None, target),))


absent = Absent()
T = TypeVar("T")
Names = str | tuple[str, ...]
Sources = State | Absent | tuple[State | Absent, ...]


class Move(NamedTuple):
    """From one status to another; None is `absent`."""

    source: State | None
    target: State | None


class Moves(tuple[Move, ...]):
    """The moves of one line."""


@dataclass(frozen=True, slots=True)
class Given:
    """More claims or effects of a line: ``yes`` where a guard holds, ``no`` where it does not."""

    guard: str
    yes: tuple[Claim | Effect, ...]
    no: tuple[Claim | Effect, ...]


def given(guard: str, *, yes: Said = (), no: Said = ()) -> Given:
    """Claims or effects that depend on a guard, in a line whose outcome does not.

    Example: ``accept(in_progress.to(canceled), does=given("force", yes=FLAGGED, no=NOT_FLAGGED))``
    """
    return Given(guard, _tuple(yes), _tuple(no))


Said = Claim | Effect | tuple[Claim | Effect, ...]
Why = Claim | Given | tuple[Claim | Given, ...]
Does = Effect | Given | tuple[Effect | Given, ...]


class Line(NamedTuple):
    """A rule with its states. ``target`` is the state to which the expected outcome leads, None if
    that is an error or the end of the record."""

    rule: Rule
    source: State | None
    target: State | None

    def among(self, states: Mapping[str, State]) -> Line:
        """The line with the states of another machine, by value."""
        return self._replace(source=_own(self.source, states), target=_own(self.target, states))


def _own(state: State | None, states: Mapping[str, State]) -> State | None:
    return None if state is None else states[state.value]


class Lines(tuple[Line, ...]):
    """Lines of the spec, in order."""

    def __or__(self, other: object) -> Lines:
        if not isinstance(other, Lines):
            raise TypeError(f"a line begins with its verdict: {other!r} has none")
        return Lines((*self, *other))


def stays(*sources: State | Absent) -> Moves:
    """The moves that keep the status."""
    states = [None if isinstance(source, Absent) else source for source in sources]
    return Moves(tuple(Move(state, state) for state in states))


def ends(*sources: State) -> Moves:
    """The moves that remove the record."""
    return Moves(tuple(Move(source, None) for source in sources))


def accept(
    moves: Moves | TransitionList,
    *,
    why: Why = (),
    cond: Names = (),
    unless: Names = (),
    does: Does = (),
) -> Lines:
    """Accept the request and move the record. Example: ``accept(queued.to(canceled), why=…)``."""
    return _moving(Verdict.ACCEPT, moves, why, _guards(cond, unless), does)


def background(
    moves: Moves | TransitionList,
    *,
    why: Why = (),
    cond: Names = (),
    unless: Names = (),
    does: Does = (),
) -> Lines:
    """Let the service or a device move the record, without a request."""
    return _moving(Verdict.BACKGROUND, moves, why, _guards(cond, unless), does)


def reject(
    sources: Sources,
    *errors: Error,
    why: Why = (),
    which: Claim | tuple[Claim, ...] = (),
    cond: Names = (),
    unless: Names = (),
) -> Lines:
    """Reject the request with one of the errors, the expected one first; nothing changes.

    ``which`` are the claims about the choice of the error, if that is less certain than the
    rejection.
    """
    outcomes = tuple(Outcome(error) for error in errors)
    return _lines(
        Verdict.REJECT,
        [
            (None if isinstance(source, Absent) else source, None, outcomes)
            for source in (sources if isinstance(sources, tuple) else (sources,))
        ],
        why,
        _guards(cond, unless),
        which=_tuple(which),
    )


def either(*alternatives: Lines, why: Why = (), cond: Names = (), unless: Names = ()) -> Lines:
    """Permit each of the alternatives, the expected one first.

    The alternatives have the same statuses. The rule cites ``why``, then the claims of each
    alternative.
    """
    return _merged(Verdict.EITHER, alternatives, why, _guards(cond, unless))


def unspecified(*alternatives: Lines, why: Why = (), cond: Names = (), unless: Names = ()) -> Lines:
    """Permit any answer, because the sources say nothing. The alternatives are expected."""
    return _merged(Verdict.UNSPECIFIED, alternatives, why, _guards(cond, unless))


def _moving(
    verdict: Verdict,
    moves: Moves | TransitionList,
    why: Why,
    guards: Mapping[str, bool],
    does: Does,
) -> Lines:
    found = [(source, target, (Outcome(None, _value(target)),)) for source, target in _plain(moves)]
    return _lines(verdict, found, why, guards, does=does)


def _plain(moves: Moves | TransitionList) -> Iterator[Move]:
    """The moves without their transitions. `State.to` has added a transition to the machine, which
    is removed here: `machine.Event` adds one for each rule when all guards are known."""
    if isinstance(moves, Moves):
        yield from moves
        return
    for transition in moves.transitions:
        transition.source.transitions.transitions.remove(transition)
        yield Move(transition.source, transition.target)


def _lines(
    verdict: Verdict,
    found: Iterable[tuple[State | None, State | None, tuple[Outcome, ...]]],
    why: Why,
    guards: Mapping[str, bool],
    which: tuple[Claim, ...] = (),
    does: Does = (),
) -> Lines:
    """A line for each source, and for each value of the guards that `given` names."""
    claims: tuple[Claim | Given, ...] = _tuple(why)
    effects: tuple[Effect | Given, ...] = _tuple(does)
    depends = list(
        dict.fromkeys(one.guard for one in (*claims, *effects) if isinstance(one, Given))
    )
    lines = []
    for source, target, outcomes in found:
        for values in product((False, True), repeat=len(depends)):
            here = dict(zip(depends, values, strict=True))
            rule = Rule(
                verdict,
                _value(source),
                {**guards, **here},
                outcomes,
                tuple(one for one in _said(claims, here) if isinstance(one, Claim)),
                which,
                tuple(one for one in _said(effects, here) if isinstance(one, Effect)),
            )
            lines.append(Line(rule, source, target))
    return Lines(lines)


def _said(
    words: tuple[Claim | Given, ...] | tuple[Effect | Given, ...], here: Mapping[str, bool]
) -> Iterator[Claim | Effect]:
    for word in words:
        if isinstance(word, Given):
            yield from word.yes if here[word.guard] else word.no
        else:
            yield word


def _merged(
    verdict: Verdict, alternatives: tuple[Lines, ...], why: Why, guards: Mapping[str, bool]
) -> Lines:
    said = tuple(one for one in _tuple(why) if isinstance(one, Claim))
    merged = []
    for lines in zip(*alternatives, strict=True):
        rules = [line.rule for line in lines]
        if len({(rule.source, frozenset(rule.guards.items())) for rule in rules}) != 1:
            raise ValueError("alternatives must have the same sources and guards")
        rule = replace(
            rules[0],
            verdict=verdict,
            guards={**rules[0].guards, **guards},
            outcomes=tuple(outcome for rule in rules for outcome in rule.outcomes),
            claims=said + tuple(claim for rule in rules for claim in rule.claims),
            which=tuple(claim for rule in rules for claim in rule.which),
            does=tuple(effect for rule in rules for effect in rule.does),
        )
        merged.append(lines[0]._replace(rule=rule))
    return Lines(merged)


def _guards(cond: Names, unless: Names) -> dict[str, bool]:
    return dict.fromkeys(_tuple(cond), True) | dict.fromkeys(_tuple(unless), False)


def _tuple(one: T | tuple[T, ...]) -> tuple[T, ...]:
    return one if isinstance(one, tuple) else (one,)


def _value(state: State | None) -> str | None:
    return None if state is None else str(state.value)
