"""The scenarios of the review: each is played against the oracle, and drawn as it is played."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

from iot_jobs_spec import (
    TABLE,
    CancelJob,
    CancelJobExecution,
    World,
    settled,
)
from iot_jobs_spec.model.profiles import table_of
from iot_jobs_spec.render.diagrams import palette
from iot_jobs_spec.render.diagrams.svg import svg
from iot_jobs_spec.render.diagrams.system import system_dot
from iot_jobs_spec.render.pages.machine import machine_page
from iot_jobs_spec.render.pages.scenarios import PAGE, artefacts, scenarios_page, sequence
from iot_jobs_spec.render.scenarios.catalogue import SCENARIOS
from iot_jobs_spec.render.scenarios.life import LIFE_SCENARIOS
from iot_jobs_spec.render.scenarios.model import (
    Background,
    Scenario,
    members,
    scenario_json,
)
from iot_jobs_spec.render.scenarios.picture import scenario_svg
from iot_jobs_spec.render.scenarios.sequence import messages, people
from support.browser import chromium
from support.play import play, taken_in

RULES = {rule.id: rule for rule in TABLE.rules}
FULL = table_of("full")
TABLES = {**{s.name: TABLE for s in SCENARIOS}, **{s.name: FULL for s in LIFE_SCENARIOS}}
every = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: str(s.name))
of_both = pytest.mark.parametrize(
    "scenario", [*SCENARIOS, *LIFE_SCENARIOS], ids=lambda s: str(s.name)
)


@of_both
def test_a_scenario_goes_as_it_is_told(scenario: Scenario) -> None:
    play(scenario, table=TABLES[scenario.name])


@of_both
def test_a_step_that_is_told_wrong_is_noticed(scenario: Scenario) -> None:
    """Every expectation matters: with any one of them turned round, playing fails."""
    for position, taken in enumerate(scenario.steps):
        wrong = [replace(taken, rule="DescribeJob/ABSENT!")]
        if isinstance(taken.does, Background):
            wrong.append(replace(taken, does=replace(taken.does, thing_name="nothing")))
        else:
            other = None if taken.comes else "Another"
            wrong.append(replace(taken, answers=(*taken.answers, "Another")))
            wrong.append(replace(taken, answers=(other,), comes=other))
        for place, now in enumerate(taken.now):
            lies = (*taken.now[:place], replace(now, status="ELSE"), *taken.now[place + 1 :])
            wrong.append(replace(taken, now=lies))
        for lie in wrong:
            steps = (*scenario.steps[:position], lie, *scenario.steps[position + 1 :])
            with pytest.raises((AssertionError, StopIteration, ValueError)):
                play(replace(scenario, steps=steps), table=TABLES[scenario.name])


def test_scenarios_name_impossible_background_steps() -> None:
    scenario = next(s for s in SCENARIOS if any(step.cannot for step in s.steps))
    first = next(step for step in scenario.given if isinstance(step.does, Background))
    assert isinstance(first.does, Background)
    with pytest.raises(AssertionError):
        play(replace(scenario, given=(replace(scenario.given[0], cannot=(first.does,)),), steps=()))


def test_an_impossible_background_step_stays_impossible() -> None:
    """What is due comes without any of it, as long as nobody asks for anything."""
    for scenario in SCENARIOS:
        world = World()
        for taken in (*scenario.given, *scenario.steps):
            world = taken_in(world, taken)
            if taken.cannot:
                came = due(world)
                assert not set(taken.cannot) & came, taken.says


def due(world: World) -> set[Background]:
    """All that comes until nothing more is due."""
    came: set[Background] = set()
    settled(world, note=lambda h: came.add(Background(h.event, h.job_id, h.thing_name)))
    return came


def test_the_scenarios_are_those_of_the_review() -> None:
    names = [scenario.name for scenario in SCENARIOS]
    assert len(set(names)) == len(names) == 6
    rules = {step.rule for scenario in SCENARIOS for step in scenario.steps}
    assert {"CancelJob/IN_PROGRESS/force", "CancelJob/IN_PROGRESS/!force"} <= rules
    assert "DeleteJob/IN_PROGRESS/force/at_limit" in rules


@every
def test_a_scenario_as_json_has_the_names_of_the_api(scenario: Scenario) -> None:
    said = json.loads(json.dumps(scenario_json(scenario)))
    steps = (*scenario.given, *scenario.steps)
    for step_said, taken in zip([*said["given"], *said["steps"]], steps, strict=True):
        if isinstance(taken.does, Background):
            assert step_said["request"] is None
            assert step_said["background"]["event"] == taken.does.event
        else:
            assert step_said["background"] is None
            assert step_said["request"]["operation"] == type(taken.does).__name__
        assert step_said["answers"] == list(taken.answers)
    assert members(CancelJobExecution("j", "t", True, 3)) == {
        "jobId": "j", "thingName": "t", "force": True, "expectedVersion": 3,
    }  # fmt: skip
    assert members(CancelJob("j")) == {"jobId": "j"}


@every
def test_the_diagram_has_each_step_in_order(scenario: Scenario) -> None:
    lines = [line.strip() for line in sequence(scenario).splitlines()]
    assert lines[0] == "sequenceDiagram"
    said = iter(line for line in lines if "->>" in line or "--x" in line)
    for number, taken in enumerate(scenario.steps, 1):
        line = next(said)
        if isinstance(taken.does, Background):
            assert line == f"Service->>Service: {number}. " + " ".join(
                filter(None, (taken.does.event, taken.does.job_id, taken.does.thing_name))
            )
        else:
            assert f"->>Service: {number}. {type(taken.does).__name__}(" in line
            assert (taken.comes or "accepted") in next(said)
    assert next(said, None) is None
    # A note of Mermaid stands over two at most.
    notes = [line for line in lines if line.startswith("Note over ")]
    assert all(line.split(":")[0].count(",") == 1 for line in notes)
    # Mermaid ends a message at a semicolon, and begins an entity with a hash.
    assert not re.search(r"[;#]", sequence(scenario))


SVG = "{http://www.w3.org/2000/svg}"


@of_both
def test_the_picture_has_each_step_in_order(scenario: Scenario) -> None:
    drawn = scenario_svg(scenario)
    assert drawn == scenario_svg(scenario)
    root = ET.fromstring(drawn)
    assert root.findtext(f"{SVG}title") == scenario.title
    texts = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    (title,) = (text for text in root.iter(f"{SVG}text") if text.get("class") == "title")
    assert title.text == scenario.title
    assert scenario.begins in texts
    said = iter(texts)
    for message in messages(scenario):
        if message.answer is None and message.open:
            assert f"{message.number}. ? {message.says} (open)" in said
        else:
            assert f"{message.number}. {message.says}" in said
        if message.answer is not None:
            mark = "×" if message.rejected else "✓"
            answer = f"{mark} {message.answer}" + ", one of several permitted" * message.open
            assert answer in texts
    whole = drawn.decode()
    assert (root.get("width"), root.get("height")) == ("100%", "100%")
    assert "href" not in whole
    assert "url(" not in whole


def test_each_device_has_a_lifeline_of_its_own() -> None:
    (scenario,) = (s for s in LIFE_SCENARIOS if s.name == "last-device-fails")
    assert people(scenario) == ("Device pump-1", "Device pump-2")
    drawn = scenario_svg(scenario).decode()
    assert all(f">{name}</text>" in drawn for name in people(scenario))


def test_only_a_status_that_a_step_changes_is_beside_it() -> None:
    (scenario,) = (s for s in SCENARIOS if s.name == "leftover-of-an-unforced-cancel")
    said = [message.now for message in messages(scenario)]
    assert said[0] == ("firmware-7: CANCELED",)
    assert [message.now for message in messages(scenario) if message.rejected] == [()] * 3
    (reused,) = (s for s in SCENARIOS if s.name == "job-id-reused")
    assert {message.now for message in messages(reused) if message.rejected} == {()}


def test_a_read_says_what_it_shows() -> None:
    shown = {s.name: [m.answer for m in messages(s) if m.answer] for s in SCENARIOS}
    assert shown["forced-cancel-meets-a-device"][-1] == "accepted: none"
    assert shown["two-operators-race"][0] == "accepted: QUEUED, version 1"
    assert shown["two-operators-race"][4] == "accepted: IN_PROGRESS, version 2"


def test_a_background_step_that_the_sources_leave_open_has_their_colour() -> None:
    (scenario,) = (s for s in LIFE_SCENARIOS if s.name == "delete-at-work")
    root = ET.fromstring(scenario_svg(scenario))
    texts = {"".join(text.itertext()): text.get("fill") for text in root.iter(f"{SVG}text")}
    open_ = {words for words, color in texts.items() if color == palette.OPEN}
    assert open_ == {"5. ? may_complete firmware-7 (open)", "firmware-7: COMPLETED"}


def test_a_picture_paints_the_window_beside_it() -> None:
    """A window of another shape has no white bars in the dark."""
    for picture in (scenario_svg(SCENARIOS[0]), svg(system_dot())):
        style = ET.fromstring(picture).findtext(f"{SVG}style") or ""
        light, dark = style.split("@media (prefers-color-scheme: dark)")
        assert f"svg{{background:{palette.CANVAS}}}" in light
        assert f"svg{{background:{palette.DARK[palette.CANVAS]}}}" in dark


def test_force_and_an_open_answer_have_the_colours_of_the_other_pictures() -> None:
    (scenario,) = (s for s in SCENARIOS if s.name == "leftover-of-an-unforced-cancel")
    root = ET.fromstring(scenario_svg(scenario))
    forced = [part for part in root.iter(f"{SVG}tspan") if part.text == "force"]
    assert {part.get("fill") for part in forced} == {palette.FORCE}
    assert len(forced) == 2
    (open_,) = (t for t in root.iter(f"{SVG}text") if "one of several" in (t.text or ""))
    assert open_.get("fill") == palette.OPEN


def test_a_picture_of_any_words_is_an_svg() -> None:
    words = 'a < b & "c" <script>'
    scenario = replace(SCENARIOS[0], title=words, why=words, begins=words)
    root = ET.fromstring(scenario_svg(scenario))
    assert root.findtext(f"{SVG}title") == words
    assert not list(root.iter(f"{SVG}script"))


BOXES = """() => [...document.querySelectorAll("text")].map((text) => {
  const { x, y, width, height } = text.getBBox();
  return [x, y, x + width, y + height];
})"""


@pytest.mark.slow
def test_no_words_of_a_picture_are_cut_off_or_cover_others() -> None:
    with chromium() as browser:
        page = browser.new_page()
        for name in TABLES:
            drawn = next(b for path, b in artefacts().items() if path.stem == name)
            page.set_content(drawn.decode())
            root = ET.fromstring(drawn)
            boxes = page.evaluate(BOXES)
            assert len(boxes) > 5
            *_, width, height = map(float, root.attrib["viewBox"].split())
            for left, _, right, bottom in boxes:
                assert left >= 0, name
                assert right <= width, name
                assert bottom <= height, name
            for one, other in combinations(boxes, 2):
                apart = one[2] <= other[0] or other[2] <= one[0]
                assert apart or one[3] <= other[1] + 1 or other[3] <= one[1] + 1, (name, one, other)


def test_the_words_of_a_picture_are_large_at_1280_by_720() -> None:
    for scenario in (*SCENARIOS, *LIFE_SCENARIOS):
        picture = ET.fromstring(scenario_svg(scenario))
        _, _, width, height = map(float, picture.attrib["viewBox"].split())
        style = picture.findtext("{http://www.w3.org/2000/svg}style") or ""
        size = min(map(int, re.findall(r"font-size:(\d+)px", style)))
        assert size * min(1280 / width, 720 / height) >= 14, scenario.name


def test_the_page_has_each_scenario_with_links_that_lead_somewhere() -> None:
    page = scenarios_page()
    pictures = {path.as_posix() for path in artefacts() if path != PAGE}
    assert {f"diagrams/scenarios/{name}.svg" for name in TABLES} == pictures
    for scenario in SCENARIOS:
        assert f"](../diagrams/scenarios/{scenario.name}.svg)" in page
        assert f'<a id="{scenario.name}"></a>\n\n## {scenario.title}\n' in page
        assert f"](#{scenario.name})" in page
        assert scenario.why in page
    pages = {name: machine_page(name) for name in ("Job", "Execution")}
    links = re.findall(r"\]\(reference/(\w+)\.md#([^)]+)\)", page)
    assert len(links) == sum(len(scenario.steps) for scenario in SCENARIOS)
    for machine, target in links:
        assert f'id="{target}"' in pages[machine.capitalize()]


def test_what_the_sources_leave_open_is_said_to_be() -> None:
    open_steps = [step for s in SCENARIOS for step in s.steps if step.open]
    assert open_steps
    assert scenarios_page().count("The sources leave ") == len(open_steps)
    for taken in open_steps:
        assert len(RULES[taken.rule].outcomes) == len(taken.answers)
