"""What a check says of answers alone: their HTTP status, and members that no machine decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from ..judge import findings as judged
from ..judge.advance import Advance
from ..judge.answers import told_by, wrong_answers
from ..judge.history import Call
from ..model.answers import Answer
from ..model.table import Table
from .fewest import fewest
from .prove import raw_of
from .proved import finding_of, steps_of
from .report.results import Finding
from .request_cells import rules_by_id
from .run import Runner
from .script_run import Ran
from .scripts import Ask

UNHEARD = "this system does not say how its answers come"
UNSAID = "no answer came in which this shows"


def said(ran: Sequence[Ran], judge: Advance) -> Mapping[str, Answer]:
    """The cells about answers alone of which something was seen, each with the first answer."""
    found: dict[str, Answer] = {}
    for calls in map(_of_clients, ran):
        for told in told_by(calls, judge):
            found.setdefault(told.rule.id, calls[told.call].answer or Answer())
    return found


def unsaid(ran: Sequence[Ran]) -> str:
    """Why nothing was seen of the other cells about answers alone."""
    heard = any(call.http is not None for one in ran for call in one.calls)
    return UNSAID if heard else UNHEARD


def answered_wrong(
    ran: Sequence[Ran], table: Table, judge: Advance, runner: Runner | None
) -> Iterator[Finding]:
    """A finding for each way in which answers are wrong. The ``judge`` knows all deviations of the
    system. The ``runner`` tries fewer requests; without one the finding has those that were sent at
    first."""
    rules = rules_by_id(table)
    for found in wrong_answers([_of_clients(one) for one in ran], judge):
        one, upto = ran[found.history], found.call + 1
        steps = steps_of(one.calls[:upto], raw_of(one, found.call))
        steps, shown = fewest(steps, runner, partial(_shows, found, judge))
        yield replace(finding_of(found, rules, steps), shortest=shown, shown=shown)


def _of_clients(ran: Ran) -> list[Call]:
    """The calls, without what is known of how those were answered that were sent raw."""
    steps = map(ran.step, range(len(ran.calls)))
    return [
        call._replace(http=None) if isinstance(step, Ask) and step.raw is not None else call
        for call, step in zip(ran.calls, steps, strict=True)
    ]


def _shows(found: judged.Finding, judge: Advance, ran: Ran) -> bool:
    """Whether the last call of the run is answered so."""
    last, shown = len(ran.calls) - 1, (found.expected, found.seen)
    again = wrong_answers([ran.calls], judge)
    return any((0, last) in one.shown for one in again if (one.expected, one.seen) == shown)
