"""The worlds of a belief, as values that `model.step` can answer in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import islice, product
from typing import NamedTuple

from ..language.spec import Spec
from ..model.answers import Answer
from ..model.maps import Map
from ..model.requests import Request
from ..model.world import ExecutionRecord, JobRecord, World
from .belief import Belief, Joint, Kept, Known, Share, with_known
from .open_records import filled
from .rollouts import orders

Seen = tuple[Request, Answer | None]
"""A request with its answer."""


class _Made(NamedTuple):
    """A possibility for a job, and the number of the call that created it."""

    job: JobRecord
    made: int


def worlds(
    belief: Belief,
    spec: Spec,
    limit: int,
    jobs: Sequence[str] | None = None,
    thing: str | None = None,
    *,
    most: int | None = None,
    seen: Seen | None = None,
) -> Iterator[World]:
    """The worlds of the belief. With ``jobs``, they show only one possibility of any other job, and
    of any execution on another thing than ``thing``.

    ``limit`` is that of deletions. ``most`` ends the enumeration after so many worlds, and bounds
    their cost. If only the status of an execution is known, ``seen`` fills in the rest.
    """
    found = _worlds(belief, spec, limit, jobs, thing, most, seen)
    return islice(found, most)


def _worlds(
    belief: Belief,
    spec: Spec,
    limit: int,
    jobs: Sequence[str] | None,
    thing: str | None,
    most: int | None,
    seen: Seen | None,
) -> Iterator[World]:
    for joint in belief:
        named = list(joint.jobs)
        rows = []
        for job_id in named:
            each = jobs is None or job_id in jobs
            its = _possible(joint, job_id, None if jobs is None else thing, each, seen)
            rows.append([*islice(its, most if each or joint.few else 1)])
        if joint.few:
            shown = frozenset(named if jobs is None else jobs)
            rows = _few_enough(joint, dict(zip(named, rows, strict=True)), shown, spec)
        if jobs is None:
            things = [one for one, on in joint.on.items() if len(on) > 1]
        else:
            things = [thing] if thing is not None and len(jobs) > 1 else []
        for chosen in product(*rows):
            made = {j: one for j, one in zip(named, chosen, strict=True) if one is not None}
            ending = {job_id for job_id, one in made.items() if _is_deleted(one, spec)}
            if any(len(ending & some) > n for some, n in joint.few):
                continue
            deleting = len(ending)
            for found in _in_every_order(joint, made, things, spec):
                ranks = (x.order for job in found.values() for x in job.executions.values())
                queued = max(ranks, default=0)
                yield World(Map(found), limit, deleting, queued, spec.limit.status)


def _few_enough(
    joint: Joint, rows: Mapping[str, list[_Made | None]], shown: Set[str], spec: Spec
) -> list[list[_Made | None]]:
    """The possibilities of each job; of one that is not shown only one, such that no more jobs are
    being deleted than may be."""
    left = [(some, n - len(some & shown)) for some, n in joint.few]
    found: list[list[_Made | None]] = []
    for job_id, row in rows.items():
        its = row
        room = [n for some, n in left if job_id in some]
        if room:
            its = sorted(row, key=lambda one: one is not None and _is_deleted(one, spec))
        if job_id not in shown:
            its = its[-1:] if room and min(room) > 0 else its[:1]
            left = [(some, n - (job_id in some)) for some, n in left]
        found.append(its)
    return found


def _is_deleted(one: _Made, spec: Spec) -> bool:
    return one.job.status == spec.limit.status


def _in_every_order(
    joint: Joint, made: dict[str, _Made], things: Sequence[str], spec: Spec
) -> Iterator[dict[str, JobRecord]]:
    """The jobs, in each order in which the executions of the things may have been rolled out."""
    records = {job_id: one.job for job_id, one in made.items()}
    ranked: list[list[list[tuple[str, str, int]]]] = []
    for thing in things:
        its = {j: job.executions[thing] for j, job in records.items() if thing in job.executions}
        live = [job_id for job_id, execution in its.items() if execution.status in spec.live]
        if len(live) < 2:
            continue
        numbers = {job_id: made[job_id].made for job_id in live}
        ways = orders(live, numbers, its, thing, joint.order)
        ranked.append([[(j, thing, at) for at, j in enumerate(order, 1)] for order in ways])
    for way in product(*ranked):
        found = dict(records)
        for job_id, thing, at in (one for ranks in way for one in ranks):
            job = found[job_id]
            execution = job.executions[thing]._replace(order=at)
            found[job_id] = job._replace(executions=job.executions.set(thing, execution))
        yield found


def _possible(
    joint: Joint, job_id: str, thing: str | None, each: bool, seen: Seen | None
) -> Iterator[_Made | None]:
    for share in joint.shares(job_id) or (None,):
        if share is None:
            yield None
        else:
            for job in _of(share, job_id, thing, each, seen):
                yield _Made(job, share.made)


def _of(
    share: Share, job_id: str, thing: str | None, each: bool, seen: Seen | None
) -> Iterator[JobRecord]:
    things = sorted(share.targets)
    left = {
        number: [p for p, n in parts for _ in range(n)] for number, parts in share.groups.items()
    }
    possible: list[Sequence[Known]] = []
    for one in things:
        alike = left[share.at[one]].pop(0)
        known = sorted(filled(alike, job_id, *seen) if seen else alike, key=repr)
        possible.append(known if each and thing in (None, one) else known[:1])
    for chosen in product(*possible):
        executions: dict[str, ExecutionRecord] = {}
        kept: dict[str, Kept] = {}
        for one, execution in zip(things, chosen, strict=True):
            if execution is not None:
                ordered = execution._replace(order=execution.order or share.made)
                if isinstance(ordered, Kept):
                    kept[one] = ordered
                else:
                    executions[one] = ordered
        job = share.job._replace(executions=Map(executions))
        for one, more in kept.items():
            job = with_known(job, one, more)
        yield job
