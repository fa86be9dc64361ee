"""`iot-jobs-spec audit`: right systems have no finding, and each fault is found and proved."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from html.parser import HTMLParser
from math import inf
from pathlib import Path
from random import Random
from typing import Any

import pytest

from iot_jobs_spec import (
    TABLE,
    Answer,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    ExecutionDescription,
    JobDescription,
    Request,
    UpdateJobExecution,
    record,
)
from iot_jobs_spec.audit import judging
from iot_jobs_spec.audit.judging import judge
from iot_jobs_spec.audit.recordings import Recording
from iot_jobs_spec.cli.main import main
from iot_jobs_spec.files import lines_of, opened
from iot_jobs_spec.judge.history import Call, read, write
from iot_jobs_spec.model.answers import OK
from iot_jobs_spec.model.profiles import PROFILES, table_of
from support import walks
from support.doubles import Correct
from support.effort import some
from support.server_kit import client
from support.soak import SETTLES
from support.wrong_systems import ByTable, wrongs

pytest_plugins = ["iot_jobs_spec.server.pytest_plugin"]
CONFLICT = "CancelJobExecution/QUEUED/!force/version_mismatch/!job_deleting"
CREATE = CreateJob("job", ("thing",))
QUEUED = Answer(None, JobDescription("job", "IN_PROGRESS", counts={"QUEUED": 1}))
IGNORES_VERSION = CancelJobExecution("job", "thing", expected_version=7)
FAULTY = (
    (CREATE, OK),
    (DescribeJob("job"), QUEUED),
    (CreateJob("other", ("elsewhere",)), OK),
    (IGNORES_VERSION, OK),
    (
        DescribeJobExecution("job", "thing"),
        Answer(None, ExecutionDescription("job", "thing", "CANCELED", 2)),
    ),
)
"""A history in which the first and the fourth call prove that expectedVersion is ignored."""
Told = Sequence[tuple[Request, Answer]]


def recorded(path: Path, *calls: tuple[Request, Answer], more: str = "", **members: Any) -> Path:
    """A file with these calls, and with more lines after them."""
    lines = [json.dumps({**json.loads(write(Call(*call))), **members}) for call in calls]
    path.write_text("".join(f"{line}\n" for line in lines) + more, encoding="utf-8")
    return path


def report(path: Path, *options: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    main(["audit", str(path), "--format", "json", *options])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("settle", SETTLES, ids=lambda settle: f"settle {settle}")
def test_recordings_of_right_systems_have_no_finding(settle: float) -> None:
    for seed in some(range(80), 4):
        random = Random(seed)
        walk = walks.walk(random, 25, jobs=("a", "b", "c"), settle=settle, limit=10)
        calls = walks.with_times(random, walk, lost=0.02)
        partial = random.random() < 0.3
        if partial:
            calls = [call for call in calls if random.random() < 0.7]
        history = read(map(write, calls), "walk")
        found = judge([Recording("walk", history, {})], settle=settle, partial=partial)
        assert found.findings == ()
        assert found.judged == len(calls)


@pytest.mark.slow
@pytest.mark.parametrize("settle", SETTLES, ids=lambda settle: f"settle {settle}")
def test_recordings_of_right_systems_of_full_have_no_finding(settle: float) -> None:
    table = table_of("full")
    for seed in some(range(80), 4):
        random = Random(seed)
        asks = walks.of_a_life(walks.FEATURES)
        walk = walks.walk(
            random, 20, jobs=("a", "b"), settle=settle, limit=10, asks=asks, table=table
        )
        calls = walks.with_times(random, walk, lost=0.02)
        history = read(map(write, calls), "walk", "full")
        assert history.counts == {"calls": len(calls), "passed_over": 0, "unread": 0}
        recording = Recording("walk", history, {})
        found = judge([recording], settle=settle, profile="full")
        assert found.findings == ()
        assert found.judged == len(calls)


LATE_REPORT = "UpdateJobExecution=SUCCEEDED/CANCELED/!version_mismatch/!job_deleting"
RETRIES = CreateJob("job", ("thing",), retries={"FAILED": 2})
LIFE = (
    (RETRIES, OK),
    (UpdateJobExecution("job", "thing", status="FAILED"), OK),
    (
        DescribeJobExecution("job", "thing", 2),
        Answer(None, ExecutionDescription("job", "thing", "QUEUED")),
    ),
    (CancelJob("job"), OK),
    (UpdateJobExecution("job", "thing", status="SUCCEEDED"), OK),
)
"""A device fails, and reports success after its job was canceled: that should be rejected."""


def test_the_profile_full_judges_executions_until_their_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = recorded(tmp_path / "calls", *LIFE, http=200)
    core, full = report(path, capsys=capsys), report(path, "--profile", "full", capsys=capsys)
    assert (core["profile"], core["records"]["passed_over"], core["findings"]) == ("core", 2, [])
    assert (full["profile"], full["records"]["passed_over"]) == ("full", 0)
    (finding,) = full["findings"]
    assert finding["cell"] == LATE_REPORT
    assert [record["line"] for record in finding["records"]] == [1, 2, 4, 5]
    assert full["summary"]["unreached"] > core["summary"]["unreached"]


@pytest.mark.parametrize("form", ["text", "html", "junit"])
def test_every_report_shows_what_only_full_describes(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = recorded(tmp_path / "calls", *LIFE)
    assert main(["audit", str(path), "--profile", "full", "--format", form]) == 1
    shown = capsys.readouterr().out
    assert LATE_REPORT in shown.replace("<wbr>", "")
    assert "status=SUCCEEDED" in shown


@pytest.mark.slow
def test_a_recording_of_the_reference_server_has_no_finding(
    iot_jobs_endpoint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "calls.jsonl"
    iot = record(client("iot", iot_jobs_endpoint), str(file))
    arn = iot.create_thing(thingName="sensor")["thingArn"]
    iot.create_job(jobId="update", targets=[arn], document="{}")
    iot.cancel_job_execution(jobId="update", thingName="sensor")
    iot.describe_job(jobId="update")
    found = report(file, capsys=capsys)
    assert found["findings"] == []
    assert found["records"] == {"judged": 3, "passed_over": 1, "unread": 0, "given_up": 0}
    cells = [cell["cell"] for cell in found["cells"] if cell["verdict"] == "conforms"]
    assert [cell for cell in cells if "/answer/" in cell] == [
        "DescribeJob/answer/TARGETS",
        "CancelJobExecution/answer/BODY",
    ]
    assert found["summary"]["conforms"] == len(cells) == 5


def test_a_fault_is_found_with_exactly_its_records(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = report(recorded(tmp_path / "calls", *FAULTY), capsys=capsys)
    (finding,) = found["findings"]
    assert (finding["cell"], finding["verdict"]) == (CONFLICT, "violates")
    assert finding["says"] == "ignores expectedVersion"
    assert [record["line"] for record in finding["records"]] == [1, 4]
    assert {record["file"] for record in finding["records"]} == {str(tmp_path / "calls")}
    assert finding["expected"] == [{"error": "VersionConflictException"}]
    assert found["deviations"] == [{"cell": CONFLICT, "ignores": "version_mismatch"}]
    cells = {cell["cell"]: cell["verdict"] for cell in found["cells"]}
    assert cells[CONFLICT] == "violates"
    assert cells["CreateJob/ABSENT"] == "conforms"
    assert cells["DeleteJob/ABSENT"] == "unreached"


ROLLS_OUT_LATE = (
    (CREATE, OK),
    (DescribeJob("job"), Answer(None, JobDescription("job", "IN_PROGRESS"))),
    (DescribeJobExecution("job", "thing"), Answer("ResourceNotFoundException")),
    (DescribeJob("job"), QUEUED),
)


@pytest.mark.parametrize(("times", "settle"), [(False, 0), (True, 5)])
def test_a_late_roll_out_is_one_finding_in_its_cell(
    times: bool, settle: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "calls"
    whens: list[Any] = [(20.0 * n, 20.0 * n + 1) if times else () for n in range(4)]
    calls = (Call(*told, *when) for told, when in zip(ROLLS_OUT_LATE, whens, strict=True))
    path.write_text("".join(f"{write(call)}\n" for call in calls))
    found = report(path, "--settle", str(settle), capsys=capsys)
    (finding,) = found["findings"]
    assert (finding["cell"], finding["says"]) == (
        "Execution.roll_out/ABSENT",
        "comes too late",
    )
    assert next(claim["name"] for claim in finding["claims"]) == "ROLLED_OUT_QUEUED"
    assert [record["line"] for record in finding["records"]] == [1, 2]
    assert report(path, "--settle", "Any", capsys=capsys)["findings"] == []


def test_the_end_of_a_deletion_proves_that_an_execution_is_left_whatever_it_shows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    left = ExecutionDescription("job", "thing", "QUEUED", 5)
    calls = (
        (CREATE, OK),
        (DeleteJob("job", force=True), OK),
        (DescribeJob("job"), Answer("ResourceNotFoundException")),
        (DescribeJobExecution("job", "thing"), Answer(None, left)),
    )
    (finding,) = report(recorded(tmp_path / "calls", *calls), capsys=capsys)["findings"]
    assert finding["cell"] == "Execution.remove/QUEUED"
    assert [record["line"] for record in finding["records"]] == [3, 4]


def test_what_nobody_can_read_is_passed_over_only_if_it_was_rejected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    canceled = JobDescription("job", "CANCELED", counts={"CANCELED": 1})
    ends = write(Call(DescribeJob("job"), Answer(None, canceled)))
    for answer, findings in (({"error": "InvalidRequestException"}, 1), ({"response": {}}, 0)):
        for members in ({"jobId": "job", "force": "maybe"}, "PUT /jobs/job/cancel {"):
            line: dict[str, Any] = {"operation": "CancelJob", "request": members, "answer": answer}
            more = f"{json.dumps(line)}\n{ends}\n"
            found = report(recorded(tmp_path / "calls", (CREATE, OK), more=more), capsys=capsys)
            passed_over, unread = found["records"]["passed_over"], found["records"]["unread"]
            assert (passed_over, unread) == ((1, 0) if "error" in answer else (0, 1))
            assert len(found["findings"]) == findings


def test_times_of_calls_and_unread_lines_behind_them_change_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = [Call(*c, float(n), n + 0.5) for n, c in enumerate(FAULTY)]
    path = tmp_path / "calls"
    path.write_text("".join(f"{write(call)}\n" for call in calls) + "oops\n")
    (finding,) = report(path, capsys=capsys)["findings"]
    assert [record["line"] for record in finding["records"]] == [1, 4]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("CancelJob/IN_PROGRESS/!force", "IN_PROGRESS"),
        ("DeleteJob/IN_PROGRESS/!force/!at_limit", "DELETION_IN_PROGRESS"),
    ],
)
def test_a_fault_in_many_random_calls_is_one_finding_in_its_cell(cell: str, status: str) -> None:
    (wrong,) = (one for one in TABLE.cells() if one.id == cell)
    system = ByTable(dict(wrongs(wrong))[f"leads to {status}"])
    random = Random(3)
    calls = []
    for _ in range(200):
        asked = walks.request(random, ("a", "b"))
        calls.append(Call(asked, system.perform(asked)))
    found = judge([Recording("calls", read(map(write, calls), "calls"), {})])
    assert [proven.finding.cells[0] for proven in found.findings] == [cell]


def test_judging_goes_on_behind_an_answer_that_nothing_explains(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(judging, "EFFORT", 0)
    odd = Answer(None, JobDescription("odd", "IN_PROGRESS", counts={"SUCCEEDED": 3}))
    calls = [(CreateJob("odd", ("far",)), OK), (DescribeJob("odd"), odd), *FAULTY]
    history = read((write(Call(*call)) for call in calls), "calls")
    found = judge([Recording("calls", history, {})])
    assert found.deviations == ()
    cells = [proven.finding.cell for proven in found.findings]
    assert cells == ["Execution.roll_out/ABSENT", CONFLICT]
    assert found.judged == len(calls)


def test_partial_recordings_are_judged_mildly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = recorded(tmp_path / "calls", *FAULTY[1:3])
    assert len(report(path, capsys=capsys)["findings"]) == 1
    assert report(path, "--partial", capsys=capsys)["findings"] == []


def test_background_steps_may_come_late_with_settle(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    late = (
        DescribeJobExecution("job", "thing"),
        Answer(None, ExecutionDescription("job", "thing", "QUEUED")),
    )
    path = recorded(tmp_path / "calls", FAULTY[0], (CancelJob("job"), OK), late)
    assert len(report(path, capsys=capsys)["findings"]) == 1
    found = report(path, "--settle", "any", capsys=capsys)
    assert (found["findings"], found["settle"]) == ([], "any")


def test_each_test_is_a_history_of_its_own_where_the_whole_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again = CreateJob("job", ("thing", "elsewhere"))
    first = recorded(tmp_path / "first", (again, OK), test="test_a").read_text()
    path = recorded(tmp_path / "calls", *FAULTY[:2], test="test_b", more=first)
    assert report(path, capsys=capsys)["findings"] == []
    path.write_text(path.read_text().replace("test_b", "test_a"))
    assert report(path, capsys=capsys)["findings"] != []


def test_lines_that_cannot_be_read_are_named_and_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = '{"operation": "ListJobs", "request": {}, "answer": {"response": {}}}\n'
    path = recorded(tmp_path / "calls", FAULTY[0], more=odd + "oops\n" * 9)
    assert main(["audit", str(path), "--format", "json"]) == 0
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert found["records"] == {"judged": 1, "passed_over": 1, "unread": 9, "given_up": 0}
    assert [line["line"] for line in found["unread"]] == [*range(3, 12)]
    assert len(err.splitlines()) == 6
    assert f"{path}:3: the line is not JSON" in err
    assert "4 more lines cannot be read" in err


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), 1),
        (("--exit-zero",), 0),
        (("--require", "1"), 1),
        (("--require", "90"), 1),
        (("--require", "90", "--exit-zero"), 2),
    ],
)
def test_the_exit_code_says_what_was_found(
    tmp_path: Path,
    options: tuple[str, ...],
    code: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["audit", str(recorded(tmp_path / "calls", *FAULTY)), *options]) == code
    assert ("cells exercised, less than 90 %" in capsys.readouterr().err) == ("90" in options)


def test_strict_fails_for_a_difference(tmp_path: Path) -> None:
    first = ExecutionDescription("job", "thing", "QUEUED", 123)
    calls = FAULTY[0], (DescribeJobExecution("job", "thing"), Answer(None, first))
    path = recorded(tmp_path / "calls", *calls)
    assert main(["audit", str(path)]) == 0
    assert main(["audit", str(path), "--strict"]) == 1


@pytest.mark.parametrize("content", [None, b"", b"\x00\xff\xfe" * 99 + b"\n" * 20, b"{}\n"])
def test_where_nothing_is_judged_one_line_says_why(
    tmp_path: Path, content: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "calls"
    if content is not None:
        path.write_bytes(content)
    assert main(["audit", str(path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1


def test_where_nobody_knows_any_answer_nothing_is_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unknown = (f"{write(Call(CREATE, None))}\n{write(Call(IGNORES_VERSION, None))}\n", "oops\n")
    path = recorded(tmp_path / "calls", more="".join(unknown))
    assert main(["audit", str(path), "--exit-zero"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    words = "records: 2 with an unknown answer, 0 passed over, 1 unread (the first is "
    assert err.startswith(
        f"iot-jobs-spec: nothing to judge: {path} has no known answer of the spec; {words}"
    )
    path = recorded(tmp_path / "calls", FAULTY[0], more=unknown[0])
    assert main(["audit", str(path)]) == 0


@pytest.mark.parametrize(
    "option", [("--settle", "-1"), ("--settle", "soon"), ("--settle", "inf"), ("--require", "101")]
)
def test_bad_options_get_one_line(
    option: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", "calls", *option]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_device_is_no_recording(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "/dev/zero"]) == 2
    assert capsys.readouterr().err == "iot-jobs-spec: cannot read /dev/zero: it is a device\n"


def test_a_line_without_an_end_is_one_line_and_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("iot_jobs_spec.files.MOST_OF_A_LINE", 100)
    (tmp_path / "long").write_bytes(b"x" * 1000 + b"\n\n" + b"y" * 99 + b"\n" + b"z" * 250)
    with opened(tmp_path / "long", wait=True) as file:
        lines = [*lines_of(file)]
    assert [(line[:1], len(line)) for line in lines] == [
        (b"x", 100), (b"\n", 1), (b"y", 100), (b"z", 100)
    ]  # fmt: skip


def test_a_folder_is_no_recording(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(tmp_path)]) == 2
    assert capsys.readouterr().err.endswith("Is a directory\n")


def test_the_text_is_narrow_and_has_the_cells_with_verbose(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = recorded(tmp_path / "calls", *FAULTY)
    main(["audit", str(path), "--verbose"])
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 100
    assert f"violates  finding 1: {CONFLICT}" in lines
    assert "unreached     DeleteJob/ABSENT" in lines


def test_the_junit_report_fails_for_the_cells_that_violate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["audit", str(recorded(tmp_path / "calls", *FAULTY)), "--format", "junit"])
    root = ET.fromstring(capsys.readouterr().out)
    failed = [
        case.get("name") for case in root.iter("testcase") if case.find("failure") is not None
    ]
    assert failed == [CONFLICT]
    assert root.get("failures") == "1"


class Tags(HTMLParser):
    """Collects the tags of a page, the ids and the links within it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        self.ids.add(given.get("id") or "")
        self.links.add(given.get("href") or "#")


def test_whatever_a_recording_says_is_text_in_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = '<script>alert("x")</script><img src=x>'
    thing = CancelJobExecution("job", bad, expected_version=7)
    calls = (CreateJob("job", (bad,)), OK), (CancelJob(bad, comment=bad), OK), (thing, OK)
    path = recorded(tmp_path / "calls", *calls, client=bad, start=1.0, end=2.0)
    main(["audit", str(path), "--format", "html"])
    page = capsys.readouterr().out
    tags = Tags(page)
    assert tags.tags.isdisjoint({"script", "img"})
    assert "&lt;script&gt;" in page


def test_the_page_marks_the_records_of_a_finding_and_links_to_the_cells(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["audit", str(recorded(tmp_path / "calls", *FAULTY)), "--format", "html"])
    page = capsys.readouterr().out
    tags = Tags(page)
    assert {link[1:] for link in tags.links if link != "#"} <= tags.ids
    assert page.count('<tr class="marked violates">') == 2
    assert page.count('<details class="timeline"') == 2
    assert "http" not in {link.partition(":")[0] for link in tags.links}


def test_the_double_that_is_right_has_no_finding_at_the_limit() -> None:
    jobs = [f"job-{number}" for number in range(14)]
    created = [CreateJob(job, ("thing",)) for job in jobs]
    system = Correct()
    asked = [*created, *(DeleteJob(job, force=True) for job in jobs)]
    calls = [Call(request, system.perform(request)) for request in asked]
    found = judge([Recording("calls", read(map(write, calls), "calls"), {})], settle=inf)
    assert found.findings == ()


def numbered(number: int, **create: Any) -> list[str]:
    """Lines of a job whose first read shows an execution with this number."""
    job = {"jobId": "job", "targets": ["thing"], "document": "{}", **create}
    shown = {"jobId": "job", "status": "QUEUED", "versionNumber": 1, "executionNumber": number}
    answers = {"response": {"jobId": "job"}}, {"response": {"execution": shown}}
    return [
        json.dumps({"operation": "CreateJob", "request": job, "answer": answers[0]}),
        json.dumps(
            {
                "operation": "DescribeJobExecution",
                "request": {"jobId": "job", "thingName": "thing"},
                "answer": answers[1],
            }
        ),
    ]


REPORTED = json.dumps(
    {
        "operation": "UpdateJobExecution",
        "request": {"jobId": "job", "thingName": "thing", "status": "FAILED"},
        "answer": {"response": {}},
    }
)
RETRIED = {
    "jobExecutionsRetryConfig": {"criteriaList": [{"failureType": "ALL", "numberOfRetries": 1}]}
}


@pytest.mark.parametrize("profile", PROFILES)
def test_the_number_of_a_first_execution_is_compared_without_an_http_status_too(
    profile: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in (1, 2):
        path = tmp_path / f"{number}"
        path.write_text("\n".join(numbered(number)))
        found = report(path, "--profile", profile, capsys=capsys)["findings"]
        cells = [finding["cell"] for finding in found]
        assert cells == ["DescribeJobExecution/answer/EXECUTION_NUMBER"] * (number - 1)


@pytest.mark.parametrize("options", [[], ["--partial"], ["--profile", "full"]])
def test_an_execution_that_may_have_been_tried_again_may_have_another_number(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    create, read = numbered(2, **RETRIED)
    path = tmp_path / "calls"
    path.write_text(f"{create}\n{REPORTED}\n{read}\n")
    assert report(path, *options, capsys=capsys)["findings"] == []


LISTED = json.dumps(
    {
        "operation": "ListJobExecutionsForJob",
        "request": {"jobId": "job"},
        "answer": {
            "response": {
                "executionSummaries": [
                    {
                        "thingArn": "arn:aws:iot:us-east-1:123456789012:thing/thing",
                        "jobExecutionSummary": {"status": status, "executionNumber": number},
                    }
                    for status, number in (("QUEUED", 3), ("FAILED", 1))
                ]
            }
        },
    }
)


def test_the_number_of_a_retry_and_those_of_a_listing_are_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "calls"
    for number, lines, operations in (
        (1, [REPORTED], ["DescribeJobExecution"]),
        (2, [REPORTED, LISTED], ["ListJobExecutionsForJob"]),
    ):
        create, read = numbered(number, **RETRIED)
        path.write_text("\n".join([create, *lines, read]))
        found = report(path, "--profile", "full", capsys=capsys)["findings"]
        assert [finding["cell"] for finding in found] == [
            f"{operation}/answer/EXECUTION_NUMBER" for operation in operations
        ]
        assert [finding["verdict"] for finding in found] == ["differs"]
        for options in ([], ["--profile", "full", "--partial"]):
            assert report(path, *options, capsys=capsys)["findings"] == []
