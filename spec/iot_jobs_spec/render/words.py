"""The words for rules in pictures and pages: guards, outcomes, claims.

A guard is written by its name, with ``not`` before it if it must not hold. A rare guard that must
not hold is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from ..language.evidence import Claim
from ..language.rules import Error, Outcome, Rule

Term = Mapping[str, bool]
"""The values of several guards at once."""
NOT: Mapping[str, str] = {
    "force": "",
    "version_mismatch": "expectedVersion is not given, or is the stored version",
    "at_limit": "the limit of deletions is not reached",
    "all_terminal": "an execution has not ended, or is still to be rolled out",
    "no_executions": "the job has executions left",
    "identical_repeat": "the request differs from the CreateJob that made the job",
    "job_deleting": "the job of the execution is not being deleted",
    "continuous": "the job is not CONTINUOUS",
    "execution_lost": "DeleteJobExecution deleted no live execution of the job, nor its last one",
    "timer_given": "the request gives no stepTimeoutInMinutes",
    "timer_set": "neither the job nor the execution has a timer",
    "retries_left": "the job allows no other retry of an execution with this status",
    "abort_due": "the abort criteria are not met in every reading",
    "abort_possible": "the abort criteria are met in no reading",
}
"""What it means that a guard does not hold. Of a request without force, the name says all."""


def error_words(error: Error) -> str:
    """Code and HTTP status: ``InvalidRequestException (400)``."""
    return f"{error.code} ({' or '.join(str(code) for code in error.http)})"


def outcome_words(outcome: Outcome, source: str | None) -> str:
    """An outcome of a rule with this ``source``."""
    if outcome.error is not None:
        return error_words(outcome.error)
    if outcome.status == source:
        return "no change"
    return outcome.status or "gone"


def rule_name(rule: Rule) -> str:
    """The name of the operation, with the status that it asks for, or of the background step."""
    return rule.question or rule.event


def sign(guard: str, holds: bool) -> str:
    return guard if holds else f"not {guard}"


def anchor(rule_id: str) -> str:
    """The anchor of a cell or rule in pages and pictures."""
    return rule_id.replace("/!", "-no-").replace("/", "-")


def condition(rules: Iterable[Rule], besides: str = "") -> str:
    """The shortest condition under which one of the rules answers; empty for always.

    ``besides`` is a guard to leave out.
    """
    rules = tuple(rules)
    terms = [{g: holds for g, holds in rule.guards.items() if g != besides} for rule in rules]
    return terms_words(simplest(terms), rules[0].rare if rules else ())


def terms_words(terms: Sequence[Term], rare: Collection[str]) -> str:
    """``at_limit, force or all_terminal``: first the shared guards, then the alternatives."""
    if not terms:
        return ""
    shared = [guard for guard in terms[0] if len({term.get(guard) for term in terms}) == 1]
    loose = [{g: holds for g, holds in term.items() if g not in shared} for term in terms]
    spoken = (guard for guard in shared if terms[0][guard] or guard not in rare)
    said = [sign(guard, terms[0][guard]) for guard in spoken]
    if all(loose):
        choices = (" and ".join(sign(g, holds) for g, holds in term.items()) for term in loose)
        said.append(" or ".join(choices))
    return ", ".join(said)


def simplest(terms: Iterable[Term]) -> list[Term]:
    """Fewer and shorter terms that hold exactly where one of ``terms`` holds."""
    found = [dict(term) for term in terms]
    while True:
        shorter = next(_shorter(found), None)
        if shorter is None:
            break
        position, guard = shorter
        del found[position][guard]
    kept: list[Term] = []
    for position, term in enumerate(found):
        others = [*kept, *found[position + 1 :]]
        if not any(_covers(other, term) for other in others):
            kept.append(term)
    return kept


def _shorter(terms: list[dict[str, bool]]) -> Iterator[tuple[int, str]]:
    """Each guard that a term can drop, because another term covers its other value."""
    for position, term in enumerate(terms):
        for guard, holds in term.items():
            if any(_covers(other, {**term, guard: not holds}) for other in terms):
                yield position, guard


def _covers(general: Term, special: Term) -> bool:
    return general.items() <= special.items()


def claims_of(rules: Iterable[Rule]) -> tuple[Claim, ...]:
    """Every claim that the rules cite, once."""
    return tuple(dict.fromkeys(claim for rule in rules for claim in rule.cited()))


def claim_words(claim: Claim) -> str:
    return f"{claim.name} ({claim.basis.value}): {claim.says}"
