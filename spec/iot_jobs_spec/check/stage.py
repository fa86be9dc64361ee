"""One follower on which probes are put: the set-up, the request, and all that can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ..model.answers import Answer
from ..model.divergence import LISTINGS, Divergence
from ..model.requests import Request
from ..systems import Unanswered
from ..systems.raw import RawAnswer, RawRequest
from .blame import judged
from .by_hand import raw_request
from .follow import Follower
from .found import Found, Step
from .patient import ANY_TIME, TRIES
from .probe import Probe, Scene, reads
from .scope import Scoped
from .words import answer_words, expected_words, operation_of

Raw = Callable[[RawRequest], RawAnswer]


class Ended(Exception):
    """What should come before a probe, or beside it, is not as it should be."""


class Stage:
    """Puts probes to one system under new names. ``missing`` are operations that the system says
    it does not have, with its words; what is learned is added."""

    def __init__(self, follower: Follower, raw: Raw | None, missing: dict[str, str]) -> None:
        self.follower = follower
        self._raw = raw
        self._missing = missing
        self._astray: set[type[Request]] = set()
        """The reads whose answers no world holds: nothing is judged by them."""

    @property
    def seen(self) -> Answer:
        """The last answer."""
        return self.follower.steps[-1].answer

    def set_up(self, scene: Scene) -> None:
        """Carry out the set-up. Raises `Ended` where it goes wrong."""
        for request in scene.setup:
            if operation_of(request) in self._missing:
                raise Ended(self._missing[operation_of(request)])
            divergence = self.follower.ask(request)
            words = f"{operation_of(request)} answered {answer_words(self.seen)}"
            if divergence is not None:
                raise Ended(f"{words}, not {expected_words(divergence)}, in the set-up")
            if not self.follower.oracle.answered:
                raise Ended(f"{words}, in the set-up")

    def baseline(self, probes: Sequence[Probe]) -> None:
        """Read how everything is before; what is wrong by then is taken as it is."""
        for read in self.reads(requests_of(probes)):
            divergence = self.show(read)
            if divergence is not None and isinstance(read, LISTINGS):
                self._astray.add(type(read))
            elif self.follower.lost or (divergence is not None and self.seen.error is not None):
                words = f"{operation_of(read)} answered {answer_words(self.seen)}"
                raise Ended(f"{words}, in the set-up")

    def put(self, probe: Probe) -> Divergence | None:
        """Put what the probe puts. Raises `Unanswered` where that tells nothing."""
        put = probe.put
        if isinstance(put, RawRequest):
            return self._put_by_hand(put, probe)
        divergence = self.follower.ask(put)
        if divergence is None and self.seen.error in ANY_TIME:
            raise Unanswered(f"{operation_of(put)} answered {answer_words(self.seen)} each time")
        return divergence

    def reads(self, requests: Sequence[Request]) -> Iterator[Request]:
        """What shows all that the requests may have touched, as long as that can be judged."""
        for read in reads(requests):
            there = operation_of(read) not in self._missing and type(read) not in self._astray
            if there and not self.follower.lost:
                yield read

    def show(self, read: Request) -> Divergence | None:
        """Read; an operation that the system does not have shows nothing."""
        try:
            return self.follower.ask(read)
        except Unanswered as failure:
            if not failure.missing:
                raise
            self._missing.setdefault(operation_of(read), failure.reason)
            return None

    def must_be_accepted(self, probe: Probe) -> None:
        """What is rejected where nothing is tried proves nothing where something is."""
        request = probe.plain.request
        if isinstance(probe.put, RawRequest):
            told = Answer(self._sent(raw_request(request)).error)
        else:
            self.follower.ask(request)
            told = self.seen
        if told.error is not None:
            raise Ended(too(request, told))

    def _put_by_hand(self, put: RawRequest, probe: Probe) -> Divergence | None:
        answer, follower = self._sent(put), self.follower
        told = Answer(answer.error)
        if probe.means is None:
            divergence = judged(probe, answer)
        elif not answer.has_code:
            raise Unanswered(f"{put.operation}: {answer.error} without an error code")
        else:
            divergence = follower.take(probe.means, told)
            follower.steps.pop()
            if divergence is not None:
                follower.found.pop()
        asked: Any = put  # which no oracle sees: reports and scripts do
        follower.steps.append(Step(asked, told))
        follower.fresh.clear()
        if divergence is not None:
            follower.found.append(Found(divergence, tuple(follower.steps)))
            follower.lost = True
        return divergence

    def _sent(self, put: RawRequest) -> RawAnswer:
        assert self._raw is not None
        assert isinstance(self.follower.system, Scoped)
        named = put.named(self.follower.system.actual)
        answer = self._raw(named)
        for _ in range(TRIES - 1):
            if answer.error not in ANY_TIME:
                return answer
            answer = self._raw(named)
        raise Unanswered(f"{put.operation} answered {answer.error} each time")


def too(request: Request | RawRequest, answer: Answer) -> str:
    """That the request is answered so also where nothing is tried."""
    return f"{operation_of(request)} answered {answer_words(answer)} also where nothing is tried"


def requests_of(probes: Sequence[Probe]) -> list[Request]:
    """All that the probes may ask, each once."""
    found: list[Request] = []
    for probe in probes:
        found += probe.scene.setup
        if probe.means is not None:
            found.append(probe.means)
        elif isinstance(probe.put, RawRequest):
            found.append(probe.plain.request)
        else:
            found.append(probe.put)
    return list(dict.fromkeys(found))
