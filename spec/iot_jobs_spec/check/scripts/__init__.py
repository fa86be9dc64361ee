"""Scripts: what a check asks, as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from ...model.requests import CreateJob, DescribeJob, Request
from ...model.table import TABLE, Table
from ...model.world import World
from .forms import form_parts
from .scene import is_in, stories_of
from .script import Ask, Part, Script, Wait
from .search import Plan, asked_in, cell_at, changes_nothing, crowded, moved, plans
from .write import question_words, setup_words, written, written_at_limit

__all__ = ["Ask", "Part", "Script", "Wait", "delayed", "halves", "narrowed", "scripts", "split"]

FEW = 4
"""How often a batch asks one operation about a deletion that goes on."""


def scripts(
    table: Table = TABLE,
    without: frozenset[str] = frozenset(),
    at_limit: bool = True,
    timers: bool = False,
    wanted: Callable[[str], bool] | None = None,
) -> tuple[Script, ...]:
    """Every script of a check, in the order in which they are run; or those about ``wanted`` cells.

    They ask no operation ``without``. Last come those that reach the limit on deletions (none
    unless ``at_limit``), and those that wait for the end of a deletion; first those that wait for
    ``timers`` to run out.
    """
    found = _scripts(table, without, at_limit, timers)
    return found if wanted is None else narrowed(found, wanted, table, without)


@lru_cache(8)
def _scripts(
    table: Table, without: frozenset[str], at_limit: bool, timers: bool
) -> tuple[Script, ...]:
    found = plans(table, without, timers)
    below = [plan for plan in found if not plan.at_limit]
    below.sort(key=lambda p: (p.world.deleting, len(p.setup), setup_words(p.setup)))
    parts = [*_parts(below, table), *form_parts(table, without)]
    made = [_script([part], table, without) for part in _with_known(parts)]
    stories = [_script([part], table, without) for part in _stories(table, without, timers)]
    made += [story for story in stories if not _waits(story)]
    if at_limit:
        made += _at_limit([plan for plan in found if plan.at_limit], table, without)
    made += filter(_waits, stories)
    return tuple(sorted(made, key=lambda script: not script.timed))


def split(
    script: Script, table: Table = TABLE, without: frozenset[str] = frozenset()
) -> tuple[Script, ...]:
    """The questions of a script, each in a script of its own with everything read after it; values
    of several members too."""
    asked = [(part, ask) for part in script.parts for ask in part.questions]
    alone = [Part(part.setup, (one,)) for part, ask in asked for one in ask.apart or (ask,)]
    if len(alone) < 2:
        return (script,)
    return tuple(_script([part], table, without, script.alone) for part in alone)


def halves(
    script: Script, table: Table = TABLE, without: frozenset[str] = frozenset()
) -> tuple[Script, ...]:
    """The questions of a script in two scripts; none if it has only one."""
    asked = [(part, ask) for part in script.parts for ask in part.questions]
    middle = len(asked) // 2
    made = []
    for half in (asked[:middle], asked[middle:]) if middle else ():
        parts = [
            replace(part, questions=tuple(ask for _, ask in alike), known=0)
            for part, alike in groupby(half, key=lambda one: one[0])
        ]
        made.append(_script(parts, table, without, script.alone))
    return tuple(made)


def narrowed(
    found: Iterable[Script],
    wanted: Callable[[str], bool],
    table: Table = TABLE,
    without: frozenset[str] = frozenset(),
) -> tuple[Script, ...]:
    """The scripts with only those questions that are about a wanted cell; without those that have
    none."""
    made = []
    for script in found:
        parts = []
        for part in script.parts:
            kept = tuple(ask for ask in part.questions if any(map(wanted, ask.cells)))
            if kept:
                parts.append(replace(part, questions=kept, known=0))
        if parts:
            made.append(_script(parts, table, without, script.alone))
    return tuple(made)


LATER = ", after "
"""What stands in the id of a script before how much later it asks."""


def delayed(script: Script, reads: int) -> Script:
    """The script with so many more reads of its job right before each of its questions."""
    steps: list[Ask | Wait] = []
    for step in script.steps:
        if isinstance(step, Ask) and step.cell is not None and step.request.job_id is not None:
            steps += [Ask(DescribeJob(step.request.job_id))] * reads
        steps.append(step)
    return replace(script, id=f"{script.id}{LATER}{reads} reads", steps=tuple(steps))


def question_of(script: Script) -> str:
    """The id of the script that a delayed one repeats."""
    return script.id.rpartition(LATER)[0] or script.id


def _script(
    parts: list[Part], table: Table, without: frozenset[str], at_limit: bool = False
) -> Script:
    write = written_at_limit if at_limit else written
    return write(_id(parts, at_limit), parts, table, without)


def _id(parts: list[Part], at_limit: bool) -> str:
    if len(parts) > 1:
        return f"{len(parts)} set-ups, at the limit on deletions"
    (part,) = parts
    first, *more = part.questions
    past = part.story or setup_words(part.setup)
    words = f"{first.cell} and {len(more)} more" if more else question_words(first)
    words = f"{words} {past}"
    return f"{words}, at the limit on deletions" if at_limit else words


def _with_known(parts: Iterable[Part]) -> Iterator[Part]:
    """The parts, each with how much of its set-up an earlier one begins with."""
    known: set[tuple[Request | Wait, ...]] = set()
    for part in parts:
        beginnings = [part.setup[:length] for length in range(1, len(part.setup) + 1)]
        yield replace(part, known=sum(one in known for one in beginnings))
        known.update(beginnings)


def _parts(found: Iterable[Plan], table: Table) -> Iterator[Part]:
    """The plans with one set-up in as few parts as can be: what changes nothing is asked one after
    the other, reads first. Each plan that changes something ends a part."""
    for setup, alike in groupby(found, key=lambda plan: plan.setup):
        same = list(alike)
        quiet = [plan for plan in same if _is_quiet(plan, table)]
        quiet.sort(key=_turn)
        loud = [plan for plan in same if plan not in quiet]
        for batch in _batches(quiet):
            last = loud[:1] if not batch[0].world.deleting else []
            del loud[: len(last)]
            yield Part(setup, tuple(map(_ask, [*batch, *last])))
        for plan in loud:
            yield Part(setup, (_ask(plan),))


def _turn(plan: Plan) -> int:
    """Where the plan's question comes in a batch: reads first, the last of them that of the job;
    then CreateJob, which may be accepted if a deletion has ended since."""
    request = plan.question.request
    if request.is_read:
        return 1 if isinstance(request, DescribeJob) else 0
    return 2 if isinstance(request, CreateJob) else 3


def _batches(found: Iterable[Plan]) -> list[list[Plan]]:
    """The plans in one batch; but only a few of one operation where the job is being deleted, which
    may end for being asked about."""
    asked: Counter[str] = Counter()
    batches: dict[int, list[Plan]] = {}
    for plan in found:
        operation = plan.question.request.operation
        number = asked[operation] // FEW if plan.world.deleting else 0
        batches.setdefault(number, []).append(plan)
        asked[operation] += 1
    return list(batches.values())


def _at_limit(found: list[Plan], table: Table, without: frozenset[str]) -> Iterator[Script]:
    """One script for all of them, as taking up the limit takes many requests; the parts that change
    something have a set-up of their own, and so do deletions that are part of the crowd."""
    found.sort(key=lambda p: (not p.world.deleting, len(p.setup), setup_words(p.setup)))
    parts = list(_parts(found, table))
    if parts:
        yield _script(parts, table, without, at_limit=True)


def _stories(table: Table, without: frozenset[str], timers: bool) -> Iterator[Part]:
    """Each story as far as it can be told, its last request as the question."""
    for name, story in stories_of(table, timers).items():
        *before, last = (r for r in story if isinstance(r, Wait) or is_in(r, table))
        setup = tuple(r for r in before if isinstance(r, Wait) or r.operation not in without)
        if not isinstance(last, Request) or last.operation in without:
            continue
        world: World | None = World.of(table.spec)
        for one in setup:
            world = world and moved(world, one, table)
        if world is not None:
            yield Part(setup, (Ask(last, cell=cell_at(world, last, table).id),), story=name)


def _ask(plan: Plan) -> Ask:
    return Ask(plan.question.request, plan.question.ahead, cell=plan.cell.id)


def _is_quiet(plan: Plan, table: Table) -> bool:
    """Whether the plan's question changes nothing, whatever is answered of what is permitted."""
    world = crowded(plan.world) if plan.at_limit else plan.world
    request = asked_in(plan.question, world, table)
    return request is not None and changes_nothing(world, request, table)


def _waits(script: Script) -> bool:
    """Whether it waits for the end of a deletion."""
    return any(isinstance(step, Wait) and step.thing_name is None for step in script.steps)
