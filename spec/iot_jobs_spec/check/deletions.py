"""The deletions that scripts leave behind: they count for the limit until they end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random

from ..judge.history import Call
from ..language.spec import Spec
from ..model.answers import JobDescription
from ..model.requests import DeleteJob, DescribeJob
from ..systems.patience import FIRST_PAUSE, pauses
from .client import Client, Names, Others, Reply

LOOKS, FEW_LOOKS = 300, 6
"""How often to look without a pause whether a deletion has ended; the fewer once one did not."""
PATIENCE = 3.0
"""Seconds to wait for the end of a deletion after these looks."""
PATIENCE_WITH_OTHERS, LONGEST_LOOK = 60.0, 1.0
"""Seconds in which one check waits for the end of deletions of others; the longest pause."""


class Deletions:
    """The jobs of scripts before that may still be being deleted.

    ``settle`` are the seconds that background steps may take.
    """

    def __init__(self, client: Client, spec: Spec, settle: float = 0.0) -> None:
        self._client = client
        self._limit = spec.limit.value
        self._deleting = spec.deleting
        self._settle = settle
        self._going_on: dict[str, None] = {}
        """Actual names, the oldest first: it is likely to end first."""
        self._endless: set[str] = set()
        """Those that were waited for and did not end."""

    @property
    def going_on(self) -> int:
        """How many may go on."""
        return len(self._going_on)

    def lower(self, others: int) -> None:
        """Leave more room from now on: while so many went on, the limit answered."""
        self._limit = max(1, min(self._limit, others))

    def make_room(self, deletions: int, alone: bool = False) -> bool:
        """Wait until there is room for so many more deletions, or for all to end if they are to be
        ``alone``. Whether there is."""
        allowed = 0 if alone else max(0, self._limit - 1 - deletions)
        wanted = deletions > 0 or alone
        while wanted and len(self._going_on) > allowed:
            oldest = next(iter(self._going_on))
            if self.ended(oldest, _AS_IT_IS) is None:
                ended = [name for name in self._going_on if not self._goes_on(self._look(name))]
                for name in ended:
                    del self._going_on[name]
                return len(self._going_on) <= allowed
            del self._going_on[oldest]
        return True

    def ended(
        self, job_id: str, names: Names, note: Callable[[], None] = lambda: None
    ) -> Reply | None:
        """What DescribeJob answers once the deletion of the job has ended; None if it does not.

        ``note`` is called before each look.
        """
        clock, actual = self._client.clock, names.actual(job_id)
        looks = FEW_LOOKS if self._endless else LOOKS
        patience = max(0.0 if self._endless else PATIENCE, self._settle)
        until, waits = clock.monotonic() + patience, pauses()
        while True:
            note()
            reply = self._client.send(DescribeJob(job_id), names)
            if not self._goes_on(reply):
                self._endless.discard(actual)
                return reply
            looks -= 1
            if looks > 0 and not self._settle and not reply.gone:
                continue
            if reply.gone or clock.monotonic() >= until:
                self._endless.add(actual)
                return None
            clock.sleep(next(waits))

    def note(self, calls: Iterable[Call], names: Names) -> None:
        """Remember what the calls of a script have left being deleted."""
        for call in calls:
            request, answer = call.request, call.answer
            name = names.actual(request.job_id or "")
            if isinstance(request, DeleteJob) and (answer is None or answer.error is None):
                self._going_on[name] = None
            elif isinstance(request, DescribeJob) and answer is not None:
                if answer.error is not None:
                    self._going_on.pop(name, None)
                elif self._goes_on(Reply(answer)):
                    self._going_on[name] = None

    def _look(self, actual: str) -> Reply:
        return self._client.send(DescribeJob(actual), _AS_IT_IS)

    def _goes_on(self, reply: Reply) -> bool:
        if reply.answer is None:
            return not reply.missing  # a plain 404: some systems answer so if there is no job
        response = reply.response
        return isinstance(response, JobDescription) and response.status == self._deleting


class Neighbours:
    """Other callers: their deletions count for the same limit."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._patience = PATIENCE_WITH_OTHERS
        self._random = Random()  # two checks that wait for each other must not do so in step

    def rest(self, again: bool = False) -> Others | None:
        """The jobs of others, once none of them is being deleted; None if nobody can say, or if the
        time is over that a check waits for others altogether. ``again``: wait at least a little."""
        clock = self._client.clock
        while True:
            if again:
                pause = self._random.uniform(FIRST_PAUSE, LONGEST_LOOK)
                if self._patience < pause:
                    return None
                clock.sleep(pause)
                self._patience -= pause
            others = self._client.others()
            if others is None or not others.delete:
                return others
            again = True


_AS_IT_IS = Names("")
