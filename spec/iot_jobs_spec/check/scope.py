"""Names of its own for each trial, so that no trial meets the jobs and things of another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ..model.answers import (
    Answer,
    Entries,
    ExecutionDescription,
    JobDescription,
    ListedExecution,
    PendingExecution,
    Response,
    listing,
)
from ..model.requests import Request
from ..systems import System, Unanswered

LONG = 32
"""Names of more characters keep their length: the prefix takes the place of their beginning."""


class Scoped:
    """A system in which every name stands for that name behind a prefix: of a run, and of a trial.

    A name that has the prefix of the run stands for itself: it is of a trial before.
    """

    def __init__(self, system: System, run: str, trial: int) -> None:
        self.name = system.name
        self._system = system
        self._run = f"{run}-"
        self._prefix = f"{run}-{trial}-"
        self._long: dict[str, str] = {}

    def perform(self, request: Request) -> Answer:
        """Put the request with prefixed names, and read the answer without them."""
        try:
            answer = self._system.perform(named(request, self.actual))
        except Unanswered as failure:
            for actual, name in self._long.items():
                failure.reason = failure.reason.replace(actual, name)
            failure.reason = failure.reason.replace(self._prefix, "")
            failure.crash = failure.crash.replace(self._prefix, "")
            raise
        return Answer(answer.error, answer.response and self._read(answer.response))

    def actual(self, name: str) -> str:
        """The name that ``name`` stands for."""
        if name.startswith(self._run):
            return name
        if len(name) <= LONG:
            return self._prefix + name
        actual = self._prefix + name[len(self._prefix) :]
        self._long[actual] = name
        return actual

    def _read(self, response: Response | Entries) -> Response | Entries:
        if isinstance(response, JobDescription):
            return replace(response, job_id=self._bare(response.job_id))
        if isinstance(response, ExecutionDescription):
            return replace(
                response,
                job_id=self._bare(response.job_id),
                thing_name=self._bare(response.thing_name),
            )
        assert isinstance(response, tuple)
        return listing(self._entry(entry) for entry in response)

    def _entry(
        self, entry: PendingExecution | ListedExecution
    ) -> PendingExecution | ListedExecution:
        """An entry of a listing. A job or thing that is not of this trial keeps its whole name."""
        if isinstance(entry, ListedExecution):
            thing = self._bare(entry.thing_name)
            return entry._replace(job_id=self._bare(entry.job_id), thing_name=thing)
        return entry._replace(job_id=self._bare(entry.job_id))

    def _bare(self, name: str) -> str:
        return self._long.get(name) or name.removeprefix(self._prefix)


def named(request: Request, rename: Callable[[str], str]) -> Request:
    """The request with each name changed."""
    asked: Any = request
    changes: dict[str, Any] = {}
    for member in ("job_id", "thing_name"):
        if getattr(request, member) is not None:
            changes[member] = rename(getattr(request, member))
    if request.targets:
        changes["targets"] = tuple(rename(thing) for thing in asked.targets)
    renamed: Request = replace(asked, **changes)
    return renamed
