"""``docs/verification.md``: the exploration, the proofs and their assumptions, with the numbers.

The figures and traces are computed; durations are written by hand, because they differ from run to
run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from ...language.evidence import Claim
from ...machines import CORE
from ...model.invariants import INVARIANTS
from ...model.profiles import FULL as PROFILE
from ...model.profiles import table_of
from ...verify.explore import Bounds, Consistency, Exhausted, JobGraph, compose, exhaust, explore
from ...verify.explore.job_graph import NOT_ASKED
from ...verify.explore.liveness import LIVENESS
from ...verify.explore.obligations import OBLIGATIONS
from ...verify.explore.report import Finding
from ...verify.explore.sometimes import FALSE_CLAIMS, SOMETIMES, Sometimes
from ...verify.prove.liveness import LIVENESS as PROVED_LIVENESS
from ...verify.prove.liveness import TERMINATE, TERMINATE_SAYS
from ...verify.prove.theorems import OF_STATES, OF_STEPS
from .common import plain, table
from .verification_text import (
    ASSUMED,
    COUNTS,
    EXPLORED,
    FULL,
    HEAD,
    LONG,
    PROVED,
    RESTRICTION,
    SYMMETRY,
    TLA,
    TRACES,
    UNNOTICED,
)

PATH = "docs/verification.md"
EAGER, EVENTUAL = Consistency.EAGER, Consistency.EVENTUAL
LIMIT = CORE.limit.value
COMPARED = tuple(
    (jobs, things, limit)
    for jobs, things in ((1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (2, 2))
    for limit in (1, LIMIT)
)
"""The sizes at which TLC must find the same numbers: jobs, things, deletion limit."""
LARGE = ((3, 3), (3, 4), (11, 1), (12, 1), (3, 10), (2, 20), (100, 3))
OF_FULL = ((1, 1), (2, 1), (1, 2))
"""The sizes of the profile full at which TLC must find the same numbers, with a limit of 1."""
SHOWN = Bounds(2, 1, 1, EVENTUAL)
"""The bounds of the run that yields the traces."""


def counted(bounds: Bounds) -> Exhausted:
    """The numbers of worlds, composed from the states of one job."""
    found = compose(_of_one_job(bounds.things, bounds.consistency).within(bounds))
    assert found is not None, "the jobs do not compose"
    return found


@cache
def _of_one_job(things: int, consistency: Consistency) -> JobGraph:
    return JobGraph(Bounds(1, things, consistency=consistency), looks=False)


@cache
def text() -> str:
    """The text of the file."""
    report = explore(SHOWN)
    shown = {finding.name: finding for finding in report.findings}
    parts = [
        HEAD,
        EXPLORED,
        "## The numbers",
        COUNTS,
        _compared(),
        "Larger sizes, with the real deletion limit and both consistencies:",
        _large(),
        SYMMETRY,
        "## Properties of every world and every step",
        _properties(),
        "## Traces that must exist",
        TRACES,
        *_traces(SOMETIMES, shown),
        "## Plausible but false properties",
        *_traces(FALSE_CLAIMS, shown),
        "## Proved for any number of jobs and things",
        PROVED,
        _theorems(),
        ASSUMED,
        "## Wrong rules are noticed",
        UNNOTICED,
        TLA,
        FULL,
        _of_full(),
        RESTRICTION,
        LONG,
    ]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def artefacts() -> dict[str, bytes]:
    """The file, by its path from the root of the project."""
    return {PATH: text().encode()}


_HEAD = ("jobs", "things", "limit", "worlds, eager", "worlds, eventual", "states, eventual")


def _compared() -> str:
    rows = []
    for jobs, things, limit in COMPARED:
        eager, eventual = (counted(Bounds(jobs, things, limit, k)) for k in (EAGER, EVENTUAL))
        sizes = (str(jobs), str(things), str(limit))
        numbers = (eager.worlds, eventual.worlds, eventual.states)
        rows.append((*sizes, *(f"{number:,}" for number in numbers)))
    return table(_HEAD, rows)


def _of_full() -> str:
    full = table_of(PROFILE)
    rows = []
    for size in OF_FULL:
        bounds = [Bounds(*size, 1, consistency) for consistency in (EAGER, EVENTUAL)]
        eager, eventual = (exhaust(JobGraph(one, full, looks=False)) for one in bounds)
        numbers = (eager.worlds, eventual.worlds, eventual.states)
        rows.append((*map(str, (*size, 1)), *(f"{number:,}" for number in numbers)))
    return table(_HEAD, rows)


def _large() -> str:
    rows = []
    for jobs, things in LARGE:
        for consistency in Consistency:
            if consistency is EVENTUAL and things > 4:
                continue
            found = counted(Bounds(jobs, things, LIMIT, consistency))
            worlds = f"{found.worlds:,}" if found.worlds < 10**24 else _rounded(found.worlds)
            orbits = f"{found.orbits:,}" if found.orbits < 10**24 else _rounded(found.orbits)
            sizes = (str(jobs), str(things), consistency.value)
            rows.append((*sizes, worlds, orbits, f"{found.depth:,}"))
    return table(("jobs", "things", "consistency", "worlds", "orbits", "depth"), rows)


def _rounded(number: int) -> str:
    digits = str(number)
    return f"{digits[0]}.{digits[1]} × 10^{len(digits) - 1}"


def _properties() -> str:
    asked = [(i.name, i.says, i.claims) for i in INVARIANTS if i.name not in NOT_ASKED]
    asked += [(obligation.name, obligation.says, obligation.claims) for obligation in OBLIGATIONS]
    asked += [(liveness.name, liveness.says, liveness.claims) for liveness in LIVENESS]
    rows = ((name, plain(says), _claims(claims)) for name, says, claims in asked)
    left_out = "; ".join(f"{name}, because {why}" for name, why in NOT_ASKED.items())
    return (
        table(("name", "property", "claims"), rows)
        + f"\n\nNot checked here: {left_out}. A test checks that every error is declared."
    )


def _traces(properties: Iterable[Sometimes], shown: dict[str, Finding]) -> Iterator[str]:
    for each in properties:
        finding = shown[each.name]
        where = "" if each.only is None else f" Only with {each.only.value} consistency."
        yield f"**{each.name}: {plain(each.says)}**{where} ({_claims(each.claims)})"
        steps = "\n".join(f"{n}. {step}" for n, step in enumerate(finding.trace or (), 1))
        yield f"```text\n{steps}\n```"


def _theorems() -> str:
    rows = [(i.name, "state" + ", eager" * i.eager_only, plain(i.says)) for i in OF_STATES]
    rows += [(p.name, "step", plain(p.says)) for p in OF_STEPS]
    rows += [(TERMINATE, "step", plain(TERMINATE_SAYS))]
    rows += [(p.name, "liveness", plain(p.says)) for p in PROVED_LIVENESS]
    return table(("name", "kind", "property"), rows)


def _claims(claims: Iterable[Claim]) -> str:
    return ", ".join(f"[{k.name}](reference/claims.md#{k.name.lower()})" for k in claims)
