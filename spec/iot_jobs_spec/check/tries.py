"""The part of a check that is about requests alone: every probe put, its outcomes by cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..model.answers import Answer
from ..model.constraints import Fit
from ..model.divergence import NO_ANSWER, CellVerdict
from ..model.table import Cell
from .by_hand import by_hand
from .found import Found
from .malformed import malformed
from .outcomes import outcomes
from .plan import Planner
from .probe import Probe, at_work, scenes
from .probing import Outcome, Probing
from .trial import CONFORMS, UNREACHED, Trial, worst

KNOWN_CRASH = f"{NO_ANSWER}, as with any name that is not there"
NO_WAY = "there is no way to where the question would be put"


@dataclass(frozen=True, slots=True)
class Tried:
    """What a check says of a cell of requests. It conforms only where every probe was answered."""

    cell: Cell
    verdict: CellVerdict
    reasons: tuple[str, ...]
    seen: Answer | None = None
    worst: Found | None = None


def probes(planner: Planner, missing: Mapping[str, str]) -> Iterator[Probe]:
    """Every probe that there is a way to."""
    without = frozenset(missing)
    working = at_work(planner, without)
    for scene in scenes(planner, without).values():
        yield from malformed(scene)
        yield from by_hand(scene, working)


def tried(cells: Sequence[Cell], planner: Planner, probing: Probing) -> Iterator[Tried]:
    """The verdict on each of the cells."""
    names = {cell.id for cell in cells}
    wanted = [p for p in probes(planner, probing.missing) if p.rule.id in names]
    found: dict[str, list[Outcome]] = {}
    for outcome in outcomes(wanted, probing):
        found.setdefault(outcome.probe.rule.id, []).append(outcome)
    for cell in cells:
        lacking = probing.missing.get(str(cell.operation), NO_WAY)
        yield _judged(cell, found.get(cell.id, []), lacking)


def unreached(cells: Sequence[Cell], reason: str) -> Iterator[Tried]:
    """The cells, where none of them can be asked about."""
    return (Tried(cell, UNREACHED, (reason,)) for cell in cells)


def without_known_crashes(asked: Iterable[Tried], trials: Iterable[Trial]) -> Iterator[Tried]:
    """The same, where a crash says nothing of a form: the operation crashes on any name that is
    not there."""
    crashing = {
        trial.cell.operation
        for trial in trials
        if trial.cell is not None and trial.cell.status is None and any(map(_crash, trial.own))
    }
    for one in asked:
        known = one.cell.operation in crashing and one.worst is not None and _crash(one.worst)
        yield Tried(one.cell, UNREACHED, (*one.reasons, KNOWN_CRASH)) if known else one


def _crash(found: Found) -> bool:
    return (found.divergence.seen.error or "").startswith(NO_ANSWER)


def _judged(cell: Cell, came: Sequence[Outcome], lacking: str) -> Tried:
    reasons = tuple(dict.fromkeys(outcome.reason for outcome in came if outcome.reason))
    if not came:
        return Tried(cell, UNREACHED, (lacking,))
    faults = [outcome for outcome in came if outcome.found]
    # The answer to show is one to what must be rejected: the line is about that.
    ordered = sorted(came, key=lambda outcome: outcome.probe.fit is not Fit.BROKEN)
    seen = next((outcome.seen for outcome in ordered if outcome.seen is not None), None)
    if not faults:
        return Tried(cell, UNREACHED if reasons else CONFORMS, reasons, seen)
    verdict = worst(fault.found.divergence.verdict for fault in faults if fault.found)
    gravest = next(f for f in faults if f.found and f.found.divergence.verdict == verdict)
    return Tried(cell, verdict, reasons, gravest.seen, gravest.found)
