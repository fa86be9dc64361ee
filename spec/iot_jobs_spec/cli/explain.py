"""explain the outcome of a request in each status, with its sources"""

from __future__ import annotations

import argparse
import json
import shutil
import textwrap
from typing import Any

from ..language.rules import ABSENT, Outcome, Rule, Verdict
from ..machines import CORE
from ..model.explain import Question, answers, effect_on_executions, guards_of
from ..model.table import TABLE
from . import BadInput

_FLAGS = tuple(
    guard for guard in CORE.guards if any(guard in guards_of(name) for name in TABLE.operations)
)
"""The guards that a request may meet; the others are about background steps alone."""


def arguments(parser: argparse.ArgumentParser) -> None:
    operations = ", ".join(TABLE.operations)
    parser.add_argument("operation", metavar="OPERATION", help=f"one of {operations}")
    parser.add_argument(
        "--status",
        metavar="S",
        help=f"status of the job or execution; {ABSENT} for no such job or execution",
    )
    for flag in _FLAGS:
        parser.add_argument(
            _option(flag),
            action=argparse.BooleanOptionalAction,
            default=None,
            help=f"only if {CORE.guards[flag].says} (or not)",
        )
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace) -> int:
    if args.operation not in TABLE.operations:
        raise BadInput(
            f"unknown operation {args.operation!r}: it is one of {', '.join(TABLE.operations)}"
        )
    machine, _ = TABLE.operations[args.operation]
    statuses = (ABSENT, *TABLE.statuses[machine])
    if args.status is not None and args.status not in statuses:
        raise BadInput(
            f"unknown status {args.status!r} for {args.operation}: it is one of "
            f"{', '.join(statuses)}"
        )
    asked = {flag: getattr(args, flag) for flag in _FLAGS if getattr(args, flag) is not None}
    questions = answers(args.operation, asked)
    if args.status is not None:
        wanted = None if args.status == ABSENT else args.status
        questions = [q for q in questions if q.status == wanted]
    if not questions:
        read = [name for name in guards_of(args.operation) if name in _FLAGS]
        reads = f"only {', '.join(read)}" if read else "no guard"
        raise BadInput(f"{args.operation} reads {reads}, so {_given(asked)} has no answer")
    if args.format == "json":
        print(json.dumps([_as_json(q) for q in questions], indent=2, ensure_ascii=False))
    else:
        print(_as_text(questions))
    return 0


def _given(asked: dict[str, bool]) -> str:
    return " ".join(_option(name, on) for name, on in asked.items())


def _option(guard: str, on: bool = True) -> str:
    """A guard as an option: ``--version-mismatch``, or ``--no-version-mismatch``."""
    return f"--{'' if on else 'no-'}{guard.replace('_', '-')}"


def _as_json(q: Question) -> dict[str, Any]:
    return {
        "operation": q.operation,
        "status": q.status,
        **{guard: q.guards.get(guard, False) for guard in _FLAGS},
        "guards": list(q.read),
        "verdict": q.rule.verdict.value,
        "outcomes": [
            {"error": o.error.code if o.error else None, "status": o.status}
            for o in q.rule.outcomes
        ],
        "basis": q.rule.basis.value,
        "claims": [
            {"name": k.name, "where": k.where, "says": k.says, "basis": k.basis.value}
            for k in dict.fromkeys(q.rule.cited())
        ],
        "any_time": [error.code for error in q.any_time],
        "executions": [
            {"status": rule.source, "becomes": rule.expected.status, "basis": rule.basis.value}
            for rule in effect_on_executions(q)
        ],
    }


def _as_text(questions: list[Question]) -> str:
    """A paragraph for each rule that answers a question, the outcome first."""
    width = max(60, min(shutil.get_terminal_size((100, 24)).columns, 100))
    by_rule: dict[Rule, list[Question]] = {}
    for q in questions:
        by_rule.setdefault(q.rule, []).append(q)
    return "\n\n".join(_paragraph(rule, asked, width) for rule, asked in by_rule.items())


def _paragraph(rule: Rule, asked: list[Question], width: int) -> str:
    q = asked[0]
    stated = [_sign(guard, holds) for guard, holds in q.guards.items() if _depends(rule, guard)]
    lines = [", ".join([f"{q.operation}: {q.status or 'no such ' + q.machine.lower()}", *stated])]
    unspecified = rule.verdict is Verdict.UNSPECIFIED
    expected = "unspecified: the sources say nothing; expected: " if unspecified else ""
    outcomes = f"{expected}{_outcomes(rule.outcomes)}  [{rule.basis.value}]"
    lines.append(_fill(outcomes, "  ", "    ", width))
    lines += [f"  later: {_later(effect)}" for effect in effect_on_executions(q)]
    for claim in dict.fromkeys(rule.cited()):
        lines.append(_fill(claim.says, "    - ", "      ", width))
        lines.append(_fill(f"{claim.basis.value}, {claim.where} ({claim.name})", " " * 8, " " * 8,
                           width))  # fmt: skip
    return "\n".join(lines)


def _depends(rule: Rule, guard: str) -> bool:
    return guard in rule.guards


def _sign(guard: str, holds: bool) -> str:
    return guard if holds else f"not {guard}"


def _later(effect: Rule) -> str:
    before, after = effect.source, effect.expected.status
    if before == after:
        return f"each {before} execution stays as it is"
    return f"each {before} execution {'becomes ' + after if after else 'is removed'}"


def _fill(text: str, first: str, rest: str, width: int) -> str:
    return textwrap.fill(text, width, initial_indent=first, subsequent_indent=rest)


def _outcomes(outcomes: tuple[Outcome, ...]) -> str:
    words = []
    for outcome in outcomes:
        if outcome.error is not None:
            codes = " or ".join(str(code) for code in outcome.error.http)
            words.append(f"rejected: {outcome.error.code} ({codes})")
        else:
            words.append(f"accepted: {outcome.status}" if outcome.status else "accepted")
    return ", or ".join(words)
