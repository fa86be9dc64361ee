"""Hypothesis strategies for requests over a few jobs and things."""

from __future__ import annotations

from hypothesis import strategies as st

from iot_jobs_spec import (
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    GetPendingJobExecutions,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)

JOBS, THINGS = ("alpha", "beta", "gamma"), ("x", "y")

jobs = st.sampled_from(JOBS)
things = st.sampled_from(THINGS)
versions = st.none() | st.integers(0, 5)
details = st.none() | st.dictionaries(st.sampled_from("ab"), st.sampled_from("12"), max_size=2)

creations: st.SearchStrategy[Request] = st.builds(
    CreateJob,
    jobs,
    st.permutations(THINGS).flatmap(lambda p: st.sampled_from([p[:1], p])).map(tuple),
)
requests: st.SearchStrategy[Request] = st.one_of(
    creations,
    st.builds(DescribeJob, jobs),
    st.builds(CancelJob, jobs, st.booleans(), st.sampled_from([None, "WHY"])),
    st.builds(DeleteJob, jobs, st.booleans()),
    st.builds(DescribeJobExecution, jobs, things),
    st.builds(CancelJobExecution, jobs, things, st.booleans(), versions, details),
    st.builds(UpdateJobExecution, jobs, things, versions, details),
    st.builds(StartNextPendingJobExecution, things, details),
    st.builds(GetPendingJobExecutions, things),
    st.builds(ListJobExecutionsForJob, jobs),
    st.builds(ListJobExecutionsForThing, things),
)
