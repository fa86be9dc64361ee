"""How the commands print claims with their sources, and errors."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from ..language.evidence import Claim
from ..language.rules import Outcome, Rule


def text_width() -> int:
    """The width of the text: that of the terminal, within reason."""
    return max(60, min(shutil.get_terminal_size((100, 24)).columns, 100))


def filled(text: str, first: str, rest: str) -> str:
    """The text in lines that fit, the first and the others with their indents."""
    return textwrap.fill(text, text_width(), initial_indent=first, subsequent_indent=rest)


def claim_lines(claims: Iterable[Claim]) -> Iterator[str]:
    """Each claim once: what it says, then its basis, its source and its name."""
    for claim in dict.fromkeys(claims):
        yield filled(claim.says, "    - ", "      ")
        yield filled(f"{claim.basis.value}, {claim.where} ({claim.name})", " " * 8, " " * 8)


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
    words = []
    for outcome in rule.outcomes:
        if outcome.error is not None:
            codes = " or ".join(str(code) for code in outcome.error.http)
            words.append(f"rejected: {outcome.error.code} ({codes})")
        else:
            status = outcome.status or ("removed" if rule.source else "")
            words.append(f"accepted: {status}" if status else "accepted")
    return ", or ".join(words)
