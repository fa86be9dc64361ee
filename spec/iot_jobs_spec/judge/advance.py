"""One call: from what a system may be before it to what it may be after it.

Every decision is one of `model.step` and `model.background`, asked in small worlds: of one job
without its executions, of one execution, of the executions of one thing. In the profile `full` a
guard that counts executions is asked about as many as there are, in the possibilities that are
told apart by these counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import lru_cache, partial, reduce
from itertools import chain, product
from math import inf, prod
from operator import attrgetter
from typing import Any, NamedTuple

from ..errors import RESOURCE_NOT_FOUND
from ..language.guards import (
    AbortReached,
    AllTerminal,
    Guard,
    LimitReached,
    LostExecution,
    NoExecutions,
    Repeats,
)
from ..language.rules import RESPONSE, Rule, Verdict
from ..language.spec import EXECUTION
from ..model.answers import (
    Answer,
    ExecutionDescription,
    JobDescription,
    ListedExecution,
    Listing,
    listing,
)
from ..model.background import background_steps
from ..model.constraints import judge
from ..model.guards import ABORTING
from ..model.maps import Map
from ..model.requests import FULL_REQUESTS, PLAIN, Config, DescribeJobExecution, Request
from ..model.step import Permitted, step
from ..model.table import TABLE, Decision, Table
from ..model.wire import COUNTERS
from ..model.world import ExecutionRecord, JobRecord, World, new
from .belief import (
    AT_ANY_TIME,
    MOST,
    NEVER,
    NO_JOB,
    NOTHING,
    Belief,
    Due,
    Joint,
    Kept,
    Known,
    Possible,
    RunsOut,
    Share,
    Shares,
    known_of,
    once,
    products,
    sums,
    with_known,
    with_times,
)
from .deviations import SIBLINGS, TIME
from .open_records import instances, opened
from .rollouts import Before, orders, told_by, with_what_follows

_REMEMBERED = 100_000
"""Answers of each kind that are kept."""
_MOST_COUNTS = 500
"""How many counts of executions by status a guard is asked about."""
_MOST_WAYS = 8
"""How many parts a share is split into by a guard that counts executions."""
_MOST_TRIES = 11
"""Numbers of the executions of one thing, in a job of which nothing is known."""
_MOST_STEPS = 8
"""Background steps of one execution, or of one job, that come one after the other; the spec has
fewer."""
_NOWHERE = World()
"""Background steps of a job do not depend on other jobs."""
_MINUTE = 60.0
_TIMERS_LATE = 60.0
"""Seconds that a timer may run out late."""
_NO_TIMER = -1
"""The stepTimeoutInMinutes that removes the step timer."""
_ANY_ORDER = 10**9
"""The number of a call that never comes, for an execution of which nobody knows when it was queued:
one that is tried again."""
_NAMES = ("job_id", "thing_name")
_WITHOUT_NAMES = {
    kind: attrgetter(
        "operation",
        "is_read",
        *(one.name for one in (*kind.parameters(), *kind.further()) if one.name not in _NAMES),
    )
    for kind in FULL_REQUESTS
}
"""For each operation: what tells a request from another, besides the names in it."""
Choice = tuple[Share | None, Known]
"""What an execution of a thing may be, with the share of the others of its job."""
ANYTHING: Belief = (Joint(rest_unknown=True),)
"""The belief of somebody who knows nothing."""
Facts = tuple[tuple[str, bool], ...]
"""The answers to guards that are about all executions of a job together."""
_About = tuple[str, bool] | tuple[str, bool, Config]
"""What background steps of an execution ask of its job."""


class Taken(NamedTuple):
    """The belief after a call, and every rule that may have answered; both empty if none may."""

    belief: Belief
    rules: tuple[Rule, ...]


class Span(NamedTuple):
    """When a call happened, in seconds: not before ``start``, and at ``latest``."""

    start: float = -inf
    latest: float = inf


ANY_TIME = Span()


class _Call(NamedTuple):
    """A call. ``only`` is the one rule that may answer; ``rules`` collects those that may have."""

    request: Request
    answer: Answer | None
    number: int
    span: Span
    only: Rule | None
    rules: dict[Rule, None]


_COUNTED = frozenset(("counts", RESPONSE))
"""What may be shown otherwise, so that counts tell nothing."""
Starts = tuple[bool, bool]
"""Whether a call makes something due to an execution, and to its job."""
NO_START: Starts = (False, False)


class _Moves(NamedTuple):
    """What an execution may be after a call, by what that makes due; and the rules that may have
    answered."""

    found: Mapping[Starts, Possible]
    rules: Mapping[Rule, None]


class Advance:
    """What one spec makes of beliefs.

    A background step that is due comes at most ``settle`` seconds late: at any time until so long
    after the latest moment at which the step or call may have happened that made it due. So it has
    come for each call that starts later, and one that causes another may come twice as late. With
    0 it has come before the next call; with infinity, or where calls have no times, it may come at
    any time. There is one deadline for the executions of a job together, and one for the job.

    In the profile `full` a timer runs out as late as it is set, where calls have times, and up to a
    minute later; with infinity, at any time after that.

    A deletion may take any time, and no device acts by itself. ``limit`` is how many jobs may be
    being deleted, None for the spec's. ``others_delete``: jobs that no call names may be among
    these, at any time. ``steady``: a deletion ends only before a read of its job, never between the
    one that shows it and the next request that is none. ``either_service``: a DescribeJobExecution
    may be a device's, which the service may cut off from a job in deletion before it removes the
    execution (R97), so nothing follows if it finds nothing there.
    """

    start: Belief = (Joint(),)
    """Before the first call there is no job."""

    def __init__(
        self,
        table: Table = TABLE,
        *,
        settle: float = 0.0,
        limit: int | None = None,
        others_delete: bool = False,
        steady: bool = False,
        either_service: bool = False,
    ) -> None:
        self.table = table
        self.spec = table.spec
        self.by_id = {rule.id: rule for rule in table.rules}
        self.settle = inf if table.late else settle
        self.lag = self.settle > 0
        self.has_clock = 0 < self.settle < inf
        of_table = self.spec.limit.value if table.limit is None else table.limit
        self.limit = of_table if limit is None else limit
        self.others_delete = others_delete
        self.steady, self.either_service = steady, either_service
        unbidden = self.spec.deletions | self.spec.unbidden
        self.may_come = self.spec.due | unbidden if self.lag else unbidden
        self.full = self.spec.extends is not None
        """Whether a job has more than the core profile says of it, and keeps more of a thing."""
        timers = [rule for rule in table.rules if rule.event in self.spec.timers]
        self.timed_out = frozenset(
            str(rule.expected.status) for rule in timers if rule.expected.status != rule.source
        )
        """The statuses to which a timer leads."""
        self.overdue = settle if self.timed_out else inf
        """How many seconds later still than a minute a timer may run out."""
        self.has_timers = bool(timers) and not any(
            effect.field == TIME for rule in timers for effect in rule.does
        )
        """Whether timers keep their times."""
        self.together = self._guards(AllTerminal, NoExecutions)
        """The guards about all executions of a job: each holds if it holds for every one alone."""
        self.lost = self._guards(LostExecution)
        self.counting = self._guards(AbortReached)
        """The guards that count the executions of a job."""
        self.limits = self._guards(LimitReached)
        self.has_also = any(rule.also for rule in table.rules)
        self.knows_few = False
        """Whether it has made a joint of which it knows how few deletions go on."""
        self.odd = frozenset(
            rule.operation
            for rule in table.rules
            if rule.operation and (rule.shows or rule.expected.error is not None)
        )
        """The operations that may answer otherwise than each execution alone would."""
        self.beyond = frozenset(COUNTERS.values()) - frozenset(self.spec.statuses[EXECUTION])
        """The statuses of an execution that AWS has, and the spec has not."""
        self.unknown = self.together | self._guards(Repeats, LostExecution, AbortReached)
        """The guards whose answers nobody knows of a job of which nothing is known."""
        self.statuses = (None, *table.statuses[self.spec.job.__name__])
        records = (ExecutionRecord(s) for s in table.statuses[self.spec.execution.__name__])
        self.any_execution: Possible = frozenset({None, *map(opened, records)})
        """What an execution of a job may be of which nothing is known."""
        self.aborting = frozenset(
            rule.event for rule in table.rules if not self.counting.isdisjoint(rule.guards)
        )
        """The background steps that only a job with abort criteria may take."""
        self.changing = {status: [*self._changing(status)] for status in self.statuses}
        """The background steps that may change a job of each status."""
        self._tables: dict[Facts, Table] = {}
        # An execution is asked about again and again, whatever its job.
        self._alone = lru_cache(_REMEMBERED)(self._is_alone)
        self._grown = lru_cache(_REMEMBERED)(self._grow)
        self._in_time = lru_cache(_REMEMBERED)(self._without_due)
        self._makes_due = lru_cache(_REMEMBERED)(self._compare)
        self._chains = lru_cache(None)(self._measure)
        self._asked = lru_cache(None)(self._ask)
        self._counts = lru_cache(_REMEMBERED)(self._holds_for)
        self._answers = lru_cache(_REMEMBERED)(self._answer)
        self._moves: dict[object, _Moves] = {}

    def after(
        self,
        belief: Belief,
        request: Request,
        answer: Answer | None,
        number: int,
        only: Rule | None = None,
        span: Span = ANY_TIME,
    ) -> Taken:
        """The belief after the call with this number; empty if no world of the belief gives that
        answer. ``answer`` None: any may have come. ``only``: by the rule of its id alone. Calls are
        numbered from 1, in the order in which they happened; ``span`` says when this one did."""
        if answer is None and request.is_read:
            return Taken(belief, ())
        if answer is not None and self._tells_nothing(belief, request, answer):
            return Taken(belief, ())
        if request.job_id is None:
            take = self._of_thing
        elif request.thing_name is None:
            take = self._of_job
        else:
            take = self._of_execution
        if answer is not None and type(answer.response) is tuple:
            answer = answer._replace(response=listing(answer.response))
        call = new(_Call, (request, answer, number, span, only, {}))
        joints = [joint for before in belief for joint in take(before, call)]
        if self.knows_few and any(joint.few for joint in joints):
            joints = [j for joint in joints if (j := self._counted(joint)) is not None]
        if self.has_also and joints and any(rule.also for rule in call.rules):
            joints = self._besides(joints, call)
        if answer and answer.error and only is None and self._is_allowed(belief, call):
            joints += belief
        return new(Taken, (once(joints), tuple(call.rules)))

    def _tells_nothing(self, belief: Belief, request: Request, answer: Answer) -> bool:
        """Whether nothing follows from the answer: it shows a status that the spec does not have,
        of a job of which nothing is known, or a device may have been cut off."""
        if answer.error is not None:
            lost = answer.error == RESOURCE_NOT_FOUND.code
            asked = self.either_service and isinstance(request, DescribeJobExecution)
            return asked and lost and self._may_be_deleting(belief, request.job_id or "")
        shown = answer.response
        if shown is None or not self.beyond:
            return False
        entries = shown if isinstance(shown, tuple) else (shown,)
        if self.beyond.isdisjoint([one for entry in entries for one in _statuses_in(entry)]):
            return False
        jobs = {request.job_id, *(getattr(entry, "job_id", None) for entry in entries)} - {None}
        return any(joint.shares(str(job)) is None for joint in belief for job in jobs)

    def _may_be_deleting(self, belief: Belief, job_id: str) -> bool:
        return any(
            share is not None and share.job.status == self.spec.deleting
            for joint in belief
            for share in joint.shares(job_id) or ()
        )

    def knowing(self, world: World) -> Belief:
        """The belief of somebody who knows that the system is in this world before the first call.

        Without lag, what is due in it comes before that call.
        """
        joint = Joint()
        on: dict[str, dict[str, float]] = {}
        for job_id, job in world.jobs.items():
            for thing in job.targets:
                execution = job.executions.get(thing)
                on.setdefault(thing, {})[job_id] = execution.order if execution else inf
        shared = {job_id for its in on.values() if len(its) > 1 for job_id in its}
        for job_id, job in world.jobs.items():
            bare = job._replace(executions=Map(), deleted=Map(), earlier=Map())
            share = Share.of(bare, 0, AT_ANY_TIME)
            for thing in job.targets:
                known = known_of(job, thing)
                if known is not None:
                    [(_, rest)] = share.without(thing)
                    share = rest.with_(thing, frozenset({known._replace(order=1)}))
            joint = joint.with_job(job_id, self._later(share, 0, job_id in shared))
        order = frozenset(
            (thing, one, other)
            for thing, its in on.items()
            for one, first in its.items()
            for other, later in its.items()
            if (0 < first < later or first < later == inf)
            and not (world.jobs[one].config.retries or world.jobs[other].config.retries)
        )
        jobs_on = Map({thing: tuple(its) for thing, its in on.items()})
        return (joint._replace(on=jobs_on, sharing=frozenset(shared), order=order),)

    def settled(self, belief: Belief, number: int, job_ids: Iterable[str] = ()) -> Belief:
        """The belief after the call with this number, once all that is due to these jobs, or to
        every job, has come."""
        found = []
        named = tuple(job_ids)
        for joint in belief:
            after = joint
            for job_id in named or joint.jobs:
                if shares := joint.shares(job_id):
                    left = [one for share in self._variants(shares) for one in self._over(share)]
                    if job_id in joint.sharing:
                        left = [_dated(share, number + 1) for share in left]
                    after = after.with_job(job_id, left)
            found.append(after)
        return once(found)

    def alternatives(self, belief: Belief, request: Request) -> Iterator[Joint]:
        """What background steps may have made of the belief when the request comes, as far as its
        job and the limit of deletions go: one joint for each possibility of the job."""
        job_id = request.job_id
        for joint in belief:
            shares = None if job_id is None else joint.shares(job_id)
            if job_id is None or shares is None:
                yield joint
                continue
            for its, _, others in self._beside(joint, job_id, request, self._variants(shares)):
                yield from (others.with_job(job_id, [one]) for one in its)

    def forget(self, belief: Belief, job_id: str | None, thing: str | None) -> Belief:
        """The belief after requests about the job that nobody knows. Without a job: about any job
        of the thing; without both: about any job."""
        if job_id is None and thing is None:
            return ANYTHING
        found = []
        for joint in belief:
            jobs = joint.on.get(thing or "", ()) if job_id is None else (job_id,)
            found.append(reduce(Joint.without, jobs, joint))
        return once(found)

    def _is_allowed(self, belief: Belief, call: _Call) -> bool:
        """Whether the error may come at any time."""
        machine, event = self.table.operations[call.request.operation]
        statuses: set[str | None] = set()
        for shares in (joint.shares(call.request.job_id or "") for joint in belief):
            statuses.update(
                self.statuses if shares is None else (s and s.job.status for s in shares)
            )
        return any(
            allowance.error.code == (call.answer and call.answer.error)
            for status in statuses
            for allowance in self.spec.allowed(machine, event, status)
        )

    def _besides(self, joints: list[Joint], call: _Call) -> list[Joint]:
        """The joints once a deviation has carried out the request on others too."""
        request: Any = call.request
        targets = {
            thing
            for joint in joints
            for share in joint.shares(request.job_id or "") or ()
            for thing in (share.targets if share else ())
        }
        if any(rule.also == SIBLINGS for rule in call.rules):
            others = {replace(request, thing_name=thing) for thing in targets}
            take = self._of_execution
        else:
            on = {job for joint in joints for thing in targets for job in joint.on.get(thing, ())}
            others = {replace(request, job_id=job_id) for job_id in on}
            take = self._of_job if request.thing_name is None else self._of_execution
        for other in sorted(others - {request}, key=repr):
            besides = _Call(other, None, call.number, call.span, None, {})
            joints = list(once(later for joint in joints for later in take(joint, besides)))
            if len(joints) > MOST:
                break
        return joints

    # Requests about a job.

    def _of_job(self, joint: Joint, call: _Call) -> Iterator[Joint]:
        request, answer, number = call.request, call.answer, call.number
        job_id = request.job_id or ""
        bare, counts, entries = _without_executions(answer, job_id, self.full)
        _, event = self.table.operations[request.operation]
        shares = joint.shares(job_id)
        every = shares or NO_JOB
        if request.is_read or not self.steady:
            every = self._variants(every)
        for may_be, deleting, others in self._beside(joint, job_id, request, every):
            after: list[Share | None] = []
            begins = False
            for share in self._punctual(may_be, call.span):
                jobs = Map() if share is None else Map({job_id: share.job})
                own = share is not None and share.job.status == self.spec.limit.status
                world = World(jobs, self.limit, deleting + own, 0, self.spec.limit.status)
                for _, table, narrowed in self._cases(share, event, request, world):
                    for permitted in self._permitted(world, call, bare, table):
                        record = permitted.world.jobs.get(job_id)
                        moved = self._moved(narrowed, record, call)
                        found: list[Share | None] = [moved]
                        masked = {mask.member for mask in permitted.rule.shows}
                        if moved is not None and counts is not None and not masked & _COUNTED:
                            found = [*moved.counted(counts)]
                            if self.full:
                                found += moved.attempts(counts)
                        elif moved is not None and entries is not None and not masked:
                            found = [*moved.listed(entries)]
                        if self.full and moved and request.is_read and self._is_open(moved):
                            found = [one for x in found for one in self._without_steps(x)]
                        if found:
                            call.rules[permitted.rule] = None
                            after += found
                            begins |= not own and record is not None and self._is_limited(record)
            if shares is None and self._is_any_job(
                call, bare, _statuses(counts, entries), deleting
            ):
                yield others
            elif after:
                made = any(share and share.made == number for share in after)
                result = _made(others, job_id, once(after), number) if made else others
                if begins and result.few:  # what was known is of an earlier deletion
                    few = tuple((jobs - {job_id}, most) for jobs, most in result.few)
                    result = result._replace(few=few)
                shared = job_id in result.sharing
                later = [s for one in after for s in self._later(one, number, shared)]
                yield result.with_job(job_id, later)

    def _is_any_job(
        self, call: _Call, seen: Answer | None, counted: set[str], deleting: int
    ) -> bool:
        """Whether a job of which only the name is known may answer so, with executions of the
        counted statuses."""
        if not counted <= {*self.table.statuses[self.spec.execution.__name__]}:
            return False
        machine, event = self.table.operations[call.request.operation]
        shown = seen and seen.response
        found = False
        for status in self.table.statuses[machine]:
            job = JobRecord(status, ())
            if isinstance(shown, JobDescription):
                job = JobRecord(
                    status, (), "{}", Map(), shown.force_canceled, shown.reason_code, shown.comment
                )
            jobs = Map({call.request.job_id or "": job})
            limited = self.spec.limit.status
            # A job that is being deleted itself may be one too many, or not.
            totals = (deleting, deleting + 1) if status == limited else (deleting,)
            in_world = [World(jobs, self.limit, total, 0, limited) for total in totals]
            guards = self.table.entries[machine, event, status].guards
            unknown = [name for name in guards if name in self.unknown]
            for holds in product((False, True), repeat=len(unknown)):
                table = self._with(tuple(zip(unknown, holds, strict=True)))
                for world in in_world:
                    for permitted in self._permitted(world, call, seen, table):
                        call.rules[permitted.rule] = None
                        found = True
        return found

    def asks_limit(self, request: Request) -> bool:
        """Whether the limit on deletions may decide the request."""
        return not self._asked(request.operation).isdisjoint(self.limits)

    def may_be_deleted(self, belief: Belief, request: Request) -> bool:
        """Whether a job that the request is about may be being deleted."""
        for joint in belief:
            jobs = joint.on.get(request.thing_name or "", ())
            for job_id in jobs if request.job_id is None else (request.job_id,):
                shares = joint.shares(job_id)
                if shares is None or any(s and self._is_limited(s.job) for s in shares):
                    return True
        return False

    def _is_limited(self, job: JobRecord) -> bool:
        return job.status == self.spec.limit.status

    def _beside(
        self, joint: Joint, job_id: str, request: Request, shares: Shares
    ) -> Iterator[tuple[Shares, int, Joint]]:
        """The possibilities for the job, with how many others may be being deleted, and with what
        that tells of these."""
        if not self.asks_limit(request):
            yield shares, 0, joint
            return
        for own in (False, True):
            its = tuple(s for s in shares if (s is not None and self._is_limited(s.job)) == own)
            if its or not (own or shares):
                for deleting, others in self._limits(joint, job_id, own):
                    yield its, deleting, others

    def _limits(self, joint: Joint, job_id: str, own: bool) -> Iterator[tuple[int, Joint]]:
        """How many other jobs may be being deleted, each time with what that tells of them.
        ``own``: so is this one."""
        limited = self.spec.limit.status
        maybe = {
            other: shares
            for other, shares in joint.jobs.items()
            if other != job_id and any(s and s.job.status == limited for s in shares)
        }
        unknown = len(joint.unknown - {job_id})
        any_others = joint.rest_unknown or self.others_delete
        few = [(some, n - (own and job_id in some)) for some, n in joint.few]
        most = min([len(maybe), *(n + len(maybe.keys() - some) for some, n in few)]) + unknown
        limit = self.limit - own
        if most >= limit or any_others:
            full = joint
            if len(maybe) == limit and not unknown and not any_others:
                for other, shares in maybe.items():
                    full = full.with_job(
                        other, [s for s in shares if s and s.job.status == limited]
                    )
            yield limit, full
        if most < limit:
            yield most, joint
        elif below := self._with_few(joint, maybe, limit - 1):
            yield limit - 1, below

    def _with_few(self, joint: Joint, maybe: Mapping[str, Shares], most: int) -> Joint | None:
        """The joint in which at most so many of the jobs are being deleted; None if that cannot
        be."""
        if len(maybe) <= most:
            return joint
        for other, shares in maybe.items():
            joint = joint.with_job(other, self._variants(shares))
        self.knows_few = True
        few = (*joint.few, (frozenset(maybe), most))
        return self._counted(joint._replace(few=few[-MOST:]))

    def _counted(self, joint: Joint) -> Joint | None:
        """The joint with what follows from how few jobs are being deleted; None if there are
        more."""
        limited = self.spec.limit.status
        kept = []
        for jobs, bound in joint.few:
            most, maybe = bound, []
            for job_id in jobs:
                its = [s and s.job.status == limited for s in joint.jobs.get(job_id, NO_JOB)]
                if all(its):
                    most -= 1
                elif any(its):
                    maybe.append(job_id)
            if most < 0:
                return None
            if len(maybe) > most > 0:
                kept.append((frozenset(maybe), most))
            for job_id in maybe if most == 0 else ():
                gone = [s for s in joint.jobs[job_id] if not s or s.job.status != limited]
                joint = joint.with_job(job_id, gone)
        return joint._replace(few=tuple(kept))

    def _moved(self, share: Share | None, record: JobRecord | None, call: _Call) -> Share | None:
        """The share of the job once a request has left this record of it."""
        if record is None:
            return None
        if share is None:
            return Share.of(record, call.number, self._due(record, call.span.latest))
        changed = record != share.job
        return self._as(share, record, self._due(record, call.span.latest)) if changed else share

    def _punctual(self, shares: Shares, span: Span) -> Iterator[Share | None]:
        """The shares in which no background step is overdue then, or has come too early."""
        start = span.start
        for before in shares:
            share = before
            if share is not None and self.has_timers:
                share = share.each(partial(self._then, self._about(share.job), span))
                if share is None:
                    continue
            if share is None or start <= min(share.due):
                yield share
                continue
            still: Share | None = share
            if start > share.due.executions:
                still = share.each(partial(self._in_time, self._about(share.job)))
            if still is None or start <= share.due.job or self._may_be_timed_out(still):
                yield from (still,) if still else ()
                continue
            for came, one in self._background(still, self.spec.due):
                if one is not None and not came:
                    yield one._replace(due=NEVER) if start > max(one.due) else one

    def _may_be_timed_out(self, share: Share) -> bool:
        """Whether a timer may have run out, nobody knows when: then nobody knows since when a step
        of the job is due."""
        return self.full and share.has(self.timed_out)

    def _without_steps(self, share: Share | None) -> list[Share | None]:
        """The share in which no step of the job is due."""
        return [one for came, one in self._background(share, self.spec.due) if not came]

    def _over(self, share: Share | None) -> list[Share | None]:
        """The share without what may still be due; empty if something certainly is."""
        if share is None:
            return [None]
        still = share.each(partial(self._in_time, self._about(share.job)))
        return [one for came, one in self._background(still, self.spec.due) if still and not came]

    def _due(self, job: JobRecord, moment: float) -> Due:
        """By when all has come that is due to a job that has changed at that moment."""
        if not self.has_clock:
            return AT_ANY_TIME
        longest, to_job = self._chains(self._about(job))
        return Due(moment + longest * self.settle, moment + to_job * self.settle)

    def _variants(self, shares: Shares) -> Shares:
        """What each share may have become by background steps of the job."""
        found = list(shares)
        for share in found:  # no such step leads back
            events = self.may_come
            if self.full and share is not None and self._is_open(share):
                events |= self.spec.due
            found += (later for came, later in self._background(share, events) if came)
        return once(found)

    def _settled(self, share: Share | None, left: int = _MOST_STEPS) -> list[Share | None]:
        """The shares once everything that is due has come; with lag, it may come later."""
        if share is None:
            return [None]
        grown = share.each(partial(self._grown, self._about(share.job)))
        assert grown is not None
        return self._completed(grown, left)

    def _completed(self, share: Share, left: int = _MOST_STEPS) -> list[Share | None]:
        """The same for a share whose executions are as they are then."""
        if self.lag:
            return [share]
        found: list[Share | None] = []
        steps: Iterable[tuple[bool, Share | None]] = self._background(share, self.spec.due)
        if self.full and self._is_open(share):
            steps = [*steps]
            if not all(came for came, _ in steps):
                return [share]
        for came, later in steps:
            found += self._settled(later, left - 1) if came and left else [later]
        return found

    def _is_open(self, share: Share) -> bool:
        """Whether, without lag, steps of the job may be due since a moment that nobody knows: a
        timer may run out, or a retry and an abort are due at once. Then the share is not split by
        whether they are due, until the job is read: there are too many ways."""
        if self.lag or share.job.status != self.spec.opened:
            return False
        config = share.job.config
        if config.in_progress_timeout is not None or (config.abort and config.retries):
            return True
        return any(known is not None and known.step_timer for known in share.possibilities())

    def _background(
        self, share: Share | None, events: frozenset[str]
    ) -> Iterator[tuple[bool, Share | None]]:
        """What a background step of the job, not of its executions, makes of the share; and the
        shares from which no such step comes, with False."""
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
            if still != [share]:  # several may be due, and nobody says which one comes first
                yield from ((True, x) for _, later in self._from(event, share) for x in later)
            still = following
        yield from ((False, one) for one in still)

    def _from(self, event: str, share: Share) -> Iterator[tuple[Share, list[Share | None]]]:
        """The share in parts, each with what the background step of the job makes of it; nothing
        where it does not come."""
        for rule, table, narrowed in self._cases(share, event, None, _NOWHERE):
            assert narrowed is not None
            yield narrowed, [] if rule is None else self._after(event, narrowed, table)

    def _can(self, event: str, share: Share) -> bool:
        """Whether the background step may come to a job that was created so."""
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
        return [record and self._as(share, record, self._due(record, moment)) for record in records]

    def _as(self, share: Share, record: JobRecord, due: Due) -> Share:
        """The share once its job is as recorded; the targets stay."""
        record = record._replace(targets=share.job.targets)
        moved = share._replace(job=record, due=due).each(partial(self._grown, self._about(record)))
        assert moved is not None
        return moved

    def _cases(
        self, share: Share | None, event: str, request: Request | None, world: World
    ) -> Iterator[tuple[Rule | None, Table, Share | None]]:
        """The share for each answer to the guards about all executions together, as far as the
        event asks for them, with the rule that decides then and a table in which it does."""
        if share is None:
            yield None, self.table, share
            return
        machine = self.spec.job.__name__
        cases: list[tuple[Decision, Facts, Share]]
        cases = [(self.table.forks.get((machine, event, share.job.status)), (), share)]
        for decision, facts, one in cases:
            if not isinstance(decision, tuple):
                yield decision, self._with(facts), one
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
            about = partial(self._alone, name, self._about(one.job))
            fitting, not_all = one.all_or_not(about)
            if fitting is not None:
                cases.append((yes, (*facts, (name, True)), fitting))
            cases += [(no, (*facts, (name, False)), other) for other in not_all]

    def _divided(self, name: str, share: Share) -> Iterator[tuple[bool, Share]]:
        """The share for each answer to a guard that counts executions. Where there are too many
        counts to look at, it may hold or not."""
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
        """What a guard that counts may say of so many executions, each of one of these statuses;
        either where there are too many counts to look at."""
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

    def _with(self, facts: Facts) -> Table:
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

    def _guards(self, *kinds: type[Guard]) -> frozenset[str]:
        return frozenset(n for n, guard in self.spec.guards.items() if isinstance(guard, kinds))

    def _changing(self, status: str | None) -> Iterator[str]:
        machine = self.spec.job.__name__
        for event in self.table.background[machine]:
            entry = self.table.entries.get((machine, event, status))
            if entry and any(rule.expected.status != status for rule in entry.rules.values()):
                yield event

    def _ask(self, operation: str) -> frozenset[str]:
        """The guards that the rules of the operation ask."""
        its = self.table.operations[operation]
        return frozenset(
            name
            for (machine, event, _), entry in self.table.entries.items()
            if (machine, event) == its
            for name in entry.guards
        )

    def _permitted(
        self, world: World, call: _Call, seen: Answer | None, table: Table
    ) -> Iterator[Permitted]:
        """What the answer may mean. Where the spec says nothing, any error may come, whatever has
        happened then."""
        for permitted in step(world, call.request, table):
            if call.only is not None and permitted.rule.id != call.only.id:
                continue
            if seen is None or permitted.answer.admits(seen):
                yield permitted
            elif permitted.rule.verdict is Verdict.UNSPECIFIED:
                yield Permitted(seen, permitted.world, permitted.rule)
                yield Permitted(seen, world, permitted.rule)

    # Requests about an execution.

    def _of_execution(self, joint: Joint, call: _Call) -> Iterator[Joint]:
        job_id, thing = call.request.job_id or "", call.request.thing_name or ""
        shares = joint.shares(job_id)
        if self.full:
            shares = self._with_aborts(shares)
        if shares is None:
            rules: dict[Rule, None] = {}
            anything = self._anything(call.request)
            for status in self.statuses:
                job = JobRecord(status, ()) if status else None
                about = self._moves_of(job, anything if status else NOTHING, call)
                rules.update(about.rules)
            if rules:
                call.rules.update(rules)
                yield joint
            return
        moves: list[_Moves] = []
        same = True
        for share in shares:
            for possible in (NOTHING,) if share is None else share.possible(thing):
                in_time = self._looked_at(share, thing, possible, call)
                moved = self._moves_of(share and share.job, in_time, call)
                call.rules.update(moved.rules)
                moves.append(moved)
                same = same and moved.found == {NO_START: possible}
        if same:
            yield joint
            return
        shared = job_id in joint.sharing
        if len(moves) == 1 and len(moves[0].found) == 1 and shares[0] is not None:
            [(starts, known)] = moves[0].found.items()
            share = self._put_off(shares[0], starts, call)
            assert share is not None
            joined = self._placed(share.instead, share.job, thing, known, call.number, shared)
            yield joint.with_job(job_id, joined)
            return
        rests: Iterator[Share | None] = chain.from_iterable(
            (None,) if share is None else (rest for _, rest in share.without(thing))
            for share in shares
        )
        after = [
            (self._put_off(rest, starts, call), found)
            for rest, moved in zip(rests, moves, strict=True)
            for starts, found in moved.found.items()
        ]
        if after:
            joined = self._joined(after, thing, call.number, shared)
            yield joint.with_job(job_id, joined)

    def _with_aborts(self, shares: Shares | None) -> Shares | None:
        """The shares, and what they may have become by an abort, which reaches executions too."""
        if shares and any(s and s.job.config.abort for s in shares):
            return self._variants(shares)
        return shares

    def _anything(self, request: Request) -> Possible:
        """What an execution may be of a job of which nothing is known, if this is asked."""
        number = request.execution_number if self.full else None
        if number is None or not 1 < number <= _MOST_TRIES:
            return self.any_execution
        tried = ("FAILED",) * (number - 1)
        return self.any_execution | {
            known._replace(retried=tried) for known in self.any_execution if known
        }

    def _moves_of(self, job: JobRecord | None, possible: Possible, call: _Call) -> _Moves:
        """What becomes of the possibilities for an execution. No rule asks for its names, so this
        is worked out once for all executions that are alike."""
        request, answer = call.request, call.answer
        asked = request if judge(request)[1] else _WITHOUT_NAMES[type(request)](request)
        shown = answer and answer.response
        seen: object = answer
        if isinstance(shown, ExecutionDescription) and (
            (shown.job_id, shown.thing_name) == (request.job_id, request.thing_name)
        ):
            seen = (shown.status, shown.version, shown.details, shown.force_canceled)
        about = job and self._about(job)
        key: object = (about, possible, asked, seen, call.only)
        if self.has_timers and job is not None and self._sets_timer(job, call):
            key = (key, call.span)
        found = self._moves.get(key)
        if found is None:
            if len(self._moves) >= _REMEMBERED:
                self._moves.clear()
            found = self._moves[key] = self._moves_from(job, possible, call)
        return found

    def _moves_from(self, job: JobRecord | None, possible: Possible, call: _Call) -> _Moves:
        job_id, thing = call.request.job_id or "", call.request.thing_name or ""
        found: dict[Starts, set[Known]] = {}
        rules: dict[Rule, None] = {}
        for known in instances(possible, job_id, call.request, call.answer):
            world = self._world({job_id: job}, thing, {job_id: known})
            for permitted in self._permitted(world, call, call.answer, self.table):
                record = known_of(permitted.world.jobs.get(job_id), thing)
                rules[permitted.rule] = None
                after = [record]
                if permitted.rule.verdict is Verdict.UNSPECIFIED and record and record.status:
                    statuses = self.table.statuses[self.spec.execution.__name__]
                    after = [_with_status(record, status) for status in statuses]
                accepted = permitted.answer.error is None and after == [record]
                for one in after:
                    later = _ordered(one, known)
                    if self.has_timers and accepted and job and self._sets_timer(job, call):
                        later = self._timed(known, later, job, call)
                    found.setdefault(self._starts(job, known, later, call), set()).add(later)
        return _Moves({starts: frozenset(known) for starts, known in found.items()}, rules)

    def _looked_at(
        self, share: Share | None, thing: str, possible: Possible, call: _Call
    ) -> Possible:
        """What the execution on the thing may be at the call."""
        if share is not None and self.has_timers:
            possible = self._then(self._about(share.job), call.span, possible)
        if share is None or call.span.start <= share.due.executions or thing not in share.targets:
            return possible
        return self._in_time(self._about(share.job), possible)

    def _sets_timer(self, job: JobRecord, call: _Call) -> bool:
        """Whether the call may set a timer, and when is known."""
        if call.span.start == -inf:
            return False
        given = call.request.step_timeout_in_minutes
        return given is not None or job.config.in_progress_timeout is not None

    def _timed(self, before: Known, after: Known, job: JobRecord, call: _Call) -> Known:
        """The execution after the call, with the times of the timers that it has set."""
        running = self.spec.running
        if after is None or after.status != running:
            return after
        not_before, for_job, step = _times(after)
        started = before is None or before.status != running
        minutes, given = job.config.in_progress_timeout, call.request.step_timeout_in_minutes
        if started and minutes is not None:
            for_job = _runs_out(minutes, call.span)
        if not after.step_timer:
            step = None
        elif given == _NO_TIMER:  # nobody says whether it was removed
            step = step and RunsOut(step.start)
        elif given is not None and (started or call.request.job_id is not None):
            step = _runs_out(given, call.span)
        elif given is not None:  # nobody says whether it was set anew
            earliest = _runs_out(given, call.span).start
            step = RunsOut(min(earliest, step.start if step else -inf))
        return with_times(after, not_before, for_job, step)

    def _then(self, about: _About, span: Span, possible: Possible) -> Possible:
        """The possibilities to which timers have led by then, without those in which one has run
        out too long ago."""
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

    def _starts(self, job: JobRecord | None, before: Known, after: Known, call: _Call) -> Starts:
        """What the call makes due, if it has changed an execution of the job so. Without an answer
        it counts as a change, so that all possibilities stay in one share."""
        if not self.has_clock or job is None:
            return NO_START
        starts = after != before and self._makes_due(self._about(job), before, after)
        of_execution, of_job = starts or NO_START
        return of_execution, of_job or call.answer is None

    def _put_off(self, rest: Share | None, starts: Starts, call: _Call) -> Share | None:
        """The share of a job, or of its other executions, to which the call has made that due."""
        if rest is None or not any(starts):
            return rest
        pairs = zip(starts, self._due(rest.job, call.span.latest), rest.due, strict=True)
        return rest._replace(due=Due(*(new if put_off else old for put_off, new, old in pairs)))

    def _is_any_execution(self, call: _Call, job_id: str, thing: str, seen: Answer | None) -> bool:
        """Whether an execution on the thing, of a job of which nothing is known, may answer so."""
        found = False
        for known in instances(self._anything_listed(seen), job_id, call.request, seen):
            for status in self.statuses if known is None else self.statuses[1:]:
                job = JobRecord(status, ()) if status else None
                world = self._world({job_id: job}, thing, {job_id: known})
                for permitted in self._permitted(world, call, seen, self.table):
                    call.rules[permitted.rule] = None
                    found = True
        return found

    def _anything_listed(self, seen: Answer | None) -> Possible:
        """What an execution may be of a job of which nothing is known; with those that were tried
        again as a listing shows them."""
        listed = seen.response if self.full and seen and seen.error is None else None
        if not isinstance(listed, Listing) or len(listed) < 2:
            return self.any_execution
        *earlier, latest = (opened(ExecutionRecord(entry.status)) for entry in listed)
        numbered = Map(dict(enumerate(earlier, 1)))
        return frozenset({Kept(*latest, None, numbered)})

    def _world(
        self, jobs: Mapping[str, JobRecord | None], thing: str, known: Mapping[str, Known]
    ) -> World:
        """A world of these jobs, each with its execution on the thing alone."""
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

    def _joined(
        self,
        after: Sequence[tuple[Share | None, Possible]],
        thing: str,
        number: int,
        shared: bool,
    ) -> Iterator[Share | None]:
        """The shares with what the execution on the thing may be."""
        if len(after) > 1:
            merged: dict[Share | None, set[Known]] = {}
            for rest, known in after:
                merged.setdefault(rest, set()).update(known)
            after = [(rest, frozenset(known)) for rest, known in merged.items()]
        for rest, known in after:
            if rest is None:
                yield None
            else:
                yield from self._placed(rest.with_, rest.job, thing, known, number, shared)

    def _placed(
        self,
        put: Callable[[str, Possible], Share],
        job: JobRecord,
        thing: str,
        known: Possible,
        number: int,
        shared: bool,
    ) -> Iterable[Share | None]:
        """The shares in which the execution on the thing may be this, ``put`` into the others."""
        dated = _rolled_out(known, number + 1) if shared else known
        joined = put(thing, self._grown(self._about(job), dated))
        later = self._settled(joined) if self.full else self._completed(joined)
        return [_dated(share, number + 1) for share in later] if shared else later

    # Requests about whatever a thing has to do.

    def _of_thing(self, joint: Joint, call: _Call) -> Iterator[Joint]:
        request, answer, number = call.request, call.answer, call.number
        thing = request.thing_name or ""
        with_shares = [
            (job_id, shares)
            for job_id in joint.on.get(thing, ())
            if (
                shares := self._with_aborts(joint.shares(job_id))
                if self.full
                else joint.shares(job_id)
            )
        ]
        jobs = [job_id for job_id, _ in with_shares]
        choices = [list(self._choices(*one, thing, call)) for one in with_shares]
        unknown = joint.rest_unknown or bool(joint.unknown)
        if unknown or prod(map(len, choices)) > MOST:
            rough = self._roughly(joint, jobs, choices, thing, call)
            if rough is not None:
                yield self._with_columns(joint, jobs, rough, thing, number)
            return
        found: dict[frozenset[Before], set[tuple[Choice, ...]]] = {}
        for chosen in product(*choices):
            records = dict(zip(jobs, (rest and rest.job for rest, _ in chosen), strict=True))
            known = dict(zip(jobs, (one for _, one in chosen), strict=True))
            made = {j: rest.made for j, (rest, _) in zip(jobs, chosen, strict=True) if rest}
            live = [j for j in jobs if (one := known[j]) and one.status in self.spec.live]
            possible = list(orders(live, made, known, thing, joint.order))
            if request.is_read:
                possible = possible[:1]  # a listing has no order
            surviving: dict[tuple[Choice, ...], set[tuple[str, ...]]] = {}
            for order in possible:
                ranked = {
                    j: one and one._replace(order=order.index(j) + 1 if j in order else 0)
                    for j, one in known.items()
                }
                world = self._world(records, thing, ranked)
                for permitted in self._permitted(world, call, answer, self.table):
                    call.rules[permitted.rule] = None
                    row = tuple(
                        self._moved_choice(
                            choice, known_of(permitted.world.jobs.get(j), thing), call
                        )
                        for j, choice in zip(jobs, chosen, strict=True)
                    )
                    surviving.setdefault(row, set()).add(order)
            for row, kept in surviving.items():
                again = {j for j, one in records.items() if one and one.config.retries}
                for pairs in told_by(kept, possible, thing):
                    lasting = frozenset(p for p in pairs if again.isdisjoint(p[1:]))
                    found.setdefault(lasting, set()).add(row)
        for pairs, rows in found.items():
            for columns in products(rows):
                told = joint._replace(order=with_what_follows(joint.order | pairs))
                yield self._with_columns(told, jobs, columns, thing, number)

    def _with_columns(
        self,
        joint: Joint,
        jobs: Sequence[str],
        columns: Sequence[Iterable[Choice]],
        thing: str,
        number: int,
    ) -> Joint:
        """The joint with these possibilities for the execution of each job on the thing."""
        for job_id, column in zip(jobs, columns, strict=True):
            after = [(rest, frozenset({one})) for rest, one in column]
            joined = self._joined(after, thing, number, job_id in joint.sharing)
            joint = joint.with_job(job_id, joined)
        return joint

    def _roughly(
        self,
        joint: Joint,
        jobs: Sequence[str],
        choices: Sequence[Sequence[Choice]],
        thing: str,
        call: _Call,
    ) -> list[list[Choice]] | None:
        """The possibilities for each job after the call, each job judged by itself: more than there
        are, where several jobs of one thing are uncertain, or one is unknown. None: nothing
        explains the answer."""
        answer, most = call.answer, self.spec.pending.shown
        alone = call._replace(only=None, rules={})
        shown = answer.response if answer else None
        one = shown.job_id if isinstance(shown, ExecutionDescription) else None
        columns = []
        for job_id, column in zip(jobs, choices, strict=True):
            seen = answer if answer and answer.error else _part(answer, job_id, most)
            after: dict[Choice, None] = {}
            for rest, known in column:
                if answer is None or answer.error or one not in (None, job_id):
                    after[self._moved_choice((rest, known), known, call)] = None
                if one not in (None, job_id):
                    continue
                for permitted in self._by_itself(rest, job_id, known, thing, call.request):
                    if seen is None or permitted.answer.admits(seen):
                        alone.rules[permitted.rule] = None
                        moved = known_of(permitted.world.jobs.get(job_id), thing)
                        after[self._moved_choice((rest, known), moved, call)] = None
            if not after:
                return None
            columns.append(list(after))
        entries = shown if isinstance(shown, Listing) else ()
        for other in {one or "", *(entry.job_id for entry in entries)}.difference(("", *jobs)):
            seen = _part(answer, other, most)
            if joint.shares(other) or not self._is_any_execution(alone, other, thing, seen):
                return None
        if one is None and (joint.unknown or joint.rest_unknown):
            seen = answer if answer and answer.error else _part(answer, "", most)
            self._is_any_execution(alone, "", thing, seen)
        rules = [r for r in alone.rules if call.only is None or r.id == call.only.id]
        call.rules.update(dict.fromkeys(rules))
        return columns if rules else None

    def _moved_choice(self, choice: Choice, record: Known, call: _Call) -> Choice:
        """The choice once the call has left this record of its execution."""
        rest, before = choice
        after = _ordered(record, before)
        if self.has_timers and rest is not None and self._sets_timer(rest.job, call):
            after = self._timed(before, after, rest.job, call)
        starts = self._starts(rest and rest.job, before, after, call)
        return self._put_off(rest, starts, call), after

    def _choices(self, job_id: str, shares: Shares, thing: str, call: _Call) -> Iterator[Choice]:
        request, answer = call.request, call.answer
        for share in shares:
            for possible, rest in [(NOTHING, None)] if share is None else share.without(thing):
                in_time = self._looked_at(rest, thing, possible, call)
                for known in instances(in_time, job_id, request, answer):
                    part = _part(answer, job_id, self.spec.pending.shown)
                    if (
                        request.operation in self.odd
                        or part is None
                        or any(
                            permitted.answer.admits(part)
                            for permitted in self._by_itself(rest, job_id, known, thing, request)
                        )
                    ):
                        yield rest, known

    def _by_itself(
        self, rest: Share | None, job_id: str, known: Known, thing: str, request: Request
    ) -> tuple[Permitted, ...]:
        """The step if the thing had this execution and no other."""
        world = self._world({job_id: rest and rest.job}, thing, {job_id: known})
        return step(world, request, self.table)

    # Background steps of one execution.

    def _about(self, job: JobRecord) -> _About:
        if self.full:
            return job.status, job.force_canceled, job.config
        return job.status, job.force_canceled

    def _lags(self, about: _About) -> bool:
        """Whether what is due to the job's executions may come late: without lag too, where a retry
        and an abort are due at once and nobody says which one comes first."""
        config = about[2] if len(about) > 2 else PLAIN
        return self.lag or bool(config.abort and config.retries)

    def _is_alone(self, name: str, about: _About, known: Known) -> bool:
        """Whether the guard holds for a job with this execution alone."""
        world = self._world({"": _job(about)}, "", {"": known})
        return self.table.asks[name](world, world.jobs[""], None, None)

    def _grow(self, about: _About, possible: Possible) -> Possible:
        """What the execution may become by background steps while the job keeps its status: without
        lag, all that is due has come first."""
        lag, may_come = self._lags(about), self.may_come
        if lag and not self.lag:
            may_come |= self.spec.due
        found = [*possible] if lag else list(once(self._settle(about, k) for k in possible))
        for one in found:
            for later in self._once(about, one, may_come):
                after = later if lag else self._settle(about, later)
                if after not in found:
                    found.append(after)
        return frozenset(found)

    def _without_due(self, about: _About, possible: Possible) -> Possible:
        """Those of the possibilities to which no more is due. `_grow` has added where they lead.
        Nobody knows since when something is due to one that has timed out."""
        due, unknown = self.spec.due, self.timed_out
        return frozenset(
            k for k in possible if (k and k.status in unknown) or not [*self._once(about, k, due)]
        )

    def _compare(self, about: _About, before: Known, after: Known) -> Starts:
        """What the change of an execution makes due, to it and to its job."""
        was, now = (
            {e for e in self.spec.due if [*self._once(about, known, frozenset({e}))]}
            for known in (before, after)
        )
        of_execution = not now <= was
        return of_execution, of_execution or self._lets_end(about, before, after)

    def _lets_end(self, about: _About, before: Known, after: Known) -> bool:
        """Whether a background step of the job may wait for nothing but this change."""
        if len(about) > 2 and about[2].abort:
            return True
        return any(
            self._alone(name, about, after) and not self._alone(name, about, before)
            for name in self.together
        )

    def _measure(self, about: _About) -> tuple[int, int]:
        """How many due steps follow each other for an execution while its job keeps the status;
        and how many to the end of the job's own, one after those that let it come."""
        longest, to_job = 0, 1
        for first in (None, *self.table.statuses[self.spec.execution.__name__]):
            before: Known = None if first is None else ExecutionRecord(first)
            steps = 0
            while steps < _MOST_STEPS:
                after = next(self._once(about, before, self.spec.due), before)
                if after == before:
                    break
                steps += 1
                if self._lets_end(about, before, after):
                    to_job = max(to_job, steps + 1)
                before = after
            longest = max(longest, steps)
        return longest, to_job

    def _settle(self, about: _About, known: Known) -> Known:
        """What the execution is once all that is due has come to it."""
        for _ in range(_MOST_STEPS):  # a deviation may lead in a circle
            later = next(self._once(about, known, self.spec.due), known)
            if later == known:
                break
            known = later
        return known

    def _once(self, about: _About, known: Known, events: frozenset[str]) -> Iterator[Known]:
        world = self._world({"": _job(about)}, "", {"": known})
        for taken in background_steps(world, "", self.table, events=events, thing=""):
            after = _ordered(known_of(taken.world.jobs[""], ""), known)
            if isinstance(known, Kept) and taken.event in self.spec.timers:
                since = max(known.not_before, _expiry(about, known).start)
                after = with_times(after, since, None, None)
            yield after

    def _later(self, share: Share | None, number: int, shared: bool) -> list[Share | None]:
        """The shares after a call with this number, once what may come by itself has come."""
        if not shared:
            return self._settled(share)
        return [_dated(later, number + 1) for later in self._settled(_dated(share, number + 1))]


def _job(about: _About) -> JobRecord:
    """A job without executions of which this is so."""
    config = about[2] if len(about) > 2 else PLAIN
    return JobRecord(about[0], (), force_canceled=about[1], config=config)


def _with_status(record: ExecutionRecord | Kept, status: str) -> Known:
    """The record with this status, and all else open."""
    if isinstance(record, Kept):
        return opened(record._replace(status=status))
    return opened(record._replace(status=status))


def _counted(seen: Mapping[str | None, int] | None) -> tuple[tuple[str, int], ...]:
    """How many executions have each status, as a value."""
    return tuple(sorted((status or "", n) for status, n in (seen or {}).items()))


def _status(known: Known) -> str | None:
    return known.status if known else None


def _statuses(
    counts: Mapping[str, int] | None, entries: Mapping[str, tuple[str, ...]] | None
) -> set[str]:
    """The statuses that an answer shows of executions."""
    return {*(counts or ()), *chain.from_iterable((entries or {}).values())}


def _given(
    holds: bool,
    _world: World,
    _job: JobRecord | None,
    _execution: Known,
    _request: Request | None,
) -> bool:
    return holds


def _dated(share: Share | None, number: int) -> Share | None:
    """The share in which what is known to be rolled out was so before the call of that number."""
    return share and share.each(lambda possible: _rolled_out(possible, number))


def _rolled_out(possible: Possible, number: int) -> Possible:
    if None in possible or all(known.order for known in possible if known):
        return possible
    return frozenset(
        known and (known if known.order else known._replace(order=number)) for known in possible
    )


def _ordered(record: Known, before: Known) -> Known:
    """The record with the number of the call before which its execution was rolled out, 0 for now:
    that is what ``order`` says in shares."""
    if record is None or record is before:
        return record
    order = before.order if before else 0
    if record.retried != (before.retried if before else ()):
        order = _ANY_ORDER
    ordered = record if record.order == order else record._replace(order=order)
    return ordered if not isinstance(before, Kept) else with_times(ordered, *_times(before))


def _times(known: Known) -> tuple[float, RunsOut | None, RunsOut | None]:
    if not isinstance(known, Kept):
        return -inf, None, None
    return known.not_before, known.job_timer, known.step


def _runs_out(minutes: int, span: Span) -> RunsOut:
    """When a timer runs out that was set then."""
    lasts = minutes * _MINUTE
    return RunsOut(span.start + lasts, span.latest + lasts + _TIMERS_LATE)


def _expiry(about: _About, known: Kept) -> RunsOut:
    """When the first of the timers of the execution runs out."""
    timers = []
    if len(about) > 2 and about[2].in_progress_timeout is not None:
        timers.append(known.job_timer or RunsOut())
    if known.step_timer:
        timers.append(known.step or RunsOut())
    if not timers:
        return RunsOut()
    return RunsOut(min(t.start for t in timers), min(t.latest for t in timers))


def _part(answer: Answer | None, job_id: str, shown: int) -> Answer | None:
    """What an answer about all jobs of a thing says of one of them; None where it says nothing."""
    if answer is None or answer.error is not None:
        return None
    response = answer.response
    if isinstance(response, ExecutionDescription):
        return answer if response.job_id == job_id else None
    if isinstance(response, Listing):
        if len(response) >= shown:
            return None
        return Answer(None, Listing(entry for entry in response if entry.job_id == job_id))
    return answer


def _made(joint: Joint, job_id: str, shares: Iterable[Share | None], number: int) -> Joint:
    """The joint in which the things of a new job have it."""
    on, sharing = joint.on, set(joint.sharing)
    for thing in {thing for share in shares if share for thing in share.targets}:
        jobs = on.get(thing, ())
        if job_id not in jobs:
            jobs = (*jobs, job_id)
            on = on.set(thing, jobs)
        if len(jobs) > 1:
            sharing.update(jobs)
    order = frozenset(pair for pair in joint.order if job_id not in pair[1:])
    found = joint._replace(on=on, sharing=frozenset(sharing), order=order)
    for other in sharing - joint.sharing - {job_id}:
        if known := joint.shares(other):
            found = found.with_job(other, (_dated(share, number) for share in known))
    return found


def _statuses_in(entry: object) -> Iterable[str]:
    """The statuses of executions that a response, or an entry of a listing, shows."""
    if isinstance(entry, JobDescription):
        return entry.counts
    if isinstance(entry, ExecutionDescription | ListedExecution):
        return (entry.status,)
    return ()


def _without_executions(
    answer: Answer | None, job_id: str, several: bool
) -> tuple[Answer | None, Mapping[str, int] | None, Mapping[str, tuple[str, ...]] | None]:
    """An answer about a job without what it says of executions; that is how many have each status,
    or the status of each; ``several``: a thing may have more than one."""
    if answer is None:
        return None, None, None
    response = answer.response
    if isinstance(response, JobDescription):
        return Answer(None, replace(response, counts=Map())), response.counts, None
    if isinstance(response, Listing):
        entries: dict[str, tuple[str, ...]] = {}
        for entry in response:
            if not isinstance(entry, ListedExecution) or entry.job_id != job_id:
                return answer, None, None
            its = entries.get(entry.thing_name, ())
            entries[entry.thing_name] = tuple(sorted((*its, entry.status)))
        if len(entries) < len(response) and not several:
            return answer, None, None
        return Answer(None, Listing()), None, entries
    return answer, None, None
