"""``docs/scenarios.md``: each scenario as prose, a sequence diagram and a list of its steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ...errors import ERRORS
from ...language.rules import Rule
from ...model.table import TABLE, Table
from ..scenarios.catalogue import SCENARIOS
from ..scenarios.model import SERVICE, Background, Now, Scenario, Step, members
from . import common as m

PAGE = Path("docs/scenarios.md")
_HTTP = {error.code: "/".join(str(code) for code in error.http) for error in ERRORS}


def artefacts(table: Table = TABLE) -> Mapping[Path, bytes]:
    return {PAGE: scenarios_page(table).encode()}


def scenarios_page(table: Table = TABLE) -> str:
    """All scenarios, with a list of contents."""
    contents = "\n".join(f"- [{s.title}](#{s.name})" for s in SCENARIOS)
    intro = m.paragraph(
        "The first questions of a design review, step by step. Each step names the rule that",
        "answers it, and a test plays each scenario against the oracle. A solid arrow is a",
        "request, a dashed one its answer (with a cross: rejected), an arrow from the service to",
        "itself is a background step.",
    )
    parts = [part for scenario in SCENARIOS for part in _scenario(scenario, table)]
    return m.page("Scenarios", intro, contents, *parts)


def sequence(scenario: Scenario) -> str:
    """The scenario as a sequence diagram in Mermaid."""
    people = dict.fromkeys(step.who for step in scenario.steps if step.who != SERVICE)
    names = {who: who.replace(" ", "") for who in (*people, SERVICE)}
    lines = ["sequenceDiagram"]
    lines += [f"    actor {names[who]} as {who}" for who in people]
    lines.append(f"    participant {SERVICE} as AWS IoT Jobs")
    # A note can stand over two: from the first to the last, it is over all.
    first, *_, last = names.values()
    lines.append(f"    Note over {first},{last}: {_safe(scenario.begins)}")
    for number, step in enumerate(scenario.steps, 1):
        lines += [f"    {line}" for line in _messages(number, step, names[step.who])]
    return "\n".join(lines) + "\n"


def _scenario(scenario: Scenario, table: Table) -> Iterator[str]:
    rules = {rule.id: rule for rule in table.rules}
    # The anchor is our own, so that a better title breaks no link.
    yield f'<a id="{scenario.name}"></a>\n\n## {scenario.title}'
    yield f"{scenario.why} [Play it](../diagrams/review.html#scenario={scenario.name})."
    yield f"```mermaid\n{sequence(scenario)}```"
    yield f"It begins so: {scenario.begins}"
    steps = (_step(step, rules[step.rule], table) for step in scenario.steps)
    yield "\n".join(f"{number}. {said}" for number, said in enumerate(steps, 1))


def _messages(number: int, step: Step, who: str) -> Iterator[str]:
    """The arrows of a step, numbered as in the list below the diagram."""
    if isinstance(step.does, Background):
        yield f"{SERVICE}->>{SERVICE}: {number}. {_background(step.does)}"
    else:
        yield f"{who}->>{SERVICE}: {number}. {_call(step)}"
        head = "--x" if step.comes else "-->>"
        mark = "✗ " if step.comes else "✓ "
        yield f"{SERVICE}{head}{who}: {mark}{_answer(step)}{' (open)' if step.open else ''}"
    if step.now:
        yield f"Note right of {SERVICE}: {'<br/>'.join(_now(now) for now in step.now)}"


def _step(step: Step, rule: Rule, table: Table) -> str:
    """A step in words: who does what, the answer, and the rule."""
    return step_words(step, rule, m.rule_link(rule, table).replace("](", "](reference/"))


def step_words(step: Step, rule: Rule, link: str) -> str:
    """A step in words, with the link to its rule."""
    if isinstance(step.does, Background):
        said = f"*{_background(step.does)}*: {step.says}."
    else:
        said = f"**{step.who}** {step.says}: `{_call(step)}` → {_answer(step)}."
    if step.open:
        others = (code or "acceptance" for code in step.answers if code != step.comes)
        said += f" The sources leave {' or '.join(others)} open."
    cannot = "".join(f" Now *{_background(h)}* is not possible." for h in step.cannot)
    return f"{said}{cannot} ({link}, {rule.basis.value})"


def _call(step: Step) -> str:
    """The request with its members; job and thing come first, without their names."""
    assert not isinstance(step.does, Background)
    given = members(step.does)
    said = [str(given.pop(name)) for name in ("jobId", "thingName") if name in given]
    said += [", ".join(given.pop("targets", ()))] if "targets" in given else []
    said += [name if value is True else f"{name}={value}" for name, value in given.items()]
    return f"{type(step.does).__name__}({', '.join(said)})"


def _answer(step: Step) -> str:
    return f"{step.comes} ({_HTTP[step.comes]})" if step.comes else "accepted"


def _background(background: Background) -> str:
    return " ".join(
        part for part in (background.event, background.job_id, background.thing_name) if part
    )


def _now(now: Now) -> str:
    version = f", version {now.version}" if now.version else ""
    subject = f"{now.job_id} on {now.thing_name}" if now.thing_name else now.job_id
    return f"{subject}: {now.status}{version}" if now.status else f"{subject}: none"


def _safe(words: str) -> str:
    """Words without the signs that Mermaid reads as an end of line or an entity."""
    return words.replace(";", ",").replace("#", "")
