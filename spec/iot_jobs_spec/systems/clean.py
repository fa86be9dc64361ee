"""Clean up after a check: delete the jobs and things that it created, and no others."""

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
"""Seconds to wait for one more deletion to end, at the limit on deletions."""
PAUSE, LONGEST_PAUSE = 0.05, 1.0
FEW = 5
"""How many names a message lists in full."""


class Clock(Protocol):
    """The time and a way to wait: the module `time`, or a double of it."""

    def monotonic(self) -> float: ...

    def sleep(self, seconds: float, /) -> None: ...


@dataclass(slots=True)
class Made:
    """The jobs and things that requests created and that may still exist, in order.

    ``deleted`` are the jobs for which DeleteJob was accepted.
    """

    jobs: dict[str, None] = field(default_factory=dict)
    things: dict[str, None] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)

    def note(self, request: Request, error: str | None) -> None:
        """Update the record after a request. ``error`` is None if it was accepted, or if it got no
        answer and may have been carried out."""
        match request, error:
            case CreateJob(job_id), None:
                self.jobs[job_id] = None
                self.deleted.discard(job_id)
            case DeleteJob(job_id), None:
                self.deleted.add(job_id)
            case DescribeJob(job_id), RESOURCE_NOT_FOUND.code if job_id in self.deleted:
                self.jobs.pop(job_id, None)


class _GivenUp(Exception):
    """Clean-up stops early, since the system cannot be reached."""


def clean_up(
    system: System,
    made: Made,
    delete_thing: Callable[[str], str | None],
    patience: float = PATIENCE,
    clock: Clock = time,
) -> str:
    """Delete the jobs with force, then the things. Ctrl-C stops it.

    At the limit on deletions it waits up to ``patience`` seconds for one of them to end; if none
    does, it only cancels the remaining jobs. Returns one line about what is left behind, for
    example ``left behind: 1 thing (sensor): DeleteThing was rejected with …``; empty if nothing is.
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
        self._deleting: list[str] = []

    def run(self) -> None:
        # Jobs in deletion count towards the limit, so find those first.
        for job_id in sorted(self._made.jobs, key=lambda job_id: job_id not in self._made.deleted):
            self._delete(job_id)
        for thing in list(self._made.things):
            self._remove(thing)

    def _delete(self, job_id: str) -> None:
        request = DeleteJob(job_id, force=True)
        answer = self._send(request)
        if answer is not None and answer.error == LIMIT_EXCEEDED.code:
            answer = self._delete_at_limit(request)
        if answer is None:
            return
        if answer.error in (None, RESOURCE_NOT_FOUND.code):
            self._made.jobs.pop(job_id, None)
            self._deleting += [job_id] if answer.error is None else []
        elif self._status(job_id) == DELETION_IN_PROGRESS:
            self._made.jobs.pop(job_id, None)
            self._deleting.append(job_id)
        else:
            self._send(CancelJob(job_id, force=True))
            self.reasons[f"DeleteJob was rejected with {answer.error}"] = None

    def _delete_at_limit(self, request: DeleteJob) -> Answer | None:
        """Repeat a DeleteJob until another deletion has ended, or patience has."""
        until = self._clock.monotonic() + self._patience
        while True:
            before = len(self._deleting)
            self._deleting = [job_id for job_id in self._deleting if self._status(job_id)]
            answer = self._send(request)
            if answer is None or answer.error != LIMIT_EXCEEDED.code:
                return answer
            if len(self._deleting) < before:
                until = self._clock.monotonic() + self._patience
            if self._clock.monotonic() >= until:
                self._patience = 0.0
                return answer
            self._clock.sleep(PAUSE)

    def _await_deletions(self) -> None:
        """Wait until all deletions have ended, or until patience passes without one that ends."""
        until, pause = self._clock.monotonic() + self._patience, PAUSE
        while self._deleting and self._clock.monotonic() < until:
            before = len(self._deleting)
            self._deleting = [job_id for job_id in self._deleting if self._status(job_id)]
            if len(self._deleting) < before:
                until, pause = self._clock.monotonic() + self._patience, PAUSE
            elif self._deleting:
                self._clock.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
        self._deleting.clear()  # do not wait for the rest again

    def _status(self, job_id: str) -> str | None:
        """The status of the job; None if there is no such job, or no answer."""
        answer = self._send(DescribeJob(job_id))
        described = None if answer is None else answer.response
        return described.status if isinstance(described, JobDescription) else None

    def _remove(self, thing: str) -> None:
        try:
            error = self._delete_thing(thing)
            if error not in (None, RESOURCE_NOT_FOUND.code) and self._deleting:
                self._await_deletions()  # a job in deletion may still use the thing
                error = self._delete_thing(thing)
        except Unanswered as failure:
            self._note(failure)
            return
        if error in (None, RESOURCE_NOT_FOUND.code):
            self._made.things.pop(thing, None)
        else:
            self.reasons[f"DeleteThing was rejected with {error}"] = None

    def _send(self, request: Request) -> Answer | None:
        """Send a request, again while the system is busy. Returns None if it does not answer."""
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
    """``2 jobs (a, b)``; for many names their common beginning: ``40 things (check-x1-…)``."""
    known = list(names)
    if not known:
        return ""
    words = f"{len(known)} {what}{'s' if len(known) > 1 else ''}"
    if len(known) <= FEW:
        return f"{words} ({', '.join(known)})"
    pairs = zip(min(known), max(known), strict=False)
    shared = "".join(sign for sign, other in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return f"{words} ({shared[: shared.rfind('-') + 1]}…)"
