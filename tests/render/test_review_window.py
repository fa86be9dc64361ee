"""The review page and its window: fitted drawings, zoom and drag, full screen, the side panel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from iot_jobs_spec.render.scenarios.catalogue import SCENARIOS
from iot_jobs_spec.render.scenarios.life import LIFE_SCENARIOS
from iot_jobs_spec.render.scenarios.sequence import does_words
from support.browser import begin, opened, sized
from support.effort import some

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page as the test before left it, for a test that begins by opening it anew."""
    with opened(tmp_path_factory.mktemp("review")) as page:
        yield page


@pytest.fixture
def page(tab: Page) -> Page:
    """The page as it opens."""
    begin(tab)
    return tab


PROJECTOR = (1280, 720)
FITTED = """() => {
  const view = document.querySelector(".view.shown").getBoundingClientRect();
  const svg = document.querySelector(".view.shown .drawing");
  const inside = [...svg.children].every((part) => {
    const { left, right, top, bottom } = part.getBoundingClientRect();
    return left >= view.left && right <= view.right && top >= view.top && bottom <= view.bottom;
  });
  const [scale, { width, height }] = [svg.getScreenCTM().a, svg.viewBox.baseVal];
  return [inside, Math.max(scale * width / view.width, scale * height / view.height)];
}"""
"""Whether all of the drawing is in its view, and how much of the view it fills."""


@pytest.mark.slow
@pytest.mark.parametrize("view", ["system", "job", "execution", "whole"])
def test_a_drawing_is_fitted_to_the_window_and_refitted(page: Page, view: str) -> None:
    page.click(f"#tab-{view}")
    for width, height in (PROJECTOR, (1920, 1080), (1000, 500)):
        with sized(page, width, height):
            inside, filled = page.evaluate(FITTED)
            assert inside, (width, height)
            assert filled > 0.9, (width, height)


def test_on_a_phone_a_drawing_is_as_high_as_its_view(tab: Page) -> None:
    with sized(tab, 390, 844):
        begin(tab)
        view, drawing = tab.evaluate(
            """() => [".view.shown", ".view.shown .drawing"].map((one) =>
              document.querySelector(one).getBoundingClientRect().height)"""
        )
        assert view > 844 / 2
        assert 0.9 * view < drawing <= view


STATE = """() => {
  const state = document.querySelector('#view-system [data-state="Execution.CANCELED"]');
  const box = state.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2, box.width];
}"""
"""The middle of a state in the drawing, and its width."""


def test_the_wheel_zooms_where_the_pointer_is_and_a_drag_moves(tab: Page) -> None:
    with sized(tab, *PROJECTOR):
        begin(tab)
        x, y, width = tab.evaluate(STATE)
        tab.mouse.move(x, y)
        tab.mouse.wheel(0, -400)
        tab.wait_for_function("() => !document.querySelector('#view-system .fitted')")
        left, top, larger = tab.evaluate(STATE)
        assert larger > 1.5 * width
        assert (left, top) == (pytest.approx(x, abs=2), pytest.approx(y, abs=2))
        asked = tab.inner_text("#ask-title")
        tab.mouse.down()
        tab.mouse.move(x - 60, y - 40, steps=3)
        tab.mouse.up()
        left, top, _ = tab.evaluate(STATE)
        assert (left, top) == (pytest.approx(x - 60, abs=2), pytest.approx(y - 40, abs=2))
        assert tab.inner_text("#ask-title") == asked, "the end of a drag is no click"
        tab.keyboard.press("0")
        assert tab.evaluate(STATE) == pytest.approx([x, y, width], abs=1)
        tab.click("#zoom-in")
        assert tab.evaluate(STATE)[2] == pytest.approx(1.25 * width, rel=0.02)
        tab.keyboard.press("-")
        assert tab.evaluate(FITTED)[0]


def test_the_wheel_scrolls_the_tables(page: Page) -> None:
    page.click("#tab-tables")
    page.mouse.move(300, 600)
    page.mouse.wheel(0, 300)
    page.wait_for_function("() => document.getElementById('view-tables').scrollTop > 0")
    assert page.is_hidden("#legend-toggle")


SIZE_OF_TABLES = """() => parseFloat(getComputedStyle(
  document.querySelector("#view-tables .entry")).fontSize)"""


def test_plus_and_minus_change_the_tables_which_use_the_room_that_there_is(page: Page) -> None:
    with sized(page, *PROJECTOR):
        page.click("#tab-tables")
        usual = page.evaluate(SIZE_OF_TABLES)
        assert usual >= 12.8
        page.keyboard.press("+")
        assert page.evaluate(SIZE_OF_TABLES) == pytest.approx(1.25 * usual, rel=0.01)
        page.keyboard.press("-")
        page.keyboard.press("-")
        assert page.evaluate(SIZE_OF_TABLES) == pytest.approx(usual / 1.25, rel=0.01)
        page.keyboard.press("0")
        assert page.evaluate(SIZE_OF_TABLES) == pytest.approx(usual)
        page.keyboard.press("p")
        assert page.evaluate(SIZE_OF_TABLES) > 1.3 * usual
    with sized(page, 1920, 1080):
        assert page.evaluate(SIZE_OF_TABLES) >= 20


def test_a_key_fills_the_screen_and_one_hides_the_panel(page: Page) -> None:
    before = page.evaluate("document.getElementById('stage').clientWidth")
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement !== null")
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement === null")
    page.focus("#tab-ask")
    page.keyboard.press("p")
    assert page.is_hidden("#panel")
    assert page.get_attribute("#panel-toggle", "aria-expanded") == "false"
    assert page.evaluate("document.activeElement.id") == "panel-toggle"
    assert page.evaluate("document.getElementById('stage').clientWidth") > before
    page.keyboard.press("p")
    assert page.is_visible("#panel")


@pytest.mark.parametrize("window", [PROJECTOR, (800, 600)])
def test_a_click_while_the_panel_is_hidden_tells_the_rules_in_lines(
    page: Page, window: tuple[int, int]
) -> None:
    with sized(page, *window):
        page.click("#tab-play")
        assert page.is_hidden("#told")
        page.keyboard.press("p")
        assert page.is_hidden("#panel")
        page.dispatch_event('[data-key="CancelJob-IN_PROGRESS-CANCELED"]', "click")
        assert page.is_hidden("#panel")
        lines = [line for line in page.inner_text("#told-says").splitlines() if line]
        assert lines[0] == "CancelJob: IN_PROGRESS to CANCELED. p shows all of it"
        assert len(lines) == 3
        for line, when in zip(lines[1:], ("without force", "force"), strict=True):
            said = f"✓ CancelJob in IN_PROGRESS [{when}]: CANCELED documented "
            assert line.startswith(said)
            assert len(line) > len(said)
        page.dispatch_event('#view-system [data-state="Job.CANCELED"]', "click")
        assert re.fullmatch(
            r"Job CANCELED: its rules: \d+ rules, p shows them all", page.inner_text("#told-says")
        )
        page.keyboard.press("p")
        assert page.is_visible("#ask")
        assert page.locator("#ask-body .card").count() > 3
        page.check('input[name="force"][value="with"]', force=True)
        page.keyboard.press("p")
        page.check('input[name="force"][value="any"]', force=True)
        assert page.is_hidden("#panel"), "a filter does not open it"


def test_in_full_screen_there_is_only_the_drawing(tab: Page) -> None:
    for window in ((800, 600), PROJECTOR):
        with sized(tab, *window):
            begin(tab)
            tab.mouse.move(400, 400)
            tab.keyboard.press("f")
            tab.wait_for_function("() => document.body.classList.contains('presenting')")
            assert tab.is_hidden("#panel")
            box = tab.locator("#view-system").bounding_box()
            assert box == {"x": 0, "y": 0, "width": window[0], "height": window[1]}
            assert tab.evaluate(FITTED)[0]
            tab.keyboard.press("f")
            tab.wait_for_function("() => !document.body.classList.contains('presenting')")
            assert tab.is_visible("#panel"), "as it was before"


def test_at_800_by_600_a_drawing_is_above_the_fold(tab: Page) -> None:
    with sized(tab, 800, 600):
        begin(tab)
        assert tab.evaluate(FITTED)[0]
        box = tab.locator("#view-system").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 600


def test_keys_type_where_a_person_types(page: Page) -> None:
    page.fill("#search", "")
    page.keyboard.type("f0p")
    assert page.input_value("#search") == "f0p"
    assert page.is_visible("#panel")


def test_at_1280_by_720_the_tables_end_before_the_panel(page: Page) -> None:
    with sized(page, *PROJECTOR):
        page.click("#tab-tables")
        assert page.evaluate(
            """() => [...document.querySelectorAll(".decisions")].every((table) =>
              table.getBoundingClientRect().right <= document.getElementById("panel").offsetLeft)"""
        )


LOWEST = """() => Math.max(...[...document.querySelectorAll("#service button")].map((button) =>
  button.getBoundingClientRect().bottom))"""


TOLD = [
    *(f"#scenario={scenario.name}" for scenario in some(SCENARIOS, 2)),
    *(f"?profile=full#scenario={scenario.name}" for scenario in some(LIFE_SCENARIOS, 3)),
]


@pytest.mark.slow
@pytest.mark.parametrize("address", TOLD)
def test_at_1280_by_720_the_background_steps_are_above_the_fold(tab: Page, address: str) -> None:
    """Also while the panel has most to say: through a scenario, then in a free play."""
    with sized(tab, *PROJECTOR):
        begin(tab, address)
        assert tab.evaluate(LOWEST) <= PROJECTOR[1]
        while tab.is_enabled("#scenario-next"):
            tab.dispatch_event("#scenario-next", "click")
            assert tab.evaluate(LOWEST) <= PROJECTOR[1]
        tab.select_option("#scenario", "")
        buttons = ["CreateJob", "roll_out", "start", "time_out", "CancelJob", "DeleteJob",
                   "CancelJobExecution", "DeleteJobExecution", "DescribeJob"]  # fmt: skip
        tab.evaluate("document.getElementById('in-progress-timer').checked = true")
        for name in buttons:
            tab.evaluate(f"document.querySelector('#play button[value={name}]')?.click()")
            assert tab.evaluate(LOWEST) <= PROJECTOR[1], name


SIGHT = """() => ["#scenario-next", "#answer", ".world-box"].map((one) => {
  const { top, bottom } = document.querySelector(one).getBoundingClientRect();
  return [top, bottom];
})"""


@pytest.mark.slow
@pytest.mark.parametrize("scenario", some(SCENARIOS, 2), ids=lambda scenario: scenario.name)
def test_the_step_button_stays_and_answer_and_world_are_in_sight(tab: Page, scenario: Any) -> None:
    with sized(tab, *PROJECTOR):
        begin(tab, f"#scenario={scenario.name}")
        (place, _), *_ = tab.evaluate(SIGHT)
        for _ in scenario.steps:
            tab.keyboard.press("Enter")
            (top, _), *others = tab.evaluate(SIGHT)
            assert top == place
            assert all(bottom <= PROJECTOR[1] for _, bottom in others)


CUT = """() => {
  const boxes = [document.getElementById("answer"), document.querySelector(".world-box")];
  const [answer, world] = boxes.map((one) => one.getBoundingClientRect());
  const rows = [...document.querySelectorAll("#world tr")].map((one) =>
    one.getBoundingClientRect());
  const list = document.getElementById("history").getBoundingClientRect();
  const lines = [...document.querySelectorAll("#history li")].map((one) =>
    one.getBoundingClientRect());
  const why = document.getElementById("why")?.getBoundingClientRect();
  return {
    answer: boxes[0].scrollHeight > boxes[0].clientHeight + 1,
    why: why && (why.bottom > answer.bottom || why.top < answer.top),
    world: rows.some((row) => row.top < world.bottom - 2 && row.bottom > world.bottom + 2),
    history: lines.some((line) => line.top < list.top - 2 && line.bottom > list.top + 2),
  };
}"""
"""What is cut in the middle of a line."""


@pytest.mark.slow
@pytest.mark.parametrize("window", [PROJECTOR, (1920, 1080)])
@pytest.mark.parametrize(
    "name", ["one-deletion-too-many", "two-operators-race", "leftover-of-an-unforced-cancel"]
)
def test_nothing_in_a_play_is_cut_in_a_line(tab: Page, window: tuple[int, int], name: str) -> None:
    with sized(tab, *window):
        begin(tab, f"#scenario={name}")
        titles = {one.name: one.title for one in SCENARIOS}
        assert tab.inner_text("#scenario-title") == titles[name]
        while tab.is_enabled("#scenario-next"):
            tab.dispatch_event("#scenario-next", "click")
            assert not [part for part, cut in tab.evaluate(CUT).items() if cut]


def test_arrow_keys_step_a_scenario_and_it_is_told_without_the_panel(tab: Page) -> None:
    scenario = next(one for one in SCENARIOS if one.name == "leftover-of-an-unforced-cancel")
    with sized(tab, *PROJECTOR):
        begin(tab, f"#scenario={scenario.name}")
        assert tab.is_hidden("#story")
        tab.keyboard.press("p")
        assert tab.is_hidden("#panel")
        for number, step in enumerate(scenario.steps, 1):
            tab.keyboard.press("ArrowRight")
            said = tab.inner_text("#story-says")
            assert said.startswith(f"step {number} of {len(scenario.steps)} {does_words(step)}")
            assert f"{step.who}: {step.says}" in said
            refused = tab.locator("#view-system .state.refused")
            if step.comes:
                assert step.comes in said
                assert refused.count() == 1
                assert (tab.locator(".state.doubted").count() > 0) == (None in step.answers)
            else:
                assert refused.count() == 0
        tab.keyboard.press("ArrowLeft")
        assert scenario.steps[-2].says in tab.inner_text("#story-says")
        tab.focus("#tab-job")
        tab.keyboard.press("ArrowRight")
        assert tab.is_visible("#view-execution"), "tabs keep their arrow keys"
        assert scenario.steps[-2].says in tab.inner_text("#story-says")


OPEN = {
    "leftover-of-an-unforced-cancel": "? InvalidStateTransitionException (409), or accepted: open",
    "one-deletion-too-many": "× LimitExceededException (410)",
}


@pytest.mark.parametrize(("name", "words"), OPEN.items())
def test_the_line_says_what_is_sure_and_what_is_open(tab: Page, name: str, words: str) -> None:
    begin(tab, f"#scenario={name}")
    tab.keyboard.press("p")
    lines = []
    for _ in next(one for one in SCENARIOS if one.name == name).steps:
        tab.keyboard.press("ArrowRight")
        lines.append(tab.inner_text("#story-says"))
    (line,) = [line for line in lines if words in line]
    assert "× " not in line.replace(words, "")
    either = tab.evaluate(
        "(codes) => comeWords({ comes: codes[0], answers: codes }).map((p) => p.textContent)",
        ["InvalidStateTransitionException", "InvalidRequestException"],
    )
    assert either == [
        "× InvalidStateTransitionException (409)",
        " or InvalidRequestException (400): which error is open",
    ]


def test_the_line_grows_with_the_window(page: Page) -> None:
    sizes = []
    for window in (PROJECTOR, (1920, 1080)):
        with sized(page, *window):
            size = "(p) => parseFloat(getComputedStyle(p).fontSize)"
            sizes.append(page.eval_on_selector("#story-says", size))
    assert sizes[0] >= 18
    assert sizes[1] / sizes[0] == pytest.approx(1.5, abs=0.1)


def test_a_presentation_gives_the_drawing_the_whole_screen(tab: Page) -> None:
    with sized(tab, *PROJECTOR):
        begin(tab)
        tab.click("#tab-system")
        tab.mouse.move(600, 400)
        tab.keyboard.press("p")
        tab.keyboard.press("f")
        tab.wait_for_function("() => document.body.classList.contains('presenting')")
        inside, filled = tab.evaluate(FITTED)
        box = tab.locator("#view-system .drawing").bounding_box()
        assert inside
        assert box is not None
        assert box["height"] > 0.98 * PROJECTOR[1]
        assert filled > 0.97
        opacity = "(bar) => getComputedStyle(bar).opacity"
        assert tab.eval_on_selector(".bar", opacity) == "0"
        tab.mouse.move(600, 2)
        assert tab.eval_on_selector(".bar", opacity) == "1"
        tab.keyboard.press("2")
        assert tab.is_visible("#view-job")
        tab.keyboard.press("f")
        tab.wait_for_function("() => !document.body.classList.contains('presenting')")


SMALLEST = """() => {
  const svg = document.querySelector(".view.shown .drawing");
  const size = (text) => parseFloat(getComputedStyle(text).fontSize);
  return svg.getScreenCTM().a * Math.min(...[...svg.querySelectorAll("text")].map(size));
}"""
"""The pixels of the smallest words of a drawing."""


@pytest.mark.parametrize("profile", ["core", "full"])
def test_in_a_presentation_at_1280_by_720_the_words_are_large(tab: Page, profile: str) -> None:
    with sized(tab, *PROJECTOR):
        begin(tab, f"?profile={profile}")
        tab.keyboard.press("f")
        tab.wait_for_function("() => document.body.classList.contains('presenting')")
        for number in range(1, tab.locator("#drawing-tabs button").count()):
            tab.keyboard.press(str(number))
            assert tab.evaluate(SMALLEST) > 13, number


def test_the_legend_is_shown_if_asked_or_if_a_rule_is_there(page: Page) -> None:
    assert page.is_hidden("#legend")
    page.keyboard.press("l")
    assert page.is_visible("#legend-system")
    assert page.is_hidden("#legend-job")
    page.click("#legend-toggle")
    assert page.is_hidden("#legend")
    begin(page, "#rule=DescribeJobExecution/ABSENT")
    assert page.is_visible("#legend-execution .chosen")


BESIDE = """(view) => {
  const box = (one) => document.querySelector(one).getBoundingClientRect();
  const [drawing, legend] = [box(".view.shown"), box(`#legend-${view} svg`)];
  return [drawing.right <= legend.left + 1, legend.top >= 0 && legend.bottom <= innerHeight + 1
    && legend.right <= innerWidth];
}"""
"""Whether the legend covers nothing of the drawing, and none of it is cut."""


@pytest.mark.slow
@pytest.mark.parametrize("window", [PROJECTOR, (1920, 1080)])
@pytest.mark.parametrize("profile", ["core", "full"])
def test_the_legend_stands_beside_the_drawing(
    tab: Page, window: tuple[int, int], profile: str
) -> None:
    with sized(tab, *window):
        begin(tab, f"?profile={profile}")
        tab.keyboard.press("l")
        for hidden in (False, True):
            for view in ("system", "job", "execution"):
                tab.click(f"#tab-{view}")
                assert tab.evaluate(BESIDE, view) == [True, True], (view, hidden)
            tab.keyboard.press("p")


TINY = """() => [...document.querySelectorAll("#panel *")].filter((one) => {
  const speaks = [...one.childNodes].some((part) => part.nodeType === 3 && part.textContent.trim());
  return speaks && one.getClientRects().length && parseFloat(getComputedStyle(one).fontSize) < 12;
}).map((one) => one.outerHTML.slice(0, 90))"""


@pytest.mark.parametrize(
    "address",
    ["#scenario=two-operators-race", "?profile=full#scenario=step-timer",
     "#rule=CancelJob/IN_PROGRESS/force"],
)  # fmt: skip
def test_no_words_of_the_panel_are_smaller_than_12_pixels(tab: Page, address: str) -> None:
    begin(tab, address)
    assert tab.evaluate(TINY) == []
    while tab.is_visible("#scenario-next") and tab.is_enabled("#scenario-next"):
        tab.dispatch_event("#scenario-next", "click")
    assert tab.evaluate(TINY) == []


@pytest.mark.slow
def test_on_a_phone_all_of_a_drawing_is_shown_if_asked(tab: Page) -> None:
    with sized(tab, 390, 844):
        begin(tab)
        assert not tab.evaluate(FITTED)[0]
        tab.click("#zoom-fit")
        assert tab.evaluate(FITTED)[0]
