"""visit every reachable world: invariants, liveness and rules exercised

A world here consists of statuses only: no versions, flags or details. With eager consistency, a
request and its roll-out or cascade are one step, and so is the end of a deletion. With eventual
consistency, each takes one execution at a time. The exit code is 1 if an invariant or another
property fails, or a rule of the spec is not reached.

    iot-jobs-spec explore --jobs 2 --things 2
    iot-jobs-spec explore --jobs 1 --things 2 --consistency eventual
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from textwrap import wrap
from time import perf_counter
from typing import TYPE_CHECKING, Any

from ..machines import CORE
from ..model.profiles import PROFILES, table_of
from ..model.texts import count
from . import BadInput
from .output import require_writable, write_report

if TYPE_CHECKING:
    from ..verify.explore import Report
    from ..verify.explore.report import Finding, Progress

PATIENCE = 2
"""Seconds before a progress bar appears."""
WIDTH = 100
"""The widest line."""
PROPERTIES = 3
"""How many kinds of findings are properties that must hold; they come first."""
MOST = 1_000
"""The highest value of each bound; smaller bounds may be too large together."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--jobs", type=int, required=True, metavar="J", help="number of job ids")
    parser.add_argument(
        "--things", type=int, required=True, metavar="T", help="number of things of each job"
    )
    parser.add_argument(
        "--deletion-limit",
        type=int,
        default=CORE.limit.value,
        metavar="L",
        help="how many jobs may be DELETION_IN_PROGRESS at a time (default: %(default)s)",
    )
    parser.add_argument(
        "--consistency",
        choices=("eager", "eventual"),
        default="eager",
        help="whether roll-outs, cascades and deletions are one step (eager) or take one execution "
        "at a time (eventual) (default: %(default)s)",
    )
    parser.add_argument(
        "--profile",
        choices=PROFILES,
        default=PROFILES[0],
        help="full: also the ends that devices report, deleted executions, CONTINUOUS jobs, "
        "in-progress timers and abort criteria (default: %(default)s)",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--output", metavar="FILE", help="write the report there")


def run(args: argparse.Namespace) -> int:
    from ..verify.explore import Bounds, Consistency, TooLarge, explore

    require_writable(args.output)
    for name in ("jobs", "things", "deletion_limit"):
        value = getattr(args, name)
        if not 1 <= value <= MOST:
            option = name.replace("_", "-")
            raise BadInput(f"--{option} {value} is out of bounds: it must be from 1 to {MOST}")
    consistency = Consistency(args.consistency)
    bounds = Bounds(args.jobs, args.things, args.deletion_limit, consistency)
    try:
        with _progress() as progress:
            report = explore(bounds, table_of(args.profile), progress=progress)
    except TooLarge as error:
        size = f"--jobs {args.jobs} --things {args.things}"
        raise BadInput(f"{size} is too large: {error}") from None
    sys.set_int_max_str_digits(0)  # the number of worlds may exceed Python's default
    if args.format == "json":
        whole = json.dumps(_as_json(report), indent=2, ensure_ascii=False)
    else:
        whole = _as_text(report)
    write_report(f"{whole}\n", args.output, _short(report))
    return 0 if report.ok else 1


def _short(report: Report) -> Iterator[str]:
    """The result in a few lines."""
    bounds, rules = report.bounds, report.rules
    more = len(rules.out_of_reach)
    beyond = f" ({more} more: out of reach here)" if more else ""
    yield (
        f"{'OK' if report.ok else 'FAILED'}: {report.exhausted.worlds:,} worlds of "
        f"{count(bounds.jobs, 'job')} and {count(bounds.things, 'thing')}, "
        f"{len(rules.reached)} of {rules.total} rules reached{beyond}"
    )
    kinds = [
        f"{sum(finding.holds for finding in findings)} of {len(findings)} {title} {verdict}"
        for title, findings, verdict in _findings(report)
    ]
    yield ", ".join(kinds[:PROPERTIES])
    for why, names in _by_reason(report.not_asked).items():
        yield f"{count(len(names), 'more invariant')} not checked here: {why}"
    yield ", ".join(kinds[PROPERTIES:])


def _by_reason(reasons: Mapping[str, str]) -> dict[str, list[str]]:
    """The names that have each reason."""
    found: dict[str, list[str]] = {}
    for name, why in reasons.items():
        found.setdefault(why, []).append(name)
    return found


def _findings(report: Report) -> tuple[tuple[str, tuple[Finding, ...], str], ...]:
    """The kinds of findings: the name, the findings, and the verb for those that pass."""
    return (
        ("invariants", report.invariants, "hold"),
        ("obligations", report.obligations, "hold"),
        ("liveness", report.liveness, "hold"),
        ("sometimes", report.sometimes, "found"),
        ("false claims", report.refuted, "refuted"),
    )


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """Yield a function that shows progress as a bar; only on a terminal, and after `PATIENCE`."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    start = perf_counter()
    columns = (BarColumn(), TextColumn("{task.description}"))
    bar = Bar(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("", total=None)

    def advance(what: str, done: int, total: int | None) -> None:
        if perf_counter() - start > PATIENCE:
            bar.start()
            bar.update(task, description=f"{done:,} {what}", completed=done, total=total)

    try:
        yield advance
    finally:
        bar.stop()


def _as_json(report: Report) -> dict[str, Any]:
    bounds, exhausted = report.bounds, report.exhausted

    def listed(findings: tuple[Finding, ...], key: str) -> list[dict[str, Any]]:
        return [
            {"name": f.name, "says": f.says, key: f.holds, "trace": f.trace and list(f.trace)}
            for f in findings
        ]

    return {
        "jobs": bounds.jobs,
        "things": bounds.things,
        "deletion_limit": bounds.deletion_limit,
        "consistency": bounds.consistency.value,
        "worlds": exhausted.worlds,
        "states": exhausted.states,
        "orbits": exhausted.orbits,
        "job_states": report.job_states,
        "depth": exhausted.depth,
        "composed": exhausted.composed,
        "seconds": round(report.seconds, 3),
        "invariants": listed(report.invariants, "holds"),
        "obligations": listed(report.obligations, "holds"),
        "liveness": listed(report.liveness, "holds"),
        "sometimes": listed(report.sometimes, "found"),
        "false_claims": listed(report.refuted, "refuted"),
        "rules": {
            "reached": len(report.rules.reached),
            "total": report.rules.total,
            "missing": list(report.rules.missing),
            "out_of_reach": dict(report.rules.out_of_reach),
        },
        "ok": report.ok,
    }


def _as_text(report: Report) -> str:
    bounds, exhausted, rules = report.bounds, report.exhausted, report.rules
    how = "composed" if exhausted.composed else "visited one by one"
    lines = [
        f"jobs {bounds.jobs}, things {bounds.things}, deletion limit {bounds.deletion_limit}, "
        + bounds.consistency.value,
        f"  worlds      {exhausted.worlds:,}",
    ]
    if exhausted.states != exhausted.worlds:
        lines.append(
            f"  states      {exhausted.states:,} (with or without a pending forced cascade)"
        )
    lines += [
        f"  orbits      {exhausted.orbits:,}, {how}; of one job {report.job_states:,}",
        f"  depth       {exhausted.depth:,}",
        f"  seconds     {report.seconds:.2f}",
        f"  rules       {len(rules.reached)} of {rules.total} reached",
    ]
    by_reason = _by_reason(rules.out_of_reach)
    for why, ids in by_reason.items():
        lines += _indented(f"{len(ids)} more: {why}")
    lines += [f"              never reached: {rule}" for rule in rules.missing]
    for title, findings, verdict in _findings(report):
        good = [f.name for f in findings if f.holds]
        lines.append(f"  {title:<11} {len(good)} of {len(findings)} {verdict}")
        lines += _indented(" ".join(good))
        if findings is report.invariants:
            for why, names in _by_reason(report.not_asked).items():
                lines += _indented(f"{len(names)} more: {why} ({', '.join(names)})")
        for finding in findings:
            if not finding.holds:
                lines.append(f"    {finding.name} fails: {finding.says}")
                steps = finding.trace or ()
                lines += [f"      {n}. {step}" for n, step in enumerate(steps, 1)]
    return "\n".join(lines)


def _indented(words: str) -> list[str]:
    return wrap(words, WIDTH, initial_indent=" " * 14, subsequent_indent=" " * 14)
