"""Benchmarks, as ratios within one run: ``make bench``."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from statistics import geometric_mean
from typing import Any

import checking
import explaining
import exploring
import reading
import serving

from iot_jobs_spec import (
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    Execution,
    Job,
    Request,
    UpdateJobExecution,
    World,
    settled,
    step,
)
from iot_jobs_spec.language.machine import Machine, Rejected
from iot_jobs_spec.model.profiles import FULL, table_of

JOBS = THINGS = 10
TRIES, ROUNDS, EVENTS = 30, 1_000, 24
"""The number of measurements, of which the best counts, and of steps or events in each: about 4 ms,
because other processes may use the machine."""
TIMES_FASTER = 50
TIMES_OF_CORE = 1.2
"""How many times as long as in the core profile a step may take in the profile `full`."""


def world_of(jobs: int, things: int) -> World:
    """A world of so many jobs, each rolled out to so many things, the first one IN_PROGRESS."""
    world = World()
    targets = tuple(f"thing-{n}" for n in range(things))
    for n in range(jobs):
        world = step(world, CreateJob(f"job-{n}", targets))[0].world
        world = settled(world, f"job-{n}")
        world = step(world, UpdateJobExecution(f"job-{n}", "thing-0"))[0].world
    return world


CASES: list[tuple[Request, type[Machine], str, str, dict[str, Any]]] = [
    (CancelJob("job-5"), Job, "IN_PROGRESS", "cancel", {}),
    (CancelJob("job-5", force=True), Job, "IN_PROGRESS", "cancel", {"force": True}),
    (DeleteJob("job-5"), Job, "IN_PROGRESS", "delete", {}),
    (DeleteJob("job-5", force=True), Job, "IN_PROGRESS", "delete", {"force": True}),
    (CancelJobExecution("job-5", "thing-1"), Execution, "QUEUED", "cancel", {}),
    (CancelJobExecution("job-5", "thing-0"), Execution, "IN_PROGRESS", "cancel", {}),
    (
        CancelJobExecution("job-5", "thing-0", force=True),
        Execution, "IN_PROGRESS", "cancel", {"force": True},
    ),
    (
        CancelJobExecution("job-5", "thing-1", expected_version=7),
        Execution, "QUEUED", "cancel", {"version_mismatch": True},
    ),
    (UpdateJobExecution("job-5", "thing-1"), Execution, "QUEUED", "update", {}),
]  # fmt: skip


def seconds(action: Callable[[], object]) -> float:
    """The seconds that one action takes."""
    start = time.perf_counter()
    for _ in range(ROUNDS):
        action()
    return (time.perf_counter() - start) / ROUNDS


def machine_seconds(
    machine: type[Machine], status: str, event: str, guards: dict[str, Any]
) -> tuple[float, float]:
    """Seconds to send one event to a waiting instance, and to make the instance as well."""
    start = time.perf_counter()
    instances = [machine(start_value=status) for _ in range(EVENTS)]
    between = time.perf_counter()
    for instance in instances:
        try:
            instance.send(event, **guards)
        except Rejected:
            continue
    end = time.perf_counter()
    return (end - between) / EVENTS, (end - start) / EVENTS


def bench_step() -> bool:
    """Compare a step of the oracle with the same event sent to a python-statemachine instance."""
    world = world_of(JOBS, THINGS)
    print(f"one step in a world of {JOBS} jobs with {THINGS} executions, and the same event")
    print("sent to a python-statemachine instance that waits in the status (or is made for it)\n")
    heads = f"{'step':>9}{'in full':>9}{'event':>9}{'ratio':>8}{'with instance':>15}"
    print(f"  {'request':<50}{heads}")
    full = table_of(FULL)
    ratios, least, most = [], float("inf"), 0.0
    for request, machine, status, event, guards in CASES:

        def one(request: Request = request) -> object:
            return step(world, request)

        def in_full(request: Request = request) -> object:
            return step(world, request, full)

        own = longer = waiting = made = float("inf")
        for _ in range(TRIES):  # alternate, so that all run under the same load
            own, longer = min(own, seconds(one)), min(longer, seconds(in_full))
            both = machine_seconds(machine, status, event, guards)
            waiting, made = min(waiting, both[0]), min(made, both[1])
        ratios.append(waiting / own)
        least, most = min(least, made / own), max(most, longer / own)
        name = f"{request!r}".replace("status_details=None", "").replace(", )", ")")
        print(
            f"  {name[:49]:<50}{own * 1e6:>7.1f}us{longer * 1e6:>7.1f}us{waiting * 1e6:>7.0f}us"
            f"{waiting / own:>7.0f}x{made / own:>14.0f}x"
        )
    print(f"\n  an event on a waiting instance costs {geometric_mean(ratios):.0f} steps, ", end="")
    print(f"at least {min(ratios):.0f}")
    print(f"  with the instance, as a step starts from any world: at least {least:.0f}", end="")
    print(f" (wanted: {TIMES_FASTER})")
    print(f"  a step in full takes up to {most:.2f} times as long (at most: {TIMES_OF_CORE})")
    return least >= TIMES_FASTER and most <= TIMES_OF_CORE


PARTS: dict[str, Callable[[], bool]] = {
    "step": bench_step,
    "server": serving.main,
    "check": checking.main,
    "explore": exploring.main,
    "history": reading.main,
    "explain": explaining.main,
}
"""Each part prints its measurements, and returns whether they meet their target."""


def main(parts: list[str]) -> int:
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        print(f"bench: unknown part {unknown[0]!r}: it is one of {', '.join(PARTS)}")
        return 2
    good = True
    for part in parts or PARTS:
        good &= PARTS[part]()
        print()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
