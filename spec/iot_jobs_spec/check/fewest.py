"""The fewest of some steps that show again what a check saw, sent anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from ..model.divergence import READS
from ..model.requests import CreateJob
from ..systems.raw import RawRequest
from .proved import steps_of
from .report.results import Step
from .run import Runner
from .script_run import Ran
from .scripts import Ask, Script
from .scripts.views import Look, Setup

T = TypeVar("T")


def fewest(
    steps: tuple[Step, ...], runner: Runner | None, shows: Callable[[Ran], bool]
) -> tuple[tuple[Step, ...], bool]:
    """The fewest of the steps of which a run ``shows`` it, and True; or all of them and False, if
    no run does, or there is no ``runner``.

    Tries the last step alone, then after those that may change something, then after all."""
    if runner is None:
        return steps, False
    *all_before, last = steps
    before = [one for one in all_before if not _is_raw(one.request)]
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


def fewest_of_scene(
    look: Look,
    scene: Sequence[Setup],
    shows: Callable[[Look, Sequence[Setup]], T | None],
    once: bool,
) -> T | None:
    """What the look ``shows`` after the fewest requests of its scene; None if it never does. The
    jobs that are read by their names are made. ``once``: do not leave out one request after the
    other."""
    kept = [request for request in scene if request.job_id in look.scene]
    if (best := shows(look, kept)) is None:
        best, kept = shows(look, scene), [*scene]
    for request in reversed(kept) if best is not None and not once else ():
        if request.operation == CreateJob.operation and request.job_id in look.jobs:
            continue
        less = [one for one in kept if one is not request]
        if (shorter := shows(look, less)) is not None:
            best, kept = shorter, less
    return best


def _is_raw(request: object) -> bool:
    return isinstance(request, RawRequest)
