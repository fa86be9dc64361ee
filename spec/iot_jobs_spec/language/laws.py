"""Laws: one line of an operation that derives many of its rules.

The spec writes out the base lifecycle rule by rule. A law adds one more check to all rules of an
operation, such as the version check: where the guard of the law holds, each rule about an existing
record becomes another rule. `machine.operation` applies laws in the order in which they are given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from statemachine import State

from .evidence import Claim
from .rules import Effect, Error, Outcome, Rule, Verdict
from .verbs import Line, Lines

Claims = Claim | tuple[Claim, ...]


def _is_touched(line: Line) -> bool:
    return line.source is not None and line.rule.verdict is not Verdict.UNSPECIFIED


@dataclass(frozen=True, slots=True)
class Law:
    """Where ``guard`` holds, ``derive`` makes the rule that answers instead."""

    guard: str
    derive: Callable[[Line], Line]
    touches: Callable[[Line], bool] = _is_touched

    def applied(self, lines: Lines) -> Lines:
        """Return the lines for both values of the guard.

        Two kinds of rule stay as they are: rules about an absent record, because the service checks
        for absence first, and unspecified rules, which permit any answer already. Some laws change
        fewer rules.
        """
        found: list[Line] = []
        touched = [line for line in lines if self.touches(line)]
        for line in lines:
            if line not in touched:
                found.append(line)
                continue
            rule = line.rule
            found.append(
                line._replace(rule=replace(rule, guards={**rule.guards, self.guard: False}))
            )
        derived: list[Line] = []
        for line in touched:
            one = self.derive(line)
            guards = {**line.rule.guards, self.guard: True}
            _add(derived, one._replace(rule=replace(one.rule, guards=guards, law=self.guard)))
        return Lines((*found, *derived))


def _add(lines: list[Line], line: Line) -> None:
    """Add a line. If it differs from an earlier line only in the value of one guard, merge the two
    into one line that does not read that guard."""
    for at, other in enumerate(lines):
        same = line._replace(rule=other.rule) == other and _says_the_same(line.rule, other.rule)
        if same and line.rule.guards.keys() == other.rule.guards.keys():
            differing = [
                name for name, holds in line.rule.guards.items() if other.rule.guards[name] != holds
            ]
            if len(differing) == 1:
                guards = {n: holds for n, holds in line.rule.guards.items() if n != differing[0]}
                lines[at] = line._replace(rule=replace(line.rule, guards=guards))
                return
    lines.append(line)


def _says_the_same(rule: Rule, other: Rule) -> bool:
    """Whether the rules agree in everything but their guards."""
    return all(
        getattr(rule, field) == getattr(other, field)
        for field in ("verdict", "source", "outcomes", "claims", "which", "does")
    )


def after_status(guard: str, *errors: Error, why: Claims, unsettled: Claim) -> Law:
    """Add a check that is expected to come after the check of the status.

    A request that passes the check of the status fails with one of ``errors``; any other fails with
    its own error, as expected, or with one of ``errors``. ``unsettled`` is the claim that the
    sources do not say which check comes first.
    """
    return Law(
        guard, lambda line: _checked(line, errors, _tuple(why), (), unsettled, own_first=True)
    )


def before_status(
    guard: str, *errors: Error, why: Claims, unsettled: Claim, which: Claims = ()
) -> Law:
    """Add a check that is expected to come before the check of the status.

    Every request fails with one of ``errors``, as expected, or with its own error. ``which`` are
    the claims about the choice among ``errors``.
    """
    claims, of_error = _tuple(why), _tuple(which)
    return Law(
        guard, lambda line: _checked(line, errors, claims, of_error, unsettled, own_first=False)
    )


def cuts_off(guard: str, *errors: Error, why: Claims) -> Law:
    """The service may reject the request with one of ``errors``, as expected, or answer it as if
    the guard did not hold."""
    claims = _tuple(why)

    def derive(line: Line) -> Line:
        rule = line.rule
        own = [outcome for outcome in rule.outcomes if outcome.error]
        known = {outcome.error for outcome in own}
        outcomes = tuple(Outcome(e) for e in errors if e not in known) + rule.outcomes
        rejects = len(own) == len(rule.outcomes)
        return Line(
            replace(
                rule,
                verdict=Verdict.REJECT if rejects else Verdict.EITHER,
                outcomes=outcomes,
                claims=claims + rule.claims,
            ),
            line.source,
            None,
        )

    return Law(guard, derive)


def anything_may_come(guard: str, *errors: Error, why: Claims) -> Law:
    """The sources say nothing, so any answer is permitted.

    The expected answers are success, with the effect of the rule if it accepts, and ``errors``.
    """
    claims = _tuple(why)

    def derive(line: Line) -> Line:
        rule, rejected = line.rule, line.rule.verdict is Verdict.REJECT
        accepted = Outcome(None, rule.source) if rejected else rule.expected
        return Line(
            replace(
                rule,
                verdict=Verdict.UNSPECIFIED,
                outcomes=(accepted, *(Outcome(error) for error in errors)),
                claims=claims,
                which=(),
                does=(),
            ),
            line.source,
            line.source if rejected else line.target,
        )

    return Law(guard, derive)


def adds(guard: str, *does: Effect, to: tuple[State, ...], why: Claims) -> Law:
    """Where the guard holds, accepted requests in these states have more effects."""
    claims, statuses = _tuple(why), {state.value for state in to}

    def derive(line: Line) -> Line:
        rule = line.rule
        return line._replace(
            rule=replace(rule, does=(*rule.does, *does), claims=(*rule.claims, *claims))
        )

    def touches(line: Line) -> bool:
        accepts = any(outcome.error is None for outcome in line.rule.outcomes)
        return _is_touched(line) and accepts and line.rule.source in statuses

    return Law(guard, derive, touches)


def holds_back(guard: str, *, why: Claims) -> Law:
    """Where the guard holds, a background step does not come."""
    claims = _tuple(why)

    def derive(line: Line) -> Line:
        stays = (Outcome(None, line.rule.source),)
        return line._replace(
            rule=replace(line.rule, outcomes=stays, claims=claims, which=(), does=()),
            target=line.source,
        )

    return Law(guard, derive, lambda line: _is_touched(line) and line.target is not line.source)


def _checked(
    line: Line,
    errors: tuple[Error, ...],
    why: tuple[Claim, ...],
    which: tuple[Claim, ...],
    order: Claim,
    own_first: bool,
) -> Line:
    rule = line.rule
    own = tuple(outcome for outcome in rule.outcomes if outcome.error)
    added = tuple(Outcome(error) for error in errors)
    if rule.verdict is Verdict.EITHER and {*own} <= {*added}:
        own = ()  # whichever check comes first, the error is one of the added ones
    if own and own_first and rule.verdict is Verdict.REJECT:
        outcomes = (*own, *added)
    else:
        outcomes = (*added, *own)
    claims, of_error = why, which
    if own:
        claims = (order, *why, *rule.claims)
        of_error = (*which, *(rule.which if rule.verdict is Verdict.REJECT else ()))
    derived: Rule = replace(
        rule,
        verdict=Verdict.REJECT,
        outcomes=tuple(dict.fromkeys(outcomes)),
        claims=tuple(dict.fromkeys(claims)),
        which=tuple(dict.fromkeys(of_error)),
        does=(),
    )
    return Line(derived, line.source, None)


def _tuple(claims: Claims) -> tuple[Claim, ...]:
    return claims if isinstance(claims, tuple) else (claims,)
