"""Malformed requests: the service must reject them, and they must change nothing."""

from __future__ import annotations

from ..language.rules import ABSENT, RequestRule, Rule
from ..model.answers import Answer
from .advance import Advance, Taken
from .belief import Belief, once
from .history import SERVER_ERROR, Call
from .steps import Span
from .worlds import worlds

FINAL = "raw/FINAL_STATUS/"
"""How the events of forms about executions in one status begin; the status follows."""


def of_a_form(
    call: Call,
    form: RequestRule,
    advance: Advance,
    belief: Belief,
    number: int,
    only: Rule | None,
    span: Span,
) -> Taken:
    """The belief after a call that breaks ``form``; ``call.request`` is the well-formed request
    that it was made from. Empty if the answer is no rejection and no deviation explains it."""
    if only is not None and only.id != form.id:
        return Taken((), ())
    if call.answer is None:
        return Taken(belief, ())
    if form.event.startswith(FINAL) and not _is_over(call, form, advance, belief):
        request = call.request
        return Taken(advance.forget(belief, request.job_id, request.thing_name), ())
    taken_so = advance.table.forms.get(form.id, frozenset())
    if is_rejection(call.answer, call.http, form):
        if taken_so.isdisjoint(o.error.code for o in form.outcomes if o.error):
            return Taken(belief, (form,))
    elif not taken_so:
        return Taken((), ())
    taken = advance.after(belief, call.request, None, number, None, span)
    return Taken(once((*belief, *taken.belief)), (form,))


def _is_over(call: Call, form: RequestRule, advance: Advance, belief: Belief) -> bool:
    """Whether the execution may have the status that the form is about, or may not be there."""
    request, spec = call.request, advance.spec
    job_id, thing = request.job_id or "", request.thing_name or ""
    status = form.event.removeprefix(FINAL)
    its = worlds(belief, spec, spec.limit.value, [job_id], thing)
    records = (world.execution(job_id, thing) for world in its)
    return any((record.status if record else ABSENT) == status for record in records)


def is_rejection(answer: Answer, http: int | None, form: RequestRule) -> bool:
    """Whether the answer is a rejection that the form permits. No document says which error answers
    an unreadable request, so every HTTP 4xx is permitted there."""
    codes = {outcome.error.code for outcome in form.outcomes if outcome.error}
    if answer.error is None or answer.error in codes:
        return answer.error is not None
    return form.any_rejection and (http is None or http < SERVER_ERROR)
