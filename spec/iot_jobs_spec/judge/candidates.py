"""Candidates: the deviations of one cell that may explain an answer that the spec does not.

The rule that should have answered may give another answer or show something else, or an earlier
rule may have left the job or the execution in another state. Each candidate is only a guess, the
likeliest first: `diagnose` tests whether it explains the history.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from itertools import chain, islice, product
from typing import Any, NamedTuple

from ..effects import STEP_TIMER_SET, VERSION_GROWS
from ..language.guards import JobDeleting, LimitReached, Mismatch
from ..language.rules import ABSENT, RESPONSE, Mask, RequestRule, Rule, Verdict
from ..language.spec import EXECUTION, JOB
from ..model.answers import (
    Answer,
    Entries,
    ExecutionDescription,
    ExecutionState,
    JobDescription,
    Listing,
    Masked,
    PendingExecution,
    Response,
)
from ..model.background import background_steps
from ..model.constraints import judge, malformed_rule
from ..model.divergence import LISTING_OPERATIONS
from ..model.pending import INSTEAD, NEXT
from ..model.requests import Request, StartNextPendingJobExecution
from ..model.step import Permitted, step
from ..model.table import Table
from ..model.transitions import with_execution
from ..model.world import World
from .belief import Belief
from .deviations import (
    LIMIT,
    NEIGHBOURS,
    NO_LIMIT,
    SIBLINGS,
    SKIPS,
    STAYS,
    TIME,
    Behaviour,
    Deviation,
    EffectChange,
)
from .worlds import worlds

MOST_WORLDS = 16
"""The most worlds of each belief in which permitted answers are computed."""
MOST_STEPS = 100
"""The most background steps of one job in a row."""
_TIMER = STEP_TIMER_SET.field
_NAMES = frozenset(("job_id", "thing_name"))
"""The members of a response that name what it shows."""
MOST_EFFECTS = 24
"""The most combinations of effects that are tried for one rule."""


class Diff(NamedTuple):
    """A member of a record that has another value than expected.

    ``machine`` says of which record: a job, or an execution.
    """

    machine: str
    member: str
    expected: object
    seen: object


class Asked(NamedTuple):
    """A request whose answer nothing explains, and the beliefs before it."""

    request: Request
    answer: Answer
    before: Sequence[Belief]
    form: RequestRule | None = None
    """The rule that the form of the request breaks."""


def candidates(
    asked: Asked, suspects: Sequence[Rule], others: Sequence[Rule], table: Table
) -> Iterator[Deviation]:
    """Every candidate, each once. ``suspects`` are the rules that decided earlier calls about the
    same job or thing, ``others`` those of earlier calls about anything else, the latest first.
    ``table`` has a rule for each cell."""
    forms = [rule for rule in suspects if isinstance(rule, RequestRule)]
    suspects = [rule for rule in suspects if not isinstance(rule, RequestRule)]
    others = [rule for rule in others if not isinstance(rule, RequestRule)]
    found = chain(
        _carried_out(asked, forms),
        _beyond_limit(asked, [*suspects, *others], table),
        _candidates(asked, suspects, table),
        _besides(others, table),
        _listed_wrong(suspects),
    )
    skips: dict[Deviation, None] = {}
    known: dict[Deviation, None] = {}
    for one in found:
        if one.behaviour == SKIPS or _is_uncalled(one, table):
            skips[one] = None  # the most permissive: it explains every status before the step
        elif one not in known:
            known[one] = None
            yield one
    yield from skips


def _is_uncalled(deviation: Deviation, table: Table) -> bool:
    """Whether by the deviation a background step comes where a guard of it does not hold."""
    cell, how = deviation
    rule = next((r for r in table.rules if r.id == cell), None) if how.ignores else None
    return rule is not None and how.is_uncalled(rule, table)


def permitted_before(
    asked: Asked, table: Table, limit: int | None = None
) -> list[tuple[World, Permitted]]:
    """The permitted steps, each with the world that permits it, in some worlds of each belief
    before the request. ``limit`` is that of deletions, None for the spec's. A world that permits
    the answer itself is left out: there a background step is overdue."""
    request = asked.request
    jobs = [request.job_id] if request.job_id is not None else _jobs_on(asked)
    spec, seen = table.spec, (request, asked.answer)
    limit = spec.limit.value if limit is None else limit
    found: list[tuple[World, Permitted]] = []
    right: list[tuple[World, Permitted]] = []
    for belief in asked.before:
        for world in worlds(
            belief, spec, limit, jobs, request.thing_name, most=MOST_WORLDS, seen=seen
        ):
            around = [world]
            for job_id in jobs:
                steps = background_steps(world, job_id, table, events=spec.deletions)
                around += (one.world for one in steps)
            for one in around:
                for permitted in step(one, request, table):
                    among = right if permitted.answer.admits(asked.answer) else found
                    among.append((one, permitted))
    if not found:  # only worlds with overdue steps permit the answer
        late = dict.fromkeys(one for world, _ in right for one in _after_due(world, jobs, table))
        found = [(one, permitted) for one in late for permitted in step(one, request, table)]
        found = [
            (one, permitted) for one, permitted in found if not permitted.answer.admits(seen[1])
        ]
    return found or right


def _after_due(world: World, jobs: Iterable[str], table: Table) -> Iterator[World]:
    """The world after the due background steps of each job, if there are any."""
    for job_id in jobs:
        after = world
        for _ in range(MOST_STEPS):
            taken = next(background_steps(after, job_id, table, events=table.spec.due), None)
            if taken is None:
                break
            after = taken.world
        if after is not world:
            yield after


def differences(
    asked: Asked, before: Iterable[tuple[World, Permitted]], table: Table
) -> Iterator[Diff]:
    """How the records that the answer shows differ from the right ones, the likeliest first.
    ``before`` is the result of `permitted_before`."""
    known = [*before]
    permitted = [p for _, p in known]
    rivals = _nearest_first(permitted, asked.answer) if asked.answer.error is None else []
    for near in rivals:
        yield from _diffs(near, asked.answer, asked.request)
    if not rivals:
        yield from _existence(asked.request, permitted, asked.answer, table)
    yield from _hypotheses(asked, known, table)


def nearest(permitted: Iterable[Permitted], answer: Answer) -> Permitted | None:
    """The step whose response is most like the one that was seen."""
    return next(iter(_nearest_first(permitted, answer)), None)


def wrong_in(asked: Asked, table: Table) -> tuple[object, ...]:
    """What is wrong in the answer: the error; the right status and the seen one, beside which other
    members are no news; the other members that are wrong; or for a listing the statuses that are
    missing and those that are too many."""
    answer, form = asked.answer, asked.form
    if answer.error is not None or form is not None:
        return answer.error, form and form.id
    near = nearest((permitted for _, permitted in permitted_before(asked, table)), answer)
    if near is None:
        return ()
    right, seen = near.answer.response, answer.response
    if isinstance(right, Listing) and isinstance(seen, tuple):
        missing, more = {*right} - {*seen}, {*seen} - {*right}
        return tuple(tuple(sorted(entry.status for entry in one)) for one in (missing, more))
    wrong = different(right, seen)
    if "status" in wrong:
        return tuple(getattr(one, "status", None) for one in (right, seen))
    return wrong


def _nearest_first(permitted: Iterable[Permitted], answer: Answer) -> list[Permitted]:
    rivals = [
        _as_far_as_known(p, answer)
        for p in permitted
        if p.answer.error is None and p.answer.response is not None
    ]
    return sorted(rivals, key=lambda p: len(different(p.answer.response, answer.response)))


def _as_far_as_known(permitted: Permitted, seen: Answer) -> Permitted:
    """The step, with what the spec leaves open in its response replaced by what was seen."""
    shown: Any = permitted.answer.response
    if not isinstance(shown, Masked) or permitted.rule.shows:
        return permitted
    response: Any = shown.right
    if isinstance(seen.response, JobDescription):
        hidden: dict[str, Any] = {n: getattr(seen.response, n) for n in shown.members}
        response = replace(response, **hidden)
    return permitted._replace(answer=Answer(None, response))


def different(
    expected: Response | Entries | None, seen: Response | Entries | None
) -> tuple[str, ...]:
    """The members that differ; ("response",) for responses of another shape, and for listings one
    ``entries`` for each entry that only one of them has."""
    if isinstance(expected, Listing) and isinstance(seen, tuple):
        return ("entries",) * len({*expected} ^ {*seen})
    described = JobDescription | ExecutionDescription | ExecutionState
    if isinstance(expected, described) and type(expected) is type(seen):
        return tuple(
            field.name
            for field in fields(expected)
            if getattr(expected, field.name) != getattr(seen, field.name)
            and not (field.name == "force_canceled" and getattr(seen, field.name) is None)
        )
    return () if expected == seen else (RESPONSE,)


def _jobs_on(asked: Asked) -> list[str]:
    thing = asked.request.thing_name or ""
    return list(
        dict.fromkeys(j for b in asked.before for joint in b for j in joint.on.get(thing, ()))
    )


def _candidates(asked: Asked, suspects: Sequence[Rule], table: Table) -> Iterator[Deviation]:
    request, answer = asked.request, asked.answer
    unmet = judge(request)[1]
    form = asked.form
    if form is None and unmet:
        form = malformed_rule(request.operation, unmet[0])
    if form is not None:
        yield Deviation(form.id, Behaviour(answers=answer.error or "", form=True))
        return
    # That a read changes something is the least likely.
    changing = [rule for rule in suspects if rule.operation not in table.reads]
    reads = [rule for rule in suspects if rule.operation in table.reads]
    before = permitted_before(asked, table)
    permitted = [p for _, p in before]
    own = list(dict.fromkeys(p.rule for p in permitted))
    codes = {p.answer.error for p in permitted}
    diffs: list[Diff] = []
    if answer.error is None and None in codes:
        near = nearest(permitted, answer)
        diffs = list(_diffs(near, answer, request)) if near else []
        others = _taken_instead(own, request)
        if isinstance(answer.response, ExecutionDescription):
            yield from others  # unless it shows none, which an earlier fault may explain
        if not _shown_statuses(answer).isdisjoint(table.spec.timed_out):
            yield from _too_early(table)
        if table.spec.extends is not None:
            yield from _not_come(permitted, answer, request, table)
        yield from _earlier(diffs, changing, table)
        yield from _not_called(diffs, table)
        yield from _earlier_at_limit(diffs, changing, table)
        yield from _earlier_while_deleting(diffs, changing, table)
        if request.is_read:
            # A known deviation may make another record look like this one.
            yield from _earlier(list(_hypotheses(asked, before, table)), changing, table)
        yield from others
        for rule in own:
            yield from _shown(rule, permitted, asked, table)
        yield from _earlier(diffs, reads, table, background=False)
    else:
        existing = _existence(request, permitted, answer, table)
        if existing and request.is_read:
            yield from _earlier(existing, changing, table)
        yield from _limited(asked, before, table)
        for rule in own:
            yield from _answered(rule, answer, request, table)
        yield from _earlier(list(_hypotheses(asked, before, table)), changing, table)
        yield from _earlier(existing, reads, table, background=False)


# The rule itself gives another answer.


def _answered(rule: Rule, answer: Answer, request: Request, table: Table) -> Iterator[Deviation]:
    """The rule gives an error instead of success, another error, or success instead of an error."""
    for guard in rule.guards:
        if table.spec.extends is not None and _is_far_off(guard, rule, request, table):
            continue
        opposite = Behaviour(ignores=guard).of(rule, table)
        if opposite is not None and opposite.outcomes != rule.outcomes:
            code = answer.error
            if any((o.error.code if o.error else None) == code for o in opposite.outcomes):
                yield Deviation(rule.id, Behaviour(ignores=guard))
                if guard != table.spec.force:
                    yield Deviation(rule.id, Behaviour(ignores=guard, sometimes=True))
    if answer.error is not None:
        yield Deviation(rule.id, Behaviour(answers=answer.error))
        moves = rule.expected.status
        if rule.expected.error is None and moves != rule.source:
            yield Deviation(rule.id, Behaviour(answers=answer.error, moves=moves or ABSENT))
        yield Deviation(rule.id, Behaviour(answers=answer.error, sometimes=True))
        return
    if request.is_read:
        shows = (Mask(RESPONSE, "any"),)
        yield Deviation(rule.id, Behaviour(answers="", moves=STAYS, shows=shows))
        yield Deviation(rule.id, Behaviour(answers="", moves=STAYS, shows=shows, sometimes=True))
        return
    if rule.source is None:
        yield Deviation(rule.id, Behaviour(answers="", moves=ABSENT))
        yield Deviation(rule.id, Behaviour(answers="", moves=ABSENT, sometimes=True))
        return
    natural = [
        other.expected.status or ABSENT
        for other in table.rules
        if (other.machine, other.event) == (rule.machine, rule.event)
        and other.expected.error is None
        and other.expected.status != other.source
    ]
    statuses = (*natural, STAYS, *table.statuses[rule.machine], ABSENT)
    for status in dict.fromkeys(STAYS if s == rule.source else s for s in statuses):
        yield Deviation(rule.id, Behaviour(answers="", moves=status))


def _is_far_off(guard: str, rule: Rule, request: Request, table: Table) -> bool:
    """Whether the guard is about a version that the request does not give, or about a deletion that
    is not in progress."""
    its = table.spec.guards[guard]
    if isinstance(its, JobDeleting):
        return not rule.guards[guard]
    return isinstance(its, Mismatch) and getattr(request, its.member) is None


def _limited(
    asked: Asked, before: Sequence[tuple[World, Permitted]], table: Table
) -> Iterator[Deviation]:
    """The limit of deletions is another number."""
    code, request = asked.answer.error, asked.request
    limits = [n for n, g in table.spec.guards.items() if isinstance(g, LimitReached)]
    its = {guard for _, permitted in before for guard in permitted.rule.guards}
    if its.isdisjoint(limits):
        return
    limit_codes = _limit_codes(table)
    for world in dict.fromkeys(world for world, _ in before):
        if code is None and world.deleting >= world.deletion_limit:
            yield Deviation(LIMIT, Behaviour(limit=world.deleting + 1))
        elif code in limit_codes and request.job_id in world.jobs:
            yield Deviation(LIMIT, Behaviour(limit=world.deleting))


def _carried_out(asked: Asked, forms: Sequence[RequestRule]) -> Iterator[Deviation]:
    """For a read: an earlier malformed request was rejected, but carried out."""
    for form in forms if asked.request.is_read else ():
        code = next(outcome.error.code for outcome in form.outcomes if outcome.error)
        yield Deviation(form.id, Behaviour(answers=code, form=True))


def _beyond_limit(asked: Asked, earlier: Sequence[Rule], table: Table) -> Iterator[Deviation]:
    """A deletion is still in progress, or counts for the limit, although a later one could begin
    only if it had ended."""
    response, limit = asked.answer.response, table.spec.limit
    goes_on = isinstance(response, JobDescription) and response.status == limit.status
    if not goes_on and asked.answer.error not in _limit_codes(table):
        return
    for rule in earlier:
        for name, limited in _opposites_at_limit(rule, table):
            yield Deviation(limited.id, Behaviour(ignores=name))
            if not goes_on:
                yield Deviation(limited.id, Behaviour(answers="", moves=ABSENT))
                yield Deviation(limited.id, Behaviour(answers="", moves=STAYS))
    most = limit.value if table.limit is None else table.limit
    for higher in (most + 1, most + 2, most + 3, NO_LIMIT) if goes_on else ():
        yield Deviation(LIMIT, Behaviour(limit=higher))


def _limit_codes(table: Table) -> set[str]:
    """The errors that say that the limit is reached."""
    limits = {n for n, g in table.spec.guards.items() if isinstance(g, LimitReached)}
    return {
        outcome.error.code
        for rule in table.rules
        for outcome in rule.outcomes
        if outcome.error and any(rule.guards.get(name) for name in limits)
    }


def _shown(
    rule: Rule, permitted: Sequence[Permitted], asked: Asked, table: Table
) -> Iterator[Deviation]:
    """The response of the rule does not show the record as it is."""
    answer = asked.answer
    near = nearest((p for p in permitted if p.rule is rule), answer)
    if near is None:
        yield Deviation(rule.id, Behaviour(shows=(Mask(RESPONSE, "any"),)))
        return
    expected, seen = near.answer.response, answer.response
    if isinstance(expected, Listing) and isinstance(seen, tuple):
        for mask in _masks_of_listing(expected, seen):
            yield Deviation(rule.id, Behaviour(shows=(mask,)))
        return
    wrong = different(expected, seen)
    if RESPONSE in wrong or not wrong:
        yield Deviation(rule.id, Behaviour(shows=(Mask(RESPONSE, "any"),)))
        return
    if not rule.operation or rule.operation not in table.reads:
        diffs = list(_diffs(near, answer, asked.request))
        yield from _earlier(diffs, [rule], table, background=False)
    rows = [list(_masks(member, expected, seen)) for member in wrong]
    for masks in islice(product(*rows), MOST_EFFECTS):
        yield Deviation(rule.id, Behaviour(shows=masks))
    yield Deviation(rule.id, Behaviour(shows=tuple(Mask(member, "any") for member in wrong)))


def _taken_instead(rules: Sequence[Rule], request: Request) -> Iterator[Deviation]:
    """A device gets another execution than the next one."""
    for rule in rules if isinstance(request, StartNextPendingJobExecution) else ():
        for how in INSTEAD:
            yield Deviation(rule.id, Behaviour(effects=(EffectChange(NEXT, "is", how),)))


def _masks(member: str, expected: object, seen: object) -> Iterator[Mask]:
    right, shown = getattr(expected, member), getattr(seen, member)
    if member == "version":
        yield Mask(member, "plus", shown - right)
    if member == "counts":
        yield Mask(member, "any")
    else:
        yield Mask(member, "is", shown)


def _masks_of_listing(expected: Listing, seen: Entries) -> Iterator[Mask]:
    if not seen:
        yield Mask("entries", "without", None)
    missing = {*expected} - {*seen}
    if not {*seen} - {*expected}:
        for status in {entry.status for entry in missing}:
            yield Mask("entries", "without", status)
    if len(expected) == len(seen):
        pairs = list(zip(expected, sorted(seen), strict=True))
        for status in {new.status for old, new in pairs if old.status != new.status}:
            yield Mask("status", "is", status)
        ahead = {
            new.version - old.version
            for old, new in pairs
            if isinstance(old, PendingExecution) and isinstance(new, PendingExecution)
        }
        yield from (Mask("version", "plus", by) for by in ahead if by)
    yield Mask("entries", "any")


# An earlier rule left the record in another state.


def _diffs(near: Permitted, answer: Answer, request: Request) -> Iterator[Diff]:
    """The members of records that the response shows wrong."""
    expected, seen = near.answer.response, answer.response
    if isinstance(expected, Listing) and isinstance(seen, tuple):
        yield from _diffs_of_listing(expected, seen, near.world, request)
        return
    wrong = different(expected, seen)
    if not _NAMES.isdisjoint(wrong):
        return  # another record
    for member in wrong:
        if member == RESPONSE:
            continue
        right, shown = getattr(expected, member), getattr(seen, member)
        if member == "counts":
            more = [s for s in shown if shown[s] > right.get(s, 0)]
            less = [s for s in right if right[s] > shown.get(s, 0)]
            for old, new in product(less or [None], more or [None]):
                yield Diff(EXECUTION, "status", old, new)
            continue
        machine = JOB if isinstance(expected, JobDescription) else EXECUTION
        yield Diff(machine, member, right, shown)


def _diffs_of_listing(
    expected: Listing, seen: Entries, world: World, request: Request
) -> Iterator[Diff]:
    def key(entry: Any) -> tuple[str, str]:
        return entry.job_id, getattr(entry, "thing_name", request.thing_name or "")

    right = {key(entry): entry for entry in expected}
    shown = {key(entry): entry for entry in seen}
    for one in {**right, **shown}:
        old, new = right.get(one), shown.get(one)
        if (old and old.status) != (new and new.status):
            # A listing leaves out some statuses: what it should not list may exist.
            right_one = old or world.execution(*one)
            yield Diff(EXECUTION, "status", right_one and right_one.status, new and new.status)
        elif (
            isinstance(old, PendingExecution)
            and isinstance(new, PendingExecution)
            and old.version != new.version
        ):
            yield Diff(EXECUTION, "version", old.version, new.version)


def _existence(
    request: Request, permitted: Sequence[Permitted], answer: Answer, table: Table
) -> list[Diff]:
    """The record exists and should not, or the other way round."""
    machine, _ = table.operations[request.operation]
    sources = {p.rule.source for p in permitted}
    if answer.error is not None:
        return [Diff(machine, "status", source, None) for source in sources if source]
    response = answer.response
    if None in sources and isinstance(response, JobDescription | ExecutionDescription):
        return [Diff(machine, "status", None, response.status)]
    return []


def _hypotheses(
    asked: Asked, before: Sequence[tuple[World, Permitted]], table: Table
) -> Iterator[Diff]:
    """Other values of the record with which the spec would permit the answer."""
    request, spec = asked.request, table.spec
    job_id, thing = request.job_id, request.thing_name
    for world in list(dict.fromkeys(world for world, _ in before))[:MOST_WORLDS]:
        job = world.jobs.get(job_id or "")
        if job is None or job_id is None:
            continue
        others: list[tuple[Diff, World]] = []
        for status in (*table.statuses[JOB], None):
            if status != job.status:
                moved = None if status is None else job._replace(status=status)
                other = world.with_job(job_id, moved)
                others.append((Diff(JOB, "status", job.status, status), other))
        execution = job.executions.get(thing) if thing is not None else None
        if execution is not None and thing is not None:
            for status in (*table.statuses[EXECUTION], None):
                if status != execution.status:
                    record = None if status is None else execution._replace(status=status)
                    other = with_execution(world, job_id, job, thing, record)
                    others.append((Diff(EXECUTION, "status", execution.status, status), other))
            for by in (1, -1):
                version = execution.version + by
                record_ = execution._replace(version=version, may_be_bumped=False)
                other = with_execution(world, job_id, job, thing, record_)
                others.append((Diff(EXECUTION, "version", execution.version, version), other))
        if thing is None:
            for name, x in job.executions.items():
                for status in spec.statuses[EXECUTION]:
                    if status != x.status:
                        other = with_execution(world, job_id, job, name, x._replace(status=status))
                        others.append((Diff(EXECUTION, "status", x.status, status), other))
        for diff, other in others:
            if any(p.answer.admits(asked.answer) for p in step(other, request, table)):
                yield diff


def _earlier(
    diffs: Sequence[Diff], suspects: Sequence[Rule], table: Table, background: bool = True
) -> Iterator[Deviation]:
    """The earlier rules, each with effects that leave the record as it was seen."""
    if not diffs:
        return
    if table.spec.extends is not None:
        yield from _timers(diffs, suspects, table)
    for machine in dict.fromkeys(diff.machine for diff in diffs):
        its = [diff for diff in diffs if diff.machine == machine]
        for rule in suspects:
            if rule.machine == machine and rule.verdict is not Verdict.BACKGROUND:
                yield from _leaving(rule, its, table)
        if not background:
            continue
        for rule in table.rules:
            if rule.machine == machine and rule.operation is None and _concerns(rule, its):
                yield from _leaving(rule, its, table)


def _not_come(
    permitted: Iterable[Permitted], answer: Answer, request: Request, table: Table
) -> Iterator[Deviation]:
    """The background steps that lead from the status that was seen to a right one, each as a step
    that never came: then nothing else that it changes has changed either."""
    for one in permitted:
        diffs = [*_diffs(one, answer, request)] if one.answer.error is None else []
        for diff in diffs if len(diffs) > 1 else ():
            for rule in table.rules if diff.member == "status" else ():
                ways = rule.machine, rule.source, rule.expected.status
                if rule.operation is None and ways == (diff.machine, diff.seen, diff.expected):
                    yield Deviation(rule.id, Behaviour(moves=STAYS))


def _not_called(diffs: Iterable[Diff], table: Table) -> Iterator[Deviation]:
    """The background steps that lead to a status that was seen, each as one that comes although a
    guard of it does not hold."""
    ways = {(d.machine, d.expected, d.seen) for d in diffs if d.member == "status"}
    for rule in table.rules:
        if rule.operation is None and (rule.machine, rule.source, rule.expected.status) in ways:
            for guard in rule.guards:
                if Behaviour(ignores=guard).is_uncalled(rule, table):
                    yield Deviation(rule.id, Behaviour(ignores=guard))


def _too_early(table: Table) -> Iterator[Deviation]:
    """A timer runs out too early."""
    for rule in table.rules:
        if rule.event in table.spec.timers:
            yield Deviation(rule.id, Behaviour(effects=(EffectChange(TIME, "is", "any"),)))


def _shown_statuses(answer: Answer) -> set[str]:
    """The statuses of executions that the answer shows."""
    response = answer.response
    if isinstance(response, JobDescription):
        return {*response.counts}
    shown = response if isinstance(response, tuple) else (response,)
    return {str(getattr(one, "status", "")) for one in shown}


def _timers(diffs: Sequence[Diff], suspects: Sequence[Rule], table: Table) -> Iterator[Deviation]:
    """The requests that change the step timer, if one ran out that they should have removed."""
    if any(diff.member == "status" and diff.seen in table.spec.timed_out for diff in diffs):
        for rule in suspects:
            if any(effect.field == _TIMER for effect in rule.does):
                yield Deviation(rule.id, Behaviour(effects=(EffectChange(_TIMER, "none"),)))
                yield Deviation(rule.id, Behaviour(effects=(EffectChange(_TIMER, "is", True),)))


def _earlier_at_limit(
    diffs: Sequence[Diff], suspects: Sequence[Rule], table: Table
) -> Iterator[Deviation]:
    """The same, if the request came at the limit and the system ignored that."""
    for rule in suspects:
        for _, limited in _opposites_at_limit(rule, table):
            for _, one in _earlier(diffs, [rule], table, background=False):
                if not one.ignores:
                    error = rule.expected.error
                    code = error.code if error else ""
                    moves = rule.expected.status if one.moves is None else one.moves
                    yield Deviation(limited.id, replace(one, answers=code, moves=moves))


def _earlier_while_deleting(
    diffs: Sequence[Diff], suspects: Sequence[Rule], table: Table
) -> Iterator[Deviation]:
    """The same, if the job was still being deleted and the system acted as if it was gone."""
    seen = [diff.seen for diff in diffs if (diff.machine, diff.member) == (JOB, "status")]
    for rule in suspects if seen else ():
        for other in table.rules if (rule.machine, rule.source) == (JOB, None) else ():
            if (other.event, other.source) == (rule.event, table.spec.deleting):
                error, status = rule.expected.error, seen[0]
                moves = STAYS if status == other.source else status or ABSENT
                code = error.code if error else ""
                yield Deviation(other.id, Behaviour(answers=code, moves=str(moves)))


def _opposites_at_limit(rule: Rule, table: Table) -> Iterator[tuple[str, Rule]]:
    """The rules whose cell differs from this rule's only in that the limit is reached, each with
    the guard that says so."""
    for name, guard in table.spec.guards.items():
        if isinstance(guard, LimitReached) and rule.guards.get(name) is False:
            at_limit = {**rule.guards, name: True}
            entry = (rule.event, rule.source, at_limit)
            same = (r for r in table.rules if (r.event, r.source, r.guards) == entry)
            yield from ((name, r) for r in same)


def _besides(others: Sequence[Rule], table: Table) -> Iterator[Deviation]:
    """An earlier request was also carried out on other jobs, or on other executions."""
    for rule in others:
        if rule.operation and rule.operation not in table.reads:
            yield Deviation(rule.id, Behaviour(also=NEIGHBOURS))
            if rule.machine == EXECUTION:
                yield Deviation(rule.id, Behaviour(also=SIBLINGS))


def _listed_wrong(suspects: Sequence[Rule]) -> Iterator[Deviation]:
    """An earlier listing was wrong, and the judge believed it."""
    for rule in suspects:
        if rule.operation in LISTING_OPERATIONS:
            yield Deviation(rule.id, Behaviour(shows=(Mask("entries", "any"),)))


def _concerns(rule: Rule, diffs: Sequence[Diff]) -> bool:
    """Whether the record may be as seen because a background step by the rule came or did not."""
    expected = rule.expected.status
    for _, member, right, seen in diffs:
        if member != "status":
            if expected is not None:
                return True
        elif expected == right and seen in (rule.source, None) and expected != rule.source:
            return True  # it did not come
        elif rule.source == right or expected == right:
            return True  # it led elsewhere
    return False


def _leaving(rule: Rule, diffs: Sequence[Diff], table: Table) -> Iterator[Deviation]:
    statuses = [diff for diff in diffs if diff.member == "status"]
    rows: list[list[EffectChange]] = [
        list(_effects(rule, diff)) for diff in diffs if diff.member != "status"
    ]
    moves: list[str | None] = [None]
    if statuses:
        moves = []
        for diff in statuses:
            seen = STAYS if diff.seen == rule.source else diff.seen or ABSENT
            moves.append(str(seen))
            moves += [
                STAYS if other.source == rule.source else other.source
                for other in table.rules
                if other.operation is None
                and other.machine == rule.machine
                and other.expected.status == diff.seen
                and other.source not in (None, diff.seen)
            ]
            for guard in rule.guards:
                opposite = Behaviour(ignores=guard).of(rule, table)
                if (
                    opposite is not None
                    and not (guard in table.spec.beyond and opposite.expected.status == rule.source)
                    and not rows
                    and opposite.expected.error is None
                    and opposite.expected.status == diff.seen != rule.expected.status
                ):
                    yield Deviation(rule.id, Behaviour(ignores=guard))
    codes = {outcome.error.code if outcome.error else "" for outcome in rule.outcomes}
    if rule.operation is None:
        moves = [status for status in moves if not _in_a_circle(rule, status, table)]
    known = (None, STAYS, ABSENT, *table.statuses[rule.machine])
    for status in dict.fromkeys(status for status in moves if status in known):
        for effects in islice(product(*rows), MOST_EFFECTS):
            if status is None and not effects:
                continue
            stays = rule.expected.status == rule.source and not effects
            if rule.operation is None and rule.machine == JOB and stays:
                # A step of executions that comes now and then would explain what they show anyway.
                yield Deviation(rule.id, Behaviour(moves=status, sometimes=True))
            for answer in sorted(codes) if len(codes) > 1 else (None,):
                yield Deviation(rule.id, Behaviour("", answer, status, effects))
                if not rows and table.spec.extends is not None and VERSION_GROWS in rule.does:
                    counted = (EffectChange("version", "plus", 1),)
                    yield Deviation(rule.id, Behaviour("", answer, status, counted))
    if rule.operation is None and STAYS in moves and rule.event in table.spec.due:
        yield Deviation(rule.id, SKIPS)


def _in_a_circle(rule: Rule, status: str | None, table: Table) -> bool:
    """Whether another step of the event would follow from this status, or the step belongs to a
    deletion: that may come at any time, and so explains nothing else."""
    if status in (None, STAYS, ABSENT):
        return False
    if rule.event in table.spec.deletions:
        return True
    return any(
        (other.machine, other.event, other.source) == (rule.machine, rule.event, status)
        and other.expected.status not in (None, status)
        and all(rule.guards.get(name, value) == value for name, value in other.guards.items())
        for other in table.rules
    )


def _effects(rule: Rule, diff: Diff) -> Iterator[EffectChange]:
    _, member, expected, seen = diff
    if member == "version" and isinstance(expected, int) and isinstance(seen, int):
        grows = any(effect.name == "VERSION_GROWS" for effect in rule.does)
        may = any(effect.name == "VERSION_MAY_GROW" for effect in rule.does)
        by = seen - expected
        for total in (grows + by, by + 1) if may else (grows + by,):
            if total:
                yield EffectChange(member, "plus", total)
            else:
                yield EffectChange(member, "none")
        yield EffectChange(member, "is", seen)
    elif member == "details":
        yield EffectChange(member, "none")
        yield EffectChange(member, "replace")
        yield EffectChange(member, "merge")
        yield EffectChange(member, "set")
        yield EffectChange(member, "is", seen)
    elif member in ("reason_code", "comment"):
        yield EffectChange(member, "given")
        yield EffectChange(member, "none")
        yield EffectChange(member, "is", seen)
    else:
        yield EffectChange(member, "none")
        yield EffectChange(member, "is", seen)
