"""Findings: the divergences of a check, one a cell, each with the shortest steps that show it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..model.divergence import LISTINGS, READS
from ..model.requests import Request
from ..model.table import TABLE, Table
from .blame import is_about_others
from .cells import cell_of
from .finding import Finding
from .found import Found, Step
from .grouped import grouped
from .proofs import LIMIT, Again, proved
from .scene import FILLER
from .shortest import Graph
from .trial import SEVERITY, Trial


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
            rule = found.divergence.rule
            its = found in trial.own or found.doubtful
            own = its and trial.cell is not None and trial.cell.rule is rule
            cell = trial.cell.id if own and trial.cell else cell_of(rule, table, asked(found))
            sure = not found.divergence.rivals and not found.doubtful
            severity = SEVERITY.index(found.divergence.verdict)
            urgency = (not found.doubtful, severity, sure, own, *_shortness(found.steps))
            if cell not in best or urgency > best[cell][0]:
                best[cell] = urgency, _finding(cell, found, table)
    for cell, found in drawn:
        severity = SEVERITY.index(found.divergence.verdict)
        if cell not in best or (True, severity) > best[cell][0][:2]:
            urgency = (True, severity, False, False, *_shortness(found.steps))
            best[cell] = urgency, _finding(cell, found, table)
    rules = {id(rule): position for position, rule in enumerate(table.rules)}
    kept = _each_once(_without_rivals([finding for _, finding in best.values()]), table)
    kept = [finding for finding in kept if not _reads_a_filler(finding)] or kept
    kept.sort(key=lambda finding: rules.get(id(finding.divergence.rule), -1))
    if again is None:
        return tuple(finding for finding in kept if not finding.doubtful)
    graph = graph or Graph(table)
    proofs = [proved(finding, again, graph) for finding in kept]
    return tuple(
        proof
        for proof in proofs
        if proof.shown
        or not (proof.doubtful or _is_listing(proof) or any(map(proof.is_part_of, proofs)))
    )


def of_a_request(cell: str, found: Found) -> Finding:
    """The finding of a request that tries a form, after the shortest way to where a plain one is
    accepted; read once, at most, it has the fewest steps."""
    read = sum(isinstance(step.request, READS) for step in found.steps)
    return Finding(
        cell, found.divergence, found.steps, shortest=found.shown and read <= 1, shown=found.shown
    )


def asked(found: Found) -> list[Request]:
    """The requests that were no reads."""
    return [step.request for step in found.steps if not isinstance(step.request, READS)]


def _each_once(findings: list[Finding], table: Table) -> list[Finding]:
    """Without those of a rule that answers several cells, where one of these has its own."""
    cells = {cell.id for cell in table.cells()}
    own = {finding.divergence.rule for finding in findings if finding.cell in cells}
    return [f for f in findings if f.cell in cells or f.divergence.rule not in own]


def _without_rivals(findings: list[Finding]) -> list[Finding]:
    """Without those of which it is uncertain which rule should have answered, where one of these
    rules is found to answer the same wrong in a cell of its own."""
    divergences = [finding.divergence for finding in findings]
    sure = {(d.rule, d.seen.error) for d in divergences if not d.rivals}
    return [
        finding
        for finding, d in zip(findings, divergences, strict=True)
        if not any((rival, d.seen.error) in sure for rival in d.rivals)
    ]


def _reads_a_filler(finding: Finding) -> bool:
    """Whether a job of a crowd shows it, of which not all is read: what is wrong with any job shows
    elsewhere too, and whose fault it is."""
    request = finding.divergence.request
    return isinstance(request, READS) and (request.job_id or "").startswith(FILLER)


def _is_listing(finding: Finding) -> bool:
    """Whether a listing shows it. Where each execution is known, it is the listing that is wrong;
    what cannot be shown so was wrong before."""
    return isinstance(finding.divergence.request, LISTINGS)


def _finding(cell: str, found: Found, table: Table) -> Finding:
    deleting = _others(found, table)
    return Finding(
        cell,
        found.divergence,
        found.steps,
        found.insisted,
        deleting=deleting,
        ended=found.ended,
        doubtful=found.doubtful,
    )


def _others(found: Found, table: Table) -> int:
    """How many deletions went on, if it may be about their number, or if there was a crowd that
    should make no difference."""
    beside = found.deleting >= LIMIT and "at_limit" not in found.divergence.rule.guards
    return min(found.deleting, LIMIT) if beside or is_about_others(found, table) else 0


def _shortness(steps: Sequence[Step]) -> tuple[int, int]:
    asked = sum(1 for step in steps if not isinstance(step.request, READS))
    return -asked, -len(steps)
