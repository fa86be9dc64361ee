"""Requirements on answers alone: the HTTP status, and members that no machine decides."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import islice, product
from typing import Any, NamedTuple

from .. import claims as c
from ..errors import ERRORS
from ..language.evidence import Claim
from ..language.rules import Outcome, RequestRule, Verdict
from ..machines import CORE
from .answers import (
    Answer,
    ExecutionDescription,
    JobDescription,
    ListedExecution,
    PendingExecution,
)
from .constraints import MALFORMED
from .requests import (
    REQUESTS,
    CancelJob,
    CancelJobExecution,
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    GetPendingJobExecutions,
    Request,
    StartNextPendingJobExecution,
)
from .table import Table
from .wire import PAGED, PENDING_LISTS, SUMMARIES, thing_of

NOTHING = "nothing"
QUEUED = CORE.queued
_ERRORS = {error.code: error for error in ERRORS}
_EXECUTION_NUMBER, _STARTED_AT = "executionNumber", "startedAt"
_ALL_TARGETS = "all targets"
_MOST_NUMBERS = 16
"""The most ways to number the executions in one answer that are told."""
Tries = Callable[[str, str, str], Collection[int]]
"""The numbers that executions of a job on a thing may have in a status; empty if unknown."""
Execution = ExecutionDescription | PendingExecution | ListedExecution


class Came(NamedTuple):
    """A request and its answer on the wire: with the HTTP status, None for a record that does not
    tell it and may leave members out, and with the members that the model leaves out, nested as in
    the API. ``targets`` are the things that the job was created with, where known. ``retries``: a
    job may have retries. ``tries`` is None where they are unknown, and in the core profile."""

    request: Request
    answer: Answer
    http: int | None
    others: Mapping[str, Any]
    targets: tuple[str, ...] = ()
    retries: bool = False
    tries: Tries | None = None


@dataclass(frozen=True, slots=True, eq=False)
class AnswerForm:
    """A requirement on answers, with the sources for each operation.

    ``permitted`` gives what an answer may show, in the words of reports; nothing if the requirement
    does not apply to the answer. ``seen`` gives what it shows. ``of_first_tries``: the requirement
    does not apply if a job may have retries. ``of_members``: it does not apply to members that the
    answer lacks.
    """

    name: str
    claims: Mapping[type[Request], tuple[Claim, ...]]
    permitted: Callable[[Came], tuple[str, ...]]
    seen: Callable[[Came], str]
    of_first_tries: bool = False
    of_members: bool = False

    def is_about(self, operation: str) -> bool:
        """Whether the requirement applies to answers of the operation."""
        return any(kind.operation == operation for kind in self.claims)


@lru_cache
def answer_rule(form: AnswerForm, operation: str) -> RequestRule:
    """The rule for the answers of the operation."""
    claims = {kind.operation: claims for kind, claims in form.claims.items()}
    return RequestRule(
        Verdict.ACCEPT,
        None,
        {},
        (Outcome(),),
        claims[operation],
        machine=MALFORMED.machine,
        event=f"answer/{form.name}",
        operation=operation,
    )


def answer_rules(table: Table) -> Iterator[RequestRule]:
    """One rule for each form of each operation of the table."""
    for operation in table.operations:
        for form in FULL_ANSWER_FORMS if table.spec.extends else ANSWER_FORMS:
            if form.is_about(operation):
                yield answer_rule(form, operation)


def told(came: Came) -> Iterator[tuple[AnswerForm, tuple[str, ...], str]]:
    """Each form that applies to this answer, with what it permits and what was seen."""
    for form in FULL_ANSWER_FORMS if came.tries else ANSWER_FORMS:
        if (form.of_first_tries and came.retries) or (came.http is None and not form.of_members):
            continue
        if form.is_about(came.request.operation) and (permitted := form.permitted(came)):
            yield form, permitted, form.seen(came)


def _status_of_error(came: Came) -> tuple[str, ...]:
    error = _ERRORS.get(came.answer.error or "")
    return tuple(f"HTTP {code}" for code in error.http) if error else ()


def _http(came: Came) -> str:
    return f"HTTP {came.http}"


def _body(came: Came) -> tuple[str, ...]:
    if came.answer.error is not None:
        return ()
    return ("jobArn, jobId",) if isinstance(came.request, CancelJob) else (NOTHING,)


def _in_body(came: Came) -> str:
    """The members in the body; for CancelJob only jobArn and jobId, each if it is right."""
    if not isinstance(came.request, CancelJob):
        return ", ".join(sorted(came.others)) or NOTHING
    job_id = came.request.job_id
    right = {
        "jobArn": str(came.others.get("jobArn")).endswith(f":job/{job_id}"),
        "jobId": came.others.get("jobId") == job_id,
    }
    return ", ".join(name for name, is_right in right.items() if is_right) or NOTHING


def _first_number(came: Came) -> tuple[str, ...]:
    return (f"{_EXECUTION_NUMBER} 1",) if list(_numbers(came)) else ()


def _number(came: Came) -> str:
    wrong = [number for number in _numbers(came) if number != 1]
    return f"{_EXECUTION_NUMBER} {wrong[0]!r}" if wrong else f"{_EXECUTION_NUMBER} 1"


def _numbers(came: Came) -> Iterator[object]:
    """The numbers of the executions in an answer that have one."""
    for _, entry in _executions(came):
        if entry.get(_EXECUTION_NUMBER) is not None:
            yield entry[_EXECUTION_NUMBER]


def _numbers_of_tries(came: Came) -> Iterator[tuple[int, Collection[int]]]:
    """The number of each execution in an answer, and those that it may have, if they are known."""
    asked = came.request.execution_number
    for shown, entry in _executions(came):
        number, thing = entry.get(_EXECUTION_NUMBER), came.request.thing_name
        if not isinstance(shown, PendingExecution):
            thing = shown.thing_name
        its = came.tries(shown.job_id, thing or "", shown.status) if came.tries else ()
        if isinstance(number, int) and its:
            yield number, its if asked is None else (asked,)


def _of_tries(came: Came) -> tuple[str, ...]:
    its = [sorted(permitted) for _, permitted in _numbers_of_tries(came)]
    every = islice(product(*its), _MOST_NUMBERS) if its else ()
    return tuple(map(_numbered, every))


def _seen_of_tries(came: Came) -> str:
    """The numbers; where they are right, but among too many to be told, the first that are."""
    pairs, told = list(_numbers_of_tries(came)), _of_tries(came)
    words = _numbered(number for number, _ in pairs)
    is_right = all(number in permitted for number, permitted in pairs)
    return told[0] if is_right and words not in told else words


def _numbered(numbers: Iterable[int]) -> str:
    return f"{_EXECUTION_NUMBER} {', '.join(map(str, numbers))}"


def _executions(came: Came) -> Iterator[tuple[Execution, Mapping[str, Any]]]:
    """The executions in an answer, each with its other members."""
    response, beside = came.answer.response, came.others
    found: list[tuple[Execution, object]] = []
    if isinstance(response, ExecutionDescription):
        found.append((response, beside.get("execution")))
    entries = response if isinstance(response, tuple) else ()
    for member, status in PENDING_LISTS.items():
        listed = (x for x in entries if isinstance(x, PendingExecution) and x.status == status)
        found += zip(listed, _entries(beside, member), strict=False)
    summaries = (entry for entry in entries if isinstance(entry, ListedExecution))
    found += zip(summaries, _entries(beside, SUMMARIES), strict=False)
    for shown, members in found:
        if isinstance(members, Mapping):
            yield shown, members.get("jobExecutionSummary", members)


def _entries(beside: Mapping[str, Any], member: str) -> list[Any]:
    listed = beside.get(member)
    return listed if isinstance(listed, list) else []


def _not_started(came: Came) -> tuple[str, ...]:
    return (f"no {_STARTED_AT}",) if list(_queued(came)) else ()


def _started(came: Came) -> str:
    return f"{'a' if any(_queued(came)) else 'no'} {_STARTED_AT}"


def _queued(came: Came) -> Iterator[bool]:
    """Whether each QUEUED execution in an answer has a time at which it started; clients show 0, or
    the beginning of 1970, for no time."""
    for shown, entry in _executions(came):
        if shown.status == QUEUED:
            started = entry.get(_STARTED_AT)
            yield started is not None and not _is_zero(started)


def _is_zero(time: object) -> bool:
    at = time.timestamp() if isinstance(time, datetime) else time
    return at == 0


def _given_targets(came: Came) -> tuple[str, ...]:
    described = isinstance(came.answer.response, JobDescription)
    return (_ALL_TARGETS,) if described and came.targets else ()


def _shown_targets(came: Came) -> str:
    """Whether each of the job's targets is shown; others may have been added."""
    job = came.others.get("job")
    listed = job.get("targets") if isinstance(job, Mapping) else None
    arns = listed if isinstance(listed, list | tuple) else ()
    shown = {thing_of(arn) for arn in arns if isinstance(arn, str)}
    return _ALL_TARGETS if shown >= {*came.targets} else f"not {_ALL_TARGETS}"


_NUMBERED = (DescribeJobExecution, StartNextPendingJobExecution, GetPendingJobExecutions)
ANSWER_FORMS = (
    AnswerForm(
        "HTTP_STATUS",
        dict.fromkeys(REQUESTS, (c.ERROR_HTTP_CODES,)),
        _status_of_error,
        _http,
    ),
    AnswerForm(
        "BODY",
        {
            CancelJob: (c.CANCEL_JOB_ANSWER,),
            CancelJobExecution: (c.CANCEL_EXECUTION_ANSWER,),
            DeleteJob: (c.DELETE_JOB_ANSWER,),
        },
        _body,
        _in_body,
    ),
    AnswerForm(
        "EXECUTION_NUMBER",
        dict.fromkeys(_NUMBERED, (c.NUMBERS_START_AT_ONE,)),  # retries have other numbers
        _first_number,
        _number,
        of_first_tries=True,
        of_members=True,
    ),
    AnswerForm(
        "STARTED_AT",
        dict.fromkeys((DescribeJobExecution, GetPendingJobExecutions), (c.QUEUED_HAS_NOT_STARTED,)),
        _not_started,
        _started,
        of_members=True,
    ),
    AnswerForm(
        "TARGETS",
        {DescribeJob: (c.TARGETS_ARE_READABLE,)},
        _given_targets,
        _shown_targets,
    ),
)
"""Every form of the core profile, in the order of reports."""
_NUMBERS_OF_TRIES = (c.RETRY_IS_A_NEW_EXECUTION, c.NUMBERS_START_AT_ONE)
FULL_ANSWER_FORMS = tuple(
    replace(
        form,
        claims=dict.fromkeys((*form.claims, *PAGED), _NUMBERS_OF_TRIES),
        permitted=_of_tries,
        seen=_seen_of_tries,
        of_first_tries=False,
    )
    if form.of_first_tries
    else form
    for form in ANSWER_FORMS
)
"""Those of the profile `full`, in which retries have numbers too, and listings show them."""
