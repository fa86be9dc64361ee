"""The reference page of open questions: unspecified cells and contradictions."""

from __future__ import annotations

from collections.abc import Iterable

from ...claims import CLAIMS
from ...language.evidence import Basis, Claim
from ...language.rules import ABSENT
from ...model.table import TABLE, Cell, Table
from ..words import condition
from . import common as m

NAME = "open.md"


def open_page(table: Table = TABLE) -> str:
    """Each open question with its cells, their answers, and its claims."""
    unspecified_cells = _by_question(table.unspecified_cells())
    contradictions = _by_question(table.contradictions())
    asked = {claim for group in (*unspecified_cells, *contradictions) for claim in _cited(group)}
    others = [k for k in CLAIMS.values() if k.basis is Basis.UNSPECIFIED and k not in asked]
    parts = [
        m.paragraph(
            "The questions that AWS's documents leave open. A check accepts each answer below; the",
            "reference server gives the one in bold, or the one that `serve --choose` names.",
        ),
        "## Unspecified",
        "The sources say nothing about these requests. Any other answer conforms too.",
        *(_entry(group) for group in unspecified_cells),
        "## Contradictions",
        "The sources contradict each other, or promise an error without naming it.",
        *(_entry(group) for group in contradictions),
        "## Open effects",
        "What a request or a background step changes, where the answer is not in question.",
        _claims(others),
    ]
    return m.page(m.PAGES[NAME], *parts, name=NAME)


def _by_question(cells: Iterable[Cell]) -> list[list[Cell]]:
    """The cells of one operation that cite the same claims, together."""
    found: dict[tuple[object, ...], list[Cell]] = {}
    for cell in cells:
        key = (cell.machine, cell.event, cell.rule.claims, cell.rule.which)
        found.setdefault(key, []).append(cell)
    return list(found.values())


def _cited(group: list[Cell]) -> tuple[Claim, ...]:
    return tuple(dict.fromkeys((*group[0].rule.claims, *group[0].rule.which)))


def _entry(group: list[Cell]) -> str:
    when = condition(cell.rule for cell in group)
    statuses = {cell.status for cell in group}
    title = group[0].operation or group[0].event
    title += f", {group[0].status or ABSENT}" if len(statuses) == 1 else ""
    title += f" [{when}]" if when else ""
    answers = ([m.cell_link(cell), m.outcomes_words(cell.rule)] for cell in group)
    return "\n\n".join(
        [f"### {title}", m.table(["Cell", "Answers"], answers), _claims(_cited(group))]
    )


def _claims(claims: Iterable[Claim]) -> str:
    return "\n".join(
        f"- {m.claim_link(claim)}, {claim.basis.value}: {m.plain(claim.says)} "
        f"*{m.plain(claim.where)}*"
        for claim in claims
    )
