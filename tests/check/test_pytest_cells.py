"""One pytest test for each cell in a suite of a user, against clients and doubles."""

from __future__ import annotations

import moto  # noqa: F401  here, as a suite in this process must not import it a second time
import pytest

from iot_jobs_spec.check.request_cells import cells as all_cells
from iot_jobs_spec.pytest_cells import BACKGROUND, cells_of

pytest_plugins = ["pytester"]
CELLS = [cell.id for cell in all_cells()]
RAW = [name for name in CELLS if "/raw/" in name or "/view/" in name]
HEAD = "from iot_jobs_spec.pytest_cells import cells_of\n"
MOTO = """
from contextlib import contextmanager
from moto import mock_aws
import boto3

made = []

@contextmanager
def clients():
    made.append("once")
    with mock_aws():
        session = boto3.Session("testing", "testing", region_name="us-east-1")
        yield session.client("iot"), session.client("iot-jobs-data")

def test_before():
    assert made == []

test_reads = cells_of(clients, operations=["DescribeJob"], name="my service")

def test_after():
    assert made == ["once"]
"""


def run(pytester: pytest.Pytester, code: str, *options: str) -> pytest.RunResult:
    pytester.makepyfile(HEAD + code)
    return pytester.runpytest_inprocess("-p", "no:cacheprovider", "-rA", *options)


def judge(pytester: pytest.Pytester, double: str, more: str = "") -> pytest.RunResult:
    return run(
        pytester, f"from support.doubles import {double}\ntest_cell = cells_of({double}{more})"
    )


def test_there_is_one_test_for_each_cell_and_one_for_background_steps(
    pytester: pytest.Pytester,
) -> None:
    code = "def clients():\n    raise AssertionError\n\ntest_cell = cells_of(clients)"
    result = run(pytester, code, "--collect-only", "-q")
    shown = [line.partition("::")[2] for line in result.outlines if "::" in line]
    assert shown == [f"test_cell[{name}]" for name in [*CELLS, BACKGROUND]]


@pytest.mark.slow
def test_every_test_of_a_correct_system_passes_but_raw_requests_need_an_endpoint(
    pytester: pytest.Pytester,
) -> None:
    result = judge(pytester, "Correct")
    result.assert_outcomes(passed=len(CELLS) - len(RAW) + 1, skipped=len(RAW))
    result.stdout.fnmatch_lines(["SKIPPED *raw requests need an endpoint*"])


@pytest.mark.slow
def test_a_cell_that_violates_fails_with_the_steps_and_the_claims(
    pytester: pytest.Pytester,
) -> None:
    asked = [name for name in CELLS if name.startswith("CancelJobExecution/")]
    result = judge(pytester, "CancelsExecutionWithoutForce", ", operations=['CancelJobExecution']")
    raw = len({*asked} & {*RAW})
    result.assert_outcomes(failed=1, passed=len(asked) - raw, skipped=raw)
    cell = "CancelJobExecution/IN_PROGRESS/!force/!version_mismatch/!job_deleting"
    result.stdout.fnmatch_lines(
        [
            f"_* test_cell[[]{cell}[]] _*",
            f"violates {cell}: it acts as if force were given",
            "CancelJobExecution(jobId=job, thingName=thing) -> ok",
            "expected InvalidStateTransitionException; saw ok",
            "CANCEL_NEEDS_FORCE, DOCUMENTED, *",
        ]
    )


@pytest.mark.slow
def test_a_report_for_ci_and_warnings_as_errors_are_no_trouble(
    pytester: pytest.Pytester,
) -> None:
    code = (
        "from support.doubles import CancelsAgain\n"
        "test_cell = cells_of(CancelsAgain, operations=['CancelJob'])"
    )
    result = run(pytester, code, "-W", "error", "--junitxml=report.xml")
    shown = result.parseoutcomes()
    assert shown["passed"] > 0
    assert {"errors", "failed", "warnings"}.isdisjoint(shown)
    assert 'name="verdict" value="differs"' in (pytester.path / "report.xml").read_text("utf-8")


@pytest.mark.slow
def test_findings_in_background_steps_of_other_operations_are_left_out(
    pytester: pytest.Pytester,
) -> None:
    result = judge(pytester, "NeverCascades", ", operations=['DescribeJobExecution']")
    assert "failed" not in result.parseoutcomes()


@pytest.mark.slow
def test_a_finding_in_a_background_step_fails_a_test_of_its_own(
    pytester: pytest.Pytester,
) -> None:
    result = judge(pytester, "NeverCascades", ", operations=['CancelJob']")
    result.stdout.fnmatch_lines([f"FAILED *::test_cell[[]{BACKGROUND}]*"])
    found = "violates Execution.cascade/QUEUED/!force: it leaves the execution QUEUED"
    result.stdout.fnmatch_lines([f"_* test_cell[[]{BACKGROUND}] _*", found], consecutive=True)
    shows = "CancelJob/IN_PROGRESS/force"
    result.stdout.fnmatch_lines(
        [f"_* test_cell[[]{shows}] _*", found, f"so {shows} shows it"], consecutive=True
    )
    assert result.outlines.count(found) == 3  # here, and without force


def test_an_unreached_cell_is_skipped_with_the_reason(pytester: pytest.Pytester) -> None:
    result = judge(pytester, "DeletesAtOnce", ", operations=['DescribeJob']")
    asked = [name for name in CELLS if name.startswith("DescribeJob/")]
    shown = result.parseoutcomes()
    assert shown["skipped"] + shown["passed"] == len(asked) + 1
    assert shown["skipped"] > 0
    result.stdout.fnmatch_lines(["SKIPPED *deletions end at once"])


@pytest.mark.slow
def test_a_cell_that_differs_passes_and_fails_when_strict(pytester: pytest.Pytester) -> None:
    lenient = judge(pytester, "CancelsAgain", ", operations=['CancelJob']")
    assert "failed" not in lenient.parseoutcomes()
    lenient.stdout.fnmatch_lines(["differs CancelJob/CANCELED/*: it accepts the request*"])
    strict = judge(pytester, "CancelsAgain", ", strict=True, operations=['CancelJob']")
    assert strict.parseoutcomes()["failed"] > 0


@pytest.mark.slow
def test_the_clients_of_a_mock_are_made_once_and_only_when_a_test_runs(
    pytester: pytest.Pytester,
) -> None:
    result = run(pytester, MOTO)
    asked = [name for name in CELLS if name.startswith("DescribeJob/")]
    assert sum(result.parseoutcomes().values()) == len(asked) + 3
    result.stdout.fnmatch_lines(
        [
            "PASSED *::test_before",
            "PASSED *::test_reads[[]DescribeJob/ABSENT]",
            "PASSED *::test_after",
            "SKIPPED *",
            "FAILED *::test_reads[[]DescribeJob/IN_PROGRESS]*",
        ]
    )


@pytest.mark.slow
def test_a_service_without_a_device_plane_is_checked_as_far_as_it_goes(
    pytester: pytest.Pytester,
) -> None:
    code = MOTO.replace('session.client("iot-jobs-data")', "None")
    result = run(pytester, code.replace('"DescribeJob"', '"GetPendingJobExecutions"'))
    result.stdout.fnmatch_lines(["SKIPPED *my service has no GetPendingJobExecutions"])


def test_a_factory_that_fails_is_called_once_and_fails_every_test(
    pytester: pytest.Pytester,
) -> None:
    code = "def clients():\n    print('asked')\n    raise OSError('no such server')\n"
    result = run(pytester, f"{code}test_cell = cells_of(clients, operations=['CancelJob'])")
    cells = [name for name in CELLS if name.startswith("CancelJob/")]
    result.assert_outcomes(failed=len(cells) + 1)
    assert result.outlines.count("asked") == 1
    result.stdout.fnmatch_lines(["*OSError: no such server"])


def test_a_factory_may_skip_every_test(pytester: pytest.Pytester) -> None:
    code = "import pytest\n\ndef clients():\n    pytest.skip('no server today')\n"
    result = run(pytester, f"{code}test_cell = cells_of(clients, operations=['CancelJob'])")
    assert set(result.parseoutcomes()) == {"skipped"}
    result.stdout.fnmatch_lines(["SKIPPED *no server today"])


def test_a_system_that_is_gone_fails_every_test_in_one_line(pytester: pytest.Pytester) -> None:
    code = """
from iot_jobs_spec.systems import Unanswered

class Gone:
    name = "nobody"

    def perform(self, request):
        raise Unanswered("the connection was refused", gone=True)

test_cell = cells_of(Gone, operations=["CancelJob"])
"""
    result = run(pytester, code)
    assert set(result.parseoutcomes()) == {"failed"}
    result.stdout.fnmatch_lines(["could not check: nobody does not answer: *refused"])


def test_a_system_that_dies_midway_fails_the_last_test(pytester: pytest.Pytester) -> None:
    code = """
from support.doubles import Correct
from iot_jobs_spec.systems import Unanswered

class Dies(Correct):
    def perform(self, request):
        if self.asked >= 300:
            raise Unanswered("the connection was refused", gone=True)
        return super().perform(request)

test_cell = cells_of(Dies)
"""
    result = run(pytester, code)
    assert result.parseoutcomes()["failed"] == 1
    result.stdout.fnmatch_lines(["stopped: the spec does not answer: *"])
    result.stdout.fnmatch_lines([f"FAILED *[[]{BACKGROUND}]*"])


def test_the_tests_are_where_they_were_asked_for(pytester: pytest.Pytester) -> None:
    code = "\n\ntest_cell = cells_of(lambda: None, operations=['CancelJob'])"
    result = run(pytester, code, "-v")
    assert not [line for line in result.outlines if "<-" in line]


def test_an_unknown_operation_is_named() -> None:
    with pytest.raises(ValueError, match=r"CancelJobs: choose from .*CancelJob,"):
        cells_of(lambda: (None, None), operations=["CancelJobs"])


@pytest.mark.slow
@pytest.mark.parametrize("enters", ["", "@contextmanager"])
def test_an_error_of_the_factory_is_shown_without_lines_of_this_package(
    pytester: pytest.Pytester, enters: str
) -> None:
    code = f"""
from contextlib import contextmanager

{enters}
def clients():
    raise OSError("nobody there")
    yield

test_cell = cells_of(clients, operations=["CancelJob"])
""".replace("    yield\n" if not enters else "\0", "")
    result = run(pytester, code, "--tb=short")
    assert set(result.parseoutcomes()) == {"failed"}
    result.stdout.fnmatch_lines(["*.py:*: in clients", "E   OSError: nobody there"])
    lines = result.stdout.str()
    assert "iot_jobs_spec" not in lines
    assert "???" not in lines


def test_a_factory_that_returns_no_pair_of_clients_is_an_error(pytester: pytest.Pytester) -> None:
    result = run(pytester, "test_cell = cells_of(lambda: 1, operations=['CancelJob'])")
    result.stdout.fnmatch_lines(
        ["could not check the implementation: clients() gave 1, not a client of *"]
    )


def test_a_system_that_returns_no_answer_fails_every_test_in_one_line(
    pytester: pytest.Pytester,
) -> None:
    code = """
class Mine:
    name = "my service"

    def perform(self, request):
        return {"error": None}

test_cell = cells_of(Mine, operations=["CancelJob"])
"""
    result = run(pytester, code)
    assert set(result.parseoutcomes()) == {"failed"}
    result.stdout.fnmatch_lines(["could not check my service: perform(DescribeJob) returned *"])
