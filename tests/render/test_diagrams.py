"""The pictures: every rule is in them, each sort of step looks its own way, and all can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_jobs_spec.language.rules import Rule, Verdict
from iot_jobs_spec.machines import CORE
from iot_jobs_spec.model.divergence import READS
from iot_jobs_spec.model.table import TABLE
from iot_jobs_spec.render.diagrams import palette
from iot_jobs_spec.render.diagrams.dot import machine_dot
from iot_jobs_spec.render.diagrams.graph import Arrow, Kind, Mark, arrows, lines
from iot_jobs_spec.render.diagrams.mermaid import machine_mermaid, system_mermaid
from iot_jobs_spec.render.diagrams.palette import DARK
from iot_jobs_spec.render.diagrams.svg import svg
from iot_jobs_spec.render.diagrams.system import system_dot
from iot_jobs_spec.render.words import Term, condition, rule_name, simplest

MACHINES = ("Job", "Execution")
PICTURES = (*MACHINES, "system")
ARROWS = [arrow for machine in MACHINES for arrow in arrows(machine)]
SURE = [arrow for arrow in ARROWS if arrow.kind is not Kind.OPEN]
SVG = "{http://www.w3.org/2000/svg}"
TITLE = "{http://www.w3.org/1999/xlink}title"


@cache
def drawn(picture: str) -> ElementTree.Element:
    source = system_dot() if picture == "system" else machine_dot(picture)
    return ElementTree.fromstring(svg(source))


def by_id(picture: str, name: str) -> ElementTree.Element:
    found = [g for g in drawn(picture).iter(f"{SVG}g") if g.get("id") == name]
    assert len(found) == 1, f"{name} stands {len(found)} times in {picture}"
    return found[0]


def words_in(group: ElementTree.Element) -> str:
    return " ".join(text.text or "" for text in group.iter(f"{SVG}text"))


def tooltips(group: ElementTree.Element) -> list[str]:
    return [link.attrib[TITLE] for link in group.iter(f"{SVG}a")]


def strokes(arrow: Arrow) -> list[ElementTree.Element]:
    return list(by_id(arrow.machine, arrow.id).iter(f"{SVG}path"))


def moving(rule: Rule) -> bool:
    return any(o.error is None and o.status != rule.source for o in rule.outcomes)


def rule_id(rule: Rule) -> str:
    return rule.id


def arrow_id(arrow: Arrow) -> str:
    return arrow.id


@pytest.mark.parametrize("rule", [rule for rule in TABLE.rules if moving(rule)], ids=rule_id)
def test_a_rule_that_moves_a_machine_is_an_arrow(rule: Rule) -> None:
    (arrow,) = (arrow for arrow in arrows(rule.machine) if rule in arrow.rules)
    assert rule.source in arrow.sources
    assert arrow.target in {o.status for o in rule.outcomes if o.error is None}
    assert by_id(rule.machine, arrow.id).get("class") == "edge"


def test_nothing_else_is_an_arrow() -> None:
    for machine in MACHINES:
        edges = {g.get("id") for g in drawn(machine).iter(f"{SVG}g") if g.get("class") == "edge"}
        assert edges == {arrow.id for arrow in arrows(machine)}


@pytest.mark.parametrize("arrow", SURE, ids=arrow_id)
def test_the_picture_of_the_whole_has_every_arrow_that_is_sure(arrow: Arrow) -> None:
    assert by_id("system", arrow.id).get("class") == "edge"
    assert by_id("system", f"{arrow.id}-end").get("class") == "edge"


def test_the_picture_of_the_whole_has_every_coupling() -> None:
    for coupling in CORE.couplings:
        edge = by_id("system", f"while-{coupling.status}-{coupling.event}")
        assert all(claim.name in tooltips(edge)[0] for claim in coupling.claims)
    for name in (
        "all_terminal-complete",
        "no_executions-end_deletion",
        "while-DELETION_IN_PROGRESS-requests",
    ):
        assert tooltips(by_id("system", name))


REJECTED = [rule for rule in TABLE.rules if rule.verdict is Verdict.REJECT]


@pytest.mark.parametrize("rule", REJECTED, ids=rule_id)
def test_a_rejection_is_listed_under_its_state_with_its_guards_and_errors(rule: Rule) -> None:
    (line,) = (line for line in lines(rule.machine, rule.source) if rule in line.rules)
    said = words_in(by_id(rule.machine, f"{rule.machine}-{rule.source or 'ABSENT'}"))
    assert line.mark is Mark.REJECTED
    assert str(rule.operation) in said
    assert line.condition in said
    for outcome in rule.outcomes:
        assert outcome.error is not None
        assert f"{outcome.error.code} ({outcome.error.http[0]})" in said


def test_every_rule_but_a_read_is_drawn_or_listed_under_its_state() -> None:
    for rule in TABLE.rules:
        if rule_name(rule) in TABLE.reads and rule.verdict is not Verdict.REJECT:
            continue
        is_arrow = any(rule in arrow.rules for arrow in arrows(rule.machine))
        assert is_arrow or any(rule in line.rules for line in lines(rule.machine, rule.source)), (
            rule
        )


def test_a_read_is_no_arrow() -> None:
    assert TABLE.reads == {read.__name__ for read in READS}
    assert not TABLE.reads & {name for arrow in ARROWS for name in arrow.names}


@pytest.mark.parametrize("arrow", ARROWS, ids=arrow_id)
def test_an_arrow_has_a_tooltip_with_all_its_claims(arrow: Arrow) -> None:
    claims = {claim for rule in arrow.rules for claim in rule.cited()}
    for said in tooltips(by_id(arrow.machine, arrow.id)):
        for claim in claims:
            assert f"{claim.name} ({claim.basis.value}): {claim.says}" in said


def test_every_edge_of_every_picture_has_an_id_of_its_own_and_a_tooltip() -> None:
    for picture in PICTURES:
        edges = [g for g in drawn(picture).iter(f"{SVG}g") if g.get("class") == "edge"]
        names = [str(edge.get("id")) for edge in edges]
        assert len(set(names)) == len(names)
        for edge in edges:
            assert not re.fullmatch(r"edge\d+", str(edge.get("id")))
            assert tooltips(edge), edge.get("id")


def test_a_line_under_a_state_has_a_tooltip_with_its_claims() -> None:
    for machine, rule in ((rule.machine, rule) for rule in REJECTED):
        said = "\n".join(tooltips(by_id(machine, f"{machine}-{rule.source or 'ABSENT'}")))
        assert all(claim.name in said for claim in rule.cited())


def test_force_is_seen_without_colour() -> None:
    forced = [arrow for arrow in SURE if arrow.forced]
    assert {arrow.id for arrow in forced} == {
        "DeleteJob-IN_PROGRESS-DELETION_IN_PROGRESS",
        "CancelJobExecution-IN_PROGRESS-CANCELED",
        "cascade-IN_PROGRESS-CANCELED",
    }
    for arrow in SURE:
        # A double line is two strokes with the canvas between them.
        assert (len(strokes(arrow)) == 3) == arrow.forced
        words = words_in(by_id(arrow.machine, arrow.id)).split()
        assert "force" in words if arrow.forced else True


def test_requests_background_steps_and_open_outcomes_have_lines_of_their_own() -> None:
    patterns: dict[Kind, set[str | None]] = {}
    for arrow in ARROWS:
        found = {stroke.get("stroke-dasharray") for stroke in strokes(arrow)}
        patterns.setdefault(arrow.kind, set()).update(found)
    assert patterns[Kind.REQUEST] == {None}
    assert len(patterns[Kind.BACKGROUND]) == len(patterns[Kind.OPEN]) == 1
    assert len(set.union(*patterns.values())) == 3


def test_the_name_of_a_background_step_is_italic() -> None:
    for arrow in SURE:
        if arrow.kind is Kind.BACKGROUND:
            texts = by_id(arrow.machine, arrow.id).iter(f"{SVG}text")
            named = [text for text in texts if (text.text or "").strip() == arrow.names[0]]
            assert [text.get("font-style") for text in named] == ["italic"]


def test_no_two_arrows_say_the_same() -> None:
    said = [(a.machine, a.sources, a.target, a.kind, a.forced) for a in ARROWS]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("picture", PICTURES)
def test_a_picture_fits_a_page(picture: str) -> None:
    width = drawn(picture).attrib["width"]
    assert width.endswith("pt")
    assert float(width[:-2]) * 4 / 3 <= 1400


def colors(picture: str) -> Iterator[str]:
    for element in drawn(picture).iter():
        for paint in ("fill", "stroke"):
            if element.get(paint) not in (None, "none", "transparent"):
                yield element.attrib[paint]


@pytest.mark.parametrize("picture", PICTURES)
def test_every_colour_has_a_dark_one(picture: str) -> None:
    style = drawn(picture).findtext(f"{SVG}style") or ""
    for color in set(colors(picture)):
        # Text without a colour of its own would be black on black.
        assert color in DARK, color
        assert f'[fill="{color}"]{{fill:{DARK[color]}}}' in style
    texts = drawn(picture).iter(f"{SVG}text")
    assert all(text.get("fill") for text in texts if (text.text or "").strip())


def luminance(color: str) -> float:
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_words_stand_out_from_light_and_from_dark_backgrounds() -> None:
    words = (palette.INK, palette.QUIET, palette.FORCE, palette.BACKGROUND, palette.OPEN)
    pairs = [*product((*words, palette.REJECTED), (palette.CANVAS, palette.CARD))]
    for word, background in [*pairs, (palette.ON_FORCE, palette.FORCE)]:
        assert contrast(word, background) >= 4.5, (word, background)
        assert contrast(DARK[word], DARK[background]) >= 4.5, (word, background)


def test_the_style_sheet_can_tell_colours_apart() -> None:
    assert len(set(DARK.values())) == len(DARK)
    assert not set(DARK) & set(DARK.values())


def test_mermaid_has_every_state_and_arrow() -> None:
    for machine in MACHINES:
        said = machine_mermaid(machine)
        assert said.startswith("stateDiagram-v2\n")
        for arrow in arrows(machine):
            for source in arrow.sources:
                ends = f"    {source or '[*]'} --> {arrow.target or '[*]'}: "
                found = [line for line in said.splitlines() if line.startswith(ends)]
                assert any(all(name in line for name in arrow.names) for line in found)
        for rule in REJECTED:
            if rule.machine == machine and rule.source:
                assert f"    {rule.source}: × " in said


def test_mermaid_of_the_whole_has_every_coupling_and_marks_force() -> None:
    said = system_mermaid()
    for coupling in CORE.couplings:
        assert re.search(rf"Job\.{coupling.status} --o\|.*\| Execution\.{coupling.event}\n", said)
    assert 'Job.IN_PROGRESS ==>|"by force: DeleteJob"| Job.DELETION_IN_PROGRESS' in said
    links = [line for line in said.splitlines() if re.search(r"(-->|==>|-\.->|\.->|--o)", line)]
    forced = re.search(r"linkStyle (\S+) stroke:#d4581b", said)
    assert forced is not None
    assert all("by force" in links[int(number)] for number in forced[1].split(","))


GUARDS = ("force", "version_mismatch", "all_terminal")
TERMS = st.lists(
    st.dictionaries(st.sampled_from(GUARDS), st.booleans(), max_size=3), min_size=1, max_size=5
)


@given(TERMS)
def test_the_words_for_guards_hold_exactly_where_a_rule_answers(terms: list[Term]) -> None:
    for values in product((False, True), repeat=len(GUARDS)):
        holds = dict(zip(GUARDS, values, strict=True)).items()
        before = any(term.items() <= holds for term in terms)
        assert before == any(term.items() <= holds for term in simplest(terms))


def test_a_condition_names_only_the_guards_that_decide() -> None:
    def said(operation: str, source: str, verdict: Verdict) -> str:
        return condition(
            rule
            for rule in TABLE.rules
            if (rule.operation, rule.source, rule.verdict) == (operation, source, verdict)
        )

    assert said("CancelJob", "IN_PROGRESS", Verdict.ACCEPT) == ""
    assert said("DeleteJob", "IN_PROGRESS", Verdict.ACCEPT) == "force"
    assert said("DeleteJob", "CANCELED", Verdict.ACCEPT) == "all_terminal or force"
    assert said("DeleteJob", "CANCELED", Verdict.EITHER) == "not force, not all_terminal"
