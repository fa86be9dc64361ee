"""A finding as a program: boto3 alone, from the first request to the answer that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...judge.words import api_name
from ...model.answers import Answer, ExecutionDescription, ExecutionState, JobDescription
from ...model.constraints import Fit, judge
from ...model.divergence import NO_ANSWER
from ...model.requests import (
    CancelJob,
    CreateJob,
    DescribeJob,
    DescribeJobExecution,
    GetPendingJobExecutions,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from ...model.wire import COUNTERS, PENDING_LISTS
from ...systems.boto import OF_DEVICES, OF_THINGS, call_of
from ...systems.clients import REGION, is_loopback
from ...systems.members import MOST_PAGES
from ...systems.raw import RawRequest
from ..scripts.views import Look, look_of
from .raw_script import (
    FUNCTION,
    IMPORTS,
    IMPORTS_OF_LOOK,
    LOOK,
    literal,
    look_call,
    name_words,
    raw_call,
    things_of,
)
from .results import Finding
from .words import deciding, plain, telling

_HEAD = '''\
import os
import sys{time}
import uuid
{imports}
import boto3
from botocore.config import Config
from botocore.exceptions import {exceptions}

ENDPOINT = sys.argv[1] if len(sys.argv) > 1 else {endpoint}
RUN = "finding-" + uuid.uuid4().hex[:8]
{credentials}{in_process}
as_it_is = Config(parameter_validation=False)  # what a request may hold is not for boto3 to judge
iot = boto3.client("iot", endpoint_url=ENDPOINT, config=as_it_is)
jobs_data = boto3.client("iot-jobs-data", endpoint_url=ENDPOINT, config=as_it_is)


def ask(method, **members):
    """Call, show what comes and return it: the response, or the code of the error."""
    try:
        answer = method(**members)
        {came}answer.pop("ResponseMetadata", None)
    except ClientError as error:
        answer = error.response["Error"]["Code"]
{came_with_error}{crash}    print(method.__name__, members, "->", answer)
    return answer
'''
_VERSION = """

def version_of(answer):
    \"\"\"The version that an answer shows. Without one, the steps cannot be repeated.\"\"\"
    try:
        return answer["execution"]["versionNumber"]
    except (KeyError, TypeError):
        print("not repeated: an execution was expected, not", answer)
        sys.exit(2)
"""
_AS_THEN = """

def as_then(answer, error):
    \"\"\"End if this is not the error, None for a success: later answers show nothing then.\"\"\"
    if (answer if isinstance(answer, str) else None) != error:
        print("not repeated:", error or "a success", "was expected, not", answer)
        sys.exit()
"""
_CRASH = f'''\
    except BotoCoreError:
        raise
    except Exception as error:
        answer = f"{NO_ANSWER}: {{type(error).__name__}}"
'''
_CAME = """\
        ask.came = error.response["ResponseMetadata"]
"""
_LOOPBACK = f"""
os.environ.setdefault("AWS_ACCESS_KEY_ID", "testing")
os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "testing")
os.environ.setdefault("AWS_DEFAULT_REGION", {REGION!r})
"""
_MOTO = """
if ENDPOINT is None:
    from moto import mock_aws

    mock_aws().start()
"""
_TAIL = """
print("expected:", " or ".join(dict.fromkeys(str(answer) for answer in expected)))
print("seen:    ", seen)
if seen not in expected:
    sys.exit({verdict!r})
"""
_JOB = {
    "status": 'job.get("status")',
    "force_canceled": 'job.get("forceCanceled", False)',
    "reason_code": 'job.get("reasonCode")',
    "comment": 'job.get("comment")',
    "job_id": 'job.get("jobId", "").removeprefix(RUN + "-")',
    "counts": '{name: n for name, n in job.get("jobProcessDetails", {}).items()'
    ' if n and name.startswith("numberOf")}',
}
_EXECUTION = {
    "status": 'execution.get("status")',
    "version": 'execution.get("versionNumber", 0)',
    "details": 'execution.get("statusDetails", {}).get("detailsMap", {})',
    "force_canceled": 'execution.get("forceCanceled", False)',
    "job_id": 'execution.get("jobId", "").removeprefix(RUN + "-")',
    "thing_name": 'execution.get("thingArn", "").partition(":thing/")[2].removeprefix(RUN + "-")',
}
_STATE = _EXECUTION | {"details": 'execution.get("statusDetails", {})'}
_STARTED = _STATE | {
    "thing_name": 'execution.get("thingName", "").removeprefix(RUN + "-")',
}


ANY = ""
"""The target of a script that knows no address: it must be given one."""
LONGEST_DELETION = 60
"""Seconds that a script waits for the end of a deletion, where that matters."""
LONGEST_TIMER = 65
"""Seconds that it waits for a timer that runs out late."""


def script(finding: Finding, target: str | None, settle: float = 0.0) -> str:
    """A program that exits with an error as long as the finding holds; empty for a finding in
    requests that overlap.

    ``target`` is the URL to ask where none is given to the program; None is moto, in process, and
    `ANY` none.
    """
    if finding.clients:
        return ""
    here, crash = not target or is_loopback(target), _is_crash(finding)
    by_hand = any(isinstance(request, RawRequest) for request in _requests(finding))
    return "\n".join(
        [
            f'"""{_about(finding)}"""\n',
            _HEAD.format(
                endpoint="sys.exit('give the URL to ask')" if target == ANY else repr(target),
                time="\nimport time" if settle or by_hand or _sleeps(finding) else "",
                credentials=_LOOPBACK if here else "",
                in_process=_MOTO if target is None else "",
                imports=_imports(finding) if by_hand else "",
                crash=_CRASH if crash else "",
                came="ask.came = " if _is_about_answers(finding) else "",
                came_with_error=_CAME if _is_about_answers(finding) else "",
                exceptions="BotoCoreError, ClientError" if crash else "ClientError",
            ),
            *([_VERSION] if _tells_versions(finding) else []),
            *([_AS_THEN] if any(_rests_on(finding, n) for n in range(len(finding.steps))) else []),
            *([FUNCTION] if by_hand else []),
            *([LOOK] if _is_about_views(finding) else []),
            *_things(finding),
            *_calls(finding, settle),
            _TAIL.format(verdict=f"{finding.verdict}: {deciding(finding.claims).says}"),
        ]
    )


def _requests(finding: Finding) -> list[Request | RawRequest]:
    return [step.request for step in finding.steps]


def _sleeps(finding: Finding) -> bool:
    """Whether it waits for a timer, or for the end of a deletion."""
    return finding.ended or any(step.later for step in finding.steps)


def _tells_versions(finding: Finding) -> bool:
    """Whether a step before the last one shows a version."""
    shown = (step.answer.response for step in finding.steps[:-1])
    return any(isinstance(response, ExecutionDescription) for response in shown)


def _is_crash(finding: Finding) -> bool:
    return (finding.divergence.seen.error or "").startswith(NO_ANSWER)


def _is_about_answers(finding: Finding) -> bool:
    return "/answer/" in finding.cell


def _is_about_views(finding: Finding) -> bool:
    return "/view/" in finding.cell


def _imports(finding: Finding) -> str:
    """What the functions for raw requests import, and those for views, in order."""
    needed = IMPORTS.splitlines()
    needed += IMPORTS_OF_LOOK.splitlines() if _is_about_views(finding) else []
    plain = sorted({line for line in needed if line.startswith("import ")})
    return "\n".join([*plain, *sorted({*needed} - {*plain})])


def _came(finding: Finding, last: Request) -> Iterator[str]:
    """What is seen of an answer alone."""
    form = finding.cell.rpartition("/")[2]
    if form == "HTTP_STATUS":
        yield "seen = f\"HTTP {ask.came['HTTPStatusCode']}\""
    elif form == "EXECUTION_NUMBER":
        yield 'found = [answer.get("execution", {})]'
        for name in PENDING_LISTS:
            yield f'found += answer.get("{name}", [])'
        listed = 'one["jobExecutionSummary"] for one in answer.get("executionSummaries", [])'
        yield f"found += [{listed}]"
        yield 'numbers = [one["executionNumber"] for one in found if "executionNumber" in one]'
        told = 'seen = f"executionNumber {max(numbers, key=lambda number: number != 1, default=1)}"'
        if [answer.error for answer in finding.divergence.expected] != ["executionNumber 1"]:
            told = 'seen = "executionNumber " + ", ".join(map(str, numbers))'
        yield told
    elif form == "STARTED_AT":
        yield 'found = [answer.get("execution", {})]'
        yield 'found = [one for one in found if one.get("status") == "QUEUED"]'
        yield 'found += answer.get("queuedJobs", [])'
        yield 'started = [one["startedAt"] for one in found if one.get("startedAt") is not None]'
        yield 'at = [one.timestamp() if hasattr(one, "timestamp") else one for one in started]'
        yield "seen = f\"{'a' if any(at) else 'no'} startedAt\""
    elif form == "TARGETS":
        yield 'targets = {one.partition(":thing/")[2] for one in answer["job"].get("targets", [])}'
        given = ", ".join(map(name_words, _targets_of(finding, last)))
        yield f'seen = "all targets" if targets >= {{{given}}} else "not all targets"'
    elif isinstance(last, CancelJob):
        job = name_words(last.job_id)
        yield f'right = {{"jobArn": str(answer.get("jobArn")).endswith(":job/" + {job}),'
        yield f'         "jobId": answer.get("jobId") == {job}}}'
        yield 'seen = ", ".join(name for name in right if right[name]) or "nothing"'
    else:
        yield 'seen = ", ".join(sorted(answer)) or "nothing"'
    yield f"expected = {[answer.error for answer in finding.divergence.expected]!r}"


def _targets_of(finding: Finding, last: Request) -> list[str]:
    """The things that the job of a request was created with."""
    created = (one for one in _requests(finding) if isinstance(one, CreateJob))
    return [name for one in created if one.job_id == last.job_id for name in one.targets]


def _about(finding: Finding) -> str:
    claims = "\n".join(f"{claim.says}\n  {claim.where}" for claim in finding.claims)
    words = f"{finding.cell}: {finding.verdict}\n\n{claims}\n"
    return words.replace("\\", "\\\\").replace('"', "'")


def _things(finding: Finding) -> Iterator[str]:
    names: list[str] = []
    for request in _requests(finding):
        names += things_of(request) if isinstance(request, RawRequest) else _things_of(request)
    sound = [name for name in dict.fromkeys(names) if _is_thing_name(name)]
    yield "\narn = {"
    for name in sound:
        yield f'    {name!r}: iot.create_thing(thingName={name_words(name)})["thingArn"],'
    yield "}"
    for name in dict.fromkeys(names):
        if name not in sound:  # no thing can have it
            other = f"arn[{sound[0]!r}]" if sound else '"arn:aws:iot:us-east-1:123456789012:thing/"'
            yield f'arn[{name!r}] = {other}.rpartition("/")[0] + "/" + {name_words(name)}'


def _calls(finding: Finding, settle: float) -> Iterator[str]:
    version: int | None = None
    *before, last = _requests(finding)
    if _is_about_views(finding):  # it takes the looks beside the last one by itself
        before = before[: len(before) - len(_look_of(finding).beside)]
    for number, (request, step) in enumerate(zip(before, finding.steps, strict=False)):
        _, answer, later = step
        if later:
            yield f"time.sleep({later:.1f})  # as the check has waited for a timer"
        yield f"answer = {_call(request, version)}"
        if later and isinstance(answer.response, ExecutionDescription):
            yield f"for _ in range({LONGEST_TIMER}):  # it may run out late"
            yield f'    if answer["execution"]["status"] == {answer.response.status!r}:'
            yield "        break"
            yield f"    time.sleep(1)\n    answer = {_call(request, version)}"
        if isinstance(answer.response, ExecutionDescription):
            # What is asked later is relative to it: another system has another version.
            yield "version = version_of(answer)"
            version = answer.response.version
        if finding.ended and isinstance(request, DescribeJob) and answer.error is not None:
            yield f"for _ in range({LONGEST_DELETION}):  # its deletion may take a while"
            yield "    if isinstance(answer, str):\n        break"
            yield f"    time.sleep(1)\n    answer = {_call(request, version)}"
        if _rests_on(finding, number):
            yield f"as_then(answer, {answer.error!r})"
        if settle and not _is_read(request):
            yield f"time.sleep({settle!r})  # what is due may come late"
    if isinstance(last, RawRequest) and _is_about_views(finding):
        yield from _viewed(_look_of(finding))
        return
    if finding.steps[-1].later:
        yield f"time.sleep({finding.steps[-1].later:.1f})  # as the check has waited for a timer"
    yield f"answer = {_call(last, version)}"
    if isinstance(last, RawRequest):
        yield from _judged(finding)
        return
    if _is_about_answers(finding):
        yield from _came(finding, last)
        return
    only = telling(finding.divergence)
    yield "if isinstance(answer, str):\n    seen = answer\nelse:"
    yield from (f"    {line}" for line in _seen(last, only))
    expected = (_value(last, answer, only) for answer in finding.divergence.expected)
    yield f"expected = [{', '.join(dict.fromkeys(repr(value) for value in expected))}]"


def _rests_on(finding: Finding, number: int) -> bool:
    """Whether the last answer may be right if this step, not the last one, gets another error: the
    step is a request of the cell at fault, or one of the reads right before the last."""
    requests = _requests(finding)
    operation = finding.cell.partition("/")[0].partition("=")[0]
    own = [n for n, one in enumerate(requests) if one.operation == operation]
    by_hand = any(isinstance(one, RawRequest) for one in requests)
    return bool(own) and not by_hand and own[-1] <= number < len(requests) - 1


def _is_read(request: Request | RawRequest) -> bool:
    """Whether nothing is due after the request."""
    if isinstance(request, RawRequest):
        return request.operation.startswith(("Describe", "Get", "List"))
    return request.is_read


def _look_of(finding: Finding) -> Look:
    return look_of(finding.cell, finding.steps[-1].request)


def _viewed(look: Look) -> Iterator[str]:
    """What a view shows, and what it may show by the reads beside it."""
    beside = "".join(f"    {look_call(reading)},\n" for reading in look.beside)
    yield f"beside = [\n{beside}]" if beside else "beside = []"
    yield "for entries in beside:\n    if isinstance(entries, str):"
    yield '        sys.exit(f"a read beside it failed: {entries}")'
    nothing = repr(look.reading.nothing)
    yield f"may_be = permitted({look.kind!r}, {look.given!r}, beside)"
    yield f"expected = [words(one, {nothing}) for one in may_be]"
    yield f"seen = words({look_call(look.reading)}, {nothing})"


def _judged(finding: Finding) -> Iterator[str]:
    """What is seen of a raw request: any error of the caller's rejects what must be rejected."""
    expected = [answer.error or "ok" for answer in finding.divergence.expected]
    yield "status, code, _ = answer"
    yield 'seen = "ok" if status < 300 else code'
    yield f"expected = {expected!r}"
    if finding.divergence.request is finding.steps[-1].request:
        yield "if 300 <= status < 500:\n    expected.append(seen)"


def _things_of(request: Request) -> list[str]:
    """The things that a request needs to be there."""
    if isinstance(request, OF_THINGS):
        return [request.thing_name] if _is_thing_name(request.thing_name) else []
    return list(request.targets)


def _is_thing_name(name: str) -> bool:
    return judge(GetPendingJobExecutions(name))[0] is Fit.KEPT


def _call(request: Request | RawRequest, version: int | None) -> str:
    if isinstance(request, RawRequest):
        return raw_call(request)
    method, members = call_of(request)
    client = "jobs_data" if isinstance(request, OF_DEVICES) else "iot"
    return f"ask({client}.{method}, {', '.join(_arguments(request, members, version))})"


def _arguments(request: Request, members: dict[str, Any], version: int | None) -> Iterator[str]:
    for name, value in members.items():
        if name in ("jobId", "thingName"):
            yield f"{name}={name_words(value)}"
        elif name == "targets" and isinstance(request, CreateJob):
            yield f"targets=[{', '.join(f'arn[{thing!r}]' for thing in request.targets)}]"
        elif name == "expectedVersion" and version is not None:
            yield f"{name}=version + {value - version}"
        else:
            yield f"{name}={literal(value)}"


def _seen(request: Request, only: tuple[str, ...]) -> Iterator[str]:
    """What reads from ``answer`` what the finding is about."""
    if isinstance(request, DescribeJob) and only:
        yield 'job = answer.get("job", {})'
        yield _members(_JOB, only)
    elif isinstance(request, DescribeJobExecution) and only:
        yield 'execution = answer.get("execution", {})'
        yield _members(_EXECUTION, only)
    elif isinstance(request, StartNextPendingJobExecution):
        yield 'execution = answer.get("execution", {})'
        yield _members(_STARTED, only or ("status",))
    elif isinstance(request, UpdateJobExecution) and request.include_job_execution_state:
        yield 'execution = answer.get("executionState", {})'
        yield _members(_STATE, only or ("status",))
    elif isinstance(request, GetPendingJobExecutions):
        yield "seen = []"
        for name, status in PENDING_LISTS.items():
            yield f'for one in answer.get("{name}", []):'
            yield '    job_id = one["jobId"].removeprefix(RUN + "-")'
            yield f'    seen.append((job_id, "{status}", one["versionNumber"]))'
        yield "seen.sort()"
    elif isinstance(request, ListJobExecutionsForJob | ListJobExecutionsForThing):
        yield from _listed(request)
    else:
        yield 'seen = "ok"'


def _listed(request: ListJobExecutionsForJob | ListJobExecutionsForThing) -> Iterator[str]:
    """What reads a listing, ``answer`` being its first page."""
    again = _call(request, None).removesuffix(")")
    yield "pages = [answer]"
    yield f'while pages[-1].get("nextToken") and len(pages) < {MOST_PAGES}:'
    yield f'    pages.append({again}, nextToken=pages[-1]["nextToken"]))'
    yield "seen = []"
    yield 'for one in [one for page in pages for one in page.get("executionSummaries", [])]:'
    if isinstance(request, ListJobExecutionsForJob):
        yield f"    job_id = {request.job_id!r}"
        yield '    thing = one["thingArn"].partition(":thing/")[2].removeprefix(RUN + "-")'
    else:
        yield '    job_id = one["jobId"].removeprefix(RUN + "-")'
        yield f"    thing = {request.thing_name!r}"
    yield '    seen.append((job_id, thing, one["jobExecutionSummary"]["status"]))'
    yield "seen.sort()"


def _members(members: Mapping[str, str], only: Iterable[str]) -> str:
    told = ", ".join(f'"{api_name(name)}": {members[name]}' for name in only)
    return f"seen = {{{told}}}"


def _value(request: Request, answer: Answer, only: tuple[str, ...]) -> Any:
    """What ``seen`` is for this answer."""
    response = answer.response
    if answer.error is not None:
        return answer.error
    if isinstance(request, StartNextPendingJobExecution) or isinstance(response, ExecutionState):
        only = only or ("status",)
        if response is None:
            return {api_name(name): None for name in only}
    if isinstance(response, JobDescription | ExecutionDescription | ExecutionState) and only:
        told = {api_name(name): plain(getattr(response, name)) for name in only}
        if "counts" in only and isinstance(response, JobDescription):
            counters = {status: counter for counter, status in COUNTERS.items()}
            counts = {counters[status]: n for status, n in sorted(response.counts.items())}
            told[api_name("counts")] = counts
        return told
    if isinstance(response, tuple):
        return [tuple(entry) for entry in response]
    return "ok"
