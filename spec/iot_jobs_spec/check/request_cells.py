"""The cells that are about requests alone: one a constraint of an operation, one a form of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..language.rules import RequestRule
from ..model import requests
from ..model.constraints import constraints_of, forms_of, malformed_rule, raw_rule
from ..model.requests import Request
from ..model.table import TABLE, Cell, Table


@dataclass(frozen=True, slots=True)
class RequestCell(Cell):
    """A question about the requests of an operation, whatever the status."""

    @property
    def id(self) -> str:
        """Operation and form. Examples: ``CancelJob/malformed/COMMENT``, ``CancelJob/raw/BODY``."""
        return self.rule.id


def request_cell(rule: RequestRule) -> RequestCell:
    """The cell that the rule answers."""
    return RequestCell(str(rule.operation), rule.event, None, (), rule)


def kind_of(operation: str) -> type[Request]:
    """The requests of an operation."""
    kind: type[Request] = getattr(requests, operation)
    return kind


def request_cells(table: Table = TABLE) -> Iterator[RequestCell]:
    """Every such cell, in the order of the page."""
    for operation in table.operations:
        for constraint in constraints_of(kind_of(operation)):
            yield request_cell(malformed_rule(operation, constraint))
    for operation in table.operations:
        for form in forms_of(kind_of(operation)):
            yield request_cell(raw_rule(operation, form))


def cells(table: Table = TABLE) -> Iterator[Cell]:
    """Every cell that a check has a verdict on: those of operations in each status, then those of
    their requests."""
    yield from (cell for cell in table.cells() if cell.operation is not None)
    yield from request_cells(table)
