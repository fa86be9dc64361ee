"""Rules as actions of TLA+: each rule of the spec is one, under the name of the rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from ... import effects as e
from ...language.guards import (
    AbortReached,
    AllTerminal,
    Continuous,
    Flag,
    Guard,
    JobDeleting,
    LimitReached,
    LostExecution,
    NoExecutions,
    RetriesLeft,
    TimerSet,
)
from ...language.rules import Outcome, Rule
from ...language.spec import Spec
from ...model.requests import OF_THINGS
from ...model.table import Table

WIDTH = 100
"""The longest line of the module."""
GONE = "Gone"
"""The set of what an execution without a record may be, in a profile that extends the core: absent,
or of a kind that says how it was deleted."""
LOST, DELETED = "Lost", "Deleted"
"""These kinds: deleted while it was live, and deleted when it was terminal."""


def quoted(status: str | None) -> str:
    """A status as TLA+ writes it."""
    return f'"{status or "ABSENT"}"'


def name_of(rule: Rule) -> str:
    """The name of a rule's action, for example CancelJob_IN_PROGRESS_not_force."""
    return _word(rule.id.replace("!", "not_").replace("/", "_").replace(".", "_"))


def event_name(rule: Rule) -> str:
    """The name of all rules of an event: its operation, UpdateJobExecution_to_FAILED, or Complete,
    RollOut and so on."""
    return _word(rule.question or camel(rule.event))


def _word(name: str) -> str:
    return name.replace("=", "_to_")


def camel(event: str) -> str:
    """``roll_out`` as ``RollOut``."""
    return "".join(part.capitalize() for part in event.split("_"))


def parameters(rule: Rule, spec: Spec) -> str:
    return "(j)" if rule.machine == spec.job.__name__ else "(j, t)"


def about_the_world(guard: Guard) -> str | None:
    """The formula of a guard about the world; None for one about the request, which may be any."""
    match guard:
        case LimitReached():
            return "AtLimit"
        case AllTerminal():
            return "AllTerminal(j)"
        case NoExecutions():
            return "NoExecutions(j)"
        case JobDeleting():
            return "JobDeleting(j)"
        case Continuous():
            return "Continuous(j)"
        case LostExecution():
            return "ExecutionLost(j)"
        case TimerSet():
            return "TimerSet(j)"
        case RetriesLeft():
            return "RetriesLeft(j)"
        case AbortReached(surely=surely):
            return "AbortDue(j)" if surely else "AbortPossible(j)"
        case _:
            return None


def listed(statuses: Iterable[str], start: str) -> str:
    """A set of statuses after the start of a line, on as many lines as it takes."""
    words = ", ".join(map(quoted, statuses))
    return "\n".join(wrap(f"{start}{{{words}}}", WIDTH, subsequent_indent=" " * (len(start) + 1)))


def comment(text: str, indent: str = "") -> list[str]:
    return wrap(text, WIDTH, initial_indent=indent + r"\* ", subsequent_indent=indent + r"\* ")


def action(rule: Rule, spec: Spec) -> str:
    """One rule: its claims as comments, then the action. A profile that extends the core has many
    rules, so it names their claims only."""
    claims = dict.fromkeys((*rule.claims, *rule.which))
    lines = []
    if spec.extends is not None:
        lines += comment(", ".join(claim.name for claim in claims))
    else:
        for claim in claims:
            lines += comment(f"{claim.basis.value}: {claim.says} ({claim.name})")
    lines.append(f"{name_of(rule)}{parameters(rule, spec)} ==")
    lines += [f"    /\\ {condition}" for condition in _conditions(rule, spec)]
    lines += _outcomes(rule, spec)
    return "\n".join(lines)


def _conditions(rule: Rule, spec: Spec) -> Iterator[str]:
    if rule.machine == spec.job.__name__:
        yield f"job[j] = {quoted(rule.source)}"
    else:
        if rule.operation is None:
            if rule.event in (*spec.consequences, *spec.deletions):
                yield "~Eager"
            coupled = [quoted(k.status) for k in spec.couplings if k.event == rule.event]
            yield f"job[j] \\in {{{', '.join(coupled)}}}"
        if rule.source is None and rule.operation and spec.extends is not None:
            yield f"execution[j][t] \\in {GONE}"
        else:
            yield f"execution[j][t] = {quoted(rule.source)}"
        if rule.operation in OF_THINGS:
            yield "ComesNext(j, t)"
    for name, holds in rule.guards.items():
        guard = spec.guards[name]
        asked = about_the_world(guard)
        if rule.operation is None and isinstance(guard, Flag):
            asked = "forced[j]"  # the force of the cancel that causes the step
        if asked is not None:
            yield asked if holds else f"~{asked}"


def _outcomes(rule: Rule, spec: Spec) -> list[str]:
    found: dict[str, list[str]] = {}
    for outcome in rule.outcomes:
        word = "" if outcome.error is None else outcome.error.code
        found.setdefault(_effect(rule, outcome, spec), []).append(word)
    lines: list[str] = []
    for effect, words in found.items():
        bullet = "    /\\ " if len(found) == 1 else "       \\/ " if lines else "    /\\ \\/ "
        codes = " or ".join(word for word in words if word)
        line = f"{bullet}{effect}" + (f"  \\* {codes}" if codes else "")
        if len(line) > WIDTH:
            lines += comment(codes, indent=" " * (len(bullet) - 3))
            line = f"{bullet}{effect}"
        lines.append(line)
    return lines


def _effect(rule: Rule, outcome: Outcome, spec: Spec) -> str:
    if outcome.error is not None:
        return "Reject"
    if outcome.status == rule.source:
        return "Stay"
    if rule.machine == spec.execution.__name__:
        if outcome.status is None and e.STAYS_DELETED in rule.does:
            kind = LOST if rule.source in spec.live else DELETED
            return f"ExecutionBecomes(j, t, {kind})"
        return f"ExecutionBecomes(j, t, {quoted(outcome.status)})"
    if outcome.status is None:
        return "JobEnds(j)"
    force = "TRUE" if e.JOB_FLAGGED in rule.does else "FALSE"
    return f"JobBecomes(j, {quoted(outcome.status)}, {force})"


def moves(rule: Rule) -> bool:
    """Whether the rule can change anything."""
    return any(o.error is None and o.status != rule.source for o in rule.outcomes)


def by_event(table: Table) -> dict[str, list[Rule]]:
    """The rules of each event, by its name, in the order of the spec."""
    found: dict[str, list[Rule]] = {}
    for rule in table.rules:
        found.setdefault(event_name(rule), []).append(rule)
    return found


def choice(rules: list[Rule], spec: Spec) -> str:
    """The disjunction of the rules."""
    return "\n".join(f"    \\/ {name_of(rule)}{parameters(rule, spec)}" for rule in rules)


def becoming(table: Table, event: str) -> str:
    """The status of an execution with status x after a background step, as the definition of a
    function. If it depends on a flag of the causing request, ``force`` is a parameter. No job has
    retries here."""
    spec = table.spec
    flags = _flags(spec)
    machine = spec.execution.__name__
    rules = [
        rule
        for rule in table.rules
        if (rule.machine, rule.event) == (machine, event) and e.RETRIED not in rule.does
    ]
    cases = []
    for rule in rules:
        if rule.expected.status == rule.source:
            continue
        asked = next((holds for name, holds in rule.guards.items() if name in flags), None)
        test = "" if asked is None else " /\\ force" if asked else " /\\ ~force"
        cases.append(f"x = {quoted(rule.source)}{test} -> {quoted(rule.expected.status)}")
    head = f"After{camel(event)}{'(x, force)' if takes_force(event, spec) else '(x)'} ==\n"
    if not cases:
        return f"{head}    x"
    return f"{head}    CASE " + "\n      [] ".join([*cases, "OTHER -> x"])


def takes_force(event: str, spec: Spec) -> bool:
    """Whether a step of executions depends on a flag of the causing request."""
    return any(_flags(spec) & {*rule.guards} for rule in spec.rules_of(spec.execution, event))


def _flags(spec: Spec) -> set[str]:
    return {name for name, guard in spec.guards.items() if isinstance(guard, Flag)}


def comes_before(spec: Spec) -> str:
    """The order in which a device gets its pending executions."""
    statuses = spec.pending.statuses
    pairs = [(a, b) for at, a in enumerate(statuses) for b in statuses[at + 1 :]]
    return "\n".join(f"    \\/ x = {quoted(a)} /\\ y = {quoted(b)}" for a, b in pairs)


def guard_words(spec: Spec) -> str:
    """The guards about the request, as comments."""
    return "\n".join(
        line
        for name, guard in spec.guards.items()
        if about_the_world(guard) is None
        for line in comment(f"{name}: {guard.says}")
    )
