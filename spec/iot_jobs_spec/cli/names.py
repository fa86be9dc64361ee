"""Names as people type them: in any case and spelling, with a hint for near misses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches

from ..claims import outside_of
from ..claims.outside import OUTSIDE_NAMES, why_outside
from ..language.rules import ABSENT
from ..language.spec import EXECUTION, JOB
from ..model.profiles import FULL, table_of
from ..model.texts import shown
from ..model.views import VIEWS
from . import BadInput

MACHINES = (JOB, EXECUTION)
OPERATION = ""
"""Stands for a machine if the name is that of an operation."""
DEVICE_STATUSES = "R110"
"""The fact about the statuses that a device reports."""
CLOSE = 0.75
"""How similar a name must be to be suggested; 1 is equal."""
SHORTEST = 4
"""How long a text must be for the names that contain it to be suggested."""


def named(text: str, what: str, known: Iterable[str]) -> str:
    """The one of the names ``known`` that the text means: ``cancel-job`` means CancelJob.

    Raise `BadInput` if it means none of them; the message suggests the nearest, or lists all.
    """
    by_key = {key(name): name for name in known}
    found = by_key.get(key(text))
    if found is None:
        raise BadInput(f"unknown {what} {shown(text)}: {hint(text, by_key.values())}")
    return found


def hint(text: str, known: Iterable[str], further: Sequence[str] = (), others: str = "") -> str:
    """A suggestion of the nearest names, or a list of the known ones.

    The text may be most of a name, or a part of one of the ``further`` names. ``others`` says what
    these are.
    """
    names, wanted = [*known], key(text)
    near = _near(wanted, names) or _near(wanted, further)
    if not near and len(wanted) >= SHORTEST:
        near = [name for name in further if wanted in key(name)][:2]
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f"it is one of {', '.join(dict.fromkeys(names))}{f', or {others}' if others else ''}"


def _near(wanted: str, names: Iterable[str]) -> list[str]:
    by_key = {key(name): name for name in names}
    return [by_key[found] for found in get_close_matches(wanted, by_key, n=2, cutoff=CLOSE)]


def chooser(what: str, known: Iterable[str]) -> Callable[[str], str]:
    """The type of an option that takes one of these names."""
    names = tuple(known)
    return lambda text: named(text, what, names)


def operation_named(text: str, profile: str, further: Iterable[str] = (), others: str = "") -> str:
    """The operation of the profile that the text means, or one with a requested status.

    If only AWS or another profile has the operation, the error gives the reason. ``further`` are
    more names to suggest, and ``others`` says of what.
    """
    return _of_aws(text, "operation", profile, OPERATION, further, others)


def status_named(text: str, profile: str, machine: str) -> str:
    """The same for a status of a machine; ABSENT for no such job or execution."""
    return _of_aws(text, f"status of {_a(machine)}", profile, machine)


def _of_aws(
    text: str,
    what: str,
    profile: str,
    about: str,
    further: Iterable[str] = (),
    others: str = "",
) -> str:
    """The name of an operation, or of a status of the machine ``about``."""
    known = _names(profile, about)
    if key(text) in map(key, known):
        return named(text, what, known)
    for name in (*OUTSIDE_NAMES[about], *_names(FULL, about)):
        if key(name) == key(text):
            why = _clause(_reason(name, profile, about))
            in_full = name in _names(FULL, about)
            elsewhere = f"; --profile {FULL} has it" if in_full else ""
            read = "; serve answers it, and check compares it as a read" if name in _reads() else ""
            where = f"this profile ({profile}){'' if in_full else ' and every other'}"
            raise BadInput(f"{name} is outside {where}, because {why}{elsewhere}{read}")
    for machine in {*MACHINES} - {about} if about else ():
        if key(text) in map(key, (*_names(FULL, machine), *OUTSIDE_NAMES[machine])):
            raise BadInput(
                f"{text.upper()} is a status of {_a(machine)}, not of {_a(about)}: it is one of "
                f"{', '.join(known)}"
            )
    shortest = [name for name in known if "=" not in name]
    raise BadInput(f"unknown {what} {shown(text)}: {hint(text, shortest, [*further], others)}")


def _names(profile: str, about: str) -> tuple[str, ...]:
    table = table_of(profile)
    if about != OPERATION:
        return (ABSENT, *table.statuses[about])
    return tuple(
        dict.fromkeys((*(name.partition("=")[0] for name in table.operations), *table.operations))
    )


def _reads() -> set[str]:
    """The operations that the spec has only as other reads."""
    return {view.operation for view in VIEWS}


def _reason(name: str, profile: str, about: str) -> str:
    if "=" in name:  # the status that a device reports
        return outside_of(profile)[DEVICE_STATUSES]
    return why_outside(name, about, outside_of(profile))


def _clause(reason: str) -> str:
    """The reason without its full stop, and with a capital only for a name."""
    said = reason.rstrip(".")
    first = said.split(maxsplit=1)[0]
    return said if first[1:] != first[1:].lower() else f"{said[0].lower()}{said[1:]}"


def _a(machine: str) -> str:
    return f"{'an' if machine == EXECUTION else 'a'} {machine.lower()}"


def key(name: str) -> str:
    """The key that all spellings of one name share."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())
