"""The time to explore all worlds of three jobs, compared with TLC: ``make bench``."""

from __future__ import annotations

import os
from collections.abc import Callable
from time import perf_counter

from iot_jobs_spec.render.tla import module as tla
from iot_jobs_spec.verify.explore import Bounds, explore
from support import tlc

PATIENCE = 120
"""TLC is stopped after so many seconds."""
TIMES_FASTER, TIMES_FASTER_THAN_SYMMETRY = 100, 20
JOBS = 3
SERVER = ("-XX:+UseParallelGC",)


def main(say: Callable[[str], None] = print) -> bool:
    """Print the times, and return whether the exploration is fast enough."""
    good = True
    for things in (3, 4):
        bounds = Bounds(JOBS, things)
        start = perf_counter()
        report = explore(bounds)
        own = perf_counter() - start
        assert report.ok
        worlds = report.exhausted.worlds
        say(f"all worlds of {JOBS} jobs x {things} things, eager: {worlds:,}")
        say(f"  explore               {own:8.2f} s")
        for name, also, wanted in (
            ("TLC", "", TIMES_FASTER),
            ("TLC with SYMMETRY", "SYMMETRY Symmetry", TIMES_FASTER_THAN_SYMMETRY),
        ):
            # Without the rules that change nothing TLC is faster.
            config = tla.config(
                JOBS, things, behaviour="MovingSpec", invariants=(), properties=(), also=also
            )
            found = tlc.run(config, workers=os.cpu_count() or 1, seconds=PATIENCE, options=SERVER)
            assert found.violated is None
            assert also or not found.done or found.distinct == worlds
            until = "" if found.done else f", stopped after {found.distinct:,} states"
            times = found.seconds / own
            say(f"  {name:<20}  {found.seconds:8.2f} s, {times:.0f} times as long{until}")
            if things == 4:
                good = good and times >= wanted
    say("as much faster as it should be" if good else "NOT as much faster as it should be")
    return good


if __name__ == "__main__":
    raise SystemExit(not main())
