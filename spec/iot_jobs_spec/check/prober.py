"""Probes put to a system: what must be refused one after the other, the rest one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace

from ..answers import Answer
from ..constraints import Fit
from ..divergence import Divergence
from ..requests import Request
from ..systems import Unanswered
from ..systems.raw import RawRequest
from .blame import blamed, shows_too
from .follow import Follower
from .found import Found
from .probe import Probe, Scene
from .stage import Ended, Raw, Stage, requests_of, too
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


class Prober:
    """Puts probes. ``missing`` are operations that the system says it does not have, with its
    words; what is learned is added."""

    def __init__(
        self, following: Following, raw: Raw | None, missing: dict[str, str], settle: float
    ) -> None:
        self._following = following
        self._raw = raw
        self.missing = missing
        self._settle = settle
        self._known: dict[Scene, list[Divergence]] = {}
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
            except Ended as ended:
                yield from (Outcome(probe, reason=str(ended)) for probe in left)
                return
            except Unanswered as failure:
                silent = left[len(seen)] if len(seen) < len(left) else None
                if silent is None or self._lacks(silent, failure):
                    yield from (Outcome(probe, reason=failure.reason) for probe in left)
                    return
                left.remove(silent)
                yield Outcome(silent, reason=failure.reason)
                continue
            if found is None:
                yield from (Outcome(*pair) for pair in zip(left, seen, strict=True))
                return
            culprit = left[len(seen) - 1]
            if len(left) > 1 and not _at_once(found, culprit):
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
        with self._stage(requests_of(probes)) as stage:
            stage.set_up(probes[0].scene)
            stage.baseline(probes)
            before = {(f.divergence.request, f.divergence.seen) for f in stage.follower.found}
            for probe in probes:
                divergence = stage.put(probe)
                seen.append(stage.seen)
                if divergence is not None:
                    return stage.follower.found[-1]
            for read in stage.reads(requests_of(probes)):
                shown = stage.show(read)
                if shown is not None and (shown.request, shown.seen) not in before:
                    return stage.follower.found[-1]
            stage.must_be_accepted(probes[0])
        return None

    def _judged(self, probe: Probe) -> Outcome:
        """Put one that the oracle judges; what the plain request shows too is no fault of it."""
        try:
            seen, found = self._run(probe)
            if not found:
                return Outcome(probe, seen)
            if probe.plain not in self._known:
                plain = replace(probe, scene=probe.plain, put=probe.plain.request, means=None)
                self._known[probe.plain] = [f.divergence for f in self._run(plain)[1]]
            self._must_be_there(probe)
        except Ended as ended:
            return Outcome(probe, reason=str(ended))
        except Unanswered as failure:
            self._lacks(probe, failure)
            return Outcome(probe, reason=failure.reason)
        known = self._known[probe.plain]
        own = next((f for f in found if not shows_too(f.divergence, known)), None)
        if own is not None:
            return self._at_fault(probe, seen, own)
        if _at_once(found[0], probe) and seen.error is not None:
            return Outcome(probe, seen, reason=too(probe.put, seen))
        return Outcome(probe, seen)

    def _run(self, probe: Probe) -> tuple[Answer, list[Found]]:
        """What it is answered, and all that diverges then."""
        with self._stage(requests_of([probe])) as stage:
            stage.set_up(probe.scene)
            if self._settle:
                stage.baseline([probe])
            before = len(stage.follower.found)
            stage.put(probe)
            seen = stage.seen
            for read in stage.reads(requests_of([probe])):
                stage.show(read)
            return seen, stage.follower.found[before:]

    def _must_be_there(self, probe: Probe) -> None:
        """Where another name is tried, what the set-up makes must be there as with a plain one."""
        if probe.scene.setup == probe.plain.setup:
            return
        plain = self._after(probe.plain)
        refusal = probe.row.expected.error
        for divergence in self._after(probe.scene):
            same = operation_of(divergence.request) == operation_of(probe.put)
            if same and refusal is not None and divergence.seen.error == refusal.code:
                continue  # which is what is tried
            if not shows_too(divergence, plain):
                words = f"{operation_of(divergence.request)} answered"
                told = f"{answer_words(divergence.seen)}, not {expected_words(divergence)}"
                raise Ended(f"{words} {told}, in the set-up")

    def _after(self, scene: Scene) -> list[Divergence]:
        """What is wrong after the set-up."""
        with self._stage(scene.setup) as stage:
            stage.set_up(scene)
            for read in stage.reads(scene.setup):
                stage.show(read)
            return [found.divergence for found in stage.follower.found]

    def _at_fault(self, probe: Probe, seen: Answer, found: Found) -> Outcome:
        """The fault, in as few steps as show it."""
        found = self._shortest(probe, found) or found
        return Outcome(probe, seen, replace(found, divergence=blamed(probe, found.divergence)))

    def _shortest(self, probe: Probe, found: Found) -> Found | None:
        """The same, shown by the set-up and the probe, and one read where it takes one."""
        if self._settle:  # what is due must be seen to have come
            return None
        try:
            with self._stage(requests_of([probe])) as stage:
                stage.set_up(probe.scene)
                stage.put(probe)
                if not _at_once(found, probe):
                    stage.follower.ask(found.steps[-1].request)
        except (Unanswered, Ended):
            return None
        follower = stage.follower
        last = follower.found[-1] if follower.found else None
        if last is None or len(last.steps) < len(follower.steps):
            return None
        return last if shows_too(found.divergence, [last.divergence]) else None

    @contextmanager
    def _stage(self, requests: Sequence[Request]) -> Iterator[Stage]:
        with self._following(requests) as follower:
            yield Stage(follower, self._raw, self.missing)

    def _lacks(self, probe: Probe, failure: Unanswered) -> bool:
        """Whether the system says that it does not have the operation, which is noted."""
        if failure.missing:
            self.missing.setdefault(operation_of(probe.put), failure.reason)
        return failure.missing


def _at_once(found: Found, probe: Probe) -> bool:
    """Whether the answer to the probe itself shows it."""
    return found.steps[-1].request is probe.put
