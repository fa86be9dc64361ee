"""Setting up: the requests that lead into a cell, and all that shows whether they did."""

from __future__ import annotations

from collections.abc import Iterable

from ..model.requests import DeleteJob, DescribeJob, Request, StartNextPendingJobExecution
from ..model.world import DELETION_IN_PROGRESS
from .follow import Follower
from .plan import Plan
from .reasons import AT_ONCE, astray
from .scene import FILLER, FIRST_FILLER, JOB, jobs_in, reads_of
from .words import answered_words, expected_words

GOES_WRONG = "what led there was not as it should be"


class Unreached(Exception):
    """The plan ended before its question was answered."""


def set_up(plan: Plan, follower: Follower, ready: bool = False) -> None:
    """Carry out the set-up, unless it is ``ready``. Raises `Unreached` where it ends early."""
    for request in () if ready else plan.setup:
        if isinstance(request, DeleteJob):
            _look_around(follower)
        elif isinstance(request, StartNextPendingJobExecution):
            _show_all(plan, follower)
        divergence = follower.ask(request)
        answered = answered_words(request, follower.steps[-1].answer)
        if divergence is not None:
            raise Unreached(f"{answered}, not {expected_words(divergence)}")
        if not follower.oracle.answered:
            raise Unreached(answered)
        for name in jobs_in((request,)):
            read = name == FIRST_FILLER or follower.settle  # else how far it was is left open
            if name.startswith(FILLER) and read:
                _show(reads_of(name), follower)
                if name not in there(follower) and isinstance(request, DeleteJob):
                    raise Unreached(f"no job stayed {DELETION_IN_PROGRESS}: {AT_ONCE}")
            elif not name.startswith(FILLER):
                was_there = name in there(follower)
                _show(reads_of(name), follower)
                if was_there and name not in there(follower):
                    _show_gone(name, plan, follower)
                _show_all(plan, follower)
        if plan.is_story and follower.found:
            raise Unreached(GOES_WRONG)  # what comes now may come of that
    _show_crowd(follower)
    _show_all(plan, follower)


def _show(reads: Iterable[Request], follower: Follower) -> None:
    """Read what has not been read since the last request that was no read."""
    follower.look([read for read in reads if read not in follower.fresh])
    if follower.lost:
        answered = answered_words(*follower.steps[-1])
        expected = expected_words(follower.found[-1].divergence)
        raise Unreached(f"{answered}, not {expected}, in the set-up")


def _show_all(plan: Plan, follower: Follower) -> None:
    """Read every job of the plan that there is, the one in question last."""
    for name in sorted(jobs_in(plan.setup), key=lambda name: name == JOB):
        if name in there(follower) and not name.startswith(FILLER):
            _show(reads_of(name), follower)


def _show_crowd(follower: Follower) -> None:
    """Read what is being deleted, where that may be as much as the limit allows."""
    _look_around(follower)
    if any(world.deleting >= world.deletion_limit for world in follower.worlds):
        for name in follower.being_deleted():
            if name not in follower.before:
                _show((DescribeJob(name),), follower)


def _look_around(follower: Follower) -> None:
    follower.look_around()
    if follower.lost:
        raise Unreached(f"more jobs were {DELETION_IN_PROGRESS} than the limit allows")


def _show_gone(name: str, plan: Plan, follower: Follower) -> None:
    """Read the executions of a job that is gone."""
    _, *executions = reads_of(name)
    for read in executions:
        follower.ask(read)
        if follower.lost:
            raise Unreached(astray(plan, follower.worlds))


def there(follower: Follower) -> set[str]:
    """The jobs that there are in some world."""
    return {name for world in follower.worlds for name in world.jobs}
