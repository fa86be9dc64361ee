"""explain the outcome of a request in each status, with its sources

Names may be typed in any case and spelling: cancel-job is CancelJob. Options narrow the answer to
one status of the job or execution, or to requests with or without force. With --parameter it
explains a parameter of the request. Instead of an operation it takes the names in answers and
reports: the id of a rule or cell, a background step, a choice, a claim, or the number of a fact.

    iot-jobs-spec explain CancelJob --force
    iot-jobs-spec explain CancelJob --force --sources
    iot-jobs-spec explain cancel-job-execution --status in-progress
    iot-jobs-spec explain CancelJob --parameter comment
    iot-jobs-spec explain UpdateJobExecution --requested FAILED --profile full
    iot-jobs-spec explain CancelJobExecution/IN_PROGRESS/!force
    iot-jobs-spec explain cascade
    iot-jobs-spec explain VERSION_MAY_GROW=no
    iot-jobs-spec explain R53
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from .. import claims as c
from ..language.coupling import Allowance
from ..language.evidence import Basis, Claim
from ..language.rules import ABSENT, Rule, Verdict
from ..machines import CORE
from ..model.choices import offered
from ..model.explain import (
    Loss,
    Question,
    answers,
    effect_on_executions,
    guards_of,
    losses,
    otherwise,
    outdated,
    questions_of,
    then_the_job,
)
from ..model.profiles import FULL, PROFILES, table_of
from ..model.requests import IN_PROGRESS
from ..model.table import TABLE, Table
from ..model.texts import shown
from ..model.wire import NEXT
from . import BadInput
from .meant import instead, joined, joined_status, meaning
from .names import key, named, operation_named, status_named
from .sources import (
    Cited,
    basis_words,
    claim_json,
    error_basis,
    error_words,
    filled,
    outcome_json,
    outcome_words,
    outcomes_words,
    sources_of,
)

if TYPE_CHECKING:
    from .subjects import Subject

_FLAGS = tuple(
    guard for guard in CORE.guards if any(guard in guards_of(name) for name in TABLE.operations)
)
"""The guards that rules for requests read; background steps alone read the others."""
OTHERS = "the id of a rule or cell, a background step, a choice, a claim or the number of a fact"
"""What can be explained besides operations."""
_FURTHER = {"timer_given": "the request gives stepTimeoutInMinutes"}
"""Those that only requests of the profile `full` read."""


def arguments(parser: argparse.ArgumentParser) -> None:
    operations = ", ".join(TABLE.operations)
    parser.add_argument(
        "operation",
        metavar="OPERATION",
        help=f"one of {operations}; with --profile full also DeleteJobExecution; or {OTHERS}",
    )
    parser.add_argument(
        "--status",
        metavar="S",
        help=f"status of the job or execution; {ABSENT} for no such job or execution",
    )
    parser.add_argument(
        "--parameter",
        metavar="NAME",
        help="explain this parameter of the request instead, such as comment",
    )
    parser.add_argument(
        "--requested",
        metavar="S",
        help="with --profile full, only an UpdateJobExecution to this status; OTHER: to none or an "
        "unknown one",
    )
    flags = {flag: CORE.guards[flag].says for flag in _FLAGS}
    more = {flag: f"with --profile full, {says}" for flag, says in _FURTHER.items()}
    for flag, says in (flags | more).items():
        parser.add_argument(
            _option(flag),
            action=argparse.BooleanOptionalAction,
            default=None,
            help=f"only if {says} (or not)" if flag in flags else f"{says} (or not)",
        )
    parser.add_argument(
        "--profile",
        choices=PROFILES,
        default=PROFILES[0],
        help="core: only a cancel or a deletion ends an execution; full: its whole life "
        "(default: %(default)s)",
    )
    parser.add_argument(
        "--sources",
        action="store_true",
        help="text: print every claim behind the answer with what it says; without it, the places "
        "of the deciding ones",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")


def about_unknown(unknown: Sequence[str], args: argparse.Namespace) -> str | None:
    """What to type instead of arguments that `explain` does not take; None if nobody can say."""
    option = next((one for one in unknown if one.startswith("-")), None)
    if option is not None:
        return instead(option.partition("=")[0], args.operation, args.profile, _options())
    if {*unknown} <= {"true", "false", "True", "False"}:
        return "a guard takes no value: --force, or --no-force"
    if args.status is not None and (status := joined_status([args.status, *unknown])):
        return f"did you mean --status {status}?"
    named = joined([args.operation, *unknown])
    return f"did you mean {named}?" if named else None


def _options() -> dict[str, str]:
    """The options for guards, by their names."""
    return {guard: _option(guard) for guard in (*_FLAGS, *_FURTHER)}


def run(args: argparse.Namespace) -> int:
    from .subjects import names, subject_named

    table = table_of(args.profile)
    subject = subject_named(args.operation, args.profile)
    if subject is not None:
        return _explain_subject(args, subject, table)
    if not joined([args.operation]) and (said := meaning(args.operation, args.profile, _options())):
        raise BadInput(said)
    operation = operation_named(args.operation, args.profile, names(FULL), OTHERS)
    if args.parameter is not None:
        return _explain_parameter(args, operation, table)
    asked_of = _questions(operation, args.requested, table)
    machine, _ = table.operations[asked_of[0]]
    flags = (*_FLAGS, *(_FURTHER if args.profile == FULL else ()))
    asked = {
        flag: getattr(args, flag)
        for flag in (*_FLAGS, *_FURTHER)
        if getattr(args, flag) is not None
    }
    _require_read(operation, asked_of[0], asked, table)
    questions = [q for question in asked_of for q in answers(question, asked, table)]
    if args.status is not None:
        status = status_named(args.status, args.profile, machine)
        wanted = None if status == ABSENT else status
        questions = [q for q in questions if q.status == wanted]
    if args.format == "json":
        found = [_as_json(q, flags, table) for q in questions]
        print(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        said = _as_text(questions, table, [_any_time(questions)], args.sources)
        print("\n\n".join(filter(None, [said, _left_out(questions, table)])))
    return 0


def _explain_subject(args: argparse.Namespace, subject: Subject, table: Table) -> int:
    """A rule, a background step, a choice, a claim or a fact."""
    from .subjects import about_json, about_lines

    given = [_option(flag) for flag in (*_FLAGS, *_FURTHER) if getattr(args, flag) is not None]
    given += [f"--{name}" for name in ("status", "parameter", "requested") if getattr(args, name)]
    if given:
        raise BadInput(f"{subject.name} is not an operation: leave out {', '.join(given)}")
    questions = list(subject.questions)
    if args.format == "json" and questions:
        print(
            json.dumps(
                [_as_json(q, _FLAGS, table) for q in questions], indent=2, ensure_ascii=False
            )
        )
    elif args.format == "json":
        print(about_json(subject))
    else:
        about = "" if questions and not subject.also else "\n".join(about_lines(subject))
        said = _as_text(questions, table, [], whole=True) if questions else ""
        print("\n\n".join(filter(None, [about, said])))
    return 0


def _left_out(questions: list[Question], table: Table) -> str:
    """Which cells the answer leaves out because their guards are rare, and how to see them."""
    rare = [
        guard
        for guard in dict.fromkeys(guard for q in questions for guard in q.read)
        if table.spec.guards[guard].rare and not any(q.guards.get(guard) for q in questions)
    ]
    return f"not shown: with {', '.join(map(_option, rare))}" if rare else ""


def _any_time(questions: list[Question]) -> str:
    """The errors that may answer instead of the rules."""
    statuses: dict[Allowance, list[str]] = {}
    for q in questions:
        for allowance in q.any_time:
            statuses.setdefault(allowance, []).append(q.status or f"no such {q.machine.lower()}")
    lines = ["instead, at any time and with no change:"]
    for allowance, found in statuses.items():
        only = f", if {' or '.join(dict.fromkeys(found))}" if allowance.event else ""
        lines.append(filled(f"rejected: {error_words(allowance.error)}{only}", "  ", "    "))
    return "\n".join(lines)


def _explain_parameter(args: argparse.Namespace, operation: str, table: Table) -> int:
    from .parameters import as_json, as_text, parameter_named

    narrowed = {flag: getattr(args, flag) for flag in (*_FLAGS, *_FURTHER)}
    if args.status or args.requested or any(on is not None for on in narrowed.values()):
        raise BadInput("--parameter is about every request: leave out the status and the guards")
    plain = operation.partition("=")[0]
    parameter = parameter_named(args.parameter, plain, table)
    print(as_json(parameter) if args.format == "json" else as_text(parameter, table))
    return 0


def _questions(operation: str, requested: str | None, table: Table) -> tuple[str, ...]:
    """The questions to answer: keys of the operations of the table."""
    found = questions_of(operation, table) or (operation,)
    if requested is None:
        return found
    if len(found) == 1:
        more = len(questions_of(operation, table_of(FULL))) > 1
        if more and key(requested) == key(IN_PROGRESS):
            return found
        asks = f"requests only {IN_PROGRESS}" if more else "requests no status"
        raise BadInput(
            f"{operation} {asks}, so --requested {shown(requested)} does not apply{_in_full(more)}"
        )
    by_status = {question.partition("=")[2] or IN_PROGRESS: question for question in found}
    return (by_status[named(requested, "requested status", by_status)],)


def _in_full(known: bool) -> str:
    """A hint if only the profile `full` has what was asked for."""
    return f"; --profile {FULL} has it" if known else ""


def _require_read(operation: str, question: str, asked: dict[str, bool], table: Table) -> None:
    """Raise `BadInput` for a guard that no rule of the operation reads."""
    read = guards_of(question, table)
    other = [name for name in asked if name not in read]
    if other:
        reads = f"only {', '.join(read)}" if read else "no guard"
        given = " ".join(_option(name, asked[name]) for name in other)
        more = _in_full(not {*other} - {*guards_of(question, table_of(FULL))})
        do = "does" if len(other) == 1 else "do"
        raise BadInput(f"{operation} reads {reads}, so {given} {do} not apply{more}")


def _option(guard: str, on: bool = True) -> str:
    """A guard as an option: ``--version-mismatch``, or ``--no-version-mismatch``."""
    return f"--{'' if on else 'no-'}{guard.replace('_', '-')}"


def _as_json(q: Question, flags: tuple[str, ...], table: Table) -> dict[str, Any]:
    lost = {loss.effect: loss for loss in losses(q, table)}
    return {
        "rule": q.rule.id,
        "operation": q.rule.operation,
        **({"requested": q.rule.requested or None} if table.spec.extends else {}),
        "status": q.status,
        **{guard: q.guards.get(guard, False) for guard in flags},
        "guards": list(q.read),
        "verdict": q.rule.verdict.value,
        "outcomes": [outcome_json(outcome) for outcome in q.rule.outcomes],
        "basis": q.rule.basis.value,
        "error_basis": (error_basis(q.rule) or q.rule.basis).value,
        "claims": [claim_json(claim) for claim in dict.fromkeys(_claims(q, table))],
        "any_time": [allowance.error.code for allowance in q.any_time],
        "executions": [
            {
                "status": rule.source,
                "becomes": rule.expected.status,
                "basis": rule.basis.value,
                "claims": [claim_json(claim) for claim in dict.fromkeys(rule.cited())],
                "device": [
                    _next_json(one, outdated(rule, one, table))
                    for one in (lost[rule].then if rule in lost else ())
                ],
                "until": [_next_json(one) for one in (lost[rule].until if rule in lost else ())],
            }
            for rule in effect_on_executions(q, table)
        ],
    }


def _next_json(rule: Rule, old: Rule | None = None) -> dict[str, Any]:
    """How a request of a device is answered, and how if it gives an ``old`` version."""
    return {
        "operation": rule.operation,
        "outcomes": [outcome_json(outcome) for outcome in rule.outcomes],
        "basis": rule.basis.value,
        "claims": [claim_json(claim) for claim in dict.fromkeys(rule.cited())],
        **({"version_mismatch": _next_json(old)} if old else {}),
    }


def _as_text(questions: list[Question], table: Table, further: list[str], whole: bool) -> str:
    """A paragraph for each rule that answers a question, the outcome first; then the ``further``
    paragraphs, and the sources of all. With ``whole`` these are every claim with what it says,
    otherwise the deciding ones with their places.

    Rules that differ only in the status share a paragraph.
    """
    by_rule: dict[Rule, Question] = {}
    for q in questions:
        by_rule.setdefault(q.rule, q)
    statuses: dict[tuple[str, str, str], list[str]] = {}
    cited: list[Cited] = []
    for rule, q in by_rule.items():
        status = q.status or f"no {'such ' if q.rule.operation else ''}{q.machine.lower()}"
        signs = (_sign(guard, q.guards[guard]) for guard in q.guards if guard in rule.guards)
        lines = [*_body(q, table, cited)]
        statuses.setdefault((q.operation, ", ".join(signs), "\n".join(lines)), []).append(status)
    found = [
        filled(", ".join(filter(None, [f"{name}: {' or '.join(found)}", signs])), "", "  ")
        + f"\n{body}"
        for (name, signs, body), found in statuses.items()
    ]
    if any(outcome.error for rule in by_rule for outcome in rule.outcomes):
        limits = (claim for q in by_rule.values() for claim in _of_limit(q, table))
        cited_by_rules = {claim for rule in by_rule for claim in rule.cited()}
        more = dict.fromkeys(claim for claim in limits if claim not in cited_by_rules)
        advice = (filled(claim.says, "", "  ") for claim in more)
        found.append("\n".join(["a rejected request changes nothing", *advice]))
        cited += [Cited(claim, ()) for claim in (c.REJECTION_CHANGES_NOTHING, *more)]
    cited += [
        Cited(allowance.claims[0], allowance.claims[1:])
        for q in questions
        for allowance in q.any_time
    ]
    return "\n\n".join([*found, *filter(None, further), *sources_of(cited, whole)])


def _body(q: Question, table: Table, cited: list[Cited]) -> Iterator[str]:
    """The answer of the rule, without the status; then what follows, and which claims decide.
    Appends these and the further claims to ``cited``."""
    rule = q.rule
    said = outcome_words(rule)
    if rule.verdict is Verdict.UNSPECIFIED:
        first = outcomes_words(rule, rule.outcomes[:1])
        rest = outcomes_words(rule, rule.outcomes[1:])
        more = f"; else: {rest}" if rest else ""
        said = f"unspecified: the sources say nothing; expected: {first}{more}"
    yield filled(f"{said}  {basis_words(rule)}", "  ", "    ")
    own = [Cited.by(rule), *(Cited(claim, ()) for claim in rule.which[:1])]
    others = otherwise(rule, table)
    for other in others:
        yield filled(
            f"or {outcome_words(other)}, by {other.event}  {basis_words(other)}", "  ", "    "
        )
        own.append(Cited.by(other))
    yield from (filled(line, "    ", "      ") for line in _how_open(rule, bool(others), table))
    lost = {loss.effect: loss for loss in losses(q, table)}
    if rule in lost and rule.verdict in (Verdict.ACCEPT, Verdict.BACKGROUND):
        yield from _loss_lines(lost[rule], table, own)
    for effects in _alike(effect_on_executions(q, table), lost, table):
        yield filled(f"later: {_later(effects, table)}", "  ", "    ")
        for effect in effects:
            if effect in lost or effect.expected.status != effect.source:
                own.append(Cited.by(effect))
            else:
                own.append(Cited(None, tuple(effect.cited())))
            if effect in lost:
                yield from _loss_lines(lost[effect], table, own)
    for step in then_the_job(q, table):
        conditions = " and ".join(guard for guard, holds in step.guards.items() if holds)
        if_ = f", if {conditions}" if conditions else ""
        said = f"{outcome_words(step)}{if_}  {basis_words(step)}"
        what = f"later: the job {said} (explain {step.event})"
        yield filled(what, "  ", "    ")
    names = dict.fromkeys(one.decides.name for one in own if one.decides)
    yield filled(f"by {', '.join(names)}", "  ", "    ")
    cited += own


def _loss_lines(loss: Loss, table: Table, cited: list[Cited]) -> Iterator[str]:
    yield from (filled(line, "    ", "      ") for line in _device_lines(loss, table))
    old = [outdated(loss.effect, one, table) for one in loss.then]
    cited += [Cited.by(rule) for rule in (*loss.until, *loss.then, *loss.again, *old) if rule]
    cited += [Cited(claim, ()) for claim in loss.claims]


def _how_open(rule: Rule, permitted: bool, table: Table) -> Iterator[str]:
    """What decides, where a claim leaves it open: the first claim, or nothing and so any system.
    ``permitted`` says whether other steps may come instead."""
    unclear = [claim for claim in rule.claims[1:] if claim.basis is Basis.UNSPECIFIED]
    if len(rule.outcomes) == 1 and unclear and rule.basis in (Basis.INFERRED, Basis.OBSERVED):
        names = " and ".join(claim.name for claim in unclear)
        first = rule.claims[0]
        yield (
            f"{names} leaves it open, and {first.name} ({first.basis.value}) decides, so another "
            f"outcome differs: {first.says}"
        )
    known = offered(table.spec.name) if permitted else {}
    for claim in rule.claims:
        if choice := known.get(claim.name):
            usual, *rest = choice.values
            yield f"serve {choice.words(usual)}; to change it: --choose {claim.name}={rest[0]}"


def _claims(q: Question, table: Table) -> Iterator[Claim]:
    """The claims of the rule, and those of the limit if it is the reason."""
    yield from q.rule.cited()
    yield from _of_limit(q, table)


def _of_limit(q: Question, table: Table) -> tuple[Claim, ...]:
    """The claims of the limit if it is the reason."""
    limit = table.spec.limit.claims
    return () if set(limit).isdisjoint(q.rule.cited()) else limit


def _device_lines(loss: Loss, table: Table) -> Iterator[str]:
    """How the service answers a device that has lost its execution."""
    for rule in loss.until:
        words = outcome_words(rule)
        if rule.verdict is Verdict.ACCEPT:
            words = "accepted: its reports count"
        sure = "" if rule.basis is not Basis.UNSPECIFIED else f"  [{rule.basis.value}]"
        yield f"until then {rule.operation} of its device is {words}{sure}"
    once = f"once it is {loss.effect.expected.status or 'removed'}," if loss.until else "the next"
    shows_nothing = [rule for rule in loss.then if rule.expected.error is None]
    for rule in loss.then:
        if rule not in shows_nothing:
            answer = f"{outcome_words(rule)}{_or_old(rule, outdated(loss.effect, rule, table))}"
            yield f"{once} {rule.operation} of its device is {answer}"
    for rule in loss.again:
        yield (
            f"if it was a retry, the execution before it is shown again, and {rule.operation} "
            f"without executionNumber is about that one: {outcome_words(rule)}"
        )
    if loss.again:
        yield "its executionNumber may be reused"
    then = "then " if loss.until else ""
    names = ", ".join(str(rule.operation) for rule in shows_nothing)
    yield f"{then}{names} and {NEXT} no longer show it"
    yield "nothing stops the device: plan how it recovers"


def _or_old(rule: Rule, old: Rule | None) -> str:
    """The other errors, if the request gives the version that the execution had before."""
    if old is None:
        return ""
    further = [outcome for outcome in old.outcomes if outcome not in rule.outcomes]
    errors = [error_words(outcome.error) for outcome in further if outcome.error]
    return f", or {' or '.join(errors)} if it sends expectedVersion"


def _sign(guard: str, holds: bool) -> str:
    return guard if holds else f"not {guard}"


def _alike(
    effects: Iterable[Rule], lost: Container[Rule], table: Table
) -> Iterator[tuple[Rule, ...]]:
    """The effects, together those by which the same becomes of several statuses. An effect by which
    a device loses its work, or keeps it, is alone."""
    found: dict[tuple[object, ...], list[Rule]] = {}
    for effect in effects:
        before, after = effect.source, effect.expected.status
        alone = effect if effect in lost or before == table.spec.running else None
        found.setdefault((alone, "stays" if before == after else after), []).append(effect)
    return (tuple(same) for same in found.values())


def _later(effects: tuple[Rule, ...], table: Table) -> str:
    """What becomes of the executions in the statuses of these effects, which is alike."""
    spec = table.spec
    sources = [effect.source for effect in effects if effect.source is not None]
    ended = [source for source in sources if source not in spec.live]
    names = [source for source in sources if source in spec.live]
    if len(ended) == len(table.statuses[spec.execution.__name__]) - len(spec.live) > 1:
        names.append("terminal")
    else:
        names += ended
    which, effect = f"each {' or '.join(names)} execution", effects[0]
    before, after = effect.source, effect.expected.status
    if before != after:
        return f"{which} {'becomes ' + after if after else 'is removed'}"
    if before == spec.running:
        return f"{which} stays {before}; its device may still finish"
    return f"{which} stays as it is"
