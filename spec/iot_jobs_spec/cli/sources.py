"""How the commands print claims with their sources, and errors."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ..language.evidence import Basis, Claim, strongest
from ..language.rules import Error, Outcome, Rule, Verdict
from ..machines import CORE
from ..model.requests import REQUESTS
from ..model.texts import count

_STARTING = {r.operation for r in REQUESTS if r.by_device and not (r.is_read or r.takes("job_id"))}
"""The operations by which a device starts its next execution."""


def text_width() -> int:
    """The width of the text: that of the terminal, within reason."""
    return max(60, min(shutil.get_terminal_size((100, 24)).columns, 100))


def filled(text: str, first: str, rest: str) -> str:
    """The text in lines that fit, with the indents of the first and of the others. Names stay
    whole."""
    return textwrap.fill(
        text,
        text_width(),
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )


def claim_lines(claims: Iterable[Claim]) -> Iterator[str]:
    """Each claim once: what it says, then its basis, its source and its name."""
    for claim in dict.fromkeys(claims):
        yield filled(claim.says, "    - ", "      ")
        yield filled(f"{claim.basis.value}, {claim.where} ({claim.name})", " " * 8, " " * 8)


class Cited(NamedTuple):
    """The claims behind one statement: the one that decides, if it is to be shown, and others."""

    decides: Claim | None
    others: tuple[Claim, ...]

    @classmethod
    def by(cls, rule: Rule, *more: Claim) -> Cited:
        """The claims behind a rule."""
        first, *rest = rule.cited()
        return cls(first, (*rest, *more))


def sources_of(cited: Iterable[Cited], whole: bool) -> Iterator[str]:
    """The paragraph of sources: the deciding claims with their places, or ``whole`` every claim
    with what it says, each once."""
    cited = list(cited)
    deciding = dict.fromkeys(one.decides for one in cited if one.decides)
    every = dict.fromkeys(
        claim for one in cited for claim in (one.decides, *one.others) if claim is not None
    )
    if whole:
        yield "\n".join(["sources:", *claim_lines(every)])
        return
    lines = [
        filled(f"{claim.name}: {claim.basis.value}, {claim.where}", "  ", "    ")
        for claim in deciding
    ]
    more = len(every) - len(deciding)
    and_more = f", and of {count(more, 'more claim')}" if more else ""
    yield "\n".join([f"sources (--sources prints the text of each{and_more}):", *lines])


def claim_json(claim: Claim) -> dict[str, Any]:
    return {
        "name": claim.name,
        "where": claim.where,
        "says": claim.says,
        "basis": claim.basis.value,
    }


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "error": outcome.error.code if outcome.error else None,
        "status": outcome.status,
    }


def outcome_words(rule: Rule) -> str:
    """What the rule answers: ``accepted: CANCELED``, or the errors of a rejection."""
    if rule.verdict is Verdict.BACKGROUND:
        return _becomes(rule.source, rule.expected.status)
    return outcomes_words(rule, rule.outcomes)


def outcomes_words(rule: Rule, outcomes: Iterable[Outcome]) -> str:
    """The same for some outcomes of the rule. Consecutive errors are one rejection."""
    words: list[str] = []
    rejecting = False
    for outcome in outcomes:
        if outcome.error is None:
            words.append(_accepted(rule, outcome.status))
        else:
            words.append(f"{'' if rejecting else 'rejected: '}{error_words(outcome.error)}")
        rejecting = outcome.error is not None
    return ", or ".join(words)


def error_words(error: Error) -> str:
    """An error with its HTTP statuses: ``ThrottlingException (400 or 429)``."""
    return f"{error.code} ({' or '.join(map(str, error.http))})"


def _becomes(before: str | None, after: str | None) -> str:
    if before == after:
        return f"stays {after}" if after else "gets no execution"
    return f"becomes {after}" if after else "is removed"


def _accepted(rule: Rule, status: str | None) -> str:
    if status != rule.source:
        return f"accepted: {status or 'removed'}"
    idle = rule.operation in _STARTING and status not in CORE.live
    stays = [f"stays {status}"] if status else []
    said = "; ".join((["nothing to start"] if idle else []) + stays)
    return f"accepted: {said}" if said else "accepted"


def basis_words(rule: Rule) -> str:
    """The basis of the rule and, if different, that of the error of a rejection."""
    error = error_basis(rule)
    more = f"; which error: {error.value}" if error else ""
    return f"[{rule.basis.value}{more}]"


def error_basis(rule: Rule) -> Basis | None:
    """The basis of the error of a rejection; None if it is that of the rejection itself."""
    found = strongest(rule.which) if rule.which else rule.basis
    return found if found is not rule.basis else None
