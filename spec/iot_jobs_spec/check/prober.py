"""Probes put to a system: what must be refused one after the other, the rest one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any

from ..answers import Answer
from ..claims import REFUSED_CALL_CHANGES_NOTHING
from ..constraints import Fit
from ..divergence import DIFFERS, VIOLATES, Divergence
from ..evidence import Basis, strongest
from ..requests import Request
from ..systems import Unanswered
from ..systems.raw import RawAnswer, RawRequest
from .by_hand import raw_request
from .follow import Follower, Found, Step
from .patient import ANY_TIME, TRIES
from .probe import Probe, Scene, reads
from .scope import Scoped
from .words import answer_words, expected_words, operation_of

Following = Callable[[Sequence[Request]], AbstractContextManager[Follower]]
"""A follower under new names; its end is taken note of. Lets only those `Unanswered` pass after
which the system still answers."""
NO_ENDPOINT = "raw requests need an endpoint: this system is asked through clients alone"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a probe: the fault that it shows, or why it says nothing, or neither."""

    probe: Probe
    seen: Answer | None = None
    found: Found | None = None
    reason: str = ""


class _Ended(Exception):
    """The set-up did not lead where it should have."""


class Prober:
    """Puts probes. ``missing`` are operations that the system says it does not have, with its
    words; what is learned is added."""

    def __init__(
        self,
        following: Following,
        raw: Callable[[RawRequest], RawAnswer] | None,
        missing: dict[str, str],
        settle: float,
    ) -> None:
        self._following = following
        self._raw = raw
        self.missing = missing
        self._settle = settle
        self._known: dict[Scene, list[tuple[object, ...]]] = {}
        """What is wrong where nothing is tried."""

    def outcomes(self, probes: Iterable[Probe]) -> Iterator[Outcome]:
        """The outcome of each probe."""
        refused: dict[tuple[object, ...], list[Probe]] = {}
        for probe in probes:
            by_hand = isinstance(probe.put, RawRequest)
            if by_hand and self._raw is None:
                yield Outcome(probe, reason=NO_ENDPOINT)
            elif operation_of(probe.put) in self.missing:
                yield Outcome(probe, reason=self.missing[operation_of(probe.put)])
            elif probe.fit is Fit.BROKEN:
                refused.setdefault((probe.scene, probe.plain, by_hand), []).append(probe)
            else:
                yield self._judged(probe)
        for together in refused.values():
            yield from self._refused(together)

    def _refused(self, probes: Sequence[Probe]) -> Iterator[Outcome]:
        """Put them one after the other: refused, they leave the system as it was.

        One that shows a fault is taken out, and the rest are put anew.
        """
        left = list(probes)
        while left:
            seen: list[Answer] = []
            try:
                found = self._in_turn(left, seen)
            except _Ended as ended:
                yield from (Outcome(probe, reason=str(ended)) for probe in left)
                return
            except Unanswered as failure:
                silent = left[len(seen)] if len(seen) < len(left) else None
                if silent is None or self._lacks(operation_of(silent.put), failure):
                    yield from (Outcome(probe, reason=failure.reason) for probe in left)
                    return
                left.remove(silent)
                yield Outcome(silent, reason=failure.reason)
                continue
            culprit = left[len(seen) - 1]
            if found is None:
                yield from (Outcome(*pair) for pair in zip(left, seen, strict=True))
                return
            if len(left) > 1 and not _shows_at_once(found, culprit):
                # One of them changed something without saying so.
                alone = [outcome for probe in left for outcome in self._refused([probe])]
                if not any(outcome.found for outcome in alone):
                    alone[-1] = self._at_fault(culprit, seen[-1], found)
                yield from alone
                return
            left.remove(culprit)
            yield self._at_fault(culprit, seen[-1], found)

    def _in_turn(self, probes: Sequence[Probe], seen: list[Answer]) -> Found | None:
        """The first fault that shows. ``seen`` takes the answers."""
        first = probes[0]
        with self._following(_requests(probes)) as follower:
            self._set_up(first.scene, follower)
            self._baseline(probes, follower)
            for probe in probes:
                divergence = self._put(probe, follower)
                seen.append(follower.steps[-1].answer)
                if divergence is not None:
                    return follower.found[-1]
            for read in self._reads(probes):
                if self._show(read, follower) is not None:
                    return follower.found[-1]
            self._must_be_accepted(first, follower)
        return None

    def _judged(self, probe: Probe) -> Outcome:
        """Put one that the oracle judges; what the plain request shows too is no fault of it."""
        try:
            seen, found = self._run(probe)
            if not found:
                return Outcome(probe, seen)
            if probe.plain not in self._known:
                plain = replace(probe, scene=probe.plain, put=probe.plain.request, means=None)
                self._known[probe.plain] = [_trait(f.divergence) for f in self._run(plain)[1]]
        except _Ended as ended:
            return Outcome(probe, reason=str(ended))
        except Unanswered as failure:
            self._lacks(operation_of(probe.put), failure)
            return Outcome(probe, reason=failure.reason)
        known = self._known[probe.plain]
        own = next((f for f in found if _trait(f.divergence) not in known), None)
        if own is not None:
            return self._at_fault(probe, seen, own)
        if _shows_at_once(found[0], probe) and seen.error is not None:
            return Outcome(probe, seen, reason=_too(probe.put, seen))
        return Outcome(probe, seen)

    def _run(self, probe: Probe) -> tuple[Answer, list[Found]]:
        """What it is answered, and all that diverges then."""
        with self._following(_requests([probe])) as follower:
            self._set_up(probe.scene, follower)
            if self._settle:
                self._baseline([probe], follower)
            before = len(follower.found)
            self._put(probe, follower)
            seen = follower.steps[-1].answer
            for read in self._reads([probe]):
                if not follower.lost:
                    self._show(read, follower)
            return seen, follower.found[before:]

    def _at_fault(self, probe: Probe, seen: Answer, found: Found) -> Outcome:
        """The fault, in as few steps as show it."""
        found = self._shortest(probe, found) or found
        return Outcome(probe, seen, replace(found, divergence=blamed(probe, found.divergence)))

    def _shortest(self, probe: Probe, found: Found) -> Found | None:
        """The same, shown by the set-up and the probe, and one read where it takes one."""
        if self._settle:  # what is due must be seen to have come
            return None
        read: Request | RawRequest = found.steps[-1].request
        try:
            with self._following(_requests([probe])) as follower:
                self._set_up(probe.scene, follower)
                self._put(probe, follower)
                if not _shows_at_once(found, probe) and not isinstance(read, RawRequest):
                    follower.ask(read)
        except (Unanswered, _Ended):
            return None
        last = follower.found[-1] if follower.found else None
        if last is None or len(last.steps) < len(follower.steps):
            return None
        return last if _trait(last.divergence) == _trait(found.divergence) else None

    def _put(self, probe: Probe, follower: Follower) -> Divergence | None:
        put = probe.put
        if isinstance(put, RawRequest):
            return self._put_by_hand(put, probe, follower)
        divergence = follower.ask(put)
        answer = follower.steps[-1].answer
        if divergence is None and answer.error in ANY_TIME:
            raise Unanswered(f"{operation_of(put)} answered {answer_words(answer)} each time")
        return divergence

    def _put_by_hand(self, put: RawRequest, probe: Probe, follower: Follower) -> Divergence | None:
        answer = self._sent(put, follower)
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

    def _sent(self, put: RawRequest, follower: Follower) -> RawAnswer:
        assert self._raw is not None
        assert isinstance(follower.system, Scoped)
        named = put.named(follower.system.actual)
        answer = self._raw(named)
        for _ in range(TRIES - 1):
            if answer.error not in ANY_TIME:
                return answer
            answer = self._raw(named)
        raise Unanswered(f"{put.operation} answered {answer.error} each time")

    def _must_be_accepted(self, probe: Probe, follower: Follower) -> None:
        """What is refused where nothing is tried proves nothing where something is."""
        request = probe.plain.request
        if isinstance(probe.put, RawRequest):
            told = Answer(self._sent(raw_request(request), follower).error)
        else:
            follower.ask(request)
            told = follower.steps[-1].answer
        if told.error is not None:
            raise _Ended(_too(request, told))

    def _set_up(self, scene: Scene, follower: Follower) -> None:
        for request in scene.setup:
            if operation_of(request) in self.missing:
                raise _Ended(self.missing[operation_of(request)])
            divergence = follower.ask(request)
            words = f"{operation_of(request)} answered {answer_words(follower.steps[-1].answer)}"
            if divergence is not None:
                raise _Ended(f"{words}, not {expected_words(divergence)}, in the set-up")
            if not follower.oracle.answered:
                raise _Ended(f"{words}, in the set-up")

    def _baseline(self, probes: Sequence[Probe], follower: Follower) -> None:
        """Read how everything is before; what is wrong by then is taken as it is."""
        for read in self._reads(probes):
            self._show(read, follower)
            if follower.lost:
                words = answer_words(follower.steps[-1].answer)
                raise _Ended(f"{operation_of(read)} answered {words}, in the set-up")

    def _reads(self, probes: Sequence[Probe]) -> Iterator[Request]:
        for read in reads(_requests(probes)):
            if operation_of(read) not in self.missing:
                yield read

    def _show(self, read: Request, follower: Follower) -> Divergence | None:
        try:
            return follower.ask(read)
        except Unanswered as failure:
            if not self._lacks(operation_of(read), failure):
                raise
            return None

    def _lacks(self, operation: str, failure: Unanswered) -> bool:
        if failure.missing:
            self.missing.setdefault(operation, failure.reason)
        return failure.missing


def judged(probe: Probe, answer: RawAnswer) -> Divergence | None:
    """Whether a raw request that must be refused was: by any error of the caller's (4xx)."""
    if 300 <= answer.status < 500:
        return None
    row, seen = probe.row, Answer(answer.error)
    claims = row.claims if answer.error is None else row.which
    expected = tuple(Answer(o.error.code) for o in row.outcomes if o.error)
    verdict = VIOLATES if strongest(claims) is Basis.DOCUMENTED else DIFFERS
    asked: Any = probe.put
    return Divergence(verdict, row, claims, asked, expected, seen, expected[0])


def blamed(probe: Probe, divergence: Divergence) -> Divergence:
    """The divergence as one of the row that the probe tries."""
    row = probe.row
    if divergence.row is row:
        return divergence
    form = tuple(claim for claim in row.claims if claim not in row.which)
    others = divergence.claims
    if probe.fit is Fit.BROKEN:
        others = (REFUSED_CALL_CHANGES_NOTHING, *row.which)
    claims = tuple(dict.fromkeys((*form, *others)))
    verdict = VIOLATES if strongest(claims) is Basis.DOCUMENTED else DIFFERS
    return replace(divergence, row=row, claims=claims, verdict=verdict)


def _requests(probes: Iterable[Probe]) -> list[Request]:
    """All that the probes may ask."""
    found: list[Request] = []
    for probe in probes:
        found += probe.scene.setup
        if probe.means is not None:
            found.append(probe.means)
        elif not isinstance(probe.put, RawRequest):
            found.append(probe.put)
        else:
            found.append(probe.plain.request)
    return list(dict.fromkeys(found))


def _shows_at_once(found: Found, probe: Probe) -> bool:
    return found.steps[-1].request is probe.put


def _trait(divergence: Divergence) -> tuple[object, ...]:
    """What makes a divergence the same where a value is another one."""
    return type(divergence.request), divergence.seen.error, divergence.fields


def _too(request: Request | RawRequest, answer: Answer) -> str:
    words = f"{operation_of(request)} answered {answer_words(answer)}"
    return f"{words} also where nothing is tried"
