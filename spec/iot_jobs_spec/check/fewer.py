"""The fewest of some steps that show again what a check saw, sent anew."""

from __future__ import annotations

from collections.abc import Callable

from ..model.divergence import READS
from ..systems.raw import RawRequest
from .proved import steps_of
from .report.results import Step
from .run import Ran, Runner
from .scripts import Ask, Script


def fewer(
    steps: tuple[Step, ...], runner: Runner, shows: Callable[[Ran], bool]
) -> tuple[Step, ...]:
    """The last of the steps alone, after those that may change something, or after all: the first
    after which the run ``shows`` it; empty if none does."""
    *all_before, last = steps
    before = [one for one in all_before if not isinstance(one.request, RawRequest)]
    changing = [one for one in before if not isinstance(one.request, READS)]
    for kept in ([], changing, before):
        asks = tuple(Ask(step.request) for step in (*kept, last))
        ran = runner.run(Script("fewer", asks))
        if len(ran.calls) == len(asks) and shows(ran):
            return (*steps_of(ran.calls[:-1], [None] * len(kept)), last)
        if ran.gone:
            break
    return ()
