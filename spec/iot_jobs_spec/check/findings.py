"""Findings: the divergences of a check, one a cell, each with the shortest steps that show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any

from ..divergence import LISTINGS, READS, Divergence
from ..evidence import Claim
from ..requests import CreateJob, DescribeJob, Request
from ..table import TABLE, Table
from ..world import World
from .cells import cell_of
from .found import Found, Step
from .grouped import grouped
from .scene import JOB, NEIGHBOUR, Question, jobs_in
from .shortest import Graph, each_listed, shown_by
from .trial import SEVERITY, Trial
from .words import operation_of

Again = Callable[[Sequence[Request | Question], bool, bool, bool], Sequence[Found]]
"""Asks requests anew and returns the divergences that show; insists on the last answer or not; with
no deletion of before going on, or whichever; and waits for the end of its own, or does not. Raises
`NotAlone`."""


class NotAlone(Exception):
    """Deletions of before do not end, so that nothing can be asked with none going on."""


ATTEMPTS, FEW = 40, 4
"""How often the requests of a finding are asked anew, with less of them each time."""


LONG = 20
"""Steps of which no single one is left out: a crowd is needed as it is."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong in one cell, and the steps that show it, the last one being wrong."""

    cell: str
    divergence: Divergence
    steps: tuple[Step, ...]
    insisted: bool = False
    shortest: bool = False
    """Whether no shorter sequence of the worlds that were searched shows it; else steps were left
    out one by one."""
    shown: bool = False
    """Whether these steps, put anew, have shown it."""
    deleting: int = 0
    """How many jobs were being deleted when it was met, where it may be about their number."""
    ended: bool = False
    """Whether a deletion must have ended before the last request that is no read."""

    def is_part_of(self, other: Finding) -> bool:
        """Whether this one, which nothing has shown again, may be what the other one shows."""
        mine, shown = self.divergence, other.divergence
        same = type(mine.request) is type(shown.request) and mine.seen.error == shown.seen.error
        return other.shown and same and self.deleting > 0

    @property
    def verdict(self) -> str:
        """``violates`` or ``differs``."""
        return self.divergence.verdict

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims that are broken."""
        return self.divergence.claims


def _finding(cell: str, found: Found, table: Table) -> Finding:
    deleting = _others(found, table)
    return Finding(
        cell,
        found.divergence,
        found.steps,
        found.insisted,
        deleting=deleting,
        ended=found.ended,
    )


def gather(
    trials: Iterable[Trial],
    again: Again | None,
    table: Table = TABLE,
    drawn: Iterable[tuple[str, Found]] = (),
    graph: Graph | None = None,
) -> tuple[Finding, ...]:
    """The worst divergence at fault of each cell, in the order of the page.

    With ``again``, steps that are not needed to show it are left out. ``drawn`` are divergences of
    the random pass, each with the cell at fault.
    """
    best: dict[str, tuple[tuple[int, ...], Finding]] = {}
    for trial, founds in grouped(tuple(trials)):
        for found in founds:
            row = found.divergence.row
            own = found in trial.own and trial.cell is not None and trial.cell.row is row
            cell = trial.cell.id if own and trial.cell else cell_of(row, table)
            severity, sure = SEVERITY.index(found.divergence.verdict), not found.divergence.rivals
            urgency = (severity, sure, own, *_shortness(found.steps))
            if cell not in best or urgency > best[cell][0]:
                best[cell] = urgency, _finding(cell, found, table)
    for cell, found in drawn:
        severity = SEVERITY.index(found.divergence.verdict)
        if cell not in best or severity > best[cell][0][0]:
            urgency = (severity, False, False, *_shortness(found.steps))
            best[cell] = urgency, _finding(cell, found, table)
    rows = {id(row): position for position, row in enumerate(table.rows)}
    kept = _without_rivals([finding for _, finding in best.values()])
    kept.sort(key=lambda finding: rows.get(id(finding.divergence.row), -1))
    if again is None:
        return tuple(kept)
    graph = graph or Graph(table)
    proofs = []
    for finding in kept:
        with suppress(NotAlone):
            finding = proved(finding, again, graph)
        proofs.append(finding)
    return tuple(
        proof
        for proof in proofs
        if proof.shown or not (_is_listing(proof) or any(map(proof.is_part_of, proofs)))
    )


def _without_rivals(findings: list[Finding]) -> list[Finding]:
    """Without those of which it is uncertain which row should have answered, where one of these
    rows is found to answer the same wrong in a cell of its own."""
    divergences = [finding.divergence for finding in findings]
    sure = {(d.row, d.seen.error) for d in divergences if not d.rivals}
    return [
        finding
        for finding, d in zip(findings, divergences, strict=True)
        if not any((rival, d.seen.error) in sure for rival in d.rivals)
    ]


def _is_listing(finding: Finding) -> bool:
    """Whether a listing shows it. Where each execution is known, it is the listing that is wrong;
    what cannot be shown so was wrong before."""
    return isinstance(finding.divergence.request, LISTINGS)


def _others(found: Found, table: Table) -> int:
    """How many deletions went on, if the answer is an error that only a crowd of them explains."""
    operation = operation_of(found.divergence.request)
    errors: dict[bool, set[str]] = {True: set(), False: set()}
    for row in table.rows:
        if row.operation == operation and "crowded" in row.guards:
            codes = {outcome.error.code for outcome in row.outcomes if outcome.error}
            errors[row.guards["crowded"]] |= codes
    return found.deleting if found.divergence.seen.error in errors[True] - errors[False] else 0


def proved(finding: Finding, again: Again, graph: Graph) -> Finding:
    """The finding with the fewest steps that show it; shortened where no walk shows it. Raises
    `NotAlone`."""
    requests = tuple(step.request for step in finding.steps)
    row = finding.divergence.row
    shown = shown_by(requests, row, finding.insisted)
    found_by = [islice(graph.walks(shown), ATTEMPTS)]
    if finding.deleting:  # perhaps it is their number that matters
        room = row.guards.get("crowded") is False
        many = World().deletion_limit - 1 if room else finding.deleting
        found_by.append(islice(graph.walks(shown._replace(deleting=many)), FEW))
    for walk in chain(*found_by):
        again_shown = _shown(walk, finding, again)
        if again_shown is not None:
            return replace(again_shown, shortest=True)
    return shortened(finding, again)


def _shown(
    walk: Sequence[Request | Question], finding: Finding, again: Again, ended: bool = False
) -> Finding | None:
    """The finding with these steps, up to the first that shows it, if they do."""
    alone = finding.deleting > 0 or bool(finding.divergence.row.guards.get("crowded"))
    for found in again(walk, finding.insisted, alone, ended):
        for divergence in (found.divergence, found.unless):
            if divergence is not None and _alike(divergence, finding.divergence):
                return replace(finding, divergence=divergence, steps=found.steps, shown=True)
    return None


def shortened(finding: Finding, again: Again) -> Finding:
    """The finding with fewer steps, if fewer show it too."""
    tail = _needed(finding)
    attempts = 0

    def shows(before: list[Request]) -> bool:
        nonlocal finding, attempts
        attempts += 1
        if attempts > ATTEMPTS:
            return False
        known = [read for read in each_listed(tail[-1], before) if read not in before]
        fewer = _shown([*before, *known, *tail], finding, again, finding.ended)
        finding = fewer or finding
        return fewer is not None

    def before() -> list[Request]:
        return [step.request for step in finding.steps[: -len(tail)]]

    asked = [step.request for step in finding.steps]
    if JOB not in jobs_in(tuple(asked)):
        tail = [_about_the_job(request) for request in tail]
        if not shows([_about_the_job(request) for request in before()]):
            tail = _needed(finding)
    asked = [request for request in before() if not isinstance(request, READS)]
    if finding.ended and isinstance(asked[-1], CreateJob):  # seen to be gone right before
        asked.insert(-1, DescribeJob(asked[-1].job_id))
    shows(asked) or shows([*asked, *_read_last(before())])
    for name in jobs_in(tuple(before())):
        if name not in jobs_in(tuple(tail)):
            shows([request for request in before() if name not in jobs_in((request,))])
    for position, request in enumerate(before()):
        if isinstance(request, CreateJob) and len(request.targets) > 1:
            for thing in request.targets:
                fewer = before()
                fewer[position] = replace(request, targets=(thing,))
                if shows(fewer):
                    break
    position = 0
    while position < len(before()) <= LONG:
        if not shows(before()[:position] + before()[position + 1 :]):
            position += 1
    return finding


def _needed(finding: Finding) -> list[Request]:
    """The requests at the end that are always needed: the last one, with what was read right before
    it where that is insisted on."""
    requests = [step.request for step in finding.steps]
    return [*_read_last(requests[:-1]), requests[-1]] if finding.insisted else requests[-1:]


def _read_last(requests: list[Request]) -> list[Request]:
    """The reads at the end, but for listings: they show nothing that others do not."""
    first = len(requests)
    while first and isinstance(requests[first - 1], READS):
        first -= 1
    return [request for request in requests[first:] if not isinstance(request, LISTINGS)]


def _about_the_job(request: Request) -> Request:
    """The request about the job instead of its neighbour."""
    if getattr(request, "job_id", None) != NEIGHBOUR:
        return request
    asked: Any = request
    about: Request = replace(asked, job_id=JOB)
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
