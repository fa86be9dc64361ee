"""The words the page is written in: a verdict for each thing that can be asked of a machine.

A rule begins with its verdict (`accept`, `refuse`, `happens`, `either`, `silent`), then says states,
guards, errors and claims. Rules are joined with ``|`` and given to a `machine.Event`. A rule is also
a transition of python-statemachine (of its expected outcome), so that the page runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from statemachine import State
from statemachine.transition import Transition
from statemachine.transition_list import TransitionList

from .evidence import Claim
from .rules import Effect, Error, Outcome, Rule, Verdict


class Rejected(Exception):
    """Raised by a machine whose page rejects the event."""

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


class Rules(TransitionList):
    """Rows, and the transitions of python-statemachine that carry them out."""

    def __init__(self, rules: Iterable[Rule], transitions: Iterable[Transition] = ()) -> None:
        super().__init__(transitions)
        self.rules = tuple(rules)

    def __or__(self, other: object) -> Rules:
        if not isinstance(other, Rules):
            raise TypeError(f"a rule begins with its verdict: {other!r} has none")
        return Rules(self.rules + other.rules, [*self.transitions, *other.transitions])

    def __bool__(self) -> bool:
        return bool(self.rules)


def stays(*sources: State | Absent, cond: Names = (), unless: Names = ()) -> Moves:
    """The moves that lead nowhere: the status is kept."""
    kept = TransitionList()
    for source in sources:
        if isinstance(source, Absent):
            return Step(None, None, _guards(cond, unless))
        kept.add_transitions(source.to(source, internal=True, cond=cond, unless=unless))
    return kept


def accept(moves: Moves, *claims: Claim, does: tuple[Effect, ...] = ()) -> Rules:
    """The request is accepted and the machine moves."""
    return _moving(Verdict.ACCEPT, moves, claims, does)


def background(moves: Moves, *claims: Claim, does: tuple[Effect, ...] = ()) -> Rules:
    """The machine moves, and nobody asked for it."""
    return _moving(Verdict.BACKGROUND, moves, claims, does)


def reject(
    sources: Sources,
    *said: Error | Claim,
    which: tuple[Claim, ...] = (),
    cond: Names = (),
    unless: Names = (),
) -> Rules:
    """The request is answered with an error, the expected one first, and nothing changes.

    ``which`` are the claims about which error it is, where that is less certain than the rejection.
    """
    errors = tuple(word for word in said if isinstance(word, Error))
    claims = tuple(word for word in said if isinstance(word, Claim))
    guards = _guards(cond, unless)
    rules, transitions = [], []
    for source in sources if isinstance(sources, tuple) else (sources,):
        outcomes = tuple(Outcome(error) for error in errors)
        rules.append(Rule(Verdict.REJECT, source.value, guards, outcomes, claims, which))
        if isinstance(source, State):
            # Not a validator: validators run before the guards are asked.
            rejecter = [_rejecter(errors[0])]
            loop = source.to(source, internal=True, cond=cond, unless=unless, on=rejecter)
            transitions += loop.transitions
    return Rules(rules, transitions)


def either(*alternatives: Rules | Claim) -> Rules:
    """The sources permit each of the alternatives, the expected one first.

    The alternatives have the same sources; the claims of all are kept, those given here first.
    """
    return _merged(Verdict.EITHER, alternatives)


def unspecified(*alternatives: Rules | Claim) -> Rules:
    """The sources say nothing: any answer may come, and these are the ones to be expected."""
    return _merged(Verdict.UNSPECIFIED, alternatives)


def under(rules: Rules, cond: Names = (), unless: Names = ()) -> Rules:
    """The same rules, each under further guards."""
    for transition in rules.transitions:
        transition.cond.add(cond, expected_value=True).add(unless, expected_value=False)
    added = _guards(cond, unless)
    return Rules((replace(r, guards={**r.guards, **added}) for r in rules.rules), rules.transitions)


def _moving(
    verdict: Verdict, moves: Moves, claims: tuple[Claim, ...], does: tuple[Effect, ...]
) -> Rules:
    if isinstance(moves, TransitionList):
        transitions = moves.transitions
        steps = tuple(Step(t.source, t.target, _read(t)) for t in transitions)
    else:
        transitions = []
        steps = moves if isinstance(moves, tuple) else (moves,)
    rules = (
        Rule(
            verdict,
            _value(step.source),
            step.guards,
            (Outcome(None, _value(step.target)),),
            claims,
            does=does,
        )
        for step in steps
    )
    return Rules(rules, transitions)


def _merged(verdict: Verdict, alternatives: tuple[Rules | Claim, ...]) -> Rules:
    claims = tuple(word for word in alternatives if isinstance(word, Claim))
    choices = [word for word in alternatives if isinstance(word, Rules)]
    merged = []
    for rules in zip(*(choice.rules for choice in choices), strict=True):
        if len({(rule.source, frozenset(rule.guards.items())) for rule in rules}) != 1:
            raise ValueError("alternatives must have the same sources and guards")
        merged.append(
            replace(
                rules[0],
                verdict=verdict,
                outcomes=tuple(outcome for rule in rules for outcome in rule.outcomes),
                claims=claims + tuple(claim for rule in rules for claim in rule.claims),
                which=tuple(claim for rule in rules for claim in rule.which),
                does=tuple(effect for rule in rules for effect in rule.does),
            )
        )
    for choice in choices[1:]:
        for transition in choice.transitions:
            transition.source.transitions.transitions.remove(transition)
    return Rules(merged, choices[0].transitions)


def _rejecter(error: Error) -> Callable[[], None]:
    def rejecter() -> None:
        raise Rejected(error)

    return rejecter


def _guards(cond: Names, unless: Names) -> Mapping[str, bool]:
    return dict.fromkeys(_tuple(cond), True) | dict.fromkeys(_tuple(unless), False)


def _read(transition: Transition) -> Mapping[str, bool]:
    return {str(spec.func): bool(spec.expected_value) for spec in transition.cond}


def _tuple(names: Names) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else names


def _value(state: State | None) -> str | None:
    return None if state is None else str(state.value)
