"""Hypothesis draws valid and broken HTTP requests: only those that the spec accepts change the
world."""

from __future__ import annotations

import http.client
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from iot_jobs_spec import World
from iot_jobs_spec.language.rules import Verdict
from iot_jobs_spec.model.world import DELETION_IN_PROGRESS
from support.effort import THOROUGH
from support.server_kit import DEVICE, LONG, LiveServer, arn, last_request, live_server, scoped

NOT_IMPLEMENTED = 501
PER_EXAMPLE, EXAMPLES = 25, (100 if THOROUGH else 70)
JOBS, THINGS = ["a", "b", "c"], ["sensor", "other-sensor"]
CHANGING = {
    "CreateJob",
    "CancelJob",
    "DeleteJob",
    "CancelJobExecution",
    "UpdateJobExecution",
    "StartNextPendingJobExecution",
}

odd_text = st.text(max_size=6) | st.sampled_from(["$next", "a\n", "x" * 65, "a/b", "..", "%", "é"])


def mostly(likely: st.SearchStrategy[Any], unlikely: st.SearchStrategy[Any]) -> Any:
    return st.integers(0, 11).flatmap(lambda n: unlikely if n == 11 else likely)


job = mostly(st.sampled_from(JOBS), odd_text)
thing = mostly(st.sampled_from(THINGS), odd_text)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = [
    "targets", "document", "status", "statusDetails", "expectedVersion", "force", "comment",
    "reasonCode", "description", "includeJobDocument", "executionNumber", "timeoutConfig",
    "targetSelection", "abortConfig", "attributePayload",
]  # fmt: skip
details = st.dictionaries(st.sampled_from("ab"), st.sampled_from("12"), max_size=2)
right = st.fixed_dictionaries(
    {},
    optional={
        "targets": st.lists(st.sampled_from(THINGS).map(arn), min_size=1, max_size=3),
        "status": st.sampled_from(["IN_PROGRESS", "IN_PROGRESS", "FAILED"]),
        "statusDetails": details,
        "expectedVersion": st.integers(0, 4),
        "comment": st.just("so"),
    },
)
objects = right | st.dictionaries(st.sampled_from(NAMES), values, max_size=4)
broken = st.one_of(
    objects.map(lambda value: json.dumps(value).encode()),
    values.map(lambda value: json.dumps(value).encode()),
    objects.map(lambda value: json.dumps(value).encode()[:-1]),
    st.binary(max_size=30),
)
bodies = mostly(st.just(b"") | right.map(lambda value: json.dumps(value).encode()), broken)
queries = mostly(
    st.sampled_from(["", "?force=true", "?force=true", "?force=false"]),
    st.sampled_from(["?force=maybe", "?force=%0A", "?%zz", "?maxResults=2", "?maxResults=0",
                     "?status=QUEUED", "?nextToken=x", "?executionNumber=2"]),
)  # fmt: skip


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str, bytes, str | None]:
    """Method, path, body and plane of a request, mostly of an operation."""
    j, t = (quote(draw(part), safe="") for part in (job, thing))
    created = json.dumps({"targets": [arn(name) for name in THINGS], "document": "{}"}).encode()
    templates: list[tuple[str, str, bytes | None, str]] = [
        ("PUT", f"/jobs/{j}", created, "iot"),
        ("PUT", f"/jobs/{j}", None, "iot"),
        ("GET", f"/jobs/{j}", b"", "iot"),
        ("PUT", f"/jobs/{j}/cancel", None, "iot"),
        ("DELETE", f"/jobs/{j}", b"", "iot"),
        ("GET", f"/jobs/{j}/job-document", b"", "iot"),
        ("GET", f"/jobs/{j}/things", b"", "iot"),
        ("GET", "/jobs", b"", "iot"),
        ("PUT", f"/things/{t}/jobs/{j}/cancel", None, "iot"),
        ("GET", f"/things/{t}/jobs/{j}", b"", "iot"),
        ("GET", f"/things/{t}/jobs", b"", "iot"),
        ("POST", f"/things/{t}", None, "iot"),
        ("DELETE", f"/things/{t}", b"", "iot"),
        ("POST", f"/things/{t}/jobs/{j}", b'{"status": "IN_PROGRESS"}', DEVICE),
        ("POST", f"/things/{t}/jobs/{j}", None, DEVICE),
        ("PUT", f"/things/{t}/jobs/$next", b"", DEVICE),
        ("PUT", f"/things/{t}/jobs/$next", None, DEVICE),
        ("GET", f"/things/{t}/jobs/{j}", b"", DEVICE),
        ("GET", f"/things/{t}/jobs", b"", DEVICE),
        ("GET", f"/{j}/{t}", b"", "iot"),
    ]
    method, path, body, plane = draw(st.sampled_from(templates))
    if draw(st.integers(0, 19)) == 0:
        method = draw(st.sampled_from(["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS"]))
    signed = draw(mostly(st.just(plane), st.sampled_from([None, "iot", DEVICE, "s3"])))
    return method, path + draw(queries), draw(bodies) if body is None else body, signed


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server() as running:
        yield running


@pytest.mark.slow
def test_only_accepted_requests_change_the_world(server: LiveServer) -> None:
    seen: Counter[str] = Counter()

    # With `derandomize`, the examples would change with the name and the text of the test.
    @seed(1)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(requests(), min_size=PER_EXAMPLE, max_size=PER_EXAMPLE))
    def run(sent: list[tuple[str, str, bytes, str | None]]) -> None:
        service = server.fresh(deletion=LONG)
        for job_id in JOBS[:2]:
            server.create(job_id, *THINGS)
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        for method, path, body, plane in sent:
            before = service.state.world
            headers = {} if plane is None else {"Authorization": scoped(plane)}
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read()
            assert answer.status < 500 or answer.status == NOT_IMPLEMENTED, (
                method,
                path,
                body,
                text,
            )
            event = last_request(service)
            seen[f"{event.name if answer.status == 200 else ''} {answer.status}"] += 1
            if answer.status == 200:
                json.loads(text or b"{}")
                rule = service.decisions.rule
                changed = differences(before, service.state.world)
                assert not changed or (
                    event.name in CHANGING
                    and rule is not None
                    and rule.verdict is not Verdict.REJECT
                )
                assert len(changed) <= 1
            else:
                assert set(json.loads(text or b"{}")) <= {"__type", "message"}
                assert answer.getheader("x-amzn-errortype")
                assert not differences(before, service.state.world)
        connection.close()

    run()
    assert sum(seen.values()) >= 20 * EXAMPLES
    reached = {name.split()[0] for name in seen if name.endswith(" 200")}
    assert reached >= CHANGING | {"DescribeJob", "ListJobs", "GetPendingJobExecutions"}
    assert sum(n for name, n in seen.items() if name.endswith("200")) > 4 * EXAMPLES, seen


def differences(before: World, after: World) -> set[str]:
    """The jobs that differ, except those whose deletion has ended."""
    names = {*before.jobs, *after.jobs}
    changed = {name for name in names if before.jobs.get(name) != after.jobs.get(name)}
    ended = {
        name
        for name in changed
        if name not in after.jobs and before.jobs[name].status == DELETION_IN_PROGRESS
    }
    return changed - ended
