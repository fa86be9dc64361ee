"""The listings ListJobs and ListJobExecutionsFor…, with their filters and pages.

Jobs and executions are numbered in the order of their creation, and a page's token holds the number
of the last entry before it. So a job or an execution that is created or deleted between two
requests moves no other one to another page. Where the latest update is listed first, changes of
executions are numbered instead.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NotRequired, TypedDict, TypeVar

from ..errors import RESOURCE_NOT_FOUND
from ..model.constraints import Fit, judge
from ..model.requests import ListJobExecutionsForJob, ListJobExecutionsForThing
from .control_plane import job_summary, selection_of
from .operation import PAGE_SIZE, Call, Members
from .problems import Problem, invalid, malformed
from .state import Shown

_T = TypeVar("_T")
Position = tuple[int, ...]
"""Where an entry is in its listing."""


class ListInput(TypedDict, total=False):
    """What every listing reads."""

    status: str
    maxResults: int
    nextToken: str


class ListJobsInput(ListInput, total=False):
    """What ListJobs reads."""

    targetSelection: str
    thingGroupName: str
    thingGroupId: str
    namespaceId: str


class ListForJobInput(ListInput):
    """What ListJobExecutionsForJob reads."""

    jobId: str


class ListForThingInput(ListInput):
    """What ListJobExecutionsForThing reads."""

    thingName: str
    jobId: NotRequired[str]
    namespaceId: NotRequired[str]


def list_jobs(call: Call, given: ListJobsInput) -> Members:
    """List jobs, the newest first by default."""
    if "thingGroupName" in given or "thingGroupId" in given:
        raise Problem(RESOURCE_NOT_FOUND.code, "There are no thing groups here")
    status, namespace = given.get("status"), given.get("namespaceId")
    selection = given.get("targetSelection")
    after, jobs = _after(given, "jobs"), call.state.jobs.items()
    newest_first = call.decisions.choices.lists_newest_first
    found = (
        ((facts.number,), (job_id, facts))
        for job_id, facts in (reversed(jobs) if newest_first else jobs)
        if _follows((facts.number,), after, newest_first)
        and (selection is None or selection_of(call.state.world.jobs[job_id]) == selection)
        and (status is None or call.state.world.jobs[job_id].status == status)
        and (namespace is None or facts.given.get("namespaceId") == namespace)
    )
    return _page(found, given, "jobs", "jobs", lambda one: job_summary(call, *one))


def list_job_executions_for_job(call: Call, given: ListForJobInput) -> Members:
    """List the executions of a job, by default in the order in which they were queued."""
    job_id, status = given["jobId"], given.get("status")
    call.decisions.choose(ListJobExecutionsForJob(job_id))
    latest_first = call.decisions.choices.lists_latest_update_first
    kind = "updates" if latest_first else "things"
    after = _after(given, kind)
    queue = call.state.jobs[job_id].queue
    shown: Iterable[tuple[Position, tuple[str, Shown]]] = (
        ((one.times.change if latest_first else order,), (thing, one))
        for order, (thing, number) in queue.items()
        if (latest_first or _follows((order,), after))
        and (one := call.state.execution(job_id, thing, number)) is not None
    )
    if latest_first:
        ordered = sorted(shown, key=itemgetter(0), reverse=True)
        shown = (each for each in ordered if _follows(each[0], after, newest_first=True))
    found = (each for each in shown if status is None or each[1][1].record.status == status)

    def entry(found: tuple[str, Shown]) -> Members:
        thing, one = found
        arn = call.state.jobs[job_id].sibling("thing", thing)
        return {"thingArn": arn, "jobExecutionSummary": _summary(one)}

    return _page(found, given, kind, "executionSummaries", entry)


def list_job_executions_for_thing(call: Call, given: ListForThingInput) -> Members:
    """List the executions of a thing, the newest job first by default."""
    thing, status = given["thingName"], given.get("status")
    job_id, namespace = given.get("jobId"), given.get("namespaceId")
    if judge(ListJobExecutionsForThing(thing))[0] is Fit.BROKEN:
        raise malformed(ListJobExecutionsForThing(thing))
    if thing not in call.state.things and not call.state.jobs_on(thing):
        raise Problem(RESOURCE_NOT_FOUND.code, f"Thing {thing} was not found")
    call.decisions.choose(ListJobExecutionsForThing(thing))
    after = _after(given, "executions")
    newest_first = call.decisions.choices.lists_newest_first
    shown = (
        ((place, number), (name, one))
        for place, name in _jobs_after(call.state.jobs_on(thing), after, newest_first)
        if job_id is None or name == job_id
        for number in sorted(call.state.jobs[name].executions[thing], reverse=newest_first)
        if _follows((place, number), after, newest_first)
        and (one := call.state.execution(name, thing, number)) is not None
    )
    found = (
        (position, (name, one))
        for position, (name, one) in shown
        if (namespace is None or call.state.jobs[name].given.get("namespaceId") == namespace)
        and (status is None or one.record.status == status)
    )

    def entry(found: tuple[str, Shown]) -> Members:
        name, one = found
        return {"jobId": name, "jobExecutionSummary": _summary(one)}

    return _page(found, given, "executions", "executionSummaries", entry)


def _jobs_after(
    jobs: Sequence[tuple[int, str]], after: Position | None, newest_first: bool
) -> Iterator[tuple[int, str]]:
    """The jobs from the last one of the page before on. They are in the order of their numbers."""
    if newest_first:
        last = len(jobs) if after is None else bisect_left(jobs, (after[0] + 1,))
        return (jobs[place] for place in range(last - 1, -1, -1))
    first = 0 if after is None else bisect_left(jobs, (after[0],))
    return (jobs[place] for place in range(first, len(jobs)))


def _summary(shown: Shown) -> Members:
    record, times = shown
    return {
        "status": record.status,
        "queuedAt": times.queued,
        "startedAt": times.started,
        "lastUpdatedAt": times.updated,
        "executionNumber": record.number,
        "retryAttempt": len(record.retried),
    }


def _page(
    found: Iterable[tuple[Position, _T]],
    given: ListInput,
    kind: str,
    member: str,
    entry: Callable[[_T], Members],
) -> Members:
    """One page of the found items, each with its position; with a token if there are more."""
    size = given.get("maxResults", PAGE_SIZE)
    listed: list[Members] = []
    last: Position = ()
    for position, one in found:
        if len(listed) == size:
            written = ".".join(map(str, last))
            token = urlsafe_b64encode(f"{kind} {written}".encode()).decode()
            return {member: listed, "nextToken": token}
        listed.append(entry(one))
        last = position
    return {member: listed}


def _follows(position: Position, after: Position | None, newest_first: bool = False) -> bool:
    """Whether an entry comes after the last one of the page before."""
    return after is None or (position < after if newest_first else position > after)


def _after(given: ListInput, kind: str) -> Position | None:
    """The position after which the page begins. Raises `Problem` for a token of another listing."""
    token = given.get("nextToken")
    if token is None:
        return None
    try:
        kind_of_token, written = urlsafe_b64decode(token.encode("ascii")).decode("ascii").split(" ")
        numbers = written.split(".")
        if kind_of_token == kind and len(written) < 40 and all(map(str.isdigit, numbers)):
            return tuple(map(int, numbers))
    except ValueError:
        pass
    raise invalid("This nextToken is not from an earlier page of this listing")
