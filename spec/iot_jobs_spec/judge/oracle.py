"""The oracle: judge an implementation one call at a time.

It holds a belief: all worlds that the implementation may be in. Each request with its answer
narrows the belief; an answer that none of these worlds permits is a divergence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import inf

from .. import claims as c
from ..language.evidence import Basis, Claim, strongest
from ..language.rules import RESPONSE, Rule
from ..model.answers import Answer, ExecutionDescription, JobDescription, listing
from ..model.divergence import CellVerdict, Divergence
from ..model.requests import Request
from ..model.step import Permitted
from ..model.table import TABLE, Table
from ..model.world import World
from .advance import Advance
from .belief import Belief
from .candidates import Asked, different, nearest, permitted_before
from .worlds import worlds

_REASON = {"reason_code": "reason", "comment": "reason"}
"""The members of a response that one effect changes under another name."""


class Oracle:
    """Judges a system by its answers, one request at a time.

    >>> oracle = Oracle()
    >>> oracle.observe(CreateJob("update", ("sensor",)), Answer())
    >>> finding = oracle.observe(DeleteJob("update"), Answer())
    >>> print(finding.verdict, finding.rule.id)
    violates DeleteJob/IN_PROGRESS/!force/!at_limit

    ``world`` is the state of the system at the beginning. With ``lag``, roll-outs, cascades and
    completions may come late (R36, R48, R83), until a call of `settle`; without it, they are
    expected at once. Deletions may always end at once or late (R92), and no device acts without a
    request.

    An oracle is a belief and the judge that advances it. ``copy.copy`` copies it at no cost, for
    example to ask what an answer would mean.
    """

    def __init__(
        self, world: World | None = None, *, lag: bool = False, table: Table = TABLE
    ) -> None:
        start = World.of(table.spec, table.limit) if world is None else world
        self.judge = _judge(table, lag, start.deletion_limit)
        self.belief: Belief = self.judge.knowing(start)
        """Every explanation of what was seen, in factors: n executions cost n."""
        self._number = 0

    @property
    def worlds(self) -> tuple[World, ...]:
        """Every world that explains what was seen.

        They are computed from the belief each time. Each execution that is uncertain doubles their
        number, so with lag there are 2^n after a job of n executions is created. ``order`` numbers
        the executions of each thing by itself. A ``version`` below 0 stands for any version and any
        details: an answer in a cell that is unspecified may have set them to anything.
        """
        found = worlds(self.belief, self.judge.spec, self.judge.limit)
        return tuple(dict.fromkeys(found))

    def observe(self, request: Request, answer: Answer) -> Divergence | None:
        """Take in a request with its answer. Returns None if the spec permits the answer.

        A divergence changes nothing, so that further calls can be judged after it. Its rule is the
        one that should have answered, also where the fault is in an earlier request:
        `judge.diagnose` finds that one in the whole history.
        """
        if isinstance(answer.response, tuple):
            answer = Answer(answer.error, listing(answer.response))
        taken = self.judge.after(self.belief, request, answer, self._number + 1)
        if not taken.belief:
            return _divergence(request, answer, self._permitted(request, answer), self.judge.table)
        self.belief = taken.belief
        self._number += 1
        return None

    def settle(self, *job_ids: str) -> None:
        """All background steps that were due to these jobs, or to every job, have come now."""
        self.belief = self.judge.settled(self.belief, self._number, job_ids)

    def _permitted(self, request: Request, answer: Answer) -> list[Permitted]:
        before = [(joint,) for joint in self.judge.alternatives(self.belief, request)]
        asked = Asked(request, answer, before)
        found = permitted_before(asked, self.judge.table, self.judge.limit)
        return [permitted for _, permitted in found]


@lru_cache(maxsize=16)
def _judge(table: Table, lag: bool, limit: int) -> Advance:
    """The judge of all oracles of a table. It remembers answers, and keeps no history."""
    return Advance(table, settle=inf if lag else 0, limit=limit)


def _divergence(
    request: Request, answer: Answer, permitted: Sequence[Permitted], table: Table
) -> Divergence:
    """The divergence of an answer where only these are permitted."""
    expected = tuple(dict.fromkeys(one.answer for one in permitted))
    near = None
    if answer.error is None and answer.response is not None:
        near = nearest(permitted, answer)
    if near is not None:
        members = different(near.answer.response, answer.response)
        if not isinstance(answer.response, JobDescription | ExecutionDescription):
            members = (RESPONSE,)
        claims = _about(members, near, request, answer, table)
        verdict = CellVerdict.of(strongest(claims))
        return Divergence(
            verdict, near.rule, claims, request, expected, answer, near.answer, members
        )
    # If several rules could have answered, the one with the mildest verdict is taken.
    rules = tuple(dict.fromkeys(one.rule for one in permitted))
    rule = max(rules, key=lambda one: (one.broken_by(answer.error) or Basis.UNSPECIFIED).rank)
    codes = {outcome.error.code if outcome.error else None for outcome in rule.outcomes}
    same_kind = (answer.error is None) in {code is None for code in codes}
    claims = rule.which or rule.claims if same_kind else rule.claims
    verdict = CellVerdict.of(rule.broken_by(answer.error) or Basis.INFERRED)
    rivals = tuple(one for one in rules if one is not rule)
    return Divergence(verdict, rule, claims, request, expected, answer, expected[0], rivals=rivals)


def _about(
    members: tuple[str, ...], near: Permitted, request: Request, answer: Answer, table: Table
) -> tuple[Claim, ...]:
    """The claims that say what these members of the response should be.

    For a member that requests change, such as the version, these are the claims about the effects
    of the rules that lead to the expected status, or of any rule if none of these changes it.
    """
    if members == ("counts",):
        return (c.COUNTERS_MATCH_EXECUTIONS,)
    if {"status", "job_id", "thing_name", RESPONSE}.intersection(members):
        return near.rule.claims
    names = {_REASON.get(member, member) for member in members}
    own = [] if request.is_read else [near.rule]
    its = [rule for rule in table.rules if rule.machine == near.rule.machine]
    shown = near.answer.response
    assert isinstance(shown, JobDescription | ExecutionDescription)
    leading = [
        rule
        for rule in its
        if any(outcome.status == shown.status for outcome in rule.outcomes)
        and rule.guards.get(table.spec.force or "") in (None, shown.force_canceled)
    ]
    for rules in (own, leading, its):
        found = tuple(dict.fromkeys(_effects(rules, names)))
        if _keeps_more(shown, answer):
            found = tuple(claim for claim in found if claim is not c.OMITTED_DETAILS_ARE_KEPT)
        if found:
            return found
    return near.rule.claims


def _effects(rules: Iterable[Rule], names: set[str]) -> Iterator[Claim]:
    for rule in rules:
        for effect in rule.does:
            if effect.field in names:
                yield from (x for x in effect.claims if x.basis is not Basis.UNSPECIFIED)


def _keeps_more(expected: JobDescription | ExecutionDescription, answer: Answer) -> bool:
    """Whether details are shown that should not be there: they do not contradict the claim about
    omitted statusDetails."""
    seen = answer.response
    if not isinstance(seen, ExecutionDescription) or not isinstance(expected, ExecutionDescription):
        return False
    return any(expected.details.get(name) != value for name, value in seen.details.items())
