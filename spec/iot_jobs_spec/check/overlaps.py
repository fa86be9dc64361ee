"""Findings in rounds of clients at once: answers that no order of the calls explains."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ..judge.advance import Advance
from ..judge.diagnose import Diagnosis, Shown
from ..judge.explain import retrace
from ..judge.findings import Finding as Judged
from ..judge.findings import findings
from ..judge.history import Call, History
from ..judge.proofs import smallest
from ..model.table import Table
from .proved import divergence_of, steps_of
from .report.results import Finding
from .request_cells import cells
from .run import Ran

AGAIN = 5
"""How often a round is run once more, until it shows the same again."""
WAYS = 2_000
"""How many ways in which overlapping calls may have happened are looked at."""


def overlapping(
    ran: Sequence[Ran], table: Table, judge: Advance, again: Callable[[int], Ran | None]
) -> Iterator[Finding]:
    """A finding for each way in which rounds are answered wrong, with the fewest of its calls.
    ``judge`` knows what is wrong also without overlap; ``again`` runs a round once more."""
    found: dict[object, tuple[int, Judged, tuple[Call, ...]]] = {}
    for number, one in enumerate(ran):
        judged = _judged(one.calls, table, judge)
        if judged is None:
            continue
        calls = _fewest(one.calls, judged, judge)
        known = found.get(_kind(judged))
        if known is None or len(calls) < len(known[2]):
            found[_kind(judged)] = number, judged, calls
    rules = {cell.id: cell.rule for cell in cells(table)} | {r.id: r for r in table.rules}
    for number, judged, calls in found.values():
        shown = any(
            (once := again(number)) is not None
            and (more := _judged(once.calls, table, judge)) is not None
            and _kind(more) == _kind(judged)
            for _ in range(AGAIN)
        )
        yield Finding(
            judged.cell,
            divergence_of(judged, rules[judged.cell]),
            steps_of(calls, [None] * len(calls)),
            shown=shown,
            clients=tuple(call.client or "" for call in calls),
            cells=judged.cells,
            verdicts=tuple(map(judged.verdict_in, judged.cells)),
        )


def _judged(calls: Sequence[Call], table: Table, judge: Advance) -> Judged | None:
    """What is wrong, if no order of the calls explains it."""
    told = retrace(calls, judge, most=WAYS)
    if told.diverges is None:
        return None
    diagnosis = Diagnosis((), (told,), (Shown(0, told.diverges, told),), {})
    return next(iter(findings(diagnosis, [calls], table)), None)


def _kind(judged: Judged) -> object:
    return judged.cell, judged.request.operation, judged.seen.error


def _fewest(calls: Sequence[Call], judged: Judged, judge: Advance) -> tuple[Call, ...]:
    """The fewest of the calls that no order explains, the one that is answered wrong the last."""
    last = calls[judged.call]
    before = (call for call in calls if call is not last and _begins_before_the_end(call, last))
    part = History((*before, last))

    def proves(history: History) -> bool:
        return retrace(history, judge, most=WAYS).diverges is not None

    return smallest(part, proves, keep_rejected=False) if proves(part) else part.calls


def _begins_before_the_end(call: Call, last: Call) -> bool:
    return call.start is None or last.end is None or call.start <= last.end
