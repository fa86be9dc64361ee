"""Judge answers by themselves: the HTTP status, and members that do not depend on the world."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from ..language.evidence import strongest
from ..language.rules import RequestRule
from ..model.answer_forms import AnswerForm, Came, answer_rule, told
from ..model.answers import Answer, Words
from ..model.divergence import CellVerdict
from ..model.requests import CreateJob, DeleteJob
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


def told_by(calls: Sequence[Call], retries: bool = False) -> Iterator[Told]:
    """What the answers show, call by call. ``retries``: the service may have retried executions,
    even if no call says so."""
    targets: dict[str, tuple[str, ...]] = {}
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
        came = Came(request, answer, call.http, call.extra, given, retries)
        for form, permitted, seen in told(came):
            rule = answer_rule(form, call.request.operation)
            yield Told(number, form, rule, permitted, seen)


def wrong_answers(
    histories: Sequence[Sequence[Call]], retries: Collection[int] = ()
) -> Iterator[Finding]:
    """A finding for each way in which answers are wrong, with the cells of every operation that
    shows it. The permitted and the seen answers are words instead of codes. ``retries`` are the
    histories in which the service may have retried executions."""
    found: dict[object, list[tuple[int, int, Told]]] = {}
    for history, calls in enumerate(histories):
        for one in told_by(calls, history in retries):
            if one.is_wrong:
                key = one.form, one.permitted, one.seen
                found.setdefault(key, []).append((one.call, history, one))
    for alike in found.values():
        alike.sort(key=lambda one: one[:2])
        call, history, first = alike[0]
        bases = {one.rule.id: strongest(one.rule.claims) for _, _, one in alike}
        yield Finding(
            CellVerdict.of(min(bases.values(), key=lambda basis: basis.rank)),
            tuple(bases),
            first.rule.claims,
            histories[history][call].request,
            tuple(Answer(Words(one)) for one in first.permitted),
            Answer(Words(first.seen)),
            history,
            call,
            shown=tuple((one[1], one[0]) for one in alike),
            bases=tuple(bases.values()),
        )
