"""Random histories of systems that behave like the spec, and of some that lie now and then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from immutables import Map

from iot_jobs_spec import (
    TABLE,
    Answer,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    GetPendingJobExecutions,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
    World,
    background_steps,
    settled,
    step,
)
from iot_jobs_spec.judge.history import Call, History, Place, Skipped
from iot_jobs_spec.language.rules import Verdict
from support.every_world import opened

THINGS = ("x", "y", "z")
DETAILS = (None, None, Map({"k": "1"}), Map({"k": "2"}), Map({"l": "1"}))
VERSIONS = (None, None, None, 1, 2, 3)
SECONDS = 10.0
"""From one call of a walk to the next."""
NONE = ("", None, "")
Walk = list[tuple[Request, Answer]]


def request(random: Random, jobs: Sequence[str]) -> Request:
    """Any request about one of the jobs and of `THINGS`."""
    job, thing = random.choice(jobs), random.choice(THINGS)
    version, details = random.choice(VERSIONS), random.choice(DETAILS)
    force = random.random() < 0.5
    choices: tuple[Request, ...] = (
        CreateJob(job, THINGS[: random.randint(1, 3)]),
        CreateJob(job, THINGS[: random.randint(1, 3)]),
        DescribeJob(job),
        DescribeJob(job),
        CancelJob(job, force),
        DeleteJob(job, force),
        DescribeJobExecution(job, thing),
        DescribeJobExecution(job, thing),
        CancelJobExecution(job, thing, force, version, details),
        UpdateJobExecution(job, thing, version, details),
        StartNextPendingJobExecution(thing, details),
        StartNextPendingJobExecution(thing),
        GetPendingJobExecutions(thing),
        ListJobExecutionsForJob(job),
        ListJobExecutionsForThing(thing),
    )
    return random.choice(choices)


def of_deletions(random: Random, jobs: Sequence[str]) -> Request:
    """A request that meets the limit on deletions, or tells of one."""
    job = random.choice(jobs)
    choices = (
        CreateJob(job, THINGS[:1]),
        *(DeleteJob(job, force=True),) * 3,
        DeleteJob(job),
        *(DescribeJob(job),) * 2,
        CancelJob(job, force=True),
        StartNextPendingJobExecution(THINGS[0]),
    )
    return random.choice(choices)


def walk(
    random: Random,
    length: int,
    *,
    jobs: Sequence[str],
    settle: float,
    limit: int,
    lies: float = 0,
    others: bool = False,
    asks: Callable[[Random, Sequence[str]], Request] | None = None,
) -> Walk:
    """So many calls that ``asks`` draws, one each `SECONDS`. A due step comes at most ``settle``
    seconds late. With the probability ``lies`` an answer is that of another world. With ``others``,
    other jobs are made and deleted between the calls."""
    world = World(deletion_limit=limit)
    due = _Due()
    found: Walk = []
    for number in range(length):
        time = SECONDS * number
        world = due.come(world, time, settle)
        world = _later(random, world, settle > 0, random.choice((0, 0, 1, 2, 4, 9)))
        if others and random.random() < 0.7:
            other = random.choice(("other", "another"))
            made = step(world, CreateJob(other, ("elsewhere",)))[0].world
            world = random.choice(step(made, DeleteJob(other, force=True))).world
        asked = (asks or request)(random, jobs)
        if not number and random.random() < 0.8:
            asked = CreateJob(jobs[0], THINGS[: random.randint(1, 3)])
        permitted = random.choice(step(world, asked))
        answer = permitted.answer
        if random.random() < lies:
            answer = _of_another_world(random, world, asked, jobs)
        found.append((asked, answer))
        world = permitted.world
        if permitted.rule.verdict is Verdict.UNSPECIFIED:
            world = random.choice(opened(world, asked))
        if not settle:
            world = settled(world)
        due.follow(world, time)
    return found


class _Due:
    """Since when each due background step of a world is possible."""

    def __init__(self) -> None:
        self._since: dict[tuple[str, str | None, str], float] = {}

    def follow(self, world: World, time: float) -> None:
        """What is due in the world is so since that time, or has been so before."""
        steps = background_steps(world, events=TABLE.spec.due)
        about = [(step.job_id, step.thing_name, step.event) for step in steps]
        self._since = {one: self._since.get(one, time) for one in about}

    def come(self, world: World, time: float, settle: float) -> World:
        """The world at that time, once all has come that may not be later; each as late as may
        be."""
        while True:
            job_id, thing, event = one = min(self._since, key=self._since.__getitem__, default=NONE)
            late = self._since.get(one, time) + settle
            if late >= time:
                self.follow(world, time)
                return world
            steps = background_steps(world, job_id, events={event}, thing=thing)
            world = next(step.world for step in steps if step.thing_name == thing)
            self.follow(world, late)


def with_times(random: Random, walk: Walk, *, lost: float, overlap: bool = True) -> list[Call]:
    """The calls with times, in the order in which they began. The time at which each happened is
    between them. With the probability ``lost`` the answer is unknown."""
    calls = []
    for number, (asked, answer) in enumerate(walk):
        happened, spread = SECONDS * number, random.choice((1, 1, 12, 25) if overlap else (1, 4))
        start, end = happened - random.random() * spread, happened + random.random() * spread
        if random.random() < lost:
            calls.append(Call(asked, None, start))
        else:
            calls.append(Call(asked, answer, start, end))
    return sorted(calls, key=lambda call: call.start or 0)


def skipping(random: Random, calls: Sequence[Call]) -> History:
    """The calls, some of which are lines that nobody can read or that the spec does not describe.
    With times, these know theirs or not."""
    kept, passed_over, unread = [], [], []
    for number, call in enumerate(calls):
        place = Place("walk", number + 1)
        at = (call.start, call.end if call.answer else None) if random.random() < 0.5 else ()
        if random.random() < 0.03:
            unread.append(Skipped(place, "unread", None, None, None, True, *at))
        elif random.random() < 0.1:
            about = (call.request.operation, call.request.job_id, call.request.thing_name)
            passed_over.append(Skipped(place, "odd", *about, True, *at))
        else:
            kept.append(call._replace(place=place))
    return History(tuple(kept), tuple(passed_over), tuple(unread))


def _later(random: Random, world: World, lag: bool, steps: int) -> World:
    """The world after so many background steps, if there are as many."""
    spec = TABLE.spec
    events = spec.due | spec.deletions if lag else spec.deletions
    for _ in range(steps):
        possible = list(background_steps(world, events=events))
        if not possible:
            break
        world = random.choice(possible).world
    return world


def _of_another_world(random: Random, world: World, asked: Request, jobs: Sequence[str]) -> Answer:
    for _ in range(random.randint(1, 2)):
        other = random.choice(step(world, request(random, jobs)))
        world = _later(random, other.world, True, 3)
    return random.choice(step(world, asked)).answer
