"""Taking away what a check has made, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Protocol

from ..errors import LIMIT_EXCEEDED, RESOURCE_NOT_FOUND, SERVICE_UNAVAILABLE, THROTTLING
from ..model.answers import Answer, JobDescription
from ..model.requests import CancelJob, CreateJob, DeleteJob, DescribeJob, Request
from ..model.world import DELETION_IN_PROGRESS
from . import System, Unanswered

PATIENCE = 10.0
"""Seconds to wait for the end of any deletion, where as many go on as may."""
PAUSE, LONGEST_PAUSE = 0.05, 1.0
FEW = 5
"""Names that are worth listing."""


class Clock(Protocol):
    """Where the time comes from."""

    def monotonic(self) -> float: ...

    def sleep(self, seconds: float, /) -> None: ...


@dataclass(slots=True)
class Made:
    """The jobs and things that requests have made and that may still be there, in their order.

    ``deleted`` are the jobs whose deletion was accepted.
    """

    jobs: dict[str, None] = field(default_factory=dict)
    things: dict[str, None] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)

    def note(self, request: Request, error: str | None) -> None:
        """Take note of a request that was accepted, or rejected with ``error``, or not answered,
        which may have made a job all the same."""
        match request, error:
            case CreateJob(job_id), None:
                self.jobs[job_id] = None
                self.deleted.discard(job_id)
            case DeleteJob(job_id), None:
                self.deleted.add(job_id)
            case DescribeJob(job_id), RESOURCE_NOT_FOUND.code if job_id in self.deleted:
                self.jobs.pop(job_id, None)


class _GivenUp(Exception):
    """The rest has to stay: nobody answers, or no deletion ends."""


def clean_up(
    system: System,
    made: Made,
    delete_thing: Callable[[str], str | None],
    patience: float = PATIENCE,
    clock: Clock = time,
) -> str:
    """Delete the jobs with force, then the things; one line that says what stays, or nothing.

    Where the limit on deletions is met, wait up to ``patience`` seconds for any of them to end;
    after that, jobs are only canceled. Ctrl-C ends it.
    """
    cleaner = _Cleaner(system, made, delete_thing, patience, clock)
    try:
        cleaner.run()
    except KeyboardInterrupt:
        cleaner.reasons["interrupted"] = None
    except _GivenUp as given_up:
        cleaner.reasons[str(given_up)] = None
    if not made.jobs and not made.things:
        return ""
    named = [_named("job", made.jobs), _named("thing", made.things)]
    return f"left behind: {' and '.join(filter(None, named))}: {'; '.join(cleaner.reasons)}"


class _Cleaner:
    def __init__(
        self,
        system: System,
        made: Made,
        delete_thing: Callable[[str], str | None],
        patience: float,
        clock: Clock,
    ) -> None:
        self.reasons: dict[str, None] = {}
        self._system = system
        self._made = made
        self._delete_thing = delete_thing
        self._patience = patience
        self._clock = clock
        self._going_on: list[str] = []

    def run(self) -> None:
        # What is being deleted already counts for the limit: its end is looked for from the start.
        for job_id in sorted(self._made.jobs, key=lambda job_id: job_id not in self._made.deleted):
            self._delete(job_id)
        for thing in list(self._made.things):
            self._take_away(thing)

    def _delete(self, job_id: str) -> None:
        request = DeleteJob(job_id, force=True)
        answer = self._ask(request)
        if answer is not None and answer.error == LIMIT_EXCEEDED.code:
            answer = self._delete_in_turn(request)
        if answer is None:
            return
        if answer.error in (None, RESOURCE_NOT_FOUND.code):
            self._made.jobs.pop(job_id, None)
            self._going_on += [job_id] if answer.error is None else []
        elif self._status(job_id) == DELETION_IN_PROGRESS:
            self._made.jobs.pop(job_id, None)
            self._going_on.append(job_id)
        else:
            self._ask(CancelJob(job_id, force=True))
            self.reasons[f"DeleteJob was rejected with {answer.error}"] = None

    def _delete_in_turn(self, request: DeleteJob) -> Answer | None:
        """The answer once another deletion has ended, or when it is not waited for any more."""
        until = self._clock.monotonic() + self._patience
        while True:
            before = len(self._going_on)
            self._going_on = [job_id for job_id in self._going_on if self._status(job_id)]
            answer = self._ask(request)
            if answer is None or answer.error != LIMIT_EXCEEDED.code:
                return answer
            if len(self._going_on) < before:
                until = self._clock.monotonic() + self._patience
            if self._clock.monotonic() >= until:
                self._patience = 0.0
                return answer
            self._clock.sleep(PAUSE)

    def _see_them_end(self) -> None:
        """Wait until no deletion goes on any more, or none has ended for as long as there is
        patience."""
        until, pause = self._clock.monotonic() + self._patience, PAUSE
        while self._going_on and self._clock.monotonic() < until:
            before = len(self._going_on)
            self._going_on = [job_id for job_id in self._going_on if self._status(job_id)]
            if len(self._going_on) < before:
                until, pause = self._clock.monotonic() + self._patience, PAUSE
            elif self._going_on:
                self._clock.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
        self._going_on.clear()  # not waited for once more

    def _status(self, job_id: str) -> str | None:
        """The status of the job, None where there is none."""
        answer = self._ask(DescribeJob(job_id))
        response = None if answer is None else answer.response
        return response.status if isinstance(response, JobDescription) else None

    def _take_away(self, thing: str) -> None:
        try:
            error = self._delete_thing(thing)
            if error not in (None, RESOURCE_NOT_FOUND.code) and self._going_on:
                self._see_them_end()  # a job that is being deleted may still hold the thing
                error = self._delete_thing(thing)
        except Unanswered as failure:
            self._note(failure)
            return
        if error in (None, RESOURCE_NOT_FOUND.code):
            self._made.things.pop(thing, None)
        else:
            self.reasons[f"DeleteThing was rejected with {error}"] = None

    def _ask(self, request: Request) -> Answer | None:
        """The answer; None where there is none. Who is too busy is asked again."""
        until = self._clock.monotonic() + self._patience
        try:
            while True:
                answer = self._system.perform(request)
                busy = answer.error in (THROTTLING.code, SERVICE_UNAVAILABLE.code)
                if not busy or self._clock.monotonic() >= until:
                    return answer
                self._clock.sleep(PAUSE)
        except Unanswered as failure:
            self._note(failure)
            return None

    def _note(self, failure: Unanswered) -> None:
        if failure.gone:
            raise _GivenUp(failure.reason) from failure
        self.reasons[failure.reason] = None


def _named(what: str, names: Iterable[str]) -> str:
    """``2 jobs (a, b)``, or where they are many, what their names begin with."""
    known = list(names)
    if not known:
        return ""
    words = f"{len(known)} {what}{'s' if len(known) > 1 else ''}"
    if len(known) <= FEW:
        return f"{words} ({', '.join(known)})"
    pairs = zip(min(known), max(known), strict=False)
    shared = "".join(sign for sign, other in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return f"{words} ({shared[: shared.rfind('-') + 1]}…)"
