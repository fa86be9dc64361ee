"""Clean up after a check: delete the jobs and things that it created, and no others."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TypeVar

from ..errors import LIMIT_EXCEEDED, RESOURCE_NOT_FOUND
from ..model.answers import Answer, JobDescription
from ..model.requests import CancelJob, CreateJob, DeleteJob, DescribeJob, Request
from ..model.texts import count
from ..model.world import DELETION_IN_PROGRESS
from ..stop import why
from . import System, Unanswered
from .patience import BUSY, patiently, pauses

T = TypeVar("T")
PATIENCE = 10.0
"""Seconds to wait for one more deletion to end, at the limit on deletions."""
PAUSE, LONGEST_PAUSE = 0.05, 1.0
ATTEMPTS = 3
"""How often a request is sent that gets no answer."""
MOST_FAILURES = 5
"""Consecutive requests without an answer, or that meet a system too busy, before it gives up."""
FEW = 5
"""How many names a message lists in full."""


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
        if request.job_id == "":
            return  # a request for an empty name may mean something else, such as all jobs
        match request, error:
            case CreateJob(job_id), None:
                self.jobs[job_id] = None
                self.deleted.discard(job_id)
            case DeleteJob(job_id), None:
                self.deleted.add(job_id)
            case DescribeJob(job_id), RESOURCE_NOT_FOUND.code if job_id in self.deleted:
                self.jobs.pop(job_id, None)


class _GivenUp(Exception):
    """Clean-up stops early, since the system does not answer, or is too busy."""


def clean_up(
    system: System,
    made: Made,
    delete_thing: Callable[[str], str | None],
    patience: float,
) -> str:
    """Delete the jobs with force, then the things, and wait for the deletions to end. Ctrl-C stops
    it.

    It waits up to ``patience`` seconds for one more of the deletions to end; at the limit, if none
    does, it only cancels the remaining jobs. Returns one line about what is left behind, for
    example ``left behind: 1 thing (sensor): DeleteThing was rejected with …``; empty if nothing is.
    """
    cleaner = _Cleaner(system, made, delete_thing, patience)
    try:
        cleaner.run()
    except KeyboardInterrupt as stop:
        cleaner.reasons[why(stop)] = None
    except _GivenUp as given_up:
        cleaner.reasons[str(given_up)] = None
    told: list[str] = []
    if made.jobs or made.things:
        named = [_named("job", made.jobs), _named("thing", made.things)]
        reasons = "; ".join(cleaner.reasons)
        told.append(f"left behind: {' and '.join(filter(None, named))}: {reasons}")
    if cleaner.deleting:
        told.append(f"still being deleted: {_named('job', cleaner.deleting)}")
    return "; ".join(told)


class _Cleaner:
    def __init__(
        self,
        system: System,
        made: Made,
        delete_thing: Callable[[str], str | None],
        patience: float,
    ) -> None:
        self.reasons: dict[str, None] = {}
        self._system = system
        self._made = made
        self._delete_thing = delete_thing
        self._patience = patience
        self.deleting: list[str] = []
        """The jobs that it deletes and that were still there when it looked last."""
        self._failures = 0
        """How many consecutive requests failed."""

    def run(self) -> None:
        # Jobs in deletion count towards the limit, so find those first.
        for job_id in sorted(self._made.jobs, key=lambda job_id: job_id not in self._made.deleted):
            self._delete(job_id)
        for thing in list(self._made.things):
            self._remove(thing)
        self._await_deletions()

    def _delete(self, job_id: str) -> None:
        request = DeleteJob(job_id, force=True)
        answer = self._send(request)
        if answer is not None and answer.error == LIMIT_EXCEEDED.code:
            answer = self._delete_at_limit(request)
        if answer is None:
            return
        if answer.error in (None, RESOURCE_NOT_FOUND.code):
            self._made.jobs.pop(job_id, None)
            self.deleting += [job_id] if answer.error is None else []
        elif self._goes_on(job_id):
            self._made.jobs.pop(job_id, None)
            self.deleting.append(job_id)
        else:
            self._send(CancelJob(job_id, force=True))
            self.reasons[f"DeleteJob was rejected with {answer.error}"] = None

    def _delete_at_limit(self, request: DeleteJob) -> Answer | None:
        """Repeat a DeleteJob until another deletion has ended, or patience has."""
        until = time.monotonic() + self._patience
        while True:
            before = len(self.deleting)
            self.deleting = [*filter(self._goes_on, self.deleting)]
            answer = self._send(request)
            if answer is None or answer.error != LIMIT_EXCEEDED.code:
                return answer
            if len(self.deleting) < before:
                until = time.monotonic() + self._patience
            if time.monotonic() >= until:
                self._patience = 0.0
                return answer
            time.sleep(PAUSE)

    def _await_deletions(self) -> None:
        """Wait until all deletions have ended, or until patience passes without one that ends."""
        until, waits = time.monotonic() + self._patience, pauses(PAUSE, LONGEST_PAUSE)
        while self.deleting and time.monotonic() < until:
            before = len(self.deleting)
            self.deleting = [*filter(self._goes_on, self.deleting)]
            if len(self.deleting) < before:
                until, waits = time.monotonic() + self._patience, pauses(PAUSE, LONGEST_PAUSE)
            elif self.deleting:
                time.sleep(next(waits))
        self._patience = 0.0 if self.deleting else self._patience  # do not wait for the rest again

    def _goes_on(self, job_id: str) -> bool:
        """Whether the system says that the job is being deleted."""
        answer = self._send(DescribeJob(job_id))
        described = None if answer is None else answer.response
        return isinstance(described, JobDescription) and described.status == DELETION_IN_PROGRESS

    def _remove(self, thing: str) -> None:
        error = self._error_of_thing(thing)
        if error not in (None, RESOURCE_NOT_FOUND.code) and self.deleting:
            self._await_deletions()  # a job in deletion may still use the thing
            error = self._error_of_thing(thing)
        if error in (None, RESOURCE_NOT_FOUND.code):
            self._made.things.pop(thing, None)
        elif error:
            self.reasons[f"DeleteThing was rejected with {error}"] = None

    def _error_of_thing(self, thing: str) -> str | None:
        """The error code with which the deletion of a thing is rejected; empty for no answer."""
        came = self._asked("DeleteThing", lambda: (self._delete_thing(thing),), lambda one: one[0])
        return "" if came is None else came[0]

    def _send(self, request: Request) -> Answer | None:
        """Send a request. Returns None if the system does not answer."""
        send = self._system.perform
        return self._asked(request.operation, lambda: send(request), lambda one: one.error)

    def _asked(
        self, operation: str, send: Callable[[], T], error: Callable[[T], str | None]
    ) -> T | None:
        """What ``send()`` returns, None if it never does: again while the system is too busy, and a
        few times if it does not answer. Raises `_GivenUp` after several failures in a row."""
        reason, gone = "", False
        for _ in range(ATTEMPTS):
            try:
                answer = patiently(send, error, time)
            except Unanswered as failure:
                reason = failure.reason
                gone = failure.gone and not failure.late
                if failure.missing or failure.late:
                    break
                time.sleep(PAUSE)
                continue
            self._failures = self._failures + 1 if error(answer) in BUSY else 0
            self._give_up(f"{operation} was rejected with {error(answer)}")
            return answer
        if gone:
            raise _GivenUp(reason)
        self.reasons[reason] = None
        self._failures += 1
        self._give_up(reason)
        return None

    def _give_up(self, reason: str) -> None:
        if self._failures >= MOST_FAILURES:
            raise _GivenUp(f"{reason}, {MOST_FAILURES} consecutive times")


def _named(what: str, names: Iterable[str]) -> str:
    """``2 jobs (a, b)``; for many names their common beginning: ``40 things (check-x1-…)``."""
    known = list(names)
    if not known:
        return ""
    words = count(len(known), what)
    if len(known) <= FEW:
        return f"{words} ({', '.join(known)})"
    pairs = zip(min(known), max(known), strict=False)
    shared = "".join(sign for sign, other in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return f"{words} ({shared[: shared.rfind('-') + 1]}…)"
