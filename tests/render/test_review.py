"""The review page as a file: its contents, and that it needs nothing else."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from iot_jobs_spec.model.profiles import table_of
from iot_jobs_spec.model.table import TABLE, Table
from iot_jobs_spec.render.diagrams import palette
from iot_jobs_spec.render.diagrams.graph import arrows, lines
from iot_jobs_spec.render.diagrams.quotient import Quotient
from iot_jobs_spec.render.diagrams.quotient import arrows as whole_arrows
from iot_jobs_spec.render.review import artefacts, page
from iot_jobs_spec.render.review.data import page_data
from iot_jobs_spec.render.review.page import embedded
from iot_jobs_spec.render.review.tables import tables
from iot_jobs_spec.render.review.whole import state_name
from iot_jobs_spec.render.scenarios.catalogue import SCENARIOS
from iot_jobs_spec.render.scenarios.life import LIFE_SCENARIOS
from iot_jobs_spec.render.words import NOT, anchor

FOLDER = Path(page.__file__).parent
FULL = table_of("full")


def inside(html: str, before: str, after: str) -> str:
    """The text between two others."""
    return html.split(before, 1)[1].split(after, 1)[0]


def drawing(html: str, name: str) -> ET.Element:
    view = inside(html, f'id="view-{name}"', "</section>")
    legend = inside(html, f'id="legend-{name}" class="legend-of">', "</div>")
    return ET.fromstring(f"<both>{view[view.index('<svg') :]}{legend}</both>")


VOID = {"meta", "input", "br", "wbr", "link", "hr", "img"}


@pytest.fixture(scope="module")
def html() -> str:
    (content,) = artefacts().values()
    return content.decode()


class Reader(HTMLParser):
    """Reads tags, and fails where they do not nest."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open
    return reader.tags


@pytest.mark.slow
def test_it_is_small_and_the_same_each_time(html: str) -> None:
    assert len(html.encode()) < 1_000_000
    assert next(iter(artefacts().values())).decode() == html


def test_it_asks_nothing_of_the_network(
    html: str, tags: list[tuple[str, dict[str, str | None]]]
) -> None:
    for tag, attributes in tags:
        assert tag not in ("link", "img", "iframe", "object", "embed", "base")
        assert "src" not in attributes
        assert (attributes.get("href") or "#").startswith("#"), attributes
    outside_data = html.replace(inside(html, 'id="spec">', "</script>"), "")
    for word in ("url(", "@import", "fetch(", "XMLHttpRequest", "import(", "WebSocket"):
        assert word not in outside_data
    assert "default-src 'none'" in html


def test_ids_are_unique_and_what_is_referred_to_exists(
    tags: list[tuple[str, dict[str, str | None]]],
) -> None:
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in tags:
        for name in ("aria-controls", "aria-labelledby", "for"):
            if name in attributes:
                assert attributes[name] in ids


def test_what_is_embedded_ends_no_script() -> None:
    said = {"says": "</script><!-- <b> & \u2028 \u2029"}
    text = embedded(said)
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == said


def test_every_arrow_and_every_line_is_a_hook_with_its_rules(html: str) -> None:
    numbers = {rule.id: number for number, rule in enumerate(TABLE.rules)}
    for machine in TABLE.statuses:
        root = drawing(html, machine.lower())
        hooks = {g.get("data-key"): g for g in root.iter("g") if g.get("data-key")}
        expected = {arrow.id: arrow.rules for arrow in arrows(machine)}
        for status in (None, *TABLE.statuses[machine]):
            assert hooks[f"{machine}-{status or 'ABSENT'}"].get("role") == "button"
            for line in lines(machine, status):
                expected[f"a_{anchor(line.rules[0].id)}"] = line.rules
        for key, rules in expected.items():
            hook = hooks[key]
            assert hook.get("data-rules") == " ".join(str(numbers[rule.id]) for rule in rules)
            assert (hook.get("role"), hook.get("tabindex")) == ("button", "0")
            assert hook.get("aria-label")


def test_every_arrow_of_both_machines_is_a_hook(html: str) -> None:
    root = drawing(html, "system")
    hooked = {
        path.get("d") for g in root.iter("g") if g.get("data-rules") for path in g.iter("path")
    }
    whole = root.findall("svg/g")
    shafts = [
        group.find("path")
        for group in root.iter("g")
        if group not in whole and group.find("polygon") is not None
    ]
    drawn_shafts = [path.get("d") for path in shafts if path is not None]
    assert len(drawn_shafts) > 10
    assert set(drawn_shafts) <= hooked


def test_the_words_of_an_arrow_stand_for_their_own_rules(html: str) -> None:
    """Those about force for the rules of force, those about what is open for the open rules."""
    ids = [rule.id for rule in TABLE.rules]

    def parts(name: str, arrow_id: str) -> dict[str, list[str]]:
        (hook,) = (g for g in drawing(html, name).iter("g") if g.get("data-key") == arrow_id)
        return {
            " ".join(text.text or "" for text in part.iter("text")): [
                ids[int(number)] for number in (part.get("data-rules") or "").split()
            ]
            for part in hook.iter("g")
            if part.get("class") == "part"
        }

    name, force, doubt = parts("job", "DeleteJob-CANCELED-DELETION_IN_PROGRESS").items()
    assert name[0].startswith("DeleteJob")
    assert force[0].startswith("force in any case")
    assert force[1]
    assert all("/force/" in one for one in force[1])
    assert doubt == (
        "? DeleteJob otherwise",
        ["DeleteJob/CANCELED/!force/!at_limit/!all_terminal"],
    )
    assert not {*name[1]} & {*doubt[1]}
    name, force = parts("system", "CancelJob-IN_PROGRESS-CANCELED").items()
    assert name == ("CancelJob", ["CancelJob/IN_PROGRESS/!force", "CancelJob/IN_PROGRESS/force"])
    assert force[1] == ["CancelJob/IN_PROGRESS/force"]


def test_every_arrow_of_the_whole_system_is_a_hook_with_its_rules(html: str) -> None:
    root = drawing(html, "whole")
    found = {g.get("data-key"): g.get("data-rules") for g in root.iter("g")}
    numbers = {rule.id: number for number, rule in enumerate(TABLE.rules)}
    for arrow in whole_arrows(Quotient()):
        rules = dict.fromkeys(str(numbers[edge.rule.id]) for edge in arrow.edges)
        assert found[arrow.id] == " ".join(rules)
    for state in Quotient().states:
        assert state.status is None or state_name(state) in found


@pytest.mark.parametrize("table", [TABLE, FULL], ids=lambda table: str(table.spec.name))
def test_the_data_hold_every_rule_and_claim_of_both_profiles(html: str, table: Table) -> None:
    data = json.loads(inside(html, 'id="spec">', "</script>"))
    rules = data["profiles"][table.spec.name]["rules"]
    assert [rule["id"] for rule in rules] == [rule.id for rule in table.rules]
    for rule, plain in zip(table.rules, rules, strict=True):
        assert {claim.name for claim in rule.cited()} <= set(data["facts"])
        assert plain["guards"] == dict(rule.guards)
        assert plain["basis"] == rule.basis.value
    told = [s.name for s in ((*LIFE_SCENARIOS, *SCENARIOS) if table is FULL else SCENARIOS)]
    assert data["profiles"][table.spec.name]["scenarios"] == told
    assert {scenario["name"] for scenario in data["scenarios"]} >= set(told)
    assert rules == page_data(table)["rules"]


def test_each_guard_has_words_for_where_it_does_not_hold() -> None:
    assert {*NOT} == {*FULL.spec.guards}
    assert [guard for guard, words in NOT.items() if not words] == [TABLE.spec.force]


def test_every_claim_links_its_documents(html: str) -> None:
    data = json.loads(inside(html, 'id="spec">', "</script>"))
    for name, fact in data["facts"].items():
        assert fact["links"], name
        for title in fact["links"]:
            assert data["documents"][title]["url"].startswith("https://"), name


def test_the_profile_full_has_its_own_drawings_and_tables(html: str) -> None:
    others = inside(html, '<template id="others">', "</template>")
    views = dict(re.findall(r'<div data-view="view-(\w+)">(.*?)</div>', others, re.DOTALL))
    assert set(views) == {"job", "execution", "system", "tables"}
    legends = re.findall(r'<div data-view="legend-(\w+)">', others)
    assert set(legends) == {"job", "execution", "system"}
    written = FULL.written()
    numbers = {rule.id: number for number, rule in enumerate(FULL.rules)}
    for machine in FULL.statuses:
        root = ET.fromstring(views[machine.lower()])
        hooks = {g.get("data-key"): g.get("data-rules") for g in root.iter("g")}
        for arrow in arrows(machine, written):
            assert hooks[arrow.id] == " ".join(str(numbers[rule.id]) for rule in arrow.rules)
    entries = {int(n) for n in re.findall(r'data-rules="(\d+)"', views["tables"])}
    assert entries == {numbers[rule.id] for rule in written.rules}


def test_a_page_of_another_spec_has_no_switch() -> None:
    data = json.loads(inside(page.review_page(), 'id="spec">', "</script>"))
    assert list(data["profiles"]) == ["core"]


def test_names_in_the_tables_are_escaped() -> None:
    hostile = "<b onclick=x>"
    rules = [
        replace(rule, event=hostile) if rule.event == "start" else rule for rule in TABLE.rules
    ]
    made = tables({rule.id: 0 for rule in rules}, TABLE.with_rules(rules))
    assert hostile not in made
    assert "&lt;b onclick=x&gt;" in made


def test_only_opacity_is_animated() -> None:
    """Between two variables of colours a browser passes through colours that nobody chose."""
    css = "".join(path.read_text(encoding="utf-8") for path in (FOLDER / "assets").glob("*.css"))
    frames = re.findall(r"@keyframes \w+ \{(.*?\})\s*\}", css)
    moved = {name for frame in frames for name in re.findall(r"([\w-]+):", frame)}
    moved |= {name for names in re.findall(r"transition: ([\w-]+)", css) for name in [names]}
    assert frames
    assert moved == {"opacity"}


@pytest.mark.parametrize(
    "name",
    [
        *FULL.spec.guards,
        *dict.fromkeys(effect.name for rule in FULL.rules for effect in rule.does),
    ],
)
def test_the_engine_gives_each_guard_and_effect_its_meaning(name: str) -> None:
    meanings = (FOLDER / "assets" / "meaning.js").read_text(encoding="utf-8")
    guard = FULL.spec.guards.get(name)
    meant = name if guard is None else type(guard).__name__
    assert re.search(rf"^    {meant}: ", meanings, re.MULTILINE), name


def test_no_rule_stands_in_a_script() -> None:
    codes = {o.error.code for rule in FULL.rules for o in rule.outcomes if o.error}
    statuses = {status for names in FULL.statuses.values() for status in names}
    for script in (FOLDER / "assets").glob("*.js"):
        text = script.read_text(encoding="utf-8")
        for word in (*codes, *statuses):
            assert word not in text, (script.name, word)


def test_the_page_reads_the_table_and_never_the_oracle() -> None:
    deciding = {"model.step", "model.world", "model.background", "model.transitions"}
    for module in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.module not in deciding, module


WRITTEN = [path for path in FOLDER.rglob("*.*") if path.suffix in (".py", ".js", ".css", ".html")]


@pytest.mark.parametrize("path", sorted(WRITTEN), ids=lambda path: path.name)
def test_a_file_is_one_idea(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 260


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", [palette.CANVAS, palette.CARD])
@pytest.mark.parametrize(
    "ink",
    [palette.INK, palette.QUIET, palette.FORCE, palette.BACKGROUND, palette.OPEN, palette.REJECTED],
)
def test_words_stand_out_from_their_ground(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5
    assert contrast(palette.DARK[ink], palette.DARK[ground]) >= 4.5
