"""One pytest test for each cell of the spec, against clients of your own.

from iot_jobs_spec.pytest_cells import cells_of

test_cell = cells_of(lambda: (iot_client, jobs_data_client))
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any

import pytest

from .check.request_cells import cells
from .model.profiles import CORE, table_of
from .model.table import Cell, Table
from .systems import System

if TYPE_CHECKING:
    from .check.report.cases import Case
    from .check.report.results import Report

BACKGROUND = "background steps"
"""The last test: it fails for findings in background steps, and if the check stopped early."""
Clients = Callable[[], tuple[Any, Any] | System | AbstractContextManager[tuple[Any, Any] | System]]


def cells_of(
    clients: Clients,
    *,
    operations: Iterable[str] = (),
    settle: float = 0.0,
    strict: bool = False,
    name: str = "the implementation",
    examples: int = 0,
    seed: int = 0,
    profile: str = CORE,
    timers: bool = False,
) -> Callable[..., None]:
    """A test function with a parameter for each cell; bind it to a name that begins with ``test``.

    ``clients`` returns a client of ``iot`` and one of ``iot-jobs-data``: boto3's, or objects with
    the same methods that raise botocore's ``ClientError``. For operations that you lack, return
    None as the client or leave out the method. It may also return a `System`, or a context manager
    around either. It is called once, when the first test runs; all tests share one check.

    ``operations`` are those to check, by default all; ``settle`` is how many seconds cancellations,
    deletions and roll-outs may take; ``examples`` is how many random ones to check too, drawn from
    ``seed``. With the ``profile`` `full`, ``timers`` says whether to wait a minute or two for
    timers to run out. The check deletes what it made. A test fails if its cell violates, with
    ``strict`` also if it differs, and is skipped if the cell is unreached or undetermined.
    """
    table, asked = table_of(profile), tuple(operations)
    known = {str(cell.operation): None for cell in cells(table) if cell.operation}
    if unknown := sorted({*asked} - {*known}):
        raise ValueError(f"{', '.join(unknown)}: choose from {', '.join(known)}")

    def wanted(cell: Cell) -> bool:
        return not asked or cell.operation in asked

    once = _Once(clients, wanted, settle, name, table, examples, seed, timers)
    ids = [cell.id for cell in cells(table) if wanted(cell)]

    def test_cell(cell: str, request: pytest.FixtureRequest) -> None:
        __tracebackhide__ = _is_an_error
        once.judge(cell, request, strict)

    _place_at_caller(test_cell)
    test: Callable[..., None] = pytest.mark.parametrize("cell", [*ids, BACKGROUND])(test_cell)
    return test


@dataclass
class _Once:
    """One check, run at the first use; later uses raise again the error that ended it."""

    clients: Clients
    wanted: Callable[[Cell], bool]
    settle: float
    name: str
    table: Table
    examples: int = 0
    seed: int = 0
    timers: bool = False
    _made: Report | None = None
    _raised: tuple[BaseException, TracebackType | None] | None = field(default=None, repr=False)

    def judge(self, cell: str, request: pytest.FixtureRequest, strict: bool) -> None:
        """The test of one cell, or the one after them."""
        __tracebackhide__ = True
        report = self.report()
        if cell == BACKGROUND:
            _judge_the_rest(report, self.rest, strict)
            return
        case = self.by_name[cell]
        request.node.user_properties.append(("verdict", str(case.verdict)))  # for --junitxml
        _judge(case, strict)

    def report(self) -> Report:
        __tracebackhide__ = True
        if self._raised is not None:
            error, trace = self._raised
            raise error.with_traceback(trace)
        if self._made is None:
            try:
                self._made = self._check()
            except (Exception, pytest.skip.Exception, pytest.fail.Exception) as error:
                self._raised = error, error.__traceback__
                raise
        return self._made

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        from .check.report.cases import cases

        return cases(self.report())

    @cached_property
    def by_name(self) -> Mapping[str, Case]:
        return {case.name: case for case in self.cases}

    @property
    def rest(self) -> list[Case]:
        """The findings in cells that have no test."""
        return [case for case in self.cases if case.finding and not self._is_tested(case)]

    @cached_property
    def _ids(self) -> frozenset[str]:
        return frozenset(cell.id for cell in cells(self.table) if self.wanted(cell))

    def _is_tested(self, case: Case) -> bool:
        return case.name in self._ids

    def _check(self) -> Report:
        from .check import Checker, Gone
        from .systems.given import WrongReturn, opened

        __tracebackhide__ = True
        name = self.name
        try:
            with opened(self.clients(), self.name) as system:
                name = system.name
                checker = Checker(
                    system,
                    self.settle,
                    table=self.table,
                    examples=self.examples,
                    seed=self.seed,
                    timers=self.timers,
                )
                return checker.check(wanted=self.wanted).about(self._ids)
        except Gone as gone:
            why = f"could not check: {gone}"
        except WrongReturn as error:
            why = f"could not check {name}: {error}"
        pytest.fail(why, pytrace=False)


def _judge(case: Case, strict: bool) -> None:
    from .check.report.results import DIFFERS, NOT_JUDGED, VIOLATES

    __tracebackhide__ = True
    if case.verdict in NOT_JUDGED:
        pytest.skip(case.message)
    text = "\n".join(case.lines())
    if case.verdict == VIOLATES or (strict and case.verdict == DIFFERS):
        pytest.fail(text, pytrace=False)
    print(text)  # pytest shows it with -rP


def _judge_the_rest(report: Report, rest: list[Case], strict: bool) -> None:
    """Fail if the check ended early, or for a finding in a cell that has no test."""
    __tracebackhide__ = True
    if report.stopped:
        pytest.fail(f"stopped: {report.stopped}", pytrace=False)
    if not report.reached:
        pytest.skip("no cell was reached")
    from .check.report.results import VIOLATES

    told = [("\n".join(case.lines()), strict or case.verdict == VIOLATES) for case in rest]
    for text in (text for text, fails in told if not fails):
        print(text, end="\n\n")
    if failing := [text for text, fails in told if fails]:
        pytest.fail("\n\n".join(failing), pytrace=False)


def _is_an_error(excinfo: pytest.ExceptionInfo[BaseException]) -> bool:
    """Whether an exception comes from ``clients``: then pytest shows its lines alone."""
    return not isinstance(excinfo.value, pytest.skip.Exception | pytest.fail.Exception)


def _place_at_caller(test: Any) -> None:
    """Let pytest and editors find the tests where `cells_of` is called."""
    caller = sys._getframe(2)
    test.__module__ = caller.f_globals.get("__name__", test.__module__)
    test.__code__ = test.__code__.replace(
        co_filename=caller.f_code.co_filename, co_firstlineno=caller.f_lineno
    )
