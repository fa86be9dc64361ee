"""The rules as actions of TLA+: one action for each rule, with the id of the rule as its name."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from ... import effects as e
from ...language.machine import GUARDS
from ...language.rules import Outcome, Rule
from ...machines import COUPLINGS, PENDING, Execution, Job
from ...model.table import Table

WIDTH = 100
SET_OFF = (Execution.roll_out.id, Execution.cascade.id)
BIT_BY_BIT = (*SET_OFF, Execution.remove.id)
"""These are separate steps only if consistency is eventual."""
BY_THING = (
    Execution.start_next.id,
    Execution.list_pending.id,
    Execution.list_executions.id,
)
"""The events that concern the next pending execution of a thing."""
_GUARDS = {
    "at_limit": "AtLimit",
    "all_terminal": "AllTerminal(j)",
    "no_executions": "NoExecutions(j)",
    "job_deleting": "JobDeleting(j)",
}
"""The guards that read the world. The others read the request, which may be any."""


def quoted(status: str | None) -> str:
    """A status as TLA+ writes it."""
    return f'"{status or "ABSENT"}"'


def name_of(rule: Rule) -> str:
    """The name of the action of a rule, for example CancelJob_IN_PROGRESS_not_force."""
    return rule.id.replace("!", "not_").replace("/", "_").replace(".", "_")


def event_name(rule: Rule) -> str:
    """The name of all rules of an event: its operation, or Complete, RollOut and so on."""
    return rule.operation or "".join(part.capitalize() for part in rule.event.split("_"))


def parameters(rule: Rule) -> str:
    return "(j)" if rule.machine == Job.__name__ else "(j, t)"


def comment(text: str, indent: str = "") -> list[str]:
    return wrap(text, WIDTH, initial_indent=indent + r"\* ", subsequent_indent=indent + r"\* ")


def action(rule: Rule) -> str:
    """One rule: its claims as comments, then the action."""
    lines = []
    for claim in dict.fromkeys((*rule.claims, *rule.which)):
        lines += comment(f"{claim.basis.value}: {claim.says} ({claim.name})")
    lines.append(f"{name_of(rule)}{parameters(rule)} ==")
    lines += [f"    /\\ {condition}" for condition in _conditions(rule)]
    lines += _outcomes(rule)
    return "\n".join(lines)


def _conditions(rule: Rule) -> Iterator[str]:
    if rule.machine == Job.__name__:
        yield f"job[j] = {quoted(rule.source)}"
    else:
        if rule.operation is None:
            if rule.event in BIT_BY_BIT:
                yield "~Eager"
            coupled = [quoted(k.status) for k in COUPLINGS if k.event == rule.event]
            yield f"job[j] \\in {{{', '.join(coupled)}}}"
        yield f"execution[j][t] = {quoted(rule.source)}"
        if rule.event in BY_THING:
            yield "ComesNext(j, t)"
    for guard, holds in rule.guards.items():
        # The force of a cascade is the force of its CancelJob.
        asked = "forced[j]" if rule.operation is None and guard == "force" else _GUARDS.get(guard)
        if asked is not None:
            yield asked if holds else f"~{asked}"


def _outcomes(rule: Rule) -> list[str]:
    found: dict[str, list[str]] = {}
    for outcome in rule.outcomes:
        word = "" if outcome.error is None else outcome.error.code
        found.setdefault(_effect(rule, outcome), []).append(word)
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


def _effect(rule: Rule, outcome: Outcome) -> str:
    if outcome.error is not None:
        return "Reject"
    if outcome.status == rule.source:
        return "Stay"
    if rule.machine == Execution.__name__:
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


def choice(rules: list[Rule]) -> str:
    """Any of the rules."""
    return "\n".join(f"    \\/ {name_of(rule)}{parameters(rule)}" for rule in rules)


def becoming(table: Table, event: str, by_force: bool = False) -> str:
    """The new status of an execution with status x, as a CASE; ``by_force`` adds tests of force."""
    cases = []
    for rule in table.rules:
        if rule.machine != Execution.__name__ or rule.event != event:
            continue
        if rule.outcomes[0].status == rule.source:
            continue
        asked = rule.guards.get("force")
        test = ""
        if by_force and asked is not None:
            test = " /\\ force" if asked else " /\\ ~force"
        cases.append(f"x = {quoted(rule.source)}{test} -> {quoted(rule.outcomes[0].status)}")
    if not cases:
        return "    x"
    return "    CASE " + "\n      [] ".join([*cases, "OTHER -> x"])


def comes_before() -> str:
    """The order in which a device gets its pending executions, from the spec."""
    pairs = []
    for at, first in enumerate(PENDING.statuses):
        pairs += [(first, later) for later in PENDING.statuses[at + 1 :]]
    return "\n".join(f"    \\/ x = {quoted(a)} /\\ y = {quoted(b)}" for a, b in pairs)


def guard_words() -> str:
    return "\n".join(
        line
        for guard, words in GUARDS.items()
        if guard not in _GUARDS
        for line in comment(f"{guard}: {words}")
    )
