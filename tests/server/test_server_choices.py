"""Choices: where the sources permit several answers, the server gives the one that is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iot_jobs_spec import Answer, CreateJob, Oracle, Request
from iot_jobs_spec.model.choices import GRADUAL, OFFERED
from iot_jobs_spec.server.choices import BadChoice, Choices
from iot_jobs_spec.systems.boto import BotoSystem
from support.server_kit import THING, Stage, arn, code_of, execution, with_clock
from support.server_kit import stage as new_stage
from support.strategies import requests

INVALID = "InvalidRequestException"
NOT_FOUND = "ResourceNotFoundException"
LIMIT = "LimitExceededException"


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with new_stage() as made:
        yield made


@pytest.mark.parametrize("option", ["x", "x=y", "=", "", "=accept", "CancelJobX=accept", "!=no"])
def test_a_name_that_is_no_choice_is_rejected_with_all_names(option: str) -> None:
    with pytest.raises(BadChoice) as error:
        Choices([option])
    assert all(name in str(error.value) for name in OFFERED)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", OFFERED)
def test_a_value_that_is_no_value_is_rejected_with_the_right_ones(name: str) -> None:
    with pytest.raises(BadChoice) as error:
        Choices([f"{name}=sometimes"])
    assert all(value in str(error.value) for value in OFFERED[name].values)


def test_the_beginning_of_a_name_stands_for_every_choice_that_has_the_value() -> None:
    made = Choices(["CancelJobExecution=InvalidStateTransitionException"]).made
    assert "CancelJobExecution/CANCELED/version_mismatch/!job_deleting" in made
    assert {name.partition("/")[0] for name in made} == {"CancelJobExecution"}


@pytest.mark.parametrize(("bump", "version"), [("yes", 2), ("no", 1)])
@pytest.mark.parametrize(("flag", "flagged"), [("yes", True), ("no", False)])
def test_a_cancel_counts_and_flags_as_chosen(
    stage: Stage, bump: str, version: int, flag: str, flagged: bool
) -> None:
    stage.fresh(choose=[f"VERSION_MAY_GROW={bump}", f"MAY_BE_FLAGGED={flag}"])
    for job_id in ("cascaded", "canceled"):
        stage.create(job_id)
    stage.iot.cancel_job(jobId="cascaded", force=True)
    stage.iot.cancel_job_execution(jobId="canceled", thingName=THING, force=True)
    for job_id in ("cascaded", "canceled"):
        option = execution(stage, job_id)
        assert (option["versionNumber"], option["forceCanceled"]) == (version, flagged)


@pytest.mark.parametrize(
    ("value", "details"), [("replace", {"b": "2"}), ("merge", {"a": "1", "b": "2"})]
)
def test_details_replace_or_join_as_chosen(
    stage: Stage, value: str, details: dict[str, str]
) -> None:
    stage.fresh(choose=[f"DETAILS_TAKEN={value}"])
    stage.create("job")
    stage.device.start_next_pending_job_execution(thingName=THING, statusDetails={"a": "1"})
    stage.iot.cancel_job_execution(
        jobId="job", thingName=THING, force=True, statusDetails={"b": "2"}
    )
    assert execution(stage)["statusDetails"]["detailsMap"] == details


@pytest.mark.parametrize(("value", "error"), [("no", None), ("yes", LIMIT)])
def test_quotas_are_met_as_chosen(stage: Stage, value: str, error: str | None) -> None:
    stage.fresh(choose=[f"CancelJob/IN_PROGRESS/{LIMIT}={value}"])
    stage.create("job")
    assert code_of(stage.iot.cancel_job, jobId="job") == error
    assert stage.status("job") == ("IN_PROGRESS" if error else "CANCELED")
    stage.fresh(choose=[f"CreateJob/ABSENT/{LIMIT}={value}"])
    made = {"targets": [arn(THING)], "document": "{}"}
    assert code_of(stage.iot.create_job, jobId="job", **made) == error


@pytest.mark.parametrize(
    ("value", "status", "listed"), [("at-once", None, 0), ("in-the-end", "IN_PROGRESS", 1)]
)
def test_devices_are_cut_off_from_what_is_deleted_as_chosen(
    stage: Stage, value: str, status: str | None, listed: int
) -> None:
    stage.fresh(choose=[f"WHEN_DEVICES_ARE_CUT_OFF={value}"])
    stage.create("job")
    stage.iot.delete_job(jobId="job", force=True)
    waiting = stage.device.get_pending_job_executions(thingName=THING)
    assert len(waiting["queuedJobs"]) == listed
    started = stage.device.start_next_pending_job_execution(thingName=THING)
    assert started.get("execution", {}).get("status") == status


@pytest.mark.parametrize(("value", "status"), [("yes", "DELETION_IN_PROGRESS"), ("no", None)])
def test_deletions_take_their_time_as_chosen(stage: Stage, value: str, status: str | None) -> None:
    stage.fresh(choose=[f"DELETION_IS_GRADUAL={value}"])
    stage.create("job")
    stage.iot.delete_job(jobId="job", force=True)
    assert stage.status("job") == status
    assert (stage.status("job", THING) is None) == (status is None)


@pytest.mark.parametrize(("value", "error"), [("yes", INVALID), ("no", NOT_FOUND)])
def test_validation_comes_first_as_chosen(stage: Stage, value: str, error: str) -> None:
    stage.fresh(choose=[f"WHETHER_VALIDATION_COMES_FIRST={value}"])
    assert code_of(stage.iot.describe_job, jobId="no.job") == error


@pytest.mark.parametrize(("value", "error"), [("accept", None), (INVALID, INVALID)])
def test_what_may_be_malformed_is_taken_as_chosen(
    stage: Stage, value: str, error: str | None
) -> None:
    stage.fresh(choose=[f"{name}={value}" for name in ("REASON_CODE", "COMMENT", "DETAILS_VALUE")])
    open_values = ({"reasonCode": "GRÜN"}, {"comment": "\u0378"})
    for number, said in enumerate(open_values):
        stage.create(f"job-{number}")
        assert code_of(stage.iot.cancel_job, jobId=f"job-{number}", **said) == error
    stage.create("job")
    on_thing = {"jobId": "job", "thingName": THING, "statusDetails": {"a": "\u0378"}}
    assert code_of(stage.iot.cancel_job_execution, **on_thing) == error


@pytest.mark.parametrize("error", [NOT_FOUND, INVALID])
def test_targets_that_there_are_not_are_rejected_as_chosen(stage: Stage, error: str) -> None:
    stage.fresh(choose=[f"WHICH_BAD_TARGET_ERROR={error}"])
    made = {"targets": [arn(THING), arn("nobody")], "document": "{}"}
    assert code_of(stage.iot.create_job, jobId="job", **made) == error
    assert stage.status("job") is None


@pytest.mark.parametrize(("value", "error"), [("accept", None), (NOT_FOUND, NOT_FOUND)])
def test_devices_that_there_are_not_are_answered_as_chosen(
    stage: Stage, value: str, error: str | None
) -> None:
    stage.fresh(choose=[f"UNKNOWN_THING={value}"])
    for call in (
        stage.device.start_next_pending_job_execution,
        stage.device.get_pending_job_executions,
    ):
        assert code_of(call, thingName="nobody") == error


class Followed:
    """The server on a stage with the oracle behind it."""

    def __init__(self, stage: Stage, **options: Any) -> None:
        self.clock = with_clock(stage, **options)
        self.system = BotoSystem(stage.iot, stage.device)
        self.oracle = Oracle(lag=bool(options.get("lag")))

    def ask(self, request: Request) -> Answer:
        answer = self.system.perform(request)
        divergence = self.oracle.observe(request, answer)
        assert divergence is None, divergence
        return answer


def chosen(position: int) -> list[str]:
    """Every choice with its value at this position, or its last one. Quotas are left as they are:
    whatever met them would end there; so is that deletions are seen."""
    return [
        f"{name}={choice.values[min(position, len(choice.values) - 1)]}"
        for name, choice in OFFERED.items()
        if not name.endswith(LIMIT) and name != GRADUAL
    ]


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
def test_the_oracle_permits_every_answer(stage: Stage, options: dict[str, Any]) -> None:
    @settings(
        max_examples=8,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(requests, min_size=10, max_size=25), st.data())
    def run(asked: list[Request], data: st.DataObject) -> None:
        followed = Followed(stage, **options)
        for request in asked:
            followed.clock.now += data.draw(st.sampled_from([0.0, 0.1, 1.0]))
            followed.ask(request)

    run()


def test_creating_twice_alike_is_a_matter_of_choice(stage: Stage) -> None:
    followed = Followed(stage, choose=["CreateJob/IN_PROGRESS/identical_repeat=accept"])
    for _ in range(2):
        assert followed.ask(CreateJob("alpha", ("x",))) == Answer()
    assert followed.ask(CreateJob("alpha", ("y",))).error == "ResourceAlreadyExistsException"
