"""Between two calls: what background steps may make of a belief.

`model.background` makes every decision, in small worlds: of one job without its executions, or of
one execution. In the profile `full`, a guard that counts executions is asked in worlds with these
counts, and splits a share by them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from functools import lru_cache, partial
from math import inf
from typing import NamedTuple

from ..language.guards import AbortReached, AllTerminal, Guard, LostExecution, NoExecutions
from ..language.rules import Rule
from ..model.background import background_steps
from ..model.maps import Map
from ..model.requests import ABORTING, PLAIN, Config, Request
from ..model.table import Decision, Table
from ..model.world import ExecutionRecord, JobRecord, World, new
from .belief import (
    AT_ANY_TIME,
    NEVER,
    Due,
    Kept,
    Known,
    Possible,
    RunsOut,
    Share,
    Shares,
    known_of,
    once,
    sums,
    with_known,
    with_times,
)
from .deviations import TIME

REMEMBERED = 100_000
"""The most answers of each kind that are remembered."""
_MOST_COUNTS = 500
"""The most counts of executions by status that a guard is asked about."""
_MOST_WAYS = 8
"""The most parts into which a guard that counts executions splits a share."""
MOST_STEPS = 8
"""The most background steps of one execution, or of one job, in a row; the spec has fewer."""
_NOWHERE = World()
"""Background steps of a job do not depend on other jobs."""
_MINUTE = 60.0
_TIMERS_LATE = 60.0
"""The most seconds that a timer may run out late."""
_ANY_ORDER = 10**9
"""The number of a call that never comes: the ``order`` of an execution that was retried, which may
have been queued at any time."""
Facts = tuple[tuple[str, bool], ...]
"""The answers to guards that are about all executions of a job together."""
About = tuple[str, bool] | tuple[str, bool, Config]
"""The values of a job on which the background steps of its executions depend."""
Starts = tuple[bool, bool]
"""Whether a call makes a step due to an execution, and to its job."""
NO_START: Starts = (False, False)


class Span(NamedTuple):
    """When a call happened, in seconds: between ``start`` and ``latest``."""

    start: float = -inf
    latest: float = inf


ANY_TIME = Span()


class Steps:
    """The background steps of one spec.

    A due step comes at most ``settle`` seconds after the latest moment at which the step or call
    that made it due may have happened. So it has come for each call that starts later; a step that
    another one causes may come twice as late. With 0 it has come before the next call; with
    infinity, or if calls have no times, it may come at any time. There is one deadline for the
    executions of a job together, and one for the job.

    In the profile `full`, if calls have times, a timer runs out at the time for which it is set, or
    up to a minute later; with infinity, at any time after that.

    A deletion may take any time. ``limit`` is how many jobs may be being deleted.
    """

    def __init__(self, table: Table, settle: float, limit: int) -> None:
        self.table = table
        self.spec = table.spec
        self.settle = inf if table.late else settle
        self.lag = self.settle > 0
        self.has_clock = 0 < self.settle < inf
        self.limit = limit
        unbidden = self.spec.deletions | self.spec.unbidden
        self.may_come = self.spec.due | unbidden if self.lag else unbidden
        self.full = self.spec.extends is not None
        """Whether jobs and their records of things have more than in the core profile."""
        timers = [rule for rule in table.rules if rule.event in self.spec.timers]
        self.timed_out = frozenset(
            str(rule.expected.status) for rule in timers if rule.expected.status != rule.source
        )
        """The statuses to which a timer leads."""
        self.overdue = settle if self.timed_out else inf
        """How many seconds later than that minute a timer may still run out."""
        self.has_timers = bool(timers) and not any(
            effect.field == TIME for rule in timers for effect in rule.does
        )
        """Whether timers keep their times."""
        self.together = self.guards(AllTerminal, NoExecutions)
        """The guards about all executions of a job: each holds if it holds for every one alone."""
        self.lost = self.guards(LostExecution)
        self.counting = self.guards(AbortReached)
        """The guards that count the executions of a job."""
        self.aborting = frozenset(
            rule.event for rule in table.rules if not self.counting.isdisjoint(rule.guards)
        )
        """The background steps that only a job with abort criteria may take."""
        statuses = (None, *table.statuses[self.spec.job.__name__])
        self.changing = {status: [*self._changing(status)] for status in statuses}
        """The background steps that may change a job of each status."""
        self.skipped = frozenset(rule.event for rule in table.rules if is_skipped(rule))
        """The due steps that, by a deviation, may come at any time or never to some records."""
        self._tables: dict[Facts, Table] = {}
        # The same questions are asked again and again, whatever the job of an execution.
        self.grown = lru_cache(REMEMBERED)(self._grow)
        self.in_time = lru_cache(REMEMBERED)(self._without_due)
        self.makes_due = lru_cache(REMEMBERED)(self._compare)
        self._alone = lru_cache(REMEMBERED)(self._holds_alone)
        self._chains = lru_cache(None)(self._measure)
        self._counts = lru_cache(REMEMBERED)(self._holds_for)
        self._answers = lru_cache(REMEMBERED)(self._answer)

    # Steps of a job, whose executions are in a share.

    def punctual(self, shares: Shares, span: Span) -> Iterator[Share | None]:
        """The shares in which, at that time, no background step is overdue or has come too
        early."""
        start = span.start
        for before in shares:
            share = before
            if share is not None and self.has_timers:
                share = share.each(partial(self.with_timers, self.about(share.job), span))
                if share is None:
                    continue
            if share is None or start <= min(share.due):
                yield share
                continue
            still: Share | None = share
            if start > share.due.executions:
                still = share.each(partial(self.in_time, self.about(share.job)))
            if still is None or start <= share.due.job or self._may_be_timed_out(still):
                yield from (still,) if still else ()
                continue
            for came, one in self._background(still, self.spec.due):
                if one is not None and not came:
                    yield one._replace(due=NEVER) if start > max(one.due) else one

    def _may_be_timed_out(self, share: Share) -> bool:
        """Whether a timer may have run out at an unknown time: then it is unknown since when a step
        of the job is due."""
        return self.full and share.has(self.timed_out)

    def without_steps(self, share: Share | None) -> list[Share | None]:
        """The share in which no step of the job is due."""
        return [one for came, one in self._background(share, self.spec.due) if not came]

    def over(self, share: Share | None) -> list[Share | None]:
        """The share in which no step is due any more; empty if one certainly is."""
        if share is None:
            return [None]
        still = share.each(partial(self.in_time, self.about(share.job)))
        return [one for came, one in self._background(still, self.spec.due) if still and not came]

    def due(self, job: JobRecord, moment: float) -> Due:
        """The deadlines of the steps that are due to a job that has changed at that moment."""
        if not self.has_clock:
            return AT_ANY_TIME
        longest, to_job = self._chains(self.about(job))
        return Due(moment + longest * self.settle, moment + to_job * self.settle)

    def variants(self, shares: Shares) -> Shares:
        """What background steps of the job may have made of each share."""
        found, last = list(shares), shares
        for _ in range(MOST_STEPS):  # a deviation may lead in a circle
            last = tuple(later for share in last for later in self._after_a_step(share))
            last = tuple(share for share in last if share not in found)
            if not last:
                break
            found += last
        return once(found)

    def _after_a_step(self, share: Share | None) -> Iterator[Share | None]:
        """What a background step of the job may make of the share."""
        events = self.may_come | self.skipped
        if self.full and share is not None and self.is_open(share):
            events |= self.spec.due
        return (later for came, later in self._background(share, events) if came)

    def with_aborts(self, shares: Shares | None) -> Shares | None:
        """The shares, and what an abort may have made of them, which reaches executions too."""
        if shares and any(s and s.job.config.abort for s in shares):
            return self.variants(shares)
        return shares

    def settled(self, share: Share | None, left: int = MOST_STEPS) -> list[Share | None]:
        """The shares after all due steps; with lag, these may come later."""
        if share is None:
            return [None]
        grown = share.each(partial(self.grown, self.about(share.job)))
        assert grown is not None
        return self.completed(grown, left)

    def completed(self, share: Share, left: int = MOST_STEPS) -> list[Share | None]:
        """The same for a share whose executions have had their due steps."""
        if self.lag:
            return [share]
        found: list[Share | None] = []
        steps: Iterable[tuple[bool, Share | None]] = self._background(share, self.spec.due)
        if self.full and self.is_open(share):
            steps = [*steps]
            if not all(came for came, _ in steps):
                return [share]
        for came, later in steps:
            found += self.settled(later, left - 1) if came and left else [later]
        return found

    def later(self, share: Share | None, number: int, shared: bool) -> list[Share | None]:
        """The shares after a call with this number and the background steps that follow it."""
        if not shared:
            return self.settled(share)
        return [dated(later, number + 1) for later in self.settled(dated(share, number + 1))]

    def is_open(self, share: Share) -> bool:
        """Whether, without lag, steps of the job may be due since an unknown moment: a timer may
        run out, or a retry and an abort are due at once. Then the share is not split by whether
        they are due, until the job is read: there are too many ways."""
        if self.lag or share.job.status != self.spec.opened:
            return False
        config = share.job.config
        if config.in_progress_timeout is not None or (config.abort and config.retries):
            return True
        return any(known is not None and known.step_timer for known in share.possibilities())

    def _background(
        self, share: Share | None, events: frozenset[str]
    ) -> Iterator[tuple[bool, Share | None]]:
        """What a background step of the job, not of its executions, makes of the share, with True;
        and the shares from which no such step comes, with False."""
        if share is None:
            yield False, None
            return
        still = [share]
        its = [event for event in self.changing[share.job.status] if event in events]
        if self.aborting:
            its = [event for event in its if self._can(event, share)]
        for event in its:
            following = []
            for one in still:
                for narrowed, later in self._from(event, one):
                    if one is share:
                        yield from ((True, changed) for changed in later)
                    if not later:
                        following.append(narrowed)
            if still != [share]:  # several may be due, and may come in any order
                yield from ((True, x) for _, later in self._from(event, share) for x in later)
            still = following
        yield from ((False, one) for one in still)

    def _from(self, event: str, share: Share) -> Iterator[tuple[Share, list[Share | None]]]:
        """The share in parts, each with what the background step of the job makes of it; with
        nothing if the step does not come."""
        for rule, table, narrowed in self.cases(share, event, None, _NOWHERE):
            assert narrowed is not None
            yield narrowed, [] if rule is None else self._after(event, narrowed, table)
            if rule is not None and is_skipped(rule):
                yield narrowed, []

    def _can(self, event: str, share: Share) -> bool:
        """Whether the background step may come to a job with this configuration."""
        return event not in self.aborting or bool(share.job.config.abort)

    def _after(self, event: str, share: Share, table: Table) -> list[Share | None]:
        """The share after a background step of the job; empty if it changes nothing."""
        alone = share.job._replace(targets=())
        world = World(Map({"": alone}), self.limit, 0, 0, self.spec.limit.status)
        taken = background_steps(world, "", table, events={event})
        records = [one.world.jobs.get("") for one in taken]
        moment = share.due.job
        if event in self.spec.unbidden or self._may_be_timed_out(share):
            moment = inf  # nobody knows when it came
        return [
            record and self.recorded(share, record, self.due(record, moment)) for record in records
        ]

    def recorded(self, share: Share, record: JobRecord, due: Due) -> Share:
        """The share whose job has this record; the targets stay."""
        record = record._replace(targets=share.job.targets)
        moved = share._replace(job=record, due=due).each(partial(self.grown, self.about(record)))
        assert moved is not None
        return moved

    # Guards about all executions of a job.

    def cases(
        self, share: Share | None, event: str, request: Request | None, world: World
    ) -> Iterator[tuple[Rule | None, Table, Share | None]]:
        """The share for each answer to the guards about all executions together that the event
        asks, with the rule that decides then and a table in which it does."""
        if share is None:
            yield None, self.table, share
            return
        machine = self.spec.job.__name__
        cases: list[tuple[Decision, Facts, Share]]
        cases = [(self.table.forks.get((machine, event, share.job.status)), (), share)]
        for decision, facts, one in cases:
            if not isinstance(decision, tuple):
                yield decision, self.with_facts(facts), one
                continue
            name, no, yes = decision
            if name in self.lost or name in self.counting:
                for holds, narrowed in self._divided(name, one):
                    cases.append((yes if holds else no, (*facts, (name, holds)), narrowed))
                continue
            if name not in self.together:
                holds = self.table.asks[name](world, one.job, None, request)
                cases.append((yes if holds else no, facts, one))
                continue
            about = partial(self._alone, name, self.about(one.job))
            fitting, not_all = one.all_or_not(about)
            if fitting is not None:
                cases.append((yes, (*facts, (name, True)), fitting))
            cases += [(no, (*facts, (name, False)), other) for other in not_all]

    def _divided(self, name: str, share: Share) -> Iterator[tuple[bool, Share]]:
        """The share for each answer to a guard that counts executions. With too many counts, it may
        hold or not."""
        if name in self.lost:
            yield from share.lost()
            return
        if not share.job.config.abort or not share.has(ABORTING):
            yield False, share
            return
        config = share.job.config
        answers = self._answers(name, config, frozenset(share.sorts(_status).items()))
        ways: list[tuple[bool, Share]] = [(holds, share) for holds in answers]
        if len(answers) > 1:
            parts = [*share.split(_status, _MOST_WAYS)]
            if all(seen is not None for _, seen in parts):
                ways = [(self._counts(name, config, _counted(seen)), one) for one, seen in parts]
        yield from ways

    def _answer(
        self, name: str, config: Config, sorts: frozenset[tuple[frozenset[str | None], int]]
    ) -> tuple[bool, ...]:
        """The possible answers of a guard that counts, for so many executions with each of these
        sets of statuses; both if there are too many counts."""
        seen: set[tuple[tuple[str, int], ...]] = {()}
        for statuses, count in sorted(sorts, key=repr):
            following = set()
            for numbers in sums(count, [count] * len(statuses)):
                more = dict(zip(statuses, numbers, strict=True))
                for before in seen:
                    total = Counter({status or "": n for status, n in more.items() if n})
                    total.update(dict(before))
                    following.add(tuple(sorted(total.items())))
                if len(following) > _MOST_COUNTS:
                    return True, False
            seen = following
        return tuple({self._counts(name, config, counts) for counts in seen})

    def _holds_for(self, name: str, config: Config, counts: tuple[tuple[str, int], ...]) -> bool:
        """Whether the guard holds for a job with so many executions of each status."""
        records = [ExecutionRecord(status) for status, n in counts for _ in range(n) if status]
        executions = Map({str(number): record for number, record in enumerate(records)})
        job = JobRecord(self.spec.opened, (), executions=executions, config=config)
        return self.table.asks[name](_NOWHERE, job, None, None)

    def with_facts(self, facts: Facts) -> Table:
        """The table, with the guards' answers given."""
        found = self._tables.get(facts)
        if found is None:
            found = copy(self.table)
            asks = dict(self.table.asks)
            for name, holds in facts:
                asks[name] = partial(_given, holds)
            object.__setattr__(found, "asks", asks)
            self._tables[facts] = found
        return found

    def guards(self, *kinds: type[Guard]) -> frozenset[str]:
        return frozenset(n for n, guard in self.spec.guards.items() if isinstance(guard, kinds))

    def _changing(self, status: str | None) -> Iterator[str]:
        machine = self.spec.job.__name__
        for event in self.table.background[machine]:
            entry = self.table.entries.get((machine, event, status))
            if entry and any(rule.expected.status != status for rule in entry.rules.values()):
                yield event

    # Steps of one execution, while its job keeps its status.

    def world(
        self, jobs: Mapping[str, JobRecord | None], thing: str, known: Mapping[str, Known]
    ) -> World:
        """A world of these jobs, each with only its execution on the thing."""
        found = {}
        for job_id, job in jobs.items():
            execution = known[job_id]
            if job is not None:
                status, _, document, _, *others = job
                if type(execution) is Kept:
                    bare = new(JobRecord, (status, (thing,), document, Map(), *others))
                    found[job_id] = with_known(bare, thing, execution)
                    continue
                executions = Map() if execution is None else Map({thing: execution})
                found[job_id] = new(JobRecord, (status, (thing,), document, executions, *others))
        return World(Map(found), self.limit, 0, 0, self.spec.limit.status)

    def about(self, job: JobRecord) -> About:
        if self.full:
            return job.status, job.force_canceled, job.config
        return job.status, job.force_canceled

    def _lags(self, about: About) -> bool:
        """Whether the due steps of the job's executions may come late: also without lag, if a retry
        and an abort are due at once, in any order."""
        config = about[2] if len(about) > 2 else PLAIN
        return self.lag or bool(config.abort and config.retries)

    def _holds_alone(self, name: str, about: About, known: Known) -> bool:
        """Whether the guard holds for a job with this execution alone."""
        world = self.world({"": _job(about)}, "", {"": known})
        return self.table.asks[name](world, world.jobs[""], None, None)

    def _grow(self, about: About, possible: Possible) -> Possible:
        """What the execution may become by background steps while the job keeps its status: without
        lag, after all due steps."""
        lag, may_come = self._lags(about), self.may_come | self.skipped
        if lag and not self.lag:
            may_come |= self.spec.due
        found = {*possible} if lag else {self._settle(about, known) for known in possible}
        last = found
        for _ in range(MOST_STEPS):  # a deviation may lead in a circle that raises the version
            later = {one for known in last for one in self._once(about, known, may_come)}
            last = (later if lag else {self._settle(about, known) for known in later}) - found
            found |= last
        return frozenset(found)

    def with_timers(self, about: About, span: Span, possible: Possible) -> Possible:
        """The possibilities that timers permit at that time: none ran out too early or is
        overdue."""
        if not any(isinstance(known, Kept) for known in possible):
            return possible
        late = inf if about[0] == self.spec.deleting else self.overdue
        return frozenset(
            known
            for known in possible
            if not isinstance(known, Kept)
            or (
                known.not_before <= span.latest
                and (
                    known.status != self.spec.running
                    or span.start <= _expiry(about, known).latest + late
                )
            )
        )

    def _without_due(self, about: About, possible: Possible) -> Possible:
        """The possibilities to which no step is due; `_grow` has added where due steps lead. One
        that has timed out stays, because it is unknown since when a step is due to it."""
        unknown = self.timed_out
        return frozenset(
            k for k in possible if (k and k.status in unknown) or not [*self._due_to(about, k)]
        )

    def _compare(self, about: About, before: Known, after: Known) -> Starts:
        """Whether this change of an execution makes steps due, to it and to its job."""
        was, now = (
            {e for e in self.spec.due if [*self._once(about, known, frozenset({e}))]}
            for known in (before, after)
        )
        of_execution = not now <= was
        return of_execution, of_execution or self._lets_end(about, before, after)

    def _lets_end(self, about: About, before: Known, after: Known) -> bool:
        """Whether a background step of the job may have waited only for this change."""
        if len(about) > 2 and about[2].abort:
            return True
        return any(
            self._alone(name, about, after) and not self._alone(name, about, before)
            for name in self.together
        )

    def _measure(self, about: About) -> tuple[int, int]:
        """How many due steps of an execution come in a row while its job keeps the status; and how
        many up to the end of the job's own step, which comes after those that permit it."""
        longest, to_job = 0, 1
        for first in (None, *self.table.statuses[self.spec.execution.__name__]):
            before: Known = None if first is None else ExecutionRecord(first)
            steps = 0
            while steps < MOST_STEPS:
                after = next(self._once(about, before, self.spec.due), before)
                if after == before:
                    break
                steps += 1
                if self._lets_end(about, before, after):
                    to_job = max(to_job, steps + 1)
                before = after
            longest = max(longest, steps)
        return longest, to_job

    def _settle(self, about: About, known: Known) -> Known:
        """The execution after all due steps."""
        for _ in range(MOST_STEPS):  # a deviation may lead in a circle
            later = next(self._due_to(about, known), known)
            if later == known:
                break
            known = later
        return known

    def _due_to(self, about: About, known: Known) -> Iterator[Known]:
        """The execution after each step that is due to it."""
        return self._once(about, known, self.spec.due, skips=False)

    def _once(
        self, about: About, known: Known, events: frozenset[str], skips: bool = True
    ) -> Iterator[Known]:
        """The execution after each background step; ``skips``: also after those that may never
        come."""
        deletes = about[0] == self.spec.deleting and not events.isdisjoint(self.spec.deletions)
        if deletes and isinstance(known, Kept) and known.status is None and known.earlier:
            yield None  # of a thing whose last try was deleted, the others go with the job
        world = self.world({"": _job(about)}, "", {"": known})
        for taken in background_steps(world, "", self.table, events=events, thing=""):
            if not skips and is_skipped(taken.rule):
                continue
            after = ordered(known_of(taken.world.jobs[""], ""), known)
            if isinstance(known, Kept) and taken.event in self.spec.timers:
                since = max(known.not_before, _expiry(about, known).start)
                after = with_times(after, since, None, None)
            yield after


def is_skipped(rule: Rule) -> bool:
    """Whether the background step by the rule, of a system that deviates, comes to some records
    only."""
    return rule.operation is None and len(rule.outcomes) > 1


def _job(about: About) -> JobRecord:
    """A job without executions that has these values."""
    config = about[2] if len(about) > 2 else PLAIN
    return JobRecord(about[0], (), force_canceled=about[1], config=config)


def _counted(seen: Mapping[str | None, int] | None) -> tuple[tuple[str, int], ...]:
    """How many executions have each status, as a hashable value."""
    return tuple(sorted((status or "", n) for status, n in (seen or {}).items()))


def _status(known: Known) -> str | None:
    return known.status if known else None


def _given(
    holds: bool,
    _world: World,
    _job: JobRecord | None,
    _execution: Known,
    _request: Request | None,
) -> bool:
    return holds


def dated(share: Share | None, number: int) -> Share | None:
    """The share in which every execution that is known to exist was rolled out before the call of
    that number."""
    return share and share.each(lambda possible: rolled_out(possible, number))


def ordered(record: Known, before: Known) -> Known:
    """The record with its ``order`` in shares: the number of the call before which the execution
    was rolled out, 0 if this is not known yet."""
    if record is None or record is before:
        return record
    order = before.order if before else 0
    if record.retried != (before.retried if before else ()):
        order = _ANY_ORDER
    ordered = record if record.order == order else record._replace(order=order)
    return ordered if not isinstance(before, Kept) else with_times(ordered, *times(before))


def _expiry(about: About, known: Kept) -> RunsOut:
    """When the first of the timers of the execution runs out."""
    timers = []
    if len(about) > 2 and about[2].in_progress_timeout is not None:
        timers.append(known.job_timer or RunsOut())
    if known.step_timer:
        timers.append(known.step or RunsOut())
    if not timers:
        return RunsOut()
    return RunsOut(min(t.start for t in timers), min(t.latest for t in timers))


def rolled_out(possible: Possible, number: int) -> Possible:
    if None in possible or all(known.order for known in possible if known):
        return possible
    return frozenset(
        known and (known if known.order else known._replace(order=number)) for known in possible
    )


def times(known: Known) -> tuple[float, RunsOut | None, RunsOut | None]:
    if not isinstance(known, Kept):
        return -inf, None, None
    return known.not_before, known.job_timer, known.step


def runs_out(minutes: int, span: Span) -> RunsOut:
    """When a timer runs out that was set at that time."""
    lasts = minutes * _MINUTE
    return RunsOut(span.start + lasts, span.latest + lasts + _TIMERS_LATE)
