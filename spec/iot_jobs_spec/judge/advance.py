"""One call: from the belief before it to the belief after it.

`model.step` makes every decision, in small worlds: of one job without its executions, of one
execution, or of the executions of one thing. The background steps between calls are in `steps`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, reduce
from itertools import chain, product
from math import inf, prod
from operator import attrgetter
from typing import Any, NamedTuple

from ..errors import RESOURCE_NOT_FOUND
from ..language.guards import AbortReached, LimitReached, LostExecution, Repeats
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
from ..model.constraints import judge
from ..model.maps import Map
from ..model.pending import instead
from ..model.requests import FULL_REQUESTS, DescribeJobExecution, Request
from ..model.step import Permitted, step
from ..model.table import TABLE, Table
from ..model.wire import COUNTERS
from ..model.world import ExecutionRecord, JobRecord, World, new
from .belief import (
    AT_ANY_TIME,
    MOST,
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
    statuses_of,
    with_times,
)
from .deviations import SIBLINGS
from .open_records import instances, opened
from .rollouts import Before, orders, pairs_shown_by, with_what_follows
from .steps import (
    ANY_TIME,
    NO_START,
    REMEMBERED,
    Span,
    Starts,
    Steps,
    dated,
    ordered,
    rolled_out,
    runs_out,
    times,
)

_MOST_TRIES = 11
"""The highest executionNumber that is considered in an unknown job."""
_NO_TIMER = -1
"""The stepTimeoutInMinutes that removes the step timer."""
_NAMES = ("job_id", "thing_name")
_WITHOUT_NAMES = {
    kind: attrgetter(
        "operation",
        "is_read",
        *(one.name for one in (*kind.parameters(), *kind.further()) if one.name not in _NAMES),
    )
    for kind in FULL_REQUESTS
}
"""For each operation: what distinguishes its requests, besides the names in them."""
Choice = tuple[Share | None, Known]
"""A possibility for an execution, with the share of the others of its job."""
ANYTHING: Belief = (Joint(rest_unknown=True),)
"""The belief that knows nothing."""


class Taken(NamedTuple):
    """The belief after a call, and every rule that may have answered; both empty if none may."""

    belief: Belief
    rules: tuple[Rule, ...]


class _Call(NamedTuple):
    """A call. ``only`` is the one rule that may answer; ``rules`` collects those that may have.
    ``joints`` is how many there are before it."""

    request: Request
    answer: Answer | None
    number: int
    span: Span
    only: Rule | None
    rules: dict[Rule, None]
    joints: int = 1


_TERMINAL_STATE = "TerminalStateException"
_COUNTED = frozenset(("counts", RESPONSE))
"""The members that make counts meaningless if a deviation shows them wrong."""


class _Moves(NamedTuple):
    """The possibilities of an execution after a call, by what the call makes due; and the rules
    that may have answered."""

    found: Mapping[Starts, Possible]
    rules: Mapping[Rule, None]


class Advance:
    """Advances beliefs, call by call, by the rules of one spec.

    Due steps come at most ``settle`` seconds late (see `Steps`), a deletion may take any time, and
    no device acts without a request. ``limit`` is how many jobs may be being deleted, None for the
    spec's. ``others_delete``: jobs that no call names may be among these, at any time. ``steady``:
    a deletion ends only before a read of its job, never between the one that shows it and the next
    request that is not a read. ``either_service``: a DescribeJobExecution may come from a device,
    which the service may cut off from a job in deletion before it removes the execution (R97); so
    nothing follows if it finds no execution. Nor if it gets TerminalStateException for what may be
    over (R132).
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
        self.places = {rule.id: place for place, rule in enumerate(table.rules)}
        of_table = self.spec.limit.value if table.limit is None else table.limit
        self.limit = of_table if limit is None else limit
        self.others_delete = others_delete
        self.steady, self.either_service = steady, either_service
        self.steps = steps = Steps(table, settle, self.limit)
        self.settle, self.lag, self.full = steps.settle, steps.lag, steps.full
        self.limits = steps.guards(LimitReached)
        self.has_also = any(rule.also for rule in table.rules)
        self.knows_few = False
        """Whether a joint was made with a bound on the deletions in progress (`Joint.few`)."""
        self.odd = frozenset(
            rule.operation
            for rule in table.rules
            if rule.operation and (rule.shows or rule.expected.error is not None or instead(rule))
        )
        """The operations whose answer may not be that for each execution alone."""
        self.beyond = frozenset(COUNTERS.values()) - frozenset(self.spec.statuses[EXECUTION])
        """The statuses of an execution that AWS has and the spec has not."""
        self.unknown = steps.together | steps.guards(Repeats, LostExecution, AbortReached)
        """The guards whose answers are unknown for a job of which nothing is known."""
        self.statuses = (None, *table.statuses[self.spec.job.__name__])
        records = (ExecutionRecord(s) for s in table.statuses[self.spec.execution.__name__])
        self.any_execution: Possible = frozenset({None, *map(opened, records)})
        """The possibilities of an execution in a job of which nothing is known."""
        self._asked = lru_cache(None)(self._ask)
        # The same questions are asked again and again, whatever the job of an execution.
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
        answer. ``answer`` None: any may have come. ``only``: only the rule with its id may decide.
        Calls are numbered from 1, in the order in which they happened; ``span`` says when this one
        did."""
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
        call = new(_Call, (request, answer, number, span, only, {}, len(belief)))
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
        of a job of which nothing is known, or the service may have cut a device off."""
        if answer.error is not None:
            if not (self.either_service and isinstance(request, DescribeJobExecution)):
                return False
            if answer.error == _TERMINAL_STATE:
                return self._may_be_over(belief, request)
            lost = answer.error == RESOURCE_NOT_FOUND.code
            return lost and self._may_be_deleting(belief, request.job_id)
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

    def _may_be_over(self, belief: Belief, request: DescribeJobExecution) -> bool:
        """Whether the execution may have ended, or its job."""
        for joint in belief:
            shares = joint.shares(request.job_id)
            if shares is None:
                return True
            for share in filter(None, self.steps.variants(shares)):
                known = chain.from_iterable(share.possible(request.thing_name))
                ended = {s for one in known for s in statuses_of(one)} - self.spec.live
                if ended or share.job.status != self.spec.opened:
                    return True
        return False

    def knowing(self, world: World) -> Belief:
        """The belief that the system is in this world before the first call.

        Without lag, the steps that are due in it come before that call.
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
            joint = joint.with_job(job_id, self.steps.later(share, 0, job_id in shared))
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
        """The belief after the call with this number and all steps due to these jobs, or to all."""
        found = []
        named = tuple(job_ids)
        for joint in belief:
            after = joint
            for job_id in named or joint.jobs:
                if shares := joint.shares(job_id):
                    left = [
                        one
                        for share in self.steps.variants(shares)
                        for one in self.steps.over(share)
                    ]
                    if job_id in joint.sharing:
                        left = [dated(share, number + 1) for share in left]
                    after = after.with_job(job_id, left)
            found.append(after)
        return once(found)

    def alternatives(self, belief: Belief, request: Request) -> Iterator[Joint]:
        """What background steps may have made of the belief when the request comes, as far as its
        job and the limit of deletions are concerned: one joint for each possibility of the job."""
        job_id = request.job_id
        for joint in belief:
            shares = None if job_id is None else joint.shares(job_id)
            if job_id is None or shares is None:
                yield joint
                continue
            for its, _, others in self._beside(joint, job_id, request, self.steps.variants(shares)):
                yield from (others.with_job(job_id, [one]) for one in its)

    def forget(self, belief: Belief, job_id: str | None, thing: str | None) -> Belief:
        """The belief after unknown requests about the job; without a job, about any job of the
        thing; without both, about any job."""
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
        """The joints after a deviation has carried out the request on others too."""
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
        left = sorted(others - {request}, key=repr)
        while left and len(joints) <= MOST:
            besides = _Call(left.pop(0), None, call.number, call.span, None, {})
            joints = list(once(later for joint in joints for later in take(joint, besides)))
        jobs = {other.job_id or "" for other in left}
        return [reduce(Joint.without, jobs, joint) for joint in joints]

    # Requests about a job.

    def _of_job(self, joint: Joint, call: _Call) -> Iterator[Joint]:
        request, answer, number = call.request, call.answer, call.number
        job_id = request.job_id or ""
        bare, counts, entries = _without_executions(answer, job_id, self.full)
        _, event = self.table.operations[request.operation]
        shares = joint.shares(job_id)
        every = shares or NO_JOB
        if request.is_read or not self.steady:
            every = self.steps.variants(every)
        for may_be, deleting, others in self._beside(joint, job_id, request, every):
            after: list[Share | None] = []
            begins = False
            for share in self.steps.punctual(may_be, call.span):
                jobs = Map() if share is None else Map({job_id: share.job})
                own = share is not None and share.job.status == self.spec.limit.status
                world = World(jobs, self.limit, deleting + own, 0, self.spec.limit.status)
                for _, table, narrowed in self.steps.cases(share, event, request, world):
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
                        if self.full and moved and request.is_read and self.steps.is_open(moved):
                            found = [one for x in found for one in self.steps.without_steps(x)]
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
                later = [s for one in after for s in self.steps.later(one, number, shared)]
                yield result.with_job(job_id, later)

    def _is_any_job(
        self, call: _Call, seen: Answer | None, counted: set[str], deleting: int
    ) -> bool:
        """Whether a job of which only the name is known may give this answer, with executions of
        the counted statuses."""
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
                table = self.steps.with_facts(tuple(zip(unknown, holds, strict=True)))
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
        """The possibilities for the job, with how many others may be being deleted, and with the
        joint that follows from that."""
        if not self.asks_limit(request):
            yield shares, 0, joint
            return
        for own in (False, True):
            its = tuple(s for s in shares if (s is not None and self._is_limited(s.job)) == own)
            if its or not (own or shares):
                for deleting, others in self._limits(joint, job_id, own):
                    yield its, deleting, others

    def _limits(self, joint: Joint, job_id: str, own: bool) -> Iterator[tuple[int, Joint]]:
        """How many other jobs may be being deleted, each number with the joint that follows from
        it. ``own``: so is this one."""
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
            joint = joint.with_job(other, self.steps.variants(shares))
        self.knows_few = True
        few = (*joint.few, (frozenset(maybe), most))
        return self._counted(joint._replace(few=few[-MOST:]))

    def _counted(self, joint: Joint) -> Joint | None:
        """The joint narrowed by its bounds on deletions; None if there are more deletions."""
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
        """The share of the job after a request that has left this record."""
        if record is None:
            return None
        if share is None:
            return Share.of(record, call.number, self.steps.due(record, call.span.latest))
        changed = record != share.job
        return (
            self.steps.recorded(share, record, self.steps.due(record, call.span.latest))
            if changed
            else share
        )

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
        """The steps that permit the answer. An unspecified rule permits any error, and any
        effect."""
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
            shares = self.steps.with_aborts(shares)
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
                in_time = self._at_call(share, thing, possible, call)
                moved = self._moves_of(share and share.job, in_time, call)
                call.rules.update(moved.rules)
                moves.append(moved)
                same = same and moved.found == {NO_START: possible}
        if same:
            yield joint
            return
        shared = job_id in joint.sharing
        if len(moves) == 1 and len(moves[0].found) == 1 and shares[0] is not None:
            # The usual case, which the rest would judge the same in twice the time.
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

    def may_have(self, belief: Belief, request: Request, number: int, span: Span) -> Taken:
        """The belief that the request about an execution, whose answer is unknown, may have
        happened before the call with this number: a union for its execution, so that n of them cost
        n. It forgets whether the request has happened already."""
        call = _Call(request, None, number, span, None, {})
        return Taken(once(self._united(joint, call) for joint in belief), tuple(call.rules))

    def _united(self, joint: Joint, call: _Call) -> Joint:
        job_id, thing = call.request.job_id or "", call.request.thing_name or ""
        shares = joint.shares(job_id)
        if self.full:
            shares = self.steps.with_aborts(shares)
        after: list[tuple[Share | None, Possible]] = []
        for share in shares or ():
            if share is None:
                after.append((None, NOTHING))
                continue
            for possible, rest in share.without(thing):
                moves = self._moves_of(share.job, self._at_call(share, thing, possible, call), call)
                call.rules.update(moves.rules)
                later = [any(starts[at] for starts in moves.found) for at in range(2)]
                put_off = self._put_off(rest, (later[0], later[1]), call)
                after.append((put_off, possible.union(*moves.found.values())))
        if not after:
            return joint  # nothing is known of the job
        joined = self._joined(after, thing, call.number, job_id in joint.sharing)
        return joint.with_job(job_id, joined)

    def _anything(self, request: Request) -> Possible:
        """The possibilities of an execution in an unknown job, for this request."""
        number = request.execution_number if self.full else None
        if number is None or not 1 < number <= _MOST_TRIES:
            return self.any_execution
        tried = ("FAILED",) * (number - 1)
        return self.any_execution | {
            known._replace(retried=tried) for known in self.any_execution if known
        }

    def _moves_of(self, job: JobRecord | None, possible: Possible, call: _Call) -> _Moves:
        """What a call makes of these possibilities for an execution. No rule asks for names, so
        this is computed once for all like executions."""
        request, answer = call.request, call.answer
        asked = request if judge(request)[1] else _WITHOUT_NAMES[type(request)](request)
        shown = answer and answer.response
        seen: object = answer
        if isinstance(shown, ExecutionDescription) and (
            (shown.job_id, shown.thing_name) == (request.job_id, request.thing_name)
        ):
            seen = (shown.status, shown.version, shown.details, shown.force_canceled)
        about = job and self.steps.about(job)
        key: object = (about, possible, asked, seen, call.only)
        if self.steps.has_timers and job is not None and self._sets_timer(job, call):
            key = (key, call.span)
        found = self._moves.get(key)
        if found is None:
            if len(self._moves) >= REMEMBERED:
                self._moves.clear()
            found = self._moves[key] = self._moves_from(job, possible, call)
        return found

    def _moves_from(self, job: JobRecord | None, possible: Possible, call: _Call) -> _Moves:
        job_id, thing = call.request.job_id or "", call.request.thing_name or ""
        found: dict[Starts, set[Known]] = {}
        rules: dict[Rule, None] = {}
        for known in instances(possible, job_id, call.request, call.answer):
            world = self.steps.world({job_id: job}, thing, {job_id: known})
            for permitted in self._permitted(world, call, call.answer, self.table):
                record = known_of(permitted.world.jobs.get(job_id), thing)
                rules[permitted.rule] = None
                after = [record]
                if permitted.rule.verdict is Verdict.UNSPECIFIED and record and record.status:
                    statuses = self.table.statuses[self.spec.execution.__name__]
                    after = [_with_status(record, status) for status in statuses]
                accepted = permitted.answer.error is None and after == [record]
                for one in after:
                    later = ordered(one, known)
                    if self.steps.has_timers and accepted and job and self._sets_timer(job, call):
                        later = self._timed(known, later, job, call)
                    found.setdefault(self._starts(job, known, later, call), set()).add(later)
        return _Moves({starts: frozenset(known) for starts, known in found.items()}, rules)

    def _at_call(
        self, share: Share | None, thing: str, possible: Possible, call: _Call
    ) -> Possible:
        """The possibilities of the execution on the thing when the call comes."""
        if share is not None and self.steps.has_timers:
            possible = self.steps.with_timers(self.steps.about(share.job), call.span, possible)
        if share is None or call.span.start <= share.due.executions or thing not in share.targets:
            return possible
        return self.steps.in_time(self.steps.about(share.job), possible)

    def _sets_timer(self, job: JobRecord, call: _Call) -> bool:
        """Whether the call may set a timer, at a known time."""
        if call.span.start == -inf:
            return False
        given = call.request.step_timeout_in_minutes
        return given is not None or job.config.in_progress_timeout is not None

    def _timed(self, before: Known, after: Known, job: JobRecord, call: _Call) -> Known:
        """The execution after the call, with the times of the timers that it has set."""
        running = self.spec.running
        if after is None or after.status != running:
            return after
        not_before, for_job, step = times(after)
        started = before is None or before.status != running
        minutes, given = job.config.in_progress_timeout, call.request.step_timeout_in_minutes
        if started and minutes is not None:
            for_job = runs_out(minutes, call.span)
        if not after.step_timer:
            step = None
        elif given == _NO_TIMER:  # unspecified whether it was removed
            step = step and RunsOut(step.start)
        elif given is not None and (started or call.request.job_id is not None):
            step = runs_out(given, call.span)
        elif given is not None:  # unspecified whether it was reset
            earliest = runs_out(given, call.span).start
            step = RunsOut(min(earliest, step.start if step else -inf))
        return with_times(after, not_before, for_job, step)

    def _starts(self, job: JobRecord | None, before: Known, after: Known, call: _Call) -> Starts:
        """Whether this change of an execution by the call makes steps due. A call without an answer
        counts as a change, so that all possibilities stay in one share."""
        if not self.steps.has_clock or job is None:
            return NO_START
        starts = after != before and self.steps.makes_due(self.steps.about(job), before, after)
        of_execution, of_job = starts or NO_START
        return of_execution, of_job or call.answer is None

    def _put_off(self, rest: Share | None, starts: Starts, call: _Call) -> Share | None:
        """The share of a job, or of its other executions, with later deadlines for what the call
        has made due."""
        if rest is None or not any(starts):
            return rest
        pairs = zip(starts, self.steps.due(rest.job, call.span.latest), rest.due, strict=True)
        return rest._replace(due=Due(*(new if put_off else old for put_off, new, old in pairs)))

    def _is_any_execution(self, call: _Call, job_id: str, thing: str, seen: Answer | None) -> bool:
        """Whether an execution on the thing, in an unknown job, may give this answer."""
        found = False
        for known in instances(self._anything_listed(seen), job_id, call.request, seen):
            for status in self.statuses if known is None else self.statuses[1:]:
                job = JobRecord(status, ()) if status else None
                world = self.steps.world({job_id: job}, thing, {job_id: known})
                for permitted in self._permitted(world, call, seen, self.table):
                    call.rules[permitted.rule] = None
                    found = True
        return found

    def _anything_listed(self, seen: Answer | None) -> Possible:
        """The possibilities of an execution in an unknown job; earlier ones as a listing shows
        them."""
        listed = seen.response if self.full and seen and seen.error is None else None
        if not isinstance(listed, Listing) or len(listed) < 2:
            return self.any_execution
        *earlier, latest = (opened(ExecutionRecord(entry.status)) for entry in listed)
        numbered = Map(dict(enumerate(earlier, 1)))
        return frozenset({Kept(*latest, None, numbered)})

    def _joined(
        self,
        after: Sequence[tuple[Share | None, Possible]],
        thing: str,
        number: int,
        shared: bool,
    ) -> Iterator[Share | None]:
        """The shares with these possibilities for the execution on the thing."""
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
        """The same for one share, in which ``put`` places the execution."""
        known = rolled_out(known, number + 1) if shared else known
        joined = put(thing, self.steps.grown(self.steps.about(job), known))
        later = self.steps.settled(joined) if self.full else self.steps.completed(joined)
        return [dated(share, number + 1) for share in later] if shared else later

    # Requests about all jobs of a thing.

    def _of_thing(self, joint: Joint, call: _Call) -> Iterator[Joint]:
        request, answer, number = call.request, call.answer, call.number
        thing = request.thing_name or ""
        with_shares = [
            (job_id, shares)
            for job_id in joint.on.get(thing, ())
            if (
                shares := self.steps.with_aborts(joint.shares(job_id))
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
                world = self.steps.world(records, thing, ranked)
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
                for pairs in pairs_shown_by(kept, possible, thing):
                    lasting = frozenset(p for p in pairs if again.isdisjoint(p[1:]))
                    found.setdefault(lasting, set()).add(row)
        if len(found) * call.joints > MOST:  # too many alternatives: what they have in common
            found = {frozenset.intersection(*found): set().union(*found.values())}
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
        """The possibilities for each job after the call, each job judged by itself: too many if
        several jobs of one thing are uncertain, or one is unknown. None: nothing explains the
        answer."""
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
        """The choice after a call that has left this record of its execution."""
        rest, before = choice
        after = ordered(record, before)
        if self.steps.has_timers and rest is not None and self._sets_timer(rest.job, call):
            after = self._timed(before, after, rest.job, call)
        starts = self._starts(rest and rest.job, before, after, call)
        return self._put_off(rest, starts, call), after

    def _choices(self, job_id: str, shares: Shares, thing: str, call: _Call) -> Iterator[Choice]:
        request, answer = call.request, call.answer
        for share in shares:
            for possible, rest in [(NOTHING, None)] if share is None else share.without(thing):
                in_time = self._at_call(rest, thing, possible, call)
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
        world = self.steps.world({job_id: rest and rest.job}, thing, {job_id: known})
        return step(world, request, self.table)


def _with_status(record: ExecutionRecord | Kept, status: str) -> Known:
    """The record with this status, and all else open."""
    if isinstance(record, Kept):
        return opened(record._replace(status=status))
    return opened(record._replace(status=status))


def _statuses(
    counts: Mapping[str, int] | None, entries: Mapping[str, tuple[str, ...]] | None
) -> set[str]:
    """The statuses of executions that an answer shows."""
    return {*(counts or ()), *chain.from_iterable((entries or {}).values())}


def _part(answer: Answer | None, job_id: str, shown: int) -> Answer | None:
    """What an answer about all jobs of a thing says of one of them; None if nothing."""
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
    """The joint with a new job on its things."""
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
            found = found.with_job(other, (dated(share, number) for share in known))
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
    """An answer about a job without its executions; how many of these have each status; and the
    statuses of each thing's. ``several``: a thing may have more than one."""
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
