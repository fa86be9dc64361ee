"""Judge answers by themselves: the HTTP status, and members that no status decides."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from itertools import accumulate
from operator import itemgetter
from typing import NamedTuple

from ..language.evidence import strongest
from ..language.rules import RequestRule
from ..model.answer_forms import AnswerForm, Came, answer_rule, told
from ..model.answers import Answer, Words
from ..model.divergence import CellVerdict
from ..model.requests import CreateJob, DeleteJob
from .advance import Advance
from .belief import numbers
from .explain import after_each, retrace
from .findings import Finding
from .history import Call


class Told(NamedTuple):
    """What the answer of one call shows of one form, right or wrong, in the cell of the rule."""

    call: int
    form: AnswerForm
    rule: RequestRule
    permitted: tuple[str, ...]
    seen: str

    @property
    def is_wrong(self) -> bool:
        return self.seen not in self.permitted


def told_by(calls: Sequence[Call], judge: Advance, retries: bool = False) -> Iterator[Told]:
    """What the answers show, call by call. The ``judge`` knows how often each execution was tried;
    with ``retries`` the service may have retried executions even if no call says so."""
    targets: dict[str, tuple[str, ...]] = {}
    tries = _tries(calls, judge) if judge.full and not retries else None
    retries = retries or any(call.request.config.retries for call in calls)
    for number, call in enumerate(calls):
        request, answer = call.request, call.answer
        if isinstance(request, CreateJob) and (answer is None or answer.error is None):
            # If a job may have been created in several ways, its targets are unknown.
            known = targets.get(request.job_id, request.targets)
            targets[request.job_id] = request.targets if known == request.targets else ()
        elif isinstance(request, DeleteJob) and (answer is None or answer.error is None):
            targets[request.job_id] = ()
        if answer is None:
            continue
        given = targets.get(request.job_id or "", ())
        its = partial(tries, number) if tries else None
        came = Came(request, answer, call.http, call.extra, given, retries, its)
        for form, permitted, seen in told(came):
            rule = answer_rule(form, call.request.operation)
            yield Told(number, form, rule, permitted, seen)


def _tries(calls: Sequence[Call], judge: Advance) -> Callable[[int, str, str, str], frozenset[int]]:
    """The numbers that executions of a job on a thing with a status may have after a call."""
    if not any(call.request.config.retries for call in calls):
        return lambda *_: frozenset({1})
    beliefs = after_each(calls, retrace(calls, judge))

    def known(number: int, job_id: str, thing: str, status: str) -> frozenset[int]:
        found: set[int] = set()
        for joint in beliefs[number] or ():
            shares = joint.shares(job_id)
            if shares is None:
                return frozenset()
            every = (possible for one in shares if one for possible in one.possible(thing))
            found.update(n for possible in every for one in possible for n in numbers(one, status))
        return frozenset(found)

    return known


def wrong_answers(
    histories: Sequence[Sequence[Call]], judge: Advance, retries: Collection[int] = ()
) -> Iterator[Finding]:
    """A finding for each way in which answers are wrong, with the cells of every operation that
    shows it. The permitted and the seen answers are words instead of codes. ``retries`` are the
    histories in which the service may have retried executions."""
    found: dict[object, list[tuple[int, int, int, Told]]] = {}
    for history, calls in enumerate(histories):
        changes = [*accumulate((not call.request.is_read for call in calls), initial=0)]
        for one in told_by(calls, judge, history in retries):
            if one.is_wrong:
                # Which number is wrong differs from one execution to the next.
                key = one.form, *(() if one.form.of_members else (one.permitted, one.seen))
                found.setdefault(key, []).append((changes[one.call], one.call, history, one))
    for alike in found.values():
        alike.sort(key=itemgetter(0, 1, 2))  # what needs the fewest requests first
        _, call, history, first = alike[0]
        bases = {one.rule.id: strongest(one.rule.claims) for *_, one in alike}
        yield Finding(
            CellVerdict.of(min(bases.values(), key=lambda basis: basis.rank)),
            tuple(bases),
            first.rule.claims,
            histories[history][call].request,
            tuple(Answer(Words(one)) for one in first.permitted),
            Answer(Words(first.seen)),
            history,
            call,
            shown=tuple((history, call) for _, call, history, _ in alike),
            bases=tuple(bases.values()),
        )
