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
    """Tries the last of the steps alone, then after those that may change something, then after
    all; the first of which the run ``shows`` it, () if none does."""
    *all_before, last = steps
    before = [one for one in all_before if not isinstance(one.request, RawRequest)]
    changing = [one for one in before if not isinstance(one.request, READS)]
    tries = [[], *([changing] if changing else []), *([before] if before != changing else [])]
    for kept in tries:
        asks = tuple(Ask(step.request) for step in (*kept, last))
        ran = runner.run(Script("fewer", asks))
        if len(ran.calls) == len(asks) and shows(ran):
            return (*steps_of(ran.calls[:-1], [None] * len(kept)), last)
        if ran.gone:
            break
    return ()
