"""The spec in TLA+, rendered from the table: an independent check of the step function."""

from __future__ import annotations

from collections.abc import Iterable

from ...language.guards import Flag
from ...machines import CORE
from ...model.table import TABLE, Table
from .properties import INVARIANTS, LIVENESS, STEPS, Properties, written
from .properties import name_of as property_name
from .rules import (
    action,
    becoming,
    by_event,
    camel,
    choice,
    comes_before,
    comment,
    guard_words,
    moves,
    name_of,
    parameters,
    quoted,
)
from .text import BEHAVIOUR, GUARDS, HEAD, MOVES, filled

MODULE = "IotJobs"
CHECKS = "MC"
FOLDER = "spec/tla"


def module(table: Table = TABLE) -> str:
    """The module IotJobs: the rules as actions, and the properties."""
    spec, events = table.spec, by_event(table)
    removing = [event for event in spec.execution.paces if event in spec.deletions]
    parts = [
        _rule(f" MODULE {MODULE} "),
        HEAD.strip(),
        _statuses(table),
        _section("Background steps of executions"),
        *(becoming(table, event) for event in (*spec.consequences, *removing)),
        _section("Guards"),
        guard_words(spec),
        f"ComesBefore(x, y) ==\n{comes_before(spec)}\n    \\/ x \\in Pending /\\ y \\notin Pending",
        filled(GUARDS, spec),
        _section("Moves"),
        filled(MOVES, spec),
    ]
    for name, rules in events.items():
        parts.append(_section(name))
        parts += [action(rule, spec) for rule in rules]
        parts.append(f"{name}{parameters(rules[0], spec)} ==\n{choice(rules, spec)}")
    flags = [name for name, guard in spec.guards.items() if isinstance(guard, Flag)]
    for name, rules in events.items():
        for flag in flags:
            if rules[0].operation and any(flag in rule.guards for rule in rules):
                for words, other in ((f"By{camel(flag)}", False), (f"Without{camel(flag)}", True)):
                    some = [rule for rule in rules if rule.guards.get(flag) is not other]
                    head = f"{name}{words}{parameters(some[0], spec)} =="
                    parts.append(f"{head}\n{choice(some, spec)}")
    job = spec.job.__name__
    parts += [
        _section("Behaviour"),
        f"Next ==\n{_any(((name, rules[0].machine) for name, rules in events.items()), job)}",
        "Moving ==\n"
        + _any(
            (
                (name_of(rule), rule.machine)
                for rules in events.values()
                for rule in rules
                if moves(rule)
            ),
            job,
        ),
        filled(BEHAVIOUR, spec),
        _section("Invariants of every state"),
        *_properties(written(INVARIANTS, spec), "    "),
        _section("Invariants of every step"),
        *(
            text.replace(" ==\n", " == [][\n") + "]_vars"
            for text in _properties(written(STEPS, spec), "    ")
        ),
        _section("Liveness"),
        *_properties(written(LIVENESS, spec), "    "),
        "=" * 78,
    ]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def checks() -> str:
    """The module MC: definitions that only a run of TLC needs."""
    return rf"""{_rule(f" MODULE {CHECKS} ")}
\* Definitions that only TLC needs. The bounds are in the .cfg files.
EXTENDS {MODULE}, TLC

\* For SYMMETRY: job ids are interchangeable, and so are things.
Symmetry == Permutations(Jobs) \cup Permutations(Things)

\* For VIEW: the statuses alone, without whether a forced cascade is pending. TLC then counts worlds
\* instead of states; check properties without it.
Statuses == <<job, execution>>
{"=" * 78}
"""


def config(
    jobs: int,
    things: int,
    deletion_limit: int = CORE.limit.value,
    eager: bool = True,
    behaviour: str = "Spec",
    invariants: Iterable[str] = INVARIANTS,
    properties: Iterable[str] = STEPS,
    also: str = "",
) -> str:
    """A .cfg file for TLC: bounds, and the properties to check."""
    constants = {
        "Jobs": "{" + ", ".join(f"j{n}" for n in range(1, jobs + 1)) + "}",
        "Things": "{" + ", ".join(f"t{n}" for n in range(1, things + 1)) + "}",
        "DeletionLimit": str(deletion_limit),
        "Eager": str(eager).upper(),
    }
    lines = [f"SPECIFICATION {behaviour}", "CONSTANTS"]
    lines += [f"    {name} = {value}" for name, value in constants.items()]
    lines += [f"INVARIANT {name}" for name in map(property_name, invariants)]
    lines += [f"PROPERTY {name}" for name in map(property_name, properties)]
    return "\n".join([*lines, *([also] if also else [])]) + "\n"


def artefacts(table: Table = TABLE) -> dict[str, bytes]:
    """Every file of TLA+, by its path from the root of the project."""
    files = {
        f"{MODULE}.tla": module(table),
        f"{CHECKS}.tla": checks(),
        f"{CHECKS}Eager.cfg": config(2, 2, 1),
        f"{CHECKS}Eventual.cfg": config(2, 2, 1, eager=False),
        f"{CHECKS}Worlds.cfg": config(
            2, 2, 1, eager=False, invariants=(), properties=(), also="VIEW Statuses"
        ),
        f"{CHECKS}Liveness.cfg": config(
            1, 2, eager=False, behaviour="FairSpec", properties=LIVENESS
        ),
        f"{CHECKS}Large.cfg": config(
            3, 4, behaviour="MovingSpec", properties=(), also="SYMMETRY Symmetry"
        ),
    }
    return {f"{FOLDER}/{name}": text.encode() for name, text in files.items()}


def _statuses(table: Table) -> str:
    def listed(statuses: Iterable[str]) -> str:
        return ", ".join(quoted(status) for status in statuses)

    return "\n".join(
        (
            'Absent == "ABSENT"',
            f"JobStatuses == {{{listed(table.statuses[table.spec.job.__name__])}}}",
            f"ExecutionStatuses == {{{listed(table.statuses[table.spec.execution.__name__])}}}",
            f"Pending == {{{listed(table.spec.pending.statuses)}}}  \\* not terminal",
        )
    )


def _properties(properties: Properties, indent: str) -> list[str]:
    found = []
    for name, (says, formula) in properties.items():
        body = "\n".join(indent + line[4:] for line in formula.strip("\n").split("\n"))
        found.append("\n".join([*comment(says), f"{name} ==", body]))
    return found


def _any(actions: Iterable[tuple[str, str]], job: str) -> str:
    """Any of the actions, of any job and thing."""
    jobs: list[str] = []
    executions: list[str] = []
    for name, machine in actions:
        (jobs if machine == job else executions).append(name)
    lines = [f"        \\/ {name}(j)" for name in jobs]
    lines += ["        \\/ \\E t \\in Things :"]
    lines += [f"            \\/ {name}(j, t)" for name in executions]
    return "\n".join(["    \\E j \\in Jobs :", *lines])


def _section(title: str) -> str:
    return f"{'-' * 78}\n\\* {title}"


def _rule(title: str) -> str:
    return title.center(78, "-")
