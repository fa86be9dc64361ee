"""Worlds of a belief: what a system may be, as values that `model.step` answers in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product

from immutables import Map

from ..model.world import ExecutionRecord, JobRecord, World
from .belief import Belief, Joint, Known, Possible, Share


def worlds(
    belief: Belief, limit: int, limited: str, jobs: Sequence[str] = (), thing: str | None = None
) -> Iterator[World]:
    """The worlds of the belief. Of jobs that ``jobs`` leaves out only one possibility is shown, and
    of executions on other things than ``thing``; without ``jobs`` all are.

    ``limit`` and ``limited`` are the limit of deletions and the status that it counts.
    """
    for joint in belief:
        named = list(joint.jobs)
        rows = [
            list(_records(joint, job_id, thing if jobs else None, not jobs or job_id in jobs))
            for job_id in named
        ]
        for chosen in product(*rows):
            found = {j: job for j, job in zip(named, chosen, strict=True) if job is not None}
            deleting = sum(job.status == limited for job in found.values())
            queued = max(
                (x.order for j in found.values() for x in j.executions.values()), default=0
            )
            yield World(Map(found), limit, deleting, queued, limited)


def _records(
    joint: Joint, job_id: str, thing: str | None, each: bool
) -> Iterator[JobRecord | None]:
    found = (
        record for share in joint.shares(job_id) or (None,) for record in _of(share, thing, each)
    )
    return found if each else islice(found, 1)


def _of(share: Share | None, thing: str | None, each: bool) -> Iterator[JobRecord | None]:
    if share is None:
        yield None
        return
    things = sorted(share.targets)
    left = {
        number: [p for p, n in parts for _ in range(n)] for number, parts in share.groups.items()
    }
    possible: list[Sequence[Known]] = []
    for one in things:
        alike: Possible = left[share.at[one]].pop(0)
        known = sorted(alike, key=repr)
        possible.append(known if each and thing in (None, one) else known[:1])
    for chosen in product(*possible):
        executions: dict[str, ExecutionRecord] = {}
        for one, execution in zip(things, chosen, strict=True):
            if execution is not None:
                executions[one] = execution._replace(order=execution.order or share.made)
        yield share.job._replace(executions=Map(executions))
