"""Rules as plain data: one line of the spec for one status."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple

from .evidence import Basis, Claim, strongest

ABSENT = "ABSENT"
"""The word for the status of a job or execution that does not exist."""
RESPONSE = "response"
"""Stands for all members of a response in a `Mask`."""


@dataclass(frozen=True, slots=True)
class Error:
    """An error of the API: its code, its possible HTTP statuses, and the claims for those."""

    code: str
    http: tuple[int, ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """A change by a rule of something besides the status. `model.transitions` carries it out.

    ``field`` is the field of the record that changes, ``says`` a sentence about how.
    """

    name: str
    field: str
    says: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Change(Effect):
    """An effect that no spec declares and a deviation may have.

    The ``field`` becomes the ``value``, or grows by it if ``how`` is ``plus``. If it is ``merge``,
    given details are merged into the stored ones; if it is ``set``, they replace them, also where
    none are given.
    """

    how: str = "is"
    value: Any = None


class Mask(NamedTuple):
    """A member that a response shows differently from the record; no spec declares one.

    ``how`` is ``is`` (it shows ``value``), ``plus`` (it shows a number that is ``value`` higher),
    ``without`` (entries or counts with the status ``value`` are left out) or ``any`` (it may show
    anything).
    """

    member: str
    how: str
    value: Any = None


class Verdict(Enum):
    """The answer of a rule to a request, or BACKGROUND for a background step."""

    ACCEPT = "accept"
    REJECT = "reject"
    EITHER = "either"
    """The sources permit several answers."""
    UNSPECIFIED = "unspecified"
    """The sources say nothing: any answer, and any effect, is permitted."""
    BACKGROUND = "background"
    """The service or a device does it, without a request."""


class Outcome(NamedTuple):
    """One permitted result: an error, or the status afterwards (None: there is no record then).

    In a deviation an error may have a status too: the request is rejected but changes the record.
    `ABSENT` is the status of a record that it removes.
    """

    error: Error | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Rule:
    """One line of the spec, for one status.

    ``source`` is that status, None where there is no such job or execution. ``guards`` says which
    guards must hold and which must not. The first of ``outcomes`` is the expected one. ``claims``
    say why; ``which`` say why it is this error, if that is less certain than the rejection.
    ``operation`` is the API's name of the event, None for a background step. ``requested`` is the
    status that the request asks for, if requests for another status have other rules. ``law``
    names the guard whose law derived the rule; it is empty for a rule that is written out.
    ``rare`` are the guards of the spec that usually do not hold, ``beyond`` those that the extended
    profile does not have. Only deviations have ``shows``, the members that a response shows
    differently from the records, and ``also``, what else the request changes.
    """

    verdict: Verdict
    source: str | None
    guards: Mapping[str, bool]
    outcomes: tuple[Outcome, ...]
    claims: tuple[Claim, ...]
    which: tuple[Claim, ...] = ()
    does: tuple[Effect, ...] = ()
    machine: str = ""
    event: str = ""
    operation: str | None = None
    requested: str = ""
    law: str = ""
    rare: frozenset[str] = frozenset()
    beyond: frozenset[str] = frozenset()
    shows: tuple[Mask, ...] = ()
    also: str = ""
    id: str = field(init=False)
    """A stable name: question or event, status, then the guards in the order of the spec, ``!``
    before one that must not hold. Example: ``CancelJobExecution/IN_PROGRESS/!force``."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", self.named(self.guards))

    def __repr__(self) -> str:
        return f"<{self.verdict.value} {self.id}>"

    def named(self, guards: Mapping[str, bool]) -> str:
        """The id of the rule for these values of guards.

        A guard of ``beyond`` is named only where it holds, so that a rule has the same id in a
        profile and in the one that it extends.
        """
        name = self.question or f"{self.machine}.{self.event}"
        signs = [
            guard if holds else f"!{guard}"
            for guard, holds in guards.items()
            if holds or guard not in self.beyond
        ]
        return "/".join([name, self.source or ABSENT, *signs])

    @property
    def question(self) -> str | None:
        """The operation with the status that it asks for: ``UpdateJobExecution=FAILED``."""
        return f"{self.operation}={self.requested}" if self.requested else self.operation

    @property
    def basis(self) -> Basis:
        """The basis of the first claim, which decides the rule."""
        return self.claims[0].basis

    @property
    def expected(self) -> Outcome:
        return self.outcomes[0]

    def cited(self) -> Iterator[Claim]:
        """Every claim that the rule cites, effects included."""
        yield from self.claims
        yield from self.which
        for effect in self.does:
            yield from effect.claims

    def broken_by(self, error: str | None) -> Basis | None:
        """The strongest basis of the claims that an answer with this error code (None: success)
        breaks; None where the rule permits the answer, or is unspecified.

        Success instead of an error, or an error instead of success, breaks ``claims``. Another
        error than the permitted ones breaks ``which``, where the rule has any.
        """
        codes = {outcome.error.code if outcome.error else None for outcome in self.outcomes}
        if error in codes or self.verdict is Verdict.UNSPECIFIED:
            return None
        kind_is_wrong = (error is None) not in {code is None for code in codes}
        return strongest(self.claims if kind_is_wrong else self.which or self.claims)


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class RequestRule(Rule):
    """A rule about one form of an operation's requests, whatever the status.

    ``event`` names the form, such as ``malformed/COMMENT``. ``any_rejection`` says that no document
    names the error: every HTTP status 4xx is permitted.
    """

    any_rejection: bool = False

    def __post_init__(self) -> None:
        """The id is operation and form. Example: ``CancelJob/malformed/COMMENT``."""
        object.__setattr__(self, "id", f"{self.operation}/{self.event}")
