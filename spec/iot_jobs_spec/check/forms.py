"""What a check may say of a cell about requests alone.

That a malformed request is rejected proves nothing where the operation rejects everything. And if
well-formed requests are answered wrong only where their values try a constraint, or where they are
sent raw, the constraint or the form is at fault and not the status.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from .. import claims as c
from ..judge.findings import Finding
from ..judge.history import Call
from ..model.constraints import Fit, judge
from ..model.table import Table
from .client import NO_ENDPOINT
from .request_cells import rules_by_id
from .script_run import Ran
from .scripts import Ask


class Way(NamedTuple):
    """An operation, and whether its requests go raw over the wire or through a client."""

    operation: str
    raw: bool


class Asked(NamedTuple):
    """A question and what came. ``kept`` says that the answer is right, and a later read shows that
    what was asked for was not done."""

    ask: Ask
    call: Call
    kept: bool = False

    @property
    def way(self) -> Way:
        return Way(self.call.request.operation, self.ask.raw is not None)

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells about requests alone that it is about."""
        return tuple(cell for cell in self.ask.cells if "/malformed/" in cell or "/raw/" in cell)

    @property
    def alone(self) -> Asked:
        """The same; sent raw, about its own cell alone: the others only need it to be accepted."""
        return self._replace(ask=replace(self.ask, also=())) if self.way.raw else self

    @property
    def must_be_accepted(self) -> bool:
        """Whether a right system accepts it."""
        return self.ask.expected is not None and self.ask.expected.error is None

    @property
    def is_accepted(self) -> bool:
        return self.call.answer is not None and self.call.answer.error is None


def unproved(ran: Sequence[Ran], takes_raw: bool) -> Mapping[str, str]:
    """The cells about requests alone of which nothing is known, each with the reason: a request of
    it got no answer, or the operation accepts nothing. ``takes_raw`` says that the system can be
    sent raw requests."""
    found: dict[str, str] = {}
    asked = [one for each in ran for one in _asked(each)]
    refusing = _refusing(asked)
    for one in asked:
        reason = refusing.get(one.way, "")
        if one.call.answer is None and not reason:
            reason = one.call.message or "no answer"
        if reason:
            found.update((cell, reason) for cell in one.cells if cell not in found)
    if not takes_raw:
        steps = (step for each in ran for step in each.script.steps)
        raw = (step for step in steps if isinstance(step, Ask) and step.raw is not None)
        found |= {cell: NO_ENDPOINT for step in raw for cell in step.cells}
    return found


def blamed_on_form(finding: Finding, ran: Sequence[Ran], table: Table) -> Finding:
    """The finding in the cells of constraints or forms, if well-formed requests were answered wrong
    only where they try these, and others were accepted."""
    operation = finding.cell.partition("/")[0]
    shown = [_about(ran[history], call, operation) for history, call in finding.shown]
    tried = [one.alone for one in shown if one is not None and one.cells]
    plain = [one for one in shown if one is None or (one.ask.cell and not one.cells)]
    if not tried or plain or any(not _is_wrong_for_its_form(one) for one in tried):
        return finding
    if not {one.way for one in tried}.isdisjoint(_refusing([a for r in ran for a in _asked(r)])):
        return finding
    fewest = min(len(one.cells) for one in tried)
    cells = tuple(
        dict.fromkeys(cell for one in tried if len(one.cells) == fewest for cell in one.cells)
    )
    own = tuple(cell for cell in cells if cell.rpartition("/")[2].lower() in finding.members)
    cells = own or cells
    rules = rules_by_id(table)
    claims = tuple(
        claim for claim in rules[cells[0]].claims if claim is not c.MALFORMED_IS_INVALID_REQUEST
    )
    return replace(finding, cells=cells, claims=claims)


def _is_wrong_for_its_form(one: Asked) -> bool:
    """Whether it was sent raw, or is well-formed and was rejected or not done."""
    well_formed = judge(one.call.request)[0] is not Fit.BROKEN
    return one.way.raw or (well_formed and (one.kept or not one.is_accepted))


def _refusing(asked: Sequence[Asked]) -> Mapping[Way, str]:
    """The ways on which no well-formed request was accepted, with the words for it."""
    accepted = {one.way for one in asked if one.ask.form is None and one.is_accepted}
    found: dict[Way, str] = {}
    for one in asked:
        if one.must_be_accepted and one.way not in accepted:
            answer, http = one.call.answer, one.call.http
            told = answer.error if answer is not None else http and f"HTTP {http}"
            if told:
                words = f"{one.way.operation} answered {told} to a well-formed request too"
                found.setdefault(one.way, words)
    return found


def _asked(ran: Ran) -> Iterator[Asked]:
    for number in range(len(ran.calls)):
        if (one := _at(ran, number)) is not None:
            yield one


def _at(ran: Ran, call: int) -> Asked | None:
    step = ran.step(call)
    return Asked(step, ran.calls[call]) if isinstance(step, Ask) else None


def _about(ran: Ran, call: int, operation: str) -> Asked | None:
    """What a call asks; for a read that shows what this operation did, the last question before it;
    for a read of a set-up the question that asks the same."""
    found = _at(ran, call)
    if found is not None and found.ask.cell is None and found.call.request.is_read:
        for number in range(call - 1, -1, -1) if found.way.operation != operation else ():
            if not ran.calls[number].request.is_read:
                before = _at(ran, number)
                return before and before._replace(kept=before.is_accepted)
        questions = (ask for part in ran.script.parts for ask in part.questions)
        same = (ask for ask in questions if ask.request == found.call.request)
        return Asked(next(same, found.ask), found.call)
    return found
