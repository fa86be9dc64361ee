"""What lists several executions, read after all that has a read of its own.

By then each job and execution is known, so that a listing that shows it otherwise is wrong itself,
and nothing is learned from it. An implementation may lack it, and is judged by all the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..model.divergence import LISTINGS
from ..model.requests import (
    CreateJob,
    GetPendingJobExecutions,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    Request,
)
from ..model.table import Cell
from ..systems import Unanswered
from .follow import Follower
from .found import Found
from .scene import FILLER, jobs_in
from .words import operation_of


def compare_listings(requests: Iterable[Request], follower: Follower) -> None:
    """Read every listing that the requests may have touched, as long as that can be judged.

    One that is not answered is left out from then on, which `Follower.left_out` remembers. Lets an
    `Unanswered` pass that says that the system is gone.
    """
    for read in _listings_of(tuple(requests)):
        operation = operation_of(read)
        if follower.lost or operation in follower.left_out or read in follower.fresh:
            continue
        try:
            follower.ask(read)
        except Unanswered as failure:
            if failure.gone:
                raise
            follower.left_out[operation] = failure.reason


def concerns(found: Found, cell: Cell) -> bool:
    """Whether a divergence says anything of the cell: what a listing shows wrongly says so of
    itself alone."""
    divergence = found.divergence
    return divergence.rule is cell.rule or not isinstance(divergence.request, LISTINGS)


def _listings_of(requests: tuple[Request, ...]) -> Iterator[Request]:
    jobs = [name for name in jobs_in(requests) if not name.startswith(FILLER)]
    for job_id in jobs:
        yield ListJobExecutionsForJob(job_id)
    for thing in _things_in(requests):
        yield ListJobExecutionsForThing(thing)
        yield GetPendingJobExecutions(thing)


def _things_in(requests: tuple[Request, ...]) -> tuple[str, ...]:
    """The things that these requests name, but for those of fillers."""
    named: list[str] = []
    for request in requests:
        if isinstance(request, CreateJob):
            named += () if request.job_id.startswith(FILLER) else request.targets
        elif request.thing_name is not None:
            named.append(request.thing_name)
    return tuple(dict.fromkeys(named))
