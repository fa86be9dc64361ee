"""A check: every plan carried out, its trials gathered by cell."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from secrets import token_hex

from ..model.requests import DeleteJob, DescribeJob, Request
from ..model.table import TABLE, Cell, Table
from ..systems import System, Unanswered
from .clock import LONGEST_PAUSE, Clock
from .findings import gather, of_a_request
from .follow import Follower
from .followers import Followers, Gone
from .found import Found
from .patient import Patient
from .plan import Plan, Planner, planner_of_the_page
from .probing import Probing
from .proofs import TooSlow
from .random_pass import Drawn, RandomPass, require_hypothesis
from .request_cells import request_cells
from .results import INTERRUPTED, CellResult, Report, by_cell
from .scene import Question, put_into_words
from .tour import Tour, no_trial
from .trial import Trial
from .tries import Tried, tried, unreached, without_known_crashes

PATIENCE = 3.0
"""Seconds that the end of a deletion is waited for, where a finding needs it."""
LOOKS = 3
"""How often the end of all deletions is looked for without a pause, where a finding needs that."""
Progress = Callable[[int, int], None]
"""Told how many plans and random examples are done, of how many."""


class Checker:
    """Carries out plans against a system, each under names of its own, then random examples.

    ``crowded`` says whether to delete as many jobs at a time as may be. The same ``seed`` draws the
    same examples.
    """

    def __init__(
        self,
        system: System,
        settle: float = 0.0,
        table: Table = TABLE,
        clock: Clock = time,
        run: str | None = None,
        at_limit: bool = True,
        examples: int = 0,
        seed: int = 0,
    ) -> None:
        self.system = Patient(system, clock)
        self.planner = planner_of_the_page() if table is TABLE else Planner(table)
        self._raw = getattr(system, "raw", None)
        self._settle = settle
        self._table = table
        self._at_limit = at_limit
        self._examples = examples
        self._seed = seed
        self._patience = PATIENCE
        """Seconds to wait for the end of the next deletion: none after one that did not end."""
        self._clock = clock
        self._missing: dict[str, str] = {}
        """The operations that the system says it does not have, with its words."""
        run = run or f"spec-{token_hex(3)}"
        self._followers = Followers(self.system, settle, table, clock, run)

    def check(
        self,
        progress: Progress | None = None,
        wanted: Callable[[Cell], bool] = lambda _: True,
    ) -> Report:
        """Carry out every plan. Raises `Gone` where nobody answers at all, and `NoHypothesis`.

        ``wanted`` leaves out plans for other cells.
        """
        if self._examples:
            require_hypothesis()
        self._followers.greet()
        plans = [plan for plan in self.planner.plans() if wanted(plan.cell)]
        total = len(plans) + self._examples
        trials, stopped = self._carry_out(plans, progress, total)
        forms = [cell for cell in request_cells(self._table) if wanted(cell)]
        drawn: Drawn | None = None
        if self.system.answered or not trials:
            asked, stopped = self._try_requests(forms, stopped)
            asked = list(without_known_crashes(asked, trials))
            drawn, stopped = self._draw(trials, stopped, progress, total)
        else:  # nobody is there who knows the API
            asked = list(unreached(forms, _silence(trials[0])))
            trials = [no_trial(trial.plan, _silence(trial)) for trial in trials]
        found = drawn.found if drawn else ()
        try:
            again = None if stopped else self.again
            findings = gather(trials, again, self._table, found, self.planner.graph)
        except KeyboardInterrupt:
            stopped = INTERRUPTED
            findings = gather(trials, None, self._table, found)
        results = tuple(
            result
            for result in by_cell(trials, findings, self._table, self._followers.left_out)
            if wanted(result.cell)
        )
        results += tuple(
            CellResult(t.cell, t.verdict, (), t.reasons, t.worst, t.seen) for t in asked
        )
        own = {t.cell.id: t.worst for t in asked if t.worst is not None}
        kept = [finding for finding in findings if finding.cell not in own]
        kept += [of_a_request(cell, found) for cell, found in own.items()]
        chose = self._followers.sightings.chosen()
        name = self.system.name
        return Report(name, results, tuple(kept), self._settle, stopped, chose, drawn)

    def _carry_out(
        self, plans: Sequence[Plan], progress: Progress | None, total: int
    ) -> tuple[list[Trial], str]:
        """The trial of each plan, and why they end early, if they do."""
        tour = Tour(self._followers, self.planner, self._missing, self._at_limit)
        done: dict[Plan, Trial] = {}
        stopped = ""
        try:
            for plan, trial in tour.trials(plans):
                done[plan] = trial
                if progress is not None:
                    progress(len(done), total)
        except (Gone, KeyboardInterrupt) as ended:
            stopped = str(ended) or INTERRUPTED
        return [done.get(plan) or no_trial(plan, stopped) for plan in plans], stopped

    def _try_requests(self, cells: Sequence[Cell], stopped: str) -> tuple[list[Tried], str]:
        """What the probes of requests say of these cells, and why it ends early, if it does."""
        if not stopped:
            following = self._followers.following
            probing = Probing(following, self._raw, self._missing, self._settle, self._table)
            try:
                return list(tried(cells, self.planner, probing)), ""
            except (Gone, KeyboardInterrupt) as ended:
                stopped = str(ended) or INTERRUPTED
        return list(unreached(cells, stopped)), stopped

    def _draw(
        self, trials: Sequence[Trial], stopped: str, progress: Progress | None, total: int
    ) -> tuple[Drawn | None, str]:
        """What the random pass found, and why it ended early."""
        if stopped or not self._examples:
            return None, stopped
        done = len(trials)
        search = RandomPass(
            self._followers.following,
            self._followers.greet,
            gather(trials, None, self._table),
            self._examples,
            self._seed,
            progress and (lambda examples: progress(done + examples, total)),
        )
        try:
            return search.run(), ""
        except (Gone, KeyboardInterrupt) as ended:
            return search.drawn, str(ended) or INTERRUPTED

    def again(
        self,
        walk: Sequence[Request | Question],
        insist: bool,
        alone: bool = False,
        ended: bool = False,
    ) -> tuple[Found, ...]:
        """Ask all of this anew, as far as it goes; the divergences that it shows.

        ``alone`` asks it only where no deletion of a trial before goes on. ``ended`` waits, where a
        job is looked at that is being deleted, until it is gone. Raises `TooSlow`.
        """
        requests = [asked.request if isinstance(asked, Question) else asked for asked in walk]
        follower = self._alone(requests) if alone else self._followers.begin(requests)
        try:
            for number, asked in enumerate(walk, 1):
                request = put_into_words(asked, follower.worlds)
                if request is None or follower.lost:
                    break
                if isinstance(request, DeleteJob):
                    follower.look_around()
                elif ended and isinstance(request, DescribeJob):
                    self._wait_for_the_end(follower, request.job_id)
                worlds = follower.worlds
                divergence = follower.ask(request)
                if divergence is None and insist and number == len(walk):
                    divergence = follower.insist(worlds)
        except Unanswered:
            pass  # what came before may show it
        finally:
            self._followers.end(follower)
        return tuple(follower.found)

    def _wait_for_the_end(self, follower: Follower, job_id: str) -> None:
        """Wait until the job is gone, if it is being deleted. Raises `TooSlow`."""
        if not self._followers.ends(follower, job_id, self._patience):
            self._patience = 0.0
            raise TooSlow

    def _alone(self, requests: Sequence[Request]) -> Follower:
        """A follower for these requests, while no deletion of before goes on. Raises `TooSlow`."""
        until, looks = self._clock.monotonic() + self._patience, 0
        most = LOOKS if self._patience and not self._settle else 1
        while (follower := self._followers.begin(requests, alone=True)).before:
            looks += 1
            if (
                looks >= (LOOKS if self._patience and not self._settle else 1)
                and self._clock.monotonic() >= until
            ):
                self._patience = 0.0
                raise TooSlow
            if looks >= most:
                self._clock.sleep(LONGEST_PAUSE)
        return follower


def _silence(trial: Trial) -> str:
    """What came in this trial instead of an answer."""
    crashes = [found.divergence.seen.error or "" for found in trial.found]
    return next(iter(crashes), trial.reason or trial.doubt)
