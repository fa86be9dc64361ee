"""Running scripts: every cell is reached, and a right system's history is explained."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pytest

from iot_jobs_spec import TABLE, Answer, CreateJob, DeleteJob, DescribeJob, Request
from iot_jobs_spec.asking.client import Client
from iot_jobs_spec.asking.deletions import Deletions
from iot_jobs_spec.asking.run import NO_ROOM, Ran, run, run_all
from iot_jobs_spec.asking.scripts import Ask, Script, Wait, scripts
from iot_jobs_spec.asking.scripts.search import cell_at
from iot_jobs_spec.judge.advance import Advance
from iot_jobs_spec.judge.explain import explain
from iot_jobs_spec.systems import Unanswered
from support.doubles import Correct, DeletesAtOnce, Mortal
from support.freedoms import ComesLate, Free, RemovesOneByOne, Throttles, assignments

MOST_REQUESTS = 3_800
CELLS = {cell.id for cell in TABLE.cells() if cell.operation is not None}
SETTLE = 10.0
EAGER, LAGGING = Advance(), Advance(lag=True)


class Watched(Correct):
    """Notes the cell of each request."""

    def __init__(self, lag: bool = False) -> None:
        super().__init__(lag)
        self.cells: set[str] = set()

    def answer(self, request: Request) -> Answer:
        self.cells.add(cell_at(self.world, request, TABLE).id)
        return super().answer(request)


def ran(system: Correct, settle: float = 0.0) -> tuple[Ran, ...]:
    """What comes of all scripts on a double, which is its own clock."""
    return tuple(run_all(Client(system, clock=system, run="run"), settle=settle))


def deletions(client: Client) -> Deletions:
    return Deletions(client, TABLE.spec.limit.value, TABLE.spec.deleting)


@pytest.mark.parametrize("lag", [False, True], ids=["eager", "lag"])
def test_every_cell_is_reached(lag: bool) -> None:
    system = Watched(lag)
    came = ran(system, SETTLE if lag else 0.0)
    assert CELLS - system.cells == set()
    assert [one.reason for one in came if one.reason] == []
    asked = {s.cell for one in came for s in one.script.steps if isinstance(s, Ask)}
    assert CELLS <= asked


def test_a_check_sends_few_requests() -> None:
    system = Correct()
    ran(system)
    print(f"{system.asked} requests")
    assert system.asked <= MOST_REQUESTS


RIGHT: dict[str, Callable[[], Correct]] = {
    "eager": Correct,
    "deletes at once": DeletesAtOnce,
    "removes one by one": lambda: RemovesOneByOne(3),
    "busy": lambda: Throttles(0.1),
    **{f"choice {n}": lambda n=n: Free(assignments(n)) for n in range(3)},  # type: ignore[misc]
}
LATE: dict[str, Callable[[], Correct]] = {
    "lag": lambda: Correct(lag=True),
    **{f"choice {n}, lag": lambda n=n: Free(assignments(n), True) for n in range(3)},  # type: ignore[misc]
    "at random": lambda: ComesLate(1),
}


@pytest.mark.parametrize("make", RIGHT.values(), ids=RIGHT)
def test_the_history_of_a_right_system_is_explained(make: Callable[[], Correct]) -> None:
    assert unexplained(ran(make()), EAGER) == []


@pytest.mark.parametrize("settle", [0.0, SETTLE], ids=["at once", "settled"])
@pytest.mark.parametrize("make", LATE.values(), ids=LATE)
def test_the_history_of_a_late_system_is_explained(
    make: Callable[[], Correct], settle: float
) -> None:
    assert unexplained(ran(make(), settle), LAGGING) == []


def unexplained(came: tuple[Ran, ...], advance: Advance) -> list[str]:
    found = []
    for one in came:
        calls = [call for call in one.calls if call.form is None]
        explanation = explain(calls, advance)
        if (explanation.diverges, explanation.exhausted) != (None, None):
            found.append(one.script.id)
    return found
