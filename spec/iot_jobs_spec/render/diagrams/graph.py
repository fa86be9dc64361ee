"""What a picture of a machine shows: arrows between statuses, and lines under a status.

Rows that would draw the same arrow become one. A refusal, a step that keeps the status, and what
the sources leave open stand as lines under the status they are about. Requests that only read are
left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from ...language.evidence import Basis, Claim, strongest
from ...language.rules import Effect, Row, Verdict
from ...machines import COUPLINGS, Execution, Job
from ...model.table import TABLE, Table
from ..words import claim_words, claims_of, condition, outcome_words, row_name


class Kind(Enum):
    """What sort of step an arrow is."""

    REQUEST = "request"
    HAPPENING = "happening"
    OPEN = "open"


class Mark(Enum):
    """What sort of thing a line under a status says."""

    REFUSED = "refused"
    OPEN = "open"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Arrow:
    """One arrow: what moves a machine from each of ``sources`` to ``target``. None: there is none.

    An arrow has one source, or all statuses of the machine. ``forced`` says that the move is made
    by force only.
    """

    machine: str
    sources: tuple[str | None, ...]
    target: str | None
    kind: Kind
    forced: bool
    rows: tuple[Row, ...]

    @property
    def id(self) -> str:
        """A stable name, such as ``CancelJob-IN_PROGRESS-CANCELED``; also an anchor."""
        source = "ANY" if self.everywhere else self.sources[0] or "ABSENT"
        ends = [source, self.target or "ABSENT"]
        kind = [self.kind.value] if self.kind is Kind.OPEN else []
        return "-".join([*self.names, *ends, *kind])

    @property
    def everywhere(self) -> bool:
        """Whether the arrow leads away from every status."""
        return len(self.sources) > 1

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row_name(row) for row in self.rows))

    @property
    def claims(self) -> tuple[Claim, ...]:
        return claims_of(self.rows)

    @property
    def tooltip(self) -> str:
        """What moves where, then a claim a line."""
        sources = ", ".join(source or "none" for source in self.sources)
        move = f"{', '.join(self.names)}: {sources} to {self.target or 'none'}"
        return "\n".join([move, *(claim_words(claim) for claim in self.claims)])

    def rows_of(self, name: str) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row_name(row) == name)


@dataclass(frozen=True, slots=True)
class Line:
    """What is said under a status. ``results`` are what may come, the expected one first."""

    mark: Mark
    names: tuple[str, ...]
    condition: str
    results: tuple[str, ...]
    rows: tuple[Row, ...]
    by_itself: bool


def arrows(machine: str, table: Table = TABLE) -> tuple[Arrow, ...]:
    """The arrows of the machine, in the order of the page."""
    reads = reading(table)
    moves: dict[tuple[str | None, str | None, Kind, str], list[Row]] = {}
    for row in table.rows:
        if row.machine == machine and row_name(row) not in reads:
            for target in _targets(row):
                moves.setdefault((row.source, target, _kind(row), row_name(row)), []).append(row)
    merged: dict[tuple[str | None, str | None, Kind, bool], list[Row]] = {}
    for (source, target, kind, _), rows in moves.items():
        forced = all(row.guards.get("force", False) for row in rows)
        merged.setdefault((source, target, kind, forced), []).extend(rows)
    found = [
        Arrow(machine, (source,), target, kind, forced, tuple(rows))
        for (source, target, kind, forced), rows in merged.items()
    ]
    return tuple(_from_everywhere(found, table.statuses[machine]))


def lines(machine: str, status: str | None, table: Table = TABLE) -> tuple[Line, ...]:
    """What stands under the status: refusals first, then what is kept, then what is open."""
    reads = reading(table)
    grouped: dict[tuple[Mark, str, tuple[str, ...]], list[Row]] = {}
    for row in table.rows:
        if row.machine != machine or row.source != status:
            continue
        mark = _mark(row)
        if mark is None or (mark is Mark.KEPT and row_name(row) in reads):
            continue
        results = tuple(outcome_words(outcome, row.source) for outcome in row.outcomes)
        if mark is Mark.KEPT:
            results = tuple(e.says for e in row.does if e.field == "version") or results
        grouped.setdefault((mark, row_name(row), results), []).append(row)
    found: dict[tuple[Mark, str, tuple[str, ...], bool], list[Row]] = {}
    for (mark, _, results), rows in grouped.items():
        key = (mark, condition(rows), results, rows[0].operation is None)
        found.setdefault(key, []).extend(rows)
    said = (
        Line(mark, tuple(dict.fromkeys(row_name(r) for r in rows)), when, results, tuple(rows), own)
        for (mark, when, results, own), rows in found.items()
    )
    order = [Mark.REFUSED, Mark.KEPT, Mark.OPEN]
    return tuple(sorted(said, key=lambda line: order.index(line.mark)))


def reading(table: Table = TABLE) -> frozenset[str]:
    """The operations that change nothing wherever they are accepted."""
    changing = {
        row_name(row)
        for row in table.rows
        for outcome in row.outcomes
        if row.does or (outcome.error is None and outcome.status != row.source)
    }
    return frozenset(table.operations) - changing


def force_sets(rows: Sequence[Row]) -> tuple[str, ...]:
    """The effects that force has where the same move is made without it too."""
    plain = [row for row in rows if not row.guards.get("force", True)]
    forced = [row for row in rows if row.guards.get("force", False)]
    if not plain or not forced:
        return ()
    usual = {effect for row in plain for effect in row.does}
    effects = dict.fromkeys(e for row in forced for e in row.does if e not in usual)
    return tuple(_effect_words(effect) for effect in effects)


def force_reaches(rows: Sequence[Row], table: Table = TABLE) -> tuple[str, ...]:
    """What happens to executions later, only because of the force of a request for their job."""
    if rows[0].machine != Job.__name__ or not any(row.guards.get("force") for row in rows):
        return ()
    said = []
    for coupling in COUPLINGS:
        if coupling.status == rows[0].expected.status:
            usual, forced = (_reach(coupling.event, force, table) for force in (False, True))
            more = [status for status in forced if status not in usual]
            if more:
                said.append(f"{coupling.event} takes {' and '.join(more)} executions too")
    return tuple(said)


def _reach(event: str, force: bool, table: Table) -> list[str]:
    """The statuses of executions that the happening changes."""
    found = []
    for status in table.statuses[Execution.__name__]:
        row = table.row(Execution.__name__, event, status, force=force)
        if row is not None and row.expected.status != status:
            found.append(status)
    return found


def _effect_words(effect: Effect) -> str:
    """``sets forceCanceled``, or may."""
    first, *rest = effect.field.split("_")
    member = first + "".join(word.capitalize() for word in rest)
    sure = strongest(effect.claims) is not Basis.UNSPECIFIED
    return f"sets {member}" if sure else f"may set {member}"


def _from_everywhere(found: list[Arrow], statuses: tuple[str, ...]) -> Iterator[Arrow]:
    """The arrows, those that are alike in every status as one."""
    alike: dict[tuple[object, ...], list[Arrow]] = {}
    for arrow in found:
        key = (arrow.target, arrow.kind, arrow.names, condition(arrow.rows))
        alike.setdefault(key, []).append(arrow)
    for group in alike.values():
        sources = tuple(arrow.sources[0] for arrow in group)
        if sources == statuses:
            rows = tuple(row for arrow in group for row in arrow.rows)
            yield replace(group[0], sources=sources, rows=rows)
        else:
            yield from group


def _targets(row: Row) -> Iterator[str | None]:
    ends = {o.status for o in row.outcomes if o.error is None and o.status != row.source}
    yield from sorted(ends, key=str)


def _kind(row: Row) -> Kind:
    if row.verdict in (Verdict.EITHER, Verdict.SILENT):
        return Kind.OPEN
    return Kind.HAPPENING if row.operation is None else Kind.REQUEST


def _mark(row: Row) -> Mark | None:
    if row.verdict in (Verdict.EITHER, Verdict.SILENT):
        return Mark.OPEN
    if row.verdict is Verdict.REFUSE:
        return Mark.REFUSED
    return Mark.KEPT if row.expected.status == row.source else None
