"""The random pass finds faults that only several requests together show, and shrinks them."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stdout, suppress
from pathlib import Path

import boto3
import pytest

from iot_jobs_spec import Answer, Cell, CreateJob, DescribeJob, Request
from iot_jobs_spec.check import Checker, Gone
from iot_jobs_spec.check.report.results import Report
from iot_jobs_spec.check.report.script import script
from iot_jobs_spec.check.report.text import as_json, as_text
from iot_jobs_spec.cli import check as command
from iot_jobs_spec.cli.main import main
from iot_jobs_spec.systems import System, Unanswered
from support import doubles, interactions
from support.clients import Clients
from support.effort import THOROUGH, some

SPEC = Path(command.__file__).parents[2]


def no_cell(_: Cell) -> bool:
    return False


def drawn(system: System, examples: int, seed: int = 0) -> Report:
    """The random pass alone."""
    return Checker(system, run="spec", examples=examples, seed=seed).check(wanted=no_cell)


def put(report: Report) -> tuple[int, int]:
    assert report.drawn is not None
    return report.drawn.examples, report.drawn.requests


@pytest.mark.slow
@pytest.mark.parametrize("double", [doubles.Correct, doubles.DeletesAtOnce])
def test_nothing_is_found_in_a_correct_system(double: type[doubles.Correct]) -> None:
    wanted = 15 if THOROUGH else 6
    report = drawn(double(), wanted)
    assert not report.findings
    examples, requests = put(report)
    assert examples == wanted
    assert requests > 60 * wanted


@pytest.mark.slow
def test_a_late_background_step_is_no_fault_and_ends_the_wait() -> None:
    double = doubles.Correct(lag=True)
    checker = Checker(double, settle=5, clock=double, run="spec", examples=10)
    report = checker.check(wanted=no_cell)
    assert not report.findings
    # The double takes all due steps when the check sleeps: one pause is enough for each.
    assert 0 < double.now < 0.05 * put(report)[1]


WRONG = {
    "CountsToFour": (
        "differs UpdateJobExecution/IN_PROGRESS/!version_mismatch/!job_deleting",
        0,
        6,
    ),
    "ForgetsForce": ("violates CancelJob/IN_PROGRESS/!force", 0, 7),
    "Inherits": ("violates CreateJob/ABSENT", 11, 6),
}


@pytest.fixture(scope="module", params=some([*WRONG], 3))
def interaction(request: pytest.FixtureRequest) -> tuple[str, Report]:
    name = request.param
    examples = 25 if THOROUGH else 12
    return name, drawn(getattr(interactions, name)(), examples, WRONG[name][1])


@pytest.mark.slow
def test_an_interaction_is_found_and_shrunk(interaction: tuple[str, Report]) -> None:
    name, report = interaction
    found, _, steps = WRONG[name]
    [finding] = report.findings
    assert f"{finding.verdict} {finding.cell}" == found
    assert len(finding.steps) == steps


@pytest.mark.slow
@pytest.mark.parametrize("name", WRONG)
def test_the_systematic_pass_does_not_find_the_interaction(name: str) -> None:
    operation = WRONG[name][0].split()[1].split("/")[0]
    checker = Checker(getattr(interactions, name)(), run="spec")
    report = checker.check(wanted=lambda cell: cell.operation == operation)
    assert not report.findings
    assert report.reached


@pytest.mark.slow
def test_the_script_of_an_interaction_shows_it(
    interaction: tuple[str, Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    name, report = interaction
    program = script(report.findings[0], "http://127.0.0.1:1")
    assert fails(program, getattr(interactions, name)(), monkeypatch)
    right = doubles.DeletesAtOnce() if name == "Inherits" else doubles.Correct()
    assert not fails(program, right, monkeypatch)


def fails(program: str, system: System, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the program exits with an error, run against this system."""
    clients = Clients(system)
    monkeypatch.setattr(boto3, "client", lambda *_, **__: clients)
    monkeypatch.setattr(sys, "argv", ["finding.py"])
    with redirect_stdout(io.StringIO()) as printed, suppress(SystemExit):
        exec(compile(program, "finding.py", "exec"), {})
        return False
    assert "seen: " in printed.getvalue()
    return True


class Recorded(doubles.Correct):
    def __init__(self) -> None:
        super().__init__()
        self.requests: list[Request] = []

    def perform(self, request: Request) -> Answer:
        self.requests.append(request)
        return super().perform(request)


@pytest.mark.slow
def test_the_same_seed_sends_the_same_requests() -> None:
    first, again, other = Recorded(), Recorded(), Recorded()
    for double, seed in ((first, 7), (again, 7), (other, 8)):
        drawn(double, 3, seed)
    assert first.requests == again.requests
    assert first.requests != other.requests


class WrongTwice(interactions.CountsToFour):
    """Also treats every DeleteJob as forced."""

    def answer(self, request: Request) -> Answer:
        return super().answer(doubles.forced(request))


@pytest.mark.slow
def test_a_known_finding_hides_no_other_fault() -> None:
    report = Checker(WrongTwice(), run="spec", examples=10, seed=10).check(
        wanted=lambda cell: cell.operation == "DeleteJob"
    )
    found = {finding.cell for finding in report.findings}
    assert found >= {
        "DeleteJob/IN_PROGRESS/!force/!at_limit",  # known from the systematic pass
        "UpdateJobExecution/IN_PROGRESS/!version_mismatch/!job_deleting",
    }
    assert len(found) == len(report.findings)


def test_a_system_that_dies_in_an_example_ends_the_check() -> None:
    report = drawn(doubles.Mortal(200), 50)
    assert report.stopped == "mortal does not answer: connection refused"
    assert report.drawn is not None
    assert 0 < report.drawn.examples < 10
    with pytest.raises(Gone):
        drawn(doubles.Mortal(0), 50)


class Crashes(doubles.Correct):
    """Crashes if the job is absent."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if answer.error == "ResourceNotFoundException" and not isinstance(request, DescribeJob):
            raise Unanswered("KeyError")
        return answer


@pytest.mark.slow
def test_requests_without_an_answer_are_repeated_only_a_few_times() -> None:
    examples = 15 if THOROUGH else 5
    report = drawn(Crashes(), examples)
    assert not report.findings
    assert put(report)[1] > 20 * examples


class NoDevices(doubles.Correct):
    def __init__(self) -> None:
        super().__init__()
        self.rejected: list[str] = []

    def answer(self, request: Request) -> Answer:
        if type(request).__name__ in ("UpdateJobExecution", "GetPendingJobExecutions"):
            self.rejected.append(type(request).__name__)
            raise Unanswered("there are no devices", missing=True)
        return super().answer(request)


@pytest.mark.slow
def test_an_operation_that_is_missing_is_asked_for_once() -> None:
    double = NoDevices()
    assert not drawn(double, 4).findings
    assert "GetPendingJobExecutions" in double.rejected
    assert len({*double.rejected}) == len(double.rejected)


def test_a_report_says_how_to_draw_the_same_again() -> None:
    report = drawn(doubles.Correct(), 3, 12)
    examples, requests = put(report)
    data = as_json(report, None)["random"]
    assert data == {"examples": examples, "requests": requests, "seed": 12}
    assert f"3 random examples: {requests} requests, --seed 12" in list(as_text(report))
    nothing = Checker(doubles.Correct(), run="spec").check(wanted=no_cell)
    assert as_json(nothing, None)["random"] is None


@pytest.mark.slow
def test_no_more_examples_are_drawn_than_were_asked_for() -> None:
    counted: list[int] = []
    checker = Checker(doubles.Correct(), run="spec", examples=5)
    checker.check(lambda done, total: counted.append(done * 100 + total), no_cell)
    assert counted == [105, 205, 305, 405, 505]


@pytest.mark.slow
def test_each_example_has_names_of_its_own_and_room_for_deletions() -> None:
    double = Recorded()
    drawn(double, 6)
    made = [request.job_id for request in double.requests if isinstance(request, CreateJob)]
    assert len({name.rpartition("-")[0] for name in made}) >= 6
    assert max(world_deletes(double)) <= double.limit


def world_deletes(double: doubles.Correct) -> list[int]:
    return [double.world.deleting]


def test_hypothesis_is_named_where_it_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    assert main(["check", "--moto"]) == 2
    assert capsys.readouterr().err == (
        "iot-jobs-spec: --examples needs hypothesis (or give --examples 0): "
        "pip install '.[check]' in the folder of iot-jobs-spec\n"
    )


@pytest.mark.slow
def test_the_command_draws_and_leaves_no_folder(tmp_path: Path) -> None:
    """In a process of its own: Hypothesis keeps notes in the folder where it runs."""
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "import iot_jobs_spec.systems.moto as m; from support import doubles;"
        "from contextlib import nullcontext; m.moto = lambda: nullcontext(doubles.Correct());"
        "from iot_jobs_spec.check import Checker; check = Checker.check;"
        "few = lambda cell: cell.status is None;"
        "Checker.check = lambda self, progress, wanted: check(self, progress, few);"
        "from iot_jobs_spec.cli.main import main; sys.exit(main(sys.argv[2:]))"
    )
    arguments = ["check", "--moto", "--examples", "3", "--seed", "9", "--format", "json"]
    done = subprocess.run(
        [sys.executable, "-c", program, str(Path(__file__).parents[1]), *arguments],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(SPEC)},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    data = json.loads(done.stdout)
    assert (data["random"]["examples"], data["random"]["seed"]) == (3, 9)
    assert not list(tmp_path.iterdir())
