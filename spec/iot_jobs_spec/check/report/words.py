"""How reports put requests, answers and expectations into words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from ...judge.words import Came, api_name, words_of
from ...language.evidence import Claim
from ...language.rules import RESPONSE, Rule, Verdict
from ...model.answers import (
    Answer,
    ExecutionDescription,
    ExecutionState,
    JobDescription,
    ListedExecution,
    Masked,
    PendingExecution,
)
from ...model.divergence import NO_ANSWER, Divergence
from ...model.profiles import CORE, FULL, table_of
from ...model.requests import Request
from ...model.table import Cell, Table
from ...model.texts import printable
from ...systems.raw import RawRequest
from .results import Finding, Step

RAW = ("job_id", "thing_name", "query", "body")
"""The members of a raw request that reports tell."""
LONGEST = 4_000
"""How many characters of a text JSON holds."""
_LONG, _ENDS = 120, 8
_RUN = re.compile(r"(.)\1{23,}", re.DOTALL)
"""Many equal characters, of which a few tell as much."""


def operation_of(request: Request | RawRequest) -> str:
    """The operation that the request calls."""
    return request.operation if isinstance(request, RawRequest) else type(request).__name__


def members_of(value: Any) -> dict[str, Any]:
    """The members of a request or description by their names in the API, in plain types.

    Those that are None, or false as by default, are left out.
    """
    if isinstance(value, Request):
        found = value.given()
    else:
        found = {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, RawRequest):
        found["body"] = value.with_arns(_arn).body
        found = {name: _text(member) or None for name, member in found.items() if name in RAW}
        found["service"] = "iot-jobs-data" if value.of_device else None
    return {
        api_name(name): plain(member)
        for name, member in found.items()
        if member is not None and member is not False
    }


def _arn(thing: str) -> str:
    """The ARN of a thing, as far as a report can know it."""
    return f"arn:aws:iot:REGION:ACCOUNT:thing/{thing}"


def plain(value: Any) -> Any:
    """The value as JSON can hold it."""
    if isinstance(value, Mapping):
        return {key: plain(member) for key, member in sorted(value.items())}
    if hasattr(value, "_asdict"):
        return {api_name(name): member for name, member in value._asdict().items()}
    if isinstance(value, tuple):
        return [plain(member) for member in value]
    if isinstance(value, str) and len(value) > LONGEST:
        return f"{value[:LONGEST]}… ({len(value)} characters)"
    return value


def request_words(request: Request | RawRequest) -> str:
    """``DeleteJob(jobId=job, force=True)``."""
    return f"{operation_of(request)}({_members(members_of(request))})"


def answer_words(answer: Answer, only: Iterable[str] = (), also: Iterable[str] = ()) -> str:
    """``ok``, an error code, or what a response tells; ``only`` some members of it, or ``also``
    some that it would leave out."""
    if answer.error is not None:
        return brief(answer.error)
    response = answer.response
    if response is None:
        return "ok"
    if isinstance(response, Masked):
        return answer_words(Answer(None, response.right), only, also)
    if isinstance(response, JobDescription | ExecutionDescription | ExecutionState):
        return _members(shown(response, only, also))
    assert isinstance(response, tuple)
    return f"[{', '.join(map(_entry, response))}]"


def answered_words(request: Request, answer: Answer) -> str:
    """``DeleteJob answered ok``."""
    gave = "gave" if (answer.error or "").startswith(NO_ANSWER) else "answered"
    return f"{operation_of(request)} {gave} {answer_words(answer)}"


def shown(
    response: JobDescription | ExecutionDescription | ExecutionState,
    only: Iterable[str],
    also: Iterable[str] = (),
) -> dict[str, Any]:
    """Some members of a description by their names in the API; for none that it has, those that are
    neither names nor unset, and the ones in ``also``."""
    members = {field.name: getattr(response, field.name) for field in fields(response)}
    names = tuple(name for name in only if name in members)
    if not names:
        names = tuple(
            name
            for name, value in members.items()
            if name in also or (name not in ("job_id", "thing_name") and _is_set(value))
        )
    return {api_name(name): plain(members[name]) for name in names}


def _is_set(value: Any) -> bool:
    return value is not None and value is not False and value != {}


def telling(divergence: Divergence) -> tuple[str, ...]:
    """The members that a divergence is about: where it is another job, or another status, the other
    members are no news. None where the whole response is wrong."""
    news = (field for field in ("job_id", "status") if field in divergence.fields)
    return tuple(news)[:1] or tuple(name for name in divergence.fields if name != RESPONSE)


def steps_words(finding: Finding) -> Iterator[str]:
    """The steps, each behind the client that sent it, where several did at once; the wrong one
    shows the members that are wrong."""
    for step, client, also in steps_of(finding):
        words = _step_words(step, also)
        yield f"{client}: {words}" if client else words


def steps_of(finding: Finding) -> Iterator[tuple[Step, str, tuple[str, ...]]]:
    """Each step with the client that sent it, "" for only one, and the members of its answer that
    are wrong."""
    wrong = finding.divergence
    last = len(finding.steps) - 1
    for number, (step, client) in enumerate(zip_longest(finding.steps, finding.clients)):
        is_wrong = number == last and operation_of(step.request) == operation_of(wrong.request)
        yield step, client or "", telling(wrong) if is_wrong else ()


def _step_words(step: Step, also: Iterable[str]) -> str:
    """``DeleteJob(jobId=job) -> ok``."""
    later = f"{step.later:.0f} seconds later: " if step.later else ""
    return f"{later}{request_words(step.request)} -> {answer_words(step.answer, (), also)}"


def saw_words(divergence: Divergence) -> str:
    """What came, as far as the divergence is about it."""
    seen = divergence.seen
    return answer_words(seen, telling(divergence) if seen.response else ())


def claim_words(claim: Claim) -> str:
    """Name, basis and place."""
    return f"{claim.name}, {claim.basis.value}, {claim.where}"


def deciding(claims: Sequence[Claim]) -> Claim:
    """The claim that decides how certain a divergence is: the first of the strongest."""
    return min(claims, key=lambda claim: claim.basis.rank)


def expected_words(divergence: Divergence) -> str:
    """What would have been right."""
    only = telling(divergence)
    told = (answer_words(answer, only if answer.response else ()) for answer in divergence.expected)
    return " or ".join(dict.fromkeys(told))


def outcome_words(rule: Rule) -> str:
    """What a rule expects, the expected outcome first."""
    words = dict.fromkeys(
        outcome.error.code
        if outcome.error
        else "ok"
        if outcome.status in (rule.source, None)
        else f"ok, {outcome.status}"
        for outcome in rule.outcomes
    )
    if rule.verdict is Verdict.UNSPECIFIED:
        return "anything: unspecified"
    return " or ".join(words)


def due_words(cell: Cell) -> str:
    """What the cell expects."""
    if "/view/" in cell.id:
        return "what the reads beside it show"
    if "/answer/" in cell.id:
        return "what its claim says"
    return outcome_words(cell.rule)


def says(finding: Finding) -> str:
    """What the system does instead, as a predicate: ``accepts the request``."""
    divergence, seen = finding.divergence, finding.divergence.seen
    if (seen.error or "").startswith(NO_ANSWER):
        return f"gives {seen.error}"
    came = Came(divergence.expected, seen, divergence.fields)
    operation, table = divergence.request.operation, by_cell(finding.cell)
    return words_of(finding.deviations, came, operation, finding.cell, table)


def by_cell(cell: str) -> Table:
    """The spec by cell, in the smallest profile that has this one."""
    core = _by_cell(CORE)
    return core if any(rule.id == cell for rule in core.rules) else _by_cell(FULL)


@lru_cache
def _by_cell(profile: str) -> Table:
    return table_of(profile).by_cell()


def _entry(entry: PendingExecution | ListedExecution) -> str:
    if isinstance(entry, ListedExecution):
        return f"{entry.job_id} on {entry.thing_name} {entry.status}"
    return f"{entry.job_id} {entry.status} {api_name('version')}={entry.version}"


def _members(members: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={_value(value)}" for name, value in members.items())


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return (
            "{"
            + ", ".join(f"{brief(str(key))}: {_value(member)}" for key, member in value.items())
            + "}"
        )
    if isinstance(value, list):
        return f"[{', '.join(_value(member) for member in value)}]"
    return brief(str(value))


def _text(part: str | bytes) -> str:
    """Part of a raw request; what is no text in it is spelt out."""
    told = part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
    return told.decode("utf-8", "backslashreplace")


def brief(text: str) -> str:
    """The text; of many equal characters a few, so that the odd ones stay, and of a long text its
    ends, with its length. What cannot be seen is spelt out."""
    if not text:
        return '""'
    told = _RUN.sub(lambda run: f"{run[0][:_ENDS]}…{run[0][-_ENDS:]}", text)
    if len(told) > _LONG:
        half = _LONG // 2
        told = f"{told[:half]}…{told[-half:]}"
    seen = printable(told)
    return seen if told == text else f"{seen} ({len(text)} characters)"
