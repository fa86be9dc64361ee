"""What is asked once more, because the answers leave something open.

A batch in which something went astray is asked question by question. A question whose answers may
have been given in several cells, because a deletion may have ended by then, is put a few more
times, with more and more reads before it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ..judge.advance import Advance
from ..judge.diagnose import Diagnosis, diagnose
from ..judge.explain import Explanation, retrace
from ..model.table import Table
from .run import Ran
from .scripts import Ask, Script, delayed, narrowed, scripts

TIMES = 4
"""How often a question is put once more."""

Explained = Iterable[tuple[Ran, Explanation]]
"""What came of each script, with the judge's explanation."""


def astray(explained: Explained) -> Iterator[int]:
    """The batches, by number, after which something is wrong: several requests may have caused it,
    and those after it were asked elsewhere than planned."""
    for number, (ran, explanation) in enumerate(explained):
        asked = [ask for part in ran.script.parts for ask in part.questions]
        several = len(asked) > 1 or any(ask.apart for ask in asked)
        if several and not ran.script.alone and explanation.diverges is not None:
            yield number


def wrong_besides(
    batches: Mapping[int, Sequence[Ran]],
    ran: Sequence[Ran],
    judged: Sequence[Ran],
    diagnosis: Diagnosis,
    judge: Advance,
) -> list[int]:
    """The batches, by their number in ``ran``, in which something is wrong that none of their
    questions shows alone. ``diagnosis`` is that of what was ``judged``, the questions among it, and
    ``judge`` knows its deviations."""
    unexplained = {id(judged[shown.history]) for shown in diagnosis.unexplained}
    return [
        number
        for number, pieces in batches.items()
        if unexplained.isdisjoint(map(id, pieces))
        and retrace(ran[number].calls, judge).diverges is not None
    ]


def open_cells(explained: Explained) -> set[str]:
    """The cells that were asked about, but only with answers that another cell explains too, or
    instead."""
    certain: set[str] = set()
    possible: set[str] = set()
    asked: set[str] = set()
    for ran, explanation in explained:
        for number, rules in enumerate(explanation.rules):
            ids = {rule.id for rule in rules}
            possible |= ids
            if len(rules) == 1:
                certain |= ids
            step = ran.script.steps[ran.steps[number]]
            if ids and isinstance(step, Ask) and step.cell is not None:
                asked.add(step.cell)
    return (possible - certain) | (asked - possible)


def more_patient(
    cells: Collection[str], table: Table, without: frozenset[str], at_limit: bool, reads: int
) -> Iterator[Script]:
    """Scripts about these cells, with so many more reads before each question."""
    planned = (one for one in scripts(table, without, at_limit) if not one.alone)
    for script in narrowed(planned, cells.__contains__, table, without):
        yield delayed(script, reads)


def insisted_on(
    diagnosis: Diagnosis,
    ran: Sequence[Ran],
    again: Sequence[Ran],
    table: Table,
    judge: Callable[[Table, bool], Advance],
) -> Diagnosis:
    """The diagnosis of a system on which no deletion ends between a read and the next question, if
    each repetition of a question (``again``) shows the same fault then; otherwise the one that is
    given. ``judge`` makes a judge of a table that knows, or does not, that it is so."""
    if diagnosis.deviations or diagnosis.unexplained or len(again) < TIMES:
        return diagnosis
    steady = diagnose([one.calls for one in ran], table, lambda t: judge(t, True))
    wrong = {shown.history for one in steady.deviations for shown in steady.shown[one]}
    wrong |= {shown.history for shown in steady.unexplained}
    repeated = {number for number, one in enumerate(ran) if any(one is x for x in again)}
    # What was retraced is of a judge that knows it to be so: that is no base for another one.
    return replace(steady, retraced=()) if len(wrong & repeated) >= TIMES else diagnosis
