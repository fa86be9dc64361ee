"""The listings ListJobs and ListJobExecutionsFor…, with their filters and pages.

Jobs and executions are numbered in the order of their creation, and a page's token holds the number
of the last entry before it. So a job that is created or deleted between two requests moves no other
job to another page.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from typing import NotRequired, TypedDict, TypeVar

from ..errors import RESOURCE_NOT_FOUND
from ..model.constraints import Fit, judge
from ..model.requests import SNAPSHOT, ListJobExecutionsForJob, ListJobExecutionsForThing
from ..model.world import ExecutionRecord
from .control_plane import ONLY, job_summary
from .operation import PAGE_SIZE, Call, Members
from .problems import Problem, invalid
from .state import ExecutionFacts, JobFacts

_T = TypeVar("_T")


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
    """List jobs, the newest first."""
    if "thingGroupName" in given or "thingGroupId" in given:
        raise Problem(RESOURCE_NOT_FOUND.code, "There are no thing groups here")
    status, namespace = given.get("status"), given.get("namespaceId")
    after = _after(given, "jobs")
    if given.get("targetSelection", SNAPSHOT) != SNAPSHOT:
        return {"jobs": []}
    found = (
        (facts.number, (job_id, facts))
        for job_id, facts in reversed(call.state.jobs.items())
        if (after is None or facts.number < after)
        and (status is None or call.state.world.jobs[job_id].status == status)
        and (namespace is None or facts.given.get("namespaceId") == namespace)
    )
    return _page(found, given, "jobs", "jobs", lambda one: job_summary(call, *one))


def list_job_executions_for_job(call: Call, given: ListForJobInput) -> Members:
    """List the executions of a job, in the order in which they were queued."""
    job_id, status = given["jobId"], given.get("status")
    call.decisions.choose(ListJobExecutionsForJob(job_id))
    after = _after(given, "things")
    record, facts = call.state.world.jobs[job_id], call.state.jobs[job_id]
    numbered = enumerate(facts.executions.items(), 1)
    found = (
        (number, (thing, record.executions[thing], times))
        for number, (thing, times) in numbered
        if (after is None or number > after)
        and (status is None or record.executions[thing].status == status)
    )

    def entry(one: tuple[str, ExecutionRecord, ExecutionFacts]) -> Members:
        thing, execution, times = one
        return {
            "thingArn": call.arn("thing", thing),
            "jobExecutionSummary": _summary(execution, times),
        }

    return _page(found, given, "things", "executionSummaries", entry)


def list_job_executions_for_thing(call: Call, given: ListForThingInput) -> Members:
    """List the executions of a thing, the newest job first."""
    thing, status = given["thingName"], given.get("status")
    job_id, namespace = given.get("jobId"), given.get("namespaceId")
    if judge(ListJobExecutionsForThing(thing))[0] is Fit.BROKEN:
        raise invalid(f"{thing[:200]!r} is not the name of a thing")
    if thing not in call.state.things and not call.state.jobs_on(thing):
        raise Problem(RESOURCE_NOT_FOUND.code, f"Thing {thing} was not found")
    call.decisions.choose(ListJobExecutionsForThing(thing))
    after = _after(given, "executions")
    jobs = ((name, call.state.jobs[name]) for name in call.state.jobs_on(thing))
    newest_first = sorted(jobs, key=lambda job: -job[1].number)
    found = (
        (facts.number, (name, facts))
        for name, facts in newest_first
        if (after is None or facts.number < after)
        and (job_id is None or name == job_id)
        and (namespace is None or facts.given.get("namespaceId") == namespace)
        and (status is None or call.state.world.jobs[name].executions[thing].status == status)
    )

    def entry(one: tuple[str, JobFacts]) -> Members:
        name, facts = one
        record = call.state.world.jobs[name].executions[thing]
        return {
            "jobId": name,
            "jobExecutionSummary": _summary(record, facts.executions[thing]),
        }

    return _page(found, given, "executions", "executionSummaries", entry)


def _summary(record: ExecutionRecord, times: ExecutionFacts) -> Members:
    return {
        "status": record.status,
        "queuedAt": times.queued,
        "startedAt": times.started,
        "lastUpdatedAt": times.updated,
        "executionNumber": ONLY,
    }


def _page(
    found: Iterable[tuple[int, _T]],
    given: ListInput,
    kind: str,
    member: str,
    entry: Callable[[_T], Members],
) -> Members:
    """One page of the found items, each with its number; with a token if there are more."""
    size = given.get("maxResults", PAGE_SIZE)
    listed: list[Members] = []
    last = 0
    for number, one in found:
        if len(listed) == size:
            token = urlsafe_b64encode(f"{kind} {last}".encode()).decode()
            return {member: listed, "nextToken": token}
        listed.append(entry(one))
        last = number
    return {member: listed}


def _after(given: ListInput, kind: str) -> int | None:
    """The number after which the page begins. Raises `Problem` for a token of another listing."""
    token = given.get("nextToken")
    if token is None:
        return None
    try:
        kind_of_token, number = urlsafe_b64decode(token.encode("ascii")).decode("ascii").split(" ")
        if kind_of_token == kind and number.isascii() and number.isdigit() and len(number) < 20:
            return int(number)
    except ValueError:
        pass
    raise invalid("This nextToken is not from an earlier page of this listing")
