"""The spec in TLA+, rendered from the table: an independent check of the step function."""

from __future__ import annotations

from collections.abc import Iterable

from ...language.guards import Flag
from ...language.rules import Rule
from ...language.spec import Spec
from ...machines import CORE
from ...model.profiles import FULL, table_of
from ...model.table import TABLE, Table
from ...verify.explore.bounds import CONFIGS
from .properties import (
    FURTHER_INVARIANTS,
    FURTHER_LIVENESS,
    FURTHER_STEPS,
    INVARIANTS,
    LIVENESS,
    STEPS,
    Properties,
    of_profile,
    written,
)
from .properties import name_of as property_name
from .rules import (
    WIDTH,
    about_the_world,
    action,
    becoming,
    by_event,
    camel,
    choice,
    comes_before,
    comment,
    guard_words,
    listed,
    moves,
    name_of,
    parameters,
)
from .text import BEHAVIOUR, GUARDS, GUARDS_OF_FULL, HEAD, MOVES, configs, filled

MODULE = "IotJobs"
CHECKS = "MC"
RESTRICTION = "MCRestriction"
FOLDER = "spec/tla"
OF_FULL = "Full"
"""The ending of the names of what belongs to the profile `full`."""


def module_name(spec: Spec) -> str:
    """The name of the module of a profile."""
    return MODULE + (OF_FULL if spec.extends is not None else "")


def invariants_of(spec: Spec) -> Properties:
    """The invariants of every state."""
    return of_profile(INVARIANTS, FURTHER_INVARIANTS, spec)


def steps_of(spec: Spec) -> Properties:
    """The invariants of every step."""
    return of_profile(STEPS, FURTHER_STEPS, spec)


def liveness_of(spec: Spec) -> Properties:
    """The liveness properties."""
    return of_profile(LIVENESS, FURTHER_LIVENESS, spec)


def module(table: Table = TABLE) -> str:
    """The module of a profile: the rules as actions, and the properties."""
    spec, events = table.spec, by_event(table)
    full = spec.extends is not None
    removing = [event for event in spec.execution.paces if event in spec.deletions]
    parts = [
        _rule(f" MODULE {module_name(spec)} "),
        filled(HEAD, spec).strip(),
        _statuses(table),
        *([configs(CONFIGS)] if full else []),
        _section("Background steps of executions"),
        *(becoming(table, event) for event in (*spec.consequences, *removing)),
        _section("Guards"),
        guard_words(spec),
        f"ComesBefore(x, y) ==\n{comes_before(spec)}\n    \\/ x \\in Pending /\\ y \\notin Pending",
        filled(GUARDS, spec),
        *([filled(GUARDS_OF_FULL, spec)] if full else []),
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
        *_properties(written(invariants_of(spec), spec), "    "),
        _section("Invariants of every step"),
        *(
            text.replace(" ==\n", " == [][\n") + "]_vars"
            for text in _properties(written(steps_of(spec), spec), "    ")
        ),
        _section("Liveness"),
        *_properties(written(liveness_of(spec), spec), "    "),
        "=" * 78,
    ]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def checks(spec: Spec = CORE) -> str:
    """The module MC of a profile: definitions that only a run of TLC needs."""
    full = spec.extends is not None
    statuses = "<<job, execution, config>>" if full else "<<job, execution>>"
    return rf"""{_rule(f" MODULE {CHECKS}{OF_FULL if full else ''} ")}
\* Definitions that only TLC needs. The bounds are in the .cfg files.
EXTENDS {module_name(spec)}, TLC

\* For SYMMETRY: job ids are interchangeable, and so are things.
Symmetry == Permutations(Jobs) \cup Permutations(Things)

\* For VIEW: the statuses alone, without whether a forced cascade is pending. TLC then counts worlds
\* instead of states; check properties without it.
Statuses == {statuses}
{"=" * 78}
"""


def restriction(table: Table) -> str:
    """The module MCRestriction: of what the extended profile has, this one says the same."""
    spec = table.spec
    shared = [(name_of(rule), rule.machine) for rule in table.rules if _is_shared(rule, spec)]
    return rf"""{_rule(f" MODULE {RESTRICTION} ")}
\* The restriction theorem: with the requests of the core alone, the profile full does what the core
\* does, and never leaves its states. The bounds are in the .cfg files.
EXTENDS {module_name(spec)}

Core == INSTANCE {MODULE}

\* Any request that the core has too, and any background step.
Shared ==
{_any(shared, spec.job.__name__)}

\* The requests of the core create plain jobs.
OnlyCore == Shared /\ UNCHANGED config

OnlyCoreSpec == Init /\ [][OnlyCore]_vars

\* What full then does, the core does.
ImpliesCore == Core!Spec

\* No state that the core does not have.
StaysInCore == Core!TypeOK /\ config = [j \in Jobs |-> Plain]

CoreSpec == Init /\ [][Core!Next /\ UNCHANGED config]_vars

\* What the core does, full does.
PermitsCore == [][OnlyCore]_vars
{"=" * 78}
"""


def _is_shared(rule: Rule, spec: Spec) -> bool:
    """Whether the rule answers a request of the extended profile, or is a background step."""
    base = spec.extends
    assert base is not None
    of_requests = [
        guard
        for guard, holds in rule.guards.items()
        if holds and guard in spec.beyond and about_the_world(spec.guards[guard]) is None
    ]
    known = {one.question for machine in base.machines for one in machine.rules}
    return rule.question in known and not of_requests


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
    full = table_of(FULL)
    always, steps = invariants_of(full.spec), steps_of(full.spec)
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
        f"{MODULE}{OF_FULL}.tla": module(full),
        f"{CHECKS}{OF_FULL}.tla": checks(full.spec),
        f"{CHECKS}{OF_FULL}Eager.cfg": config(1, 2, 1, invariants=always, properties=steps),
        f"{CHECKS}{OF_FULL}Eventual.cfg": config(
            1, 2, 1, eager=False, invariants=always, properties=steps
        ),
        f"{CHECKS}{OF_FULL}Liveness.cfg": config(
            1, 1, eager=False, behaviour="FairSpec", invariants=always,
            properties=liveness_of(full.spec),
        ),
        f"{RESTRICTION}.tla": restriction(full),
        f"{RESTRICTION}.cfg": implies_core(2, 2, 1, eager=False),
        f"{RESTRICTION}Back.cfg": permits_core(2, 2, 1, eager=False),
    }  # fmt: skip
    return {f"{FOLDER}/{name}": text.encode() for name, text in files.items()}


def implies_core(jobs: int, things: int, limit: int, eager: bool) -> str:
    """The .cfg file for: what the profile full does with requests of the core, the core does."""
    return config(
        jobs, things, limit, eager, "OnlyCoreSpec", ("StaysInCore",), ("ImpliesCore",)
    )  # fmt: skip


def permits_core(jobs: int, things: int, limit: int, eager: bool) -> str:
    """The .cfg file for: what the core does, the profile full does."""
    return config(jobs, things, limit, eager, "CoreSpec", ("StaysInCore",), ("PermitsCore",))


def _statuses(table: Table) -> str:
    return "\n".join(
        (
            'Absent == "ABSENT"',
            listed(table.statuses[table.spec.job.__name__], "JobStatuses == "),
            listed(table.statuses[table.spec.execution.__name__], "ExecutionStatuses == "),
            listed(table.spec.pending.statuses, "Pending == ") + "  \\* not terminal",
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
    lines = ["\\E j \\in Jobs :", *(f"    \\/ {name}(j)" for name in jobs)]
    inner = min(8, WIDTH - 4 - max(len(f"\\/ {name}(j, t)") for name in executions))
    lines += ["    \\/ \\E t \\in Things :"]
    lines += [f"{' ' * inner}\\/ {name}(j, t)" for name in executions]
    return "\n".join(f"    {line}" for line in lines)


def _section(title: str) -> str:
    return f"{'-' * 78}\n\\* {title}"


def _rule(title: str) -> str:
    return title.center(78, "-")
