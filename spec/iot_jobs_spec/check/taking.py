"""Going on after a divergence: a system is taken as it shows itself, where a world can hold it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..machines import Execution, Job
from ..model.answers import Answer, JobDescription
from ..model.divergence import LISTINGS, READS, Divergence
from ..model.oracle import Oracle
from ..model.requests import Request
from ..model.world import World
from .adopt import ADOPTED, Description, Dialect, adopt, without
from .described import is_listed_as_expected


class GoingOn:
    """Goes on with an oracle, in the words of a dialect; ``ask`` puts a read."""

    def __init__(self, oracle: Oracle, dialect: Dialect, ask: Callable[[Request], Answer]) -> None:
        self._oracle = oracle
        self._dialect = dialect
        self._ask = ask

    def after(
        self, request: Request, answer: Answer, told: Answer, divergence: Divergence
    ) -> tuple[Divergence, Divergence | None, bool]:
        """What is wrong; what it is instead if that which a read does not find is there; and
        whether the oracle is lost. ``told`` is the answer in the words of the page."""
        if is_listed_as_expected(request, divergence, self._ask):
            # It is as it should be, and only described otherwise.
            own = self._oracle.observe(request, told, earlier=False)
            return own or divergence, None, False
        unless = None
        if isinstance(divergence.nearest.response, Description) and answer.error is not None:
            unless = self._oracle.observe(request, told, earlier=False)
        taken = _taken_as_it_is(self._oracle, self._dialect, divergence, answer)
        return divergence, unless, not taken


def _taken_as_it_is(
    oracle: Oracle, dialect: Dialect, divergence: Divergence, answer: Answer
) -> bool:
    """Let the oracle go on from what was seen; whether a world can hold it.

    What none can hold is learned by the dialect, as far as it is one word or number for another.
    """
    if isinstance(divergence.request, LISTINGS):
        return True
    seen, told = answer.response, divergence.seen.response
    expected, table = divergence.nearest.response, oracle.table
    read = isinstance(divergence.request, READS)
    if read and isinstance(expected, Description) and answer.error is not None:
        # It may be gone, or be there all the same: what is read next will tell.
        oracle.late.add(expected.job_id)
        gone = (without(world, divergence.request) for world in _held(oracle))
        oracle.resume(*dict.fromkeys((*oracle.worlds, *gone)))
        return True
    if (
        not read
        or not isinstance(seen, Description)
        or not isinstance(told, Description)
        or not isinstance(expected, Description)
        or {"job_id", "thing_name"} & {*divergence.fields}
    ):
        return False
    machine = Job if isinstance(seen, JobDescription) else Execution
    known = told.status in table.statuses[machine.__name__]
    worlds = oracle.worlds
    if not known:
        dialect.learn(seen, expected, ("status",))
    elif {"status", "force_canceled"} & {*divergence.fields}:
        # What is due to this job and did not come may still come.
        oracle.late.add(seen.job_id)
        dialect.forget_counters(seen.job_id)
        worlds = _held(oracle)
    told = dialect.translate(seen)
    oracle.resume(*dict.fromkeys(adopt(world, told, table) for world in worlds))
    again = oracle.observe(divergence.request, Answer(None, told))
    if again is not None and isinstance(again.nearest.response, Description):
        strange = tuple(field for field in again.fields if field not in ADOPTED)
        if again.fields == divergence.fields:  # else it may be as the other members have it
            dialect.learn(seen, again.nearest.response, strange)
        nearest = {field: getattr(again.nearest.response, field) for field in strange}
        told = replace(told, **nearest)
        again = oracle.observe(divergence.request, Answer(None, told))
    return again is None


def _held(oracle: Oracle) -> tuple[World, ...]:
    """The worlds as they are, and as they were before what is due came: where a job is not as it
    should be, that may not have come."""
    return tuple(dict.fromkeys((*oracle.worlds, *oracle.unsettled)))
