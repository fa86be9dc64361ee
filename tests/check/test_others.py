"""Deletions of other callers count for the same limit: they make no finding, nor hide one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from iot_jobs_spec import TABLE, Answer, Cell, CreateJob, DeleteJob, Request
from iot_jobs_spec.check import Checker
from iot_jobs_spec.check.report.results import Report
from iot_jobs_spec.check.run import UNSURE
from iot_jobs_spec.judge.deviations import LIMIT, Behaviour, Deviation, applied
from iot_jobs_spec.server.testing import reference_server
from iot_jobs_spec.systems import Unanswered, clients
from support import doubles


def deletions(cell: Cell) -> bool:
    return cell.operation == "DeleteJob"


class Listed(doubles.Correct):
    """Lists its jobs, as ListJobs does."""

    def list_jobs(self) -> dict[str, str] | str:
        return {name: job.status for name, job in self.world.jobs.items()}


class Shared(Listed):
    """Others delete there, up to seven jobs at a time, before each request until some time."""

    until = 1e9
    others = 7

    def perform(self, request: Request) -> Answer:
        for n in range(self.others):
            if self.now < self.until and f"others-{n}" not in self.world.jobs:
                super().perform(CreateJob(f"others-{n}", ("others",)))
                super().perform(DeleteJob(f"others-{n}", force=True))
        return super().perform(request)


def check(system: doubles.Correct) -> Report:
    return Checker(system, clock=system, run="spec").check(wanted=deletions)


def at_limit(report: Report) -> set[tuple[str, tuple[str, ...]]]:
    """The verdicts, with their reasons, on the cells at the limit."""
    cells = [r for r in report.results if dict(r.cell.guards).get("at_limit")]
    return {(str(r.verdict), r.reasons) for r in cells}


@pytest.mark.slow
def test_a_neighbour_that_goes_on_deleting_makes_no_finding() -> None:
    report = check(Shared())
    assert report.findings == ()
    told = at_limit(report)
    assert {verdict for verdict, _ in told} <= {"undetermined", "unreached"}
    assert any(UNSURE in reasons for _, reasons in told)
    conforms = {r.cell.id for r in report.results if r.verdict == "conforms"}
    assert "DeleteJob/IN_PROGRESS/force/!at_limit" in conforms


def test_the_check_waits_for_a_neighbour_whose_deletions_end() -> None:
    system = Shared()
    system.until = 20.0
    report = check(system)
    assert report.findings == ()
    assert {verdict for verdict, _ in at_limit(report)} == {"conforms"}
    assert system.now > system.until


class ComesAndGoes(Shared):
    """The deletions of others end whenever somebody looks, but the jobs that they leave stay."""

    others = 7

    def __init__(self) -> None:
        super().__init__()
        self.looks = 0

    def list_jobs(self) -> dict[str, str] | str:
        self.looks += 1
        for n in range(self.others):
            if f"others-{n}" in self.world.jobs:
                self.world = self.world.with_job(f"others-{n}", None)
        own = {name: job.status for name, job in self.world.jobs.items()}
        return {**own, f"left-{self.looks}": "IN_PROGRESS"}


@pytest.mark.slow
def test_deletions_of_others_that_nobody_sees_make_no_finding() -> None:
    report = check(ComesAndGoes())
    assert report.findings == ()
    assert any(UNSURE in reasons for _, reasons in at_limit(report))


@pytest.mark.slow
@pytest.mark.parametrize("kind", [Listed, doubles.Correct])
def test_a_limit_that_is_really_too_low_is_found(kind: type[doubles.Correct]) -> None:
    class Tight(kind):  # type: ignore[valid-type, misc]
        limit = 9

    [finding] = check(Tight()).findings
    assert finding.cell == "DeleteJob/IN_PROGRESS/force/!at_limit"
    assert finding.verdict == "violates"


@pytest.mark.only_ci
@pytest.mark.parametrize("says", ["AccessDeniedException", Unanswered("it has no ListJobs")])
def test_where_nobody_can_say_who_deletes_an_early_limit_is_undetermined(
    says: str | Unanswered,
) -> None:
    class Tight(doubles.Correct):
        limit = 9

        def list_jobs(self) -> dict[str, str] | str:
            if isinstance(says, Unanswered):
                raise says
            return says

    report = check(Tight())
    assert report.findings == ()
    assert any(UNSURE in reasons for _, reasons in at_limit(report))


@pytest.mark.only_ci
def test_a_limit_that_is_too_low_is_found_over_the_wire() -> None:
    tight = applied(TABLE, [Deviation(LIMIT, Behaviour(limit=9))])
    with reference_server(table=tight) as url:
        report = Checker(clients.endpoint(url)).check(wanted=deletions)
    assert {f.cell for f in report.findings} == {"DeleteJob/IN_PROGRESS/force/!at_limit"}


names = count()


def checked(url: str) -> tuple[Report, str]:
    """A check with its clean-up."""
    system = clients.endpoint(url)
    few = ("DeleteJob/IN_PROGRESS/force/at_limit", "DeleteJob/IN_PROGRESS/force/!at_limit")
    run = f"spec-{next(names)}"
    report = Checker(system, run=run).check(wanted=lambda cell: cell.id in few)
    return report, system.clean_up()


@pytest.mark.slow
def test_checks_in_a_row_and_at_a_time_find_nothing_and_leave_nothing_behind() -> None:
    with reference_server(deletion=1.0) as url, ThreadPoolExecutor(2) as two:
        came = [*map(checked, [url] * 2), *two.map(checked, [url] * 2)]
        iot, _ = clients.pair(endpoint_url=url, region_name="x", keys=("testing", "testing"))
        assert iot.list_jobs()["jobs"] == []
    for report, left in came:
        assert report.findings == ()
        assert left == ""
