"""Writing a script: the questions of its parts, with all that has to be read after each request.

After each request of a set-up every job and every execution is read; after a question that should
change nothing, what it names; at the end everything, with all listings. A part whose job is being
deleted is looked at less often, since a deletion may end for being looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ...model.background import settled
from ...model.constraints import Fit, judge
from ...model.maps import Map
from ...model.requests import (
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    GetPendingJobExecutions,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    Request,
)
from ...model.step import step
from ...model.table import Table
from ...model.world import World
from .scene import FILLER, JOB, expecting, fillers, renamed
from .script import Ask, Part, Script, Wait
from .search import changes_nothing, moved

SHORT, SHOWN = 80, 12
"""Characters of a value that an id has whole, and how many of the ends of a longer one."""
_NAMES = frozenset({"job_id", "thing_name", "targets", "force"})
_USUAL = (None, "{}")


def written(name: str, parts: Sequence[Part], table: Table, without: frozenset[str]) -> Script:
    """The script with the questions of the parts. Reads of the operations ``without`` are left
    out."""
    writer = Writer(table, without)
    for part in parts:
        writer.set_up(part.setup, part.known)
        writer.ask(part.questions)
        writer.read(listings=True)
    return Script(name, tuple(writer.steps), parts=tuple(parts))


def written_at_limit(
    name: str, parts: Sequence[Part], table: Table, without: frozenset[str]
) -> Script:
    """The script that sets all parts up, then takes up the limit on deletions, and asks.

    Deletions of the set-ups begin last, so that they last. All are read before the questions and
    after them: the limit was reached all along if it is then.
    """
    writer = Writer(table, without)
    each = [part if n == 1 else _numbered(part, n) for n, part in enumerate(parts, 1)]
    deletions: list[Request | Wait] = []
    for part in each:
        begins = next((n for n, s in enumerate(part.setup) if isinstance(s, DeleteJob)), None)
        writer.set_up(part.setup[:begins])
        deletions += () if begins is None else part.setup[begins:]
    for request in fillers(writer.world.deletion_limit - len(deletions)):
        writer.send(Ask(request))
    writer.set_up(deletions)
    fill = [name for name in writer.named if name.startswith(FILLER)]
    writer.read(fill)
    for part in each:
        writer.ask(part.questions, together=True)
    writer.read(fill, again=True)
    writer.read([name for name in writer.named if name not in fill], listings=True)
    return Script(name, tuple(writer.steps), alone=True, parts=tuple(parts))


def question_words(ask: Ask) -> str:
    """Cell and request. Example: ``CancelJob/IN_PROGRESS/!force: CancelJob with comment=so``."""
    if ask.raw is not None:
        body = shown(ask.raw.body.decode(errors="backslashreplace"))
        number = "" if ask.raw.execution_number == 1 else str(ask.raw.execution_number)
        parts = (ask.raw.job_id, ask.raw.thing_name, number, ask.raw.query)
        names = " ".join(filter(None, parts))
        return f"{ask.cell}: {ask.raw.operation} {shown(names)} {body}"
    given = [
        f"{name}={shown(value)}"
        for name, value in ask.request.given().items()
        if name not in _NAMES and value not in _USUAL and f"={value}" not in ask.request.question
    ]
    if ask.ahead is not None:
        given.append(f"expected_version={ask.ahead:+}")
    words = f"{ask.cell}: {_named(ask.request)}"
    return f"{words} with {', '.join(given)}" if given else words


def setup_words(setup: Iterable[Request | Wait]) -> str:
    """What led to a question. Example: ``after CreateJob on thing, CancelJob by force``."""
    words = [_waited_for(step) if isinstance(step, Wait) else _named(step) for step in setup]
    return f"after {', '.join(words)}" if words else "at the beginning"


def _waited_for(wait: Wait) -> str:
    return f"the {f'timer of {wait.thing_name}' if wait.thing_name else f'end of {wait.job_id}'}"


def _named(request: Request) -> str:
    """The operation with the names that it is about."""
    job = [] if request.job_id in (None, JOB) else [shown(request.job_id)]
    things = [shown(name) for name in (request.thing_name, *request.targets) if name is not None]
    on = ["on", " and ".join(things)] if things else []
    return " ".join([request.question, *job, *on, *(["by force"] if request.force else [])])


def shown(value: object) -> str:
    """A value in an id: as it is where it is short, else how it begins and ends."""
    if isinstance(value, Map):
        value = dict(sorted(value.items()))
    text = value if isinstance(value, str) else repr(value)
    if not text.isprintable():
        text = ascii(text)
    if len(text) <= SHORT:
        return text
    return f"{text[:SHOWN]}...{text[-SHOWN:]} ({len(text)} characters)"


def _numbered(part: Part, number: int) -> Part:
    """The part under names of its own, which begin with the number."""

    def name(old: str) -> str:
        return f"{number}-{old}"

    def step_named(step: Request | Wait) -> Request | Wait:
        if isinstance(step, Wait):
            return Wait(name(step.job_id), step.thing_name and name(step.thing_name))
        return renamed(step, name)

    questions = tuple(replace(ask, request=renamed(ask.request, name)) for ask in part.questions)
    return Part(tuple(map(step_named, part.setup)), questions)


class Writer:
    """Writes the steps of one script, in the world to which a right system comes."""

    def __init__(self, table: Table, without: frozenset[str]) -> None:
        self.table = table
        self.steps: list[Ask | Wait] = []
        self.world = World.of(table.spec)
        self.named: dict[str, tuple[str, ...]] = {}
        """The jobs that were named, each with the things that were named with it."""
        self.things: dict[str, None] = {}
        """The things that were named."""
        self._readable = frozenset(table.operations) - without
        self._fresh: set[Request] = set()
        """What was read since the last request that may change something."""

    def set_up(self, setup: Sequence[Request | Wait], known: int = 0) -> None:
        """Send the requests, and read all jobs of this set-up after each. After so many that are
        ``known``, the last one excepted, the reads are only there to wait."""
        own = {one.job_id for one in setup}
        for number, one in enumerate(setup, 1):
            if isinstance(one, Wait):
                self.wait(one)
            else:
                self.send(Ask(one))
            is_known = number <= known and number < len(setup)
            self.read([name for name in self.named if name in own], known=is_known)

    def wait(self, wait: Wait) -> bool:
        """Wait, and go on in the world afterwards. Returns False if there is nothing to wait
        for."""
        after = moved(self.world, wait, self.table)
        if after is None:
            return False
        self.steps.append(wait)
        self.world = after
        self._fresh.clear()
        return True

    def ask(self, questions: Sequence[Ask], together: bool = False) -> None:
        """Ask the questions, each that may have changed something with a read of what it names.
        ``together``: other parts go on, so that everything is read later."""
        for number, ask in enumerate(questions):
            request = expecting(ask.request, ask.ahead, self.world)
            last = number == len(questions) - 1
            quiet = ask.form is not None or changes_nothing(self.world, request, self.table)
            if number and last and not quiet and not together:
                self.read()
            self.send(ask)
            if quiet and not last and not request.is_read:
                before = questions[number - 1] if number else None
                if _tries(ask) is None or before is None or _tries(ask) != _tries(before):
                    self._look(request)
        self._fresh.clear()

    def send(self, ask: Ask) -> None:
        """Send one request, and go on in the world after it."""
        request = expecting(ask.request, ask.ahead, self.world)
        named = (request.thing_name, *request.targets)
        things = [thing for thing in named if thing is not None]
        self.things.update(dict.fromkeys(things))
        if request.job_id is not None:
            on = (*self.named.get(request.job_id, ()), *things)
            self.named[request.job_id] = tuple(dict.fromkeys(on))
        if ask.form is not None:
            self.steps.append(ask)
            self._fresh.clear()
            return
        permitted = step(self.world, request, self.table)[0]
        self.world = settled(permitted.world, request.job_id, self.table)
        open_ = request.is_read and self._is_deleting(request)
        self.steps.append(replace(ask, expected=None if open_ else permitted.answer))
        if request.is_read:
            self._fresh.add(request)
        else:
            self._fresh.clear()

    def read(
        self,
        job_ids: Iterable[str] | None = None,
        listings: bool = False,
        again: bool = False,
        known: bool = False,
    ) -> None:
        """Read the jobs and their executions, all that the script has named if none are given, as
        far as they were not read since the last change; with all ``listings`` last."""
        names = list(self.named) if job_ids is None else [n for n in job_ids if n in self.named]
        reads = [read for name in names for read in self._reads_of(name)]
        if listings:
            crowd = {thing for n in self.named if n.startswith(FILLER) for thing in self.named[n]}
            things = [thing for thing in self.things if thing not in crowd]
            reads += map(ListJobExecutionsForJob, names)
            reads += [
                kind(thing)
                for thing in things
                for kind in (GetPendingJobExecutions, ListJobExecutionsForThing)
            ]
        self._read(reads, again, known)

    def _reads_of(self, name: str) -> Iterator[Request]:
        """The job first: what becomes of its executions depends on it. Of a filler, the job."""
        yield DescribeJob(name)
        if not name.startswith(FILLER):
            yield from (DescribeJobExecution(name, thing) for thing in self.named[name])

    def _look(self, request: Request) -> None:
        """Read what the request names, which it should not have changed. Not in a deletion."""
        if self._is_deleting(request):
            return
        job_id, thing = request.job_id, request.thing_name
        if job_id is None:
            names = [name for name, things in self.named.items() if thing in things]
            reads = [DescribeJobExecution(name, thing or "") for name in names[:1]]
            self._read(reads)
        elif thing is None:
            self._read([DescribeJob(job_id)])
        else:
            self._read([DescribeJobExecution(job_id, thing)])

    def _is_deleting(self, request: Request) -> bool:
        """Whether the request is about a job that is being deleted."""
        if request.job_id is None:
            jobs = [job for _, job, _ in self.world.executions_of(request.thing_name or "")]
        else:
            jobs = [job for name, job in self.world.jobs.items() if name == request.job_id]
        return any(job.status == self.table.spec.deleting for job in jobs)

    def _read(self, reads: Iterable[Request], again: bool = False, known: bool = False) -> None:
        for read in reads:
            fresh = read in self._fresh and not again
            if read.operation in self._readable and not fresh and judge(read)[0] is Fit.KEPT:
                self.send(Ask(read, known=known))


def _tries(ask: Ask) -> str | None:
    """The form that the question tries, None for none: of questions that try the same form, only
    the first is followed by a read, before another one mends what it has broken."""
    return ask.cell if ask.form is not None or judge(ask.request)[0] is Fit.BROKEN else None
