"""What comes of a probe, and the stages that probes are put on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace

from ..model.answers import Answer
from ..model.constraints import Fit
from ..model.requests import Request
from ..model.table import Table
from ..model.world import DELETION_IN_PROGRESS
from ..systems import Unanswered
from .blame import blamed, is_about_others, shows_too
from .follow import Follower
from .found import Found
from .probe import Probe
from .stage import Ended, Raw, Stage, requests_of
from .words import answered_words, operation_of

Following = Callable[[Sequence[Request]], AbstractContextManager[Follower]]
"""A follower under new names; its end is taken note of. Lets only those `Unanswered` pass after
which the system still answers."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a probe: the fault that it shows, or why it says nothing, or neither."""

    probe: Probe
    seen: Answer | None = None
    found: Found | None = None
    reason: str = ""


class Probing:
    """Stages on one system. ``missing`` are operations that it says it does not have, with its
    words; what is learned is added."""

    def __init__(
        self,
        following: Following,
        raw: Raw | None,
        missing: dict[str, str],
        settle: float,
        table: Table,
    ) -> None:
        self.following = following
        self.table = table
        self.raw = raw
        self.missing = missing
        self.settle = settle

    @contextmanager
    def stage(self, requests: Sequence[Request]) -> Iterator[Stage]:
        """A stage for these requests, on which nothing was put yet."""
        with self.following(requests) as follower:
            yield Stage(follower, self.raw, self.missing)

    @contextmanager
    def set(self, probes: Sequence[Probe]) -> Iterator[Stage]:
        """A stage with the set-up of the probes, after which all that is due has come.

        Where a rejection is right as well, what was wrong before must be known.
        """
        with self.stage(requests_of(probes)) as stage:
            stage.set_up(probes[0].scene)
            if self.settle or any(probe.fit is Fit.OPEN for probe in probes):
                stage.baseline(probes)
            yield stage

    def lacks(self, probe: Probe, failure: Unanswered) -> bool:
        """Whether the system says that it does not have the operation, which is noted."""
        if failure.missing:
            self.missing.setdefault(operation_of(probe.put), failure.reason)
        return failure.missing

    def is_about_others(self, found: Found) -> bool:
        """Whether it may be the fault of deletions that go on: no value tells then."""
        return is_about_others(found, self.table)

    def at_fault(self, probe: Probe, seen: Answer, found: Found) -> Outcome:
        """The fault, in as few steps as show it."""
        found = self._shortest(probe, found) or found
        return Outcome(probe, seen, replace(found, divergence=blamed(probe, found.divergence)))

    def _shortest(self, probe: Probe, found: Found) -> Found | None:
        """The same, shown by the set-up and the probe, and one read where it takes one."""
        if self.settle:  # what is due must be seen to have come
            return None
        try:
            with self.set([probe]) as stage:
                stage.put(probe)
                if not at_once(found, probe):
                    stage.follower.ask(found.steps[-1].request)
        except (Unanswered, Ended):
            return None
        follower = stage.follower
        last = follower.found[-1] if follower.found else None
        if last is None or len(last.steps) < len(follower.steps):
            return None
        same = shows_too(found.divergence, [last.divergence])
        return replace(last, shown=True) if same else None


def beside(found: Found) -> str:
    """What was answered, and that others were being deleted."""
    told = answered_words(found.divergence.request, found.divergence.seen)
    return f"{told} while {found.deleting} jobs were {DELETION_IN_PROGRESS}"


def at_once(found: Found, probe: Probe) -> bool:
    """Whether the answer to the probe itself shows it."""
    return found.steps[-1].request is probe.put
