"""Proving findings: the shortest script that shows each alone, run anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pytest

from iot_jobs_spec import TABLE, Answer, CancelJob, DeleteJob, Request
from iot_jobs_spec.check.client import Client
from iot_jobs_spec.check.prove import MOST_CALLS, MOST_RUNS, Proof, Prover
from iot_jobs_spec.check.run import Runner
from iot_jobs_spec.check.script_run import Ran
from iot_jobs_spec.check.scripts import Ask, Script, scripts
from iot_jobs_spec.check.scripts.walks import LONGEST, Aim, Walks
from iot_jobs_spec.errors import INVALID_REQUEST
from iot_jobs_spec.judge.advance import Advance
from iot_jobs_spec.judge.deviations import LIMIT
from iot_jobs_spec.judge.diagnose import Diagnosis, Judge, diagnose
from iot_jobs_spec.judge.explain import explain
from iot_jobs_spec.judge.findings import Finding, findings
from iot_jobs_spec.model.constraints import Fit, judge
from iot_jobs_spec.systems.raw import RawAnswer, RawRequest
from support import doubles as d
from support import wrong_systems as w
from support.doubles import Correct

BY_CELL = TABLE.by_cell()
SETTLE = 10.0
FEW, EFFORT = 6, 15_000


@dataclass(frozen=True)
class Diagnosed:
    """A system after some scripts, with what is wrong in it."""

    runner: Runner
    came: tuple[Ran, ...]
    diagnosis: Diagnosis
    findings: tuple[Finding, ...]

    def prover(self, other: Runner | None = None, judged: Judge = Advance) -> Prover:
        return Prover(other or self.runner, self.came, self.diagnosis, BY_CELL, judged)


def runner(system: Correct, settle: float = 0.0) -> Runner:
    return Runner(Client(system, clock=system, run="run"), settle=settle)


def diagnosed(
    system: Correct, *about: str, settle: float = 0.0, judged: Judge = Advance
) -> Diagnosed:
    """What the first scripts find that ask in a cell whose id begins so, or have such a past."""
    running = runner(system, settle)
    chosen = islice((one for one in scripts() if _asks(one, about)), FEW)
    came = tuple(map(running.run, chosen))
    histories = [ran.calls for ran in came]
    diagnosis = diagnose(histories, BY_CELL, judged, effort=EFFORT)
    return Diagnosed(running, came, diagnosis, findings(diagnosis, histories, BY_CELL))


def _asks(script: Script, about: tuple[str, ...]) -> bool:
    asked = [one.cell for one in script.steps if isinstance(one, Ask) and one.cell]
    asks = any(cell.startswith(about) for cell in asked) or script.id.endswith(about)
    return asks and script.alone == (about == (LIMITED,))


LIMITED = "DeleteJob/IN_PROGRESS/force/at_limit"
DELETING = "CancelJobExecution/QUEUED/!force/!version_mismatch/job_deleting"
PAST = "after all and its deletion"
LENGTHS: dict[str, tuple[Callable[[], Correct], str, int]] = {
    "DeletesWithoutForce": (d.DeletesWithoutForce, "DeleteJob/IN_PROGRESS", 2),
    "CancelsExecutionWithoutForce": (
        d.CancelsExecutionWithoutForce,
        "CancelJobExecution/IN_PROGRESS/!force",
        3,
    ),
    "IgnoresExpectedVersion": (d.IgnoresExpectedVersion, "CancelJobExecution/QUEUED", 2),
    "ComparesVersionsFirst": (d.ComparesVersionsFirst, "CancelJobExecution/ABSENT", 1),
    "CountsWrong": (w.CountsWrong, "DescribeJob/CANCELED", 3),
    "NeverCascades": (d.NeverCascades, "CancelJob/IN_PROGRESS/!force", 3),
    "NeverCompletes": (d.NeverCompletes, "DescribeJob/COMPLETED", 3),
    "CancelsNothing": (d.CancelsNothing, "CancelJobExecution/QUEUED/!force", 3),
    "CancelsTheNeighbour": (d.CancelsTheNeighbour, "CancelJob/IN_PROGRESS/!force", 4),
    "CancelsAndRejects": (d.CancelsAndRejects, "CancelJobExecution/IN_PROGRESS/!force", 4),
    "LosesDetails": (w.LosesDetails, "UpdateJobExecution/IN_PROGRESS/!version", 4),
    "CountsNoUpdates": (d.CountsNoUpdates, "UpdateJobExecution/QUEUED/!version", 3),
    "StartsNewestFirst": (w.StartsNewestFirst, "StartNextPendingJobExecution/QUEUED", 3),
    "KeepsCanceledPending": (d.KeepsCanceledPending, "CancelJob/IN_PROGRESS/!force", 3),
    "InventsJobs": (w.InventsJobs, "DescribeJob/ABSENT", 1),
    "KeepsExecutions": (w.KeepsExecutions, DELETING, 4),
    "Inherits": (w.Inherits, PAST, 5),
    "Tight": (w.Tight, LIMITED, 20),
}
"""For each wrong system the cell that its scripts ask about, and the length of the shortest proof
of what they find."""


def proofs(found: Diagnosed, other: Runner | None = None) -> list[Proof]:
    prover = found.prover(other)
    return [prover.prove(one) for one in found.findings]


def requests(proof: Proof) -> list[Request]:
    return [call.request for call in proof.calls]


@pytest.mark.slow
@pytest.mark.parametrize("name", LENGTHS)
def test_a_proof_is_as_short_as_can_be(name: str) -> None:
    make, cell, length = LENGTHS[name]
    found = diagnosed(make(), cell)
    assert found.findings
    first = min(proofs(found), key=lambda proof: len(proof.calls))
    print(*requests(first), sep="\n")
    assert (first.shown, first.shortest, len(first.calls)) == (True, True, length)


@pytest.mark.parametrize("name", ["DeletesWithoutForce", "NeverCascades", "IgnoresExpectedVersion"])
def test_the_spec_does_not_explain_the_last_call_of_a_proof(name: str) -> None:
    make, cell, _ = LENGTHS[name]
    for proof in proofs(diagnosed(make(), cell)):
        assert explain(proof.calls, Advance()).diverges == len(proof.calls) - 1
        assert (proof.finding.request, proof.finding.seen) == proof.calls[-1][:2]
        assert proof.finding.seen not in proof.finding.expected


def test_a_right_system_shows_nothing_in_a_bounded_number_of_runs() -> None:
    found = diagnosed(d.DeletesWithoutForce(), LENGTHS["DeletesWithoutForce"][1])
    running = runner(Correct())
    sent: list[int] = []
    run = running.run

    def counted(script: Script, patient: bool = False) -> Ran:
        before = running.client.sent
        came = run(script, patient)
        sent.append(running.client.sent - before)
        return came

    running.run = counted  # type: ignore[method-assign]
    (proof,) = proofs(found, running)
    (finding,) = found.findings
    assert (proof.shown, proof.shortest) == (False, False)
    assert proof.calls == found.came[finding.history].calls[: finding.call + 1]
    assert 0 < len(sent) <= MOST_RUNS
    assert sum(sent[:-1]) <= MOST_CALLS


def test_a_proof_is_the_same_each_time() -> None:
    make, cell, _ = LENGTHS["NeverCascades"]
    one, other = ([requests(proof) for proof in proofs(diagnosed(make(), cell))] for _ in range(2))
    assert one == other


def test_what_is_wrong_in_one_deviation_is_not_taken_for_another() -> None:
    class Both(d.DeletesWithoutForce, d.CancelsAndRejects):
        """Wrong twice, in requests that have nothing to do with each other."""

    about = ("DeleteJob/IN_PROGRESS", "CancelJobExecution/IN_PROGRESS/!force")
    shown = proofs(diagnosed(Both(), *about))
    operations = {tuple(type(r).__name__ for r in requests(proof)) for proof in shown}
    assert operations == {
        ("CreateJob", "DeleteJob"),
        ("CreateJob", "UpdateJobExecution", "CancelJobExecution", "DescribeJob"),
    }


def test_a_late_system_is_waited_for() -> None:
    def late(table: Any) -> Advance:
        return Advance(table, settle=SETTLE)

    system = d.DeletesWithoutForce(lag=True)
    cell = LENGTHS["DeletesWithoutForce"][1]
    found = diagnosed(system, cell, settle=SETTLE, judged=late)
    (proof,) = map(found.prover(judged=late).prove, found.findings)
    # The roll-out is waited for: without it there is nothing to be deleted with force.
    assert [type(r).__name__ for r in requests(proof)] == ["CreateJob", "DescribeJob", "DeleteJob"]


class TakesAnyReason(Correct):
    """Accepts a reasonCode of any form."""

    def answer(self, request: Request) -> Answer:
        if isinstance(request, CancelJob) and judge(request)[0] is Fit.BROKEN:
            request = CancelJob(request.job_id, request.force)
        return super().answer(request)


class CancelsAllTheSame(TakesAnyReason):
    """Cancels the job, but answers that the request is malformed."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if isinstance(request, CancelJob) and judge(request)[0] is Fit.BROKEN:
            return Answer(INVALID_REQUEST.code)
        return answer


MALFORMED = "CancelJob/malformed/REASON_CODE"


@pytest.mark.parametrize(("make", "length"), [(TakesAnyReason, 2), (CancelsAllTheSame, 3)])
def test_a_malformed_request_is_proved(make: Callable[[], Correct], length: int) -> None:
    shown = proofs(diagnosed(make(), MALFORMED))
    assert shown
    assert all(proof.shown for proof in shown)
    assert min(len(proof.calls) for proof in shown) == length
    assert any(judge(r)[0] is Fit.BROKEN for r in requests(shown[0]))


class TakesAnyForce(Correct):
    """Takes every query but ``force=false`` for force."""

    def raw(self, request: RawRequest) -> RawAnswer:
        force = request.query not in ("", "force=false")
        if request.operation == "DeleteJob":
            answer = self.perform(DeleteJob(request.job_id, force))
            return RawAnswer(400 if answer.error else 200, answer.error)
        return RawAnswer(400, INVALID_REQUEST.code)


def test_a_raw_request_is_proved() -> None:
    cell = "DeleteJob/raw/FORCE"
    found = diagnosed(TakesAnyForce(), cell)
    (finding,) = (one for one in found.findings if one.cell == cell)
    proof = found.prover().prove(finding)
    assert (proof.shown, len(proof.calls)) == (True, 2)
    assert proof.calls[-1].form is not None


def test_walks_come_in_the_order_of_their_length() -> None:
    walks = Walks(BY_CELL, frozenset())
    cell = "CancelJobExecution/IN_PROGRESS/force/!version_mismatch/!job_deleting"
    asked = next(
        ask for one in scripts() for part in one.parts for ask in part.questions if ask.cell == cell
    )
    lengths = [len(walk) for walk in walks.to(Aim(cell, asked))]
    assert lengths == sorted(lengths)
    assert lengths[0] == 3
    assert lengths[-1] == LONGEST + 1


def test_a_walk_to_the_limit_takes_it_up() -> None:
    asked = Ask(DeleteJob("2-job", force=True), cell=LIMIT)
    walk = next(Walks(BY_CELL, frozenset()).to(Aim(LIMIT, asked, crowd=9)))
    assert len(walk) == 2 * 9 + 2
    assert isinstance(walk[-1], Ask)
    assert walk[-1].request == DeleteJob("job", force=True)
