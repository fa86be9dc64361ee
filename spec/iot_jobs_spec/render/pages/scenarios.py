"""``docs/scenarios.md``: each scenario as prose, a sequence diagram and a list of its steps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ...language.rules import Rule
from ...model.table import TABLE, Table
from ..scenarios.catalogue import SCENARIOS
from ..scenarios.life import LIFE_SCENARIOS
from ..scenarios.model import SERVICE, Background, Scenario, Step
from ..scenarios.picture import FOLDER, scenario_svg
from ..scenarios.sequence import (
    Message,
    answer_words,
    background_words,
    does_words,
    messages,
    people,
)
from . import common as m

PAGE = Path("docs/scenarios.md")


def artefacts(table: Table = TABLE) -> Mapping[Path, bytes]:
    every = (*SCENARIOS, *LIFE_SCENARIOS)
    pictures = {FOLDER / f"{one.name}.svg": scenario_svg(one) for one in every}
    return {PAGE: scenarios_page(table).encode(), **pictures}


def scenarios_page(table: Table = TABLE) -> str:
    """All scenarios, with a list of contents."""
    contents = "\n".join(f"- [{s.title}](#{s.name})" for s in SCENARIOS)
    intro = m.paragraph(
        "The first questions of a design review, step by step, each step with the rule that",
        "answers it. To present one, play it on the review page. In the pictures a solid arrow is",
        "a request, a dashed one its answer (with a cross: rejected), an arrow from the service to",
        "itself is a background step.",
    )
    parts = [part for scenario in SCENARIOS for part in _scenario(scenario, table)]
    return m.page("Scenarios", intro, contents, *parts)


def sequence(scenario: Scenario) -> str:
    """The scenario as a sequence diagram in Mermaid."""
    names = {who: re.sub(r"\W", "", who) for who in (*people(scenario), SERVICE)}
    lines = ["sequenceDiagram"]
    lines += [f"    actor {names[who]} as {who}" for who in people(scenario)]
    lines.append(f"    participant {SERVICE} as AWS IoT Jobs")
    # A note can stand over two: from the first to the last, it is over all.
    first, *_, last = names.values()
    lines.append(f"    Note over {first},{last}: {_safe(scenario.begins)}")
    for message in messages(scenario):
        lines += [f"    {line}" for line in _lines(message, names[message.who])]
    return "\n".join(lines) + "\n"


def drawn(scenario: Scenario, root: str) -> Iterator[str]:
    """The picture of the scenario, and its source in Mermaid for documents of the reader's own."""
    yield f"![{scenario.title}]({root}/{FOLDER.as_posix()}/{scenario.name}.svg)"
    mermaid = f"```mermaid\n{sequence(scenario)}```"
    yield f"<details><summary>The same in Mermaid</summary>\n\n{mermaid}\n\n</details>"


def _scenario(scenario: Scenario, table: Table) -> Iterator[str]:
    rules = {rule.id: rule for rule in table.rules}
    # The anchor is our own, so that a better title breaks no link.
    yield f'<a id="{scenario.name}"></a>\n\n## {scenario.title}'
    yield f"{scenario.why} [Play it](../diagrams/review.html#scenario={scenario.name})."
    yield from drawn(scenario, "..")
    yield f"At the start: {scenario.begins}"
    steps = (_step(step, rules[step.rule], table) for step in scenario.steps)
    yield "\n".join(f"{number}. {said}" for number, said in enumerate(steps, 1))


def _lines(message: Message, who: str) -> Iterator[str]:
    """The arrows of a step, numbered as in the list below the diagram."""
    if message.answer is None:
        yield f"{SERVICE}->>{SERVICE}: {message.number}. {message.says}"
    else:
        yield f"{who}->>{SERVICE}: {message.number}. {message.says}"
        head, mark = ("--x", "✗") if message.rejected else ("-->>", "✓")
        yield f"{SERVICE}{head}{who}: {mark} {message.answer}{' (open)' if message.open else ''}"
    if message.now:
        yield f"Note right of {SERVICE}: {'<br/>'.join(message.now)}"


def _step(step: Step, rule: Rule, table: Table) -> str:
    """A step in words: who does what, the answer, and the rule."""
    return step_words(step, rule, m.rule_link(rule, table).replace("](", "](reference/"))


def step_words(step: Step, rule: Rule, link: str) -> str:
    """A step in words, with the link to its rule."""
    if isinstance(step.does, Background):
        said = f"*{does_words(step)}*: {step.says}."
    else:
        said = f"**{step.who}** {step.says}: `{does_words(step)}` → {answer_words(step)}."
    if step.open:
        others = (code or "acceptance" for code in step.answers if code != step.comes)
        said += f" The sources leave {' or '.join(others)} open."
    cannot = "".join(
        f" From now on *{background_words(h)}* can no longer happen." for h in step.cannot
    )
    return f"{said}{cannot} ({link}, {rule.basis.value})"


def _safe(words: str) -> str:
    """Words without the signs that Mermaid reads as an end of line or an entity."""
    return words.replace(";", ",").replace("#", "")
