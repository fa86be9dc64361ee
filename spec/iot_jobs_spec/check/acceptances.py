"""Probes that the oracle judges: together as far as nothing is wrong, else one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..model.answers import Answer
from ..model.divergence import Divergence
from ..systems import Unanswered
from .blame import shows_too
from .found import Found
from .joined import Joint
from .probe import Probe, Scene
from .probing import Outcome, Probing, at_once, beside
from .stage import Ended, requests_of, too
from .words import answer_words, expected_words, operation_of


class Acceptances:
    """What comes of such probes."""

    def __init__(self, probing: Probing) -> None:
        self._probing = probing
        self._known: dict[Scene, list[Divergence]] = {}
        """What is wrong where nothing is tried."""

    def together(self, joint: Joint) -> Iterator[Outcome]:
        """The outcomes of probes that are joined; each by itself where anything is wrong."""
        try:
            seen, found = self._run(*joint.puts)
        except (Ended, Unanswered):
            seen, found = [], []
        if seen and not found:
            for answer, probes in zip(seen, joint.of, strict=True):
                yield from (Outcome(probe, answer) for probe in probes)
            return
        apart = [self.judged(probe) for probe in joint.probes]
        known = [d for probe in joint.probes for d in self._known.get(probe.plain, ())]
        news = [f for f in found if not shows_too(f.divergence, known)]
        own = next((f for f in news if not self._probing.is_about_others(f)), None)
        if own is not None and not any(one.found or one.reason for one in apart):
            # It takes what several of them try, or one after the other.
            last = max(n for n, put in enumerate(joint.puts) if _was_put(put, own))
            at_fault = self._probing.at_fault(joint.puts[last], seen[last], own)
            first = joint.of[last][0]
            apart = [replace(at_fault, probe=first) if o.probe is first else o for o in apart]
        yield from apart

    def judged(self, probe: Probe) -> Outcome:
        """Put one; what the plain request shows too is no fault of it."""
        try:
            [seen], found = self._run(probe)
            if not found:
                return Outcome(probe, seen)
            if probe.plain not in self._known:
                plain = replace(probe, scene=probe.plain, put=probe.plain.request, means=None)
                self._known[probe.plain] = [f.divergence for f in self._run(plain)[1]]
            self._must_be_there(probe)
        except Ended as ended:
            return Outcome(probe, reason=str(ended))
        except Unanswered as failure:
            self._probing.lacks(probe, failure)
            return Outcome(probe, reason=failure.reason)
        known = self._known[probe.plain]
        own = next((f for f in found if not shows_too(f.divergence, known)), None)
        if own is not None and at_once(own, probe) and self._probing.is_about_others(own):
            return Outcome(probe, seen, reason=beside(own))
        if own is not None and not at_once(own, probe) and _is_rejected(probe, own.divergence):
            # The read does not take the name: which a probe of its own shows.
            return Outcome(probe, seen, reason=f"{_told(own.divergence)}, afterwards")
        if own is not None:
            return self._probing.at_fault(probe, seen, own)
        if at_once(found[0], probe) and seen.error is not None:
            return Outcome(probe, seen, reason=too(probe.put, seen))
        return Outcome(probe, seen)

    def _run(self, *probes: Probe) -> tuple[list[Answer], list[Found]]:
        """What they are answered, and all that diverges then."""
        with self._probing.set(probes) as stage:
            seen, before = [], len(stage.follower.found)
            for probe in probes:
                stage.put(probe)
                seen.append(stage.seen)
            for read in stage.reads(requests_of(probes)):
                stage.show(read)
            return seen, stage.follower.found[before:]

    def _must_be_there(self, probe: Probe) -> None:
        """Where another name is tried, what the set-up makes must be there as with a plain one."""
        if probe.scene.setup == probe.plain.setup:
            return
        plain = self._after(probe.plain)
        for divergence in self._after(probe.scene):
            if _is_rejected(probe, divergence):
                continue  # which is what is tried, or tells nothing of what is there
            if not shows_too(divergence, plain):
                raise Ended(f"{_told(divergence)}, in the set-up")

    def _after(self, scene: Scene) -> list[Divergence]:
        """What is wrong after the set-up."""
        with self._probing.stage(scene.setup) as stage:
            stage.set_up(scene)
            for read in stage.reads(scene.setup):
                stage.show(read)
            return [found.divergence for found in stage.follower.found]


def _is_rejected(probe: Probe, divergence: Divergence) -> bool:
    """Whether what was asked is taken for what must be rejected."""
    rejection = probe.rule.expected.error
    return rejection is not None and divergence.seen.error == rejection.code


def _told(divergence: Divergence) -> str:
    words = f"{operation_of(divergence.request)} answered {answer_words(divergence.seen)}"
    return f"{words}, not {expected_words(divergence)}"


def _was_put(probe: Probe, found: Found) -> bool:
    return any(step.request is probe.put for step in found.steps)
