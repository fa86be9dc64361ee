"""Findings: the divergences of a check, one a cell, each with the shortest steps that show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from ..divergence import READS, Divergence
from ..evidence import Claim
from ..requests import CreateJob, Request
from ..table import TABLE, Table
from .cells import cell_of
from .follow import Found, Step
from .scene import JOB, NEIGHBOUR, jobs_in
from .trial import SEVERITY, Trial

Again = Callable[[Sequence[Request]], Found | None]
"""Asks requests anew and returns the divergence that the last one shows."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong in one cell, and the steps that show it, the last one being wrong."""

    cell: str
    divergence: Divergence
    steps: tuple[Step, ...]

    @property
    def verdict(self) -> str:
        """``violates`` or ``differs``."""
        return self.divergence.verdict

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims that are broken."""
        return self.divergence.claims


def gather(trials: Iterable[Trial], again: Again | None, table: Table = TABLE) -> tuple[Finding, ...]:
    """The worst divergence at fault of each cell, in the order of the page.

    With ``again``, steps that are not needed to show it are left out.
    """
    best: dict[str, tuple[object, Finding]] = {}
    for trial in trials:
        for found in trial.found:
            row = found.divergence.row
            own = found in trial.own and trial.cell is not None and trial.cell.row is row
            cell = trial.cell.id if own and trial.cell else cell_of(row, table)
            urgency = (SEVERITY.index(found.divergence.verdict), own, *_shortness(found.steps))
            if cell not in best or urgency > best[cell][0]:
                best[cell] = urgency, Finding(cell, found.divergence, found.steps)
    rows = {id(row): position for position, row in enumerate(table.rows)}
    kept = [finding for _, finding in best.values()]
    kept.sort(key=lambda finding: rows.get(id(finding.divergence.row), -1))
    return tuple(shortened(finding, again) if again else finding for finding in kept)


def shortened(finding: Finding, again: Again) -> Finding:
    """The finding with fewer steps, if fewer show it too."""

    def shows(requests: list[Request]) -> bool:
        nonlocal finding
        found = again(requests)
        if found is None or not _alike(found.divergence, finding.divergence):
            return False
        finding = replace(finding, divergence=found.divergence, steps=found.steps)
        return True

    def asked() -> list[Request]:
        return [step.request for step in finding.steps]

    if JOB not in jobs_in(tuple(asked())):
        shows([_about_the_job(request) for request in asked()])
    *before, last = asked()
    shows([*(r for r in before if not isinstance(r, READS)), last])
    for name in jobs_in(tuple(before)):
        if name not in jobs_in((last,)):
            shows([r for r in asked() if name not in jobs_in((r,))])
    position = 0
    while position < len(finding.steps) - 1:
        requests = asked()
        if not shows(requests[:position] + requests[position + 1 :]):
            position += 1
    for position, request in enumerate(asked()):
        if isinstance(request, CreateJob) and len(request.targets) > 1:
            for thing in request.targets:
                requests = asked()
                requests[position] = replace(request, targets=(thing,))
                if shows(requests):
                    break
    return finding


def _about_the_job(request: Request) -> Request:
    """The request about the job instead of its neighbour."""
    if getattr(request, "job_id", None) != NEIGHBOUR:
        return request
    about: Request = replace(request, job_id=JOB)  # type: ignore[call-arg]
    return about


def _shortness(steps: Sequence[Step]) -> tuple[int, int]:
    asked = sum(1 for step in steps if not isinstance(step.request, READS))
    return -asked, -len(steps)


def _alike(one: Divergence, other: Divergence) -> bool:
    return (
        one.row is other.row
        and one.claims == other.claims
        and type(one.request) is type(other.request)
        and one.seen.error == other.seen.error
    )
