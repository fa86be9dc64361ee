"""The report as JUnit XML for CI systems: one test case a cell.

A cell that violates is a failure. One that differs is a failure with ``strict``, else it passes
with a note. One that is unreached or undetermined is skipped. Judging that ended early is an error.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from ..check.report.cases import printable
from ..check.report.junit import document, say
from ..model.divergence import CellVerdict
from .judging import CellResult, Proven, Report
from .report import (
    ended_words,
    expected_words,
    mode_words,
    record_words,
    records_words,
    seen_words,
    summary,
)

SUITE = "iot-jobs-spec audit"


def as_junit(report: Report, strict: bool = False) -> str:
    """The XML document. With ``strict`` the cells that differ are failures."""
    suite = ET.Element("testsuite", name=SUITE)
    properties = ET.SubElement(suite, "properties")
    values = {
        "target": report.target,
        "summary": summary(report),
        "records": records_words(report),
        "mode": mode_words(report),
        "strict": str(strict).lower(),
    }
    for name, value in values.items():
        ET.SubElement(properties, "property", name=name, value=printable(value))
    by_cell = {cell: p for p in reversed(report.findings) for cell in p.finding.cells}
    for result in report.cells:
        _case(suite, result, by_cell.get(result.cell), strict)
    for end in report.ended:
        ended = ET.SubElement(suite, "testcase", classname="audit", name=printable(str(end.place)))
        say(ended, "error", ended_words(end), "")
    return document(suite)


def _case(suite: ET.Element, result: CellResult, proven: Proven | None, strict: bool) -> None:
    rule = result.rule
    group = rule.operation or f"{rule.machine}.{rule.event}"
    case = ET.SubElement(suite, "testcase", classname=group, name=result.cell)
    if result.verdict is CellVerdict.UNREACHED:
        say(case, "skipped", "no record reaches this cell", "")
    elif result.verdict is CellVerdict.UNDETERMINED:
        say(case, "skipped", "this cell or another one decided a record", "")
    elif proven is not None and (strict or result.verdict is CellVerdict.VIOLATES):
        failure = say(case, "failure", f"The system {proven.says}.", _text(proven))
        failure.set("type", result.verdict.value)
    elif proven is not None:
        ET.SubElement(case, "system-out").text = printable(_text(proven))


def _text(proven: Proven) -> str:
    lines = [f"The system {proven.says}."]
    lines += map(record_words, proven.records)
    lines.append(f"expected {expected_words(proven)}; saw {seen_words(proven)}")
    lines += (f"{c.name}, {c.basis.value}, {c.where}: {c.says}" for c in proven.finding.claims)
    return "\n".join(lines)
