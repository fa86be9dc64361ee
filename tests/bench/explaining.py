"""The time to explain a history, beside that of json.loads in the same run: ``make bench``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from math import inf
from random import Random
from time import process_time

from iot_jobs_spec import (
    CancelJob,
    CreateJob,
    DescribeJob,
    DescribeJobExecution,
    Request,
    UpdateJobExecution,
    World,
    settled,
    step,
)
from iot_jobs_spec.judge.advance import Advance
from iot_jobs_spec.judge.explain import explain
from iot_jobs_spec.judge.history import Call, write

TIMES_AS_LONG, TIMES_A_THING = 10, 2
"""How much longer than json.loads a call may take, and of a job for 1,000 things than of one for
10."""
CLIENTS, SHORT = 32, 20_000


def calls(requests: Iterable[Request]) -> list[Call]:
    """The requests with the answers of a right system in which nothing is late."""
    world, found = World(), []
    for request in requests:
        permitted = step(world, request)[0]
        world = settled(permitted.world, request.job_id)
        found.append(Call(request, permitted.answer))
    return found


def life(things: int) -> Iterable[Request]:
    """Jobs for so many things each, until 1,000 executions have lived: each device reports, the job
    is canceled, and all is read after each step."""
    for number in range(1000 // things):
        job = f"job-{number}"
        names = tuple(f"thing-{number}-{n}" for n in range(things))
        yield CreateJob(job, names)
        for name in names:
            yield UpdateJobExecution(job, name)
            yield DescribeJobExecution(job, name)
        yield DescribeJob(job)
        yield CancelJob(job, force=True)
        for name in names:
            yield DescribeJobExecution(job, name)
        yield DescribeJob(job)


def overlapping(count: int) -> list[Call]:
    """So many calls of clients that each have a device of one job: each call begins while those of
    the other clients go on."""
    random = Random(0)
    names = tuple(f"thing-{number}" for number in range(CLIENTS))
    requests: list[Request] = [CreateJob("job", names)]
    requests += [UpdateJobExecution("job", names[n % CLIENTS]) for n in range(count - 1)]
    found = []
    for number, call in enumerate(calls(requests)):
        end = number + random.random() * (CLIENTS - 1) if number else 0
        found.append(Call(call.request, call.answer, float(number), end, f"c{number % CLIENTS}"))
    return found


def seconds(action: Callable[[], object]) -> float:
    start = process_time()
    action()
    return process_time() - start


def _measured(things: int, settle: float, say: Callable[[str], None]) -> tuple[float, float]:
    """Seconds a call, and how many times as long as json.loads that is."""
    history = calls(life(things))
    lines = [write(call) for call in history]
    parsed = took = float("inf")
    for _ in range(5):  # by turns, so that neither has a quieter machine than the other
        parsed = min(parsed, seconds(lambda: [json.loads(line) is None for line in lines]))
        took = min(took, seconds(lambda: explain(history, Advance(settle=settle))))
    assert explain(history, Advance(settle=settle)).diverges is None
    each, times = took / len(history), took / parsed
    late = "with lag" if settle else "eager"
    say(
        f"  {things:>5} things, {late:<9}{each * 1e6:5.0f} us a call, {times:4.1f} times json.loads"
    )
    return each, times


def main(say: Callable[[str], None] = print) -> bool:
    """Print the times; whether explaining takes as little as it should."""
    good = True
    for settle in (0.0, inf):
        few, many = (_measured(things, settle, say) for things in (10, 1000))
        good &= max(few[1], many[1]) <= TIMES_AS_LONG and many[0] <= TIMES_A_THING * few[0]
    history = overlapping(SHORT)
    took = seconds(lambda: explain(history, Advance()))
    say(f"  {CLIENTS} clients at once: {took / len(history) * 1e6:.0f} us a call")
    say(f"{'at most' if good else 'MORE than'} {TIMES_AS_LONG} times json.loads")
    return good


if __name__ == "__main__":
    raise SystemExit(not main())
