"""A BotoSystem sends requests as boto3 does, and gives an answer or raises Unanswered."""

from __future__ import annotations

import socket
from typing import Any, cast

import pytest
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from botocore.parsers import ResponseParserError
from hypothesis import given
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
from iot_jobs_spec.systems import Unanswered
from iot_jobs_spec.systems.boto import BotoSystem
from iot_jobs_spec.systems.clients import endpoint, is_loopback
from iot_jobs_spec.systems.members import MOST_PAGES
from iot_jobs_spec.systems.moto import moto
from iot_jobs_spec.systems.raw import RawAnswer, RawRequest, Sender
from support.clients import PREFIX, Clients, client_error
from support.doubles import Correct
from support.fixed_reply import serving

NOT_FOUND, EXISTS = "ResourceNotFoundException", "ResourceAlreadyExistsException"
DEFAULTS: dict[str, Any] = {
    "create_thing": {"thingArn": f"{PREFIX}thing"},
    "describe_job": {"job": {"jobId": "job", "status": "IN_PROGRESS"}},
    "describe_job_execution": {"execution": {"jobId": "job", "status": "QUEUED"}},
}


class Fixed:
    """Clients that answer each method with a fixed response, or raise a fixed exception."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def __getattr__(self, method: str) -> Any:
        def call(**members: Any) -> Any:
            self.calls.append((method, members))
            answer = self.answers.get(method, DEFAULTS.get(method, {}))
            if isinstance(answer, Exception):
                raise answer
            return answer

        return call


def perform(request: Request, **answers: Any) -> Answer:
    clients = Fixed(**answers)
    return BotoSystem(clients, clients, name="it").perform(request)


def unanswered(request: Request, **answers: Any) -> Unanswered:
    with pytest.raises(Unanswered) as failure:
        perform(request, **answers)
    return failure.value


@pytest.mark.parametrize(
    ("request_", "method", "members"),
    [
        (DescribeJob("job"), "describe_job", {"jobId": "job"}),
        (CancelJob("job"), "cancel_job", {"jobId": "job"}),
        (
            CancelJob("job", True, "WHY", "so"),
            "cancel_job",
            {"jobId": "job", "force": True, "reasonCode": "WHY", "comment": "so"},
        ),
        (DeleteJob("job"), "delete_job", {"jobId": "job"}),
        (DeleteJob("job", force=True), "delete_job", {"jobId": "job", "force": True}),
        (
            DescribeJobExecution("job", "thing"),
            "describe_job_execution",
            {"jobId": "job", "thingName": "thing"},
        ),
        (
            CancelJobExecution("job", "thing"),
            "cancel_job_execution",
            {"jobId": "job", "thingName": "thing"},
        ),
        (
            CancelJobExecution("job", "thing", True, 0, {}),
            "cancel_job_execution",
            {
                "jobId": "job",
                "thingName": "thing",
                "force": True,
                "expectedVersion": 0,
                "statusDetails": {},
            },
        ),
        (
            UpdateJobExecution("job", "thing", 3, {"step": "1"}),
            "update_job_execution",
            {
                "jobId": "job",
                "thingName": "thing",
                "status": "IN_PROGRESS",
                "expectedVersion": 3,
                "statusDetails": {"step": "1"},
            },
        ),
    ],
)
def test_a_request_sends_only_the_members_that_it_has(
    request_: Request, method: str, members: dict[str, Any]
) -> None:
    clients = Fixed()
    BotoSystem(clients, clients).perform(request_)
    assert clients.calls == [(method, members)]


def test_each_thing_is_created_once_and_jobs_target_its_arn() -> None:
    clients = Clients(Correct())
    system = BotoSystem(clients, clients)
    assert system.perform(CreateJob("one", ("a", "b"))) == Answer()
    assert system.perform(CreateJob("two", ("b",), '{"x": 1}')) == Answer()
    assert clients.calls == [
        ("create_thing", {"thingName": "a"}),
        ("create_thing", {"thingName": "b"}),
        ("create_job", {"jobId": "one", "targets": [f"{PREFIX}a", f"{PREFIX}b"], "document": "{}"}),
        ("create_job", {"jobId": "two", "targets": [f"{PREFIX}b"], "document": '{"x": 1}'}),
    ]


def test_an_existing_thing_is_used() -> None:
    clients = Fixed(create_thing=client_error(EXISTS), describe_thing={"thingArn": "arn:there"})
    BotoSystem(clients, clients).perform(CreateJob("job", ("thing",)))
    assert clients.calls[-1][1]["targets"] == ["arn:there"]


def test_a_thing_is_created_before_a_request_that_names_no_job() -> None:
    for request in (
        StartNextPendingJobExecution("a"),
        GetPendingJobExecutions("a"),
        ListJobExecutionsForThing("a"),
    ):
        clients = Fixed()
        BotoSystem(clients, clients).perform(request)
        assert clients.calls[0] == ("create_thing", {"thingName": "a"})


def test_a_rejected_create_thing_is_not_an_answer_to_create_job() -> None:
    failure = unanswered(CreateJob("job", ("a",)), create_thing=client_error(NOT_FOUND))
    assert failure.reason == f"CreateThing was rejected with {NOT_FOUND}"


def test_a_throttled_create_thing_is_the_answer_to_create_job() -> None:
    busy = client_error("ThrottlingException")
    assert perform(CreateJob("job", ("a",)), create_thing=busy) == Answer("ThrottlingException")


def test_a_throttled_create_thing_is_the_answer_to_a_raw_create_job_too() -> None:
    clients = Fixed(create_thing=client_error("ThrottlingException", status=429))
    system = BotoSystem(clients, clients, sender=cast(Sender, Fixed()))
    assert system.raw is not None
    answer = system.raw(RawRequest("CreateJob", "job", body=b'{"targets": ["{arn:a}"]}'))
    assert answer == RawAnswer(429, "ThrottlingException")


def test_access_denied_is_not_an_answer() -> None:
    denied = client_error("AccessDeniedException", status=403)
    failure = unanswered(CancelJob("job"), cancel_job=denied)
    assert failure.reason == "CancelJob was not allowed: AccessDeniedException"


def test_each_counter_counts_its_status() -> None:
    statuses = {
        "numberOfQueuedThings": ("QUEUED", 1),
        "numberOfInProgressThings": ("IN_PROGRESS", 2),
        "numberOfSucceededThings": ("SUCCEEDED", 3),
        "numberOfFailedThings": ("FAILED", 4),
        "numberOfRejectedThings": ("REJECTED", 5),
        "numberOfTimedOutThings": ("TIMED_OUT", 6),
        "numberOfRemovedThings": ("REMOVED", 7),
        "numberOfCanceledThings": ("CANCELED", 8),
    }
    process = {name: n for name, (_, n) in statuses.items()} | {"processingTargets": ["arn"]}
    job = {
        "jobId": "job",
        "status": "CANCELED",
        "forceCanceled": True,
        "reasonCode": "WHY",
        "comment": "so",
        "jobProcessDetails": process,
    }
    expected = JobDescription("job", "CANCELED", True, "WHY", "so", dict(statuses.values()))
    assert perform(DescribeJob("job"), describe_job={"job": job}) == Answer(None, expected)


def test_executions_are_read_from_both_services() -> None:
    control = {
        "jobId": "job",
        "thingArn": f"{PREFIX}a:b",
        "status": "CANCELED",
        "versionNumber": 3,
        "forceCanceled": True,
        "statusDetails": {"detailsMap": {"step": "1"}},
    }
    described = perform(
        DescribeJobExecution("job", "a:b"), describe_job_execution={"execution": control}
    )
    expected = ExecutionDescription("job", "a:b", "CANCELED", 3, {"step": "1"}, True)
    assert described == Answer(None, expected)
    device = {
        "jobId": "job",
        "thingName": "a:b",
        "status": "IN_PROGRESS",
        "versionNumber": 2,
        "statusDetails": {"step": "1"},
    }
    started = perform(
        StartNextPendingJobExecution("a:b"), start_next_pending_job_execution={"execution": device}
    )
    expected = ExecutionDescription("job", "a:b", "IN_PROGRESS", 2, {"step": "1"})
    assert started == Answer(None, expected)


def test_without_pending_executions_the_response_is_empty() -> None:
    assert perform(StartNextPendingJobExecution("a")) == Answer()
    assert perform(GetPendingJobExecutions("a")) == Answer(None, ())


def test_pending_executions_are_sorted_by_job_id() -> None:
    lists = {
        "inProgressJobs": [{"jobId": "b", "versionNumber": 2}],
        "queuedJobs": [{"jobId": "c", "versionNumber": 1}, {"jobId": "a", "versionNumber": 1}],
    }
    answer = perform(GetPendingJobExecutions("t"), get_pending_job_executions=lists)
    assert answer.response == (
        PendingExecution("a", "QUEUED", 1),
        PendingExecution("b", "IN_PROGRESS", 2),
        PendingExecution("c", "QUEUED", 1),
    )


class Pages:
    """A client that lists one execution per page. ``tokens`` belong to all pages but the last."""

    def __init__(self, *tokens: str) -> None:
        self.tokens = tokens
        self.tokens_received: list[str | None] = []

    def create_thing(self, thingName: str) -> dict[str, Any]:  # noqa: N803
        return {"thingArn": f"{PREFIX}{thingName}"}

    def list_job_executions_for_job(self, **members: Any) -> dict[str, Any]:
        return self._page(members)

    def list_job_executions_for_thing(self, **members: Any) -> dict[str, Any]:
        return self._page(members)

    def _page(self, members: dict[str, Any]) -> dict[str, Any]:
        self.tokens_received.append(members.get("nextToken"))
        number = len(self.tokens_received)
        summary = {
            "thingArn": f"{PREFIX}t:{9 - number % 9}",
            "jobId": f"job-{9 - number % 9}",
            "jobExecutionSummary": {"status": "QUEUED"},
        }
        token = {"nextToken": self.tokens[number - 1]} if number <= len(self.tokens) else {}
        return {"executionSummaries": [summary], **token}


def test_a_listing_over_several_pages_is_one_answer() -> None:
    pages = Pages("one", "two")
    answer = BotoSystem(pages, pages).perform(ListJobExecutionsForJob("job"))
    assert pages.tokens_received == [None, "one", "two"]
    assert answer.response == tuple(ListedExecution("job", f"t:{n}", "QUEUED") for n in (6, 7, 8))
    pages = Pages("one")
    answer = BotoSystem(pages, pages).perform(ListJobExecutionsForThing("t"))
    assert answer.response == tuple(ListedExecution(f"job-{n}", "t", "QUEUED") for n in (7, 8))


def test_a_listing_may_be_empty_or_have_incomplete_entries() -> None:
    assert perform(ListJobExecutionsForJob("job")) == Answer(None, ())
    odd: dict[str, Any] = {"executionSummaries": [{"jobExecutionSummary": {}}]}
    answer = perform(ListJobExecutionsForJob("job"), list_job_executions_for_job=odd)
    assert answer == Answer(None, (ListedExecution("job", "", ""),))


@pytest.mark.parametrize(
    ("tokens", "pages"), [(["same"] * 9, 2), ([str(n) for n in range(MOST_PAGES)], MOST_PAGES)]
)
def test_an_endless_listing_is_not_an_answer(tokens: list[str], pages: int) -> None:
    client = Pages(*tokens)
    with pytest.raises(Unanswered) as failure:
        BotoSystem(client, client).perform(ListJobExecutionsForThing("t"))
    assert failure.value.reason == (
        "ListJobExecutionsForThing: the pages do not end, there is always a nextToken"
    )
    assert len(client.tokens_received) == pages


def test_every_error_code_is_an_answer() -> None:
    for code in (NOT_FOUND, "ThrottlingException", "InternalFailureException"):
        assert perform(CancelJob("job"), cancel_job=client_error(code, status=500)) == Answer(code)


@pytest.mark.parametrize(
    ("raised", "gone", "missing"),
    [
        (client_error("500", status=500), False, False),
        (client_error("", status=503), False, False),
        (client_error("404", status=404), False, True),
        (client_error("405", status=405), False, True),
        (client_error("UnknownOperationException", status=400), False, True),
        (client_error("404", status=404, says="Not yet implemented"), False, True),
        (client_error("InternalFailure", status=501), False, True),
        (client_error("InternalError", status=500, says="It is not implemented"), False, True),
        (NotImplementedError(), False, True),
        (KeyError("job"), False, False),
        (ResponseParserError("Unable to parse response"), False, False),
        (EndpointConnectionError(endpoint_url="http://127.0.0.1:1"), True, False),
        (ReadTimeoutError(endpoint_url="http://127.0.0.1:1"), True, False),
    ],
)
def test_other_exceptions_are_unanswered_with_their_cause(
    raised: Exception, gone: bool, missing: bool
) -> None:
    failure = unanswered(CancelJob("job"), cancel_job=raised)
    assert (failure.gone, failure.missing) == (gone, missing)
    assert "CancelJob" in failure.reason
    assert "\n" not in failure.reason


def test_an_incomplete_response_is_not_an_answer() -> None:
    empty = unanswered(DescribeJob("job"), describe_job={})
    assert empty.reason == "DescribeJob: the response has no job"
    odd = {"job": {"status": "CANCELED", "jobProcessDetails": {"numberOfQueuedThings": "many"}}}
    assert "DescribeJob" in unanswered(DescribeJob("job"), describe_job=odd).reason


NAMES = st.sampled_from("ab")
DETAILS = st.none() | st.dictionaries(st.sampled_from("kl"), st.sampled_from("12"))
VERSIONS = st.none() | st.integers(1, 3)
REQUESTS: st.SearchStrategy[Request] = st.one_of(
    st.builds(CreateJob, NAMES, st.sampled_from([("x",), ("x", "y")])),
    st.builds(DescribeJob, NAMES),
    st.builds(CancelJob, NAMES, st.booleans(), st.none() | st.just("WHY"), st.none()),
    st.builds(DeleteJob, NAMES, st.booleans()),
    st.builds(DescribeJobExecution, NAMES, st.sampled_from("xy")),
    st.builds(CancelJobExecution, NAMES, st.sampled_from("xy"), st.booleans(), VERSIONS, DETAILS),
    st.builds(UpdateJobExecution, NAMES, st.sampled_from("xy"), VERSIONS, DETAILS),
    st.builds(StartNextPendingJobExecution, st.sampled_from("xy"), DETAILS),
    st.builds(GetPendingJobExecutions, st.sampled_from("xy")),
    st.builds(ListJobExecutionsForJob, NAMES),
    st.builds(ListJobExecutionsForThing, st.sampled_from("xy")),
)


@given(st.lists(REQUESTS, max_size=12))
def test_a_boto_system_gives_the_answers_of_the_system_behind_it(requests: list[Request]) -> None:
    clients, plain = Clients(Correct()), Correct()
    system = BotoSystem(clients, clients)
    for request in requests:
        assert system.perform(request) == plain.perform(request)


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1:4599", True),
        ("http://127.8.9.1", True),
        ("http://[::1]:4599", True),
        ("http://localhost:4599/", True),
        ("http://iot.localhost", True),
        ("https://iot.us-east-1.amazonaws.com", False),
        ("http://localhost.example.com", False),
        ("http://10.0.0.1", False),
        ("http://0.0.0.0:4599", False),
        ("nonsense", False),
    ],
)
def test_only_this_machine_is_loopback(url: str, loopback: bool) -> None:
    assert is_loopback(url) is loopback


def test_a_closed_port_is_unanswered_and_gone() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Unanswered) as failure:
        endpoint(f"http://127.0.0.1:{port}").perform(DescribeJob("job"))
    assert failure.value.gone


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, b"<h1>oops</h1>"), (404, b"<h1>no such page</h1>"), (502, b""), (200, b"<h1>hi</h1>")],
)
def test_html_instead_of_json_is_not_an_answer(status: int, body: bytes) -> None:
    with serving(status, body) as url, pytest.raises(Unanswered) as failure:
        endpoint(url).perform(DescribeJob("job"))
    assert not failure.value.gone


def test_an_endpoint_answers_over_http() -> None:
    body = b'{"job": {"jobId": "job", "status": "IN_PROGRESS"}}'
    with serving(200, body, "application/json") as url:
        answer = endpoint(url).perform(DescribeJob("job"))
    assert answer == Answer(None, JobDescription("job", "IN_PROGRESS"))


def test_an_error_code_over_http_is_an_answer() -> None:
    body = b'{"__type": "ResourceNotFoundException", "message": "no such job"}'
    with serving(404, body, "application/json") as url:
        assert endpoint(url).perform(DescribeJob("job")) == Answer(NOT_FOUND)


def test_a_loopback_endpoint_needs_neither_keys_nor_a_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    body = b'{"job": {"jobId": "job", "status": "IN_PROGRESS"}}'
    with serving(200, body, "application/json") as url:
        assert endpoint(url).perform(DescribeJob("job")).error is None


def test_each_moto_starts_empty() -> None:
    for _ in range(2):
        with moto() as system:
            assert system.name.startswith("moto ")
            assert system.perform(DescribeJob("job")) == Answer(NOT_FOUND)
            assert system.perform(CreateJob("job", ("thing",))) == Answer()
            described = system.perform(DescribeJobExecution("job", "thing")).response
            assert isinstance(described, ExecutionDescription)
            assert (described.thing_name, described.status) == ("thing", "QUEUED")


def test_an_operation_that_moto_lacks_is_missing() -> None:
    with moto() as system, pytest.raises(Unanswered) as failure:
        system.perform(GetPendingJobExecutions("thing"))
    assert failure.value.missing
    assert failure.value.reason == f"{system.name} has no GetPendingJobExecutions"


@pytest.mark.parametrize(("status", "left"), [(501, []), (404, []), (503, ["job"])])
def test_a_job_is_made_perhaps_unless_the_server_has_no_such_operation(
    status: int, left: list[str]
) -> None:
    with serving(status, b"<html>", "text/html") as url:
        system = endpoint(url)
        system.made.note(CreateJob("other", ()), "ResourceNotFoundException")
        with pytest.raises(Unanswered):
            system.heard(CreateJob("job", ()))
        assert list(system.made.jobs) == left
