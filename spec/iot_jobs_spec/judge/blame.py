"""Blame: the rule most likely at fault for an answer.

Sometimes no deviation explains an answer, or only one of the read that shows it. Then the calls
before it show what should have changed the record: a request, a background step that should have
followed, or a deletion that should have removed it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence, Set

from ..language.rules import Rule
from ..language.spec import EXECUTION, JOB
from ..model.answers import (
    Answer,
    ExecutionDescription,
    JobDescription,
    ListedExecution,
    Listing,
    PendingExecution,
)
from ..model.constraints import judge, malformed_rule
from ..model.divergence import LISTINGS
from ..model.requests import CreateJob, Request
from ..model.table import Table
from .candidates import Asked, differences, different, nearest, permitted_before
from .diagnose import Diagnosis, Shown
from .history import Call
from .lateness import due_steps


class Place:
    """A call that diverges, and the answers that were permitted there."""

    def __init__(self, shown: Shown, histories: Sequence[Sequence[Call]], table: Table) -> None:
        self.shown = shown
        self.calls = histories[shown.history]
        call = self.calls[shown.call]
        assert call.answer is not None
        self.request, self.seen, self.form = call.request, call.answer, call.form
        unmet = judge(call.request)[1]
        if self.form is None and unmet:
            self.form = malformed_rule(call.request.operation, unmet[0])
        self.asked = Asked(call.request, call.answer, shown.explanation.before, call.form)
        self.before = permitted_before(self.asked, table) if not call.form else []
        self.permitted = [permitted for _, permitted in self.before]
        self.worlds = tuple(dict.fromkeys(world for world, _ in self.before))
        expected = [permitted.answer for permitted in self.permitted]
        if call.form is not None:
            expected = [Answer(o.error.code) for o in call.form.outcomes if o.error is not None]
        near = nearest(self.permitted, call.answer) if call.answer.error is None else None
        self.near = near
        self.members: tuple[str, ...] = ()
        if near is not None:
            self.members = different(near.answer.response, call.answer.response)
            expected.insert(0, near.answer)
        self.expected = tuple(dict.fromkeys(expected))

    @property
    def order(self) -> tuple[int, int]:
        return self.shown.call, self.shown.history


def blamed(place: Place, table: Table, known: Container[str], cleared: Container[After]) -> Rule:
    """The rule most likely at fault.

    For a read whose answer some status explains, it is the first that exists of these: since the
    read was last right, a request that should have changed what it shows; since then, a request
    whose rule has a finding (``known``); any earlier request whose rule has one; the background
    step that leads to what was seen; the likeliest request since then. A request is likelier if it
    may have led there, if no read after it was right elsewhere (``cleared``), if it was accepted,
    if it is about the same job or thing, and if it is later.
    """
    if place.form is not None:
        return place.form
    if (kept := not_removed(place, table)) is not None:
        steps = (rule for rule in table.rules if rule.event == kept.event and rule.id in known)
        if (step := kept if kept.id in known else next(steps, None)) is not None:
            return step
    own = place.near.rule if place.near is not None else place.permitted[0].rule
    if place.request.operation not in table.reads:
        return own
    if isinstance(place.request, LISTINGS):
        return not_removed(place, table) or own  # each execution is read before it is listed
    if place.seen.error not in (None, *_errors(place.request.operation, table)):
        return own
    rules = {rule.id: rule for rule in table.rules}
    explanation = place.shown.explanation
    asked: list[tuple[Request, Rule]] = []
    for index in range(place.shown.call - 1, -1, -1):
        call = place.calls[index]
        if call.request == place.request:
            break
        if call.request.operation not in table.reads:
            asked += ((call.request, rules.get(r.id, r)) for r in explanation.rules[index])
    for request, rule in asked:
        if _should_have_changed(rule, request, place, table):
            return rule
    for _, rule in asked:
        if rule.id in known:
            return rule
    for index in range(place.shown.call - 1, -1, -1):
        for rule in explanation.rules[index]:
            if rule.id in known and rule.operation not in table.reads:
                return rules.get(rule.id, rule)  # one fault may cause the next
    step = _step_to(place, asked, table)
    if step is not None:
        return step

    on = _on(place.calls)

    def unlikely(one: tuple[Request, Rule]) -> tuple[bool, ...]:
        request, rule = one
        return (
            not _leads_to(rule.operation, place, table),
            _after(rule, request, place.request, on) in cleared,
            rule.expected.error is not None,
            not _near(request, place.request),
        )

    return min(asked, key=unlikely)[1] if asked else own


After = tuple[str, str, bool, bool]
"""A read after a request: the rule of the request, the operation of the read, whether both are
about the same job, and whether they are about the same thing."""


def _after(rule: Rule, request: Request, read: Request, on: Mapping[str, Set[str]]) -> After:
    """``on`` has the things of each job."""
    shared = not _things(request, on).isdisjoint(_things(read, on))
    return rule.id, read.operation, request.job_id == read.job_id, shared


def _things(request: Request, on: Mapping[str, Set[str]]) -> Set[str]:
    if request.thing_name is not None:
        return {request.thing_name}
    return on.get(request.job_id or "", frozenset())


def _on(calls: Iterable[Call]) -> dict[str, set[str]]:
    """The things of each job."""
    found: dict[str, set[str]] = {}
    for call in calls:
        if call.request.targets:
            found.setdefault(call.request.job_id or "", set()).update(call.request.targets)
    return found


def cleared_after(
    diagnosis: Diagnosis, histories: Sequence[Sequence[Call]], table: Table
) -> set[After]:
    """The reads that were right, each after the last request before it that is not a read."""
    found: set[After] = set()
    for calls, explanation in zip(histories, diagnosis.explanations, strict=True):
        last: tuple[Request, Sequence[Rule]] | None = None
        on = _on(calls)
        for call, rules in zip(calls, explanation.rules, strict=False):
            if call.request.operation not in table.reads:
                last = call.request, rules
            elif last is not None and rules:
                found.update(_after(rule, last[0], call.request, on) for rule in last[1])
    return found


def _errors(operation: str, table: Table) -> set[str]:
    """The errors that the rules of an operation permit."""
    rules = (rule for rule in table.rules if rule.operation == operation)
    return {o.error.code for rule in rules for o in rule.outcomes if o.error is not None}


def _should_have_changed(rule: Rule, request: Request, place: Place, table: Table) -> bool:
    """Whether a step by the rule should have changed what is wrong in the record that was read."""
    response, read = place.seen.response, place.request
    machine, _ = table.operations[read.operation]
    if (
        not isinstance(response, JobDescription | ExecutionDescription)
        or rule.expected.error is not None
        or request.job_id != read.job_id
    ):
        return False
    if place.members == ("counts",) and rule.machine == EXECUTION:
        return _is_counted_as_before(rule, place)
    if rule.machine != machine or request.thing_name != read.thing_name:
        return False
    if "status" in place.members:
        return response.status == rule.source != rule.expected.status
    fields = {"reason" if m in ("reason_code", "comment") else m for m in place.members}
    return any(effect.field in fields for effect in rule.does)


def _is_counted_as_before(rule: Rule, place: Place) -> bool:
    """Whether the counters of a job count an execution as it was before a step by the rule."""
    near = place.near.answer.response if place.near is not None else None
    seen, source, to = place.seen.response, rule.source, rule.expected.status
    if not isinstance(near, JobDescription) or not isinstance(seen, JobDescription):
        return False
    left = source is None or seen.counts.get(source, 0) > near.counts.get(source, 0)
    fewer = to is not None and seen.counts.get(to, 0) < near.counts.get(to, 0)
    return source != to and left and fewer


def _leads_to(operation: str | None, place: Place, table: Table) -> bool:
    """Whether the operation, if accepted, may lead to the status that was seen."""
    response = place.seen.response
    if (
        not isinstance(response, JobDescription | ExecutionDescription)
        or "status" not in place.members
    ):
        return False
    machine, _ = table.operations[place.request.operation]
    return any(
        outcome.error is None and outcome.status == response.status != rule.source
        for rule in table.rules
        if rule.operation == operation and rule.machine == machine
        for outcome in rule.outcomes
    )


def _near(request: Request, read: Request) -> bool:
    """Whether the request is about the same job, or about the same thing."""
    job_id, thing = read.job_id, read.thing_name
    same_thing = thing is not None and (request.thing_name == thing or thing in request.targets)
    return request.job_id == job_id or same_thing


def _step_to(place: Place, asked: Sequence[tuple[Request, Rule]], table: Table) -> Rule | None:
    """The background step that leads to what was seen, if no request may have led there."""
    if (rule := not_removed(place, table)) is not None:
        return rule
    machine, _ = table.operations[place.request.operation]
    response = place.seen.response
    sources = {permitted.rule.source for permitted in place.permitted}
    if isinstance(response, JobDescription) and place.members == ("counts",):
        return _not_carried_on(place, asked, table)
    if (
        not isinstance(response, JobDescription | ExecutionDescription)
        or "status" not in place.members
    ):
        return None
    if any(o.status == response.status for _, rule in asked for o in rule.outcomes):
        return None
    return next(
        (
            rule
            for rule in table.rules
            if rule.operation is None
            and rule.machine == machine
            and rule.source in sources
            and rule.expected.status == response.status != rule.source
            and (machine == JOB or _may_follow(rule, place, table))
        ),
        None,
    )


def _may_follow(rule: Rule, place: Place, table: Table) -> bool:
    """Whether the job may have a status that permits such a step of its executions."""
    jobs = (world.jobs.get(place.request.job_id or "") for world in place.worlds)
    statuses = {job.status for job in jobs if job is not None}
    return any(c.event == rule.event and c.status in statuses for c in table.spec.couplings)


def not_removed(place: Place, table: Table) -> Rule | None:
    """The step of a deletion that should have removed an execution that is still there: a read
    shows it, a listing has it, or a request about it is answered as if it were there."""
    request, response, spec = place.request, place.seen.response, table.spec
    deleted = _deleted(place.calls[: place.shown.call], table)
    shown = response if isinstance(response, ExecutionDescription) else None
    job_id = shown.job_id if shown and request.job_id is None else request.job_id
    if isinstance(response, tuple):
        right = place.near.answer.response if place.near is not None else None
        if not isinstance(right, Listing):
            return None
        extra = {*response} - {*right}
        if {*right} - {*response} or any(entry.job_id not in deleted for entry in extra):
            return None
        status = next((entry.status for entry in extra), None)
    elif job_id in deleted and _is_gone(place, job_id):
        status = shown.status if shown and request.is_read else _last_shown(place, job_id)
        if not _answers(place.seen.error, request.operation, status, table):
            return None
    else:
        return None
    wanted = [r for r in table.rules if r.event in spec.deletions and r.machine == EXECUTION]
    first = next(iter(wanted), None) if status is None else None
    return next((rule for rule in wanted if rule.source == status), first)


def _answers(error: str | None, operation: str, status: str | None, table: Table) -> bool:
    """Whether a request about an execution may be accepted, or get the error. ``status`` is that of
    the execution, None if unknown."""
    return error is None or any(
        outcome.error is not None and outcome.error.code == error
        for rule in table.rules
        if rule.operation == operation
        and rule.source in ({status} if status else table.statuses[EXECUTION])
        for outcome in rule.outcomes
    )


def _is_gone(place: Place, job_id: str | None) -> bool:
    """Whether there should be no such execution of the job."""
    if place.request.job_id is None:
        return all(world.jobs.get(job_id or "") is None for world in place.worlds)
    sources = {permitted.rule.source for permitted in place.permitted}
    return place.request.thing_name is not None and sources == {None}


def _deleted(calls: Sequence[Call], table: Table) -> set[str | None]:
    """The jobs that were deleted and not created again."""
    found: set[str | None] = set()
    for call in calls:
        if call.answer is not None and call.answer.error is None:
            if call.request.operation in _deletes(table):
                found.add(call.request.job_id)
            elif isinstance(call.request, CreateJob):
                found.discard(call.request.job_id)
    return found


def _last_shown(place: Place, job_id: str | None) -> str | None:
    """The status of the execution of the job when it was read the last time."""
    for call in reversed(place.calls[: place.shown.call]):
        response = call.answer and call.answer.response
        for entry in response if isinstance(response, tuple) else (response,):
            shows = isinstance(entry, ExecutionDescription | ListedExecution | PendingExecution)
            thing = getattr(entry, "thing_name", call.request.thing_name)
            if shows and (entry.job_id, thing) == (job_id, place.request.thing_name):
                return str(entry.status)
    return None


def _not_carried_on(
    place: Place, asked: Sequence[tuple[Request, Rule]], table: Table
) -> Rule | None:
    """The step of executions that a request about their job should have caused, if the job's
    counters show that it did not come."""
    request, last = asked[0] if asked else (None, None)
    if request is None or last is None or request.job_id != place.request.job_id:
        return None
    if last.machine != JOB or last.expected.error is not None:
        return None
    for rule in table.rules:
        fits = all(last.guards.get(name, value) == value for name, value in rule.guards.items())
        fits = fits and (rule.source is None) == (last.source is None)
        is_of_execution = rule.operation is None and rule.machine == EXECUTION
        if fits and is_of_execution and _is_counted_as_before(rule, place):
            return rule
    return None


def gave_status(place: Place, table: Table) -> Rule | None:
    """The rule that gave the record the status which the read should have shown: of an accepted
    request, or of the background step that followed. None where no status is shown, or one that the
    spec does not have."""
    diffs = differences(place.asked, place.before, table)
    diff = next((one for one in diffs if one.member == "status"), None)
    if diff is None or diff.seen not in table.statuses[diff.machine]:
        return None
    read, before = place.request, None
    for index in range(place.shown.call - 1, -1, -1):
        request = place.calls[index].request
        pairs = [(read.job_id, request.job_id)]
        if diff.machine == EXECUTION:
            pairs.append((read.thing_name, request.thing_name))
        if any(None not in pair and len({*pair}) > 1 for pair in pairs):
            continue  # about another record
        its = [r for r in place.shown.explanation.rules[index] if r.machine == diff.machine]
        moved = [r for r in its if r.expected.status not in (r.source, None)]
        if moved and moved[0].expected.error is None:
            if moved[0].expected.status == diff.expected:
                return moved[0]
            before = moved[0].expected.status
            break
    steps = due_steps(diff._replace(seen=before), place.worlds, read, table)
    return steps[-1] if steps else None


def _deletes(table: Table) -> set[str]:
    """The operations that begin a deletion."""
    return {
        rule.operation
        for rule in table.rules
        if rule.operation
        and rule.machine == JOB
        and any(o.status == table.spec.deleting != rule.source for o in rule.outcomes)
    }
