"""Reports as JUnit XML and HTML: complete, well-formed, and safe for every answer."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from iot_jobs_spec import Answer, Request
from iot_jobs_spec.check import Checker
from iot_jobs_spec.check.report import painted
from iot_jobs_spec.check.report.cases import cases, printable
from iot_jobs_spec.check.report.junit import as_junit
from iot_jobs_spec.check.report.page import as_html
from iot_jobs_spec.check.report.results import CONFORMS, DIFFERS, UNREACHED, VIOLATES, Report
from iot_jobs_spec.check.report.text import as_json, as_text, folded, summary
from iot_jobs_spec.check.report.words import request_words
from iot_jobs_spec.check.request_cells import cells
from iot_jobs_spec.claims.documents import DOCUMENTS
from iot_jobs_spec.model.answers import ExecutionDescription, JobDescription
from iot_jobs_spec.model.requests import StartNextPendingJobExecution
from iot_jobs_spec.render import CannotRender
from iot_jobs_spec.systems import Unanswered
from iot_jobs_spec.systems.raw import RawRequest
from support import doubles
from support.doubles import (
    CancelsAgain,
    CancelsExecutionWithoutForce,
    Correct,
    CountsNoUpdates,
    DeletesAtOnce,
    DeletesWithoutForce,
)
from support.effort import THOROUGH

NASTY = "\x00\x1b[31m\ud800\ufffe\u202e]]><script>alert(1)</script>&amp;\"'"
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class NeverCascades(doubles.NeverCascades):
    operations = () if THOROUGH else ("CancelJob", "DescribeJobExecution")


class Garbles(Correct):
    """Answers with characters that no document may contain."""

    name = f"garbles {NASTY}"
    operations = () if THOROUGH else ("DescribeJob", "CancelJobExecution")

    def perform(self, request: Request) -> Answer:
        answer = super().perform(request)
        if answer.error is not None:
            return Answer(f"Error{NASTY}")
        if isinstance(answer.response, JobDescription):
            return Answer(None, replace(answer.response, status=NASTY, comment=NASTY))
        return answer


class Dies(Correct):
    """Stops answering after some requests."""

    def perform(self, request: Request) -> Answer:
        if self.asked >= 300:
            raise Unanswered("the connection was refused", gone=True)
        return super().perform(request)


REPORTS: dict[str, Report] = {}
PAGES: dict[str, str] = {}


def report_on(system: type[Correct]) -> Report:
    """The report on a double, which is made once."""
    name = system.__name__
    if name not in REPORTS:
        only = getattr(system, "operations", ())
        checker = Checker(system(), run="test")
        REPORTS[name] = checker.check(wanted=lambda cell: not only or cell.operation in only)
    return REPORTS[name]


def page_on(system: type[Correct]) -> str:
    name = system.__name__
    if name not in PAGES:
        PAGES[name] = as_html(report_on(system), "http://127.0.0.1:4599")
    return PAGES[name]


def suite_of(report: Report, strict: bool = False) -> ET.Element:
    text = as_junit(report, strict)
    assert not FORBIDDEN.search(text)
    suite = ET.fromstring(text.encode()).find("testsuite")
    assert suite is not None
    return suite


def names(suite: ET.Element, outcome: str) -> list[str]:
    return [
        case.get("name", "") for case in suite.findall("testcase") if case.find(outcome) is not None
    ]


class SeveralFaults(
    CancelsAgain, DeletesWithoutForce, CancelsExecutionWithoutForce, CountsNoUpdates
):
    """Differs in CancelJob, and violates in other operations."""


@pytest.mark.slow
def test_every_report_has_the_findings_in_one_order() -> None:
    """The worst verdicts first, then by operation, in the order of the table."""
    report = report_on(SeveralFaults)
    places = {cell.id: place for place, cell in enumerate(cells())}
    operations = [*dict.fromkeys(cell.operation for cell in cells())]
    found = [finding.cell for finding in report.findings]
    assert {f.verdict for f in report.findings} == {VIOLATES, DIFFERS}
    in_order = sorted(
        report.findings,
        key=lambda f: (
            [VIOLATES, DIFFERS].index(f.verdict),
            operations.index(f.divergence.rule.operation),
            places[f.cell],
        ),
    )
    assert found == [finding.cell for finding in in_order]

    console = [line for line in as_text(report) if "finding " in line]
    assert [line.partition(": ")[2] for line in console] == found
    assert [finding["cell"] for finding in as_json(report, None)["findings"]] == found
    html = re.findall(r"<h3>.*?\d\. (.*?)<small>", page_on(SeveralFaults), re.DOTALL)
    assert [unescape(re.sub("<.*?>", "", cell)).strip() for cell in html] == found
    suite = [case.get("name") for case in suite_of(report).findall("testcase")]
    of_findings = {cell for f in report.findings for cell in f.cells}
    assert {*suite[: len(of_findings)]} == of_findings
    assert sorted(found, key=suite.index) == found


@pytest.mark.slow
@pytest.mark.parametrize("system", [NeverCascades, SeveralFaults])
def test_the_text_names_every_cell_that_a_finding_shows_in(system: type[Correct]) -> None:
    report = report_on(system)
    lines = list(as_text(report, verbose=False))
    named = {line.partition(": ")[2] for line in lines if "finding " in line}
    for line in map(str.strip, lines):
        if line.startswith("also"):
            named |= {*line.partition(": ")[2].split(", ")}
    wrong = {r.cell.id for r in report.results if r.verdict in (VIOLATES, DIFFERS)}
    background = {cell for f in report.findings for cell in (f.cell, *f.cells)}
    assert named == wrong | background


def test_a_finding_is_not_said_to_lie_where_it_only_shows() -> None:
    (line,) = (line for line in as_text(report_on(NeverCascades)) if "also shows in: " in line)
    assert line.split() == [
        *("also", "shows", "in:", "CancelJob/IN_PROGRESS/!force,", "CancelJob/IN_PROGRESS/force"),
    ]


class StartsAnother(Correct):
    """Names another job when a device starts its next execution."""

    operations = ("StartNextPendingJobExecution",)

    def perform(self, request: Request) -> Answer:
        answer = super().perform(request)
        starts = isinstance(request, StartNextPendingJobExecution)
        if starts and isinstance(answer.response, ExecutionDescription):
            return Answer(None, replace(answer.response, job_id="another"))
        return answer


def test_the_wrong_step_shows_the_member_that_is_wrong() -> None:
    report = report_on(StartsAnother)
    lines = [line.strip() for line in as_text(report)]
    (at,) = (n for n, line in enumerate(lines) if line.endswith("; saw jobId=another"))
    assert lines[at - 1].endswith(" -> jobId=another, status=IN_PROGRESS, versionNumber=2")
    assert "jobId=another, status=IN_PROGRESS" in unescape(page_on(StartsAnother))
    assert "jobId=another, status=IN_PROGRESS" in as_junit(report)
    (finding,) = as_json(report, None)["findings"]
    assert finding["steps"][-1]["answer"]["jobId"] == "another"


@pytest.mark.parametrize("width", [20, 60, 100])
def test_a_folded_line_breaks_no_name(width: int) -> None:
    lines = [line for line in as_text(report_on(NeverCascades)) if line.startswith("chose ")]
    folds = [*folded(lines, width)]
    for line in lines:
        name = line.split()[1]
        assert any(fold.startswith(f"chose      {name}") for fold in folds)
    assert " ".join(folds).split() == " ".join(lines).split()
    assert all(len(fold) <= width or len(fold.split()) <= 2 for fold in folds)


# JUnit


@pytest.mark.slow
def test_every_cell_is_a_case_named_by_its_id_under_its_operation() -> None:
    suite = suite_of(report_on(Correct))
    values = [(case.get("classname"), case.get("name")) for case in suite.findall("testcase")]
    assert values == [(c.operation, c.id) for c in cells()]


@pytest.mark.slow
def test_a_correct_system_has_neither_failures_nor_skipped_cases() -> None:
    suite = suite_of(report_on(Correct), strict=True)
    raw = sum("/raw/" in cell.id or "/view/" in cell.id for cell in cells())
    assert [suite.get(name) for name in ("failures", "errors", "skipped")] == ["0", "0", str(raw)]


@pytest.mark.slow
def test_the_counts_of_a_suite_are_those_of_its_cases() -> None:
    suite = suite_of(report_on(DeletesAtOnce))
    assert suite.get("tests") == str(len(suite.findall("testcase")))
    assert suite.get("skipped") == str(report_on(DeletesAtOnce).count(UNREACHED)) != "0"


@pytest.mark.slow
def test_a_cell_that_violates_is_a_failure_with_steps_expectation_and_claims() -> None:
    report = report_on(CancelsExecutionWithoutForce)
    suite = suite_of(report)
    (finding,) = report.findings
    assert names(suite, "failure") == [finding.cell]
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert failure.get("type") == VIOLATES
    said = failure.text or ""
    assert said.count(" -> ") == len(finding.steps)
    assert all(claim.says in said and claim.where in said for claim in finding.claims)
    assert "expected InvalidStateTransitionException; saw ok" in said


@pytest.mark.slow
def test_a_case_has_the_text_of_the_text_report() -> None:
    report = report_on(CancelsExecutionWithoutForce)
    lines = {line.strip() for line in as_text(report)}
    case = next(case for case in cases(report) if case.verdict == VIOLATES)
    assert set(list(case.lines())[1:]) <= lines


@pytest.mark.slow
def test_a_finding_in_a_background_step_is_a_case_of_its_own() -> None:
    suite = suite_of(report_on(NeverCascades))
    own = [
        case for case in suite.findall("testcase") if case.get("classname") == "Execution.cascade"
    ]
    assert [case.get("name") for case in own] == [f.cell for f in report_on(NeverCascades).findings]
    assert all(case.find("failure") is not None for case in own)


def test_a_cell_that_shows_the_fault_of_another_one_names_it() -> None:
    case = next(
        c for c in cases(report_on(NeverCascades)) if c.name == "CancelJob/IN_PROGRESS/force"
    )
    assert case.at_fault.startswith("Execution.cascade/")
    first, second, *_ = case.lines()
    assert first == f"violates {case.at_fault}: it leaves the execution QUEUED"
    assert second == f"so {case.name} shows it"


@pytest.mark.slow
def test_a_cell_that_differs_passes_with_a_note_and_fails_when_strict() -> None:
    report = report_on(CancelsAgain)
    differing = [case.name for case in cases(report) if case.verdict == DIFFERS]
    assert differing
    assert names(suite_of(report), "failure") == []
    assert set(differing) <= set(names(suite_of(report), "system-out"))
    strict = suite_of(report, strict=True)
    assert names(strict, "failure") == differing
    assert {f.get("type") for f in strict.findall("testcase/failure")} == {DIFFERS}


@pytest.mark.slow
def test_an_unreached_cell_is_skipped_with_the_reason() -> None:
    report = report_on(DeletesAtOnce)
    suite = suite_of(report)
    assert names(suite, "skipped") == [r.cell.id for r in report.results if r.verdict == UNREACHED]
    reasons = [skipped.get("message") for skipped in suite.findall("testcase/skipped")]
    assert reasons == [r.reasons[0] for r in report.results if r.verdict == UNREACHED]


def test_a_check_that_ended_early_is_an_error() -> None:
    suite = suite_of(report_on(Dies))
    assert suite.get("errors") == "1"
    error = suite.find("testcase/error")
    assert error is not None
    assert "the connection was refused" in error.get("message", "")


def test_the_properties_say_target_and_summary() -> None:
    values = {p.get("name"): p.get("value") for p in suite_of(report_on(Correct)).iter("property")}
    assert values["target"] == "the spec"
    assert values["summary"] == summary(report_on(Correct))


@pytest.mark.slow
def test_the_xml_is_well_formed_for_every_answer() -> None:
    suite = suite_of(report_on(Garbles), strict=True)
    text = "".join(suite.itertext())
    assert "<script>alert(1)</script>" in text
    assert "\\x00\\x1b[31m\\ud800\\ufffe\\u202e" in text


@pytest.mark.parametrize("code", [0x0, 0x8, 0xB, 0x1F, 0x7F, 0x9B, 0xD800, 0xDFFF, 0xFFFE, 0x202E])
def test_a_character_that_is_forbidden_or_misleading_is_spelt_out(code: int) -> None:
    assert printable(f"a{chr(code)}b").isascii()


def test_ordinary_text_stays_as_it_is() -> None:
    assert printable("naïve → 設備\n\t🙂 é") == "naïve → 設備\n\t🙂 é"


# The HTML report


class Markup(HTMLParser):
    """The contents of an HTML report: ids, links, and the badges of its drawings."""

    VOID = ("meta", "input", "wbr", "br", "hr")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.badges: list[tuple[str, str]] = []
        self.scripts: list[str] = []
        self.open: list[str] = []
        self._badge = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag not in self.VOID:
            self.open.append(tag)
        if "id" in values:
            self.ids.append(values["id"])
        self.links += [
            values[name] for name in ("href", "src", "srcset", "action") if name in values
        ]
        if tag == "a" and values.get("class", "").startswith("badge "):
            self._badge = values["class"].removeprefix("badge ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        if self._badge and self.open[-1] == "text":
            self.badges.append((self._badge, data))
            self._badge = ""
        if self.open and self.open[-1] == "script":
            self.scripts.append(data)


@pytest.mark.slow
@pytest.mark.parametrize("system", [Correct, NeverCascades, DeletesAtOnce, Garbles, Dies])
def test_the_html_report_is_well_formed_and_every_link_has_a_target(system: type[Correct]) -> None:
    found = Markup(page_on(system))
    assert found.open == []
    assert len(set(found.ids)) == len(found.ids)
    elsewhere = {link for link in found.links if not link.startswith("#")}
    assert elsewhere <= {document.url for document in DOCUMENTS}
    assert {link[1:] for link in set(found.links) - elsewhere} <= set(found.ids)


def test_the_html_report_needs_no_network_and_runs_only_its_own_script() -> None:
    page = page_on(NeverCascades)
    assert "url(" not in page
    assert "@import" not in page
    (code,) = Markup(page).scripts
    digest = b64encode(sha256(code.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'" in page


def test_the_html_report_shows_each_finding_with_steps_expectation_claims_and_script() -> None:
    report = report_on(NeverCascades)
    page = page_on(NeverCascades)
    articles = re.findall(r'<article id="finding-\d+".*?</article>', page, re.DOTALL)
    assert len(articles) == len(report.findings) > 0
    for article, finding in zip(articles, report.findings, strict=True):
        said = unescape(re.sub("<[^>]*>", "", article))
        assert article.count("<li><code>") == len(finding.steps)
        assert finding.cell in said
        assert "Expectedstatus=CANCELED" in said
        assert all(claim.says in said and claim.where in said for claim in finding.claims)
        assert 'else "http://127.0.0.1:4599"' in said.replace("'", '"')
        compile(said[said.index('"""') :], "script", "exec")


@pytest.mark.slow
def test_the_html_report_has_a_line_for_every_cell_with_its_verdict() -> None:
    report = report_on(DeletesAtOnce)
    lines = re.findall(r'<tr id="cell-[^"]*" class="(\w+)"', page_on(DeletesAtOnce))
    assert sorted(lines) == sorted(case.verdict for case in cases(report))


def test_the_drawings_of_a_correct_system_conform_everywhere() -> None:
    assert set(Markup(page_on(Correct)).badges) == {(CONFORMS, "✓")}


@pytest.mark.slow
def test_a_drawing_shows_verdicts_by_sign_and_by_colour() -> None:
    systems = (NeverCascades, CancelsAgain, DeletesAtOnce)
    badges = [badge for system in systems for badge in Markup(page_on(system)).badges]
    assert {(VIOLATES, "!"), (DIFFERS, "≠"), (UNREACHED, "–"), (CONFORMS, "✓")} <= set(badges)
    assert len({sign for look, sign in badges if "partly" not in look}) == 4


def test_the_arrow_of_a_violated_background_step_has_a_badge_that_links_to_it() -> None:
    drawn = painted.painted("Execution", cases(report_on(NeverCascades)))
    badges = re.findall(r'<a href="#cell-(Execution.cascade[^"]*)" class="badge (\w+)"', drawn)
    assert {name for name, _ in badges} >= {"Execution.cascade-QUEUED-no-force"}
    assert {verdict for _, verdict in badges} == {VIOLATES}
    assert set(re.findall(r"#cell-Execution\.([a-z_]+)", drawn)) == {"cascade"}


def test_a_line_of_which_some_cells_are_unreached_is_not_drawn_as_passed() -> None:
    report = report_on(Correct)
    first = next(r for r in report.results if r.cell.id == "CancelJob/ABSENT")
    lost = replace(first, verdict=UNREACHED, reasons=("it crashed",))
    results = tuple(lost if r is first else r for r in report.results)
    drawn = painted.painted("Job", cases(replace(report, results=results)))
    assert drawn.count('class="badge conforms partly"') == 1


@pytest.mark.slow
def test_every_answer_of_a_system_is_text_in_the_html_report() -> None:
    page = page_on(Garbles)
    assert page.count("<script") == 1
    assert "\\x00\\x1b[31m\\ud800" in page
    page.encode()


def test_without_a_layout_program_the_report_says_so_and_has_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(_: str) -> bytes:
        raise CannotRender("the layout program is missing")

    monkeypatch.setattr(painted, "svg", missing)
    page = as_html(report_on(Correct))
    assert "<svg" not in page
    assert "The drawings are left out: the layout program is missing" in page
    assert page.count("<tr id=") == len(report_on(Correct).results)


def test_the_html_report_says_that_a_check_ended_early() -> None:
    assert "<strong>Stopped:</strong> the spec does not answer" in page_on(Dies)


def test_a_raw_request_is_told_with_the_whole_arns_of_its_things() -> None:
    request = RawRequest("CreateJob", "job", body=b'{"targets": ["{arn:pump}"]}')
    assert '["arn:aws:iot:REGION:ACCOUNT:thing/pump"]' in request_words(request)
