"""Findings in operations that fail without an answer of the API: exceptions, HTTP 5xx, timeouts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from ..judge.advance import Advance
from ..judge.candidates import Asked, permitted_before
from ..judge.explain import retrace
from ..language.rules import Verdict
from ..model.answers import Answer
from ..model.divergence import Divergence, unanswered
from ..model.table import Table
from .fewest import fewest
from .prove import raw_of
from .proved import steps_of
from .report.results import Finding, Step
from .run import Runner
from .script_run import Ran


def crashed(
    ran: Sequence[Ran], table: Table, judge: Advance, runner: Runner | None
) -> Iterator[Finding]:
    """A finding for each operation that failed in one way, in the cells in which it did.

    ``judge`` explains what was asked before, with all deviations of the system; ``table`` says what
    should have been answered. The ``runner`` tries fewer requests; without one the finding has
    those that were sent at first.
    """
    found: dict[tuple[str, str], list[tuple[Divergence, tuple[Step, ...]]]] = {}
    for one in ran:
        for call, what in one.crashes.items():
            if (divergence := _failed(one, call, what, table, judge)) is None:
                continue
            before = steps_of(one.calls[:call], raw_of(one, call - 1))
            steps = (*before, Step(divergence.request, divergence.seen))
            key = divergence.request.operation, _kind(what)
            found.setdefault(key, []).append((divergence, steps))
    for (_, what), alike in found.items():
        alike.sort(key=lambda one: len(one[1]))
        divergence, steps = alike[0]
        cells = tuple(dict.fromkeys(each.rule.id for each, _ in alike))
        steps, shown = fewest(steps, runner, partial(_fails, what))
        yield Finding(cells, divergence, steps, shown, shown)


def _kind(what: str) -> str:
    """What came instead of an answer, without what was in it: ``KeyError`` or ``HTTP 500``."""
    return re.split(r"""[:('"]""", what, maxsplit=1)[0] or what


def _failed(one: Ran, call: int, what: str, table: Table, judge: Advance) -> Divergence | None:
    """What is wrong with a call that failed; nothing if any answer is permitted, or if something
    before it is wrong."""
    told = retrace(one.calls[:call], judge)
    if told.diverges is not None or told.exhausted is not None:
        return None
    request = one.calls[call].request
    asked = Asked(request, Answer(what), tuple(state.belief for state in told.states[-1]))
    permitted = [p for _, p in permitted_before(asked, table)]
    if not permitted or any(p.rule.verdict is Verdict.UNSPECIFIED for p in permitted):
        return None
    return unanswered(request, what, permitted)


def _fails(what: str, ran: Ran) -> bool:
    """Whether the system fails in this way at the last call of the run."""
    return ran.crashes.get(len(ran.calls) - 1, "").startswith(what)
