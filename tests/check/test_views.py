"""Other reads: parts and pages of listings, documents, and what a device reads of its execution."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from types import CodeType
from typing import Any, cast

import pytest

from iot_jobs_spec.check import Checker
from iot_jobs_spec.check.glances import Glance, Looked, Shown, Viewed
from iot_jobs_spec.check.report.results import Report
from iot_jobs_spec.check.report.script import script
from iot_jobs_spec.check.report.text import as_json, as_text
from iot_jobs_spec.check.scripts.views import looks_of
from iot_jobs_spec.check.views import told_by
from iot_jobs_spec.model.views import VIEWS
from iot_jobs_spec.systems import Unanswered
from iot_jobs_spec.systems.boto import BotoSystem
from iot_jobs_spec.systems.clients import endpoint
from iot_jobs_spec.systems.raw import RawAnswer, RawRequest, Sender
from support import doubles
from support.wrong_server import Asked, wrong_server

CELLS = [view.rule.id for view in VIEWS]
OF_JOB, OF_THING = "ListJobExecutionsForJob", "ListJobExecutionsForThing"
KEYS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
}
CHANGES = ("CreateJob", "CancelJob", "UpdateJobExecution")
Tell = Callable[[Asked, int, Any], tuple[int, Any]]


def checked(url: str, settle: float = 0.0) -> Report:
    """The report on the views alone."""
    system = endpoint(url)
    report = Checker(system, settle).check(wanted=lambda cell: "/view/" in cell.id)
    assert not system.clean_up()
    return report


def results(report: Report) -> dict[str, str]:
    return {result.cell.id: str(result.verdict) for result in report.results}


# Wrong in what is asked: a parameter is ignored, or taken otherwise.


def without(operation: str, member: str) -> Callable[[Asked], Asked]:
    """Ignores a parameter of an operation's query."""

    def ask(asked: Asked) -> Asked:
        if named(asked) == operation:
            asked.query.pop(member, None)
        return asked

    return ask


def named(asked: Asked) -> str:
    """The operation of a read."""
    match asked.path.strip("/").split("/"):
        case ["jobs"]:
            return "ListJobs"
        case ["jobs", _, "things"]:
            return OF_JOB
        case ["jobs", _, "job-document"]:
            return "GetJobDocument"
        case ["jobs", _] if asked.method == "GET":
            return "DescribeJob"
        case ["things", _, "jobs"]:
            return "GetPendingJobExecutions" if asked.of_device else OF_THING
        case ["things", _, "jobs", _] if asked.method == "GET":
            return "by device" if asked.of_device else "DescribeJobExecution"
    return ""


IGNORED = {
    ("ListJobs", "status"): "STATUS",
    ("ListJobs", "targetSelection"): "SELECTION",
    ("ListJobs", "maxResults"): "PAGES",
    (OF_JOB, "status"): "STATUS",
    (OF_JOB, "maxResults"): "PAGES",
    (OF_THING, "status"): "STATUS",
    (OF_THING, "jobId"): "JOB_ID",
    (OF_THING, "maxResults"): "PAGES",
    ("DescribeJobExecution", "executionNumber"): "NUMBER",
    ("by device", "executionNumber"): "NUMBER",
    ("by device", "includeJobDocument"): "DOCUMENT",
}


def test_every_view_of_the_reference_server_conforms(wrong: Callable[..., str]) -> None:
    report = checked(wrong())
    assert results(report) == dict.fromkeys(CELLS, "conforms")
    assert not report.findings


@pytest.fixture
def wrong(request: pytest.FixtureRequest) -> Callable[..., str]:
    """Starts a wrong server, which ends with the test."""

    def start(**options: Any) -> str:
        server = wrong_server(**options)
        url = server.__enter__()
        request.addfinalizer(lambda: server.__exit__(None, None, None))
        return url

    return start


@pytest.mark.slow
@pytest.mark.parametrize(("operation", "member"), IGNORED)
def test_an_ignored_parameter_is_one_finding(
    operation: str, member: str, wrong: Callable[..., str]
) -> None:
    url = wrong(ask=without(operation, member))
    report = checked(url)
    [finding] = report.findings
    of = "DescribeJobExecution" if operation == "by device" else operation
    assert finding.cell == f"{of}/view/{IGNORED[operation, member]}"
    assert finding.shown
    proves(finding, url, wrong())


@pytest.mark.slow
@pytest.mark.parametrize("member", ["jobId", "status"])
def test_a_filter_that_is_lost_beside_another_one_is_found(
    member: str, wrong: Callable[..., str]
) -> None:
    def ask(asked: Asked) -> Asked:
        if named(asked) == OF_THING and {"jobId", "status"} <= asked.query.keys():
            asked.query.pop(member)
        return asked

    url = wrong(ask=ask)
    [finding] = checked(url).findings
    assert finding.cell == f"{OF_THING}/view/JOB_ID"
    proves(finding, url, wrong())


@pytest.mark.slow
def test_the_script_of_a_view_asks_again_while_the_service_is_too_busy(
    wrong: Callable[..., str],
) -> None:
    [finding] = checked(wrong(ask=without(OF_THING, "jobId"))).findings
    left = [2]

    def busy(asked: Asked, status: int, body: Any) -> tuple[int, Any]:
        left[0] -= named(asked) == OF_THING
        is_busy = named(asked) == OF_THING and left[0] >= 0
        return (400, {"__type": "ThrottlingException"}) if is_busy else (status, body)

    url = wrong(ask=without(OF_THING, "jobId"), tell=busy)
    assert str(ended(compile(script(finding, url), "finding.py", "exec"), url)).startswith(
        "differs"
    )
    assert left[0] < 0


@pytest.mark.slow
def test_a_report_shows_views_in_words_and_not_as_error_codes(wrong: Callable[..., str]) -> None:
    report = checked(wrong(ask=without(OF_THING, "jobId")))
    [finding] = as_json(report, None)["findings"]
    assert finding["seen"]["error"] is None
    assert "jobId=job" in finding["seen"]["shows"]
    [line] = [line for line in as_text(report) if "  ListJobs/view/ALL  " in line]
    assert "expected what the reads beside it show; saw jobId=" in line


def test_the_script_of_a_view_waits_only_after_what_changes_something(
    wrong: Callable[..., str],
) -> None:
    report = checked(wrong(ask=without(OF_THING, "jobId")))
    [finding] = report.findings
    changes = [step for step in finding.steps if step.request.operation in CHANGES]
    assert script(finding, None, 1.5).count("time.sleep(1.5)") == len(changes)


def proves(finding: Any, url: str, right: str) -> None:
    """Its script fails on the wrong server, and on no right one."""
    program = compile(script(finding, url), "finding.py", "exec")
    assert str(ended(program, url)).startswith(finding.verdict)
    assert ended(program, right) is None


def ended(program: CodeType, url: str) -> object:
    """With what a script exits that asks this server."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["finding.py", url])
        for name, value in KEYS.items():
            patch.setenv(name, value)
        try:
            exec(program, {})
        except SystemExit as end:
            return end.code
    return None


# Wrong in what is told.


def telling(operation: str, change: Callable[[Any], Any]) -> Tell:
    def tell(asked: Asked, status: int, body: Any) -> tuple[int, Any]:
        if named(asked) == operation and status == 200:
            body = change(body)
        return status, body

    return tell


def no_job(body: Any) -> Any:
    return {**body, "jobs": []}


def all_in_progress(body: Any) -> Any:
    return {**body, "jobs": [{**job, "status": "IN_PROGRESS"} for job in body["jobs"]]}


def a_document_as_an_object(_: Any) -> Any:
    return {"document": {"do": "that"}}


def another_document(_: Any) -> Any:
    return {"document": "{}"}


def no_description(body: Any) -> Any:
    return {"job": {k: v for k, v in body["job"].items() if k != "description"}}


def no_namespace(body: Any) -> Any:
    return {"job": {k: v for k, v in body["job"].items() if k != "namespaceId"}}


def a_version_as_a_string(body: Any) -> Any:
    if "execution" not in body:
        return body
    execution = body["execution"]
    return {"execution": {**execution, "versionNumber": str(execution["versionNumber"])}}


def details_are_nested(body: Any) -> Any:
    if "execution" not in body:
        return body
    execution = body["execution"]
    details = {"detailsMap": execution.get("statusDetails", {})}
    return {"execution": {**execution, "statusDetails": details}}


def no_document(body: Any) -> Any:
    return {n: {k: v for k, v in e.items() if k != "jobDocument"} for n, e in body.items()}


def a_list(_: Any) -> Any:
    return []


def no_json(_: Any) -> Any:
    return b"<html></html>"


TOLD: dict[tuple[str, Callable[[Any], Any]], tuple[str, str]] = {
    ("ListJobs", no_job): ("ListJobs/view/ALL", "violates"),
    ("ListJobs", all_in_progress): ("ListJobs/view/ALL", "violates"),
    ("ListJobs", a_list): ("ListJobs/view/ALL", "violates"),
    ("ListJobs", no_json): ("ListJobs/view/ALL", "violates"),
    ("GetJobDocument", a_document_as_an_object): ("GetJobDocument/view/DOCUMENT", "violates"),
    ("GetJobDocument", another_document): ("GetJobDocument/view/DOCUMENT", "violates"),
    ("DescribeJob", no_description): ("DescribeJob/view/DESCRIPTION", "violates"),
    ("DescribeJob", no_namespace): ("DescribeJob/view/NAMESPACE", "differs"),
    ("by device", a_version_as_a_string): ("DescribeJobExecution/view/BY_DEVICE", "violates"),
    ("by device", details_are_nested): ("DescribeJobExecution/view/BY_DEVICE", "violates"),
    ("by device", no_document): ("DescribeJobExecution/view/DOCUMENT", "violates"),
}


@pytest.mark.slow
@pytest.mark.parametrize(("operation", "change"), TOLD)
def test_what_is_told_wrong_is_one_finding(
    operation: str, change: Callable[[Any], Any], wrong: Callable[..., str]
) -> None:
    url = wrong(tell=telling(operation, change))
    report = checked(url)
    cell, verdict = TOLD[operation, change]
    assert [(f.cell, f.verdict) for f in report.findings] == [(cell, verdict)]
    proves(report.findings[0], url, wrong())


def nothing(_: Any) -> Any:
    return {}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("operation", "change", "says"),
    [("GetJobDocument", nothing, "no document"), ("DescribeJob", no_description, "no description")],
)
def test_a_member_that_is_missing_is_named(
    operation: str, change: Callable[[Any], Any], says: str, wrong: Callable[..., str]
) -> None:
    url = wrong(tell=telling(operation, change))
    report = checked(url)
    assert f"; saw {says}" in "\n".join(as_text(report))
    proves(report.findings[0], url, wrong())


def newest_first(asked: Asked) -> Asked:
    """Takes ``$next`` for the job that was created last."""
    if named(asked) == "by device" and asked.path.endswith("/$next"):
        newest = next((job for job in reversed(_created) if _is_on(asked, job)), None)
        return asked._replace(path=asked.path.replace("$next", newest)) if newest else asked
    if asked.method == "PUT" and asked.path.count("/") == 2 and "/jobs/" in asked.path:
        _created.append(asked.path.rpartition("/")[2])
    return asked


_created: list[str] = []


def _is_on(asked: Asked, job_id: str) -> bool:
    thing = asked.path.split("/")[2]
    return job_id.endswith("-other-job") and thing.endswith("thing") and "third" not in thing


@pytest.mark.slow
def test_next_in_another_order_is_one_finding(wrong: Callable[..., str]) -> None:
    _created.clear()
    url = wrong(ask=newest_first)
    [finding] = checked(url).findings
    assert finding.cell == "DescribeJobExecution/view/NEXT"
    assert [claim.name for claim in finding.claims] == ["IN_PROGRESS_COMES_NEXT"]
    proves(finding, url, wrong())


# What follows from several glances of one look.

RIGHT, WRONG, OTHERWISE = (Glance(Shown(came)) for came in ([{"document": "JSON {}"}], [], "Oops"))


@pytest.mark.parametrize(
    ("glances", "right", "why"),
    [
        ((RIGHT,), True, ""),
        ((WRONG, RIGHT), True, ""),
        ((WRONG, WRONG), False, ""),
        ((OTHERWISE, WRONG, WRONG), False, ""),
        ((WRONG, OTHERWISE, WRONG), False, "it showed now this, now that"),
        ((WRONG,), False, "it showed now this, now that"),
        ((Glance(Shown(why="it is busy")),) * 4, False, "it is busy"),
        ((), False, "there is no job"),
    ],
)
def test_a_look_is_wrong_only_if_no_glance_is_right_and_the_last_two_are_equal(
    glances: tuple[Glance, ...], right: bool, why: str
) -> None:
    look = next(look for look in looks_of(["GetJobDocument/view/DOCUMENT"]))
    look = replace(look, given={"document": "JSON {}"})
    no_glance = "" if glances else "there is no job"
    [seen] = told_by(Viewed((), (Looked(look, glances, no_glance),)))
    assert (seen.is_right, seen.is_wrong, seen.open) == (right, not right and not why, why)


# Where nothing follows.


def refuses(operation: str, status: int, body: Any) -> Tell:
    def tell(asked: Asked, came: int, told: Any) -> tuple[int, Any]:
        return (status, body) if named(asked) == operation else (came, told)

    return tell


def test_an_operation_that_is_not_there_leaves_only_its_own_views_unreached(
    wrong: Callable[..., str],
) -> None:
    report = checked(wrong(tell=refuses("ListJobs", 404, b"<h1>Not Found</h1>")))
    assert not report.findings
    unreached = {cell for cell, verdict in results(report).items() if verdict == "unreached"}
    assert unreached == {cell for cell in CELLS if cell.startswith("ListJobs/")}
    assert all(r.reasons == ("ListJobs: HTTP 404 without an error code",) for r in report.results
               if r.cell.id in unreached)  # fmt: skip


def test_without_devices_the_other_views_are_reached(wrong: Callable[..., str]) -> None:
    def tell(asked: Asked, status: int, body: Any) -> tuple[int, Any]:
        return (404, b"") if asked.of_device else (status, body)

    report = checked(wrong(tell=tell))
    assert not report.findings
    unreached = {cell for cell, verdict in results(report).items() if verdict == "unreached"}
    names = ("BY_DEVICE", "NEXT", "DOCUMENT", "NUMBER")
    assert unreached == {f"DescribeJobExecution/view/{name}" for name in names}


@pytest.mark.slow
def test_a_failure_of_the_server_is_a_finding(wrong: Callable[..., str]) -> None:
    url = wrong(tell=refuses("GetJobDocument", 500, {"message": "oops"}))
    [finding] = checked(url).findings
    assert finding.cell == "GetJobDocument/view/DOCUMENT"
    assert "saw no answer of the API: HTTP 500" in "\n".join(as_text(checked(url)))
    proves(finding, url, wrong())


def test_a_busy_listing_is_unreached_and_the_check_goes_on(wrong: Callable[..., str]) -> None:
    busy = {"__type": "ThrottlingException", "message": "slow down"}
    report = checked(wrong(tell=refuses("ListJobs", 400, busy)))
    assert not report.findings
    found = results(report)
    assert found["ListJobs/view/ALL"] == "unreached"
    assert found["DescribeJobExecution/view/NEXT"] == "conforms"


def test_a_server_that_lags_and_is_often_busy_conforms(wrong: Callable[..., str]) -> None:
    report = checked(wrong(lag=0.2, faults=0.1, seed=1), settle=2.0)
    assert not report.findings
    assert set(results(report).values()) == {"conforms"}


def test_a_terminal_execution_may_be_closed_to_its_device(wrong: Callable[..., str]) -> None:
    def tell(asked: Asked, status: int, body: Any) -> tuple[int, Any]:
        over = status == 200 and "CANCELED" in str(body) and named(asked) == "by device"
        return (410, {"__type": "TerminalStateException"}) if over else (status, body)

    assert results(checked(wrong(tell=tell))) == dict.fromkeys(CELLS, "conforms")


def served(change: Callable[[Any], Any], *operations: str) -> Tell:
    """Changes every answer of these operations, pages too."""

    def tell(asked: Asked, status: int, body: Any) -> tuple[int, Any]:
        return (
            (status, change(body))
            if named(asked) in operations and status == 200
            else (status, body)
        )

    return tell


def others_have_the_same_names(body: Any) -> Any:
    """Somebody else's jobs, whose names are those of the check's scene."""
    more = [{"jobId": "job", "status": "COMPLETED"}] if len(body["jobs"]) != 2 else []
    return {**body, "jobs": [*more, *body["jobs"]]}


def null_for_nothing(body: Any) -> Any:
    return {**body, "executionSummaries": body["executionSummaries"] or None}


def extra_members(body: Any) -> Any:
    return {"x": None, **{k: [{"y": 1, **e} for e in v] if isinstance(v, list) else v
                          for k, v in body.items()}}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "operations"),
    [
        (others_have_the_same_names, ["ListJobs"]),
        (null_for_nothing, [OF_JOB, OF_THING]),
        (extra_members, ["ListJobs", OF_JOB, OF_THING]),
    ],
)
def test_what_the_documents_permit_conforms(
    change: Callable[[Any], Any], operations: list[str], wrong: Callable[..., str]
) -> None:
    report = checked(wrong(tell=served(change, *operations)))
    assert results(report) == dict.fromkeys(CELLS, "conforms")


def test_a_token_that_is_the_name_of_a_job_is_sent_as_it_came(wrong: Callable[..., str]) -> None:
    tokens: dict[str, str] = {}

    def tell(asked: Asked, status: int, body: Any) -> tuple[int, Any]:
        if named(asked) in (OF_JOB, OF_THING, "ListJobs") and status == 200 and "nextToken" in body:
            (listed,) = (value for value in body.values() if isinstance(value, list))
            name = str(listed[-1].get("jobId") or listed[-1]["thingArn"].rpartition("/")[2])
            tokens[name] = body["nextToken"]
            body = {**body, "nextToken": name}
        return status, body

    def ask(asked: Asked) -> Asked:
        if "nextToken" in asked.query:
            asked.query["nextToken"] = tokens[asked.query["nextToken"]]
        return asked

    assert results(checked(wrong(tell=tell, ask=ask))) == dict.fromkeys(CELLS, "conforms")


def test_nothing_that_comes_next_may_be_no_execution_or_not_found(
    wrong: Callable[..., str],
) -> None:
    def tell(asked: Asked, status: int, body: Any) -> tuple[int, Any]:
        nothing = asked.path.endswith("/$next") and body == {}
        return (404, {"__type": "ResourceNotFoundException"}) if nothing else (status, body)

    assert results(checked(wrong(tell=tell))) == dict.fromkeys(CELLS, "conforms")


def deep(_: Any) -> Any:
    return b"[" * 200_000


def a_deep_document(_: Any) -> Any:
    return {"document": "[" * 200_000}


def the_same_token(body: Any) -> Any:
    return {**body, "nextToken": "again"}


def a_token_with_a_surrogate(body: Any) -> Any:
    return {**body, "nextToken": "\ud800"}


def a_structure_for_a_list(body: Any) -> Any:
    return {**body, "jobs": {}}


ODD: dict[Callable[[Any], Any], tuple[str, str]] = {
    deep: ("GetJobDocument", "GetJobDocument/view/DOCUMENT"),
    a_deep_document: ("GetJobDocument", "GetJobDocument/view/DOCUMENT"),
    the_same_token: (OF_THING, f"{OF_THING}/view/PAGES"),
    a_token_with_a_surrogate: (OF_THING, f"{OF_THING}/view/PAGES"),
    a_structure_for_a_list: ("ListJobs", "ListJobs/view/ALL"),
}


@pytest.mark.slow
@pytest.mark.parametrize("change", ODD)
def test_what_is_odd_is_a_finding(change: Callable[[Any], Any], wrong: Callable[..., str]) -> None:
    operation, cell = ODD[change]

    def tell(asked: Asked, status: int, body: Any) -> tuple[int, Any]:
        listed = operation == OF_THING and "maxResults" not in asked.query
        return (status, body) if named(asked) != operation or listed else (status, change(body))

    report = checked(wrong(tell=tell))
    assert [finding.cell for finding in report.findings] == [cell]
    assert all(len(line) < 1000 for line in as_text(report))


@pytest.mark.slow
@pytest.mark.parametrize("member", ["status", "jobId"])
def test_a_filter_that_is_lost_with_a_size_is_found(member: str, wrong: Callable[..., str]) -> None:
    def ask(asked: Asked) -> Asked:
        if "maxResults" in asked.query and named(asked) in (OF_JOB, OF_THING):
            asked.query.pop(member, None)
        return asked

    cells = {finding.cell for finding in checked(wrong(ask=ask)).findings}
    assert cells == ({f"{OF_JOB}/view/PAGES", f"{OF_THING}/view/PAGES"} if member == "status"
                     else set())  # fmt: skip


@pytest.mark.slow
def test_a_listing_of_a_status_that_nothing_has_is_empty(wrong: Callable[..., str]) -> None:
    def ask(asked: Asked) -> Asked:
        if asked.query.get("status") in ("SUCCEEDED", "COMPLETED"):
            asked.query.pop("status")
        return asked

    cells = {finding.cell for finding in checked(wrong(ask=ask)).findings}
    assert cells == {f"{operation}/view/STATUS" for operation in ("ListJobs", OF_JOB, OF_THING)}


def test_filters_that_show_nothing_where_nothing_is_prove_nothing(
    wrong: Callable[..., str],
) -> None:
    def tell(asked: Asked, status: int, body: Any) -> tuple[int, Any]:
        gone = named(asked) in ("ListJobs", OF_JOB, OF_THING) and status == 200
        return status, {name: [] for name in body} if gone else body

    found = results(checked(wrong(tell=tell)))
    assert found["ListJobs/view/ALL"] == "violates"
    for operation in (OF_JOB, OF_THING):
        assert found[f"{operation}/view/STATUS"] == found[f"{operation}/view/PAGES"] == "unreached"


@pytest.mark.slow
def test_a_gateway_that_fails_once_is_asked_again(wrong: Callable[..., str]) -> None:
    asked_for: list[str] = []

    def tell(asked: Asked, status: int, body: Any) -> tuple[int, Any]:
        asked_for.append(named(asked))
        once = asked_for.count("GetJobDocument") == 1 and asked_for[-1] == "GetJobDocument"
        return (503, b"<h1>Unavailable</h1>") if once else (status, body)

    assert results(checked(wrong(tell=tell))) == dict.fromkeys(CELLS, "conforms")


def test_a_gateway_that_always_fails_leaves_the_view_unreached(wrong: Callable[..., str]) -> None:
    report = checked(wrong(tell=refuses("GetJobDocument", 502, b"")))
    assert not report.findings
    (result,) = (r for r in report.results if r.cell.id == "GetJobDocument/view/DOCUMENT")
    assert result.reasons == ("GetJobDocument: HTTP 502 without an error code",)


class Drops:
    """Sends raw requests, and loses the connection of the first one of an operation."""

    def __init__(self, sender: Any, operation: str) -> None:
        self.sender, self.operation = sender, operation

    def send(self, request: RawRequest) -> RawAnswer:
        if request.operation == self.operation:
            self.operation = ""
            raise Unanswered("connection was closed", gone=True)
        answer: RawAnswer = self.sender.send(request)
        return answer


def test_one_lost_connection_leaves_the_check_going_on(wrong: Callable[..., str]) -> None:
    right = endpoint(wrong())
    system = BotoSystem(
        right._iot, right._data, "it", cast(Sender, Drops(right._sender, "ListJobs"))
    )
    report = Checker(system).check(wanted=lambda cell: "/view/" in cell.id)
    assert results(report) == dict.fromkeys(CELLS, "conforms")
    assert not report.stopped


def test_a_read_that_is_late_is_waited_for(wrong: Callable[..., str]) -> None:
    began: list[float] = []

    def tell(asked: Asked, status: int, body: Any) -> tuple[int, Any]:
        if named(asked) == "DescribeJobExecution":
            began.append(time.monotonic())
            if began[-1] < began[0] + 0.5:
                return 404, {"__type": "ResourceNotFoundException"}
        return status, body

    assert results(checked(wrong(tell=tell), settle=1.5)) == dict.fromkeys(CELLS, "conforms")


def test_what_was_wrong_only_once_is_no_finding(wrong: Callable[..., str]) -> None:
    shown: list[int] = []

    def tell(asked: Asked, status: int, body: Any) -> tuple[int, Any]:
        if named(asked) == "GetJobDocument":
            shown.append(status)
            body = {"document": "{}"} if len(shown) == 1 else body
        return status, body

    assert results(checked(wrong(tell=tell))) == dict.fromkeys(CELLS, "conforms")


@pytest.mark.slow
def test_a_next_that_has_no_route_is_a_finding_that_shows_again(
    wrong: Callable[..., str],
) -> None:
    def tell(asked: Asked, status: int, body: Any) -> tuple[int, Any]:
        return (404, b"Not Found") if asked.path.endswith("/$next") else (status, body)

    [finding] = checked(wrong(tell=tell)).findings
    assert (finding.cell, finding.shown) == ("DescribeJobExecution/view/NEXT", True)


@pytest.mark.slow
def test_from_a_read_that_the_spec_finds_wrong_nothing_follows_for_others(
    wrong: Callable[..., str],
) -> None:
    def tell(asked: Asked, status: int, body: Any) -> tuple[int, Any]:
        if named(asked) == "DescribeJobExecution" and status == 200:
            body["execution"]["versionNumber"] += 10
        return status, body

    system = endpoint(wrong(tell=tell))
    wanted = ("DescribeJobExecution/", "CreateJob/ABSENT")
    report = Checker(system).check(wanted=lambda cell: cell.id.startswith(wanted))
    assert report.findings
    assert not any("/view/" in finding.cell for finding in report.findings)
    assert results(report)["DescribeJobExecution/view/BY_DEVICE"] == "unreached"


@pytest.mark.slow
def test_a_script_compares_with_what_the_asked_server_shows(wrong: Callable[..., str]) -> None:
    def tell(asked: Asked, status: int, body: Any) -> tuple[int, Any]:
        if named(asked) == "by device" and "CANCELED" in str(body):
            body["execution"]["versionNumber"] = 99
        return status, body

    url = wrong(tell=tell)
    [finding] = checked(url).findings
    for choices in ([], ["VERSION_MAY_GROW=no"], ["VERSION_MAY_GROW=yes"]):
        proves(finding, url, wrong(choose=choices))


class Silent(doubles.Correct):
    """Answers raw requests without their content, as systems of before did."""

    def raw(self, _: RawRequest) -> RawAnswer:
        return RawAnswer(200, None)


@pytest.mark.parametrize("system", [doubles.Correct(), Silent()], ids=["no raw", "no content"])
def test_a_system_that_shows_no_bodies_leaves_the_views_unreached(system: doubles.Correct) -> None:
    report = Checker(system).check(wanted=lambda cell: "/view/" in cell.id)
    assert set(results(report).values()) == {"unreached"}
    assert all(result.reasons for result in report.results)
    assert not report.findings
