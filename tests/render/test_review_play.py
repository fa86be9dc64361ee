"""Play on the review page against the oracle: its answers are those that the oracle permits."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations_with_replacement, product
from typing import TYPE_CHECKING, Any

import pytest

from iot_jobs_spec.model import requests as r
from iot_jobs_spec.model.background import BackgroundStep, background_steps
from iot_jobs_spec.model.maps import Map
from iot_jobs_spec.model.profiles import CORE, FULL, table_of
from iot_jobs_spec.model.step import Permitted, step
from iot_jobs_spec.model.table import TABLE, Table
from iot_jobs_spec.model.world import ExecutionRecord, JobRecord, World
from iot_jobs_spec.render.scenarios.catalogue import SCENARIOS
from iot_jobs_spec.render.scenarios.life import LIFE_SCENARIOS
from support.browser import SIZE, begin, opened
from support.effort import THOROUGH
from support.plain_worlds import plain_background, plain_permitted, plain_request, plain_world, ways

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

LAST = """() => {
  const plainValue = (key, value) => (value === undefined ? null : value);
  const play = review.player.current();
  const plain = ({ answer, world, rule }) => ({ answer, world, rule: rule.id });
  const last = play.last();
  return JSON.stringify({
    step: last && last.step,
    pick: last && last.pick,
    permitted: last ? last.permitted.map(plain) : [],
    world: play.world(),
    possible: play.possible().map(({ rule, ...rest }) => ({ ...rest, rule: rule.id })),
    enabled: [...document.querySelectorAll("#service button:enabled")].map((one) => one.value),
    others: document.querySelectorAll('.others button[aria-pressed="false"]').length,
    jobs: Object.fromEntries([...document.querySelectorAll("#world tbody th")].map((head) =>
      [head.dataset.job, head.querySelector(".status")?.dataset.status ?? null])),
    executions: [...document.querySelectorAll(".world-cell")].map((cell) => [
      cell.dataset.job, cell.dataset.thing,
      cell.querySelector(".status") && [cell.querySelector(".status").dataset.status,
                                        cell.querySelector("small").textContent.split(" ")[0]]]),
  }, plainValue);
}"""
"""The last step, the world after it, and what of them is on the screen. As text: what Playwright
does to carry values over takes ten times as long."""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with opened(tmp_path_factory.mktemp("review")) as page:
        yield page


@pytest.fixture(params=[CORE, FULL])
def table(request: pytest.FixtureRequest) -> Table:
    return table_of(request.param)


@pytest.fixture
def play(page: Page, table: Table) -> Page:
    """The page at the beginning of a free play in the profile of the table."""
    begin(page, f"?profile={table.spec.name}")
    page.click("#tab-play")
    return page


DO = f"""(actions) => {{
  for (const [selector, number, value] of actions) {{
    const one = document.querySelectorAll(selector)[number];
    if (value === null) one.click();
    else one.value = value;
  }}
  return ({LAST})();
}}"""
"""Clicks and entries, one after the other, then what is there after them."""

FURTHER = [
    ("#execution-number", ["", "", "1", "2"]),
    ("#step-timer", ["", "5", "-1"]),
    ("#retry-of", ["", "FAILED", "TIMED_OUT", "ALL"]),
    ("#retries", ["1", "2"]),
    ("#abort-for", ["", "FAILED", "ALL"]),
    ("#abort-share", ["30", "34", "100"]),
    ("#abort-after", ["1", "2", "3"]),
]
"""The inputs of the profile `full`, each with some of its values."""
SELECTS = {"#step-timer", "#retry-of", "#retries", "#abort-for", "#abort-after"}
SMALL: ViewportSize = {"width": 60, "height": 60}


def last(page: Page) -> Any:
    return json.loads(page.evaluate(LAST))


class Script:
    """A person who clicks at random, and the oracle that watches.

    With ``mouse`` the pointer moves to each element and clicks; without, each element gets a click
    event, which is faster.
    """

    def __init__(self, page: Page, table: Table, seed: int, limit: int, mouse: bool) -> None:
        self.page, self.random, self.mouse = page, random.Random(seed), mouse
        self.table = table
        page.select_option("#limit", str(limit))
        self.worlds = [World.of(table.spec, limit)]
        self.at = 0
        self.rules: set[str] = set()
        self.compared = 0
        self.seen: Any = None
        self.forced = False
        self.actions: list[tuple[str, int, str | None]] = []

    def go(self, steps: int) -> None:
        self.seen = last(self.page)
        while self.compared < steps:
            roll = self.random.random()
            if roll < 0.06 and self.at:
                self.click("#undo")
                self.at -= 1
                self.same_world(self.done())
            elif roll < 0.10 and self.at < len(self.worlds) - 1:
                self.click("#redo")
                self.at += 1
                self.same_world(self.done())
            elif roll < 0.5 and self.seen["enabled"]:
                # The cell that is chosen decides which steps are possible.
                self.click("#service button:enabled", len(self.seen["enabled"]))
                self.took_a_step()
            else:
                self.fill_in()
                if self.worlds[self.at].jobs:
                    self.click(".requests button", len(self.table.operations))
                else:
                    self.click('.requests [value="CreateJob"]')
                self.took_a_step()
                if self.seen["others"] and self.random.random() < 0.6:
                    self.click('.others button[aria-pressed="false"]', self.seen["others"])
                    self.at -= 1
                    self.took_a_step()
            if self.random.random() < 0.5:
                self.click(".world-cell", len(self.seen["executions"]))
                self.same_world(self.done())

    def click(self, selector: str, count: int = 1) -> None:
        self.actions.append((selector, self.random.randrange(count), None))

    def fill_in(self) -> None:
        """Force, an expected version, and now and then other targets."""
        if (self.random.random() < 0.4) != self.forced:
            self.click("#play-force")
            self.forced = not self.forced
        version = self.random.choice(["", "", "1", "2", "3"])
        self.actions.append(("#expected-version", 0, version))
        if self.random.random() < 0.2:
            self.click("#targets input", 3)
        if self.table.spec.extends and self.random.random() < 0.3:
            self.actions += [
                (selector, 0, self.random.choice(values)) for selector, values in FURTHER
            ]
            self.click("#shows-state")
            self.click(self.random.choice(["#continuous", "#in-progress-timer"]))

    def done(self) -> Any:
        """What the page shows once all the actions are done."""
        actions, self.actions = self.actions, []
        if not self.mouse:
            return json.loads(self.page.evaluate(DO, actions))
        for selector, number, value in actions:
            one = self.page.locator(selector).nth(number)
            if value is None:
                one.click()
            elif selector in SELECTS:
                one.select_option(value)
            else:
                one.fill(value)
        return last(self.page)

    def took_a_step(self) -> None:
        seen = self.done()
        allowed = ways(self.worlds[self.at], seen["step"], self.table)
        assert seen["permitted"] == [plain for plain, _ in allowed], seen["step"]
        self.worlds = [*self.worlds[: self.at + 1], allowed[seen["pick"]][1]]
        self.at += 1
        self.rules.update(plain["rule"] for plain, _ in allowed)
        self.compared += 1
        self.same_world(seen)

    def same_world(self, seen: Any) -> None:
        """The page, its screen and the oracle have one world with the same possible steps."""
        self.seen = seen
        world = self.worlds[self.at]
        assert seen["world"] == plain_world(world)
        expected = [plain_background(h) for h in background_steps(world, table=self.table)]
        assert by_subject(seen["possible"]) == by_subject(expected)
        assert set(seen["enabled"]) == {h["event"] for h in expected}
        for name, status in seen["jobs"].items():
            job = world.jobs.get(name)
            assert status == (job and job.status)
        for name, thing, said in seen["executions"]:
            x = world.execution(name, thing)
            assert said == (x and [x.status, f"v{x.version}"])


def by_subject(found: list[dict[str, Any]]) -> dict[tuple[str, str, str | None], Any]:
    return {(h["event"], h["jobId"], h["thingName"]): h for h in found}


WALKS = [(7, 2, 60, False), (38, 1, 20, True)]
if THOROUGH:
    WALKS = [(7, 2, 300, False), (11, 1, 40, True)]


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "limit", "steps", "mouse"), WALKS)
def test_a_random_walk_agrees_with_the_oracle_step_by_step(
    play: Page, table: Table, seed: int, limit: int, steps: int, mouse: bool
) -> None:
    if not mouse:
        play.set_viewport_size(SMALL)  # nothing is pointed at, so little is to be painted
    try:
        walk = Script(play, table, seed, limit, mouse)
        walk.go(steps)
    finally:
        play.set_viewport_size(SIZE)
    assert walk.compared >= steps
    assert len(walk.rules) > len(TABLE.rules) / 8


@pytest.mark.slow
def test_the_engine_agrees_on_every_rule_that_is_reached(play: Page, table: Table) -> None:
    """Questions by the thousand, without clicks: every rule but those that nothing reaches."""
    questions, expected, rules = many_questions(random.Random(4), table)
    answers = play.evaluate(
        """(asked) => JSON.stringify(JSON.parse(asked).map(([world, { operation, input }]) => {
          const { background, step } = review.engine;
          const found = operation ? step(world, operation, input) : background(world);
          return found.map((one) => ({ ...one, rule: one.rule.id }));
        }))""",
        json.dumps(questions),
    )
    got = json.loads(answers)
    for question, seen, wanted in zip(questions, got, expected, strict=True):
        if question[1]:
            assert seen == wanted, question
        else:
            assert by_subject(seen) == by_subject(wanted), question
    assert rules >= {x.id for x in table.rules} - staying(table)


def staying(table: Table) -> set[str]:
    """The rules by which a machine keeps its status, and the oracle reports no step."""
    return {x.id for x in table.rules if not x.operation and x.expected.status == x.source}


def many_questions(choose: random.Random, table: Table) -> tuple[list[Any], list[Any], set[str]]:
    """Worlds of a random exploration with a question about each, what the oracle answers, and
    which rules answer."""
    questions: list[Any] = []
    expected: list[Any] = []
    rules: set[str] = set()

    def ask(world: World, request: r.Request | None) -> list[World]:
        """Note the request, or without one the background steps; the worlds that may be next."""
        found: list[BackgroundStep] | tuple[Permitted, ...]
        if request is None:
            found = list(background_steps(world, table=table))
            expected.append([plain_background(h) for h in found])
            questions.append([plain_world(world), {}])
        else:
            found = step(world, request, table)
            expected.append([plain_permitted(p) for p in found])
            questions.append([plain_world(world), plain_request(request)])
        rules.update(one.rule.id for one in found)
        return [one.world for one in found]

    news = [World.of(table.spec, limit) for limit in (1, 2)]
    if table.spec.extends:
        # So many cells that chance alone would take long to come to each.
        for world, request in product(in_each_status(news[1], table), of_each_status()):
            ask(world, request)
        for world in aborting(news[1], table):
            ask(world, None)
    seen: set[object] = set()
    stays = staying(table)
    world = news[0]
    for turn in range(40_000):
        if turn > 4000 and len(rules | stays) == len(table.rules):
            break
        if turn % 10 == 0:
            # Go on from where something new was seen.
            world = choose.choice(news)
        asked = some_request(choose, table) if choose.random() < 0.7 else None
        ends = ask(world, asked) or [world]
        if situation(world) not in seen:
            seen.add(situation(world))
            news.append(world)
        world = choose.choice(ends)
    return questions, expected, rules


def in_each_status(world: World, table: Table) -> list[World]:
    """Worlds with a job in each status that has an execution in each status."""
    return [
        world.with_job("a", JobRecord(job, ("x", "y"), executions=Map(x=ExecutionRecord(one))))
        for job in table.statuses["Job"]
        for one in table.statuses["Execution"]
    ]


def aborting(world: World, table: Table) -> list[World]:
    """Worlds with a job for three things and criteria for an abort, which may be met or not."""
    statuses = [*table.statuses["Execution"], None]
    return [
        world.with_job("a", JobRecord("IN_PROGRESS", ("x", "y", "z"), executions=Map({
            thing: ExecutionRecord(one) for thing, one in zip("xyz", ended, strict=True) if one
        }), config=r.Config(abort=(r.AbortCriterion(failure, percentage, executed),))))
        for ended in combinations_with_replacement(statuses, 3)
        for failure, percentage, executed in (("FAILED", 34, 2), (r.ALL, 33.5, 3))
    ]  # fmt: skip


def of_each_status() -> list[r.Request]:
    """Requests about an execution: reports of each status, and what an operator asks."""
    return [
        *(
            r.UpdateJobExecution("a", "x", version, status=status, step_timeout_in_minutes=5)
            for version in (None, 9)
            for status in (r.IN_PROGRESS, *r.REPORTED, r.OTHER)
        ),
        *(r.CancelJobExecution("a", "x", force) for force in (False, True)),
        *(r.DeleteJobExecution("a", "x", 1, force) for force in (False, True)),
    ]


def situation(world: World) -> object:
    """What rules ask of a world: how many jobs of each sort there are, and the limit."""
    sorts = [
        (
            j.status,
            sorted(j.deleted.items()),
            sorted((x.status, x.retried) for x in j.executions.values()),
        )
        for j in world.jobs.values()
    ]
    return repr((sorted(sorts), world.deletion_limit))


def some_request(choose: random.Random, table: Table) -> r.Request:
    job, thing = choose.choice(["a", "a", "b"]), choose.choice(["x", "x", "y"])
    force = choose.random() < 0.4
    version = choose.choice([None, None, 1, 2, 3])
    details = choose.choice([None, None, {"step": "1"}, {"step": "2", "at": "3"}])
    created = r.CreateJob(job, choose.choice([("x",), ("x", "y")]))
    updated = r.UpdateJobExecution(job, thing, version, details)
    requests: list[r.Request] = [
        created,
        r.DescribeJob(job),
        r.CancelJob(job, force, choose.choice([None, "WHY"])),
        r.DeleteJob(job, force),
        r.DescribeJobExecution(job, thing),
        r.CancelJobExecution(job, thing, force, version, details),
        updated,
        r.StartNextPendingJobExecution(thing, details),
        r.GetPendingJobExecutions(thing),
        r.ListJobExecutionsForJob(job),
        r.ListJobExecutionsForThing(thing),
    ]
    if not table.spec.extends or choose.random() < 0.3:
        return choose.choice(requests)
    number = choose.choice([None, None, None, 1, 2])
    timer = choose.choice([None, None, 5, -1])
    further = replace(
        updated,
        status=choose.choice(["IN_PROGRESS", *r.REPORTED, "GONE"]),
        execution_number=number,
        step_timeout_in_minutes=timer,
        include_job_execution_state=choose.random() < 0.3,
    )
    failing = replace(
        further, expected_version=None, status=choose.choice(["FAILED", "REJECTED", "SUCCEEDED"])
    )
    return choose.choice(
        [
            replace(
                created,
                target_selection=choose.choice([r.SNAPSHOT, r.SNAPSHOT, r.CONTINUOUS]),
                in_progress_timeout_in_minutes=choose.choice([None, 60]),
                retries=choose.choice([{}, {"FAILED": 1}, {"TIMED_OUT": 1}, {r.ALL: 2}]),
                abort=choose.choice(
                    [
                        (),
                        (
                            r.AbortCriterion(
                                choose.choice(["FAILED", r.ALL]),
                                choose.choice([30, 60]),
                                choose.choice([1, 2]),
                            ),
                        ),
                    ]
                ),
            ),
            r.DescribeJobExecution(job, thing, number),
            *[further] * 6,
            failing,
            r.StartNextPendingJobExecution(thing, details, choose.choice([None, 5])),
            r.DeleteJobExecution(job, thing, number or 1, force),
        ]
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "scenario"),
    [
        *((CORE, scenario) for scenario in SCENARIOS),
        *((FULL, scenario) for scenario in (*LIFE_SCENARIOS, *SCENARIOS)),
    ],
    indirect=["table"],
    ids=lambda one: getattr(one, "name", one),
)
def test_a_scenario_plays_to_its_end_as_written(play: Page, table: Table, scenario: Any) -> None:
    known = {rule.id for rule in table.rules}
    play.select_option("#scenario", scenario.name)
    for written in scenario.steps:
        play.dispatch_event("#scenario-next", "click")  # without the pointer's way there
        seen = last(play)
        # In the wider profile, rules of the narrower one may ask for more guards.
        rule = seen["permitted"][seen["pick"]]["rule"]
        assert rule == written.rule if written.rule in known else rule.startswith(written.rule)
        answers = [p["answer"]["error"] for p in seen["permitted"] if p["answer"]]
        assert set(answers) == set(written.answers)
        if written.answers:
            assert answers[seen["pick"]] == written.comes
        for now in written.now:
            record = seen["world"]["jobs"].get(now.job_id)
            if now.thing_name is not None:
                record = record and record["executions"].get(now.thing_name)
            assert (record and record["status"]) == now.status
            if now.version is not None:
                assert record["version"] == now.version
        possible = set(by_subject(seen["possible"]))
        assert not possible & {(h.event, h.job_id, h.thing_name) for h in written.cannot}
        assert written.says in play.inner_text("#scenario-says")
    assert play.is_disabled("#scenario-next")
