"""A request that breaks a constraint fails with InvalidRequestException and changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_jobs_spec import (
    Answer,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DescribeJob,
    GetPendingJobExecutions,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
    step,
)
from iot_jobs_spec.model.constraints import CONSTRAINTS, Fit, judge
from iot_jobs_spec.model.requests import AbortCriterion
from support.scenarios import EXISTS, INVALID, NOT_FOUND, Scenario


def details(pairs: int = 1, key: str = "k", value: str = "v") -> dict[str, str]:
    return {key: value} if pairs == 1 else {f"{key}{n}": value for n in range(pairs)}


def cancel(**members: object) -> Request:
    return CancelJobExecution("job", "thing", **members)  # type: ignore[arg-type]


KEPT: dict[str, Request] = {
    "a jobId of 1 character": DescribeJob("j"),
    "a jobId of 64 characters": DescribeJob("j" * 64),
    "a jobId of every kind of character": DescribeJob("aZ09_-"),
    "a thingName of 128 characters": GetPendingJobExecutions("t" * 128),
    "a thingName with a colon": GetPendingJobExecutions("a:b"),
    "a target with a colon": CreateJob("job", ("a:b",)),
    "a reasonCode of 128 characters": CancelJob("job", reason_code="A" * 128),
    "a reasonCode of every kind of character": CancelJob("job", reason_code="AZ_09"),
    "a comment of 2028 characters": CancelJob("job", comment="c" * 2028),
    "a comment beyond the basic plane": CancelJob("job", comment="\N{GRINNING FACE}" * 2028),
    "a comment of spaces": CancelJob("job", comment="   "),
    "no statusDetails": cancel(status_details={}),
    "10 pairs of statusDetails": cancel(status_details=details(10)),
    "11 pairs of a device": UpdateJobExecution("job", "thing", status_details=details(11)),
    "a key of 128 characters": cancel(status_details=details(key="k" * 128)),
    "a value of 1024 characters": cancel(status_details=details(value="v" * 1024)),
}

BROKEN: dict[str, tuple[Request, str]] = {
    "an empty jobId": (DescribeJob(""), "JOB_ID"),
    "a jobId of 65 characters": (DescribeJob("j" * 65), "JOB_ID"),
    "a jobId with a colon": (DescribeJob("a:b"), "JOB_ID"),
    "a jobId with a newline": (DeleteJob("job\n"), "JOB_ID"),
    "a jobId in another script": (CancelJob("задание"), "JOB_ID"),
    "a jobId with another script's digit": (CancelJob("job٣"), "JOB_ID"),
    "a created jobId of 65 characters": (CreateJob("j" * 65, ("a",)), "JOB_ID"),
    "an empty thingName": (GetPendingJobExecutions(""), "THING_NAME"),
    "a thingName of 129 characters": (GetPendingJobExecutions("t" * 129), "THING_NAME"),
    "a thingName with a slash": (StartNextPendingJobExecution("a/b"), "THING_NAME"),
    "a target of 129 characters": (CreateJob("job", ("a", "t" * 129)), "TARGET"),
    "no target": (CreateJob("new", ()), "TARGETS"),
    "an empty reasonCode": (CancelJob("job", reason_code=""), "REASON_CODE"),
    "a reasonCode of 129 characters": (CancelJob("job", reason_code="A" * 129), "REASON_CODE"),
    "a reasonCode in lower case": (CancelJob("job", reason_code="why"), "REASON_CODE"),
    "a reasonCode with a space": (CancelJob("job", reason_code="A B"), "REASON_CODE"),
    "an empty comment": (CancelJob("job", comment=""), "COMMENT"),
    "a comment of 2029 characters": (CancelJob("job", comment="c" * 2029), "COMMENT"),
    "a comment with a control character": (CancelJob("job", comment="a\x07b"), "COMMENT"),
    "a comment with a newline": (CancelJob("job", comment="a\n"), "COMMENT"),
    "a comment with an invisible format mark": (CancelJob("job", comment="a\u200eb"), "COMMENT"),
    "a comment with a private character": (CancelJob("job", comment="\ue000"), "COMMENT"),
    "11 pairs of statusDetails": (cancel(status_details=details(11)), "DETAILS_COUNT"),
    "an empty key": (cancel(status_details=details(key="")), "DETAILS_KEY"),
    "a key of 129 characters": (cancel(status_details=details(key="k" * 129)), "DETAILS_KEY"),
    "a key with a space": (cancel(status_details=details(key="a b")), "DETAILS_KEY"),
    "an empty value": (cancel(status_details=details(value="")), "DETAILS_VALUE"),
    "a value of 1025 characters": (
        UpdateJobExecution("job", "thing", status_details=details(value="v" * 1025)),
        "DETAILS_VALUE",
    ),
    "a value with a tab": (cancel(status_details=details(value="a\tb")), "DETAILS_VALUE"),
}

OPEN: dict[str, tuple[Request, str]] = {
    "a reasonCode of upper case beyond ASCII": (CancelJob("job", reason_code="É"), "REASON_CODE"),
    "a reasonCode of digits beyond ASCII": (CancelJob("job", reason_code="٣"), "REASON_CODE"),
    "a comment with an unassigned character": (CancelJob("job", comment="\u0378"), "COMMENT"),
}


@pytest.mark.parametrize("case", KEPT)
def test_a_value_at_the_bound_is_accepted(case: str) -> None:
    assert judge(KEPT[case]) == (Fit.KEPT, ())


@pytest.mark.parametrize("case", BROKEN)
def test_a_value_beyond_the_bound_is_rejected_and_changes_nothing(case: str) -> None:
    request, name = BROKEN[case]
    fit, unmet = judge(request)
    assert fit is Fit.BROKEN
    assert [constraint.name for constraint in unmet] == [name]
    scenario = Scenario()
    scenario.accept(CreateJob("job", ("thing",)))
    scenario.later()
    permitted = step(scenario.world, request)
    assert permitted[0].answer == Answer(INVALID)
    assert permitted[0].rule.id == f"{type(request).__name__}/malformed/{name}"
    assert {p.answer.error for p in permitted} <= {INVALID, NOT_FOUND, EXISTS}
    assert all(p.world == scenario.world for p in permitted)


@pytest.mark.parametrize("case", OPEN)
def test_a_value_on_which_the_readings_of_a_pattern_differ_may_be_accepted_or_rejected(
    case: str,
) -> None:
    request, name = OPEN[case]
    fit, unmet = judge(request)
    assert (fit, [constraint.name for constraint in unmet]) == (Fit.OPEN, [name])
    scenario = Scenario()
    scenario.job_with("thing")
    scenario.ask(request, None, INVALID)


def test_a_malformed_request_for_a_missing_job_may_also_fail_with_not_found() -> None:
    permitted = step(Scenario().world, CancelJob("job", comment="\n"))
    assert [p.answer.error for p in permitted] == [INVALID, NOT_FOUND]


def test_every_constraint_has_a_request_that_breaks_it() -> None:
    broken = {name for _, name in BROKEN.values()}
    assert broken == {constraint.name for constraint in CONSTRAINTS}


@pytest.mark.slow
@given(st.text(max_size=70))
def test_a_job_id_is_accepted_exactly_if_it_has_1_to_64_plain_characters(job_id: str) -> None:
    plain = job_id.isascii() and all(c.isalnum() or c in "_-" for c in job_id)
    kept = plain and 1 <= len(job_id) <= 64
    assert judge(DescribeJob(job_id))[0] is (Fit.KEPT if kept else Fit.BROKEN)


@pytest.mark.parametrize(
    ("percentage", "fit"),
    [
        (0, Fit.KEPT),
        (10.9, Fit.KEPT),
        (10.99, Fit.KEPT),
        (0.07, Fit.KEPT),
        (100.0, Fit.KEPT),
        (10.999, Fit.BROKEN),
        (0.001, Fit.BROKEN),
        (1e-7, Fit.BROKEN),
        (100.01, Fit.BROKEN),
        (-0.01, Fit.BROKEN),
    ],
)
def test_an_abort_percentage_has_two_digits_after_the_point(percentage: float, fit: Fit) -> None:
    criteria = (AbortCriterion("ALL", 50, 1), AbortCriterion("FAILED", percentage, 1))
    found, unkept = judge(CreateJob("job", ("thing",), abort=criteria))
    assert found is fit
    assert [one.name for one in unkept] == ([] if fit is Fit.KEPT else ["ABORT_PERCENTAGE"])
