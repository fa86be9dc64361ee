"""Hypothesis strategies for requests with any members, and for the answers to them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from iot_jobs_spec import (
    Answer,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    ExecutionDescription,
    GetPendingJobExecutions,
    JobDescription,
    ListedExecution,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    PendingExecution,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from iot_jobs_spec.errors import ERRORS
from iot_jobs_spec.model.answers import listing
from iot_jobs_spec.model.wire import COUNTERS, LONG, NEXT

MAX = 4
texts = st.text(st.characters(), max_size=MAX)
"""Any text, also with halves of surrogate pairs."""
names = st.text(st.characters(), min_size=1, max_size=MAX)
job_ids = texts.filter(lambda name: name != NEXT)
targets = texts.filter(lambda name: not name.startswith("arn:"))
details = st.dictionaries(texts, texts, max_size=3)
versions = st.integers(-LONG, LONG - 1)

requests: st.SearchStrategy[Request] = st.one_of(
    st.builds(CreateJob, job_ids, st.lists(targets, max_size=3).map(tuple), texts),
    st.builds(DescribeJob, job_ids),
    st.builds(CancelJob, job_ids, st.booleans(), st.none() | texts, st.none() | texts),
    st.builds(DeleteJob, job_ids, st.booleans()),
    st.builds(DescribeJobExecution, job_ids, texts),
    st.builds(
        CancelJobExecution,
        job_ids,
        texts,
        st.booleans(),
        st.none() | versions,
        st.none() | details,
    ),
    st.builds(UpdateJobExecution, job_ids, texts, st.none() | versions, st.none() | details),
    st.builds(StartNextPendingJobExecution, texts, st.none() | details),
    st.builds(GetPendingJobExecutions, texts),
    st.builds(ListJobExecutionsForJob, job_ids),
    st.builds(ListJobExecutionsForThing, texts),
)
errors = st.sampled_from([error.code for error in ERRORS]) | st.just("HTTP 500")


def responses_to(request: Request) -> st.SearchStrategy[Any]:
    """Any response to the request, as the model has it."""
    flag = st.booleans()
    counts = st.dictionaries(st.sampled_from([*COUNTERS.values()]), st.integers(), max_size=3)
    if isinstance(request, DescribeJob):
        reason = st.none() | names
        return st.builds(JobDescription, names, texts, flag, reason, reason, counts)
    if isinstance(request, DescribeJobExecution):
        flags = st.none() | flag
        return st.builds(ExecutionDescription, names, names, texts, st.integers(), details, flags)
    if isinstance(request, StartNextPendingJobExecution):
        version = st.integers()
        return st.none() | st.builds(ExecutionDescription, names, names, texts, version, details)
    if isinstance(request, GetPendingJobExecutions):
        status = st.sampled_from(["QUEUED", "IN_PROGRESS"])
        pending = st.builds(PendingExecution, texts, status, st.integers())
        return st.lists(pending, max_size=3).map(listing)
    if isinstance(request, ListJobExecutionsForJob):
        of_job = st.builds(ListedExecution, st.just(request.job_id), texts, texts)
        return st.lists(of_job, max_size=3).map(listing)
    if isinstance(request, ListJobExecutionsForThing):
        of_thing = st.builds(ListedExecution, texts, st.just(request.thing_name), texts)
        return st.lists(of_thing, max_size=3).map(listing)
    return st.none()


def answers_to(request: Request) -> st.SearchStrategy[Answer]:
    """Any answer to the request."""
    return errors.map(Answer) | responses_to(request).map(lambda shown: Answer(None, shown))


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.just(10**4000)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
"""Any JSON value."""
