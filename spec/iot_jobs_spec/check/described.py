"""Whether a listing shows what each execution's own description shows.

Then it is not to blame, wrong as it may be: what made the executions so is. And where a listing
shows an execution as it should be, its description is to blame that shows it otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from ..model.answers import Answer, ExecutionDescription, ListedExecution, PendingExecution
from ..model.constraints import Fit, judge
from ..model.divergence import Divergence
from ..model.requests import (
    DescribeJob,
    DescribeJobExecution,
    GetPendingJobExecutions,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    Request,
)
from ..model.world import LIVE, World
from ..systems import Unanswered

Listing = GetPendingJobExecutions | ListJobExecutionsForJob | ListJobExecutionsForThing
Key = tuple[str, str]
"""Job and thing."""


def is_as_described(
    request: Request,
    answer: Answer,
    worlds: Iterable[World],
    ask: Callable[[Request], Answer],
) -> bool:
    """Whether the answer to a request is a listing of what the descriptions amount to.

    A malformed request has no such answer. ``ask`` is put for each execution that is listed, and
    for each that is there in one of the worlds.
    """
    if not isinstance(request, Listing) or judge(request)[0] is not Fit.KEPT:
        return False
    try:
        job = _job(request, ask)
        if answer.error is not None:
            return job is not None and job.error == answer.error
        keys = {*_listed(request, answer), *_there(request, worlds)}
        described = {key: ask(DescribeJobExecution(*key)).response for key in keys}
    except Unanswered:
        return False
    shown = {k: told for k, told in described.items() if isinstance(told, ExecutionDescription)}
    if not shown and job is not None and job.error is not None:
        return False
    return bool(keys) and answer.response == tuple(sorted(_entries(request, shown)))


def is_listed_as_expected(
    request: Request, divergence: Divergence, ask: Callable[[Request], Answer]
) -> bool:
    """Whether the listing of its job shows an execution in the status that it should be in, while
    its description shows another one."""
    expected, seen = divergence.nearest.response, divergence.seen.response
    if (
        not isinstance(request, DescribeJobExecution)
        or not isinstance(expected, ExecutionDescription)
        or not isinstance(seen, ExecutionDescription)
        or expected.status == seen.status
    ):
        return False
    try:
        listed = ask(ListJobExecutionsForJob(request.job_id)).response
        entry = ListedExecution(request.job_id, request.thing_name, expected.status)
        if not isinstance(listed, tuple) or entry not in listed:
            return False
        again = ask(request).response  # what is due may have come in between
    except Unanswered:
        return False
    return isinstance(again, ExecutionDescription) and again.status == seen.status


def _job(request: Listing, ask: Callable[[Request], Answer]) -> Answer | None:
    """How the job is described, if it is one that is asked about."""
    if not isinstance(request, ListJobExecutionsForJob):
        return None
    return ask(DescribeJob(request.job_id))


def _listed(request: Listing, answer: Answer) -> Iterator[Key]:
    response = answer.response
    for entry in response if isinstance(response, tuple) else ():
        if isinstance(entry, ListedExecution):
            yield entry.job_id, entry.thing_name
        elif not isinstance(request, ListJobExecutionsForJob):
            yield entry.job_id, request.thing_name


def _there(request: Listing, worlds: Iterable[World]) -> Iterator[Key]:
    for world in worlds:
        for job_id, job in world.jobs.items():
            if not isinstance(request, ListJobExecutionsForJob):
                yield from [(job_id, request.thing_name)] * (request.thing_name in job.executions)
            elif job_id == request.job_id:
                yield from ((job_id, thing) for thing in job.executions)


def _entries(
    request: Listing, shown: Mapping[Key, ExecutionDescription]
) -> Iterator[PendingExecution | ListedExecution]:
    for (job_id, thing), x in shown.items():
        if not isinstance(request, GetPendingJobExecutions):
            yield ListedExecution(job_id, thing, x.status)
        elif x.status in LIVE:
            yield PendingExecution(job_id, x.status, x.version)
