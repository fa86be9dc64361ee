"""Deviations: what a system does in a cell instead of what the spec says there.

A `Behaviour` is the difference, as data that JSON can hold. Applied to the rule of a cell it gives
another rule, and a table with such rules is a table like any other: it explains histories, it can
be drawn, and a server can follow it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from .. import effects as e
from ..errors import ERRORS
from ..language.rules import ABSENT, Change, Effect, Error, Mask, Outcome, Rule, Verdict
from ..model.maps import Map
from ..model.pending import ANY, INSTEAD, NEXT
from ..model.requests import (
    FULL_REQUESTS,
    OF_THINGS,
    CreateJob,
    StartNextPendingJobExecution,
)
from ..model.table import Table

LIMIT = "limit"
"""The cell of a deviation from the limit of deletions."""
NO_LIMIT = 1_000_000
"""A limit of deletions that nothing reaches."""
LATE = "late"
"""The cell of a deviation from the time that background steps may take."""
NEIGHBOURS, SIBLINGS = "neighbours", "siblings"
TIME = "time"
"""Stands for the time at which a timer runs out, as the field of an `EffectChange`."""
STAYS = "="
"""Stands for the status of the cell itself."""
_ERRORS = {error.code: error for error in ERRORS}
_KINDS = {kind.operation: kind for kind in FULL_REQUESTS}


class EffectChange(NamedTuple):
    """Another effect on one field of a record.

    ``how`` is ``none`` (nothing changes it), ``is``, ``plus``, ``merge`` or ``set`` as in
    `language.rules.Change`, ``replace`` (given details replace the stored ones) or ``given`` (a
    given reason and comment are stored). For the field `NEXT`, ``value`` is one of
    `model.pending.INSTEAD`: which execution a device gets instead of the next one.
    """

    field: str
    how: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a system does instead.

    ``ignores`` names a guard that it takes for its opposite. A background step that needs the guard
    then comes to some records for which the guard does not hold. ``answers`` is an error code,
    ``""`` for success, None for the answer of the rule; ``moves`` is the status afterwards,
    `STAYS`, `ABSENT` for no record, None for that of the rule. ``effects`` are other effects,
    ``shows`` what a response shows instead. ``form``: the request is malformed. ``also`` is what
    else the request is carried out on: `NEIGHBOURS`, other jobs that share a thing, or `SIBLINGS`,
    the other executions of the job. ``sometimes``: it may also do as the spec says; a background
    step comes to some jobs or executions, and never or later to others. ``limit`` is another limit
    of deletions.
    """

    ignores: str = ""
    answers: str | None = None
    moves: str | None = None
    effects: tuple[EffectChange, ...] = ()
    shows: tuple[Mask, ...] = ()
    form: bool = False
    also: str = ""
    sometimes: bool = False
    limit: int | None = None

    @property
    def is_vague(self) -> bool:
        """Whether it leaves open what is shown, or which execution a device gets."""
        return any(mask.how == "any" for mask in self.shows) or any(
            change.field == NEXT and change.value == ANY for change in self.effects
        )

    @property
    def is_definite(self) -> bool:
        """Whether a server can do the same: it is known what the system shows and when, and `step`
        alone decides it."""
        timed = any(change.field == TIME for change in self.effects)
        return not (self.is_vague or self.sometimes or self.also or timed)

    def is_uncalled(self, rule: Rule, table: Table) -> bool:
        """Whether a background step by the rule may come although the guard does not hold."""
        holds = rule.operation is None and rule.guards.get(self.ignores, False)
        return holds and _opposite(rule, self.ignores, table) is None

    def of(self, rule: Rule, table: Table) -> Rule | None:
        """The rule of a cell with this behaviour; None if it makes no sense there."""
        found = rule
        if self.moves not in (None, STAYS, ABSENT, *table.statuses[rule.machine]):
            return None
        starts = rule.operation == StartNextPendingJobExecution.operation
        if any(x.field == NEXT and (x.value not in INSTEAD or not starts) for x in self.effects):
            return None
        if self.is_uncalled(rule, table):
            found = replace(rule, outcomes=(rule.expected, Outcome(None, rule.source)))
        elif self.ignores:
            other = _opposite(rule, self.ignores, table)
            if other is None or other.verdict is Verdict.UNSPECIFIED:
                return None
            found = replace(rule, verdict=other.verdict, outcomes=other.outcomes, does=other.does)
        if self.answers is not None or self.moves is not None:
            found = self._moved(found, table)
        for change in self.effects:
            found = _affected(found, change)
        if self.shows or self.also:
            found = replace(found, shows=self.shows, also=self.also)
        if self.sometimes:
            outcomes = tuple(dict.fromkeys((*rule.outcomes, *found.outcomes)))
            does = found.does or rule.does
            verdict = Verdict.EITHER if rule.operation else rule.verdict
            found = replace(found, verdict=verdict, outcomes=outcomes, does=does)
        return found

    def _moved(self, rule: Rule, table: Table) -> Rule:
        error: Error | None = rule.expected.error
        if self.answers is not None:
            error = error_of(self.answers) if self.answers else None
        status = rule.expected.status
        if self.moves == STAYS:
            status = rule.source
        elif self.moves is not None:
            status = self.moves
        if error is not None:
            keeps = self.moves in (None, STAYS) and not self.effects
            outcome = Outcome(error, None if keeps else status or rule.source)
        else:
            outcome = Outcome(None, None if status == ABSENT else status)
        moved = error is None and rule.expected.error is not None
        verdict = Verdict.REJECT if error is not None else Verdict.ACCEPT
        if rule.operation is None:
            verdict = Verdict.BACKGROUND
        does = rule.does
        if status != rule.expected.status or error is not None:
            does = _natural_effects(rule, outcome.status, table) if moved else ()
            if e.RETRIED in rule.does and status != rule.source:
                does = (e.RETRIED,)  # in whatever status: it is another execution
        return replace(rule, verdict=verdict, outcomes=(outcome,), does=does)


class Deviation(NamedTuple):
    """One cell with another behaviour than the spec's. ``cell`` is its id, or `LIMIT` or `LATE`."""

    cell: str
    behaviour: Behaviour


SKIPS = Behaviour(moves=STAYS, sometimes=True)
"""A background step comes to some jobs or executions only."""
COMES_LATE = Deviation(LATE, SKIPS)
"""Background steps may come later than the judge allows, at any time."""


def applied(table: Table, deviations: Iterable[Deviation]) -> Table:
    """The table by cell of a spec with these deviations. Raises KeyError for an unknown cell, and
    ValueError for a deviation about a malformed request in a cell that is not."""
    by_id = {rule.id: rule for rule in table.rules}
    rules: dict[Rule, Rule] = {}
    uncalled: dict[Rule, str] = {}
    forms: dict[str, frozenset[str | None]] = dict(table.forms)
    limit, late = None, table.late
    for cell, behaviour in deviations:
        if cell == LATE:
            late = True
        elif behaviour.limit is not None:
            limit = behaviour.limit
        elif behaviour.form:
            if cell in by_id:
                raise ValueError(f"{cell} is not about a malformed request")
            taken = behaviour.answers or None
            forms[cell] = forms.get(cell, frozenset()) | {taken}
        elif (other := behaviour.of(by_id[cell], table)) is not None:
            rules[by_id[cell]] = other
            if behaviour.is_uncalled(by_id[cell], table):
                uncalled[by_id[cell]] = behaviour.ignores
    return table.deviating(rules, forms, limit, late, uncalled)


def is_served(deviation: Deviation, table: Table) -> bool:
    """Whether a server of the table can do the same. It has nothing to show of a job or an
    execution that does not exist, and only CreateJob gives it what it shows of a job."""
    cell, behaviour = deviation
    rule = next((rule for rule in table.rules if rule.id == cell), None)
    found = None if rule is None else behaviour.of(rule, table)
    if rule is not None and behaviour.is_uncalled(rule, table):
        return False  # it is unknown when
    if found is None or found.source is not None or found.operation is None:
        return behaviour.is_definite
    accepted = found.expected.error is None
    makes = accepted and found.expected.status is not None
    kind = _KINDS[found.operation]
    if kind is CreateJob:
        follows = makes or not accepted
    elif kind.is_read and kind.operation not in OF_THINGS:
        follows = not accepted
    else:
        follows = not makes or found.machine != table.spec.job.__name__
    return behaviour.is_definite and follows


def to_json(deviation: Deviation) -> dict[str, Any]:
    """The deviation as JSON; `from_json` reads it."""
    behaviour = deviation.behaviour
    found: dict[str, Any] = {"cell": deviation.cell}
    for name in ("ignores", "form", "also", "sometimes"):
        if getattr(behaviour, name):
            found[name] = getattr(behaviour, name)
    for name in ("answers", "moves", "limit"):
        if getattr(behaviour, name) is not None:
            found[name] = getattr(behaviour, name)
    if behaviour.effects:
        found["effects"] = [
            {"field": field, "how": how, "value": _plain(value)}
            for field, how, value in behaviour.effects
        ]
    if behaviour.shows:
        found["shows"] = [
            {"member": member, "how": how, "value": _plain(value)}
            for member, how, value in behaviour.shows
        ]
    return found


def from_json(written: Mapping[str, Any]) -> Deviation:
    """The deviation that `to_json` wrote. Raises KeyError, TypeError or ValueError for others."""
    if not isinstance(written, Mapping):
        raise TypeError("a deviation is not an object")
    limit = written.get("limit")
    if limit is not None and not isinstance(limit, int):
        raise TypeError("a limit is not a whole number")
    effects = tuple(
        EffectChange(str(x["field"]), str(x["how"]), _value(x.get("value")))
        for x in written.get("effects", ())
    )
    shows = tuple(
        Mask(str(x["member"]), str(x["how"]), _value(x.get("value")))
        for x in written.get("shows", ())
    )
    behaviour = Behaviour(
        ignores=str(written.get("ignores", "")),
        answers=None if written.get("answers") is None else str(written["answers"]),
        moves=None if written.get("moves") is None else str(written["moves"]),
        effects=effects,
        shows=shows,
        form=bool(written.get("form", False)),
        also=str(written.get("also", "")),
        sometimes=bool(written.get("sometimes", False)),
        limit=limit,
    )
    return Deviation(str(written["cell"]), behaviour)


def error_of(code: str) -> Error:
    """The error with this code, also if the spec does not have it."""
    return _ERRORS.get(code) or Error(code, (), ())


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value


def _value(value: Any) -> Any:
    found = Map(value) if isinstance(value, dict) else value
    hash(found)  # TypeError for a list, wherever it is
    return found


def _opposite(rule: Rule, guard: str, table: Table) -> Rule | None:
    """The rule of the cell in which this guard has the other value, if there is one."""
    entry = table.entries[rule.machine, rule.event, rule.source]
    if guard not in rule.guards or guard not in entry.guards:
        return None
    wanted = dict(rule.guards)
    wanted[guard] = not wanted[guard]
    return entry.rules.get(tuple(wanted[name] for name in entry.guards))


def _natural_effects(rule: Rule, status: str | None, table: Table) -> tuple[Effect, ...]:
    """The effects of a rule of the same event that leads to the status, if there is one."""
    same_event = [
        other
        for other in table.rules
        if (other.machine, other.event) == (rule.machine, rule.event)
        and other.expected == Outcome(None, status)
    ]
    near = [o for o in same_event if all(rule.guards.get(g, v) == v for g, v in o.guards.items())]
    for other in (*near, *same_event):
        return other.does
    return ()


def _affected(rule: Rule, change: EffectChange) -> Rule:
    field, how, value = change
    about = "reason" if field in ("reason_code", "comment") else field
    kept = tuple(
        effect
        for effect in rule.does
        if effect.field != field and (effect.field != about or how != "none")
    )
    outcomes = rule.outcomes
    if rule.expected.error is not None and rule.expected.status is None:
        outcomes = (Outcome(rule.expected.error, rule.source),)
    if how == "none":
        does: tuple[Effect, ...] = kept
    elif how == "replace":
        does = (*kept, e.DETAILS_REPLACED)
    elif how == "given":
        does = (*(x for x in rule.does if x.field != about), e.REASON_KEPT)
    else:
        does = (*kept, Change(f"OTHER_{field}", field, "", (), how, value))
    return replace(rule, does=does, outcomes=outcomes)
