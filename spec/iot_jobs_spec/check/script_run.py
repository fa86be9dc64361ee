"""One script while it is carried out: steps are sent, waited for where they take time, recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import inf, nextafter

from ..judge.history import Call
from ..model.answers import Answer, ExecutionDescription, JobDescription
from ..model.divergence import LISTINGS
from ..model.requests import CreateJob, DescribeJob, DescribeJobExecution, Request
from ..stop import why
from ..systems.patience import pauses
from .client import Client, Gone, Names, Reply
from .deletions import Deletions
from .scripts import Ask, Script, Wait
from .scripts.scene import SHORT_TIMER, with_members

MOST_IN_VAIN = 1
"""How often a read is repeated in vain for as long as background steps may take."""
EARLIEST, LATEST = 60.0 * SHORT_TIMER, 60.0 * SHORT_TIMER + 60.0
"""Seconds in which a timer runs out (R140, R141)."""
MARGIN = 0.5
"""Seconds that the clocks of the check and of the system may differ in that time."""
LOOKS = 5.0
"""Seconds between two looks whether one has."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a script: its calls with symbolic names.

    ``steps`` has for each call the index of its step in the script. ``reason`` says why the script
    ended early, empty if it did not; ``missing`` is the operation that the system lacks, where that
    is why. ``gone`` says that nothing more can be asked: the system does not answer any more, or
    somebody interrupts. ``crashes`` are the numbers of calls at which the system failed, each with
    what came instead of an answer.
    """

    script: Script
    calls: tuple[Call, ...] = ()
    steps: tuple[int, ...] = ()
    reason: str = ""
    missing: str | None = None
    gone: bool = False
    crashes: Mapping[int, str] = field(default_factory=dict)

    def step(self, call: int) -> Ask | Wait:
        """The step of the script that the call with this number belongs to."""
        return self.script.steps[self.steps[call]]


class _Ended(Exception):
    """The script ends here. The message says why."""


class ScriptRun:
    """One script while it is carried out."""

    def __init__(
        self,
        script: Script,
        client: Client,
        deletions: Deletions,
        settle: float,
        vain: Counter[object],
        running: str,
    ) -> None:
        self.script = script
        self.client = client
        self.names: Names = client.names()
        self.calls: list[Call] = []
        self.steps: list[int] = []
        self.missing: str | None = None
        self.gone = False
        self.reason = ""
        """Why it has ended early, if it has."""
        self.has_ended = False
        self.crashes: dict[int, str] = {}
        self._deletions = deletions
        self._settle = settle
        self._vain = vain
        self._running = running
        self._until = -inf
        """The end of the time in which what is due may come."""
        self._is_read = True
        """Whether a read has shown that nothing is due of the last change any more."""
        self._due = -inf
        """The same end, also after a change that nobody has planned."""
        self._described: dict[tuple[str | None, str | None], str] = {}
        """The status of each execution that was described since the last change."""
        self._versions: dict[tuple[str | None, str | None], int] = {}
        self._start = self._end = self._changed = -inf
        self._carrying_out = self._carry_out()

    def go_on(self) -> None:
        """Take the steps up to the next timer, or to the end."""
        try:
            self.has_ended = next(self._carrying_out, None) is None
        except _Ended as ended:
            self.end(str(ended))
        except KeyboardInterrupt as stop:
            self.gone = True
            self.end(why(stop))

    def end(self, reason: str) -> None:
        """It goes no further, for this reason."""
        self.has_ended, self.reason = True, self.reason or reason

    @property
    def ran(self) -> Ran:
        """What has come of it so far."""
        calls, steps = tuple(self.calls), tuple(self.steps)
        return Ran(self.script, calls, steps, self.reason, self.missing, self.gone, self.crashes)

    def _carry_out(self) -> Iterator[Wait]:
        """Take every step, and give each wait for a timer before it begins. Raises `_Ended`."""
        for number, step in enumerate(self.script.steps):
            if isinstance(step, Wait):
                if step.thing_name is None:
                    self._wait(number, step)
                else:
                    set_at = self._changed
                    yield step
                    self._await_timer(number, step, step.thing_name, set_at)
                continue
            left_out = step.known and not self._settle
            if not left_out and (step.raw is None or self.client.takes_raw):
                self._ask(number, step)

    def _wait(self, number: int, step: Wait) -> None:
        reply = self._deletions.ended(step.job_id, self.names, self._begin)
        if reply is None:
            raise _Ended(f"its deletion did not end: {step.job_id} is still there")
        self._record(number, DescribeJob(step.job_id), reply)

    def _await_timer(self, number: int, wait: Wait, thing: str, set_at: float) -> None:
        """Look at the execution just before its timer may run out, and from then on as long as it
        may still run."""
        clock, ask = self.client.clock, Ask(DescribeJobExecution(wait.job_id, thing))
        if (left := set_at + EARLIEST - MARGIN - clock.monotonic()) > 0:
            clock.sleep(left)
            self._look(number, ask)
        clock.sleep(max(0.0, set_at + EARLIEST + MARGIN - clock.monotonic()))
        while self._look(number, ask) == self._running:
            if clock.monotonic() > set_at + LATEST + self._settle + MARGIN:
                raise _Ended(f"its timer did not run out in {LATEST:g} seconds")
            clock.sleep(LOOKS)

    def _look(self, number: int, ask: Ask) -> str | None:
        """The status that a description shows."""
        self._begin()
        reply = self.client.ask(ask, ask.request, self.names)
        self._record(number, ask.request, reply)
        self._go_on(ask, ask.request, reply)
        shown = reply.response
        return shown.status if isinstance(shown, ExecutionDescription) else None

    def _ask(self, number: int, ask: Ask) -> None:
        request, waits = self._filled_in(ask), pauses()
        while True:
            self._begin()
            reply = self.client.ask(ask, request, self.names)
            if not request.is_read or reply.answer is None or ask.expected is None:
                break
            shown, expected = _statuses(reply.answer), _statuses(ask.expected)
            seen = (request.operation, _kind(reply.answer), _kind(ask.expected))
            self._is_read = self._is_read or shown == expected
            if shown == expected or self._until == -inf or self._vain[seen] >= MOST_IN_VAIN:
                break
            if self.client.clock.monotonic() >= self._until:
                self._vain[seen] += 1
                break
            self.client.clock.sleep(next(waits))
        if isinstance(request, LISTINGS):
            reply = self._up_to_date(ask, request, reply)
        self._record(number, request, reply, ask)
        self._go_on(ask, request, reply)

    def _up_to_date(self, ask: Ask, request: Request, reply: Reply) -> Reply:
        """What a listing shows once everything has come, if it shows an execution otherwise than
        its description: it may be late. Nothing is waited for again that changed nothing before."""
        entries = reply.response
        if not isinstance(entries, tuple) or all(
            self._described.get((entry.job_id, getattr(entry, "thing_name", request.thing_name)))
            in (None, entry.status)
            for entry in entries
        ):
            return reply
        seen = (request.operation, reply.answer and _kind(reply.answer), "late")
        left = self._due - self.client.clock.monotonic()
        if left <= 0 or self._vain[seen] >= MOST_IN_VAIN:
            return reply
        self.client.clock.sleep(left)
        self._begin()
        later = self.client.ask(ask, request, self.names)
        self._vain[seen] += later.answer == reply.answer
        return later

    def _filled_in(self, ask: Ask) -> Request:
        """The request with the version that it expects."""
        if ask.ahead is None:
            return ask.request
        shown = self._versions.get((ask.request.job_id, ask.request.thing_name), 0)
        return with_members(ask.request, expected_version=shown + ask.ahead)

    def _begin(self) -> None:
        # Calls come one after the other, also for a clock that stands still.
        self._start = max(self.client.clock.monotonic(), nextafter(self._end, inf))

    def _record(self, number: int, request: Request, reply: Reply, ask: Ask | None = None) -> None:
        self._end = max(self.client.clock.monotonic(), self._start)
        if reply.crash:
            self.crashes[len(self.calls)] = reply.crash
        form = None if ask is None else ask.form
        self.calls.append(reply.recorded(request, self._start, self._end, form=form))
        self.steps.append(number)
        response = reply.response
        if isinstance(response, ExecutionDescription):
            self._versions[response.job_id, response.thing_name] = response.version
            self._described[response.job_id, response.thing_name] = response.status
        elif not request.is_read:
            self._described.clear()
            self._changed = self._end

    def _go_on(self, ask: Ask, request: Request, reply: Reply) -> None:
        """Raises `_Ended` where the rest of the script means nothing after this reply."""
        if reply.gone:
            try:
                self.client.greet()
            except Gone as gone:
                self.gone = True
                raise _Ended(str(gone)) from None
        if request.operation in self.client.missing and reply.answer is None:
            self.missing = request.operation
            raise _Ended(self.client.missing[request.operation])
        error = reply.answer.error if reply.answer else reply.message
        as_planned = ask.expected is not None and error == ask.expected.error
        if error is not None and _makes(ask, reply):
            raise _Ended(f"set-up failed: CreateJob answered {error}")
        if request.is_read or ask.form is not None:
            return
        if error is None and self._settle:
            self._due = self.client.clock.monotonic() + self._settle
        if not as_planned or not self._settle:
            self._until = -inf  # elsewhere than planned, nobody knows what to wait for
        elif error is None:
            now = self.client.clock.monotonic()
            # What is due of an unread change may come just before its time is up, and only then is
            # the next thing due.
            self._until = (now if self._is_read else max(now, self._until)) + self._settle
            self._is_read = False


def _makes(ask: Ask, reply: Reply) -> bool:
    """Whether it was to make a job on which the rest is asked: it is a request of the set-up, or
    nobody knows whether it did."""
    accepted = ask.expected is not None and ask.expected.error is None
    needed = ask.cell is None or reply.answer is None
    return needed and accepted and isinstance(ask.request, CreateJob)


def _kind(answer: Answer | None) -> object:
    """What is alike in answers that need not be waited for again: the statuses that they show."""
    response = answer.response if answer else None
    if isinstance(response, JobDescription):
        return response.status, frozenset(response.counts)
    if isinstance(response, tuple):
        return frozenset(entry.status for entry in response)
    return answer and _statuses(answer)


def _statuses(answer: Answer) -> object:
    """What shows whether all that is due has come: the statuses in an answer."""
    match answer.response:
        case JobDescription() as job:
            return job.status, job.counts
        case ExecutionDescription() as execution:
            return execution.status
        case tuple() as entries:
            return tuple(sorted((entry.job_id, entry.status) for entry in entries))
    return answer.error
