"""Sentences: what a system does instead of what the spec says, in plain English.

Each is a predicate with the system as its subject: "accepts the request, and makes the job
CANCELED".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ..errors import INVALID_REQUEST
from ..language.rules import ABSENT, RESPONSE, Mask, Rule, Verdict
from ..language.spec import EXECUTION, JOB
from ..model.answers import (
    Answer,
    Entries,
    ExecutionDescription,
    ExecutionState,
    JobDescription,
    ListedExecution,
    Listing,
    Masked,
    PendingExecution,
)
from ..model.pending import INSTEAD, NEXT
from ..model.table import Table
from ..model.texts import printable
from ..model.wire import member_name
from .deviations import (
    LATE,
    LIMIT,
    NEIGHBOURS,
    NO_LIMIT,
    STAYS,
    TIME,
    Behaviour,
    Deviation,
    EffectChange,
)
from .findings import Finding

_MEMBERS: Mapping[str, str] = {
    "version": "versionNumber",
    "details": "statusDetails",
    "counts": "jobProcessDetails",
    "step_timer": "the step timer",
}
"""The API's name of each member whose name here is another word."""
IGNORES: Mapping[str, tuple[str, str]] = {
    "force": ("ignores force", "acts as if force were given"),
    "version_mismatch": ("ignores expectedVersion", "rejects the right expectedVersion"),
    "at_limit": (
        "ignores the limit of deletions",
        "acts as if the limit of deletions were reached",
    ),
    "all_terminal": (
        "acts as if an execution were not terminal yet",
        "ignores the executions that are not terminal yet",
    ),
    "no_executions": (
        "acts as if there were executions left",
        "ignores the executions that are left",
    ),
    "identical_repeat": (
        "does not recognise the request as an identical repeat",
        "treats the request as an identical repeat",
    ),
    "job_deleting": (
        "ignores that the job is being deleted",
        "acts as if the job were being deleted",
    ),
    "continuous": (
        "acts as if the job were not CONTINUOUS",
        "acts as if the job were CONTINUOUS",
    ),
    "timer_given": (
        "ignores stepTimeoutInMinutes",
        "acts as if stepTimeoutInMinutes were given",
    ),
    "timer_set": (
        "ignores that a timer is running",
        "acts as if a timer were running",
    ),
    "retries_left": (
        "ignores the retries that are left",
        "retries although no retry is left",
    ),
    "abort_due": (
        "ignores that the abort criteria are met",
        "acts as if the abort criteria were met",
    ),
}
"""What it means to take a guard for its opposite: if the guard holds, and if it does not."""
TAKES: Mapping[str, str] = dict(
    zip(
        INSTEAD,
        (
            "the oldest pending execution, whatever its status",
            "the newest pending execution with the status that comes first",
            "the newest pending execution, whatever its status",
            "a QUEUED execution although another is IN_PROGRESS",
            "only an execution that is QUEUED",
            "no execution although one is pending",
            "another pending execution than the next one",
        ),
        strict=True,
    )
)
"""What a system takes for the next execution of a thing."""
_LONGEST = 60
_DESCRIBES = JobDescription | ExecutionDescription | ExecutionState
_NAMES = ("job_id", "thing_name")
"""The members that say what is shown: if one is wrong, the others are no news."""


class Came(NamedTuple):
    """The answers that were right, the likeliest first, what came instead, and the wrong members of
    its response."""

    expected: Sequence[Answer]
    seen: Answer
    members: Sequence[str]


def says(finding: Finding, table: Table) -> str:
    """What the system does instead. ``table`` is the table by cell of the findings."""
    came = Came(finding.expected, finding.seen, finding.members)
    return words_of(finding.deviations, came, finding.request.operation, finding.cell, table)


def words_of(
    deviations: Iterable[Deviation], came: Came, operation: str, cell: str, table: Table
) -> str:
    """What a system does instead that has these deviations, or none that explains what it does: an
    answer of the operation shows the fault in the cell."""
    for deviation in deviations:
        if deviation.cell in (LATE, LIMIT, cell):
            own = _operation(cell) == operation
            return deviation_words(deviation, table, came if own else None)
    return _after_words(unexplained_words(came), operation, cell, table)


def _operation(cell: str) -> str:
    return cell.partition("/")[0].partition("=")[0]


def _after_words(words: str, operation: str, cell: str, table: Table) -> str:
    """The words; with the operation that shows the fault, if it is not the cell's."""
    machine, _, event = cell.partition("/")[0].partition(".")
    if machine == EXECUTION and event in table.spec.deletions:
        return "leaves the execution there"
    if _operation(cell) == operation:
        return words
    rule = next((rule for rule in table.rules if rule.id == cell), None)
    if rule is not None and rule.verdict is Verdict.REJECT:
        return f"rejects the request, but a later {operation} {words}"
    return f"{words} in a later {operation}"


def deviation_words(deviation: Deviation, table: Table, came: Came | None = None) -> str:
    """What a system with this deviation does in the cell. ``came`` is an example, for a deviation
    that leaves open what is shown, or when."""
    cell, how = deviation
    if cell == LATE:
        return "comes too late"
    rule = next((rule for rule in table.rules if rule.id == cell), None)
    if rule is not None and rule.operation is None and how.sometimes and how.moves == STAYS:
        record = f"{_record(rule)}s"
        return (
            f"leaves some {record} {rule.source}" if rule.source else f"creates only some {record}"
        )
    words = _words(how, rule, table, came)
    if how.sometimes and how.ignores and came is not None:
        words = f"{words}, and {unexplained_words(came)}"
    return f"sometimes {words}" if how.sometimes else words


def unexplained_words(came: Came) -> str:
    """What the system answered instead."""
    expected, seen, _ = came
    codes = " or ".join(dict.fromkeys(answer.error or "a success" for answer in expected))
    if seen.error is not None:
        return f"answers {seen.error} instead of {codes}" if codes else f"answers {seen.error}"
    if None not in {answer.error for answer in expected}:
        instead = f" instead of rejecting it with {codes}" if codes else ""
        return f"accepts the request{instead}"
    return shown_words(came) or "gives the wrong response"


def shown_words(came: Came) -> str:
    """What a response shows, and what it should show; empty for a response without members."""
    expected, (_, shown), members = came
    right = expected[0].response if expected else None
    right = right.right if isinstance(right, Masked) else right
    if isinstance(right, Listing) and isinstance(shown, tuple):
        return _listed(right, shown)
    if isinstance(right, _DESCRIBES) and type(right) is type(shown):
        names = [name for name in _NAMES if name in members] or dict.fromkeys(members)
        said = [_member(m, getattr(shown, m), getattr(right, m)) for m in names if m != RESPONSE]
        return f"shows {_and(said)}" if said else ""
    if isinstance(right, ExecutionDescription) and shown is None:
        return f"shows no execution instead of that of job {_value(right.job_id)}"
    if isinstance(shown, ExecutionDescription) and right is None:
        return f"shows the execution of job {_value(shown.job_id)} instead of none"
    return ""


def _listed(right: Listing, shown: Entries) -> str:
    """What a listing shows, and what it should show."""
    due, there = ({_names_of(entry): entry for entry in one} for one in (right, shown))
    said = [f"leaves out {_entry(due[name])}" for name in due if name not in there]
    more = [one for name, one in there.items() if name not in due]
    said += [f"lists {_entry(one)}, which is not there" for one in more]
    for name, entry in there.items():
        if name in due and entry != due[name]:
            values = zip(entry._fields, entry, due[name], strict=True)
            wrong = [_member(member, seen, old) for member, seen, old in values if seen != old]
            said.append(f"lists {_value(' on '.join(filter(None, name)))} with {_and(wrong)}")
    others = f", and {len(said) - 1} more" if len(said) > 1 else ""
    return f"{said[0]}{others}" if said else ""


def _names_of(entry: PendingExecution | ListedExecution) -> tuple[str, str]:
    return entry.job_id, getattr(entry, "thing_name", "")


def _entry(entry: PendingExecution | ListedExecution) -> str:
    return f"{_value(' on '.join(filter(None, _names_of(entry))))} {_value(entry.status)}"


def _member(member: str, shown: object, right: object) -> str:
    return f"{api_name(member)} {_value(shown)} instead of {_value(right)}"


def _words(how: Behaviour, rule: Rule | None, table: Table, came: Came | None) -> str:
    if how.limit is not None:
        usual = table.spec.limit.value
        if how.limit >= NO_LIMIT:
            return f"allows any number of deletions at a time instead of {usual}"
        return f"allows {how.limit} deletions at a time instead of {usual}"
    if how.form:
        if how.answers == INVALID_REQUEST.code:
            return "rejects the malformed request, but carries it out"
        if how.answers:
            return f"rejects the malformed request with {how.answers}"
        return "accepts the malformed request"
    assert rule is not None, f"only {LIMIT} and malformed requests have no rule"
    if how.also:
        siblings, neighbours = "the other executions of the job", "other jobs that share a thing"
        others = neighbours if how.also == NEIGHBOURS else siblings
        return f"carries the request out on {others} as well"
    if how.ignores:
        where_it_holds, elsewhere = IGNORES.get(how.ignores, (f"ignores {how.ignores}",) * 2)
        holds = rule.guards.get(how.ignores) and not how.is_uncalled(rule, table)
        said = [where_it_holds if holds else elsewhere]
    else:
        said = list(filter(None, [_answer(how, rule)]))
    if how.moves is not None:
        said += filter(None, [_move(how, rule)])
    if how.effects:
        effects = _and([_effect(change) for change in how.effects])
        said.append(f"rejects the request, but {effects}" if _only_rejects(how, rule) else effects)
    example = shown_words(came) if came and any(mask.how == "any" for mask in how.shows) else ""
    if how.shows and not any(mask.member == RESPONSE for mask in how.shows):
        said.append(example or _and([_mask(mask) for mask in how.shows]))
    elif how.shows and not said:
        said.append(example or "gives the wrong response")
    return ", and ".join(said) or "behaves differently"


def _only_rejects(how: Behaviour, rule: Rule) -> bool:
    """Whether the request is rejected as it should be, and the record stays where it is."""
    moves = how.moves is not None and _move(how, rule)
    return _rejects(how, rule) and not (_answer(how, rule) or moves)


def _answer(how: Behaviour, rule: Rule) -> str:
    """The answer, if it is not the rule's."""
    expected = rule.expected.error
    permitted = {outcome.error.code if outcome.error else "" for outcome in rule.outcomes}
    if how.answers is None or how.answers in permitted:
        return ""
    if not how.answers:
        absent = f" although there is no such {_record(rule)}" if rule.source is None else ""
        return f"accepts the request{absent}"
    return f"answers {how.answers} instead of {expected.code if expected else 'a success'}"


def _move(how: Behaviour, rule: Rule) -> str:
    """What becomes of the record, if that is worth a word."""
    record, before, right = _record(rule), rule.source or ABSENT, rule.expected.status
    after = before if how.moves == STAYS else how.moves
    rejects = rule.expected.error is not None
    if rule.operation is None or not (rejects or how.answers):
        if after == ABSENT:
            return f"creates no {record}" if before == ABSENT else f"removes the {record}"
        if after == before:
            return f"leaves the {record} {before}"
        instead = f" instead of {right}" if right not in (None, after) else ""
        return f"makes the {record} {after}{instead}"
    if after == before:
        return "" if before == ABSENT else "changes nothing"
    moves = f"removes the {record}" if after == ABSENT else f"makes the {record} {after}"
    if not _rejects(how, rule):
        return moves
    if _answer(how, rule):  # that says which error
        return f"{moves} although it rejects the request"
    return f"rejects the request, but {moves}"


def _rejects(how: Behaviour, rule: Rule) -> bool:
    """Whether the answer is an error."""
    return bool(how.answers) if how.answers is not None else rule.expected.error is not None


def _effect(change: EffectChange) -> str:
    field, how, value = change
    name = api_name(field)
    if field == NEXT:
        return f"takes {TAKES[value]}"
    if field == TIME:
        return "lets the timer run out too early"
    if field == "step_timer":
        return (
            "leaves the step timer as it is" if how == "none" else "does not remove the step timer"
        )
    if how == "plus":
        return f"changes {name} by {value}" if value < 0 else f"raises {name} by {value}"
    return {
        "none": f"does not change {name}" if field != "version" else f"does not raise {name}",
        "replace": f"replaces the stored {name}",
        "set": f"replaces the stored {name}, even if none are given",
        "merge": f"merges the given {name} into the stored ones",
        "given": f"stores the given {name}",
        "is": f"sets {name} to {_value(value)}",
    }[how]


def _mask(mask: Mask) -> str:
    member, how, value = mask
    name = "executions" if member == "entries" else api_name(member)
    if how == "plus":
        by = "one" if abs(value) == 1 else str(abs(value))
        return f"shows {name} {by} {'higher' if value > 0 else 'lower'}"
    if how == "without":
        return f"leaves out the {value} executions" if value else "leaves out every execution"
    if how == "any":
        return f"shows the wrong {name}"
    return f"shows {name} {_value(value)}"


def _record(rule: Rule) -> str:
    return "job" if rule.machine == JOB else "execution"


def api_name(member: str) -> str:
    """The API's name of a member of a request or a description."""
    return _MEMBERS.get(member) or member_name(member)


def _value(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        inner = ", ".join(f"{key}: {_value(value[key])}" for key in sorted(value))
        return _brief(f"{{{inner}}}")
    return _brief(str(value)) or '""'


def _brief(text: str) -> str:
    seen = printable(text)
    return seen if len(seen) <= _LONGEST else f"{seen[: _LONGEST - 1]}…"


def _and(words: Sequence[str]) -> str:
    return " and ".join(words)
