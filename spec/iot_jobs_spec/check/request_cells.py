"""The cells that are about requests alone: one a constraint of an operation, one a form of it, and
for a device that ends an execution which is over or not there. And those about answers alone, and
about reads that the model does not have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..language.rules import RequestRule, Rule
from ..model import requests
from ..model.answer_forms import answer_rules
from ..model.constraints import (
    constraints_of,
    final_rule,
    forms_of,
    malformed_rule,
    ranges_of,
    raw_rule,
)
from ..model.requests import FULL_REQUESTS, Request, UpdateJobExecution
from ..model.table import TABLE, Cell, Table
from ..model.views import VIEWS, view_rules


@dataclass(frozen=True, slots=True)
class RequestCell(Cell):
    """A question about the requests, the answers or the views of an operation, whatever the
    status."""

    @property
    def id(self) -> str:
        """Operation and form. Examples: ``CancelJob/malformed/COMMENT``, ``CancelJob/raw/BODY``."""
        return self.rule.id


def plain(table: Table) -> tuple[str, ...]:
    """The operations of the table, without the statuses that requests ask for."""
    return tuple(dict.fromkeys(name.partition("=")[0] for name in table.operations))


def request_cell(rule: RequestRule) -> RequestCell:
    """The cell that the rule answers."""
    return RequestCell(str(rule.operation), rule.event, None, (), rule)


def kind_of(operation: str) -> type[Request]:
    """The requests of an operation."""
    kind: type[Request] = getattr(requests, operation)
    return kind


def request_cells(table: Table = TABLE) -> Iterator[RequestCell]:
    """Every such cell, in the order of the page."""
    operations = plain(table)
    for operation in operations:
        kind = kind_of(operation)
        for constraint in (
            *constraints_of(kind),
            *(ranges_of(kind) if table.spec.extends is not None else ()),
        ):
            yield request_cell(malformed_rule(operation, constraint))
    for operation in operations:
        for form in forms_of(kind_of(operation), beyond=table.spec.extends is not None):
            yield request_cell(raw_rule(operation, form))
        if operation == UpdateJobExecution.operation and table.spec.extends is None:
            yield from map(request_cell, _final_rules(table))
    yield from map(request_cell, answer_rules(table))
    yield from map(request_cell, view_rules())


def _final_rules(table: Table) -> Iterator[RequestRule]:
    """For each status in which a device can end nothing, the rule that says so."""
    machine, event = table.operations[UpdateJobExecution.operation]
    for status in table.statuses[machine]:
        if status in table.spec.terminal:
            yield final_rule(_plain_rule(table, machine, event, status))
    yield final_rule(_plain_rule(table, machine, event, None))


def _plain_rule(table: Table, machine: str, event: str, status: str | None) -> Rule:
    """The rule where no guard holds."""
    guards, rules = table.entries[machine, event, status]
    return rules[tuple(False for _ in guards)]


OPERATIONS = tuple(
    dict.fromkeys((*(k.operation for k in FULL_REQUESTS), *(view.operation for view in VIEWS)))
)
"""Every operation that has a cell in some profile."""


def rules_by_id(table: Table) -> dict[str, Rule]:
    """The rule of each cell that a finding may be in, by the id of the cell: background steps have
    cells too."""
    return {cell.id: cell.rule for cell in (*table.cells(), *request_cells(table))}


def cells(table: Table = TABLE) -> Iterator[Cell]:
    """Every cell that a check has a verdict on: those of operations in each status, then those of
    their requests, of their answers, and of other reads."""
    yield from (cell for cell in table.cells() if cell.operation is not None)
    yield from request_cells(table)
