"""judge recorded calls: what a system answered to its clients

Reads FILEs in the format that `iot-jobs-spec record` writes, each the recording of one system, and
reports each fault: the smallest set of records that no world of the spec explains, and the claims
that it breaks. Exits 0 without a violation, 1 with one, 2 if nothing was judged.

    iot-jobs-spec audit calls.jsonl
    iot-jobs-spec audit calls.jsonl --settle 5 --partial
    iot-jobs-spec audit calls.jsonl --format html --output report.html
"""

from __future__ import annotations

import argparse
import math
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..model.profiles import PROFILES
from . import BadInput, notice, percent
from .output import (
    is_enough,
    json_text,
    print_in_colour,
    progress_bar,
    require_writable,
    write_report,
)

if TYPE_CHECKING:
    from ..audit.judging import Report
    from ..audit.recordings import Recording

ANY = "any"
MOST_LINES = 5
"""How many unread lines standard error names."""
WIDTH = 100
"""Columns of text where there is no terminal."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="a recording")
    parser.add_argument(
        "--profile",
        choices=PROFILES,
        default=PROFILES[0],
        help="full: judge the whole life of an execution (default: %(default)s)",
    )
    parser.add_argument(
        "--settle",
        type=_settle,
        default=0.0,
        metavar="S|any",
        help="how many seconds late background steps may come; any: no bound (default: 0)",
    )
    parser.add_argument("--partial", action="store_true", help="others may have acted unrecorded")
    parser.add_argument("--strict", action="store_true", help="exit 1 also for a difference")
    parser.add_argument("--exit-zero", action="store_true", help="exit 0 instead of 1")
    parser.add_argument(
        "--require",
        type=percent,
        default=0.0,
        metavar="PERCENT",
        help="exit 2 if less than this share of the cells was exercised",
    )
    parser.add_argument("--verbose", action="store_true", help="text: also a line for each cell")
    parser.add_argument("--format", choices=("text", "json", "junit", "html"), default="text")
    parser.add_argument("--output", metavar="FILE", help="write the report there")


def run(args: argparse.Namespace) -> int:
    from ..audit.judging import judge

    require_writable(args.output)
    recordings = [_recording(name, args.profile) for name in args.files]
    calls = [call for recording in recordings for call in recording.history.calls]
    if all(call.answer is None for call in calls):
        raise BadInput(f"nothing to judge: {_nothing(recordings)}")
    _name_unread(recordings)
    with progress_bar("judging", "diagnosing") as progress:
        report = judge(
            recordings,
            settle=args.settle,
            partial=args.partial,
            profile=args.profile,
            progress=progress,
        )
    _write(report, args)
    return _exit_code(report, args)


def _recording(name: str, profile: str) -> Recording:
    from ..audit.recordings import read_recording

    try:
        return read_recording(Path(name), profile)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise BadInput(f"cannot read {name}: {reason}") from None


def _name_unread(recordings: list[Recording]) -> None:
    unread = [line for recording in recordings for line in recording.history.unread]
    for line in unread[:MOST_LINES]:
        notice(str(line))
    if len(unread) > MOST_LINES:
        notice(f"{len(unread) - MOST_LINES} more lines cannot be read")


def _nothing(recordings: list[Recording]) -> str:
    names = ", ".join(recording.name for recording in recordings)
    unknown = sum(len(recording.history.calls) for recording in recordings)
    passed_over = sum(len(recording.history.passed_over) for recording in recordings)
    unread = [line for recording in recordings for line in recording.history.unread]
    first = f" (the first is {unread[0]})" if unread else ""
    counts = f"{unknown} with an unknown answer, {passed_over} passed over"
    return (
        f"{names} has no known answer of the spec; records: {counts}, {len(unread)} unread{first}"
    )


def _exit_code(report: Report, args: argparse.Namespace) -> int:
    from ..model.divergence import CellVerdict

    enough = is_enough(report.exercised, len(report.cells), args.require)
    wrong = {CellVerdict.VIOLATES, CellVerdict.DIFFERS} if args.strict else {CellVerdict.VIOLATES}
    if any(proven.finding.verdict in wrong for proven in report.findings) and not args.exit_zero:
        return 1
    return 0 if enough else 2


def _write(report: Report, args: argparse.Namespace) -> None:
    from ..audit.report import as_json, as_text, records_words, summary

    if args.format == "text" and args.output is None and sys.stdout.isatty():
        width = shutil.get_terminal_size((WIDTH, 24)).columns
        print_in_colour(as_text(report, width, args.verbose), "unread")
        return
    if args.format == "json":
        whole = json_text(as_json(report))
    elif args.format == "junit":
        from ..audit.junit import as_junit

        whole = as_junit(report, args.strict)
    elif args.format == "html":
        from ..audit.page import as_html

        whole = as_html(report)
    else:
        whole = "\n".join(as_text(report, WIDTH, args.verbose)) + "\n"
    write_report(whole, args.output, (records_words(report), summary(report)))


def _settle(text: str) -> float:
    if text.casefold() == ANY:
        return math.inf
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not math.isfinite(seconds) or seconds < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is neither a number of seconds nor {ANY}")
    return seconds
