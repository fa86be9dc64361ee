"""What is asked once more, because the answers leave something open.

A batch in which something went astray is asked question by question. A question whose answers may
have been given in several cells, because a deletion may have ended by then, is put a few more
times, with more and more reads before it. One at the limit on deletions is put again as it is, with
fewer other ones: the deletions that take up the limit may have ended early, and others may have
taken it up.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ..judge.advance import Advance
from ..judge.deviations import Deviation
from ..judge.diagnose import MOST_EFFORT, Diagnosis, diagnose
from ..judge.explain import Explanation, retrace
from ..judge.history import Call
from ..model.answers import JobDescription
from ..model.table import Table
from .script_run import Ran
from .scripts import Ask, Script, delayed, question_of, scripts

TIMES = 4
"""How often a question is put once more."""

Explained = tuple[Ran, Explanation]
"""What came of a script, with the judge's explanation."""


def astray(explained: Iterable[Explained]) -> Iterator[int]:
    """The batches, by number, after which something is wrong: several requests may have caused it,
    and those after it were asked elsewhere than planned."""
    for number, (ran, explanation) in enumerate(explained):
        asked = [ask for part in ran.script.parts for ask in part.questions]
        several = len(asked) > 1 or any(ask.apart for ask in asked)
        if several and not ran.script.alone and explanation.diverges is not None:
            yield number


def weighed(
    first: Sequence[Explained],
    batches: Mapping[int, Sequence[Explained]],
    insisted: Sequence[Explained],
    diagnosed: Callable[[Sequence[Explained], Sequence[Deviation], int], Diagnosis],
    knowing: Callable[[Diagnosis], Advance],
) -> tuple[list[Ran], Diagnosis]:
    """What is wrong, and the runs that say so. ``first`` has all scripts, ``batches`` the questions
    of some, by the number of each, and ``insisted`` those that were put a few more times. A batch
    counts only for what none of its questions shows alone.

    ``diagnosed`` makes a diagnosis, with deviations to begin with and a budget; ``knowing`` the
    judge who knows what it says.
    """
    shown = {n for n, its in batches.items() if any(map(_diverges, its))}
    kept = [one for n, one in enumerate(first) if n not in shown]
    more = [*(one for its in batches.values() for one in its), *insisted]
    diagnosis, judged = diagnosed([*kept, *more], (), MOST_EFFORT), [*kept, *more]
    unexplained = {id(judged[at.history][0]) for at in diagnosis.unexplained}
    clear = {n for n in shown if unexplained.isdisjoint(id(one) for one, _ in batches[n])}
    judge = knowing(diagnosis)
    explained = ((first[n], retrace(first[n][0].calls, judge)) for n in sorted(clear))
    besides = [one for one, knowing_all in explained if knowing_all.diverges is not None]
    if besides:
        judged = [*kept, *besides, *more]
        diagnosis = diagnosed(judged, diagnosis.deviations, MOST_EFFORT // 8)
    return [one for one, _ in judged], diagnosis


def _diverges(explained: Explained) -> bool:
    return explained[1].diverges is not None


def open_cells(explained: Sequence[Explained], deleting: str) -> set[str]:
    """The cells that no answer is certain to come from: another cell explains each as well, or
    alone. Not those about a deletion that ends at once: if no job was shown ``deleting`` in any
    script, or for those at the limit in theirs."""
    shows = [any(_shows(call, deleting) for call in ran.calls) for ran, _ in explained]
    certain: set[str] = set()
    possible: set[str] = set()
    asked: set[str] = set()
    for (ran, explanation), lasts in zip(explained, shows, strict=True):
        ends_at_once = not (lasts if ran.script.alone else any(shows))
        for number, rules in enumerate(explanation.rules):
            ids = {rule.id for rule in rules}
            possible |= ids
            if len(rules) == 1:
                certain |= ids
            step = ran.step(number)
            if ids and isinstance(step, Ask) and step.cell is not None and not ends_at_once:
                asked.add(step.cell)
    return (possible - certain) | (asked - possible)


def _shows(call: Call, status: str) -> bool:
    """Whether a job is described with this status."""
    response = call.answer.response if call.answer else None
    return isinstance(response, JobDescription) and response.status == status


def more_patient(
    cells: Collection[str], table: Table, without: frozenset[str], at_limit: bool, reads: int
) -> Iterator[Script]:
    """Scripts about these cells, with so many more reads before each question that is not at the
    limit."""
    for script in scripts(table, without, at_limit, wanted=cells.__contains__):
        yield script if script.alone else delayed(script, reads)


def insisted_on(
    diagnosis: Diagnosis,
    ran: Sequence[Ran],
    again: Sequence[Ran],
    table: Table,
    judge: Callable[[Table, bool], Advance],
) -> Diagnosis:
    """The diagnosis of a system on which no deletion ends between a read and the next question, if
    each repetition of some question (``again``) shows the same fault then; otherwise the one that
    is given. ``judge(table, steady)`` makes the judge."""
    again = [one for one in again if not one.script.alone]
    if diagnosis.deviations or diagnosis.unexplained or len(again) < TIMES:
        return diagnosis
    repeated: dict[str, set[int]] = {}
    for number, one in enumerate(ran):
        if any(one is x for x in again):
            repeated.setdefault(question_of(one.script), set()).add(number)
    steadily = judge(table, True)
    insisted = [
        runs
        for runs in repeated.values()
        if len(runs) >= TIMES
        and all(retrace(ran[n].calls, steadily).diverges is not None for n in runs)
    ]
    if not insisted:
        return diagnosis
    steady = diagnose([one.calls for one in ran], table, lambda t: judge(t, True))
    faults = [{shown.history for shown in steady.shown[one]} for one in steady.deviations]
    faults.append({shown.history for shown in steady.unexplained})
    insists = any(runs <= wrong for runs in insisted for wrong in faults)
    # What was retraced is of a judge that knows it to be so: that is no base for another one.
    return replace(steady, retraced=()) if insists else diagnosis
