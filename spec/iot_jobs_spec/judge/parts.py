"""Parts of histories to judge alone: if nothing explains a part, nothing explains its history.

A part keeps some calls. A call that it leaves out and that may have changed its jobs stays as a
skipped line, which explains any answer about these jobs at its time. So the fewer calls a part
keeps, the more explains it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from math import inf

from ..model.answers import ExecutionDescription, ListedExecution, PendingExecution
from ..model.requests import CreateJob, DeleteJob, StartNextPendingJobExecution
from .history import SERVER_ERROR, Call, History, Place, Skipped

MOST = 120
"""How many calls a part keeps up to the divergence to diagnose."""
AFTER = 40
"""How many calls after it."""
LEFT_OUT = "left out of what is judged"


def skipped(call: Call) -> Skipped:
    """The call as a skipped line: what it changed is unknown."""
    request = call.request
    place = call.place or Place("", 0)
    about = request.operation, request.job_id, request.thing_name
    end = None if call.answer is None else call.end
    return Skipped(place, LEFT_OUT, *about, True, call.start, end)


def without(history: History, calls: Iterable[int]) -> History:
    """The history without these calls: a read, a rejected request and one that found nothing to
    start have changed nothing, and what any other request changed in its job is unknown."""
    left_out = {*calls}
    kept = tuple(call for i, call in enumerate(history.calls) if i not in left_out)
    dropped = (call for i, call in enumerate(history.calls) if i in left_out)
    lines = (_with_its_job(skipped(call), call) for call in dropped if _may_change(call))
    return replace(history, calls=kept, passed_over=(*history.passed_over, *lines))


def _may_change(call: Call) -> bool:
    """Whether the request has changed a job, if the spec is right about its answer."""
    if call.request.is_read or is_rejected(call):
        return False
    started = call.request.operation == StartNextPendingJobExecution.operation
    return not started or call.answer is None or call.answer.response is not None


def _with_its_job(line: Skipped, call: Call) -> Skipped:
    """The line of a call, with the job that its response names."""
    response = call.answer and call.answer.response
    named_there = response.job_id if isinstance(response, ExecutionDescription) else None
    return line._replace(job_id=line.job_id or named_there)


def is_rejected(call: Call) -> bool:
    """Whether the service certainly rejected the request."""
    failed = call.http is not None and call.http >= SERVER_ERROR
    return call.answer is not None and call.answer.error is not None and not failed


def named(call: Call) -> tuple[dict[str, None], dict[str, None]]:
    """The jobs and the things that a call names, those of its response included."""
    request = call.request
    jobs = {} if request.job_id is None else {request.job_id: None}
    things = {} if request.thing_name is None else {request.thing_name: None}
    if isinstance(request, CreateJob):
        things |= dict.fromkeys(request.targets)
    response = call.answer and call.answer.response
    for entry in response if isinstance(response, tuple) else (response,):
        if isinstance(entry, ListedExecution | PendingExecution | ExecutionDescription):
            jobs[entry.job_id] = None
        if isinstance(entry, ListedExecution | ExecutionDescription):
            things[entry.thing_name] = None
    return jobs, things


def deleted_jobs(history: History) -> Set[str]:
    """The jobs that a DeleteJob names."""
    return {c.request.job_id for c in history.calls if isinstance(c.request, DeleteJob)}


def components(history: History, together: Set[str] = frozenset()) -> tuple[History, ...]:
    """The parts that share no job and no thing; the jobs in ``together`` are in one part."""
    groups = _Groups()
    for call in history.calls:
        jobs, things = named(call)
        names = [*_names(jobs, things)]
        if not together.isdisjoint(jobs):
            names.append("together")
        groups.join(names)
    found: dict[str, list[Call]] = {}
    for call in history.calls:
        name = next(_names(*named(call)))
        found.setdefault(groups.of(name), []).append(call)
    touching: dict[str, list[Skipped]] = {}
    everywhere: list[Skipped] = []
    for line in (*history.passed_over, *history.unread):
        if not line.may_change:
            continue
        if line.job_id is not None:
            touching.setdefault(groups.of(f"job {line.job_id}"), []).append(line)
        elif line.thing_name is not None:
            touching.setdefault(groups.of(f"thing {line.thing_name}"), []).append(line)
        else:
            everywhere.append(line)
    return tuple(
        History(tuple(calls), (*touching.get(group, ()), *everywhere))
        for group, calls in found.items()
    )


def up_to(history: History, last: int) -> History:
    """The history that ends with this call. A skipped line without times goes with its neighbours,
    so those after the call are left out."""
    place = history.calls[last].place
    lines = (
        line
        for line in history.passed_over
        if line.start is not None or place is None or line.place < place
    )
    return History(history.calls[: last + 1], tuple(lines))


def around(history: History, at: int) -> History:
    """A part that is small enough to diagnose the call ``at``: the calls about its jobs and about
    those that share a thing with them, as far as there is room. Each call has a place."""
    history = up_to(history, min(at + AFTER, len(history.calls) - 1))
    calls = history.calls
    related = _related(calls, at)
    before = [i for i in related if i <= at]
    if len(before) > MOST:  # an old read says little about now
        recent = {*before[-MOST // 2 :]}
        before = [i for i in before if i in recent or not calls[i].request.is_read]
    before = before[-MOST:]
    kept = [*before, *(i for i in related if i > at)]
    jobs: dict[str, None] = {}
    things: dict[str, None] = {}
    for i in kept:
        its_jobs, its_things = named(calls[i])
        jobs |= its_jobs
        things |= its_things
    chosen = {*kept}
    older: list[Call] = []
    others: list[Call] = []
    for i, call in enumerate(calls):
        if i in chosen or call.request.is_read:
            continue
        its_jobs, its_things = named(call)
        if (
            isinstance(call.request, DeleteJob)
            or not jobs.keys().isdisjoint(its_jobs)
            or not things.keys().isdisjoint(its_things)
        ):
            (older if i < before[0] else others).append(call)
    lines = (*_at_once(older), *map(skipped, others))
    return History(tuple(calls[i] for i in kept), (*history.passed_over, *lines))


def _related(calls: Sequence[Call], at: int) -> list[int]:
    """The calls about the jobs of the call ``at``, then about those that share a thing with them,
    and so on, as long as there is room for all calls about one more job."""
    by_job: dict[str, list[int]] = {}
    by_thing: dict[str, list[int]] = {}
    on: dict[str, dict[str, None]] = {}
    things_of: dict[str, dict[str, None]] = {}
    for i, call in enumerate(calls):
        jobs, things = named(call)
        for job in jobs:
            by_job.setdefault(job, []).append(i)
            things_of.setdefault(job, {}).update(things)
        for thing in things:
            on.setdefault(thing, {}).update(jobs)
            if call.request.job_id is None:
                by_thing.setdefault(thing, []).append(i)
    first, things = named(calls[at])
    if calls[at].request.job_id is None:
        first = {job: None for thing in things for job in on[thing]}
    elif isinstance(calls[at].request, DeleteJob):
        first = {c.request.job_id or "": None for c in calls if isinstance(c.request, DeleteJob)}
    kept = {at, *(i for job in first for i in by_job[job])}
    taken = dict(first)
    for job in _in_turn(first, things_of, on):
        if len(kept | {*by_job[job]}) > MOST:
            break
        kept.update(by_job[job])
        taken[job] = None
    things = things | {thing: None for job in taken for thing in things_of[job]}
    kept.update(i for thing in things for i in by_thing.get(thing, ()))
    return sorted(kept)


def _in_turn(
    jobs: Iterable[str], things_of: Mapping[str, Iterable[str]], on: Mapping[str, Iterable[str]]
) -> Iterator[str]:
    """Other jobs that share a thing with these, then those that share one with them, and so on."""
    queue = [*jobs]
    seen = {*queue}
    for job in queue:
        for other in (other for thing in things_of[job] for other in on[thing]):
            if other not in seen:
                seen.add(other)
                queue.append(other)
                yield other


def _at_once(calls: Iterable[Call]) -> Iterator[Skipped]:
    """One line for all these calls about a job or thing, at any time before the last one ends."""
    last: dict[tuple[str | None, str | None], Skipped] = {}
    for call in calls:
        line = skipped(call)
        about = line.job_id, None if line.job_id is not None else line.thing_name
        if line.start is not None:
            ends = [line.end, last[about].end if about in last else -inf]
            end = None if None in ends else max(e for e in ends if e is not None)
            line = line._replace(start=-inf, end=end)
        last[about] = line
    yield from last.values()


def _names(jobs: Iterable[str], things: Iterable[str]) -> Iterator[str]:
    yield from (f"job {job}" for job in jobs)
    yield from (f"thing {thing}" for thing in things)


class _Groups:
    """Names that belong together, by union and find."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def of(self, name: str) -> str:
        """The name that stands for the group of this one."""
        root = name
        while (parent := self._parents.setdefault(root, root)) != root:
            root = parent
        while name != root:
            self._parents[name], name = root, self._parents[name]
        return root

    def join(self, names: Sequence[str]) -> None:
        """Let these belong together."""
        for name in names:
            self._parents[self.of(name)] = self.of(names[0])
