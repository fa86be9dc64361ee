"""Findings: what is wrong, each with the claims that the observation contradicts.

Deviations of one kind are one finding, however many cells show it: those of one operation, and of a
malformed value of several. What no deviation explains is a finding too, in the cell that is the
likeliest to be at fault.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from .. import claims as c
from ..language.evidence import Basis, Claim, strongest
from ..language.guards import LimitReached
from ..language.rules import RequestRule, Rule, Verdict
from ..language.spec import EXECUTION, JOB
from ..model.answers import Answer, ExecutionDescription, JobDescription
from ..model.constraints import judge, malformed_rule
from ..model.divergence import LISTINGS, CellVerdict
from ..model.requests import Request
from ..model.table import Table
from .candidates import Asked, different, nearest, permitted_before
from .deviations import LATE, LIMIT, Deviation
from .diagnose import Diagnosis, Shown
from .history import Call


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong in one cell, or in several in the same way.

    ``cells`` are their ids, the first one that of the ``call`` with which ``history`` shows it
    (both are numbers). ``expected`` is what may have been answered there, ``members`` are those of
    the response that are wrong, and ``deviations`` say what the system does instead; there are none
    where no change of the spec explains the answer.
    """

    verdict: CellVerdict
    cells: tuple[str, ...]
    claims: tuple[Claim, ...]
    request: Request
    expected: tuple[Answer, ...]
    seen: Answer
    history: int
    call: int
    members: tuple[str, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    shown: tuple[tuple[int, int], ...] = ()
    """Every history and call that show it."""
    bases: tuple[Basis, ...] = ()
    """For each of the cells, the strongest basis of the claims that are contradicted there."""

    def verdict_in(self, cell: str) -> CellVerdict:
        """The verdict on one of the cells."""
        basis = dict(zip(self.cells, self.bases, strict=False)).get(cell)
        return self.verdict if basis is None else CellVerdict.of(basis)

    @property
    def cell(self) -> str:
        return self.cells[0]


class _Place:
    """Where something shows: the call that diverges, and what should have come."""

    def __init__(self, shown: Shown, histories: Sequence[Sequence[Call]], table: Table) -> None:
        self.shown = shown
        self.calls = histories[shown.history]
        call = self.calls[shown.call]
        assert call.answer is not None
        self.request, self.seen, self.form = call.request, call.answer, call.form
        unmet = judge(call.request)[1]
        if self.form is None and unmet:
            self.form = malformed_rule(call.request.operation, unmet[0])
        asked = Asked(call.request, call.answer, shown.explanation.before, call.form)
        before = permitted_before(asked, table) if not call.form else []
        self.permitted = [permitted for _, permitted in before]
        self.worlds = tuple(dict.fromkeys(world for world, _ in before))
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


def findings(
    diagnosis: Diagnosis, histories: Sequence[Sequence[Call]], table: Table
) -> tuple[Finding, ...]:
    """What is wrong, the shortest histories first. ``table`` is the one by cell that the diagnosis
    was made with."""
    rules = {rule.id: rule for rule in table.rules}
    found: list[Finding] = []
    for alike in _alike(diagnosis.deviations, table):
        places = {
            one: sorted(
                (_Place(shown, histories, table) for shown in diagnosis.shown[one]),
                key=lambda place: place.order,
            )
            for one in alike
        }
        shown = [one for one in alike if places[one] and not _is_open(one, rules)]
        if not shown:
            continue
        shown.sort(key=lambda one: places[one][0].order)
        place = places[shown[0]][0]
        claims = [_contradicted(o, places[o][0], rules.get(o.cell), table) for o in shown]
        at_fault = [(o.cell, strongest(its)) for o, its in zip(shown, claims, strict=True)]
        if shown[0].cell == LIMIT:
            at_fault = [(cell, at_fault[0][1]) for cell in _limited_cells(place, table)]
        if shown[0].cell == LATE:
            late = dict.fromkeys(_late_step(one, table) for one in places[shown[0]])
            at_fault = [(rule.id, strongest(rule.claims)) for rule in late]
            claims = [next(iter(late)).claims]
        left = [(one, _not_removed(one, table)) for one in places[shown[0]]]
        kept = [(one, rule) for one, rule in left if rule is not None]
        if len(shown) == 1 and 2 * len(kept) > len(left):
            # a deletion should have removed what it mostly reads
            place, first = kept[0]
            claims = [first.claims]
            at_fault = [(rule.id, strongest(rule.claims)) for _, rule in kept]
        at = tuple((p.shown.history, p.shown.call) for one in shown for p in places[one])
        finding = _finding(place, at_fault, claims[0])
        found.append(replace(finding, deviations=tuple(shown), shown=at))
    found = list(_with_unexplained(found, diagnosis, histories, table))
    return tuple(sorted(found, key=lambda finding: (finding.call, finding.history)))


def _is_open(deviation: Deviation, rules: Mapping[str, Rule]) -> bool:
    """Whether the spec says nothing about the cell: then whatever is done is nobody's fault."""
    rule = rules.get(deviation.cell)
    return rule is not None and rule.verdict is Verdict.UNSPECIFIED


def _limited_cells(place: _Place, table: Table) -> list[str]:
    """The cells in which the limit of deletions should have answered, or should not have: the one
    that shows it, and those that show it as well."""
    limits = {n for n, g in table.spec.guards.items() if isinstance(g, LimitReached)}
    rules = [permitted.rule for permitted in place.permitted]
    for index in range(place.shown.call - 1, -1, -1):
        rules += place.shown.explanation.rules[index]
    rule = next(rule for rule in rules if not limits.isdisjoint(rule.guards))
    if place.seen.error is not None:
        return [rule.id]  # too low
    found = {}
    for other in table.rules:
        if other.operation == rule.operation and any(other.guards.get(name) for name in limits):
            below = _with_guards(other, dict.fromkeys(limits, False), table)
            if below.expected.error is None:
                found[other.id] = other
    own = _with_guards(rule, dict.fromkeys(limits, True), table).id
    return list(dict.fromkeys((own, *found)))


def _with_guards(rule: Rule, guards: Mapping[str, bool], table: Table) -> Rule:
    """The rule of the same status with other values of some guards."""
    wanted = {**rule.guards, **guards}
    entry = table.entries[rule.machine, rule.event, rule.source]
    return entry.rules[tuple(wanted[name] for name in entry.guards)]


def _finding(
    place: _Place, at_fault: Iterable[tuple[str, Basis]], claims: tuple[Claim, ...]
) -> Finding:
    """The finding that shows there, in these cells with the bases of what each contradicts."""
    bases = dict(at_fault)
    return Finding(
        CellVerdict.of(min(bases.values(), key=lambda basis: basis.rank)),
        tuple(bases),
        claims,
        place.request,
        place.expected,
        place.seen,
        place.shown.history,
        place.shown.call,
        place.members,
        bases=tuple(bases.values()),
    )


def _alike(deviations: Iterable[Deviation], table: Table) -> list[list[Deviation]]:
    rules = {rule.id: rule for rule in table.rules}
    groups: dict[object, list[Deviation]] = {}
    for one in deviations:
        groups.setdefault(_kind(one, rules.get(one.cell), table), []).append(one)
    return list(groups.values())


def _kind(deviation: Deviation, rule: Rule | None, table: Table) -> object:
    cell, how = deviation
    name, *rest = cell.split("/")
    if rule is not None and rule.operation is None:
        other = how.of(rule, table)
        if other is not None and other.expected.status == rule.source:
            return name, "does not come"
    if how.form:
        return "form", "/".join(rest), how.answers == ""
    if how.ignores or how.also:
        return name, how.ignores, how.also
    if how.answers is not None or how.moves is not None:
        return name, how.answers, how.moves
    if how.effects:
        return name, tuple(change.field for change in how.effects)
    return name, tuple(mask.member for mask in how.shows), how.limit


def _contradicted(
    deviation: Deviation, place: _Place, rule: Rule | None, table: Table
) -> tuple[Claim, ...]:
    """The claims that the system contradicts by the deviation."""
    how = deviation.behaviour
    if how.limit is not None:
        return (c.TEN_DELETIONS_AT_ONCE,)
    if how.form:
        form = place.form or _form_of(deviation, place)
        if any(o.error and o.error.code == how.answers for o in form.outcomes):
            return _unchanged(form)
        return form.claims if how.answers == "" else form.which or form.claims
    if rule is None:
        return ()  # LATE: the claims are those of the step that comes late
    if how.ignores or how.answers is not None:
        answered = place.seen.error if how.answers is None else how.answers or None
        codes = {outcome.error.code if outcome.error else None for outcome in rule.outcomes}
        if answered not in codes:
            kind_is_wrong = (answered is None) not in {code is None for code in codes}
            return rule.claims if kind_is_wrong else rule.which or rule.claims
        if rule.operation is None or how.ignores:
            return rule.claims
    if how.moves is not None:
        if rule.verdict is not Verdict.REJECT:
            return rule.claims
        if rule.guards.get(table.spec.force) is False:
            return *rule.claims, c.REJECTION_CHANGES_NOTHING  # it is done although force is needed
        return _unchanged(rule)
    if how.effects:
        return _effects(rule, [change.field for change in how.effects], place, table)
    counters = tuple(c.COUNTERS_MATCH_EXECUTIONS for m in how.shows if m.member == "counts")
    return counters if len(counters) == len(how.shows) > 0 else (*rule.claims, *counters)


def _form_of(deviation: Deviation, place: _Place) -> RequestRule:
    """The rule that a malformed request before it breaks."""
    before = (rule for rules in place.shown.explanation.rules for rule in rules)
    forms = (r for r in before if isinstance(r, RequestRule) and r.id == deviation.cell)
    return next(forms)


def _unchanged(rule: Rule) -> tuple[Claim, ...]:
    """The claims that a rejected request changes nothing."""
    if isinstance(rule, RequestRule):
        form = (claim for claim in rule.claims if claim not in rule.which)
        return *form, c.REJECTION_CHANGES_NOTHING
    if any(claim is c.VERSION_MISMATCH_CONFLICTS for claim in rule.claims):
        return c.VERSION_MISMATCH_CHANGES_NOTHING, c.REJECTION_CHANGES_NOTHING
    return (c.REJECTION_CHANGES_NOTHING,)


def _effects(rule: Rule, fields: Sequence[str], place: _Place, table: Table) -> tuple[Claim, ...]:
    """The claims about these fields of the record after a step by the rule; if it should not have
    changed them, those about a step that does."""
    if rule.verdict is Verdict.REJECT:
        return _unchanged(rule)
    names = {"reason" if name in ("reason_code", "comment") else name for name in fields}
    found = [claim for effect in rule.does if effect.field in names for claim in effect.claims]
    decided = place.shown.explanation.rules[: place.shown.call]
    own = [n for n, rules in enumerate(decided) if any(one.id == rule.id for one in rules)]
    if own and place.calls[own[-1]].request.status_details is not None:
        # The claim about omitted statusDetails says nothing about a request that gives them.
        found = [claim for claim in found if claim is not c.OMITTED_DETAILS_ARE_KEPT]
    sure = [claim for claim in found if claim.basis is not Basis.UNSPECIFIED]
    if not sure:
        machine, _ = table.operations[place.request.operation]
        others = (
            r for r in table.rules if r.machine == machine and r.verdict is not Verdict.REJECT
        )
        does = (effect for other in others for effect in other.does if effect.field in names)
        sure = [c for e in does for c in e.claims if c.basis is not Basis.UNSPECIFIED]
    return tuple(dict.fromkeys(sure)) or rule.claims


# What no deviation explains.


def _with_unexplained(
    found: Sequence[Finding],
    diagnosis: Diagnosis,
    histories: Sequence[Sequence[Call]],
    table: Table,
) -> Iterator[Finding]:
    """The findings, with more of them. What a rule is to blame for that has a finding already is
    more of the same."""
    known = {cell: index for index, finding in enumerate(found) for cell in finding.cells}
    more: dict[int, list[tuple[int, int]]] = {}
    groups: dict[object, list[tuple[_Place, Rule]]] = {}
    cleared = _cleared(diagnosis, histories, table) if diagnosis.unexplained else ()
    for shown in diagnosis.unexplained:
        place = _Place(shown, histories, table)
        rule = _blamed(place, table, known, cleared)
        if rule.verdict is Verdict.UNSPECIFIED:
            continue  # what follows from a silent rule is nobody's fault
        if rule.id in known:
            more.setdefault(known[rule.id], []).append((shown.history, shown.call))
            continue
        name = rule.operation or f"{rule.machine}.{rule.event}"
        groups.setdefault((name, place.request.operation, place.seen.error), []).append(
            (place, rule)
        )
    for index, finding in enumerate(found):
        yield replace(finding, shown=(*finding.shown, *more.get(index, ())))
    for alike in groups.values():
        alike.sort(key=lambda one: one[0].order)
        place, rule = alike[0]
        at_fault = [(its.id, strongest(_why(one, its, table))) for one, its in alike]
        finding = _finding(place, at_fault, _why(place, rule, table))
        at = tuple((place.shown.history, place.shown.call) for place, _ in alike)
        yield replace(finding, shown=at)


def _blamed(place: _Place, table: Table, known: Container[str], cleared: Container[_After]) -> Rule:
    """The rule that is the likeliest to be at fault.

    For a read with an answer that some status explains, that is a rule that has a finding, or the
    background step that leads to what was seen, or one of the requests since the same read was
    right: one that should have changed what was seen, or may have led there, and after which a read
    has not been right elsewhere (``cleared``). Of several, one that was accepted, about the same
    job or thing, the last.
    """
    if place.form is not None:
        return place.form
    own = place.near.rule if place.near is not None else place.permitted[0].rule
    if place.request.operation not in table.reads:
        return own
    if isinstance(place.request, LISTINGS):
        return own  # each execution is read before it is listed
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
                return rules[rule.id]  # what comes after a fault may come of it
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


_After = tuple[str, str, bool, bool]
"""A read after a request: the rule of the request, the operation of the read, whether both are
about the same job, and whether they are about the same thing."""


def _after(rule: Rule, request: Request, read: Request, on: Mapping[str, Set[str]]) -> _After:
    """``on`` has for each job the things that it is on."""
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


def _cleared(
    diagnosis: Diagnosis, histories: Sequence[Sequence[Call]], table: Table
) -> set[_After]:
    """The reads that were right after a request, wherever that was the last one."""
    found: set[_After] = set()
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
    """The errors that an operation may answer for what a job or an execution is."""
    rules = (rule for rule in table.rules if rule.operation == operation)
    return {o.error.code for rule in rules for o in rule.outcomes if o.error is not None}


def _should_have_changed(rule: Rule, request: Request, place: _Place, table: Table) -> bool:
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


def _is_counted_as_before(rule: Rule, place: _Place) -> bool:
    """Whether the counters of a job have an execution where it was before a step by the rule."""
    near = place.near.answer.response if place.near is not None else None
    seen, source, to = place.seen.response, rule.source, rule.expected.status
    if not isinstance(near, JobDescription) or not isinstance(seen, JobDescription):
        return False
    left = source is None or seen.counts.get(source, 0) > near.counts.get(source, 0)
    fewer = to is not None and seen.counts.get(to, 0) < near.counts.get(to, 0)
    return source != to and left and fewer


def _leads_to(operation: str | None, place: _Place, table: Table) -> bool:
    """Whether the operation, where it is accepted, leads to the status that was seen."""
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


def _step_to(place: _Place, asked: Sequence[tuple[Request, Rule]], table: Table) -> Rule | None:
    """The background step, of none that was asked for, that leads to what was seen."""
    if (rule := _not_removed(place, table)) is not None:
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


def _may_follow(rule: Rule, place: _Place, table: Table) -> bool:
    """Whether the job may have a status from which such a step of its executions follows."""
    jobs = (world.jobs.get(place.request.job_id or "") for world in place.worlds)
    statuses = {job.status for job in jobs if job is not None}
    return any(c.event == rule.event and c.status in statuses for c in table.spec.couplings)


def _not_removed(place: _Place, table: Table) -> Rule | None:
    """The step of a deletion that should have removed an execution that is still there."""
    response, spec = place.seen.response, table.spec
    sources = {permitted.rule.source for permitted in place.permitted}
    if not isinstance(response, ExecutionDescription) or sources != {None}:
        return None
    deleted = any(
        call.request.job_id == place.request.job_id
        and call.answer is not None
        and call.answer.error is None
        and call.request.operation in _deletes(table)
        for call in place.calls[: place.shown.call]
    )
    wanted = [r for r in table.rules if r.event in spec.deletions and r.machine == EXECUTION]
    return next((r for r in wanted if deleted and r.source == response.status), None)


def _not_carried_on(
    place: _Place, asked: Sequence[tuple[Request, Rule]], table: Table
) -> Rule | None:
    """The step of the executions that should have followed from a request about their job, if
    their counters show that it did not."""
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


def _late_step(place: _Place, table: Table) -> Rule:
    """The background step that had not come where something shows."""
    steps = (r for r in table.rules if r.operation is None and r.event in table.spec.due)
    due = [rule for rule in steps if rule.source != rule.expected.status]
    response = place.seen.response
    near = place.near.answer.response if place.near is not None else None
    before = [rule for rules in place.shown.explanation.rules for rule in rules]
    asked = [r for r in before if r.operation not in table.reads and r.expected.error is None]
    last = asked[-1] if asked else None

    def likely(rule: Rule) -> tuple[bool, bool]:
        left = _is_counted_as_before(rule, place)
        if isinstance(response, ExecutionDescription) and isinstance(near, ExecutionDescription):
            left = (rule.source, rule.expected.status) == (response.status, near.status)
        elif isinstance(response, JobDescription) and isinstance(near, JobDescription):
            own = (rule.source, rule.expected.status) == (response.status, near.status)
            left = left or (rule.machine == JOB and own)
        guards = last.guards if last is not None else {}
        fits = all(guards.get(name, value) == value for name, value in rule.guards.items())
        return not left, not fits

    return min(due, key=likely)


def _deletes(table: Table) -> set[str]:
    """The operations by which a job comes to be deleted."""
    return {
        rule.operation
        for rule in table.rules
        if rule.operation
        and rule.machine == JOB
        and any(o.status == table.spec.deleting != rule.source for o in rule.outcomes)
    }


def _why(place: _Place, rule: Rule, table: Table) -> tuple[Claim, ...]:
    """The claims that a step by the rule contradicts, if it is at fault."""
    if any(permitted.rule.id == rule.id for permitted in place.permitted):
        codes = {outcome.error.code if outcome.error else None for outcome in rule.outcomes}
        if place.seen.error not in codes:
            kind_is_wrong = (place.seen.error is None) not in {code is None for code in codes}
            return rule.claims if kind_is_wrong else rule.which or rule.claims
        if place.members == ("counts",):
            return (c.COUNTERS_MATCH_EXECUTIONS,)
        return rule.claims
    if rule.verdict is Verdict.REJECT:
        return _unchanged(rule)
    if "status" in place.members or not place.members:
        return rule.claims
    return _effects(rule, place.members, place, table)
