"""Random histories of systems that behave like the spec, and of some that lie now and then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import inf
from random import Random

from iot_jobs_spec import (
    TABLE,
    Answer,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DeleteJobExecution,
    DescribeJob,
    DescribeJobExecution,
    GetPendingJobExecutions,
    JobDescription,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    Request,
    StartNextPendingJobExecution,
    Table,
    UpdateJobExecution,
    World,
    background_steps,
    step,
)
from iot_jobs_spec.judge.history import Call, History, Place, Skipped
from iot_jobs_spec.language.rules import Verdict
from iot_jobs_spec.model.answers import Masked
from iot_jobs_spec.model.background import BackgroundStep
from iot_jobs_spec.model.maps import Map
from iot_jobs_spec.model.requests import ALL, CONTINUOUS, REPORTED, AbortCriterion
from iot_jobs_spec.model.step import Permitted
from support.every_world import opened, ways_to_settle

THINGS = ("x", "y", "z")
DETAILS = (None, None, Map({"k": "1"}), Map({"k": "2"}), Map({"l": "1"}))
VERSIONS = (None, None, None, 1, 2, 3)
SECONDS = 10.0
"""From one call of a walk to the next."""
DELAYS = (0, 0, 20, 45)
"""How many seconds late a timer of a walk runs out, or a quarter of a minute later."""
NONE = ("", None, "")
_OPEN = Verdict.UNSPECIFIED
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


FEATURES = ("reports", "timers", "retries", "aborts")
"""What the jobs of a walk in the profile `full` may have; each includes those before it."""


def of_a_life(features: Sequence[str]) -> Callable[[Random, Sequence[str]], Request]:
    """Requests of the profile `full`, about jobs with some of `FEATURES`."""

    def asks(random: Random, jobs: Sequence[str]) -> Request:
        job, thing = random.choice(jobs), random.choice(THINGS[:2])
        if random.random() < 0.45:
            return request(random, jobs)
        if "timers" in features and random.random() < 0.5:
            return random.choice((DescribeJobExecution(job, thing), DescribeJob(job)))
        number = random.choice((None, None, None, 1, 2))
        timeout = random.choice((None, 1, 2, -1)) if "timers" in features else None
        choices: list[Request] = [
            UpdateJobExecution(
                job,
                thing,
                random.choice(VERSIONS),
                random.choice(DETAILS),
                status,
                random.choice((None, None, None, 1, 2)),
                timeout,
                random.random() < 0.2,
            )
            for status in ("FAILED", random.choice(("SUCCEEDED", "FAILED", "REJECTED")))
        ]
        choices += [
            UpdateJobExecution(job, thing, status=random.choice((*REPORTED, "OTHER", None))),
            UpdateJobExecution(job, thing, step_timeout_in_minutes=timeout),
            StartNextPendingJobExecution(thing, None, timeout),
            DeleteJobExecution(job, thing, random.choice((1, 1, 2)), random.random() < 0.6),
            DescribeJobExecution(job, thing, number),
            create(random, job, features),
        ]
        return random.choice(choices)

    return asks


def create(random: Random, job: str, features: Sequence[str]) -> CreateJob:
    """A job with some of the features."""
    some = random.random
    timed = "timers" in features and some() < 0.5
    retried = "retries" in features and some() < 0.6
    aborted = "aborts" in features and some() < 0.7
    failures = ("FAILED", "TIMED_OUT", ALL)
    criterion = AbortCriterion(
        random.choice((*failures, "REJECTED")),
        random.choice((20.0, 50.0, 100.0)),
        random.randint(1, 2),
    )
    return CreateJob(
        job,
        THINGS[: random.randint(1, 3)],
        target_selection=CONTINUOUS if some() < 0.2 else "SNAPSHOT",
        in_progress_timeout_in_minutes=random.randint(1, 2) if timed else None,
        retries={random.choice(failures): random.randint(1, 2)} if retried else Map(),
        abort=(criterion,) if aborted else (),
    )


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
    table: Table = TABLE,
    first: Callable[[Random, str], CreateJob] | None = None,
    clock: bool = True,
) -> Walk:
    """So many calls that ``asks`` draws, one each `SECONDS`. A due step comes at most ``settle``
    seconds late. With the probability ``lies`` an answer is that of another world. With ``others``,
    other jobs are made and deleted between the calls. Without ``clock`` timers run out at any
    time."""
    world = World(deletion_limit=limit)
    due, timers = _Due(table), _Timers(table, clock)
    found: Walk = []
    for number in range(length):
        time = SECONDS * number
        world = due.come(world, time, settle)
        while (late := timers.late(world, time)) is not None:
            world = late if settle else random.choice(ways_to_settle(late, table))
        most = random.choice((0, 0, 1, 2, 4, 9))
        world = _later(random, world, settle > 0, most, table, timers.permit(time))
        if others and random.random() < 0.7:
            other = random.choice(("other", "another"))
            made = step(world, CreateJob(other, ("elsewhere",)), table)[0].world
            world = random.choice(step(made, DeleteJob(other, force=True), table)).world
        asked = (asks or request)(random, jobs)
        if not number and random.random() < 0.8:
            asked = CreateJob(jobs[0], THINGS[: random.randint(1, 3)])
            asked = asked if first is None else first(random, jobs[0])
        permitted = random.choice(step(world, asked, table))
        answer = _shown(random, permitted.answer)
        if random.random() < lies:
            answer = _of_another_world(random, world, asked, jobs, asks or request, table)
        found.append((asked, answer))
        world = permitted.world
        if permitted.rule.verdict is Verdict.UNSPECIFIED:
            world = random.choice(opened(world, asked, table))
        timers.follow(random, world, permitted, asked, time)
        if not settle:
            world = random.choice(ways_to_settle(world, table))
        due.follow(world, time)
    return found


class _Timers:
    """When the timers of a walk run out: a minute late at most."""

    def __init__(self, table: Table, clock: bool) -> None:
        self._table, self._clock = table, clock
        self._at: dict[tuple[str, str, int], dict[str, float]] = {}

    def follow(
        self, random: Random, world: World, permitted: Permitted, asked: Request, time: float
    ) -> None:
        """Start the timers that the call has set."""
        given, shown = asked.step_timeout_in_minutes, permitted.answer.response
        named = asked.job_id or getattr(shown, "job_id", None)
        running: dict[tuple[str, str, int], dict[str, float]] = {}
        for job_id, job in world.jobs.items():
            for thing, execution in job.executions.items():
                if execution.status != self._table.spec.running:
                    continue
                key = job_id, thing, execution.number
                was = self._at.get(key)
                its = dict(was or {})
                if was is None and job.config.in_progress_timeout is not None:
                    its["job"] = time + 60 * job.config.in_progress_timeout + random.choice(DELAYS)
                about = (named, asked.thing_name) == key[:2] and permitted.answer.error is None
                sets = given is not None and given > 0 and permitted.rule.verdict is not _OPEN
                if about and given is not None and sets:
                    sure = was is None or asked.job_id is not None or "step" not in its
                    if sure or random.random() < 0.5:
                        its["step"] = time + 60 * given + random.choice(DELAYS)
                if not execution.step_timer:
                    its.pop("step", None)
                running[key] = its
        self._at = running

    def permit(self, time: float) -> Callable[[World, BackgroundStep], bool]:
        """Whether a background step may come at this time."""

        def permits(world: World, taken: BackgroundStep) -> bool:
            if not self._clock or taken.event not in self._table.spec.timers:
                return True
            return self._runs_out(world, taken) <= time

        return permits

    def late(self, world: World, time: float) -> World | None:
        """The world after a timer that must have run out before this time."""
        for taken in background_steps(world, table=self._table, events=self._table.spec.timers):
            deleting = world.jobs[taken.job_id].status == self._table.spec.deleting
            if self._clock and not deleting and self._runs_out(world, taken) + 15 < time:
                return taken.world
        return None

    def _runs_out(self, world: World, taken: BackgroundStep) -> float:
        thing = taken.thing_name or ""
        execution = world.execution(taken.job_id, thing)
        assert execution is not None
        times = self._at.get((taken.job_id, thing, execution.number), {})
        return min(times.values(), default=inf)


class _Due:
    """Since when each due background step of a world is possible."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._since: dict[tuple[str, str | None, str], float] = {}

    def follow(self, world: World, time: float) -> None:
        """What is due in the world is so since that time, or has been so before."""
        steps = background_steps(world, table=self._table, events=self._table.spec.due)
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
            steps = background_steps(world, job_id, self._table, events={event}, thing=thing)
            world = next(step.world for step in steps if step.thing_name == thing)
            self.follow(world, late)


def with_times(
    random: Random, walk: Walk, *, lost: float, overlap: bool = True, untimed: bool = False
) -> list[Call]:
    """The calls with times, in the order in which they began. The time at which each happened is
    between them. With the probability ``lost`` the answer is unknown. ``untimed``: some have no
    times, and all are in the order in which they happened."""
    calls = []
    for number, (asked, answer) in enumerate(walk):
        happened, spread = SECONDS * number, random.choice((1, 1, 12, 25) if overlap else (1, 4))
        start, end = happened - random.random() * spread, happened + random.random() * spread
        if random.random() < lost:
            calls.append(Call(asked, None, start))
        else:
            timed = not untimed or random.random() < 0.7
            calls.append(Call(asked, answer, start, end) if timed else Call(asked, answer))
    return calls if untimed else sorted(calls, key=lambda call: call.start or 0)


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


def _later(
    random: Random,
    world: World,
    lag: bool,
    steps: int,
    table: Table,
    permits: Callable[[World, BackgroundStep], bool] = lambda _world, _step: True,
) -> World:
    """The world after so many background steps, if there are as many that may come."""
    spec = table.spec
    events = spec.deletions | spec.unbidden | (spec.due if lag else frozenset())
    for _ in range(steps):
        every = background_steps(world, table=table, events=events)
        possible = [one for one in every if permits(world, one)]
        if not possible:
            break
        world = random.choice(possible).world
        if not lag:
            world = random.choice(ways_to_settle(world, table))
    return world


def _of_another_world(
    random: Random,
    world: World,
    asked: Request,
    jobs: Sequence[str],
    asks: Callable[[Random, Sequence[str]], Request],
    table: Table,
) -> Answer:
    for _ in range(random.randint(1, 2)):
        other = random.choice(step(world, asks(random, jobs), table))
        world = _later(random, other.world, True, 3, table)
    return _shown(random, random.choice(step(world, asked, table)).answer)


def _shown(random: Random, answer: Answer) -> Answer:
    """The answer with a reason of the service where it may give any."""
    if not isinstance(answer.response, Masked):
        return answer
    described = answer.response.right
    assert isinstance(described, JobDescription)
    return Answer(None, replace(described, reason_code=random.choice((None, "ABORT"))))
