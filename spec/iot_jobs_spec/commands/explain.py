"""say what becomes of one request, and who says so"""

from __future__ import annotations

import argparse
import json
from typing import Any

from ..evidence import Claim
from ..explain import Question, answers, effect_on_executions
from ..machine import GUARDS
from ..rows import Outcome
from ..table import TABLE
from . import BadInput

ABSENT = "ABSENT"
_FLAGS = ("force", "stale", "crowded", "settled", "identical", "deleting")


def arguments(parser: argparse.ArgumentParser) -> None:
    operations = ", ".join(TABLE.operations)
    parser.add_argument("operation", metavar="OPERATION", help=f"one of {operations}")
    parser.add_argument(
        "--status",
        metavar="S",
        help=f"status of the job or execution; {ABSENT} where there is none",
    )
    for flag in _FLAGS:
        parser.add_argument(
            f"--{flag}",
            action=argparse.BooleanOptionalAction,
            default=None,
            help=f"only where {GUARDS[flag]} (or not)",
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
        flags = " ".join(f"--{name}" if on else f"--no-{name}" for name, on in asked.items())
        raise BadInput(f"{args.operation} never meets {flags} in that status")
    if args.format == "json":
        print(json.dumps([_as_json(q) for q in questions], indent=2, ensure_ascii=False))
    else:
        print("\n\n".join(_as_text(q) for q in questions))
    return 0


def _as_json(q: Question) -> dict[str, Any]:
    return {
        "operation": q.operation,
        "status": q.status,
        **{guard: q.guards.get(guard, False) for guard in _FLAGS},
        "guards": list(q.read),
        "verdict": q.row.verdict.value,
        "outcomes": [
            {"error": o.error.code if o.error else None, "status": o.status} for o in q.row.outcomes
        ],
        "basis": q.row.basis.value,
        "claims": [
            {"name": k.name, "where": k.where, "says": k.says, "basis": k.basis.value}
            for k in dict.fromkeys(q.row.cited())
        ],
        "any_time": [error.code for error in q.any_time],
        "executions": [
            {"status": row.source, "becomes": row.expected.status, "basis": row.basis.value}
            for row in effect_on_executions(q)
        ],
    }


def _as_text(q: Question) -> str:
    signs = [f"{guard}" if holds else f"no {guard}" for guard, holds in q.guards.items()]
    lines = [f"{q.operation}, {q.status or 'no such ' + q.machine.lower()}" + _list(signs)]
    lines.append(f"  {_outcomes(q.row.outcomes)}  [{q.row.basis.value}]")
    for row in effect_on_executions(q):
        to = row.expected.status
        change = "left alone" if to == row.source else f"becomes {to} some time later"
        lines.append(f"  an execution {row.source} is {change}".replace("is becomes", "becomes"))
    lines += [_claim(claim) for claim in dict.fromkeys(q.row.cited())]
    return "\n".join(lines)


def _list(signs: list[str]) -> str:
    return f" ({', '.join(signs)})" if signs else ""


def _outcomes(outcomes: tuple[Outcome, ...]) -> str:
    words = []
    for outcome in outcomes:
        if outcome.error is not None:
            codes = " or ".join(str(code) for code in outcome.error.http)
            words.append(f"refused: {outcome.error.code} ({codes})")
        else:
            words.append(f"accepted: {outcome.status}" if outcome.status else "accepted")
    return ", or ".join(words)


def _claim(claim: Claim) -> str:
    return f"    {claim.says}\n      {claim.basis.value}, {claim.where} ({claim.name})"
