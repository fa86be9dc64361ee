"""Findings in rounds of clients at once: answers that no order of overlapping calls explains.

What one client alone is answered wrong is none: the scripts of the check are about that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from ..judge.advance import Advance
from ..judge.diagnose import Diagnosis, Shown
from ..judge.explain import retrace
from ..judge.findings import Finding as Judged
from ..judge.findings import findings
from ..judge.history import Call, History
from ..judge.proofs import smallest
from ..model.table import Table
from .proved import finding_of, steps_of
from .report.results import Finding
from .request_cells import rules_by_id
from .script_run import Ran

AGAIN = 5
"""How often a round is run once more, until it shows the same again."""


def overlapping(
    ran: Sequence[Ran],
    table: Table,
    judges: Sequence[Advance],
    again: Callable[[int], Ran | None],
) -> Iterator[Finding]:
    """A finding for each way in which rounds are answered wrong, with the fewest of its calls.

    None of the ``judges`` may explain it: the last one knows what is wrong without overlap, and the
    first one that not all of it must be. ``again`` runs a round once more.
    """
    found: dict[object, tuple[int, Judged, tuple[Call, ...]]] = {}
    for number, one in enumerate(ran):
        judged = _judged(one.calls, table, judges)
        if judged is None:
            continue
        calls = _fewest(one.calls, judged, judges[-1])
        known = found.get(_kind(judged))
        if _overlap(calls) and (known is None or len(calls) < len(known[2])):
            found[_kind(judged)] = number, judged, calls
    rules = rules_by_id(table)
    for number, judged, calls in found.values():
        shown = any(
            (once := again(number)) is not None
            and (more := _judged(once.calls, table, judges)) is not None
            and _kind(more) == _kind(judged)
            for _ in range(AGAIN)
        )
        finding = finding_of(judged, rules, steps_of(calls, [None] * len(calls)))
        yield replace(finding, shown=shown, clients=tuple(call.client or "" for call in calls))


def _judged(calls: Sequence[Call], table: Table, judges: Sequence[Advance]) -> Judged | None:
    """What is wrong, if no judge knows an order of the calls that explains it."""
    told = tuple(retrace(calls, judge) for judge in judges)
    at = told[-1].diverges
    if at is None or any(one.diverges is None for one in told):
        return None
    diagnosis = Diagnosis((), told[-1:], (Shown(0, at, told[-1]),), {})
    return next(iter(findings(diagnosis, [calls], table)), None)


def _overlap(calls: Sequence[Call]) -> bool:
    """Whether two clients sent some of the calls at the same time."""
    pairs = combinations([call for call in calls if call.client is not None], 2)
    return any(
        one.client != other.client
        and _begins_before_the_end(one, other)
        and _begins_before_the_end(other, one)
        for one, other in pairs
    )


def _kind(judged: Judged) -> object:
    return judged.cell, judged.request.operation, judged.seen.error


def _fewest(calls: Sequence[Call], judged: Judged, judge: Advance) -> tuple[Call, ...]:
    """The fewest of the calls that no order explains, the one that is answered wrong the last."""
    last = calls[judged.call]
    before = (call for call in calls if call is not last and _begins_before_the_end(call, last))
    part = History((*before, last))

    def proves(history: History) -> bool:
        return retrace(history, judge).diverges is not None

    return smallest(part, proves, keep_rejected=False) if proves(part) else part.calls


def _begins_before_the_end(call: Call, last: Call) -> bool:
    return call.start is None or last.end is None or call.start <= last.end
