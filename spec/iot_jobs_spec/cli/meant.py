"""What `explain` says to a word that is no operation and no id, and to an option that it lacks:
what the word means in the API or in the spec, and what to type instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache

from ..claims import outside_of
from ..claims.outside import OUTSIDE_NAMES, why_outside
from ..language.guards import Flag, Gives, Guard, Mismatch, Repeats
from ..model.parameters import parameters_of
from ..model.profiles import FULL, table_of
from ..model.wire import NEXT
from .names import MACHINES, OPERATION, a_, clause, key

ALIKE = 0.9
"""How similar a word must be to a status; 1 is equal. So CANCELLED is a status, and CancelJob is
none."""


def meaning(text: str, profile: str, options: Mapping[str, str]) -> str | None:
    """What the text means, if it is a status, a guard, a parameter or `NEXT`, and which command
    explains that. ``options`` are those of `explain` for guards, by their names."""
    if text.strip() == NEXT:
        return (
            f"{NEXT} is what a device gives as jobId to mean the execution that it gets next; this "
            f"profile ({profile}) and every other leaves that request out: explain "
            "StartNextPendingJobExecution"
        )
    wanted = key(text)
    return (
        _status(wanted, profile)
        or _guard(wanted, profile, options)
        or _parameter(wanted, profile, "OPERATION")
    )


def instead(option: str, operation: str, profile: str, options: Mapping[str, str]) -> str | None:
    """What to give instead of an option that `explain` lacks: a name of the API's parameters, which
    the AWS CLI has as options, means the guard that reads it."""
    wanted = key(option)
    for name, guard in table_of(FULL).spec.guards.items():
        if wanted in map(key, _members(guard)) and name in options:
            return f"did you mean {options[name]} ({guard.says})?"
    if status := _statuses().get(wanted):
        return f"did you mean --status {status}?"
    return _parameter(wanted, profile, operation) or _guard(wanted, profile, options)


def joined(words: Sequence[str]) -> str | None:
    """The words as one name of an operation, if they are one: ``cancel-job``."""
    known = {*map(key, table_of(FULL).operations), *map(key, OUTSIDE_NAMES[OPERATION])}
    return "-".join(words) if key("".join(words)) in known else None


def joined_status(words: Sequence[str]) -> str | None:
    """The status that the words are, if they are one."""
    return _statuses().get(key("".join(words)))


@cache
def _statuses() -> Mapping[str, str]:
    """Every status of AWS, by its key."""
    full = table_of(FULL).statuses
    return {key(s): s for machine in MACHINES for s in (*full[machine], *OUTSIDE_NAMES[machine])}


def _status(wanted: str, profile: str) -> str | None:
    found = get_close_matches(wanted, _statuses(), n=1, cutoff=ALIKE)
    if not found:
        return None
    status = _statuses()[found[0]]
    full = table_of(FULL).statuses
    of = [m for m in MACHINES if status in (*full[m], *OUTSIDE_NAMES[m])]
    said = f"{status} is a status of {' and of '.join(map(a_, of))}"
    asked = f"explain OPERATION --status {status}"
    if any(status in table_of(profile).statuses[machine] for machine in of):
        return f"{said}: {asked}"
    why = clause(why_outside(status, of[0], outside_of(profile)))
    if any(status in full[machine] for machine in of):
        return f"{said}, outside this profile ({profile}), because {why}: {asked} --profile {FULL}"
    return f"{said}, outside this profile ({profile}) and every other, because {why}"


def _guard(wanted: str, profile: str, options: Mapping[str, str]) -> str | None:
    for name in table_of(FULL).spec.guards:
        if key(name) == wanted:
            more = "" if name in table_of(profile).spec.guards else f" --profile {FULL}"
            if name in options:
                return f"{name} is a guard: explain OPERATION {options[name]}{more}"
            rules = table_of(FULL).rules
            steps = dict.fromkeys(r.event for r in rules if name in r.guards and not r.operation)
            return f"{name} is a guard of background steps: explain {' or '.join(steps)}{more}"
    return None


def _parameter(wanted: str, profile: str, operation: str) -> str | None:
    profiles = dict.fromkeys((profile, FULL))
    known = [(p, one) for p in profiles for one in table_of(p).operations if "=" not in one]
    known.sort(key=lambda found: key(found[1]) != key(operation))
    for of_profile, one in known:
        for name in parameters_of(one, table_of(of_profile)):
            if key(name) == wanted:
                more = "" if of_profile == profile else f" --profile {FULL}"
                return f"{name} is a parameter: explain {one} --parameter {name}{more}"
    return None


def _members(guard: Guard) -> tuple[str, ...]:
    """The parameters that a guard reads."""
    if isinstance(guard, Repeats):
        return guard.members
    return (guard.member,) if isinstance(guard, Flag | Mismatch | Gives) else ()
