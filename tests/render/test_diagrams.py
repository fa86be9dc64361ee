"""The pictures: every rule is in them, each sort of step looks its own way, and all can be read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import combinations, pairwise, product
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_jobs_spec.language.evidence import Basis, strongest
from iot_jobs_spec.language.rules import Rule, Verdict
from iot_jobs_spec.machines import CORE
from iot_jobs_spec.model.divergence import READS
from iot_jobs_spec.model.profiles import table_of
from iot_jobs_spec.model.table import TABLE, Table
from iot_jobs_spec.render.diagrams import palette
from iot_jobs_spec.render.diagrams.dot import machine_dot
from iot_jobs_spec.render.diagrams.gaps import Area, frame_of, with_gaps, words_of
from iot_jobs_spec.render.diagrams.graph import (
    Arrow,
    Kind,
    Line,
    Mark,
    arrows,
    lines,
    overview,
    places,
)
from iot_jobs_spec.render.diagrams.labels import short
from iot_jobs_spec.render.diagrams.legend import GUARDS as GUARD_WORDS
from iot_jobs_spec.render.diagrams.mermaid import machine_mermaid, system_mermaid
from iot_jobs_spec.render.diagrams.palette import DARK
from iot_jobs_spec.render.diagrams.quotient_dot import quotient_dot
from iot_jobs_spec.render.diagrams.svg import svg
from iot_jobs_spec.render.diagrams.system import system_dot
from iot_jobs_spec.render.words import Term, condition, rule_name, simplest

MACHINES = ("Job", "Execution")
FULL = table_of("full").written()
PICTURES: dict[str, Callable[[], str]] = {
    **{machine: partial(machine_dot, machine) for machine in MACHINES},
    "system": system_dot,
    "quotient": quotient_dot,
    **{f"full {machine}": partial(machine_dot, machine, FULL) for machine in MACHINES},
    "full system": partial(system_dot, FULL),
}
EACH = pytest.mark.parametrize("picture", PICTURES)
ARROWS = [arrow for machine in MACHINES for arrow in arrows(machine)]
SVG = "{http://www.w3.org/2000/svg}"
TITLE = "{http://www.w3.org/1999/xlink}title"


@cache
def drawn(picture: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg(PICTURES[picture]()))


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
    """Whether the rule surely leads to another status, whatever a law may add to it."""
    sure = rule.verdict in (Verdict.ACCEPT, Verdict.BACKGROUND) and not rule.law
    return sure and rule.expected.status != rule.source


def line_of(rule: Rule, table: Table = TABLE) -> tuple[str | None, Line]:
    """Where the rule is listed, and the line."""
    ((place, line),) = (
        (place, line)
        for place in places(rule.machine, table)
        for line in lines(rule.machine, place, table)
        if rule in line.rules
    )
    return place, line


def rule_id(rule: Rule) -> str:
    return rule.id


def arrow_id(arrow: Arrow) -> str:
    return arrow.id


@pytest.mark.parametrize("rule", [rule for rule in TABLE.rules if moving(rule)], ids=rule_id)
def test_a_rule_that_moves_a_machine_is_an_arrow(rule: Rule) -> None:
    (arrow,) = (arrow for arrow in arrows(rule.machine) if rule in arrow.rules)
    assert rule.source in arrow.sources
    assert arrow.target == rule.expected.status
    assert by_id(rule.machine, arrow.id).get("class") == "edge"


def test_nothing_else_is_an_arrow() -> None:
    for machine in MACHINES:
        edges = {g.get("id") for g in drawn(machine).iter(f"{SVG}g") if g.get("class") == "edge"}
        assert edges == {arrow.id for arrow in arrows(machine)}


@pytest.mark.parametrize("profile", ["", "full "])
def test_the_picture_of_both_machines_has_every_arrow(profile: str) -> None:
    table = FULL if profile else TABLE
    for machine in MACHINES:
        found = overview(machine, table)
        assert {rule for arrow in found for rule in arrow.rules} == {
            rule for arrow in arrows(machine, table) for rule in arrow.rules
        }
        for arrow in found:
            assert by_id(f"{profile}system", arrow.id).get("class") == "edge"


def test_the_picture_of_both_machines_has_every_coupling() -> None:
    for profile, spec in (("", CORE), ("full ", FULL.spec)):
        for coupling in spec.couplings:
            row = by_id(f"{profile}system", f"a_while-{coupling.status}-{coupling.event}")
            assert all(claim.name in tooltips(row)[0] for claim in coupling.claims)
            open_ = strongest(coupling.claims) is Basis.UNSPECIFIED
            assert words_in(row).replace(",", "").split() == ["?"] * open_ + [coupling.event]
            box = by_id(f"{profile}system", f"while-{coupling.status}")
            said = " ".join(words_in(box).replace("\u00a0", " ").split())
            assert said.startswith(
                f"While a job is {coupling.status} possible for its executions: "
            )


@pytest.mark.parametrize("profile", ["", "full "])
def test_the_picture_says_which_requests_change_an_execution_of_a_job_in_deletion(
    profile: str,
) -> None:
    def said(status: str, name: str) -> list[str]:
        row = by_id(f"{profile}system", f"a_while-{status}-{name}")
        return words_in(row).replace(",", "").split()

    deleting = "DELETION_IN_PROGRESS"
    for name in ("CancelJobExecution", "UpdateJobExecution"):
        assert said(deleting, name) == ["?", name]
    sure = "StartNextPendingJobExecution"
    assert said(deleting, sure) == [sure]
    for status in ("IN_PROGRESS", "CANCELED"):
        assert said(status, "any request") == ["any", "request"]


@pytest.mark.parametrize("picture", ["Job", "system", "full Job", "full system"])
def test_a_move_that_the_sources_leave_open_is_a_line_of_its_arrow(picture: str) -> None:
    """Without force, an unfinished execution may keep a CANCELED job from its deletion."""
    said = words_in(by_id(picture, "DeleteJob-CANCELED-DELETION_IN_PROGRESS"))
    assert "[all_terminal]" in said
    assert "force in any case" in said
    assert "? DeleteJob otherwise" in said
    assert "force otherwise" not in said


def test_mermaid_says_which_move_is_left_open() -> None:
    line = "    CANCELED --> DELETION_IN_PROGRESS: DeleteJob [all_terminal or force], "
    assert f"{line}? DeleteJob otherwise\n" in machine_mermaid("Job")


def test_a_doubt_is_otherwise_only_if_it_holds_wherever_the_move_is_not_sure() -> None:
    found = [
        (a, n) for t in (TABLE, FULL) for m in MACHINES for a in overview(m, t) for n in a.names
    ]
    doubts = [(arrow, name) for arrow, name in found if arrow.doubtful(name)]
    assert {name for _, name in doubts} == {"DeleteJob", "DeleteJobExecution"}
    for arrow, name in doubts:
        rules = (*arrow.rules_of(name), *arrow.doubtful(name))
        assert (arrow.doubt(name) == "otherwise") == (condition(rules) == "")


def test_the_picture_of_both_machines_has_whole_arrows() -> None:
    """Each is one line from a status to the next, not two halves around a label."""
    for profile in ("", "full "):
        titles = [g.findtext(f"{SVG}title") or "" for g in edges(f"{profile}system")]
        ends = [end for title in titles for end in title.split("->")]
        table = FULL if profile else TABLE
        statuses = {status for names in table.statuses.values() for status in names}
        boxes = {*statuses, "ENDED", "ABSENT"}
        assert {end for end in ends if not end.endswith(("start", "end", "force"))} <= boxes


REJECTED = [rule for rule in TABLE.rules if rule.verdict is Verdict.REJECT]


@pytest.mark.parametrize("rule", REJECTED, ids=rule_id)
def test_a_rejection_is_listed_with_its_guards_and_errors(rule: Rule) -> None:
    place, line = line_of(rule)
    assert place in (rule.source, "ANY")
    said = words_in(by_id(rule.machine, f"{rule.machine}-{place or 'ABSENT'}"))
    assert line.mark is Mark.REJECTED or rule.law
    assert str(rule.operation) in said
    assert line.condition in said.replace("\u00a0", " ")
    for result in line.results:
        assert short(result) in said
        if (place, line.mark) != ("ANY", Mark.OPEN):
            assert "Exception" not in short(result)
    if not rule.law:
        codes = [f"{o.error.code} ({o.error.http[0]})" for o in rule.outcomes if o.error]
        assert list(line.results) == codes


def test_a_short_error_is_its_http_status_and_its_name() -> None:
    assert short("VersionConflictException (409)") == "409 VersionConflict"
    assert short("no change") == "no change"


def test_a_law_is_one_line_for_every_status() -> None:
    (line,) = (line for line in lines("Job", "ANY") if line.condition == "at_limit")
    assert {rule.source for rule in line.rules} == {*TABLE.statuses["Job"]}
    assert line.results == ("LimitExceededException (410)", "the error it gives otherwise")
    whole = table_of("full")
    laws = {rule.law for rule in whole.rules if rule.law}
    assert {line.condition for m in MACHINES for line in lines(m, "ANY", whole)} >= laws


def test_what_all_ended_statuses_share_is_listed_once() -> None:
    ended = {*FULL.statuses["Execution"]} - {"QUEUED", "IN_PROGRESS"}
    (line, *_) = lines("Execution", "ENDED", FULL)
    assert "CancelJobExecution" in line.names
    assert {rule.source for rule in line.rules} == ended
    assert lines("Execution", "SUCCEEDED", FULL) == ()
    assert "CancelJobExecution" not in words_in(by_id("full Execution", "Execution-SUCCEEDED"))


def test_every_rule_but_a_read_is_drawn_or_listed_once() -> None:
    for table in (TABLE, FULL):
        places_of = ((m, place) for m in table.statuses for place in places(m, table))
        every = (line for m, place in places_of for line in lines(m, place, table))
        listed = Counter(rule.id for line in every for rule in line.rules)
        shown = (arrow for m in table.statuses for arrow in arrows(m, table))
        drawn_rules = {rule.id for arrow in shown for rule in arrow.rules}
        for rule in table.rules:
            if rule_name(rule) in table.reads and rule.verdict is not Verdict.REJECT:
                continue
            assert rule.id in drawn_rules or listed[rule.id] == 1, rule.id


def test_the_statuses_of_aws_outside_the_profile_are_one_node_that_says_so() -> None:
    for picture in ("Execution", "system"):
        said = words_in(drawn(picture))
        assert "SUCCEEDED, FAILED, REJECTED, REMOVED, TIMED_OUT" in said.replace(",  ", ", ")
        assert "outside this profile: see profile full" in said
    for picture in ("Job", "full Job"):
        assert "SCHEDULED outside this profile" in words_in(drawn(picture))
    for picture in ("system", "full system"):
        assert "outside this profile \u00a0SCHEDULED" in words_in(drawn(picture))
    assert "outside this profile" not in words_in(drawn("full Execution"))


def test_a_read_is_no_arrow() -> None:
    assert TABLE.reads == {read.__name__ for read in READS}
    assert not TABLE.reads & {name for arrow in ARROWS for name in arrow.names}


@pytest.mark.parametrize("arrow", ARROWS, ids=arrow_id)
def test_an_arrow_has_a_tooltip_with_all_its_claims(arrow: Arrow) -> None:
    claims = {claim for rule in arrow.rules for claim in rule.cited()}
    for said in tooltips(by_id(arrow.machine, arrow.id))[:2]:
        for claim in claims:
            assert f"{claim.name} ({claim.basis.value}): {claim.says}" in said


def said_by_force(arrow: Arrow) -> bool:
    return "force" in words_in(by_id(arrow.machine, arrow.id)).split()


@pytest.mark.parametrize("arrow", ARROWS, ids=arrow_id)
def test_the_words_of_an_arrow_have_the_claims_of_their_rules(arrow: Arrow) -> None:
    assert {rule for part in arrow.parts for rule in part.rules} >= set(arrow.rules)
    for part in arrow.parts:
        if part in [arrow.by_force(names) for names in arrow.alike] and not said_by_force(arrow):
            continue
        words = by_id(arrow.machine, f"a_{part.id}")
        assert words_in(words).strip()
        (said,) = tooltips(words)
        assert {rule.id for rule in part.rules} <= {*said.splitlines()}
        assert all(claim.says in said for rule in part.rules for claim in rule.cited())


def edges(picture: str) -> list[ElementTree.Element]:
    return [g for g in drawn(picture).iter(f"{SVG}g") if g.get("class") == "edge"]


@EACH
def test_every_edge_has_an_id_of_its_own_and_a_tooltip(picture: str) -> None:
    ids = [str(g.get("id")) for g in drawn(picture).iter(f"{SVG}g") if g.get("id")]
    assert len(set(ids)) == len(ids)
    for edge in edges(picture):
        assert not re.fullmatch(r"edge\d+", str(edge.get("id")))
        assert tooltips(edge), edge.get("id")


def test_a_line_has_a_tooltip_with_its_claims_and_whole_errors() -> None:
    for rule in REJECTED:
        place, line = line_of(rule)
        said = "\n".join(tooltips(by_id(rule.machine, f"{rule.machine}-{place or 'ABSENT'}")))
        assert all(claim.name in said for claim in rule.cited())
        assert all(result in said for result in line.results)


def test_force_is_seen_without_colour() -> None:
    """By a thick line and a badge."""
    forced = [arrow for arrow in ARROWS if arrow.forced]
    assert {arrow.id for arrow in forced} == {
        "DeleteJob-IN_PROGRESS-DELETION_IN_PROGRESS",
        "CancelJobExecution-cascade-IN_PROGRESS-CANCELED",
    }
    for picture in ("", "system"):
        for arrow in ARROWS:
            edge = by_id(picture or arrow.machine, arrow.id)
            (width,) = (float(path.get("stroke-width", "1")) for path in edge.iter(f"{SVG}path"))
            assert (width >= 4) == arrow.forced
            assert (width < 2) != arrow.forced
            assert "force" in words_in(edge).split() if arrow.forced else True


def test_force_that_changes_the_executions_is_said_on_the_arrow() -> None:
    for picture in ("Job", "system", "full Job"):
        (edge,) = (e for e in edges(picture) if str(e.get("id")).startswith("CancelJob-"))
        said = words_in(edge)
        assert "force IN_PROGRESS executions become CANCELED too, later, one by one" in said


def test_a_deletion_by_force_says_that_devices_lose_their_work() -> None:
    for picture in ("Job", "system", "full Job", "full system"):
        for status in ("IN_PROGRESS", "CANCELED"):
            said = words_in(by_id(picture, f"DeleteJob-{status}-DELETION_IN_PROGRESS"))
            assert "devices at work lose their work" in said
        said = words_in(by_id(picture, "DeleteJob-COMPLETED-DELETION_IN_PROGRESS"))
        assert "lose" not in said


def test_the_legend_says_what_is_left_out_and_where_it_is() -> None:
    for machine in MACHINES:
        laws = {rule.law for rule in TABLE.rules if rule.machine == machine and rule.law}
        said = words_in(drawn(f"full {machine}")).replace("\u00a0", " ")
        (left_out,) = re.findall(r"left out: ([^(]+)\(see profile core\)", said)
        assert {*re.findall(r"\w+", left_out)} == laws
        assert "left out" not in words_in(drawn(machine))


def test_the_picture_of_one_job_says_that_its_steps_come_later() -> None:
    said = " ".join(words_in(drawn("quotient")).split())
    assert "One job, two things" in said
    assert "as if they came at once; in reality they come later, one by one." in said


def test_requests_and_background_steps_have_lines_of_their_own() -> None:
    patterns: dict[Kind, set[str | None]] = {}
    for arrow in ARROWS:
        found = {stroke.get("stroke-dasharray") for stroke in strokes(arrow)}
        patterns.setdefault(arrow.kind, set()).update(found)
    assert patterns[Kind.REQUEST] == {None}
    assert len(patterns[Kind.BACKGROUND]) == 1
    assert None not in patterns[Kind.BACKGROUND]


def test_an_arrow_with_a_request_and_a_step_is_solid_and_has_the_step_in_italics() -> None:
    (arrow,) = (a for a in ARROWS if a.names[-1] == "start")
    assert arrow.kind is Kind.REQUEST
    assert arrow.names == ("UpdateJobExecution", "StartNextPendingJobExecution", "start")


def test_the_name_of_a_background_step_is_italic() -> None:
    for arrow in ARROWS:
        texts = [*by_id(arrow.machine, arrow.id).iter(f"{SVG}text")]
        for name in arrow.names:
            named = [text for text in texts if (text.text or "").strip() == name]
            background = name in TABLE.background[arrow.machine]
            assert [text.get("font-style") for text in named] == ["italic" if background else None]


SMALLEST = {"full Execution": 12, "full system": 12}
"""The pixels of the smallest words of the pictures that have most to say, at 1280 to 720."""


def test_no_two_arrows_say_the_same() -> None:
    said = [(a.machine, a.sources, a.target, a.kind, a.forced) for a in ARROWS]
    assert len(set(said)) == len(said)


@EACH
def test_a_picture_is_for_a_projector(picture: str) -> None:
    """It has its shape, fills the window, and can be read at 1280 to 720."""
    root = drawn(picture)
    assert (root.get("width"), root.get("height")) == ("100%", "100%")
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    assert (left, top, width / height) == (0, 0, 16 / 9)
    sizes = [float(text.get("font-size", "0")) for text in root.iter(f"{SVG}text")]
    assert min(sizes) * 1280 / width >= SMALLEST.get(picture, 13)
    # The first; others are behind the word force.
    canvas, *_ = (
        shape
        for shape in root.iter(f"{SVG}polygon")
        if (shape.get("fill"), shape.get("stroke")) == (palette.CANVAS, "none")
    )
    corners = [tuple(map(float, pair.split(","))) for pair in canvas.attrib["points"].split()]
    assert corners[2][0] - corners[0][0] == pytest.approx(width)
    assert corners[2][1] - corners[0][1] == pytest.approx(height)


def test_the_panel_is_beside_or_below_the_drawing() -> None:
    for picture in PICTURES:
        *drawing, panel = drawn(picture).findall(f"{SVG}g")
        assert panel.get("id") == "panel"
        right, down = place(panel)
        for graph in drawing:
            left, top = place(graph)
            below = picture == "full Execution"
            assert top < down if below else left < right


@EACH
def test_no_words_cover_others(picture: str) -> None:
    found = []
    for group in drawn(picture).findall(f"{SVG}g"):
        right, down = place(group)
        for text in group.iter(f"{SVG}text"):
            size, said = float(text.attrib["font-size"]), (text.text or "").strip()
            middle = 0.5 * (text.get("text-anchor") == "middle")
            # Rather too narrow than too wide.
            width = 0.38 * size * len(said)
            left = right + float(text.attrib["x"]) - middle * width
            found.append((left, left + width, down + float(text.attrib["y"]), size, said))
    for one, other in combinations(found, 2):
        beside = one[1] < other[0] or other[1] < one[0]
        apart = abs(one[2] - other[2])
        one_line = apart < 0.5
        assert beside or one_line or apart > 0.7 * min(one[3], other[3]), (one[4], other[4])


def test_no_two_arrows_of_an_execution_cross() -> None:
    """Also where a device reports how it ends: each arrow can be followed with the eyes."""
    for picture in ("Execution", "full Execution"):
        shafts = {str(edge.get("id")): shaft(edge) for edge in edges(picture)}
        for one, other in combinations(shafts, 2):
            assert not cross(shafts[one], shafts[other]), (one, other)


def shaft(edge: ElementTree.Element) -> list[complex]:
    """Points of the arrow's curve, close to each other."""
    found = next(path for path in edge.iter(f"{SVG}path") if path.get("fill") == "none")
    numbers = re.findall(r"(-?[\d.]+),(-?[\d.]+)", found.attrib["d"])
    points = [complex(float(x), float(y)) for x, y in numbers]
    return [
        a * (1 - t) ** 3 + 3 * b * t * (1 - t) ** 2 + 3 * c * t**2 * (1 - t) + d * t**3
        for at in range(0, len(points) - 3, 3)
        for a, b, c, d in [points[at : at + 4]]
        for t in (step / 12 for step in range(13))
    ]


def cross(one: list[complex], other: list[complex]) -> bool:
    return any(
        turns(a, b, c) != turns(a, b, d) and turns(c, d, a) != turns(c, d, b)
        for a, b in pairwise(one)
        for c, d in pairwise(other)
    )


def turns(a: complex, b: complex, c: complex) -> bool:
    """Whether the way from a by b to c turns left."""
    return ((b - a).conjugate() * (c - a)).imag > 0


def place(group: ElementTree.Element) -> tuple[float, float]:
    found = re.search(r"translate\((\S+) (\S+)\)", group.attrib["transform"])
    assert found is not None
    return float(found[1]), float(found[2])


def test_the_legend_explains_each_guard_and_background_step_that_the_picture_names() -> None:
    for picture in PICTURES:
        if picture == "quotient":
            continue
        table = FULL if "full" in picture else TABLE
        *drawing, _ = drawn(picture).findall(f"{SVG}g")
        said, legend = " ".join(map(words_in, drawing)), words_in(by_id(picture, "legend"))
        for machine, steps in table.background.items():
            if picture.endswith(("system", machine)):
                assert all(step in legend.split() for step in steps)
        named = {*re.findall(r"\w+", " ".join(re.findall(r"\[([^\]]*)\]", said)))}
        for name, guard in table.spec.guards.items():
            if name in named - {"force"}:
                assert f"[{name}]" in legend
                assert GUARD_WORDS.get(name, guard.says).split()[-1] in legend


def colors(picture: str) -> Iterator[str]:
    for element in drawn(picture).iter():
        for paint in ("fill", "stroke"):
            if element.get(paint) not in (None, "none", "transparent"):
                yield element.attrib[paint]


@EACH
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


GROUP = re.compile(r'(?=<g id="[^"]*" class="(?:node|edge|cluster)">)')
GAP = re.compile(
    rf'<rect fill="{palette.CANVAS}" stroke="none" '
    r'x="(\S+)" y="(\S+)" width="(\S+)" height="(\S+)"/>'
)


@cache
def graphs(picture: str) -> list[str]:
    """The markup of each graph of a picture, which has coordinates of its own."""
    return svg(PICTURES[picture]()).decode().split('class="graph"')[1:]


@EACH
def test_no_frame_is_drawn_through_the_words_of_an_arrow(picture: str) -> None:
    for graph in graphs(picture):
        parts = GROUP.split(graph)
        frames = [frame_of(part) for part in parts if 'class="cluster"' in part]
        gaps = []
        for x, y, wide, high in GAP.findall(graph):
            left, top = float(x), float(y)
            gaps.append(Area(left, top, left + float(wide), top + float(high)))
        for part in parts:
            for words in words_of(part) if 'class="edge"' in part else ():
                if any(words.crosses(frame) for frame in frames):
                    assert any(
                        gap.left < words.left
                        and gap.right > words.right
                        and gap.top < words.top
                        and gap.bottom > words.bottom
                        for gap in gaps
                    ), words
        if gaps:
            places = [graph.index(sign) for sign in (GAP.search(graph)[0], 'class="node"')]  # type: ignore[index]
            assert graph.rindex('class="cluster"') < places[0] < places[1]


FRAME = (
    '<g id="clust1" class="cluster">\n<title>cluster_ANY</title>\n'
    '<path fill="#ffffff" stroke="#6e7781" d="M0,-100 0,0 200,0 200,-100"/>\n</g>\n'
)
EDGE = (
    '<g id="one" class="edge">\n<text xml:space="preserve" text-anchor="start" x="{x}" y="{y}" '
    'font-family="Arial" font-size="12.00" fill="#1f2328">CancelJob</text>\n</g>\n'
)


@pytest.mark.parametrize(
    ("x", "y", "gaps"), [(20, -50, 0), (180, -50, 1), (-20, -50, 1), (50, -97, 1), (300, -50, 0)]
)
def test_a_gap_is_made_where_words_cross_a_frame(x: int, y: int, gaps: int) -> None:
    words = EDGE.format(x=x, y=y)
    drawn = with_gaps(f'<g id="graph0" class="graph">{FRAME}{words}</g>')
    assert len(GAP.findall(drawn)) == gaps
    assert drawn.replace("".join(m[0] + "\n" for m in GAP.finditer(drawn)), "") == (
        f'<g id="graph0" class="graph">{FRAME}{words}</g>'
    )
