"""Rows as actions of TLA+: each row of the page is one, under the row's name."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from ... import effects as e
from ...language.machine import GUARDS
from ...language.rules import Outcome, Row
from ...machines import COUPLINGS, PENDING, Execution, Job
from ...model.table import Table

WIDTH = 100
CASCADES = (Execution.roll_out.id, Execution.sweep.id)
BIT_BY_BIT = (*CASCADES, Execution.vanish.id)
"""What is a step of its own only where consistency is eventual."""
BY_THING = (
    Execution.start_next.id,
    Execution.list_pending.id,
    Execution.list_executions.id,
)
"""The events that are about whatever is pending for a thing."""
_GUARDS = {
    "crowded": "Crowded",
    "settled": "Settled(j)",
    "empty": "Empty(j)",
    "deleting": "Deleting(j)",
}
"""The guards that ask about the world. The others ask about the request, which may be any."""


def quoted(status: str | None) -> str:
    """A status as TLA+ writes it."""
    return f'"{status or "ABSENT"}"'


def name_of(row: Row) -> str:
    """The name of a row's action, for example CancelJob_IN_PROGRESS_not_force."""
    return row.id.replace("!", "not_").replace("/", "_").replace(".", "_")


def event_name(row: Row) -> str:
    """The name of all rows of an event: its operation, or Complete, RollOut and so on."""
    return row.operation or "".join(part.capitalize() for part in row.event.split("_"))


def parameters(row: Row) -> str:
    return "(j)" if row.machine == Job.__name__ else "(j, t)"


def comment(text: str, indent: str = "") -> list[str]:
    return wrap(text, WIDTH, initial_indent=indent + r"\* ", subsequent_indent=indent + r"\* ")


def action(row: Row) -> str:
    """One row: its claims as comments, then the action."""
    lines = []
    for claim in dict.fromkeys((*row.claims, *row.which)):
        lines += comment(f"{claim.basis.value}: {claim.says} ({claim.name})")
    lines.append(f"{name_of(row)}{parameters(row)} ==")
    lines += [f"    /\\ {condition}" for condition in _conditions(row)]
    lines += _outcomes(row)
    return "\n".join(lines)


def _conditions(row: Row) -> Iterator[str]:
    if row.machine == Job.__name__:
        yield f"job[j] = {quoted(row.source)}"
    else:
        if row.operation is None:
            if row.event in BIT_BY_BIT:
                yield "~Eager"
            coupled = [quoted(k.status) for k in COUPLINGS if k.event == row.event]
            yield f"job[j] \\in {{{', '.join(coupled)}}}"
        yield f"execution[j][t] = {quoted(row.source)}"
        if row.event in BY_THING:
            yield "ComesNext(j, t)"
    for guard, holds in row.guards.items():
        # Of a sweep, force is that of the cancel which it carries out.
        asked = "forced[j]" if row.operation is None and guard == "force" else _GUARDS.get(guard)
        if asked is not None:
            yield asked if holds else f"~{asked}"


def _outcomes(row: Row) -> list[str]:
    found: dict[str, list[str]] = {}
    for outcome in row.outcomes:
        word = "" if outcome.error is None else outcome.error.code
        found.setdefault(_effect(row, outcome), []).append(word)
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


def _effect(row: Row, outcome: Outcome) -> str:
    if outcome.error is not None:
        return "Refuse"
    if outcome.status == row.source:
        return "Stay"
    if row.machine == Execution.__name__:
        return f"ExecutionBecomes(j, t, {quoted(outcome.status)})"
    if outcome.status is None:
        return "JobEnds(j)"
    force = "TRUE" if e.JOB_FLAGGED in row.does else "FALSE"
    return f"JobBecomes(j, {quoted(outcome.status)}, {force})"


def moves(row: Row) -> bool:
    """Whether the row can change anything."""
    return any(o.error is None and o.status != row.source for o in row.outcomes)


def by_event(table: Table) -> dict[str, list[Row]]:
    """The rows of each event, by its name, in the order of the page."""
    found: dict[str, list[Row]] = {}
    for row in table.rows:
        found.setdefault(event_name(row), []).append(row)
    return found


def choice(rows: list[Row]) -> str:
    """Any of the rows."""
    return "\n".join(f"    \\/ {name_of(row)}{parameters(row)}" for row in rows)


def becoming(table: Table, event: str, by_force: bool = False) -> str:
    """What an event makes of an execution with status x, as a CASE; ``by_force`` asks of force."""
    cases = []
    for row in table.rows:
        if row.machine != Execution.__name__ or row.event != event:
            continue
        if row.outcomes[0].status == row.source:
            continue
        asked = row.guards.get("force")
        test = ""
        if by_force and asked is not None:
            test = " /\\ force" if asked else " /\\ ~force"
        cases.append(f"x = {quoted(row.source)}{test} -> {quoted(row.outcomes[0].status)}")
    if not cases:
        return "    x"
    return "    CASE " + "\n      [] ".join([*cases, "OTHER -> x"])


def comes_before() -> str:
    """The order in which a device gets its pending executions, from the page."""
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
