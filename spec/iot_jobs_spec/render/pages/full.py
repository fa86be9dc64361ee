"""The reference page of the profile `full`: what it adds to the core, and what it leaves open."""

from __future__ import annotations

from collections.abc import Iterator

from ...claims import CLAIMS, claims_of, outside_of
from ...language.evidence import Basis
from ...model.table import Table, read
from ..matrix import matrices
from ..scenarios.life import LIFE_SCENARIOS
from ..scenarios.model import Scenario
from . import common as m
from .claims import NAME as CORE_CLAIMS
from .claims import entry
from .scenarios import drawn, step_words

NAME = "full.md"


def full_page(table: Table) -> str:
    """What the profile adds: operations, guards, background steps, claims and open questions."""
    further = [claim for name, claim in claims_of(table.spec.name).items() if name not in CLAIMS]
    open_ = [claim for claim in further if claim.basis is Basis.UNSPECIFIED]
    assert table.spec.extends is not None
    core = sum(1 for _ in read(table.spec.extends).cells())
    cells = sum(1 for _ in table.cells()) - core
    return m.page(
        "The profile full",
        m.paragraph(
            "The whole life of an execution, to the end that its device reports. The profile",
            "extends the [core](index.md): every rule there holds here too. `iot-jobs-spec diff",
            "core full` lists what it adds; `iot-jobs-spec explain OPERATION --profile full`",
            f"answers one question. {core} of its cells are those of the core, {cells} are new.",
        ),
        m.paragraph(
            "The pictures leave out two kinds of rules that are alike for every request: about an",
            "expectedVersion that is not the stored one, and about executions of a job that is",
            "being deleted.",
        ),
        m.picture("full/execution", "The execution"),
        m.picture("full/job", "The job"),
        "A number is the HTTP status of an error, → moves to the status, = keeps it, / separates "
        "permitted answers.",
        *(f"```text\n{matrix}\n```" for matrix in matrices(table)),
        "## Guards",
        m.table(["Guard", "Holds if"], ([f"`{g}`", table.spec.guards[g].says]
                                        for g in table.spec.beyond)),
        "## Background steps",
        m.table(["Step", "When", "From", "To"], _steps(table)),
        "## Open questions",
        m.table(["Question", "Possible answers"], (
            [f"[{claim.name}](#{claim.name.lower()})", m.plain(claim.says)] for claim in open_
        )),
        "## Scenarios",
        *(part for scenario in LIFE_SCENARIOS for part in _scenario(scenario, table)),
        "## Claims",
        f"The claims of the core are on [their own page]({CORE_CLAIMS}).",
        *(entry(claim, elsewhere=CORE_CLAIMS) for claim in further),
        "## Out of scope",
        m.table(["Fact", "Reason"], ([f, why] for f, why in outside_of(table.spec.name).items())),
    )  # fmt: skip


def _scenario(scenario: Scenario, table: Table) -> Iterator[str]:
    rules = {rule.id: rule for rule in table.rules}
    yield f"### {scenario.title}"
    address = f"review.html?profile={table.spec.name}#scenario={scenario.name}"
    yield f"{scenario.why} [Play it](../../diagrams/{address})."
    yield from drawn(scenario, "../..")
    yield f"At the start: {scenario.begins}"
    yield "\n".join(
        f"{number}. {step_words(step, rules[step.rule], f'`{step.rule}`')}"
        for number, step in enumerate(scenario.steps, 1)
    )


def _steps(table: Table) -> Iterator[list[str]]:
    """The background steps that the core does not have."""
    for machine in table.spec.machines:
        assert machine.extends is not None
        for event, pace in machine.paces.items():
            if event not in machine.extends.paces:
                rules = table.spec.rules_of(machine, event)
                sources = ", ".join(str(rule.source) for rule in rules)
                ends = dict.fromkeys(rule.expected.status or "gone" for rule in rules)
                when = " and ".join(f"`{guard}`" if holds else f"not `{guard}`"
                                    for guard, holds in rules[0].guards.items())  # fmt: skip
                yield [f"{machine.__name__}.{event}", f"{pace.value}: {when}", sources,
                       ", ".join(ends)]  # fmt: skip
