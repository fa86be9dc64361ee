"""The report as one self-contained HTML page: findings, timelines of jobs and things with the rule
that decided each call, and cells.

Data of a recording appears only as text: the page has no script, and its policy permits none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files

from ..check import report as of_checks
from ..check.report.page import MEANINGS, badge, cell_code, safe
from ..check.report.words import answer_words, outcome_words, request_words
from ..judge.history import Call, Place
from ..language.evidence import Claim
from ..model.answers import ExecutionDescription
from ..model.divergence import CellVerdict
from ..model.texts import count
from ..render.words import anchor
from .judging import CellResult, Judged, Proven, Report
from .report import (
    ended_words,
    expected_words,
    mode_words,
    passed_over_words,
    records_words,
    seen_words,
    summary,
)

MOST_ROWS = 5_000
"""How many calls the timelines show; those of findings come first."""
MOST_LANES = 12
"""How many things have lanes in the timeline of a job."""
MOST_UNREAD = 100
"""How many unread lines the page names."""
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@dataclass(slots=True)
class _Timeline:
    """The calls about a job, or those about a thing that name no job."""

    file: str
    job_id: str | None
    thing: str | None
    calls: list[Judged] = field(default_factory=list)

    @property
    def title(self) -> str:
        return f"Thing {self.thing}" if self.job_id is None else f"Job {self.job_id}"


def as_html(report: Report) -> str:
    """The page."""
    title = f"{report.target}: iot-jobs-spec audit"
    body = "\n".join(
        [
            *_head(report),
            *_findings(report),
            *_timelines(report),
            *_not_judged(report),
            *_cells(report),
        ]
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{safe(title)}</title>\n<style>\n{_style()}</style></head>\n"
        f"<body>\n{body}\n</body></html>\n"
    )


def _head(report: Report) -> Iterator[str]:
    yield f"<header><h1>{safe(report.target)}</h1>"
    yield f'<p class="lead">{safe(summary(report))}</p><ul class="counts">'
    for verdict, meaning in (MEANINGS | _OF_RECORDS).items():
        number = f"<strong>{report.count(verdict)}</strong>"
        yield f"<li>{badge(verdict)} {number} {verdict}<small>{meaning}</small></li>"
    yield f"</ul><p>{safe(f'{records_words(report)}; {mode_words(report)}.')}</p>"
    yield (
        '<nav><a href="#findings">Findings</a> <a href="#timelines">Timelines</a> '
        '<a href="#not-judged">Not judged</a> <a href="#cells">Cells</a></nav></header>'
    )


_OF_RECORDS = {
    CellVerdict.UNDETERMINED: "the cell or another one decided a call",
    CellVerdict.UNREACHED: "no record reaches the cell",
}
"""What these verdicts mean for a cell in an audit."""


def _findings(report: Report) -> Iterator[str]:
    yield f'<section id="findings"><h2>Findings: {len(report.findings)}</h2>'
    if not report.findings:
        yield "<p>None: the spec explains every judged answer.</p>"
    for number, proven in enumerate(report.findings, 1):
        yield from _finding(number, proven)
    yield "</section>"


def _finding(number: int, proven: Proven) -> Iterator[str]:
    finding = proven.finding
    yield f'<article id="finding-{number}" class="finding {finding.verdict}">'
    yield f"<h3>{badge(finding.verdict)} {number}. {_cell_link(finding.cell)}"
    yield f"<small>{finding.verdict}</small></h3>"
    yield f'<p class="says">The system {safe(proven.says)}.</p>'
    if len(finding.cells) > 1:
        yield f'<p class="quiet">Also in {", ".join(map(_cell_link, finding.cells[1:]))}</p>'
    yield '<ol class="records">'
    for call in proven.records:
        place = f'<span class="place">{safe(str(call.place))}</span>'
        yield f"<li>{place}<span>{_asked(call)}</span></li>"
    yield '</ol><dl class="wrong">'
    yield f"<dt>Expected</dt><dd><code>{safe(expected_words(proven))}</code></dd>"
    yield f"<dt>Saw</dt><dd><code>{safe(seen_words(proven))}</code></dd></dl>"
    yield f'<ul class="claims">{"".join(map(_claim, finding.claims))}</ul></article>'


def _claim(claim: Claim) -> str:
    return (
        f"<li><p>{safe(claim.says)}</p><p class='quiet'><b class='basis'>{claim.basis.value}</b> "
        f"{safe(claim.where)} <code>{claim.name}</code></p></li>"
    )


def _timelines(report: Report) -> Iterator[str]:
    marks: dict[Place | None, list[int]] = {}
    for number, proven in enumerate(report.findings, 1):
        for call in proven.records:
            marks.setdefault(call.place, []).append(number)
    all_of_them = _by_subject(report.calls)
    ranked = sorted(all_of_them, key=lambda one: not _is_marked(one, marks))
    yield f'<section id="timelines"><h2>Timelines: {len(all_of_them)}</h2>'
    yield "<p>One for each job, and one for the calls of each thing that name no job. A row is a"
    yield "call: a filled dot is a request that may change something, a hollow one a read. The last"
    yield "column is the cell of the spec that decided the answer.</p>"
    room = MOST_ROWS
    for number, timeline in enumerate(ranked):
        if number and len(timeline.calls) > room:
            yield f"<p>{len(ranked) - number} more timelines are left out.</p>"
            break
        room -= len(timeline.calls)
        yield from _timeline(timeline, report, marks)
    yield "</section>"


def _by_subject(calls: Sequence[Judged]) -> list[_Timeline]:
    found: dict[tuple[str, str | None, str | None], _Timeline] = {}
    for judged in calls:
        call = judged.call
        file = call.place.file if call.place else ""
        job_id, thing = call.request.job_id, call.request.thing_name
        about = [(job_id, thing if job_id is None else None)]
        response = call.answer and call.answer.response
        if job_id is None and isinstance(response, ExecutionDescription):
            about.append((response.job_id, None))
        for one in about:
            found.setdefault((file, *one), _Timeline(file, *one)).calls.append(judged)
    return list(found.values())


def _is_marked(timeline: _Timeline, marks: Mapping[Place | None, list[int]]) -> bool:
    return any(judged.call.place in marks for judged in timeline.calls)


def _timeline(
    timeline: _Timeline, report: Report, marks: Mapping[Place | None, list[int]]
) -> Iterator[str]:
    marked = _is_marked(timeline, marks)
    things = dict.fromkeys(
        thing for judged in timeline.calls for thing in [_thing(judged.call)] if thing is not None
    )
    lanes = [None, *things] if timeline.job_id is not None else [timeline.thing]
    first = min((j.call.start for j in timeline.calls if j.call.start is not None), default=None)
    has_client = any(judged.call.client for judged in timeline.calls)
    calls = f"{count(len(timeline.calls), 'call')}, {timeline.file}"
    yield f'<details class="timeline"{" open" if marked or len(report.calls) < 40 else ""}>'
    yield f"<summary>{safe(timeline.title)}<small>{safe(calls)}</small></summary>"
    yield '<div class="scroll"><table><thead><tr><th>Line</th>'
    yield f"{'<th>Seconds</th>' if first is not None else ''}{'<th>Client</th>' * has_client}"
    yield "<th></th><th>About</th><th>Request → answer</th><th>Decided by</th></tr></thead><tbody>"
    for judged in timeline.calls:
        call = judged.call
        numbers = marks.get(call.place, [])
        verdicts = [report.findings[number - 1].finding.verdict for number in numbers]
        worst = CellVerdict.VIOLATES if CellVerdict.VIOLATES in verdicts else CellVerdict.DIFFERS
        look = f' class="marked {worst}"' if numbers else ""
        lane = lanes.index(_thing(call)) if _thing(call) in lanes else 0
        yield f'<tr{look}><td class="when">{call.place.line if call.place else ""}</td>'
        if first is not None:
            yield f'<td class="when">{safe(_when(call, first))}</td>'
        if has_client:
            yield f'<td class="who">{safe(call.client or "")}</td>'
        yield _lane(min(lane, MOST_LANES - 1), min(len(lanes), MOST_LANES), call)
        yield f'<td class="who">{safe(_thing(call) or "the job")}</td><td>{_asked(call)}</td>'
        yield f'<td class="cells">{_decided(judged, numbers)}</td></tr>'
    yield "</tbody></table></div></details>"


def _thing(call: Call) -> str | None:
    return call.request.thing_name


def _lane(lane: int, lanes: int, call: Call) -> str:
    look = "dot read" if call.request.is_read else "dot"
    dot = f'<span class="{look}" style="--lane:{lane}"></span>'
    return f'<td class="lanes" style="--lanes:{lanes}">{dot}</td>'


def _when(call: Call, first: float) -> str:
    """When the call began, in seconds since the first one with a time, and how long it took."""
    if call.start is None:
        return ""
    took = "" if call.end is None else f" +{call.end - call.start:.3f}"
    return f"{call.start - first:.3f}{took}"


def _asked(call: Call) -> str:
    answer = "unknown" if call.answer is None else answer_words(call.answer)
    look = ' class="error"' if call.answer is not None and call.answer.error else ""
    return f"<code>{safe(request_words(call.request))}</code> → <code{look}>{safe(answer)}</code>"


def _decided(judged: Judged, numbers: Sequence[int]) -> str:
    mark = "".join(f'<a class="mark" href="#finding-{n}">Finding {n}</a>' for n in numbers)
    rules = judged.rules
    if len(rules) == 1:
        return mark + _cell_link(rules[0].id)
    if rules:
        names = "".join(f"<li>{_cell_link(rule.id)}</li>" for rule in rules)
        head = f"one of {len(rules)} cells"
        return f"{mark}<details class='quiet'><summary>{head}</summary><ul>{names}</ul></details>"
    said = "unknown answer" if judged.call.answer is None else "not explained"
    return f"{mark}<span class='quiet'>{said}</span>"


def _not_judged(report: Report) -> Iterator[str]:
    lines = len(report.passed_over) + len(report.unread)
    yield f'<section id="not-judged"><h2>Not judged: {lines}</h2><ul>'
    for reason, number in passed_over_words(report.passed_over):
        yield f"<li>passed over, {number}: {safe(reason)}</li>"
    for line in report.unread[:MOST_UNREAD]:
        yield f"<li>unread: {safe(str(line))}</li>"
    if len(report.unread) > MOST_UNREAD:
        yield f"<li>unread: {len(report.unread) - MOST_UNREAD} more</li>"
    yield from (f"<li>{safe(ended_words(end))}</li>" for end in report.ended)
    yield "</ul></section>" if lines or report.ended else "</ul><p>None.</p></section>"


def _cells(report: Report) -> Iterator[str]:
    numbers = {
        cell: number
        for number, proven in reversed([*enumerate(report.findings, 1)])
        for cell in proven.finding.cells
    }
    yield '<section id="cells"><h2>Cells</h2><fieldset class="filter"><legend>Show</legend>'
    for verdict in MEANINGS:
        checked = "" if verdict is CellVerdict.UNREACHED else " checked"
        box = f'<input type="checkbox" id="show-{verdict}"{checked}>'
        yield f"<label>{box} {badge(verdict)} {verdict}</label>"
    yield '</fieldset><div class="scroll"><table><thead><tr><th>Verdict</th><th>Cell</th>'
    yield "<th>Calls</th><th>Expected</th><th>Source</th></tr></thead>"
    groups: dict[str, list[CellResult]] = {}
    for result in report.cells:
        rule = result.rule
        groups.setdefault(rule.operation or f"{rule.machine}.{rule.event}", []).append(result)
    for group, results in groups.items():
        yield f'<tbody><tr class="group"><th colspan="5">{safe(group)}</th></tr>'
        for result in results:
            yield _cell_row(result, numbers.get(result.cell))
        yield "</tbody>"
    yield "</table></div></section>"


def _cell_row(result: CellResult, number: int | None) -> str:
    claim = result.rule.claims[0]
    found = f"<p class='quiet'><a href='#finding-{number}'>Finding {number}</a></p>"
    return (
        f'<tr id="{_id(result.cell)}" class="{result.verdict}"><td class="verdict">'
        f"{badge(result.verdict)} {result.verdict}</td><td>{cell_code(result.cell)}</td>"
        f"<td>{result.calls or ''}</td><td><code>{safe(outcome_words(result.rule))}</code>"
        f'{found if number else ""}</td><td class="quiet"><b class="basis">{claim.basis.value}</b> '
        f"{safe(claim.where)}<br>{safe(claim.says)}</td></tr>"
    )


def _cell_link(name: str) -> str:
    return f'<a href="#{_id(name)}">{cell_code(name)}</a>'


def _id(name: str) -> str:
    return escape(f"cell-{anchor(name)}")


def _style() -> str:
    """The style sheet of the reports, with that of the timelines."""
    of_reports = files(of_checks).joinpath("assets", "page.css").read_text(encoding="utf-8")
    ours = files(__package__).joinpath("assets", "timeline.css").read_text(encoding="utf-8")
    return f"{of_reports}{ours}"
