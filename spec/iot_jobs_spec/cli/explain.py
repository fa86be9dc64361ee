"""explain the outcome of a request in each status, with its sources

Names may be typed in any case and spelling: cancel-job is CancelJob. Options narrow the answer to
one status of the job or execution, or to requests with or without force. With --parameter it is
about a parameter of the request.

    iot-jobs-spec explain CancelJob --force
    iot-jobs-spec explain cancel-job-execution --status in-progress
    iot-jobs-spec explain CancelJob --parameter comment
    iot-jobs-spec explain UpdateJobExecution --requested FAILED --profile full
"""

from __future__ import annotations

import argparse
import json
import shutil
import textwrap
from typing import Any

from ..language.rules import ABSENT, Rule, Verdict
from ..machines import CORE
from ..model.explain import Question, answers, effect_on_executions, guards_of, questions_of
from ..model.profiles import FULL, PROFILES, table_of
from ..model.requests import IN_PROGRESS
from ..model.table import TABLE, Table
from . import BadInput

_FLAGS = tuple(
    guard for guard in CORE.guards if any(guard in guards_of(name) for name in TABLE.operations)
)
"""The guards that a request may meet; the others are about background steps alone."""
_FURTHER = {"timer_given": "the request gives stepTimeoutInMinutes"}
"""Those that only requests of the profile `full` may meet."""


def arguments(parser: argparse.ArgumentParser) -> None:
    operations = ", ".join(TABLE.operations)
    parser.add_argument(
        "operation",
        metavar="OPERATION",
        help=f"one of {operations}; with --profile full also DeleteJobExecution",
    )
    parser.add_argument(
        "--status",
        metavar="S",
        help=f"status of the job or execution; {ABSENT} for no such job or execution",
    )
    parser.add_argument(
        "--requested",
        metavar="S",
        help="with --profile full, only requests for this status: UpdateJobExecution has one, "
        "OTHER for none or an unknown one",
    )
    flags = {flag: CORE.guards[flag].says for flag in _FLAGS}
    more = {flag: f"with --profile full, {says}" for flag, says in _FURTHER.items()}
    for flag, says in (flags | more).items():
        parser.add_argument(
            _option(flag),
            action=argparse.BooleanOptionalAction,
            default=None,
            help=f"only if {says} (or not)" if flag in flags else f"{says} (or not)",
        )
    parser.add_argument(
        "--profile",
        choices=PROFILES,
        default=PROFILES[0],
        help="core: an execution ends by a cancel or a deletion alone; full: its whole life "
        "(default: %(default)s)",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace) -> int:
    table = table_of(args.profile)
    asked_of = _questions(args.operation, args.requested, table)
    machine, _ = table.operations[asked_of[0]]
    statuses = (ABSENT, *table.statuses[machine])
    if args.status is not None and args.status not in statuses:
        more = _in_full(args.status in table_of(FULL).statuses[machine])
        raise BadInput(
            f"unknown status {args.status!r} for {args.operation}: it is one of "
            f"{', '.join(statuses)}{more}"
        )
    flags = (*_FLAGS, *(_FURTHER if args.profile == FULL else ()))
    asked = {
        flag: getattr(args, flag)
        for flag in (*_FLAGS, *_FURTHER)
        if getattr(args, flag) is not None
    }
    questions = [q for question in asked_of for q in answers(question, asked, table)]
    if args.status is not None:
        wanted = None if args.status == ABSENT else args.status
        questions = [q for q in questions if q.status == wanted]
    if not questions:
        read = [name for name in guards_of(asked_of[0], table) if name in flags]
        reads = f"only {', '.join(read)}" if read else "no guard"
        raise BadInput(f"{args.operation} reads {reads}, so {_given(asked)} has no answer")
    if args.format == "json":
        found = [_as_json(q, flags, table) for q in questions]
        print(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        print(_as_text(questions, table))
    return 0


def _questions(operation: str, requested: str | None, table: Table) -> tuple[str, ...]:
    """The questions that are asked: keys of the operations of the table."""
    names = dict.fromkeys(question.partition("=")[0] for question in table.operations)
    if operation not in (*names, *table.operations):
        more = _in_full(operation in table_of(FULL).operations)
        raise BadInput(f"unknown operation {operation!r}: it is one of {', '.join(names)}{more}")
    found = questions_of(operation, table) or (operation,)
    if requested is None:
        return found
    if len(found) == 1:
        more = _in_full(len(questions_of(operation, table_of(FULL))) > 1)
        raise BadInput(
            f"{operation} asks for no status, so --requested {requested} has no answer{more}"
        )
    by_status = {question.partition("=")[2] or IN_PROGRESS: question for question in found}
    if requested not in by_status:
        raise BadInput(
            f"unknown requested status {requested!r}: it is one of {', '.join(by_status)}"
        )
    return (by_status[requested],)


def _in_full(known: bool) -> str:
    """A hint for who asks the core about something that only the profile `full` has."""
    return f"; --profile {FULL} has it" if known else ""


def _given(asked: dict[str, bool]) -> str:
    return " ".join(_option(name, on) for name, on in asked.items())


def _option(guard: str, on: bool = True) -> str:
    """A guard as an option: ``--version-mismatch``, or ``--no-version-mismatch``."""
    return f"--{'' if on else 'no-'}{guard.replace('_', '-')}"


def _as_json(q: Question, flags: tuple[str, ...], table: Table) -> dict[str, Any]:
    return {
        "operation": q.rule.operation,
        **({"requested": q.rule.requested or None} if table.spec.extends else {}),
        "status": q.status,
        **{guard: q.guards.get(guard, False) for guard in flags},
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
            for rule in effect_on_executions(q, table)
        ],
    }


def _as_text(questions: list[Question], table: Table) -> str:
    """A paragraph for each rule that answers a question, the outcome first.

    Rules for several statuses that say the same in the same circumstances have one paragraph.
    """
    width = max(60, min(shutil.get_terminal_size((100, 24)).columns, 100))
    by_rule: dict[Rule, Question] = {}
    for q in questions:
        by_rule.setdefault(q.rule, q)
    statuses: dict[tuple[str, str, str], list[str]] = {}
    for rule, q in by_rule.items():
        status = q.status or f"no such {q.machine.lower()}"
        signs = (_sign(guard, q.guards[guard]) for guard in q.guards if guard in rule.guards)
        alike = q.operation, ", ".join(signs), _body(q, width, table)
        statuses.setdefault(alike, []).append(status)
    return "\n\n".join(
        "\n".join(
            [
                _fill(", ".join(filter(None, [f"{name}: {' or '.join(found)}", signs])), "", "  ",
                      width),
                body,
            ]
        )
        for (name, signs, body), found in statuses.items()
    )  # fmt: skip


def _body(q: Question, width: int, table: Table) -> str:
    """What the rule says of the question, without its status."""
    rule = q.rule
    unspecified = rule.verdict is Verdict.UNSPECIFIED
    expected = "unspecified: the sources say nothing; expected: " if unspecified else ""
    lines = [_fill(f"{expected}{_outcomes(rule)}  [{rule.basis.value}]", "  ", "    ", width)]
    lines += [f"  later: {_later(effect)}" for effect in effect_on_executions(q, table)]
    for claim in dict.fromkeys(rule.cited()):
        lines.append(_fill(claim.says, "    - ", "      ", width))
        lines.append(_fill(f"{claim.basis.value}, {claim.where} ({claim.name})", " " * 8, " " * 8,
                           width))  # fmt: skip
    return "\n".join(lines)


def _sign(guard: str, holds: bool) -> str:
    return guard if holds else f"not {guard}"


def _later(effect: Rule) -> str:
    before, after = effect.source, effect.expected.status
    if before == after:
        return f"each {before} execution stays as it is"
    return f"each {before} execution {'becomes ' + after if after else 'is removed'}"


def _fill(text: str, first: str, rest: str, width: int) -> str:
    return textwrap.fill(text, width, initial_indent=first, subsequent_indent=rest)


def _outcomes(rule: Rule) -> str:
    words = []
    for outcome in rule.outcomes:
        if outcome.error is not None:
            codes = " or ".join(str(code) for code in outcome.error.http)
            words.append(f"rejected: {outcome.error.code} ({codes})")
        else:
            status = outcome.status or ("removed" if rule.source else "")
            words.append(f"accepted: {status}" if status else "accepted")
    return ", or ".join(words)
