"""The fewest of some steps that show again what a check saw, sent anew."""

from __future__ import annotations

from collections.abc import Callable

from ..model.divergence import READS
from ..systems.raw import RawRequest
from .proved import steps_of
from .report.results import Step
from .run import Runner
from .script_run import Ran
from .scripts import Ask, Script


def fewest(
    steps: tuple[Step, ...], runner: Runner | None, shows: Callable[[Ran], bool]
) -> tuple[tuple[Step, ...], bool]:
    """The fewest of the steps of which a run ``shows`` it, and True; or all of them and False, if
    no run does, or there is no ``runner``.

    Tries the last step alone, then after those that may change something, then after all."""
    if runner is None:
        return steps, False
    *all_before, last = steps
    before = [one for one in all_before if not isinstance(one.request, RawRequest)]
    changing = [one for one in before if not isinstance(one.request, READS)]
    tries = [[], *([changing] if changing else []), *([before] if before != changing else [])]
    for kept in tries:
        asks = tuple(Ask(step.request) for step in (*kept, last))
        ran = runner.run(Script("fewer", asks))
        if len(ran.calls) == len(asks) and shows(ran):
            return (*steps_of(ran.calls[:-1], [None] * len(kept)), last), True
        if ran.gone:
            break
    return steps, False
