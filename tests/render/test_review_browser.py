"""The review page in a browser: clicks, filters, links to a play, print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from iot_jobs_spec.claims import sources
from iot_jobs_spec.language.evidence import Basis, strongest
from iot_jobs_spec.language.rules import Rule
from iot_jobs_spec.model.profiles import table_of
from iot_jobs_spec.model.table import TABLE
from iot_jobs_spec.render.diagrams.graph import arrows
from iot_jobs_spec.render.words import NOT
from support.browser import begin, opened, sized
from support.effort import some

if TYPE_CHECKING:
    from playwright.sync_api import Page

CARDS = (
    """() => [...document.querySelectorAll("#ask-body [data-rule]")].map((c) => c.dataset.rule)"""
)
LIT = """(view) => [...document.querySelectorAll(`#view-${view} .state.lit`)].map(
  (state) => state.dataset.state)"""
WORLD = "() => review.player.current().world()"
A4 = (1062, 733)
"""Width and height of what 8 mm of margin leave of it in landscape, in CSS pixels."""


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page as the test before left it, for a test that begins by opening it anew."""
    with opened(tmp_path_factory.mktemp("review")) as page:
        yield page


@pytest.fixture
def page(tab: Page, request: pytest.FixtureRequest) -> Page:
    """The page as it opens, with a fragment in its address if the test names one."""
    begin(tab, getattr(request, "param", ""))
    return tab


def opened_at(*fragments: str) -> pytest.MarkDecorator:
    """The page as it opens with each of these fragments."""
    return pytest.mark.parametrize("page", fragments, indirect=True)


def cards(page: Page) -> list[str]:
    found: list[str] = page.evaluate(CARDS)
    return found


@pytest.mark.slow
def test_it_is_ready_within_a_second(page: Page) -> None:
    times = []
    for _ in range(3):
        page.reload()
        times.append(int(page.get_attribute("html", "data-ready") or "99999"))
    assert min(times) < 1000, times


@pytest.mark.parametrize("machine", TABLE.statuses)
def test_a_click_on_an_arrow_shows_its_rules(page: Page, machine: str) -> None:
    page.click(f"#tab-{machine.lower()}")
    for arrow in arrows(machine):
        hook = page.locator(f'#view-{machine.lower()} [data-key="{arrow.id}"]')
        # Where its line is drawn, in the middle, as a person would click.
        x, y = hook.evaluate(
            """(hook) => {
              const shaft = hook.querySelector("path");
              hook.scrollIntoView({ block: "center", inline: "center" });
              const middle = shaft.getPointAtLength(shaft.getTotalLength() / 2);
              const point = new DOMPoint(middle.x, middle.y).matrixTransform(shaft.getScreenCTM());
              return [point.x, point.y];
            }"""
        )
        page.mouse.click(x, y)
        assert cards(page) == [rule.id for rule in arrow.rules], arrow.id
        assert "chosen" in (hook.get_attribute("class") or "")


FOCUS = """([selector, number]) => {
  const one = document.querySelectorAll(selector)[number];
  one.focus();
  return document.activeElement === one;
}"""
ASKED = """() => {
  const { ariaLabel, dataset } = document.activeElement;
  const cards = [...document.querySelectorAll("#ask-body .card")].map((card) => card.dataset.rule);
  return [document.getElementById("ask-title").innerText, cards, ariaLabel, dataset.rules];
}"""
"""Title and rules of the panel, with what the thing in focus calls itself and its rules."""


def test_each_thing_in_a_drawing_takes_the_focus_and_answers_to_enter(page: Page) -> None:
    ids = [rule.id for rule in TABLE.rules]
    for view in ("system", "job", "execution", "whole"):
        page.click(f"#tab-{view}")
        hooks = f"#view-{view} .hook[tabindex='0']"
        count = page.locator(hooks).count()
        assert count
        for number in some(range(count), 3):
            assert page.evaluate(FOCUS, [hooks, number])
            page.keyboard.press("Enter")
            title, shown, label, rules = page.evaluate(ASKED)
            assert sorted(shown) == sorted(ids[int(rule)] for rule in rules.split())
            assert title == label


@opened_at("#rule=CancelJobExecution/IN_PROGRESS/!force/!version_mismatch/!job_deleting")
def test_a_rule_says_verdict_guards_error_claims_and_basis(page: Page) -> None:
    rule = next(r for r in TABLE.rules if page.url.endswith(f"#rule={r.id}"))
    said = page.inner_text("#ask-body")
    (error,) = [outcome.error for outcome in rule.outcomes]
    assert error is not None
    for words in (
        "rejected", "without force", "not version_mismatch", NOT["version_mismatch"],
        f"{error.code} ({error.http[0]})",
        *(claim.says for claim in rule.cited()), *(claim.where for claim in rule.cited()),
        *(claim.name for claim in rule.cited()), "documented",
    ):  # fmt: skip
        assert words in said
    opened = page.eval_on_selector_all("#ask-body a[target]", "all => all.map((a) => a.href)")
    shown = (*rule.cited(), *error.claims)
    assert {d.url for claim in shown for d in sources(claim)} == set(opened)


def test_the_keyboard_moves_between_drawings_and_back_from_a_rule(page: Page) -> None:
    page.focus("#tab-system")
    page.keyboard.press("ArrowRight")
    assert page.is_visible("#view-job")
    assert page.get_attribute("#tab-job", "aria-selected") == "true"
    page.keyboard.press("/")
    page.keyboard.type("version")
    assert "version" in page.inner_text("#ask-title")
    page.keyboard.press("Escape")
    assert page.inner_text("#ask-title") == "Ask the machines"


@pytest.mark.parametrize("profile", ["core", "full"])
def test_the_counts_of_rules_and_of_cells_are_told_apart(tab: Page, profile: str) -> None:
    begin(tab, f"?profile={profile}")
    table = table_of(profile)
    open_ = [rule.verdict.value for rule in table.rules if rule.basis is Basis.UNSPECIFIED]
    cells = len(list(table.unspecified_cells())), len(list(table.contradictions()))
    said = tab.inner_text("#ask-body")
    assert (
        f"Of the {len(open_)} unspecified rules, {open_.count('reject')} reject for sure, with an "
        f"open error; {open_.count('either')} leave open whether they accept; of "
        f"{open_.count('unspecified')} the sources say nothing." in said
    )
    assert f"{cells[0]} are unspecified, and {cells[1]} permit several answers." in said
    if profile == "core":
        index = (PAGE.parent / "reference" / "index.md").read_text(encoding="utf-8")
        assert f"{cells[0]} cells are unspecified, and {cells[1]} permit several answers." in index


def faded(page: Page) -> set[int]:
    """The rules that are faded in the decision tables."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll(".entry.faded")].map((e) => e.dataset.rules)"""
    )
    return {int(number) for number in found}


@pytest.mark.parametrize(("choice", "unwanted"), [("with", False), ("without", True)])
def test_the_force_switch_shows_what_force_changes(page: Page, choice: str, unwanted: bool) -> None:
    page.check(f'input[name="force"][value="{choice}"]', force=True)
    expected = {n for n, rule in enumerate(TABLE.rules) if rule.guards.get("force") is unwanted}
    assert faded(page) == expected
    said = page.inner_text("#ask-body")
    assert "CancelJobExecution" in said
    assert "InvalidStateTransitionException (409)" in said
    page.check('input[name="force"][value="any"]', force=True)
    assert faded(page) == set()


@pytest.mark.parametrize("basis", some(list(Basis), 2))
def test_the_filter_shows_one_basis(page: Page, basis: Basis) -> None:
    for other in Basis:
        page.set_checked(f'#basis input[value="{other.value}"]', other is basis, force=True)
    expected = [rule.id for rule in TABLE.rules if rule.basis is basis]
    assert sorted(cards(page)) == sorted(expected)
    hidden = {n for n, rule in enumerate(TABLE.rules) if rule.basis is not basis}
    assert faded(page) == hidden


SEEN = """(view) => {
  const roots = [`#view-${view} .drawing`, `#legend-${view}`].map((one) =>
    document.querySelector(one));
  return roots.map((root) => [...root.querySelectorAll("[data-rules]")].map((part) => ({
    look: ["arrow", "line", "coupling", "part", "state"].find((one) =>
      part.classList.contains(one)),
    rules: part.dataset.rules.split(" ").filter(Boolean).map(Number),
    couplings: (part.dataset.couplings ?? "").split(" ").filter(Boolean).map(Number),
    inside: part.querySelectorAll("[data-rules]").length,
    stays: !part.closest(".faded"),
    words: [...part.querySelectorAll("text")].map((text) => text.textContent).join(" "),
  })));
}"""
"""What speaks of rules in a drawing and in its legend, and whether it stays."""
VIEWS = [(name, view) for name in ("core", "full") for view in ("system", "job", "execution")]


@pytest.mark.slow
@pytest.mark.parametrize(("profile", "view"), [*VIEWS, ("core", "whole")])
def test_what_a_drawing_says_stays_if_a_rule_has_the_chosen_evidence(
    tab: Page, profile: str, view: str
) -> None:
    """Each label and line, wherever it is drawn; an arrow or a box with one of its labels."""
    begin(tab, f"?profile={profile}")
    tab.click(f"#tab-{view}")
    table = table_of(profile)
    for basis in (Basis.UNSPECIFIED, Basis.DOCUMENTED):
        for other in Basis:
            tab.set_checked(f'#basis input[value="{other.value}"]', other is basis, force=True)
        drawn, beside = tab.evaluate(SEEN, view)
        found = [*drawn, *beside]
        for one in found:
            if one["inside"]:
                continue
            evidence = {table.rules[at].basis for at in one["rules"]}
            if one["couplings"]:
                evidence = {strongest(table.spec.couplings[at].claims) for at in one["couplings"]}
            if one["rules"] or one["couplings"]:
                assert one["stays"] == (basis in evidence), one
        if basis is Basis.UNSPECIFIED:
            words = [one for one in drawn if one["look"] in ("part", "line", "coupling")]
            hidden = not any(one["stays"] for one in words)
            assert tab.is_visible("#legend") == (hidden and any(x["stays"] for x in beside))
            assert any(one["stays"] for one in [*words, *beside])
            if profile == "core":
                leaves = [one for one in found if not one["inside"]]
                assert all(one["stays"] for one in leaves if "?" in one["words"])


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("version", "CancelJobExecution/QUEUED/version_mismatch/!job_deleting"),
        ("force", "DeleteJob/IN_PROGRESS/force/!at_limit"),
        ("limit", "DeleteJob/COMPLETED/at_limit"),
        ("limit exceeded", "DeleteJob/COMPLETED/at_limit"),
    ],
)
def test_search_finds_a_rule_by_word(page: Page, words: str, rule: str) -> None:
    page.fill("#search", words)
    found = cards(page)
    assert rule in found
    assert len(found) < len(TABLE.rules)


def test_search_finds_statements_for_several_rules_and_reports_when_nothing_matches(
    page: Page,
) -> None:
    page.fill("#search", "deletions at a time")
    assert "Limit: 10 deletions" in page.inner_text("#ask-body")
    page.fill("#search", "nosuchword")
    assert "No rule has these words" in page.inner_text("#ask-body")


@opened_at("#play=a,b/x/10")
def test_a_rejected_request_says_why_and_leads_to_the_rule(page: Page) -> None:
    page.click('.requests button[value="DeleteJob"]')
    said = page.inner_text("#answer")
    rule = TABLE.rule("Job", "delete", None)
    assert rule is not None
    assert "ResourceNotFoundException (404)" in said
    assert rule.claims[0].says in said
    page.click("#why")
    assert cards(page) == [rule.id]


def test_states_light_up_with_how_many_are_in_them(page: Page) -> None:
    page.click("#tab-play")
    page.click('.requests button[value="CreateJob"]')
    page.click('#service button[value="roll_out"]')
    page.click('#service button[value="roll_out"]')
    assert page.evaluate(LIT, "system") == ["Job.IN_PROGRESS", "Execution.QUEUED"]
    badges = page.locator("#view-system .badge text").all_text_contents()
    assert badges == ["1", "2"]
    assert page.locator("#view-system .just").count() >= 1


@opened_at("#scenario=executions-canceled-one-by-one")
def test_the_whole_system_lights_up_where_a_job_for_two_things_is(page: Page) -> None:
    page.click("#tab-whole")
    assert page.evaluate(LIT, "whole") == ["Whole.IN_PROGRESS-1-1-0"]
    page.click("#scenario-next")
    assert page.evaluate(LIT, "whole") == ["Whole.IN_PROGRESS-0-1-1"]


def played(page: Page) -> Any:
    """A short play with a rejection, an answer picked, and a background step; gives its world."""
    # Dispatched clicks are faster than the pointer, which other tests use.
    for one in (
        "#tab-play", '.requests button[value="CreateJob"]', '#service button[value="roll_out"]',
        '.requests button[value="CancelJob"]', '#service button[value="cascade"]',
        '.requests button[value="CancelJob"]', '.requests button[value="DeleteJob"]',
    ):  # fmt: skip
        page.dispatch_event(one, "click")
    return page.evaluate(WORLD)


def test_undo_and_redo_go_back_and_forth(page: Page) -> None:
    end = played(page)
    steps = page.locator("#history li").count()
    worlds = [end]
    while page.is_enabled("#undo"):
        page.click("#undo")
        worlds.append(page.evaluate(WORLD))
    assert len(worlds) == steps + 1
    assert worlds[-1]["jobs"] == {}
    for expected in worlds[-2::-1]:
        page.click("#redo")
        assert page.evaluate(WORLD) == expected
    assert page.is_disabled("#redo")
    page.click("#history li:nth-child(1) button")
    assert page.evaluate(WORLD) == worlds[-2]
    page.click('.requests button[value="DescribeJob"]')
    assert page.locator("#history li").count() == 2


def test_a_link_takes_the_play_elsewhere(page: Page) -> None:
    end = played(page)
    page.click("#copy-link")
    link = page.input_value("#copy-text")
    page.click("#copy-close")
    begin(page, "#" + link.split("#")[1])
    assert page.is_visible("#play")
    assert page.evaluate(WORLD) == end
    page.reload()
    assert page.evaluate(WORLD) == end


def test_the_address_follows_the_play(page: Page) -> None:
    end = played(page)
    page.wait_for_url(lambda url: "DeleteJob" in url)
    page.reload()
    assert page.evaluate(WORLD) == end


BAD = (
    "#play=", "#scenario=none", "#play=a/x/ten", "#play=a/x/10;CreateJob!jobId=a",
    "#play=a/x/10;Nonsense!jobId=a", "#play=a/x/10;cascade!job=a!thing=x",
    "#play=a/x/10;CancelJob!jobId=<img src=x>",
    "#play=a/x/10;CreateJob!jobId=a!targets=x!pick=7", "#play=%E0%A4%A", "#nonsense=1",
    "#play=a/x/10;__proto__!jobId=a",
    "#play=a/x/10;UpdateJobExecution!jobId=a!thingName=x!statusDetails={", "#rule=none",
    "#rule=%E0%A4%A",
)  # fmt: skip


@opened_at(*some(BAD, 5))
def test_a_bad_fragment_is_ignored_with_a_message(page: Page) -> None:
    assert "This link cannot be opened" in page.inner_text("#note")
    assert page.evaluate(WORLD)["jobs"] == {}
    page.click("#note-close")
    assert page.is_hidden("#note")
    page.click("#tab-play")
    page.click('.requests button[value="CreateJob"]')
    assert len(page.evaluate(WORLD)["jobs"]) == 1


@opened_at("#scenario=job-id-reused")
def test_a_scenario_has_a_link(page: Page) -> None:
    assert page.input_value("#scenario") == "job-id-reused"
    assert re.fullmatch(r"\d+ steps", page.inner_text("#scenario-at"))
    assert page.evaluate("document.activeElement.id") == "scenario-next"


def test_the_history_is_a_program(page: Page) -> None:
    played(page)
    page.click("#copy-code")
    code = page.input_value("#copy-text")
    compile(code, "history", "exec")
    assert "ask(iot.create_job, " in code
    assert "ask(iot.cancel_job, " in code
    assert "# the service: roll_out" in code
    assert page.inner_text("#copy-state") in ("Copied.", "Copy it with Ctrl+C.")


def test_light_and_dark_by_system_and_by_hand(page: Page) -> None:
    ground = "() => getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(ground)
    assert dark != light
    page.click("#theme")
    assert page.evaluate(ground) == light
    page.emulate_media(color_scheme="light")
    page.click("#theme")
    assert page.evaluate(ground) == dark
    page.get_by_role("link", name="full").click()
    page.wait_for_url("**?profile=full&theme=dark")
    assert page.evaluate(ground) == dark, "the switch of profiles keeps it"


@pytest.mark.parametrize(("width", "height"), some([(1280, 720), (1920, 1080), (390, 844)], 2))
def test_nothing_stands_beside_the_screen(tab: Page, width: int, height: int) -> None:
    with sized(tab, width, height):
        begin(tab, "#scenario=leftover-of-an-unforced-cancel")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        if width > 900:
            assert tab.evaluate("document.documentElement.scrollHeight") <= height


ON_PAPER = """() => [...document.querySelectorAll(".stage .drawing, .decisions")].map((e) => {
  const box = e.getBoundingClientRect();
  const points = 12 * (e.getScreenCTM?.().a ?? 1) * 72 / 96;
  const name = e.getAttribute("aria-label") ?? "";
  return { name, left: box.left, right: box.right, top: box.top, bottom: box.bottom, points };
})"""
PAGES = {"core": 7, "full": 9}
"""One for each drawing, one more where no legend fits beside it, and the tables over the rest."""


@pytest.mark.slow
@pytest.mark.parametrize("profile", PAGES)
def test_on_paper_a_drawing_has_its_legend_beside_it(tab: Page, profile: str) -> None:
    begin(tab, f"?profile={profile}")
    for _ in range(2):
        pdf = tab.pdf(format="A4")
        assert pdf.startswith(b"%PDF")
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) <= PAGES[profile]
        tab.click("#zoom-in")  # a drawing that is enlarged on the screen is not so on paper
    with sized(tab, *A4):
        try:
            tab.emulate_media(media="print")
            found = {one["name"]: one for one in tab.evaluate(ON_PAPER) if one["name"]}
            tables = [one for one in tab.evaluate(ON_PAPER) if not one["name"]]
            assert len(tables) == 2
            for one in (*found.values(), *tables):
                assert one["left"] >= 0, one
                assert one["right"] <= A4[0] + 1, one
                assert one["points"] >= 7, one
            beside = 0
            for name, drawing in found.items():
                assert drawing["bottom"] - drawing["top"] < A4[1]
                if legend := found.get(f"{name}: legend"):
                    beside += legend["left"] >= drawing["right"]
                    middles = [(x["top"] + x["bottom"]) / 2 for x in (drawing, legend)]
                    if legend["left"] >= drawing["right"]:
                        assert middles[0] == pytest.approx(middles[1], abs=2)
            # The execution of the profile full is too wide for that.
            assert beside == (4 if profile == "core" else 2)
            assert tab.is_hidden("#play")
            assert tab.is_hidden(".bar fieldset")
        finally:
            tab.emulate_media(media="screen")


MARKED = """() => [...document.querySelectorAll(".stage .hook.chosen")].filter(
  (hook) => hook.getClientRects().length).map((hook) => {
  const [box, view] = [hook, hook.closest(".view, .beside")].map(
    (one) => one.getBoundingClientRect());
  const seen = box.right > view.left && box.left < view.right
    && box.bottom > view.top && box.top < view.bottom;
  const rules = hook.dataset.rules.split(" ").map((at) => review.spec.rules[at].id);
  return [rules, hook.dataset.state ?? null, seen];
})"""
"""The rules and the state of each mark, and whether it can be seen."""


@pytest.mark.parametrize("rule", some(TABLE.rules, 12), ids=lambda rule: str(rule.id))
def test_a_link_to_a_rule_marks_it_in_the_drawing(tab: Page, rule: Rule) -> None:
    begin(tab, f"#rule={rule.id}")
    assert cards(tab) == [rule.id]
    marked = tab.evaluate(MARKED)
    assert marked
    assert marked[0][2], "the mark can be seen"
    for ids, state, _ in marked:
        assert rule.id in ids
        assert state in (None, f"{rule.machine}.{rule.source or 'ABSENT'}")


def test_a_link_to_a_rule_shows_its_entry_in_the_tables(page: Page) -> None:
    page.click("#tab-tables")
    page.evaluate("location.hash = 'rule=Execution.remove/QUEUED'")
    page.wait_for_function("() => document.querySelector('#view-tables .chosen')")
    assert page.evaluate(MARKED) == [[["Execution.remove/QUEUED"], None, True]]


PAGE = Path(__file__).parents[2] / "docs" / "review.md"
SHOWN = re.findall(r"`review\.html([?#][^`…]*)`", PAGE.read_text(encoding="utf-8"))


@opened_at(*SHOWN)
def test_the_addresses_of_the_docs_open_what_they_say(page: Page) -> None:
    fragment = page.url.partition("#")[2]
    assert page.is_hidden("#note")
    if fragment.startswith("rule="):
        assert cards(page) == [fragment.removeprefix("rule=")]
        assert page.evaluate(MARKED)
    if fragment.startswith("scenario="):
        assert page.is_visible("#scenario-next")
    if "theme=" in page.url:
        assert page.evaluate("document.documentElement.dataset.theme") in page.url


@pytest.mark.parametrize("status", dict.fromkeys(k.status for k in TABLE.spec.couplings))
def test_the_arrow_between_the_machines_shows_each_coupling(page: Page, status: str) -> None:
    page.dispatch_event(f'#view-system [data-key="while-{status}"]', "click")
    said = page.inner_text("#ask-body")
    couplings = [k for k in TABLE.spec.couplings if k.status == status]
    for coupling in couplings:
        assert f"While a job is {status}, {coupling.event} is possible" in said
        assert all(claim.says in said for claim in coupling.claims)
    rules = [r.id for k in couplings for r in TABLE.rules if r.event == k.event]
    assert cards(page) == rules


@opened_at("#rule=CancelJob/IN_PROGRESS/force")
def test_a_rule_with_force_says_that_devices_lose_their_work(page: Page) -> None:
    assert "Devices that are IN_PROGRESS lose their work: cascade" in page.inner_text("#ask-body")
    for other in (
        "CancelJob/IN_PROGRESS/!force",
        "CancelJobExecution/QUEUED/force/!version_mismatch/!job_deleting",
        "DeleteJob/CANCELED/!force/!at_limit/all_terminal",
    ):
        begin(page, f"#rule={other}")
        assert cards(page) == [other]
        assert "lose" not in page.inner_text("#ask-body")


TAKEN = {
    "CancelJob/IN_PROGRESS/force": ("accepted", "InvalidStateTransitionException (409)"),
    "DeleteJob/IN_PROGRESS/force/!at_limit": ("unspecified", "ResourceNotFoundException (404)"),
    "CancelJobExecution/IN_PROGRESS/force/!version_mismatch/!job_deleting": (
        "",
        "InvalidStateTransitionException (409)",
    ),
}
"""Rules by which devices lose their work: what answers them before that, and after it."""


@pytest.mark.parametrize(("rule", "meets"), TAKEN.items())
def test_a_rule_with_force_says_what_its_devices_meet(
    tab: Page, rule: str, meets: tuple[str, str]
) -> None:
    begin(tab, f"#rule={rule}")
    said = tab.inner_text("#ask-body")
    before, after = meets
    until = [line for line in said.splitlines() if "reports until then: UpdateJob" in line]
    assert bool(until) == bool(before)
    assert all(before in line for line in until)
    assert any(line.startswith("Once it is") and after in line for line in said.splitlines())
    assert "Nothing stops the device: plan how it recovers." in said
    for claim in ("NOTHING_STOPS_A_DEVICE", "FORCE_NEEDS_RECOVERY"):
        assert claim in said


def test_search_finds_what_takes_work_from_devices(page: Page) -> None:
    page.fill("#search", "recover")
    assert set(cards(page)) >= set(TAKEN)


def test_the_deletion_of_a_job_takes_the_work_with_and_without_force(page: Page) -> None:
    page.check('input[name="force"][value="with"]', force=True)
    body = page.locator(".compare tbody", has_text="CancelJobExecution IN_PROGRESS [job_deleting]")
    said = body.inner_text()
    assert said.count("The deletion of the job takes the work of the device in any case.") == 2
    assert "go on" not in said
    assert "lose" not in said


def test_lines_behind_the_words_of_an_arrow_are_kept_away_from_them(page: Page) -> None:
    looks = page.locator("#view-system .arrow text").evaluate_all(
        "all => all.map((one) => [getComputedStyle(one).paintOrder, one.textContent])"
    )
    assert looks
    for order, words in looks:
        # On its badge, the word force needs no canvas around it.
        assert (order == "stroke") == (words != "force"), words


FOUND = """(key) => [...document.querySelectorAll(`#view-system [data-key="${key}"]`)].some(
  (arrow) => arrow.classList.contains("found"))"""


@pytest.mark.parametrize("choice", ["with", "without"])
def test_only_what_force_changes_is_marked_and_its_words_fade_without_it(
    page: Page, choice: str
) -> None:
    page.check(f'input[name="force"][value="{choice}"]', force=True)
    assert page.evaluate(FOUND, "CancelJob-IN_PROGRESS-CANCELED")
    # There force changes no more than what is recorded.
    assert not page.evaluate(FOUND, "CancelJobExecution-cascade-QUEUED-CANCELED")
    fades = page.locator("#view-system .part", has_text="force").evaluate_all(
        "all => all.map((one) => one.classList.contains('faded'))"
    )
    assert fades
    assert set(fades) == {choice == "without"}


def test_a_click_on_the_words_about_force_shows_the_rules_of_force(page: Page) -> None:
    label = page.locator('#view-system [data-key="CancelJob-IN_PROGRESS-CANCELED"]')
    label.locator("text", has_text="force").click()
    assert cards(page) == ["CancelJob/IN_PROGRESS/force"]


@opened_at("#rule=CancelJob/IN_PROGRESS/force")
def test_what_is_found_has_no_colour_of_a_drawing(page: Page) -> None:
    assert page.evaluate(MARKED)
    page.fill("#search", "cascade")
    assert not page.evaluate(MARKED), "a filter unmarks what was chosen before"
    colours = page.evaluate(
        """() => ["--found", "--force", "--background", "--open", "--rejected"].map((name) =>
          getComputedStyle(document.documentElement).getPropertyValue(name))"""
    )
    assert colours.count(colours[0]) == 1
    rgb = [int(colours[0].strip()[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    painted = page.locator("#view-system .found > .hit").first.evaluate(
        "(hit) => getComputedStyle(hit).stroke"
    )
    assert [float(part) for part in re.findall(r"[\d.]+", painted)][:3] == pytest.approx(
        rgb, abs=0.01
    )


def test_a_sure_rejection_with_an_unspecified_error_says_so(tab: Page) -> None:
    rule = "CancelJobExecution/CANCELED/version_mismatch/!job_deleting"
    begin(tab, f"#rule={rule}")
    assert tab.inner_text("#ask-body .verdict") == "× rejected; unspecified: with which error"


def test_force_says_that_devices_lose_their_work(page: Page) -> None:
    page.check('input[name="force"][value="with"]', force=True)
    row = page.locator(".compare tbody", has_text="CancelJob IN_PROGRESS").first
    without, by_force = row.locator("td").all_inner_texts()
    assert "Devices that are IN_PROGRESS go on" in without
    assert "Devices that are IN_PROGRESS lose their work" in by_force
    assert "lose" not in without
    row.get_by_role("button", name="cascade").click()
    assert cards(page) == ["Execution.cascade/IN_PROGRESS/force"]


@opened_at(
    "#rule=CreateJob/IN_PROGRESS/identical_repeat",
    "?profile=full#rule=Job.abort/IN_PROGRESS/abort_due",
)
def test_each_claim_links_what_it_was_read_from(page: Page) -> None:
    claims = page.locator("#ask-body .claim")
    assert claims.count()
    for claim in claims.all():
        link = claim.locator("a").first
        assert (link.get_attribute("href") or "").startswith("https://")
        assert link.get_attribute("rel") == "noreferrer"


def test_the_answer_of_a_play_links_its_source(page: Page) -> None:
    page.dispatch_event('.requests button[value="CreateJob"]', "click")
    assert (page.get_attribute("#answer a", "href") or "").startswith("https://")


def test_the_switch_leads_to_the_full_machines_and_back(page: Page) -> None:
    page.get_by_role("link", name="full").click()
    page.wait_for_url("**?profile=full")
    full = table_of("full")
    assert page.evaluate("review.spec.rules.length") == len(full.rules)
    assert page.get_attribute("#profiles [aria-current]", "href") == "?profile=full"
    states = page.locator("#view-execution .state").evaluate_all(
        "all => all.map((one) => one.dataset.state)"
    )
    # The drawing may group some of them besides.
    statuses = full.statuses["Execution"]
    assert set(states) >= {f"Execution.{status}" for status in statuses}
    assert page.locator("#tab-whole").count() == 0
    page.get_by_role("link", name="core").click()
    page.wait_for_url("**?profile=core")
    assert page.evaluate("review.spec.rules.length") == len(TABLE.rules)
    assert page.is_visible("#tab-whole")


@pytest.mark.parametrize(
    ("mismatch", "state"),
    # A rule that a law derives has no arrow and no line.
    [("!version_mismatch", None), ("version_mismatch", "Execution.IN_PROGRESS")],
)
def test_a_rule_of_the_profile_full_is_marked(tab: Page, mismatch: str, state: str | None) -> None:
    rule = f"UpdateJobExecution=FAILED/IN_PROGRESS/{mismatch}/!job_deleting"
    begin(tab, f"?profile=full#rule={rule}")
    assert cards(tab) == [rule]
    assert {where for _, where, _ in tab.evaluate(MARKED)} == {state}


def test_the_switch_keeps_a_rule_that_the_other_profile_has(tab: Page) -> None:
    rule = "CancelJob/IN_PROGRESS/force"
    begin(tab, f"#rule={rule}")
    tab.click("#profiles >> text=full")
    tab.wait_for_url("**?profile=full#rule=**")
    assert cards(tab) == [rule]
    tab.evaluate("location.hash = 'rule=Job.abort/IN_PROGRESS/abort_due'")
    tab.wait_for_function("() => document.querySelector('.card').dataset.rule.includes('abort')")
    tab.click("#profiles >> text=core")
    tab.wait_for_url("**?profile=core")
    assert tab.is_hidden("#note")


@pytest.mark.parametrize("profile", ["core", "full"])
def test_a_drawing_has_the_same_key_in_each_profile(tab: Page, profile: str) -> None:
    begin(tab, f"?profile={profile}")
    for key, view in (("5", "tables"), ("3", "execution"), ("1", "system"), ("2", "job")):
        tab.keyboard.press(key)
        assert tab.is_visible(f"#view-{view}")
    tab.keyboard.press("4")
    assert tab.is_visible("#view-whole" if profile == "core" else "#view-job")


def test_the_tooltips_of_requests_have_no_markup(page: Page) -> None:
    titles = page.locator(".requests button").evaluate_all("all => all.map((one) => one.title)")
    assert all(titles)
    assert not [title for title in titles if "`" in title]


@opened_at("#scenario=retry")
def test_a_scenario_of_the_profile_full_does_not_open_in_the_core(page: Page) -> None:
    assert "no scenario retry in the profile core" in page.inner_text("#note")


@opened_at("?profile=full#scenario=job-id-reused")
def test_a_scenario_of_the_core_opens_in_full(page: Page) -> None:
    assert page.input_value("#scenario") == "job-id-reused"


LIFE = ["#continuous", "#in-progress-timer", '[value="CreateJob"]',
        '[value="roll_out"]', '[value="UpdateJobExecution"]', '[value="UpdateJobExecution=FAILED"]',
        '#service [value="retry"]', "#shows-state", '[value="UpdateJobExecution"]',
        '[value="time_out"]', '[value="DeleteJobExecution"]', '[value="DescribeJob"]']  # fmt: skip
"""What is clicked for a device that fails, is tried again and times out."""


@opened_at("?profile=full")
def test_the_life_of_a_device_is_played_kept_in_a_link_and_copied_as_a_program(page: Page) -> None:
    page.click("#tab-play")
    page.select_option("#retry-of", "ALL")
    page.select_option("#retries", "1")
    page.select_option("#abort-for", "REJECTED")
    page.select_option("#step-timer", "5")
    for one in LIFE:
        page.dispatch_event(one, "click")
    assert page.locator("#history li").count() == len(LIFE) - 3
    world = page.evaluate(WORLD)
    job = world["jobs"]["firmware-7"]
    assert job["config"]["continuous"]
    assert job["earlier"]["pump-1"]["1"]["status"] == "FAILED"
    code = page.evaluate("review.player.code()")
    compile(code, "history", "exec")
    for said in ("abortConfig", "jobExecutionsRetryConfig", "timeoutConfig", "CONTINUOUS",
                 'status="FAILED"', "stepTimeoutInMinutes=5", "executionNumber=2"):  # fmt: skip
        assert said in code
    address = page.evaluate("review.player.fragment()")
    begin(page, f"?profile=full#{address}")
    assert page.evaluate(WORLD) == world


@pytest.mark.slow
@opened_at("?profile=full")
@pytest.mark.parametrize(
    "step",
    [
        "UpdateJobExecution!jobId=a!thingName=x!status=DONE",
        "UpdateJobExecution!jobId=a!thingName=x!status=FAILED!stepTimeoutInMinutes=0",
        "StartNextPendingJobExecution!thingName=x!stepTimeoutInMinutes=-1",
        "DeleteJobExecution!jobId=a!thingName=x",
        "CreateJob!jobId=a!targets=x!targetSelection=BOTH",
        "CreateJob!jobId=a!targets=x!timeoutConfig=null",
        'CreateJob!jobId=a!targets=x!abortConfig={"criteriaList":[]}',
    ],
)
def test_a_link_of_the_profile_full_holds_what_a_request_may_have(page: Page, step: str) -> None:
    begin(page, f"?profile=full#play=a/x/10;{step}")
    assert "This link cannot be opened" in page.inner_text("#note")
    assert page.evaluate(WORLD)["jobs"] == {}


@opened_at("?profile=none")
def test_an_unknown_profile_is_the_core(page: Page) -> None:
    assert page.evaluate("review.spec.rules.length") == len(TABLE.rules)


@pytest.mark.slow
@opened_at("?profile=full#scenario=step-timer")
def test_a_step_by_a_rule_that_a_law_derives_lights_up_its_arrow(page: Page) -> None:
    page.dispatch_event("#scenario-next", "click")
    rule = page.evaluate("review.player.current().last().rule")
    assert rule["guards"]["timer_given"]
    lit = page.locator("#view-system .arrow.just").evaluate_all(
        "all => all.map((a) => a.dataset.key)"
    )
    assert len(lit) == 1
    assert lit[0].startswith("UpdateJobExecution-")
