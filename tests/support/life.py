"""Hypothesis strategies for the requests of the profile `full`."""

from __future__ import annotations

from hypothesis import strategies as st

from iot_jobs_spec import (
    CreateJob,
    DeleteJobExecution,
    DescribeJobExecution,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from iot_jobs_spec.model.requests import IN_PROGRESS, REPORTED, AbortCriterion
from support.strategies import details, jobs, requests, things, versions

numbers = st.none() | st.integers(1, 3)
timers = st.none() | st.sampled_from([-1, 5])
statuses = st.sampled_from([IN_PROGRESS, IN_PROGRESS, *REPORTED, "FAILURE", None])
retries = st.dictionaries(st.sampled_from(["FAILED", "TIMED_OUT", "ALL"]), st.integers(0, 2))
criteria = st.builds(
    AbortCriterion,
    st.sampled_from(["FAILED", "ALL"]),
    st.sampled_from([10, 33.5, 100]),
    st.integers(1, 2),
)
of_full: st.SearchStrategy[Request] = st.one_of(
    requests,
    st.builds(
        CreateJob, jobs, st.just(("x", "y")), st.just("{}"),
        st.sampled_from(["SNAPSHOT", "CONTINUOUS"]), st.none() | st.just(5), retries,
        st.lists(criteria, max_size=1).map(tuple),
    ),
    st.builds(
        UpdateJobExecution, jobs, things, versions, details, statuses, numbers, timers,
        st.booleans(),
    ),
    st.builds(StartNextPendingJobExecution, things, details, timers),
    st.builds(DescribeJobExecution, jobs, things, numbers),
    st.builds(DeleteJobExecution, jobs, things, st.integers(1, 3), st.booleans()),
)  # fmt: skip
