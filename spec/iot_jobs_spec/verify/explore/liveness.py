"""The liveness properties of one job; other jobs neither help nor hinder its background steps.

Each says that a trigger leads to a goal, unless an excuse applies. Whatever requests come in
between, the goal must stay reachable by background steps of the service, and no cycle of background
steps may avoid it. That is enough because a background step that stays possible is taken
eventually: each step leads nearer to the goal, and where none is possible the goal is reached.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from ... import claims as c
from ...language.evidence import Claim
from ...language.spec import Spec
from ...model.requests import CancelJob
from .abstraction import Abstraction, JobOrbit
from .bounds import Place
from .job_graph import JobGraph

Test = Callable[[JobOrbit, int, Abstraction], bool]
"""A predicate of a job state and its number of things."""


@dataclass(frozen=True, slots=True)
class Liveness:
    """One property. Its trigger is that a request is accepted (``after``: operation and force), or
    that a state passes a test (``while_``)."""

    name: str
    says: str
    claims: tuple[Claim, ...]
    goal: Test
    excuses: Test = lambda _orbit, _things, _abstract: False
    after: tuple[str, bool] | None = None
    while_: Test | None = None


LIVENESS = (
    Liveness(
        "forced_cancel_stops_everything",
        "After CancelJob with force, eventually no execution is QUEUED or IN_PROGRESS.",
        (c.FORCED_CANCEL_REACHES_PENDING, c.CANCEL_IS_EVENTUAL),
        lambda orbit, _, a: not a.is_live(orbit), after=(CancelJob.operation, True),
    ),
    Liveness(
        "cancel_empties_the_queue",
        "After CancelJob without force, eventually no execution is QUEUED.",
        (c.UNFORCED_CANCEL_REACHES_QUEUED, c.CANCEL_IS_EVENTUAL),
        lambda orbit, _, a: not a.count(orbit, a.spec.queued), after=(CancelJob.operation, False),
    ),
    Liveness(
        "finished_jobs_complete",
        "A job whose executions are all terminal is eventually COMPLETED, unless it is canceled or "
        "deleted first.",
        (c.ALL_TERMINAL_COMPLETES, c.COMPLETION_MAY_LAG),
        lambda orbit, _, a: orbit.status == a.spec.completed,
        excuses=lambda orbit, _, a: orbit.status != a.spec.opened or not a.must_complete(orbit),
        while_=lambda orbit, things, a: (
            orbit.status == a.spec.opened
            and sum(orbit.counts) == things
            and not a.is_live(orbit)
            and a.must_complete(orbit)
        ),
    ),
    Liveness(
        "deletions_end",
        "A DELETION_IN_PROGRESS job is eventually removed, and its id is free.",
        (c.DELETION_ENDS_JOB, c.DELETED_ID_IS_FREE),
        lambda orbit, _, _abstract: orbit.status is None,
        while_=lambda orbit, _, a: orbit.status == a.spec.deleting,
    ),
    Liveness(
        "every_thing_is_rolled_out_to",
        "Each thing of a job eventually has an execution, unless the job is canceled or deleted "
        "first.",
        (c.ROLLED_OUT_QUEUED, c.ROLLOUT_COMES_LATER),
        lambda orbit, things, _abstract: sum(orbit.counts) == things,
        excuses=lambda orbit, _, a: orbit.status != a.spec.opened,
        while_=lambda orbit, _, a: orbit.status == a.spec.opened,
    ),
)  # fmt: skip


FURTHER_LIVENESS = (
    Liveness(
        "timers_end_executions",
        "An IN_PROGRESS execution of a job with an in-progress timer is eventually terminal, "
        "unless the job is deleted first.",
        (c.TIMER_ENDS_EXECUTION, c.TIMER_OUTLASTS_CANCEL),
        lambda orbit, _, a: not a.count(orbit, a.spec.running),
        excuses=lambda orbit, _, a: orbit.status in (None, a.spec.deleting),
        while_=lambda orbit, _, a: (
            orbit.config.in_progress_timeout is not None and bool(a.count(orbit, a.spec.running))
        ),
    ),
)
"""The properties that only a profile beyond the core has."""


def liveness_of(spec: Spec) -> tuple[Liveness, ...]:
    """The liveness properties of a profile."""
    return LIVENESS if spec.extends is None else (*LIVENESS, *FURTHER_LIVENESS)


def failing(graph: JobGraph, places: Collection[Place], liveness: Liveness) -> list[int]:
    """The numbers of the job states in which the property fails."""
    things, abstract = graph.bounds.things, graph.abstract
    reached = dict.fromkeys(number for number, _ in places)
    limits: dict[int, list[bool]] = {number: [] for number in reached}
    for number, at_limit in places:
        limits[number].append(at_limit)

    def at_goal(number: int) -> bool:
        return liveness.goal(graph.orbits[number], things, abstract)

    def waits(number: int) -> bool:
        return not at_goal(number) and not liveness.excuses(graph.orbits[number], things, abstract)

    def background(number: int) -> set[int]:
        return {n for k in limits[number] for n in graph.steps(number, k).background}

    def leads_on(number: int) -> bool:
        promised = {n for k in limits[number] for n in graph.steps(number, k).without_device}
        return any(at_goal(target) or target in waiting for target in promised)

    waiting = set()
    for number in reached:
        if liveness.while_ is not None and liveness.while_(graph.orbits[number], things, abstract):
            waiting.add(number)
        for at_limit in limits[number]:
            for operation, force, target in graph.steps(number, at_limit).accepted:
                # An accepted repeat that changes nothing triggers nothing.
                if (operation, force) == liveness.after and target != number:
                    waiting.add(target)
    waiting = {number for number in waiting if waits(number)}
    queue = list(waiting)
    for number in queue:  # grows as it is read
        for at_limit in limits[number]:
            for target in graph.steps(number, at_limit).targets:
                if waits(target) and target not in waiting:
                    waiting.add(target)
                    queue.append(target)
    # Peel off every state whose background steps all lead on, and at least one leads to the goal or
    # to a state that was peeled off before. A state on a cycle, or stuck, is never peeled off.
    left = dict.fromkeys(queue)
    while True:
        leads = [
            number
            for number in left
            if all(target not in left for target in background(number)) and leads_on(number)
        ]
        if not leads:
            return list(left)
        for number in leads:
            del left[number]
