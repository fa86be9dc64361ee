"""Choose one answer where the spec permits several: by configured choices, or by injected faults.

The first value of a choice is its default, with two exceptions: see `_without_deletion` and
`_default`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from random import Random

from .. import effects as e
from ..errors import INVALID_REQUEST, RESOURCE_NOT_FOUND
from ..language.rules import RequestRule, Rule, Verdict
from ..machines import CORE
from ..model.answers import Answer, ExecutionDescription, JobDescription, Masked
from ..model.background import BackgroundStep
from ..model.choices import (
    ABORT,
    ACCEPT,
    AT_ONCE,
    BUMP,
    COMPACT,
    COMPLETES,
    CUT_OFF,
    DELETION_TIMER,
    DETAILS,
    DEVICE_DOCUMENT,
    EARLY,
    EMPTY_COMPLETES,
    ENDED,
    EXECUTION_ORDER,
    FLAG,
    GRADUAL,
    JSON_DOCUMENT,
    LATEST_UPDATE_FIRST,
    LIST_ORDER,
    MERGE,
    NEWEST_FIRST,
    START_NEXT_TIMER,
    TIME_OUT_BUMP,
    TRIES,
    VALIDATION_FIRST,
    YES,
    Choice,
    offered,
    quota_of,
    rules_of_cells,
)
from ..model.constraints import Fit, judge
from ..model.guards import is_reached_by_ended
from ..model.profiles import CORE as CORE_PROFILE
from ..model.profiles import table_of
from ..model.requests import (
    DescribeJob,
    GetPendingJobExecutions,
    Request,
    StartNextPendingJobExecution,
)
from ..model.step import Permitted
from ..model.world import ExecutionRecord, JobRecord, World
from .problems import Problem


@cache
def _without_deletion(profile: str) -> Mapping[str, str]:
    """The error that a request for a job in deletion would get without the deletion, by the choice
    of its rule, where the sources say nothing and the request would be rejected.

    The spec expects success first there, which would change nothing.
    """
    rules, found = table_of(profile).rules, {}
    for rule in rules:
        if rule.verdict is not Verdict.UNSPECIFIED or not rule.law:
            continue
        kept = {guard: holds for guard, holds in rule.guards.items() if guard != rule.law}
        without = next(
            one.expected.error
            for one in rules
            if (one.question, one.source, one.law) == (rule.question, rule.source, "")
            and all(one.guards.get(guard, holds) == holds for guard, holds in kept.items())
        )
        if without in {outcome.error for outcome in rule.outcomes if outcome.error}:
            assert without is not None
            found[rule.id] = without.code
    return found


class BadChoice(ValueError):
    """An assignment names no choice, or a value that the choice does not have.

    The message is one line that says what would be valid.
    """


class Choices:
    """The value of every choice of a profile; ``assignments`` replace defaults. Raises `BadChoice`.
    A string is one assignment.

    ``VERSION_MAY_GROW=no`` makes one choice. A name may end before a slash:
    ``CancelJobExecution=InvalidStateTransitionException`` makes every choice whose name starts with
    ``CancelJobExecution/`` and which has that value.
    """

    def __init__(self, assignments: Iterable[str] = (), profile: str = CORE_PROFILE) -> None:
        choices = offered(profile)
        self._profile = profile
        assigned: dict[str, str] = {}
        for assignment in (assignments,) if isinstance(assignments, str) else assignments:
            assigned.update(_assigned(assignment, choices))
        at_once = assigned.get(CUT_OFF, AT_ONCE) == AT_ONCE
        defaults = {
            name: _without_deletion(profile).get(name) or _default(choice, at_once)
            for name, choice in choices.items()
        }
        self._values = defaults | assigned
        self.made = {name: v for name, v in assigned.items() if v != defaults[name]}
        """The choices that differ from their defaults."""
        self._bump, self._flag = self[BUMP] == YES, self[FLAG] == YES
        self.gradual = self[GRADUAL] == YES
        """Whether a deletion takes time, during which the job is DELETION_IN_PROGRESS."""

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def pick(self, world: World, request: Request, permitted: tuple[Permitted, ...]) -> Permitted:
        """Choose one of the answers that the spec permits."""
        if len(permitted) == 1:
            return self._with_quota(world, permitted[0])
        left = _with_cut_off(request, permitted, self.cuts_off_at_once)
        malformed = [p for p in left if isinstance(p.rule, RequestRule)]
        if malformed:
            left = [p for p in left if p not in malformed]
            if not left or self._rejects_as_malformed(request):
                return malformed[0]
        if isinstance(request, DescribeJob) and len(left) > 1:
            return max(left, key=_counted) if self[TRIES] == YES else left[0]
        rule = left[0].rule
        if len(rule.outcomes) > 1:
            name = (
                rule.id if rule.id in self._values else rules_of_cells(self._profile).get(rule.id)
            )
            chosen = [p for p in left if name and (p.answer.error or ACCEPT) == self[name]]
            left = chosen or left  # a malformed request may exclude the chosen outcome
        return self._with_quota(world, left[-1 if self[DETAILS] == MERGE else 0])

    def concrete(self, record: ExecutionRecord, rule: Rule | None = None) -> ExecutionRecord:
        """The record with its version and its flag fixed, where the spec and its ``rule`` leave
        them open."""
        if record.force_canceled is not None and not record.may_be_bumped:
            return record
        timed_out = rule is not None and e.TIME_OUT_MAY_BUMP in rule.does
        bump = self[TIME_OUT_BUMP] == YES if timed_out else self._bump
        version = record.version + (1 if record.may_be_bumped and bump else 0)
        flag = self._flag if record.force_canceled is None else record.force_canceled
        return record._replace(version=version, may_be_bumped=False, force_canceled=flag)

    def sets_timer(self, rule: Rule) -> bool:
        """Whether a request that gives a step timer sets it, by this rule."""
        if e.STEP_TIMER_MAY_BE_SET in rule.does:
            return self[START_NEXT_TIMER] == YES
        return e.STEP_TIMER_SET in rule.does

    def takes(self, step: BackgroundStep, job: JobRecord) -> bool:
        """Whether to take a background step of the job, which may come or not."""
        if _cites(step.rule, COMPLETES):
            return self[COMPLETES if job.executions else EMPTY_COMPLETES] == YES
        if _cites(step.rule, ABORT):
            return self[ABORT] == EARLY or (
                self[ABORT] == ENDED and is_reached_by_ended(job, table_of(self._profile).spec)
            )
        return True

    @property
    def cuts_off_at_once(self) -> bool:
        """Whether the deletion of a job hides its executions from devices from the start."""
        return self[CUT_OFF] == AT_ONCE

    @property
    def lists_newest_first(self) -> bool:
        """Whether listings that are in no documented order begin with the newest entry."""
        return self._values.get(LIST_ORDER, NEWEST_FIRST) == NEWEST_FIRST

    @property
    def lists_latest_update_first(self) -> bool:
        """Whether the executions of a job are listed by their latest update."""
        return self._values.get(EXECUTION_ORDER) == LATEST_UPDATE_FIRST

    @property
    def compacts_documents(self) -> bool:
        """Whether devices get documents as JSON without spaces."""
        return self._values.get(DEVICE_DOCUMENT) == COMPACT

    @property
    def requires_json(self) -> bool:
        """Whether the document of a job must be JSON."""
        return self._values.get(JSON_DOCUMENT, ACCEPT) != ACCEPT

    @property
    def timers_outlast_deletion(self) -> bool:
        """Whether a timer runs out while its job is being deleted."""
        return self[DELETION_TIMER] == YES

    def _rejects_as_malformed(self, request: Request) -> bool:
        """Whether to reject a request that breaks a constraint, or that one reading of a
        constraint excludes."""
        fit, unmet = judge(request)
        if fit is Fit.BROKEN:
            return self[VALIDATION_FIRST] == YES
        return any(self[constraint.name] == INVALID_REQUEST.code for constraint in unmet)

    def _with_quota(self, world: World, chosen: Permitted) -> Permitted:
        """The answer, or the error of a quota that is chosen to be exhausted."""
        rule = chosen.rule
        if chosen.answer.error is None:
            for name, code in quota_of(rule).items():
                if self[name] == YES:
                    return Permitted(Answer(code), world, rule)
        return chosen


def _assigned(assignment: str, choices: Mapping[str, Choice]) -> dict[str, str]:
    """The choices that ``NAME=VALUE`` makes. Raises `BadChoice`."""
    name, _, value = assignment.rpartition("=")
    named = _named(name, choices)
    if name and named:
        made = {
            choice.name: known
            for choice in named
            for known in choice.values
            if _plain(known) == _plain(value)
        }
        if made:
            return made
        raise BadChoice(f"{name} cannot be {value!r}: it is one of {_values_of(named)}")
    if without_value := _named(assignment, choices):
        raise BadChoice(
            f"{assignment} needs a value, {assignment}=VALUE: one of {_values_of(without_value)}"
        )
    raise BadChoice(
        f"no choice {(name or assignment)[:80]!r}: {_hint(name or assignment, choices)}"
    )


def _named(name: str, choices: Mapping[str, Choice]) -> list[Choice]:
    """The choices with this name, or with this beginning before a slash, in any spelling."""
    start = f"{_plain(name)}/"
    return [choice for choice in choices.values() if f"{_plain(choice.name)}/".startswith(start)]


def _plain(name: str) -> str:
    """What all spellings of a name or a value share."""
    return name.strip().replace("-", "_").casefold()


def _values_of(choices: Iterable[Choice]) -> str:
    return ", ".join(dict.fromkeys(value for choice in choices for value in choice.values))


def _hint(name: str, choices: Mapping[str, Choice]) -> str:
    """The names, or beginnings of names, that may have been meant."""
    parts = [known.split("/") for known in choices]
    beginnings = ["/".join(each[:size]) for each in parts for size in range(1, len(each) + 1)]
    by_key = {known.casefold(): known for known in beginnings}
    near = get_close_matches(name.replace("-", "_").casefold(), by_key, n=2, cutoff=0.75)
    meant = f"did you mean {' or '.join(by_key[key] for key in near)}? " if near else ""
    return f"{meant}`iot-jobs-spec serve --choices` lists every NAME=VALUE"


def _default(choice: Choice, at_once: bool) -> str:
    """The value of a choice that nobody makes: the first one. Unless a deletion cuts devices off
    ``at_once``, an update gets the answer that it would get without the deletion."""
    if at_once or choice.name == CUT_OFF or all(k.name != CUT_OFF for k in choice.claims):
        return choice.values[0]
    own = [value for value in choice.values if value != RESOURCE_NOT_FOUND.code]
    return ACCEPT if ACCEPT in own else own[0]


class Faults:
    """Reject a random ``share`` of requests, 0 to 1, with an error that may answer any request.

    ``Faults(0.1)`` rejects one request in ten with ThrottlingException or
    ServiceUnavailableException (R27).
    """

    def __init__(self, share: float = 0.0, seed: int | None = None) -> None:
        self.share = share
        self._random = Random(seed)
        self._codes = [limit.error.code for limit in CORE.allowances if limit.event is None]

    def inject(self) -> None:
        """Raise `Problem` if this request is to fail. Call it before the request has any effect."""
        if self.share and self._random.random() < self.share:
            code = self._random.choice(self._codes)
            raise Problem(code, "Injected fault: try again")


def _cites(rule: Rule, name: str) -> bool:
    return any(claim.name == name for claim in rule.claims)


def _with_cut_off(
    request: Request, permitted: Sequence[Permitted], at_once: bool
) -> list[Permitted]:
    """The answers in which the deletion of a job hides its executions from devices ``at_once``, or
    only at its end (A21)."""
    accepted = [p for p in permitted if p.answer.error is None]
    rejected = [p for p in permitted if p.answer.error is not None]
    if isinstance(request, GetPendingJobExecutions):
        sizes = [_size(p.answer) for p in accepted]
        size = (min if at_once else max)(sizes, default=0)
        return [p for p, n in zip(accepted, sizes, strict=True) if n == size] + rejected
    if isinstance(request, StartNextPendingJobExecution):
        started = [_started_job(p.answer) for p in accepted]
        # `step` lists first the execution that a device gets if deletions hide theirs at once.
        wanted = started[:1] if at_once else started[-1:]
        return [p for p, job in zip(accepted, started, strict=True) if job in wanted] + rejected
    return list(permitted)


def _counted(permitted: Permitted) -> int:
    """How many executions a description of a job counts."""
    response = permitted.answer.response
    shown = response.right if isinstance(response, Masked) else response
    return sum(shown.counts.values()) if isinstance(shown, JobDescription) else 0


def _size(answer: Answer) -> int:
    """How many executions a listing has."""
    return len(answer.response) if isinstance(answer.response, tuple) else 0


def _started_job(answer: Answer) -> str | None:
    """The job whose execution a device starts; None if there is nothing to start."""
    response = answer.response
    return response.job_id if isinstance(response, ExecutionDescription) else None
