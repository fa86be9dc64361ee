"""Questions that wait for the end of a deletion: set up early, and put at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from ..model.requests import DescribeJob
from ..model.world import DELETION_IN_PROGRESS
from ..systems import Unanswered
from .followers import Followers
from .found import Found
from .plan import Plan
from .scene import JOB, reads_of
from .set_up import Unreached, set_up
from .trial import UNREACHED, Trial, carry_out
from .words import answered_words, operation_of

GOES_ON = f"its deletion did not end: the job stayed {DELETION_IN_PROGRESS}"


class Deferred:
    """A plan that is `Plan.deferred`, set up."""

    def __init__(self, plan: Plan, followers: Followers) -> None:
        self.plan = plan
        self._followers = followers
        self._follower = followers.begin(plan.setup)
        self.failed = ""
        """Why the question cannot be put."""
        self.missing = ""
        """The operation that the system said it does not have, if that is why."""
        try:
            set_up(plan, self._follower)
        except Unreached as failure:
            self.failed = str(failure)
        except Unanswered as failure:
            self.failed = failure.reason
            if failure.missing and self._follower.asked is not None:
                self.missing = operation_of(self._follower.asked)
        finally:
            followers.end(self._follower)

    def trial(self, greet: Callable[[], None]) -> Trial:
        """Put the question, if the deletion has ended by now. ``greet`` as in `carry_out`.

        What is found once it has ended is marked.
        """
        follower = self._follower
        before, (_, *executions) = {*map(id, follower.found)}, reads_of(JOB)

        def marked(found: Iterable[Found]) -> tuple[Found, ...]:
            return tuple(f if id(f) in before else replace(f, ended=True) for f in found)

        try:
            if not self.failed and not self._followers.ends(follower, JOB):
                self.failed = GOES_ON
            elif not self.failed and follower.ask(DescribeJob(JOB)) is not None:
                follower.found.pop()  # others find that it is shown all the same
                self.failed = answered_words(*follower.steps[-1])
            for read in executions if not self.failed else ():
                if not self.failed and follower.ask(read) is not None:
                    self.failed = answered_words(*follower.steps[-1])
        except Unanswered as failure:
            if failure.gone:
                greet()
            self.failed = failure.reason
        if self.failed:
            found = marked(follower.found)
            return Trial(self.plan, None, UNREACHED, None, self.failed, found)
        try:
            trial = carry_out(self.plan, follower, greet, ready=True)
        finally:
            self._followers.end(follower)
        return replace(trial, found=marked(trial.found), own=marked(trial.own))
