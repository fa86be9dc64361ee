"""A check finds every fault and nothing else, and names the cells that it could not reach."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import types
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from iot_jobs_spec import (
    TABLE,
    Answer,
    CancelJob,
    CancelJobExecution,
    Cell,
    CreateJob,
    DeleteJob,
    ExecutionDescription,
    GetPendingJobExecutions,
    JobDescription,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    Request,
    step,
)
from iot_jobs_spec.check import Checker, Gone
from iot_jobs_spec.check.report.results import CellResult, Finding, Report
from iot_jobs_spec.check.report.script import script
from iot_jobs_spec.check.report.text import as_text, summary
from iot_jobs_spec.check.request_cells import RequestCell, cells
from iot_jobs_spec.cli import check as command
from iot_jobs_spec.cli.main import main
from iot_jobs_spec.model import divergence
from iot_jobs_spec.systems import System, Unanswered
from support import doubles
from support.clients import Clients
from support.effort import THOROUGH, some
from support.fixed_reply import serving
from support.moto_once import Moto

CELLS = [cell for cell in TABLE.cells() if cell.operation is not None]
SPEC = Path(command.__file__).parents[2]
PROGRAM = [
    sys.executable,
    "-c",
    "import sys; from iot_jobs_spec.cli.main import main; sys.exit(main(sys.argv[1:]))",
]


def in_a_status(cell: Cell) -> bool:
    """Whether the cell is one of the spec. Other tests cover malformed requests."""
    return not isinstance(cell, RequestCell)


def check(system: System, wanted: Callable[[Cell], bool] = in_a_status) -> Report:
    return Checker(system, run="spec").check(wanted=lambda c: in_a_status(c) and wanted(c))


class Mixed(doubles.DeletesAtOnce):
    """Breaks one documented claim, and one inferred or observed claim."""

    def answer(self, request: Request) -> Answer:
        if isinstance(request, DeleteJob):
            request = replace(request, force=True)
        job = self.world.jobs.get(request.job_id or "")
        if isinstance(request, CancelJob) and job is not None and job.status == "CANCELED":
            return Answer()
        return super().answer(request)


@cache
def mixed() -> Report:
    asked = ("CancelJob", "DeleteJob")
    report = check(Mixed(), wanted=lambda cell: THOROUGH or cell.operation in asked)
    assert {f.verdict for f in report.findings} == {"violates", "differs"}
    return report


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(SPEC)}
    return subprocess.run(
        [*PROGRAM, *arguments], capture_output=True, text=True, env=env, check=False
    )


@pytest.mark.slow
def test_a_correct_system_conforms_in_every_cell() -> None:
    report = check(doubles.Correct())
    assert (
        summary(report) == "95 of 95 cells exercised: 0 violate, 0 differ, 95 conform; 0 unreached"
    )
    assert not report.findings


@pytest.mark.slow
def test_deletions_that_end_at_once_are_no_fault_and_leave_their_cells_unreached() -> None:
    report = check(doubles.DeletesAtOnce())
    assert not report.findings
    unreached = {r.cell.id: r.reasons for r in report.results if r.verdict == "unreached"}
    during = {
        cell.id
        for cell in CELLS
        if "job_deleting" in dict(cell.guards) and holds(cell, "job_deleting")
    }
    at_limit = {cell.id for cell in CELLS if holds(cell, "at_limit")}
    assert set(unreached) == during | at_limit | {
        "CreateJob/DELETION_IN_PROGRESS",
        "DescribeJob/DELETION_IN_PROGRESS",
        "CancelJob/DELETION_IN_PROGRESS",
        "DeleteJob/DELETION_IN_PROGRESS/!at_limit",
        "ListJobExecutionsForJob/DELETION_IN_PROGRESS",
    }
    assert {reason for reasons in unreached.values() for reason in reasons} == {
        "the job never was DELETION_IN_PROGRESS: deletions end at once",
        "no job stayed DELETION_IN_PROGRESS: deletions end at once",
    }


def holds(cell: Cell, guard: str) -> bool:
    return dict(cell.guards).get(guard, False)


MISMATCH = [
    "QUEUED/!force/version_mismatch",
    "QUEUED/force/version_mismatch",
    "IN_PROGRESS/force/version_mismatch",
]
WRONG: dict[str, set[str]] = {
    "CancelsExecutionWithoutForce": {
        "violates CancelJobExecution/IN_PROGRESS/!force/!version_mismatch/!job_deleting"
    },
    "DeletesWithoutForce": {"violates DeleteJob/IN_PROGRESS/!force/!at_limit"},
    "CascadesWithForceAlways": {"violates Execution.cascade/IN_PROGRESS/!force"},
    "IgnoresForceOfCancel": {"violates CancelJob/IN_PROGRESS/force"},
    "IgnoresExpectedVersion": {
        *(f"violates CancelJobExecution/{where}/!job_deleting" for where in MISMATCH),
        "violates UpdateJobExecution/QUEUED/version_mismatch/!job_deleting",
        "violates UpdateJobExecution/IN_PROGRESS/version_mismatch/!job_deleting",
    },
    "AcceptsOlderVersions": {
        "violates CancelJobExecution/IN_PROGRESS/force/version_mismatch/!job_deleting"
    },
    "ComparesVersionsFirst": {"violates CancelJobExecution/ABSENT"},
    "CancelsTheNeighbour": {
        "violates CancelJob/IN_PROGRESS/!force",
        "violates CancelJob/IN_PROGRESS/force",
        "violates Execution.cascade/IN_PROGRESS/!force",
    },
    "CancelsEveryThing": {
        "violates CancelJobExecution/QUEUED/!force/!version_mismatch/!job_deleting",
        "violates CancelJobExecution/QUEUED/force/!version_mismatch/!job_deleting",
        "violates CancelJobExecution/IN_PROGRESS/force/!version_mismatch/!job_deleting",
    },
    "CancelsAgain": {
        "differs CancelJob/CANCELED/!force",
        "differs CancelJob/CANCELED/force",
    },
    "ReusesIdsEarly": {"differs CreateJob/DELETION_IN_PROGRESS"},
    "ForgetsDetails": {
        "violates CancelJobExecution/IN_PROGRESS/force/!version_mismatch/!job_deleting"
    },
    "DropsDetails": {
        "differs CancelJobExecution/QUEUED/!force/!version_mismatch/!job_deleting",
        "differs CancelJobExecution/QUEUED/force/!version_mismatch/!job_deleting",
        "differs CancelJobExecution/IN_PROGRESS/force/!version_mismatch/!job_deleting",
    },
    "HasNoLimit": {
        f"violates DeleteJob/{where}"
        for where in (
            "IN_PROGRESS/force/at_limit",
            "COMPLETED/!force/at_limit",
            "COMPLETED/force/at_limit",
            "CANCELED/!force/at_limit/!all_terminal",
            "CANCELED/!force/at_limit/all_terminal",
            "CANCELED/force/at_limit/!all_terminal",
            "CANCELED/force/at_limit/all_terminal",
        )
    },
    "CancelsAndRejects": {
        "violates CancelJobExecution/IN_PROGRESS/!force/!version_mismatch/!job_deleting",
        "violates CancelJobExecution/IN_PROGRESS/!force/version_mismatch/!job_deleting",
        "violates CancelJobExecution/IN_PROGRESS/force/version_mismatch/!job_deleting",
    },
    "CancelsNothing": {
        "violates CancelJobExecution/QUEUED/!force/!version_mismatch/!job_deleting",
        "violates CancelJobExecution/QUEUED/force/!version_mismatch/!job_deleting",
        "violates CancelJobExecution/IN_PROGRESS/force/!version_mismatch/!job_deleting",
    },
    "NeverCascades": {
        "violates Execution.cascade/QUEUED/!force",
        "violates Execution.cascade/QUEUED/force",
        "violates Execution.cascade/IN_PROGRESS/force",
    },
    "NeverCompletes": {"violates Job.complete/IN_PROGRESS/all_terminal"},
    "StartsOldestFirst": {"violates StartNextPendingJobExecution/IN_PROGRESS"},
    "CountsNoUpdates": {
        "differs UpdateJobExecution/QUEUED/!version_mismatch/!job_deleting",
        "differs UpdateJobExecution/IN_PROGRESS/!version_mismatch/!job_deleting",
    },
    "ListsNoCanceled": {
        *(
            f"violates ListJobExecutionsForJob/{s}"
            for s in ("IN_PROGRESS", "CANCELED", "COMPLETED", "DELETION_IN_PROGRESS")
        ),
        *(f"violates ListJobExecutionsForThing/{s}" for s in ("QUEUED", "IN_PROGRESS", "CANCELED")),
    },
    "ListsWhatIsDeleted": {
        "differs ListJobExecutionsForThing/ABSENT",
        *(f"violates ListJobExecutionsForThing/{s}" for s in ("QUEUED", "IN_PROGRESS", "CANCELED")),
    },
    "ListsWhatWasBeforeForce": {
        "violates ListJobExecutionsForJob/IN_PROGRESS",
        "violates ListJobExecutionsForJob/CANCELED",
        "violates ListJobExecutionsForJob/DELETION_IN_PROGRESS",
        *(f"violates ListJobExecutionsForThing/{s}" for s in ("QUEUED", "CANCELED")),
    },
    "ListsNothingForNobody": {"violates ListJobExecutionsForJob/ABSENT"},
    "KeepsCanceledPending": {
        "violates GetPendingJobExecutions/QUEUED",
        "violates GetPendingJobExecutions/IN_PROGRESS",
        "violates GetPendingJobExecutions/CANCELED",
    },
}


@pytest.mark.slow
@pytest.mark.parametrize("name", some([*WRONG], 4))
def test_a_fault_is_found_in_its_cell_and_nowhere_else(name: str) -> None:
    report = check(getattr(doubles, name)())
    assert {
        f"{finding.verdict_in(cell)} {cell}"
        for finding in report.findings
        for cell in finding.cells
    } == WRONG[name]
    assert report.violates == any(found.startswith("violates") for found in WRONG[name])
    verdicts = {result.cell.id: result.verdict for result in report.results}
    for finding in report.findings:
        for cell in finding.cells:
            assert verdicts.get(cell, finding.verdict_in(cell)) == finding.verdict_in(cell)


@pytest.mark.slow
def test_a_wrong_listing_is_a_fault_of_its_own_cells_alone() -> None:
    report = check(doubles.ListsNoCanceled(), lambda cell: cell.operation == "CancelJob")
    assert report.findings
    assert {r.verdict for r in report.results} == {"conforms"}


@pytest.mark.slow
def test_a_finding_needs_each_of_its_steps() -> None:
    report = check(doubles.DeletesWithoutForce(), lambda cell: cell.operation == "DeleteJob")
    finding = report.findings[0]
    sent = [type(step.request).__name__ for step in finding.steps]
    assert sent == ["CreateJob", "DeleteJob"]
    assert finding.steps[0].request == CreateJob("job", ("thing",))


def test_reads_are_retried_until_settle_expires() -> None:
    double = doubles.Correct(lag=True)
    slow = ("CancelJob", "StartNextPendingJobExecution")
    checker = Checker(double, settle=5, clock=double)
    report = checker.check(wanted=lambda c: c.operation in slow and in_a_status(c))
    assert report.count("conforms") == len(report.results)
    assert not report.findings


class ListsLate(doubles.Correct):
    """Lists executions as they were a second ago."""

    def __init__(self) -> None:
        super().__init__(lag=True)
        self.then = self.world

    def sleep(self, seconds: float, /) -> None:
        super().sleep(seconds)
        self.then = self.world

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if type(request).__name__ not in LISTINGS:
            return answer
        return step(self.then, request)[0].answer


@pytest.mark.slow
def test_a_listing_may_be_late_as_well() -> None:
    double = ListsLate()
    wanted: Callable[[Cell], bool] = lambda cell: cell.operation == "CancelJobExecution"  # noqa: E731
    report = Checker(double, settle=5, clock=double).check(wanted=wanted)
    assert not report.findings
    assert report.count("conforms") == report.reached


def test_a_background_step_after_settle_is_found() -> None:
    double = doubles.NeverCascades(lag=True)
    wanted: Callable[[Cell], bool] = lambda cell: cell.id == "CancelJob/IN_PROGRESS/!force"  # noqa: E731
    report = Checker(double, settle=5, clock=double).check(wanted=wanted)
    assert [f"{f.verdict} {f.cell}" for f in report.findings] == [
        "violates Execution.cascade/QUEUED/!force"
    ]
    # Each wait is as long as was asked for, and the same thing is not waited for twice.
    assert 5 <= double.now < 30


class Lacks:
    """The spec without some operations."""

    def __init__(self, *operations: str) -> None:
        self.name = "half a page"
        self.double = doubles.Correct()
        self.operations = operations

    def perform(self, request: Request) -> Answer:
        operation = type(request).__name__
        if operation in self.operations:
            raise Unanswered(f"half a page has no {operation}", missing=True)
        return self.double.perform(request)


@pytest.mark.slow
def test_a_set_up_avoids_a_missing_operation() -> None:
    report = check(Lacks("UpdateJobExecution"))
    assert not report.findings
    for result in report.results:
        if result.cell.operation == "UpdateJobExecution":
            assert result.reasons == ("half a page has no UpdateJobExecution",)
        else:
            assert result.verdict == "conforms", result


@pytest.mark.slow
def test_a_cell_without_a_possible_set_up_is_unreached_with_a_reason() -> None:
    report = check(Lacks("UpdateJobExecution", "StartNextPendingJobExecution"))
    assert not report.findings
    reached = {r.cell.id for r in report.results if r.verdict == "conforms"}
    assert "CancelJobExecution/QUEUED/force/!version_mismatch/!job_deleting" in reached
    [result] = [r for r in report.results if r.cell.id == "DescribeJobExecution/IN_PROGRESS"]
    assert result.verdict == "unreached"
    assert "half a page has no UpdateJobExecution" in result.reasons


LISTINGS = {read.__name__ for read in divergence.LISTINGS}


@pytest.mark.slow
@pytest.mark.parametrize("missing", sorted(LISTINGS))
def test_a_missing_listing_does_not_affect_the_other_cells(missing: str) -> None:
    report = check(Lacks(missing), lambda cell: cell.operation in ("CancelJob", *LISTINGS))
    assert not report.findings
    for result in report.results:
        if result.cell.operation == missing:
            assert (result.verdict, result.reasons) == (
                "unreached",
                (f"half a page has no {missing}",),
            )
        else:
            assert (result.verdict, result.reasons) == ("conforms", ())


class Stumbles(doubles.ListsNoCanceled):
    """Fails to list the executions of a thing that has a canceled one."""

    asked = 0

    def answer(self, request: Request) -> Answer:
        if isinstance(request, ListJobExecutionsForThing):
            statuses = {x.status for _, _, x in self.world.executions_of(request.thing_name)}
            if "CANCELED" in statuses:
                raise Unanswered("ListJobExecutionsForThing: KeyError")
        return super().answer(request)


@pytest.mark.slow
def test_an_unreliable_listing_is_left_out_and_its_cells_say_so() -> None:
    cells = ("CancelJob", "ListJobExecutionsForThing")
    report = check(Stumbles(), lambda cell: cell.operation in cells)
    assert {cell for f in report.findings for cell in f.cells} == {
        "ListJobExecutionsForJob/CANCELED",
        "ListJobExecutionsForJob/COMPLETED",
    }
    results = {r.cell.id: r for r in report.results}
    assert {r.verdict for r in report.results if r.cell.operation == "CancelJob"} == {"conforms"}
    listing = results["ListJobExecutionsForThing/QUEUED"]
    assert listing.verdict == "conforms"
    crash = "ListJobExecutionsForThing: KeyError"
    assert listing.reasons[-1] == f"not read after other requests: {crash}"
    assert results["ListJobExecutionsForThing/CANCELED"].verdict == "undetermined"


class ListsForever(doubles.Correct):
    """Returns endless pages of the executions of a canceled job."""

    def answer(self, request: Request) -> Answer:
        if isinstance(request, ListJobExecutionsForJob):
            job = self.world.jobs.get(request.job_id)
            if job is not None and job.status == "CANCELED":
                raise Unanswered("ListJobExecutionsForJob: no end", crash="no end")
        return super().answer(request)


def test_an_endless_listing_is_a_finding_and_does_not_affect_the_other_cells() -> None:
    cells = ("CancelJob", "ListJobExecutionsForJob", "ListJobExecutionsForThing")
    report = check(ListsForever(), lambda cell: cell.operation in cells)
    assert [f"{f.verdict} {f.cell}" for f in report.findings] == [
        "violates ListJobExecutionsForJob/CANCELED"
    ]
    for result in report.results:
        found = result.cell.id == "ListJobExecutionsForJob/CANCELED"
        by_hand = result.cell.id.split("/")[1] == "raw"
        expected = "violates" if found else "unreached" if by_hand else "conforms"
        assert (result.cell.id, result.verdict) == (result.cell.id, expected)


class Busy(doubles.Correct):
    """Rejects every third request with a throttling error."""

    busy = 0

    def perform(self, request: Request) -> Answer:
        self.busy += 1
        return Answer("ThrottlingException") if self.busy % 3 == 0 else super().perform(request)


@pytest.mark.slow
def test_requests_to_a_busy_system_are_repeated() -> None:
    double = Busy()
    checker = Checker(double, clock=double)
    report = checker.check(
        wanted=lambda cell: cell.operation == "CancelJobExecution" and in_a_status(cell)
    )
    assert not report.findings
    assert report.count("conforms") == len(report.results)


class Crashes(doubles.Correct):
    """Crashes if the job is absent."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if answer.error == "ResourceNotFoundException" and "Describe" not in type(request).__name__:
            raise Unanswered(f"{type(request).__name__}: KeyError", crash="KeyError")
        return answer


@pytest.mark.slow
def test_a_crash_instead_of_a_documented_answer_violates() -> None:
    report = check(Crashes(), lambda cell: cell.operation in ("CancelJob", "DeleteJob"))
    crashed = [f for f in report.findings if f.divergence.seen.error]
    assert {f"{f.verdict} {f.cell}" for f in crashed} == {
        "violates CancelJob/ABSENT",
        "violates DeleteJob/ABSENT",
        "violates ListJobExecutionsForJob/ABSENT",  # which is read after them
    }
    for finding in crashed:
        assert finding.divergence.seen == Answer("no answer of the API: KeyError")
        assert finding.claims[0].name == "ABSENT_IS_NOT_FOUND"
        assert len(finding.steps) == 1


def test_a_system_that_stops_answering_ends_the_check() -> None:
    report = check(doubles.Mortal(100))
    assert report.stopped == "mortal does not answer: connection refused"
    assert 0 < report.reached < len(report.results) // 2
    assert {r.reasons[-1] for r in report.results if r.verdict == "unreached"} == {report.stopped}


def test_a_system_that_never_answers_is_not_checked() -> None:
    with pytest.raises(Gone, match="mortal does not answer: connection refused"):
        check(doubles.Mortal(0))


class Slang(doubles.Correct):
    """Uses statuses that AWS does not have, and counts versions from 100."""

    name = "slang"

    def perform(self, request: Request) -> Answer:
        version = request.expected_version
        if version is not None:
            object.__setattr__(request, "expected_version", version - 99)
        answer = super().perform(request)
        data = answer.response
        if isinstance(data, JobDescription) and data.status == "IN_PROGRESS":
            object.__setattr__(data, "status", "RUNNING")
        if isinstance(data, ExecutionDescription):
            object.__setattr__(data, "version", data.version + 99)
        if isinstance(request, GetPendingJobExecutions):
            listed: Any = data
            return Answer(None, tuple(p._replace(version=p.version + 99) for p in listed))
        return answer


@pytest.mark.slow
def test_a_wrong_value_is_found_once_and_does_not_affect_the_other_cells() -> None:
    wanted: Callable[[Cell], bool] = lambda cell: cell.operation in (  # noqa: E731
        "CreateJob", "CancelJob", "CancelJobExecution", "DescribeJob"
    )  # fmt: skip
    report = check(Slang(), wanted)
    assert {f"{finding.verdict} {finding.cell}" for finding in report.findings} == {
        "violates DescribeJob/IN_PROGRESS",
        "differs Execution.roll_out/ABSENT",
    }
    assert {r.cell.id for r in report.results if r.verdict != "conforms"} == {
        "CreateJob/ABSENT",  # which sets off the roll-out
        "DescribeJob/IN_PROGRESS",
    }


def test_moto_violates_what_the_documents_say(moto: Moto) -> None:
    at_fault = [f"{cell['verdict']} {cell['cell']}" for cell in moto.data["cells"]]
    steps = [(f["verdict"], cell) for f in moto.data["findings"] for cell in f["cells"]]
    found = {*at_fault, *(f"{verdict} {cell}" for verdict, cell in steps if "." in cell)}
    assert found >= {
        "violates DescribeJob/IN_PROGRESS",
        "violates CancelJob/ABSENT",
        "violates CreateJob/IN_PROGRESS/!identical_repeat",
        "violates DeleteJob/IN_PROGRESS/!force/!at_limit",
        "violates CancelJobExecution/CANCELED/!version_mismatch/!job_deleting",
        "violates CancelJobExecution/QUEUED/!force/version_mismatch/!job_deleting",
        "violates Execution.cascade/QUEUED/!force",
        "violates Execution.remove/QUEUED",
        "differs CancelJob/CANCELED/force",
        "differs Execution.roll_out/ABSENT",
    }
    listings = {cell for _, cell in steps if "List" in cell and "malformed" not in cell}
    assert "ListJobExecutionsForJob/ABSENT" in listings
    assert not any("ForThing" in cell for cell in listings)  # they list what a deletion left
    assert moto.data["target"].startswith("moto ")


def test_an_operation_that_moto_lacks_is_unreached_with_a_reason(moto: Moto) -> None:
    unreached = {c["cell"]: c["reasons"] for c in moto.data["cells"] if c["verdict"] == "unreached"}
    assert all(unreached.values())
    assert unreached["GetPendingJobExecutions/QUEUED"] == [
        f"{moto.data['target']} has no GetPendingJobExecutions"
    ]
    deleting = unreached["DescribeJob/DELETION_IN_PROGRESS"]
    assert "the job never was DELETION_IN_PROGRESS: deletions end at once" in deleting


ALONE = """
import os, runpy, sys, traceback
import boto3, moto
# Read once for all, with what both read at the first request: each script has its own process.
boto3.setup_default_session()
read = boto3.DEFAULT_SESSION._session.get_component("data_loader")
first = boto3.Session("testing", "testing", region_name="us-east-1")
first._session.register_component("data_loader", read)
with moto.mock_aws():
    first.client("iot").list_jobs()
    first.client("iot-jobs-data")
for path in sys.argv[1:]:
    if child := os.fork():
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        continue
    sys.argv[:] = [path]
    for stream, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(f"{path}.{name}", os.O_WRONLY | os.O_CREAT), stream)
    code = 0
    try:
        runpy.run_path(path, run_name="__main__")
    except SystemExit as ended:
        code = 1 if isinstance(ended.code, str) else ended.code or 0
        print(ended.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
        code = 99
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
"""


@pytest.mark.slow
def test_every_script_alone_shows_the_violation(moto: Moto, tmp_path: Path) -> None:
    """No endpoint, no package of ours."""
    findings = some(moto.data["findings"], 3)
    paths = [tmp_path / f"{number}.py" for number, _ in enumerate(findings)]
    for path, finding in zip(paths, findings, strict=True):
        path.write_text(finding["script"], encoding="utf-8")
    env = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "PYTHONPATH"))}
    python = [sys.executable, "-W", "error::SyntaxWarning"]
    program = [*python, "-c", ALONE, *map(str, paths)]
    done = subprocess.run(program, capture_output=True, text=True, env=env, check=True)
    codes = done.stdout.split()
    for finding, path, code in zip(findings, paths, codes, strict=True):
        out, err = (Path(f"{path}.{name}").read_text() for name in ("out", "err"))
        assert code == "1", (finding["cell"], out, err)
        assert err.startswith(f"{finding['verdict']}: "), err
        assert f"seen:     {seen_words(finding)}" in out
    # One of them without the environment of the tests.
    first = [*python, str(paths[0])]
    done = subprocess.run(first, capture_output=True, text=True, env=env, check=False)
    assert (str(done.returncode), done.stderr) == (codes[0], Path(f"{paths[0]}.err").read_text())
    assert f"seen:     {seen_words(findings[0])}" in done.stdout


def seen_words(finding: dict[str, Any]) -> str:
    """The output of a script, with the names of counters that boto3 uses."""
    seen = finding["seen"]
    if seen["error"] is not None:
        return ": ".join(str(seen["error"]).split(": ")[:2])  # only the kind of a crash
    data = {name: value for name, value in seen.items() if name != "error"}
    if "shows" in data:
        return str(data["shows"])
    if not data:
        return "ok"
    if "executions" in data:
        return str([tuple(entry.values()) for entry in data["executions"]])
    if "jobProcessDetails" in data:
        return "{'jobProcessDetails': "
    if {"status", "versionNumber"} <= set(data):  # an answer instead of none
        return "ok"
    return str(data) if data else "ok"


def test_no_script_finds_a_fault_in_a_correct_implementation(
    moto: Moto, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["finding.py", "http://127.0.0.1:1"])
    for finding in moto.data["findings"]:
        clients = Clients(doubles.DeletesAtOnce())
        fake = types.SimpleNamespace(client=lambda *_, clients=clients, **__: clients)
        monkeypatch.setitem(sys.modules, "boto3", fake)
        code = ended_with(finding["script"])
        out = capsys.readouterr().out
        assert not code
        assert "not repeated:" in out or "expected:" in out


def ended_with(program: str) -> object:
    """What the program ends with: an error, or None."""
    try:
        exec(compile(program, "a finding", "exec"), {})
    except SystemExit as ended:
        return ended.code
    return None


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ListsNoCanceled", "KeepsCanceledPending"])
def test_a_script_of_a_listing_reads_all_its_pages(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["finding.py", "http://127.0.0.1:1"])
    wrong = getattr(doubles, name)
    for finding in check(wrong(), lambda cell: cell.operation in LISTINGS).findings:
        program = compile(script(finding, None), finding.cell, "exec")
        for double, seen in ((doubles.Correct(), None), (wrong(), finding.divergence.seen)):
            clients = Clients(double)
            fake = types.SimpleNamespace(client=lambda *_, clients=clients, **__: clients)
            monkeypatch.setitem(sys.modules, "boto3", fake)
            if seen is None:
                exec(program, {})
            else:
                with pytest.raises(SystemExit, match=rf"{finding.verdict}: "):
                    exec(program, {})
                entries = [tuple(entry) for entry in seen.response or ()]  # type: ignore[union-attr]
                assert f"seen:     {entries}" in capsys.readouterr().out


def test_a_script_begins_with_its_finding(moto: Moto) -> None:
    for finding in moto.data["findings"]:
        about = ast.get_docstring(ast.parse(finding["script"]))
        assert about is not None
        assert about.startswith(f"{finding['cell']}: {finding['verdict']}")
        assert finding["claims"][0]["says"] in about


@pytest.mark.slow
def test_the_report_has_a_line_for_each_cell_with_expected_and_seen_answer_and_claim() -> None:
    report = mixed()
    lines = list(as_text(report, verbose=True))
    for result in report.results:
        said = [str(result.verdict), result.cell.id]
        [line] = [line for line in lines if line.split()[:2] == said]
        assert "; not reached: " in line if result.verdict == "unreached" else "; saw " in line
        assert line.endswith("]")
    assert lines[-1] == summary(report)
    assert lines[-1].endswith(f"; {report.count('unreached')} unreached")


@pytest.mark.slow
def test_a_violation_is_shown_with_the_claim_that_it_breaks() -> None:
    for line in as_text(mixed()):
        if line.startswith("violates") and "finding" not in line:
            assert ", DOCUMENTED, " in line


def test_the_json_report_has_its_keys(moto: Moto) -> None:
    data = moto.data
    assert set(data) >= {"target", "summary", "cells", "findings"}
    assert list(data["summary"]) == [
        "conforms", "violates", "differs", "unreached", "undetermined"
    ]  # fmt: skip
    assert sum(data["summary"].values()) == len(data["cells"]) == len(list(cells()))
    for cell in data["cells"]:
        assert {"cell", "verdict", "expected", "seen", "claims"} <= set(cell)
        assert bool(cell.get("reason")) == (cell["verdict"] in ("unreached", "undetermined"))
    coverage = data["coverage"]
    missed = [cell for gap in coverage["not_exercised"] for cell in gap["cells"]]
    assert coverage["exercised"] + len(missed) == coverage["cells"] == len(list(cells()))
    assert sorted(missed) == sorted(c["cell"] for c in data["cells"] if c.get("reason"))
    for chosen in data["chose"]:
        assert set(chosen) == {"name", "value", "always", "cells", "does", "says", "claims"}
    for finding in data["findings"]:
        keys = {"verdict", "cell", "cells", "says", "claims", "expected", "seen", "shortest"}
        assert set(finding) == keys | {"steps", "script", "explained"}
        assert set(finding["claims"][0]) == {"name", "basis", "where", "says"}
        assert set(finding["steps"][-1]) == {"operation", "request", "answer"}


def report_of(*verdicts: str, stopped: str = "") -> Report:
    """A report with results of these verdicts, and their findings."""
    whole = mixed()
    kept: list[Finding] = [
        next(f for f in whole.findings if f.verdict == v)
        for v in verdicts
        if v in ("violates", "differs")
    ]
    results: list[CellResult] = [next(r for r in whole.results if r.verdict == v) for v in verdicts]
    return Report("it", tuple(results), tuple(kept), stopped=stopped)


ANY = ["--system", "support.doubles:Correct"]
"""A system that is not asked, because the report is already there."""


@pytest.mark.parametrize(
    ("verdicts", "options", "code"),
    [
        (["conforms", "unreached"], [], 0),
        (["conforms", "differs"], [], 0),
        (["conforms", "differs"], ["--strict"], 1),
        (["conforms", "differs"], ["--strict", "--exit-zero"], 0),
        (["violates", "conforms"], [], 1),
        (["violates"], ["--exit-zero"], 0),
        (["unreached"], [], 2),
        (["unreached"], ["--exit-zero"], 2),
    ],
)
def test_the_exit_code_depends_on_the_findings(
    verdicts: list[str],
    options: list[str],
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(command, "_checked", lambda *_: report_of(*verdicts))
    assert main(["check", *ANY, *options]) == code
    out, err = capsys.readouterr()
    if code == 2:
        assert not out
        assert err.startswith("iot-jobs-spec: it: no cell could be checked: ")
        assert err.count("\n") == 1


@pytest.mark.parametrize(("verdict", "code"), [("conforms", 2), ("violates", 1)])
def test_a_check_that_ended_early_is_no_pass(
    verdict: str,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(
        command, "_checked", lambda *_: report_of(verdict, stopped="it stopped answering")
    )
    assert main(["check", *ANY]) == code
    assert capsys.readouterr().err == "iot-jobs-spec: it stopped answering\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "one of the arguments --endpoint-url --moto --system is required"),
        (["--moto", "--endpoint-url", "http://127.0.0.1:1"], "not allowed with"),
        (["--endpoint-url", "127.0.0.1:4599"], "is no URL of an endpoint"),
        (["--endpoint-url", "http://127.0.0.1:99999"], "is no URL of an endpoint"),
        (["--endpoint-url", "http://user:secret@127.0.0.1"], "a user name or a password"),
        (["--endpoint-url", "user:secret@127.0.0.1:1"], "a user name or a password"),
        (["--endpoint-url", "http://127.0.0.1\\@example.com"], "a user name or a password"),
        (["--endpoint-url", "http://127.0.0.1\\.example.com"], "a backslash"),
        (["--endpoint-url", "http://127.0.0.1/?a=b"], "a query"),
        (["--endpoint-url", "http://127.0.0.1/#a"], "a fragment"),
        (["--endpoint-url", "http://127.0.0.1/\x1b[7m"], "is no URL of an endpoint"),
        (["--endpoint-url", "https://iot.us-east-1.amazonaws.com"], "--live"),
        (["--endpoint-url", "http://127.0.0.1:1"], "http://127.0.0.1:1 does not answer: "),
        (["--moto", "--settle", "soon"], "--settle: 'soon' is not a number of seconds"),
        (["--moto", "--settle", "-1"], "'-1' is not a number of seconds"),
        (["--moto", "--settle", "nan"], "'nan' is not a number of seconds"),
        (
            ["--moto", "--format", "yaml"],
            "unknown format 'yaml': it is one of text, json, junit, html",
        ),
        (["--moto", "--output", "/no/such/folder/report"], "there is no folder /no/such/folder"),
    ],
)
def test_a_check_that_cannot_run_prints_one_line(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("iot-jobs-spec: ")
    assert says in err
    assert err.count("\n") == 1


@pytest.mark.slow
def test_a_process_prints_one_line_for_an_endpoint_that_does_not_answer() -> None:
    done = run("check", "--endpoint-url", "http://127.0.0.1:1")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("iot-jobs-spec: http://127.0.0.1:1 does not answer: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.only_ci
def test_an_endpoint_that_has_no_jobs_is_a_failure() -> None:
    with serving(404, b"<h1>no such page</h1>") as url:
        done = run("check", "--endpoint-url", url, "--exit-zero")
    assert done.returncode == 2
    assert done.stdout == ""
    assert f"iot-jobs-spec: {url}: no cell could be checked: " in done.stderr
    assert "HTTP 404 without an error code" in done.stderr
    assert done.stderr.count("\n") == 2  # the second line names jobs that may be left behind


def test_a_missing_library_is_named_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("iot_jobs_spec.systems.moto", "iot_jobs_spec.systems.boto"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "moto", None)
    assert main(["check", "--moto"]) == 2
    assert capsys.readouterr().err == (
        "iot-jobs-spec: check needs moto: pip install '.[check]' in the folder of iot-jobs-spec\n"
    )


class Whimsical(doubles.Correct):
    """Accepts cancels of executions of a job that is being deleted, without effect."""

    def answer(self, request: Request) -> Answer:
        before = self.world
        answer = super().answer(request)
        if isinstance(request, CancelJobExecution):
            job = before.jobs.get(request.job_id)
            if job is not None and job.status == "DELETION_IN_PROGRESS":
                self.world = before
        return answer


def test_an_unspecified_cell_is_never_a_finding() -> None:
    report = check(Whimsical(), lambda cell: cell.operation == "CancelJobExecution")
    assert not report.findings
    assert report.count("conforms") == len(report.results)
