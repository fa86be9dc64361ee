"""Following a system: each request is put to it, and its answer to the oracle."""

from __future__ import annotations

import time
from collections.abc import Sequence
from copy import copy
from dataclasses import replace

from ..language.rules import Verdict
from ..model.answers import Answer, Listing
from ..model.divergence import LISTINGS, READS, Divergence, diverge, nobody, unanswered
from ..model.oracle import Oracle
from ..model.requests import DeleteJob, DescribeJob, Request
from ..model.step import step
from ..model.table import TABLE, Table
from ..model.world import World
from ..systems import System, Unanswered
from .adopt import Description, Dialect, is_there
from .chosen import Sightings
from .clock import FIRST_PAUSE, LONGEST_PAUSE, Clock
from .deleting import Deleting
from .described import is_as_described
from .found import Found, Step, trait
from .memory import Memory
from .taking import GoingOn
from .watch import Watch


class Follower(Deleting):
    """Asks a system and goes on from what it shows, also where that is not as it should be.

    With ``settle`` seconds, reads are repeated until they show that all that is due has come, or
    until that time is up since the last request that was no read. What did not come before, as
    ``known`` remembers, is not waited for again.
    """

    def __init__(
        self,
        system: System,
        world: World,
        settle: float = 0.0,
        table: Table = TABLE,
        clock: Clock = time,
        known: set[object] | None = None,
        left_out: dict[str, str] | None = None,
        sightings: Sightings | None = None,
    ) -> None:
        self.system = system
        self.memory: Memory | None = None
        """What reads showed in trials before; None where everything is read anew."""
        self.oracle = Oracle(world, lag=settle > 0, table=table)
        self.steps: list[Step] = []
        self.found: list[Found] = []
        self.asked: Request | None = None
        """The last request, answered or not."""
        self.fresh: set[Request] = set()
        """What was read since the last request that was no read."""
        self.lost = False
        """Whether no world is known to agree with what was seen."""
        self.before = frozenset(world.jobs)
        """The jobs of trials before: nothing about them is judged."""
        self.left_out = {} if left_out is None else left_out
        """The operations of listings that are not read back any more, each with the reason."""
        self._accepted = None
        """Which step was the last DeleteJob that was accepted, and the worlds before it."""
        self._asked: list[Step] = []
        """The requests that were no reads."""
        self._dialect = Dialect()
        self._watching = True
        self.watch = Watch(Sightings(table) if sightings is None else sightings, table)
        self.settle = settle
        self._known = set() if known is None else known
        self._clock = clock
        self._until = clock.monotonic() + settle

    @property
    def exact(self) -> bool:
        """Whether a world can hold all that was seen: no word or number stands for another one."""
        return not self._dialect

    def ask(self, request: Request, literally: bool = False) -> Divergence | None:
        """Put a request. Raises `systems.Unanswered`.

        ``literally`` takes offence again at what a read showed before and no world can hold.
        """
        self.asked = request
        try:
            return self._ask(request, literally)
        except Unanswered as failure:
            if not failure.crash:
                raise
            return self._crashed(request, failure)

    def _ask(self, request: Request, literally: bool) -> Divergence | None:
        if isinstance(request, READS):
            answer = self._read(request)
            self.fresh.add(request)
            return self._judge(request, answer, literally)
        return self.take(request, self.system.perform(request))

    def take(self, request: Request, answer: Answer) -> Divergence | None:
        """Judge the answer to a request that was put, and is no read."""
        self.fresh.clear()
        if isinstance(request, DeleteJob) and answer.error is None:
            self._accepted = len(self.steps), self.worlds
        self._asked.append(Step(request, answer))
        self._until = self._clock.monotonic() + self.settle
        return self._judge(request, answer)

    def look(self, reads: Sequence[Request]) -> None:
        """Put reads between which nothing is asked, as long as they can be judged.

        They are judged in the order that finds less wrong: a job that is not as it should be
        accounts for its executions, and an execution for the status and the counters of its job.
        """
        if self.lost or not reads:
            return
        told: list[Step] = []
        crash: Unanswered | None = None
        try:
            for read in reads:
                self.asked = read
                told.append(Step(read, self._read(read)))
                self.fresh.add(read)
        except Unanswered as failure:
            if not failure.crash:
                raise
            crash = failure
        finally:
            as_read = self._judged(told)
            if len(as_read.found) > len(self.found):
                later = sorted(told, key=lambda step: isinstance(step.request, DescribeJob))
                other = self._judged(later, watching=False)
                as_read = min(as_read, other, key=Follower._badness)
            as_read._watching = True
            self.__dict__.update(as_read.__dict__)
        if crash is not None and self.asked is not None and not self.lost:
            self._crashed(self.asked, crash)

    def _judged(self, steps: Sequence[Step], watching: bool = True) -> Follower:
        """A follower that has judged these reads as well."""
        other = copy(self)
        other._watching = watching
        other.oracle, other._dialect = copy(self.oracle), copy(self._dialect)
        other.steps, other.found = [*self.steps], [*self.found]
        for request, answer in steps:
            if not other.lost:
                other._judge(request, answer)
        other._decide()
        return other

    def _badness(self) -> tuple[bool, int, int, int]:
        """Whether it is lost, how many divergences there are, how many may be another one, and how
        many are laid to what follows by itself: what was asked is the likelier fault."""
        doubts = sum(1 for found in self.found if found.unless is not None)
        follow = sum(1 for found in self.found if found.divergence.rule.operation is None)
        return self.lost, len(self.found), doubts, follow

    def _decide(self) -> None:
        """Settle the doubts where it shows by now whether something is there."""
        for position, found in enumerate(self.found):
            if found.unless is None:
                continue
            there = {is_there(world, found.divergence.request) for world in self.worlds}
            if there == {True}:
                request, seen, table = *found.steps[-1], self.oracle.table
                permitted = [p for world in self.worlds for p in step(world, request, table)]
                own = diverge(request, seen, permitted, nobody)
                self.found[position] = replace(found, divergence=own, unless=None)
            elif there == {False}:
                self.found[position] = replace(found, unless=None)

    def _read(self, request: Request) -> Answer:
        if self.memory is not None:
            return self.memory.recall(self._asked, request, self.system.perform)
        pause = FIRST_PAUSE
        while True:
            answer = self.system.perform(request)
            if not self.settle:
                return answer
            divergence = self._once_settled(request, answer)
            if divergence is None:
                return answer
            left = self._until - self._clock.monotonic()
            if left <= 0 or trait(divergence) in self._known:
                self._known.add(trait(divergence))
                self.oracle.settle()
                return answer
            self._clock.sleep(min(pause, left))
            pause = min(2 * pause, LONGEST_PAUSE)

    def _once_settled(self, request: Request, answer: Answer) -> Divergence | None:
        """The divergence of the answer if all that is due has come."""
        later = copy(self.oracle)
        job_id = request.job_id
        later.settle(*(() if job_id is None else (job_id,)))
        later.lag = False
        return later.observe(request, self._translated(answer))

    def _crashed(self, request: Request, failure: Unanswered) -> Divergence:
        """A finding where the page says what should have come, and nobody knows what follows: from
        a listing, nothing."""
        table = self.oracle.table
        permitted = [p for world in self.worlds for p in step(world, request, table)]
        if any(p.rule.verdict is Verdict.UNSPECIFIED for p in permitted):
            raise failure
        divergence = unanswered(request, failure.crash, permitted)
        self.steps.append(Step(request, divergence.seen))
        self.found.append(Found(divergence, tuple(self.steps)))
        self.lost = self.lost or not isinstance(request, LISTINGS)
        return divergence

    def _judge(
        self, request: Request, answer: Answer, literally: bool = False
    ) -> Divergence | None:
        self.steps.append(Step(request, answer))
        as_it_is = copy(self.oracle).observe(request, answer) if literally else None
        # From a listing nothing is learned: what it tells of an execution has a read of its own.
        judge = copy(self.oracle) if isinstance(request, LISTINGS) else self.oracle
        before, told = self.worlds, self._translated(answer)
        divergence, unless = judge.observe(request, told), None
        self.oracle.answered = judge.answered
        if divergence and is_as_described(request, answer, before, self.system.perform):
            self.oracle.answered, divergence = (divergence.rule,), None
        if divergence is None and self._watching:
            self.watch.see(before, request, told, judge)
        if divergence is not None:
            going_on = GoingOn(self.oracle, self._dialect, self.system.perform)
            divergence, unless, self.lost = going_on.after(request, answer, told, divergence)
        elif as_it_is is not None:
            divergence = as_it_is
        else:
            return None
        if divergence.rule.verdict is Verdict.UNSPECIFIED:
            return None  # what follows from a silent rule is nobody's fault
        divergence = replace(divergence, seen=answer)
        if unless is not None:
            unless = replace(unless, seen=answer)
        counts = not isinstance(request, LISTINGS)  # else no number of deletions matters
        deleting = max((world.deleting for world in self.worlds), default=0) if counts else 0
        self.found.append(Found(divergence, tuple(self.steps), unless=unless, deleting=deleting))
        return divergence

    def _translated(self, answer: Answer) -> Answer:
        if isinstance(answer.response, Description):
            return Answer(None, self._dialect.translate(answer.response))
        if isinstance(answer.response, tuple):
            return Answer(None, self._dialect.translate_listing(Listing(answer.response)))
        return answer
