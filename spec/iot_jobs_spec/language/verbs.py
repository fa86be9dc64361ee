"""The words the page is written in: a verdict for each thing that can be asked of a machine.

A row begins with its verdict (`accept`, `refuse`, `happens`, `either`, `silent`), then says states,
guards, errors and claims. Rows are joined with ``|`` and given to a `machine.Event`. A row is also
a transition of python-statemachine (of its expected outcome), so that the page runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from statemachine import State
from statemachine.transition import Transition
from statemachine.transition_list import TransitionList

from .evidence import Claim
from .rules import Effect, Error, Outcome, Row, Verdict


class Refused(Exception):
    """Raised by a machine whose page refuses the event."""

    def __init__(self, error: Error) -> None:
        super().__init__(error.code)
        self.error = error


@dataclass(frozen=True, slots=True)
class Step:
    """A step that python-statemachine has no transition for: it begins or ends in `absent`."""

    source: State | None
    target: State | None
    guards: Mapping[str, bool]


class Absent:
    """Where a machine is before it is made and after it is gone: not a state of it."""

    value = None

    def to(self, target: State, cond: Names = (), unless: Names = ()) -> Step:
        return Step(None, target, _guards(cond, unless))

    def from_(self, *sources: State, cond: Names = (), unless: Names = ()) -> tuple[Step, ...]:
        return tuple(Step(source, None, _guards(cond, unless)) for source in sources)


absent = Absent()
Names = str | tuple[str, ...]
Sources = State | Absent | tuple[State | Absent, ...]
Moves = TransitionList | Step | tuple[Step, ...]


class Rows(TransitionList):
    """Rows, and the transitions of python-statemachine that carry them out."""

    def __init__(self, rows: Iterable[Row], transitions: Iterable[Transition] = ()) -> None:
        super().__init__(transitions)
        self.rows = tuple(rows)

    def __or__(self, other: object) -> Rows:
        if not isinstance(other, Rows):
            raise TypeError(f"a row begins with its verdict: {other!r} has none")
        return Rows(self.rows + other.rows, [*self.transitions, *other.transitions])

    def __bool__(self) -> bool:
        return bool(self.rows)


def stays(*sources: State | Absent, cond: Names = (), unless: Names = ()) -> Moves:
    """The moves that lead nowhere: the status is kept."""
    kept = TransitionList()
    for source in sources:
        if isinstance(source, Absent):
            return Step(None, None, _guards(cond, unless))
        kept.add_transitions(source.to(source, internal=True, cond=cond, unless=unless))
    return kept


def accept(moves: Moves, *claims: Claim, does: tuple[Effect, ...] = ()) -> Rows:
    """The request is accepted and the machine moves."""
    return _moving(Verdict.ACCEPT, moves, claims, does)


def happens(moves: Moves, *claims: Claim, does: tuple[Effect, ...] = ()) -> Rows:
    """The machine moves, and nobody asked for it."""
    return _moving(Verdict.HAPPENS, moves, claims, does)


def refuse(
    sources: Sources,
    *said: Error | Claim,
    which: tuple[Claim, ...] = (),
    cond: Names = (),
    unless: Names = (),
) -> Rows:
    """The request is answered with an error, the expected one first, and nothing changes.

    ``which`` are the claims about which error it is, where that is less certain than the refusal.
    """
    errors = tuple(word for word in said if isinstance(word, Error))
    claims = tuple(word for word in said if isinstance(word, Claim))
    guards = _guards(cond, unless)
    rows, transitions = [], []
    for source in sources if isinstance(sources, tuple) else (sources,):
        outcomes = tuple(Outcome(error) for error in errors)
        rows.append(Row(Verdict.REFUSE, source.value, guards, outcomes, claims, which))
        if isinstance(source, State):
            # Not a validator: validators run before the guards are asked.
            refuser = [_refuser(errors[0])]
            loop = source.to(source, internal=True, cond=cond, unless=unless, on=refuser)
            transitions += loop.transitions
    return Rows(rows, transitions)


def either(*alternatives: Rows | Claim) -> Rows:
    """The sources permit each of the alternatives, the expected one first.

    The alternatives have the same sources; the claims of all are kept, those given here first.
    """
    return _merged(Verdict.EITHER, alternatives)


def silent(*alternatives: Rows | Claim) -> Rows:
    """The sources say nothing: any answer may come, and these are the ones to be expected."""
    return _merged(Verdict.SILENT, alternatives)


def under(rows: Rows, cond: Names = (), unless: Names = ()) -> Rows:
    """The same rows, each under further guards."""
    for transition in rows.transitions:
        transition.cond.add(cond, expected_value=True).add(unless, expected_value=False)
    added = _guards(cond, unless)
    return Rows((replace(r, guards={**r.guards, **added}) for r in rows.rows), rows.transitions)


def _moving(
    verdict: Verdict, moves: Moves, claims: tuple[Claim, ...], does: tuple[Effect, ...]
) -> Rows:
    if isinstance(moves, TransitionList):
        transitions = moves.transitions
        steps = tuple(Step(t.source, t.target, _read(t)) for t in transitions)
    else:
        transitions = []
        steps = moves if isinstance(moves, tuple) else (moves,)
    rows = (
        Row(
            verdict,
            _value(step.source),
            step.guards,
            (Outcome(None, _value(step.target)),),
            claims,
            does=does,
        )
        for step in steps
    )
    return Rows(rows, transitions)


def _merged(verdict: Verdict, alternatives: tuple[Rows | Claim, ...]) -> Rows:
    claims = tuple(word for word in alternatives if isinstance(word, Claim))
    choices = [word for word in alternatives if isinstance(word, Rows)]
    merged = []
    for rows in zip(*(choice.rows for choice in choices), strict=True):
        if len({(row.source, frozenset(row.guards.items())) for row in rows}) != 1:
            raise ValueError("alternatives must have the same sources and guards")
        merged.append(
            replace(
                rows[0],
                verdict=verdict,
                outcomes=tuple(outcome for row in rows for outcome in row.outcomes),
                claims=claims + tuple(claim for row in rows for claim in row.claims),
                which=tuple(claim for row in rows for claim in row.which),
                does=tuple(effect for row in rows for effect in row.does),
            )
        )
    for choice in choices[1:]:
        for transition in choice.transitions:
            transition.source.transitions.transitions.remove(transition)
    return Rows(merged, choices[0].transitions)


def _refuser(error: Error) -> Callable[[], None]:
    def refuser() -> None:
        raise Refused(error)

    return refuser


def _guards(cond: Names, unless: Names) -> Mapping[str, bool]:
    return dict.fromkeys(_tuple(cond), True) | dict.fromkeys(_tuple(unless), False)


def _read(transition: Transition) -> Mapping[str, bool]:
    return {str(spec.func): bool(spec.expected_value) for spec in transition.cond}


def _tuple(names: Names) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else names


def _value(state: State | None) -> str | None:
    return None if state is None else str(state.value)
