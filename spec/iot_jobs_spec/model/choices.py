"""Choices: the answers and effects that the spec leaves open, each with its possible values.

A choice among the outcomes of a rule has the id of the rule as its name; another choice has the
name of the effect, the claim or the constraint that leaves it open. The reference server makes
choices, and the checker reports the choices of an implementation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from .. import claims as c
from .. import effects as e
from ..errors import INVALID_REQUEST, RESOURCE_NOT_FOUND
from ..language.evidence import Claim
from ..language.rules import ABSENT, Rule
from ..language.spec import Spec
from .constraints import CONSTRAINTS, RANGES, Range
from .profiles import CORE, FULL, table_of
from .table import TABLE, Table
from .wire import member_name

ACCEPT = "accept"
YES, NO = "yes", "no"
VALIDATION_FIRST = c.WHETHER_VALIDATION_COMES_FIRST.name
CUT_OFF = c.WHEN_DEVICES_ARE_CUT_OFF.name
AT_ONCE, IN_THE_END = "at-once", "in-the-end"
GRADUAL = c.DELETION_IS_GRADUAL.name
BUMP, FLAG, DETAILS = (x.name for x in (e.VERSION_MAY_GROW, e.MAY_BE_FLAGGED, e.DETAILS_TAKEN))
MERGE, REPLACE = "merge", "replace"
DEVICE_DOCUMENT, AS_GIVEN, COMPACT = "DEVICE_DOCUMENT", "as-given", "compact"
LIST_ORDER, NEWEST_FIRST, OLDEST_FIRST = "LIST_ORDER", "newest-first", "oldest-first"
QUEUED_FIRST, LATEST_UPDATE_FIRST = "queued-first", "latest-update-first"
EXECUTION_ORDER = "EXECUTION_ORDER"
SURELY, ENDED, EARLY = "in-every-reading", "of-ended-executions", "in-any-reading"
JSON_DOCUMENT = "JSON_DOCUMENT"
TARGET, THING = c.WHICH_BAD_TARGET_ERROR.name, "UNKNOWN_THING"
TIME_OUT_BUMP, START_NEXT_TIMER = e.TIME_OUT_MAY_BUMP.name, e.STEP_TIMER_MAY_BE_SET.name
DELETION_TIMER = c.WHETHER_TIMER_OUTLASTS_DELETION.name
COMPLETES, EMPTY_COMPLETES = (
    x.name for x in (c.WHETHER_DELETION_COMPLETES, c.WHETHER_EMPTY_JOB_COMPLETES)
)
ABORT, TRIES = (x.name for x in (c.WHICH_EXECUTIONS_COUNT_FOR_ABORT, c.COUNTERS_MAY_COUNT_TRIES))
TERMINAL, TERMINAL_STATE = c.WHETHER_DEVICE_READS_TERMINAL.name, "TerminalStateException"


@dataclass(frozen=True, slots=True)
class Choice:
    """One open question. ``does`` has its possible values, the usual one first, each with what a
    system does that chose it: "accepts CancelJob"."""

    name: str
    does: Mapping[str, str]
    says: str
    claims: tuple[Claim, ...] = ()

    @property
    def values(self) -> tuple[str, ...]:
        """The possible values, the usual one first."""
        return tuple(self.does)

    def words(self, value: str) -> str:
        """What a system does that chose the value, which may also be another error code."""
        return self.does.get(value) or f"answers {value}"


def _answering(what: str, *values: str) -> Mapping[str, str]:
    """What the values do that are answers: `ACCEPT` and error codes."""
    return {v: f"accepts {what}" if v == ACCEPT else f"answers {v} to {what}" for v in values}


def quota_of(rule: Rule, spec: Spec = TABLE.spec) -> Mapping[str, str]:
    """The choice and the error of each quota that may reject a request which the rule accepts."""
    return {
        f"{rule.operation}/{limit.source or ABSENT}/{limit.error.code}": limit.error.code
        for limit in spec.allowed(rule.machine, rule.event, rule.source)
        if limit.event is not None
    }


@cache
def offered(profile: str = CORE) -> Mapping[str, Choice]:
    """Every choice of a profile by its name."""
    table = table_of(profile)
    found = [*_of_rules(table), *_of_effects()]
    if table.spec.extends is not None:
        found += _of_life()
    return {choice.name: choice for choice in found}


def _of_rules(table: Table) -> Iterable[Choice]:
    for rule in table.rules:
        if len(rule.outcomes) > 1:
            does = _answering(str(rule.operation), *_values(rule))
            yield Choice(rule.id, does, rule.claims[0].says, (*rule.claims, *rule.which))
    for rule in table.rules:
        for limit in table.spec.allowed(rule.machine, rule.event, rule.source):
            if limit.event is not None:
                for name, code in quota_of(rule, table.spec).items():
                    answers = _answering(str(rule.operation), ACCEPT, code)
                    does = {NO: answers[ACCEPT], YES: answers[code]}
                    yield Choice(name, does, limit.claims[0].says, limit.claims)


def _of_effects() -> Iterable[Choice]:
    bump = {YES: "raises versionNumber by one", NO: "leaves versionNumber as it is"}
    flag = {YES: "sets forceCanceled to true", NO: "leaves forceCanceled false"}
    details = {
        REPLACE: "replaces the stored statusDetails by the given ones",
        MERGE: "merges the given statusDetails into the stored ones",
    }
    cut_off = {
        AT_ONCE: "hides executions from their devices as soon as the job is being deleted",
        IN_THE_END: "shows executions to their devices until the deletion removes them",
    }
    gradual = {
        YES: "removes the job some time after DeleteJob has answered",
        NO: "has removed the job when DeleteJob answers",
    }
    order = {
        YES: f"answers {INVALID_REQUEST.code} to a malformed request about what does not exist",
        NO: f"answers {RESOURCE_NOT_FOUND.code} to a malformed request about what does not exist",
    }
    for effect, does in (
        (e.VERSION_MAY_GROW, bump),
        (e.MAY_BE_FLAGGED, flag),
        (e.DETAILS_TAKEN, details),
    ):
        yield Choice(effect.name, does, effect.says, effect.claims)
    for claim, does in (
        (c.WHEN_DEVICES_ARE_CUT_OFF, cut_off),
        (c.DELETION_IS_GRADUAL, gradual),
        (c.WHETHER_VALIDATION_COMES_FIRST, order),
    ):
        yield Choice(claim.name, does, claim.says, (claim,))
    for constraint in CONSTRAINTS:
        if constraint.sure is not None:
            member, _, part = constraint.member.partition(".")
            one = f"a value of {member_name(member)}" if part else f"a {member_name(member)}"
            what = f"{one} with characters that only some readings of its pattern allow"
            answers = _answering(what, ACCEPT, INVALID_REQUEST.code)
            yield Choice(constraint.name, answers, constraint.claims[0].says, constraint.claims)
    yield Choice(
        TARGET,
        _answering("a target that names no thing", RESOURCE_NOT_FOUND.code, INVALID_REQUEST.code),
        c.WHICH_BAD_TARGET_ERROR.says,
        (c.WHICH_BAD_TARGET_ERROR,),
    )
    yield Choice(
        THING,
        _answering("a device whose thing does not exist", ACCEPT, RESOURCE_NOT_FOUND.code),
        "A device whose thing does not exist may get an empty list, or be rejected.",
    )


def _of_life() -> Iterable[Choice]:
    """The choices that only the profile `full` has."""
    bump = {
        YES: "raises versionNumber when an execution becomes TIMED_OUT",
        NO: "leaves versionNumber as it is when an execution becomes TIMED_OUT",
    }
    timer = {
        YES: "lets StartNextPendingJobExecution set the timer of an execution that has started",
        NO: "ignores stepTimeoutInMinutes of an execution that has started",
    }
    outlasts = {
        YES: "lets timers run out while the job is being deleted",
        NO: "stops the timers of a job that is being deleted",
    }
    deletion = {
        YES: "completes a job whose last unfinished execution is deleted",
        NO: "leaves a job IN_PROGRESS whose last unfinished execution is deleted",
    }
    empty = {
        YES: "completes a job that has no execution left",
        NO: "leaves a job IN_PROGRESS that has no execution left",
    }
    abort = {
        SURELY: "aborts a job once its criteria are met in every reading of the documents",
        ENDED: "aborts a job once its criteria are met by all executions that have ended",
        EARLY: "aborts a job once its criteria are met in any reading of the documents",
    }
    tries = {
        NO: "counts things in jobProcessDetails",
        YES: "counts executions in jobProcessDetails, also those that were tried again",
    }
    order = {NEWEST_FIRST: "lists the newest entry first", OLDEST_FIRST: "lists the oldest first"}
    executions = {
        QUEUED_FIRST: "lists the executions of a job in the order in which they were queued",
        LATEST_UPDATE_FIRST: "lists the execution of a job first that was updated last",
    }
    document = {
        AS_GIVEN: "gives devices the document as CreateJob got it",
        COMPACT: "gives devices the document as JSON without spaces",
    }
    for effect, does in ((e.TIME_OUT_MAY_BUMP, bump), (e.STEP_TIMER_MAY_BE_SET, timer)):
        yield Choice(effect.name, does, effect.says, effect.claims)
    for claim, does in (
        (c.WHETHER_TIMER_OUTLASTS_DELETION, outlasts),
        (c.WHETHER_DELETION_COMPLETES, deletion),
        (c.WHETHER_EMPTY_JOB_COMPLETES, empty),
        (c.WHICH_EXECUTIONS_COUNT_FOR_ABORT, abort),
        (c.COUNTERS_MAY_COUNT_TRIES, tries),
    ):
        yield Choice(claim.name, does, claim.says, (claim,))
    yield Choice(
        TERMINAL,
        _answering("a device's read of an execution that is over", ACCEPT, TERMINAL_STATE),
        c.WHETHER_DEVICE_READS_TERMINAL.says,
        (c.WHETHER_DEVICE_READS_TERMINAL,),
    )
    yield Choice(
        LIST_ORDER,
        order,
        "Listings of jobs, and of the executions of a thing, may be in any order: no document "
        "promises one.",
    )
    yield Choice(
        EXECUTION_ORDER,
        executions,
        "Listings of the executions of a job may be in any order: no document promises one.",
    )
    yield Choice(
        DEVICE_DOCUMENT,
        document,
        "A device may get the document of a job as it was given, or as JSON without spaces: no "
        "document says which.",
    )
    yield Choice(
        JSON_DOCUMENT,
        _answering("a document that is no JSON", ACCEPT, INVALID_REQUEST.code),
        "CreateJob may accept a document that is no JSON, or reject it: no document says which.",
    )
    for unclear in RANGES:
        if unclear.unclear:
            what = f"a {_member(unclear)} of which the documents do not say whether it is valid"
            answers = _answering(what, ACCEPT, INVALID_REQUEST.code)
            yield Choice(unclear.name, answers, unclear.claims[0].says, unclear.claims)


def _member(one: Range) -> str:
    """The member of a range, as AWS names it: ``numberOfRetries``."""
    return one.where.rpartition(".")[2] or member_name(one.member)


def _values(rule: Rule) -> tuple[str, ...]:
    return tuple(o.error.code if o.error else ACCEPT for o in rule.outcomes)


@cache
def rules_of_cells(profile: str) -> Mapping[str, str]:
    """The id of the rule that answers each cell. Choices have the names of these rules, while a
    table with deviations has a rule for each cell."""
    return {cell.id: cell.rule.id for cell in table_of(profile).cells()}


@cache
def every_choice() -> Mapping[str, Choice]:
    """Every choice of any profile by its name: `full` has those of the core too."""
    return offered(FULL)
