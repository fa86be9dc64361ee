"""The report as JUnit XML: one test case a cell, so that CI systems show it.

The cells of findings come first, in the order of every report. A cell that violates is a failure;
one that is unreached or undetermined is skipped. One that differs passes with a note, or is a
failure where that is asked for: so the suite fails where `check` exits 1. A check that ended early
is an error.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from .cases import Case, cases, printable
from .results import DIFFERS, NOT_JUDGED, VIOLATES, Report
from .text import CHOSE, drawn_words, made_words, summary

SUITE = "iot-jobs-spec check"
ENDED_EARLY = "ended early"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def as_junit(report: Report, strict: bool = False) -> str:
    """The XML document. ``strict`` makes failures of the cells that differ."""
    suite = ET.Element("testsuite", name=SUITE)
    properties = ET.SubElement(suite, "properties")
    _property(properties, "target", report.target)
    _property(properties, "made", made_words(report))
    _property(properties, "summary", summary(report))
    _property(properties, "settle", f"{report.settle:g}")
    _property(properties, "strict", str(strict).lower())
    for words in drawn_words(report):
        _property(properties, "random", words)
    if report.stopped:
        _property(properties, "stopped", report.stopped)
    for chosen in report.chose:
        _property(properties, CHOSE, f"{chosen.name}={chosen.value}")
    for case in sorted(cases(report), key=lambda case: _place(case, report)):
        _case(suite, case, strict)
    if report.stopped:
        ended = ET.SubElement(suite, "testcase", classname="check", name=ENDED_EARLY)
        say(ended, "error", report.stopped, report.stopped)
    return document(suite)


def _place(case: Case, report: Report) -> int:
    """Where the case comes: in the order of the findings, and what has none behind."""
    return len(report.findings) if case.finding is None else report.findings.index(case.finding)


def _case(suite: ET.Element, case: Case, strict: bool) -> None:
    """One test case; what passes says what was seen where there is something to say."""
    told = ET.SubElement(suite, "testcase", classname=case.group, name=printable(case.name))
    text = "\n".join(case.lines())
    if case.verdict in NOT_JUDGED:
        say(told, "skipped", case.message, text)
    elif case.verdict == VIOLATES or (strict and case.verdict == DIFFERS):
        failure = say(told, "failure", case.message, text)
        failure.set("type", case.verdict)
    elif case.verdict == DIFFERS or case.reasons:
        ET.SubElement(told, "system-out").text = printable(text)


def document(suite: ET.Element) -> str:
    """The XML document with this suite, which says how many tests it has of each sort."""
    counts = {
        "tests": len(suite.findall("testcase")),
        "failures": len(suite.findall("testcase/failure")),
        "errors": len(suite.findall("testcase/error")),
        "skipped": len(suite.findall("testcase/skipped")),
    }
    suite.attrib.update({name: str(count) for name, count in counts.items()})
    suites = ET.Element("testsuites", suite.attrib)
    suites.append(suite)
    ET.indent(suites)
    return f"{_HEAD}{ET.tostring(suites, encoding='unicode')}\n"


def say(parent: ET.Element, tag: str, message: str, text: str) -> ET.Element:
    """Add an element that says this of a test case. Returns it."""
    said = ET.SubElement(parent, tag, message=printable(message))
    said.text = printable(text)
    return said


def _property(parent: ET.Element, name: str, value: str) -> None:
    ET.SubElement(parent, "property", name=name, value=printable(value))
