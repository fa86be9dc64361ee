"""Choices: where the sources permit several answers, the server gives the chosen one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iot_jobs_spec import Answer, CreateJob, Oracle, Request
from iot_jobs_spec.model.choices import GRADUAL, Choice, offered
from iot_jobs_spec.model.profiles import FULL
from iot_jobs_spec.server.choices import BadChoice, Choices
from iot_jobs_spec.systems.boto import BotoSystem
from support.server_kit import THING, LiveServer, arn, code_of, execution, live_server, with_clock
from support.strategies import requests

OFFERED = offered()

INVALID = "InvalidRequestException"
NOT_FOUND = "ResourceNotFoundException"
LIMIT = "LimitExceededException"
CONFLICT = "VersionConflictException"
INVALID_TRANSITION = "InvalidStateTransitionException"


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server() as running:
        yield running


@pytest.mark.parametrize("choice", offered(FULL).values(), ids=lambda choice: choice.name)
def test_each_value_of_a_choice_is_put_into_words_of_its_own(choice: Choice) -> None:
    said = [choice.words(value) for value in choice.values]
    assert len({*said}) == len(said)
    assert all(words[0].islower() and len(words) > 10 for words in said)


@pytest.mark.parametrize(
    "assignment", ["x", "x=y", "=", "", "=accept", "CancelJobX=accept", "!=no"]
)
def test_an_unknown_choice_is_rejected_in_one_line_that_says_where_all_are(assignment: str) -> None:
    with pytest.raises(BadChoice) as error:
        Choices([assignment])
    message = str(error.value)
    assert "serve --choices" in message
    assert "\n" not in message
    assert len(message) < 200


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("version-may-grown=no", "VERSION_MAY_GROW"),
        ("VERSION_MAY_GROWN=no", "VERSION_MAY_GROW"),
        ("version_may_gro", "VERSION_MAY_GROW"),
        ("CancelJobExecutions=accept", "CancelJobExecution"),
        ("CancelJob/DELETION_IN_PROGES=accept", "CancelJob/DELETION_IN_PROGRESS"),
    ],
)
def test_a_misspelled_choice_gets_the_name_that_is_meant(typed: str, meant: str) -> None:
    with pytest.raises(BadChoice, match=f"did you mean {meant}[ ?]"):
        Choices([typed])


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("VERSION_MAY_GROW", "yes, no"),
        ("version-may-grow", "yes, no"),
        ("CancelJob/DELETION_IN_PROGRESS", "InvalidRequest"),
    ],
)
def test_a_choice_without_a_value_gets_the_values(name: str, values: str) -> None:
    with pytest.raises(BadChoice, match=f"^{name} needs a value, {name}=VALUE: one of {values}"):
        Choices([name])


@pytest.mark.parametrize("spelled", [str.lower, str.upper, lambda text: text.replace("_", "-")])
def test_a_choice_may_have_any_case(spelled: Callable[[str], str]) -> None:
    for name, choice in offered(FULL).items():
        for value in choice.values:
            chosen = Choices([f"{spelled(name)}={spelled(value)}"], FULL)
            assert chosen[name] == value


def test_one_string_is_one_choice() -> None:
    assert Choices("VERSION_MAY_GROW=no").made == {"VERSION_MAY_GROW": "no"}


@pytest.mark.parametrize("name", OFFERED)
def test_an_unknown_value_is_rejected_with_a_list_of_the_valid_ones(name: str) -> None:
    with pytest.raises(BadChoice) as error:
        Choices([f"{name}=sometimes"])
    assert all(value in str(error.value) for value in OFFERED[name].values)


def test_a_prefix_of_a_name_makes_every_choice_that_has_the_value() -> None:
    made = Choices(["CancelJobExecution=InvalidStateTransitionException"]).made
    assert "CancelJobExecution/CANCELED/version_mismatch/!job_deleting" in made
    assert {name.partition("/")[0] for name in made} == {"CancelJobExecution"}


@pytest.mark.parametrize(("bump", "version"), [("yes", 2), ("no", 1)])
@pytest.mark.parametrize(("flag", "flagged"), [("yes", True), ("no", False)])
def test_a_cancel_sets_version_and_flag_as_chosen(
    server: LiveServer, bump: str, version: int, flag: str, flagged: bool
) -> None:
    server.fresh(choose=[f"VERSION_MAY_GROW={bump}", f"MAY_BE_FLAGGED={flag}"])
    for job_id in ("by-cascade", "by-request"):
        server.create(job_id)
    server.iot.cancel_job(jobId="by-cascade", force=True)
    server.iot.cancel_job_execution(jobId="by-request", thingName=THING, force=True)
    for job_id in ("by-cascade", "by-request"):
        described = execution(server, job_id)
        assert (described["versionNumber"], described["forceCanceled"]) == (version, flagged)


@pytest.mark.parametrize(
    ("value", "details"), [("replace", {"b": "2"}), ("merge", {"a": "1", "b": "2"})]
)
def test_status_details_are_replaced_or_merged_as_chosen(
    server: LiveServer, value: str, details: dict[str, str]
) -> None:
    server.fresh(choose=[f"DETAILS_TAKEN={value}"])
    server.create("job")
    server.device.start_next_pending_job_execution(thingName=THING, statusDetails={"a": "1"})
    server.iot.cancel_job_execution(
        jobId="job", thingName=THING, force=True, statusDetails={"b": "2"}
    )
    assert execution(server)["statusDetails"]["detailsMap"] == details


@pytest.mark.parametrize(("value", "error"), [("no", None), ("yes", LIMIT)])
def test_a_quota_is_exhausted_if_chosen(server: LiveServer, value: str, error: str | None) -> None:
    server.fresh(choose=[f"CancelJob/IN_PROGRESS/{LIMIT}={value}"])
    server.create("job")
    assert code_of(server.iot.cancel_job, jobId="job") == error
    assert server.status("job") == ("IN_PROGRESS" if error else "CANCELED")
    server.fresh(choose=[f"CreateJob/ABSENT/{LIMIT}={value}"])
    members = {"targets": [arn(THING)], "document": "{}"}
    assert code_of(server.iot.create_job, jobId="job", **members) == error


@pytest.mark.parametrize(
    ("value", "status", "listed"), [("at-once", None, 0), ("in-the-end", "IN_PROGRESS", 1)]
)
def test_a_deletion_hides_its_executions_from_devices_as_chosen(
    server: LiveServer, value: str, status: str | None, listed: int
) -> None:
    server.fresh(choose=[f"WHEN_DEVICES_ARE_CUT_OFF={value}"])
    server.create("job")
    server.iot.delete_job(jobId="job", force=True)
    waiting = server.device.get_pending_job_executions(thingName=THING)
    assert len(waiting["queuedJobs"]) == listed
    started = server.device.start_next_pending_job_execution(thingName=THING)
    assert started.get("execution", {}).get("status") == status


@pytest.fixture(scope="module")
def full() -> Iterator[LiveServer]:
    with live_server(FULL) as running:
        yield running


@pytest.mark.parametrize("number", [{}, {"executionNumber": 1}])
@pytest.mark.parametrize(("value", "error"), [("at-once", NOT_FOUND), ("in-the-end", None)])
def test_a_device_reads_and_updates_during_a_deletion_or_does_neither(
    full: LiveServer, value: str, error: str | None, number: dict[str, int]
) -> None:
    full.fresh(choose=[f"WHEN_DEVICES_ARE_CUT_OFF={value}"])
    full.create("job")
    full.device.start_next_pending_job_execution(thingName=THING)
    full.iot.delete_job(jobId="job", force=True)
    this = {"jobId": "job", "thingName": THING, **number}
    assert code_of(full.device.describe_job_execution, **this) == error
    following = full.device.describe_job_execution(jobId="$next", thingName=THING)
    assert ("execution" in following) == (error is None)
    assert code_of(full.iot.describe_job_execution, **this) is None
    update = full.device.update_job_execution
    assert code_of(update, **this, status="SUCCEEDED", expectedVersion=9) in (error, CONFLICT)
    assert code_of(update, **this, status="SUCCEEDED") == error
    assert code_of(update, **this, status="FAILED") == (error or INVALID_TRANSITION)
    assert code_of(full.device.describe_job_execution, **this) == error


@pytest.mark.parametrize(
    ("started", "force", "error"),
    [(True, False, INVALID_TRANSITION), (True, True, None), (False, False, None)],
)
def test_a_cancel_during_a_deletion_gets_the_error_that_it_would_get_before(
    full: LiveServer, started: bool, force: bool, error: str | None
) -> None:
    full.fresh()
    full.create("job")
    if started:
        full.device.start_next_pending_job_execution(thingName=THING)
    full.iot.delete_job(jobId="job", force=True)
    cancel, this = full.iot.cancel_job_execution, {"jobId": "job", "thingName": THING}
    assert code_of(cancel, **this, force=force) == error
    assert full.status("job", THING) == ("IN_PROGRESS" if error else "CANCELED")
    assert code_of(cancel, **this, force=force) == INVALID_TRANSITION
    full.fresh(choose=["CancelJobExecution=accept"])
    full.create("job")
    full.device.start_next_pending_job_execution(thingName=THING)
    full.iot.delete_job(jobId="job", force=True)
    assert code_of(cancel, **this) is None


def test_a_choice_of_a_rule_comes_before_the_time_at_which_devices_are_cut_off(
    full: LiveServer,
) -> None:
    full.fresh(choose=["WHEN_DEVICES_ARE_CUT_OFF=in-the-end", f"UpdateJobExecution={NOT_FOUND}"])
    full.create("job")
    full.iot.delete_job(jobId="job", force=True)
    this = {"jobId": "job", "thingName": THING}
    assert code_of(full.device.update_job_execution, **this, status="IN_PROGRESS") == NOT_FOUND


@pytest.mark.parametrize(("value", "status"), [("yes", "DELETION_IN_PROGRESS"), ("no", None)])
def test_a_deletion_is_gradual_if_chosen(
    server: LiveServer, value: str, status: str | None
) -> None:
    server.fresh(choose=[f"DELETION_IS_GRADUAL={value}"])
    server.create("job")
    server.iot.delete_job(jobId="job", force=True)
    assert server.status("job") == status
    assert (server.status("job", THING) is None) == (status is None)


@pytest.mark.parametrize(("value", "error"), [("yes", INVALID), ("no", NOT_FOUND)])
def test_validation_comes_first_if_chosen(server: LiveServer, value: str, error: str) -> None:
    server.fresh(choose=[f"WHETHER_VALIDATION_COMES_FIRST={value}"])
    assert code_of(server.iot.describe_job, jobId="no.job") == error


@pytest.mark.parametrize(("value", "error"), [("accept", None), (INVALID, INVALID)])
def test_a_disputed_character_is_accepted_or_rejected_as_chosen(
    server: LiveServer, value: str, error: str | None
) -> None:
    server.fresh(choose=[f"{name}={value}" for name in ("REASON_CODE", "COMMENT", "DETAILS_VALUE")])
    open_values = ({"reasonCode": "GRÜN"}, {"comment": "\u0378"})
    for number, reason in enumerate(open_values):
        server.create(f"job-{number}")
        assert code_of(server.iot.cancel_job, jobId=f"job-{number}", **reason) == error
    server.create("job")
    on_thing = {"jobId": "job", "thingName": THING, "statusDetails": {"a": "\u0378"}}
    assert code_of(server.iot.cancel_job_execution, **on_thing) == error


@pytest.mark.parametrize("error", [NOT_FOUND, INVALID])
def test_an_unknown_target_is_rejected_as_chosen(server: LiveServer, error: str) -> None:
    server.fresh(choose=[f"WHICH_BAD_TARGET_ERROR={error}"])
    members = {"targets": [arn(THING), arn("nobody")], "document": "{}"}
    assert code_of(server.iot.create_job, jobId="job", **members) == error
    assert server.status("job") is None


@pytest.mark.parametrize(("value", "error"), [("accept", None), (NOT_FOUND, NOT_FOUND)])
def test_an_unknown_device_is_answered_as_chosen(
    server: LiveServer, value: str, error: str | None
) -> None:
    server.fresh(choose=[f"UNKNOWN_THING={value}"])
    for call in (
        server.device.start_next_pending_job_execution,
        server.device.get_pending_job_executions,
    ):
        assert code_of(call, thingName="nobody") == error


class Observed:
    """A server whose answers an oracle observes."""

    def __init__(self, server: LiveServer, **options: Any) -> None:
        self.clock = with_clock(server, **options)
        self.system = BotoSystem(server.iot, server.device)
        self.oracle = Oracle(lag=bool(options.get("lag")))

    def send(self, request: Request) -> Answer:
        answer = self.system.perform(request)
        divergence = self.oracle.observe(request, answer)
        assert divergence is None, divergence
        return answer


def chosen(position: int) -> list[str]:
    """Every choice with its value at this position, or its last one.

    Quotas keep their defaults, since an exhausted one would reject every request after it, and
    deletions stay gradual.
    """
    return [
        f"{name}={choice.values[min(position, len(choice.values) - 1)]}"
        for name, choice in OFFERED.items()
        if not name.endswith(LIMIT) and name != GRADUAL
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"lag": 2.0, "seed": 1},
        {"deletion": 0},
        *({"choose": chosen(position)} for position in (1, 2, 3)),
    ],
    ids=["plain", "lag", "deletion", "second", "third", "fourth"],
)
def test_the_oracle_permits_every_answer(server: LiveServer, options: dict[str, Any]) -> None:
    @settings(
        max_examples=8,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(requests, min_size=10, max_size=25), st.data())
    def run(sent: list[Request], data: st.DataObject) -> None:
        observed = Observed(server, **options)
        for request in sent:
            observed.clock.now += data.draw(st.sampled_from([0.0, 0.1, 1.0]))
            observed.send(request)

    run()


def test_an_identical_create_is_accepted_if_chosen(server: LiveServer) -> None:
    observed = Observed(server, choose=["CreateJob/IN_PROGRESS/identical_repeat=accept"])
    for _ in range(2):
        assert observed.send(CreateJob("alpha", ("x",))) == Answer()
    assert observed.send(CreateJob("alpha", ("y",))).error == "ResourceAlreadyExistsException"
