"""What `explain` can explain besides an operation: a rule, a background step, a choice, a claim or
a fact.

Answers, reports and the reference name them by their ids, and `explain` takes each id.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..claims import FULL_BY_FACT, claims_of, outside_of, premises
from ..language.evidence import Claim
from ..language.machine import Pace
from ..language.rules import RequestRule, Rule
from ..model.choices import Choice, offered
from ..model.citations import citations, cited_by_name
from ..model.explain import Question, question_of
from ..model.parameters import parameters_of, rule_of
from ..model.profiles import FULL, table_of
from ..model.table import Table
from ..model.texts import shown
from . import BadInput
from .names import key
from .sources import basis_words, claim_json, claim_lines, filled, outcome_words

_COMES = {
    Pace.DUE: "soon after its cause",
    Pace.DEVICE: "when a device acts, if it does",
    Pace.DELETION: "during a deletion, at once or at any later time",
    Pace.TIMER: "when a timer runs out",
    Pace.OPEN: "at any time or never: the sources do not say",
}


@dataclass(frozen=True)
class Subject:
    """What an id names: the questions for a rule or a background step, or claims.

    ``also`` are further lines about it, with no source of their own. ``choice`` is the choice that
    has this name, if one has.
    """

    name: str
    questions: tuple[Question, ...] = ()
    claims: tuple[Claim, ...] = ()
    also: tuple[str, ...] = ()
    choice: Choice | None = None


def subject_named(text: str, profile: str) -> Subject | None:
    """What the text names; None if it is no id of the profile."""
    found = _find(text, table_of(profile))
    if found is None and profile != FULL and _find(text, table_of(FULL)):
        number = text.strip().upper()
        why = outside_of(profile).get(number, "").rstrip(".")
        because = f", because {why[:1].lower()}{why[1:]}" if why else ""
        where = f"{shown(text)} is outside this profile ({profile})"
        raise BadInput(f"{where}{because}; --profile {FULL} has it")
    if found is None and "/" in text:
        raise BadInput(f"unknown id {shown(text)}{_alike(text, table_of(profile))}")
    return found


def _alike(text: str, table: Table) -> str:
    """The ids of the rules for the operation and status of a wrong id."""
    start = "/".join(text.strip().casefold().split("/")[:2])
    alike = [r.id for r in table.rules if f"{r.id.casefold()}/".startswith(f"{start}/")]
    return f": it is one of {', '.join(alike)}" if alike else ": give OPERATION/STATUS/GUARDS"


def names(profile: str) -> tuple[str, ...]:
    """The names to suggest for a wrong one: of background steps, of choices, then of claims."""
    choices = (name for name in offered(profile) if "/" not in name)
    return tuple(dict.fromkeys((*_steps(table_of(profile)), *choices, *claims_of(profile))))


def _find(text: str, table: Table) -> Subject | None:
    choice = _choice(text, table)
    found = _in_table(text if choice is None else choice.name, table)
    if choice is None:
        return found
    if found is None:
        found = Subject(choice.name, (), choice.claims, (f"{choice.name}: {choice.says}",))
    values = (f"{value}: {does}" for value, does in choice.does.items())
    shown_as = f"a choice, which reports show as {choice.name}=VALUE; each of these conforms:"
    return replace(found, also=(*found.also, shown_as, *values), choice=choice)


def _choice(text: str, table: Table) -> Choice | None:
    """The choice of this name, or of NAME=VALUE as reports show it."""
    wanted = text.strip().casefold()
    known = offered(table.spec.name).items()
    for name in filter(None, (wanted, wanted.rpartition("=")[0])):
        by_id = "/" in name
        for other, choice in known:
            if name == other.casefold() or (not by_id and key(name) == key(other)):
                return choice
    return None


def _in_table(text: str, table: Table) -> Subject | None:
    wanted, plain = text.strip().casefold(), key(text)
    if "/" in wanted:
        return next((one for one in _by_id(table) if one.name.casefold() == wanted), None)
    for machine, events in table.background.items():
        for event in events:
            if plain in (key(event), key(f"{machine}.{event}")):
                return _step(event, table)
    for name, claim in claims_of(table.spec.name).items():
        if key(name) == plain:
            return _claim(claim, table)
    fact = _fact(text.strip(), table)
    if fact:
        return fact
    named = {name: claims for name, claims in cited_by_name(table).items() if "/" not in name}
    return next((Subject(name, (), k) for name, k in named.items() if key(name) == plain), None)


def _by_id(table: Table) -> Iterator[Subject]:
    for rule in table.rules:
        yield Subject(rule.id, (_question(rule, table),))
    for cell in table.cells():
        yield Subject(cell.id, (replace(_question(cell.rule, table), guards=dict(cell.guards)),))
    for operation in dict.fromkeys(rule.operation for rule in table.rules if rule.operation):
        for parameter in parameters_of(operation, table).values():
            for bound in parameter.bounds:
                yield _of_request(rule_of(operation, bound))
    for name, claims in cited_by_name(table).items():
        yield Subject(name, (), claims)
    from ..check.request_cells import request_cells

    for request_cell in request_cells(table):
        yield _of_request(request_cell.rule)


def _of_request(rule: Rule) -> Subject:
    assert isinstance(rule, RequestRule)
    said = f"{outcome_words(rule)}  {basis_words(rule)}"
    return Subject(rule.id, (), tuple(rule.cited()), (said,))


def _question(rule: Rule, table: Table) -> Question:
    allowed = table.spec.allowed(rule.machine, rule.event, rule.source) if rule.operation else ()
    return replace(question_of(rule), any_time=allowed)


def _steps(table: Table) -> tuple[str, ...]:
    return tuple(event for events in table.background.values() for event in events)


def _step(event: str, table: Table) -> Subject:
    """A background step: its rules, when it comes, and the steps that follow."""
    rules = [rule for rule in table.rules if rule.event == event and rule.operation is None]
    machine = table.spec.machine(rules[0].machine)
    coupled = [one for one in table.spec.couplings if one.event == event]
    read = dict.fromkeys(guard for rule in rules for guard in rule.guards)
    said = {claim for rule in rules for claim in rule.cited()}
    next_ = tuple(_following(rules, table))
    also = [f"{event}: a background step, which comes {_COMES[machine.paces[event]]}"]
    also += [f"while the job is {one.status}  [{one.claims[0].basis.value}]" for one in coupled]
    also += [f"{guard}: {table.spec.guards[guard].says}" for guard in read]
    also += [_then(rule) for rule in next_]
    claims = [claim for one in coupled for claim in one.claims if claim not in said]
    claims += [claim for rule in next_ for claim in rule.cited()]
    return Subject(event, tuple(question_of(rule) for rule in rules), tuple(claims), tuple(also))


def _following(rules: list[Rule], table: Table) -> Iterator[Rule]:
    """The due steps that change a status to which these rules lead, while the job keeps its own."""
    spec, event = table.spec, rules[0].event
    ends = {rule.expected.status for rule in rules if rule.expected.status != rule.source}
    during = {one.status for one in spec.couplings if one.event == event}
    for rule in table.rules:
        if rule.machine == rules[0].machine and rule.event in spec.due and rule.event != event:
            known = {one.status for one in spec.couplings if one.event == rule.event}
            moves = rule.expected.status != rule.source
            if rule.source is not None and rule.source in ends and moves and known & during:
                yield rule


def _then(rule: Rule) -> str:
    signs = [guard if holds else f"not {guard}" for guard, holds in rule.guards.items()]
    condition = f", if {' and '.join(signs)}" if signs else ""
    answer = f"{rule.source} {outcome_words(rule)}{condition}  {basis_words(rule)}"
    return f"then {rule.event}: {answer}"


def _claim(claim: Claim, table: Table) -> Subject:
    also = [f"{claim.name}: {', '.join(claim.facts)}"]
    rules = citations(table).get(claim.name, ())
    if rules:
        also.append(f"cited by {', '.join(rules)}")
    return Subject(claim.name, (), (claim, *premises(claim)), tuple(also))


def _fact(text: str, table: Table) -> Subject | None:
    """The claims of a fact, such as R53, or the one claim that goes beyond it, such as R53a."""
    number = f"{text[:1].upper()}{text[1:].lower()}"
    known = claims_of(table.spec.name).values()
    found = [k for k in known if number in k.facts]
    found += [k for k in known if number in {fact.rstrip("abcde") for fact in k.facts}]
    if found:
        return Subject(number, (), tuple(dict.fromkeys(found)), (f"{number}: claims",))
    why = outside_of(table.spec.name).get(number)
    if why is None or number in FULL_BY_FACT:
        return None
    return Subject(number, (), (), (f"{number}: no claim states it. {why}",))


def about_lines(subject: Subject) -> Iterator[str]:
    """The lines about the subject besides its rules."""
    first, *rest = subject.also or (f"{subject.name}: claims",)
    if first.startswith(f"{subject.name}:"):
        yield filled(first, "", "  ")
    else:
        yield from (subject.name, filled(first, "  ", "    "))
    yield from (filled(line, "  ", "    ") for line in rest)
    yield from claim_lines(subject.claims)


def about_json(subject: Subject) -> str:
    """The claims of a subject that has no rules, and the values of a choice."""
    found: list[dict[str, Any]] = [claim_json(claim) for claim in dict.fromkeys(subject.claims)]
    if (choice := subject.choice) is not None:
        values = dict(choice.does)
        found = [{"name": choice.name, "says": choice.says, "values": values, "claims": found}]
    return json.dumps(found, indent=2, ensure_ascii=False)
