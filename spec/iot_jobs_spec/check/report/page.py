"""The report as one HTML page that needs nothing else: drawings, findings with scripts, cells."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files

from ...claims import sources
from ...judge.choices import Chosen
from ...judge.words import deviation_words
from ...language.evidence import Claim
from ...model.choices import every_choice
from ...model.divergence import CellVerdict
from ...model.table import Table
from ...render import CannotRender
from ...render.diagrams import palette
from .cases import Case, cases, printable, shown_in
from .coverage import Gap, gaps
from .painted import SIGNS, case_id, deviating, painted
from .results import (
    CONFORMS,
    DIFFERS,
    NOT_JUDGED,
    UNDETERMINED,
    UNREACHED,
    VIOLATES,
    Finding,
    Report,
)
from .script import script
from .text import drawn_words, made_words, summary
from .words import (
    by_cell,
    deciding,
    expected_words,
    outcome_words,
    saw_words,
    says,
    steps_words,
)

MEANINGS = {
    VIOLATES: "breaks a documented claim",
    DIFFERS: "breaks an observed or inferred claim",
    CONFORMS: "does what the spec permits",
    UNDETERMINED: "was asked, but the result is inconclusive",
    UNREACHED: "could not be asked",
}
"""What each verdict says of a cell, the worst first."""


def as_html(report: Report, url: str | None = None) -> str:
    """The page. ``url`` is where scripts ask; None is moto, in process."""
    found = cases(report)
    code = _asset("page.js")
    digest = b64encode(sha256(code.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    title = f"{report.target}: iot-jobs-spec check"
    body = "\n".join(
        [
            *_head(report),
            *_drawings(found, report.table),
            *_machine(report),
            *_findings(report, found, url),
            *_choices(report),
            *_gaps(report),
            *_cells(found, report.findings),
        ]
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{safe(title)}</title>\n<style>\n{_style()}</style></head>\n"
        f"<body>\n{body}\n<script>{code}</script>\n</body></html>\n"
    )


def _head(report: Report) -> Iterator[str]:
    yield f"<header><h1>Check of {safe(report.target)}</h1>"
    yield f'<p class="lead">{safe(summary(report))}</p>'
    yield from (f'<p class="lead">{safe(words)}</p>' for words in drawn_words(report))
    if report.stopped:
        yield f'<p class="stopped"><strong>Stopped:</strong> {safe(report.stopped)}</p>'
    yield '<ul class="counts">'
    for verdict, meaning in MEANINGS.items():
        count = f"<strong>{report.count(verdict)}</strong>"
        yield f"<li>{badge(verdict)} {count} {verdict}<small>{meaning}</small></li>"
    yield "</ul>"
    yield f'<p class="quiet">{safe(made_words(report))}</p>'
    if report.settle:
        yield f"<p>Cancellations, deletions and roll-outs had {report.settle:g} s to come.</p>"
    yield (
        '<nav><a href="#drawings">Drawings</a> <a href="#findings">Findings</a> '
        '<a href="#choices">Choices</a> <a href="#gaps">Not exercised</a> '
        '<a href="#cells">Cells</a></nav></header>'
    )


def _drawings(found: Sequence[Case], table: Table) -> Iterator[str]:
    yield '<section id="drawings"><h2>The machines</h2>'
    try:
        drawn = {machine: painted(machine, found, table) for machine in table.statuses}
    except (CannotRender, ImportError) as error:
        what = error if isinstance(error, CannotRender) else f"{error.name} is missing"
        install = "<code>pip install '.[draw]'</code> in the folder of iot-jobs-spec"
        yield f"<p>The drawings are left out: {safe(str(what))}. {install}</p>"
        yield "</section>"
        return
    signs = ", ".join(f"{badge(verdict)} {verdict}" for verdict in MEANINGS)
    partly = f"{badge(CONFORMS, 'partly')} conforms as far as it was reached"
    yield f"<p>{signs}, {partly}. A badge stands for the worst of its cells, leads to it and, when"
    yield "pointed at, names them all. A background step has a badge only for a finding of its own."
    yield "Successful reads are not drawn.</p>"
    yield '<div class="drawings">'
    for machine, markup in drawn.items():
        yield f"<figure><figcaption>{machine}</figcaption>{markup}</figure>"
    yield "</div></section>"


def _machine(report: Report) -> Iterator[str]:
    """The machine that the implementation really has."""
    if not report.deviations:
        return
    yield '<section id="machine"><h2>As a state machine</h2>'
    yield "<p>The spec with these changes gives the same answers. With the JSON report, "
    yield "<code>iot-jobs-spec serve --deviations REPORT.json</code> behaves like it.</p><ul>"
    for one in report.deviations:
        yield f"<li>{cell_code(one.cell)}: it {safe(deviation_words(one, by_cell(one.cell)))}</li>"
    yield "</ul>"
    try:
        drawn = deviating(report.deviations, report.table)
        yield f'<div class="drawings"><figure>{drawn}</figure></div>'
    except (CannotRender, ImportError) as error:
        yield f"<p>The drawing is left out: {safe(str(error))}.</p>"
    yield "</section>"


def _findings(report: Report, found: Sequence[Case], url: str | None) -> Iterator[str]:
    yield f'<section id="findings"><h2>Findings: {len(report.findings)}</h2>'
    if not report.findings:
        yield "<p>None.</p>"
    for number, finding in enumerate(report.findings, 1):
        code = script(finding, url, report.settle)
        yield from _finding(number, finding, found, code)
    yield "</section>"


def _finding(number: int, finding: Finding, found: Sequence[Case], code: str) -> Iterator[str]:
    divergence, rows = finding.divergence, {case.name: case for case in found}
    yield f'<article id="finding-{number}" class="finding {finding.verdict}">'
    yield f"<h3>{badge(finding.verdict)} {number}. {_to(finding.cell, rows)}"
    yield f"<small>{finding.verdict}</small></h3>"
    yield f"<p>It {safe(says(finding))}.</p>"
    if more := [_to(cell, rows) for cell in finding.cells[1:]]:
        yield f"<p class='quiet'>The same in {', '.join(more)}.</p>"
    yield '<ol class="steps">'
    for words in steps_words(finding):
        asked, _, answer = words.rpartition(" -> ")
        yield f"<li><code>{safe(asked)}</code> <span>→ <code>{safe(answer)}</code></span></li>"
    yield '</ol><dl class="wrong">'
    yield f"<dt>Expected</dt><dd><code>{safe(expected_words(divergence))}</code></dd>"
    yield f"<dt>Saw</dt><dd><code>{safe(saw_words(divergence))}</code></dd></dl>"
    yield f'<ul class="claims">{"".join(map(_claim, finding.claims))}</ul>'
    if places := ", ".join(map(_link, shown_in(finding, found))):
        yield f'<p class="quiet">It shows in {places} too.</p>'
    if code:
        yield "<details><summary>Script that reproduces it</summary>"
        yield f"<pre><code>{safe(code)}</code></pre></details>"
    yield "</article>"


def _to(cell: str, rows: Mapping[str, Case]) -> str:
    """The id of the cell, with a link to its row if there is one."""
    return _link(rows[cell]) if cell in rows else cell_code(cell)


def _claim(claim: Claim) -> str:
    """What it says, where, and the documents that say it."""
    basis = claim.basis.value
    links = ", ".join(f'<a href="{escape(d.url)}">{safe(d.title)}</a>' for d in sources(claim))
    read = f" <span>Read: {links}.</span>" if links else ""
    return (
        f"<li><p>{safe(claim.says)}</p><p class='quiet'><b class='basis'>{basis}</b> "
        f"{safe(claim.where)} <code>{claim.name}</code>{read}</p></li>"
    )


def _choices(report: Report) -> Iterator[str]:
    yield f'<section id="choices"><h2>Choices: {len(report.chose)}</h2>'
    yield "<p>The choices of the implementation where the sources say nothing or disagree. Each"
    yield "value conforms; <code>iot-jobs-spec serve --choose NAME=VALUE</code> gives the same."
    yield "</p>"
    if report.chose:
        yield '<div class="scroll"><table><thead><tr><th>Choice</th><th>Value</th>'
        yield "<th>What it does</th><th>What is open</th></tr></thead><tbody>"
        yield from map(_chosen, report.chose)
        yield "</tbody></table></div>"
    yield "</section>"


def _chosen(chosen: Chosen) -> str:
    choice = every_choice()[chosen.name]
    does = safe(choice.words(chosen.value))
    if not chosen.always:
        cells = ", ".join(map(cell_code, chosen.cells))
        does += f"<p class='quiet'>Not always: in {cells}</p>"
    row = [cell_code(chosen.name), f"<code>{safe(chosen.value)}</code>", does, safe(choice.says)]
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"


def _gaps(report: Report) -> Iterator[str]:
    missed = len(report.results) - report.reached
    yield f'<section id="gaps"><h2>Cells not exercised: {missed}</h2>'
    if missed:
        yield '<div class="scroll"><table><thead><tr><th>Cells</th><th>Why</th></tr></thead><tbody>'
        yield from map(_gap, gaps(report))
        yield "</tbody></table></div>"
    else:
        yield "<p>None.</p>"
    yield "</section>"


def _gap(gap: Gap) -> str:
    names = "".join(f"<li>{cell_code(cell.id)}</li>" for cell in gap.cells)
    return (
        f'<tr class="{gap.verdict}"><td class="verdict">{badge(gap.verdict)} {len(gap.cells)}</td>'
        f"<td>{safe(gap.reason)}<details class='quiet'><summary>{safe(gap.operations)}</summary>"
        f"<ul>{names}</ul></details></td></tr>"
    )


def _cells(found: Sequence[Case], order: Sequence[Finding]) -> Iterator[str]:
    yield '<section id="cells"><h2>Cells</h2><fieldset class="filter"><legend>Show</legend>'
    for verdict in MEANINGS:
        box = f'<input type="checkbox" id="show-{verdict}" checked>'
        yield f"<label>{box} {badge(verdict)} {verdict}</label>"
    yield '</fieldset><div class="scroll"><table><thead><tr><th>Verdict</th><th>Cell</th>'
    yield "<th>Expected</th><th>Saw</th><th>Source</th></tr></thead>"
    for group in dict.fromkeys(case.group for case in found):
        members = [case for case in found if case.group == group]
        yield f'<tbody><tr class="group"><th colspan="5">{safe(group)}</th></tr>'
        for case in members:
            yield _rule(case, 1 + order.index(case.finding) if case.finding else 0)
        yield "</tbody>"
    yield "</table></div></section>"


def _rule(case: Case, number: int) -> str:
    """The line of a cell; ``number`` is that of its finding."""
    claims = case.rule.claims if case.divergence is None else case.divergence.claims
    claim = deciding(claims) if case.divergence else claims[0]
    expected, saw = case.expected, f"<code>{safe(case.saw)}</code>"
    if case.verdict in NOT_JUDGED:
        saw = f'<span class="quiet">{safe(case.message)}</span>'
        expected = outcome_words(case.rule)
    others = [reason for reason in case.reasons if reason != case.message]
    if others:
        more = "".join(f"<li>{safe(reason)}</li>" for reason in others)
        head = "Not every question could be judged in it"
        saw += f"<details class='quiet'><summary>{head}</summary><ul>{more}</ul></details>"
    if case.finding is not None:
        lies = f": the fault lies in {cell_code(case.at_fault)}" if case.at_fault else ""
        saw += f"<p class='quiet'><a href='#finding-{number}'>Finding {number}</a>{lies}</p>"
    return (
        f'<tr id="{escape(case_id(case))}" class="{case.verdict}"><td class="verdict">'
        f"{badge(case.verdict)} {case.verdict}</td><td>{cell_code(case.name)}</td>"
        f"<td><code>{safe(expected)}</code></td><td>{saw}</td>"
        f'<td class="quiet"><b class="basis">{claim.basis.value}</b> {safe(claim.where)}</td></tr>'
    )


def _link(case: Case) -> str:
    return f'<a href="#{escape(case_id(case))}">{cell_code(case.name)}</a>'


def cell_code(name: str) -> str:
    """The id of a cell, that may break after each slash."""
    return f'<code class="cell">{safe(name).replace("/", "/<wbr>")}</code>'


def badge(verdict: CellVerdict, more: str = "") -> str:
    """The sign of a verdict."""
    return f'<span class="badge {verdict} {more}" aria-hidden="true">{SIGNS[verdict]}</span>'


def safe(words: str) -> str:
    """Words that the browser takes for nothing else."""
    return escape(printable(words))


def _style() -> str:
    """The style sheet, with the colours of the drawings; dark where the reader prefers it."""
    dark = "\n".join(
        f'.drawing [{paint}="{color}"]{{{paint}:{other}}}'
        for color, other in palette.DARK.items()
        for paint in ("fill", "stroke")
    )
    return f"{_asset('page.css')}@media screen and (prefers-color-scheme: dark){{\n{dark}\n}}\n"


def _asset(name: str) -> str:
    return files(__package__).joinpath("assets", name).read_text(encoding="utf-8")
