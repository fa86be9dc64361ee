"""Rows: what one line of the page says, as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from .evidence import Basis, Claim, strongest


@dataclass(frozen=True, slots=True)
class Error:
    """An error of the API: its code, the HTTP statuses it may come with, and who says so."""

    code: str
    http: tuple[int, ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a step does to one field of a record besides its status; `records` carries it out."""

    name: str
    field: str
    says: str
    claims: tuple[Claim, ...]


class Verdict(Enum):
    """What one rule says."""

    ACCEPT = "accept"
    REJECT = "reject"
    BACKGROUND = "background"
    EITHER = "either"
    UNSPECIFIED = "unspecified"


class Outcome(NamedTuple):
    """One thing that may come of a cell: an error, or a new status (None: it is gone)."""

    error: Error | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Rule:
    """One line of the page.

    ``source`` is a status, or None where there is no such job or execution. ``guards`` are the
    conditions under which the rule answers. The first of ``outcomes`` is the expected one.
    ``claims`` say why; ``which`` say why it is this error where that has a basis of its own.
    ``operation`` is the API's name of the event, None for a background step.
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

    def __repr__(self) -> str:
        return f"<{self.verdict.value} {self.id}>"

    @property
    def id(self) -> str:
        """A stable name: operation or event, status, then the guards, ``!`` before one that must
        not hold. Example: ``CancelJobExecution/IN_PROGRESS/!force/!version_mismatch/!job_deleting``."""
        name = self.operation or f"{self.machine}.{self.event}"
        signs = [guard if holds else f"!{guard}" for guard, holds in self.guards.items()]
        return "/".join([name, self.source or "ABSENT", *signs])

    @property
    def basis(self) -> Basis:
        """The basis of the claim that decides the rule, which is its first."""
        return self.claims[0].basis

    @property
    def expected(self) -> Outcome:
        return self.outcomes[0]

    def cited(self) -> Iterator[Claim]:
        """Every claim that the rule rests on, effects included."""
        yield from self.claims
        yield from self.which
        for effect in self.does:
            yield from effect.claims

    def broken_by(self, error: str | None) -> Basis | None:
        """How certain it is that an answer with this error code (None: success) is wrong.

        None where the rule permits it, or says nothing. Success where only errors are permitted,
        and the other way round, breaks the claims; another error than the permitted ones breaks
        the claims that say which.
        """
        codes = {outcome.error.code if outcome.error else None for outcome in self.outcomes}
        if error in codes or self.verdict is Verdict.UNSPECIFIED:
            return None
        kind_is_wrong = (error is None) not in {code is None for code in codes}
        return strongest(self.claims if kind_is_wrong else self.which or self.claims)


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class RequestRule(Rule):
    """A rule that answers one form of an operation's requests, whatever the status.

    ``event`` names the form, such as ``malformed/COMMENT``.
    """

    @property
    def id(self) -> str:
        """Operation and form. Example: ``CancelJob/malformed/COMMENT``."""
        return f"{self.operation}/{self.event}"
