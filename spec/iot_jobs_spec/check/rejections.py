"""Probes that must be rejected: those with one set-up are put one after the other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack

from ..model.answers import Answer
from ..model.divergence import LISTINGS, READS
from ..model.requests import Request
from ..systems import Unanswered
from ..systems.raw import RawRequest
from .found import Found
from .probe import Probe
from .probing import Outcome, Probing, at_once, beside
from .stage import Ended, Stage, requests_of

Kind = list[Probe]
"""Probes of one operation, by hand or not, beside the same plain request."""


def rejections(probes: Sequence[Probe], probing: Probing) -> Iterator[Outcome]:
    """The outcome of each of these probes, which have one set-up.

    Rejected, they leave the system as it was. Where one shows a fault, or does not answer, the
    kinds are parted until that is one of a kind; then it is taken out, and the rest are put anew.
    """
    left = list(probes)
    while left:
        kinds = _kinds(left)
        seen: list[Answer] = []
        last: list[Probe] = []
        try:
            found, reasons = _put(left, kinds, seen, last, probing)
        except Ended as ended:
            yield from (Outcome(probe, reason=str(ended)) for probe in left)
            return
        except Unanswered as failure:
            if len(kinds) > 1:
                yield from _apart(_halves(kinds), probing)
                return
            unspecified = last[0] if last else None
            if unspecified is None or probing.lacks(unspecified, failure):
                yield from (Outcome(probe, reason=failure.reason) for probe in left)
                return
            left.remove(unspecified)
            yield Outcome(unspecified, reason=failure.reason)
            continue
        if found is None:
            told = dict(zip(map(id, left), seen, strict=True))
            for kind, reason in zip(kinds, reasons, strict=True):
                for probe in kind:
                    yield Outcome(probe, None if reason else told[id(probe)], reason=reason)
            return
        culprit, answer = left[len(seen) - 1], seen[-1]
        if at_once(found, culprit) and probing.is_about_others(found):
            left.remove(culprit)
            yield Outcome(culprit, answer, reason=beside(found))
            continue
        if len(kinds) > 1 or (len(left) > 1 and not at_once(found, culprit)):
            # One of them changed something without saying so, or it is sought in fewer.
            parts = _halves(kinds) if len(kinds) > 1 else [[probe] for probe in left]
            apart = list(_apart(parts, probing))
            shown = any(outcome.found for outcome in apart)
            for outcome in apart:
                at_fault = outcome.probe is culprit and not shown
                yield probing.at_fault(culprit, answer, found) if at_fault else outcome
            return
        left.remove(culprit)
        yield probing.at_fault(culprit, answer, found)


def _put(
    probes: Sequence[Probe],
    kinds: Sequence[Kind],
    seen: list[Answer],
    last: list[Probe],
    probing: Probing,
) -> tuple[Found | None, list[str]]:
    """The first fault that shows; if there is none, for each kind why its rejections prove nothing.

    ``seen`` takes the answers, ``last`` the probe that was put last, until all are put.
    """
    requests = requests_of(probes)
    with probing.stage(requests) as stage:
        stage.set_up(probes[0].scene)
        stage.baseline(probes)
        before = {(f.divergence.request, f.divergence.seen) for f in stage.follower.found}
        rules = set[str]()
        for probe in probes:
            last[:] = [probe]
            divergence = stage.put(probe)
            seen.append(stage.seen)
            if divergence is not None:
                return stage.follower.found[-1], []
            if probe.rule.id not in rules and (read := _subject(probe, stage)) is not None:
                # Before another one mends what the first of them has broken.
                rules.add(probe.rule.id)
                if _shows_more(read, stage, before):
                    return stage.follower.found[-1], []
        last.clear()
        if any(_shows_more(read, stage, before) for read in stage.reads(requests)):
            return stage.follower.found[-1], []
        return None, _unaccepted(kinds, stage, probing)


def _subject(probe: Probe, stage: Stage) -> Request | None:
    """The read of what the probe is about, if there is one and it should have been changed."""
    if _reads(probe):
        return None
    thing = probe.plain.request.thing_name
    found = [r for r in stage.reads(requests_of([probe])) if not isinstance(r, LISTINGS)]
    return next((r for r in found if r.thing_name == thing), None)


def _shows_more(read: Request, stage: Stage, before: Collection[object]) -> bool:
    """Whether something is wrong that was right before."""
    shown = stage.show(read)
    return shown is not None and (shown.request, shown.seen) not in before


def _unaccepted(kinds: Sequence[Kind], stage: Stage, probing: Probing) -> list[str]:
    """For each kind, why what it tries may not be what was rejected, or nothing: the plain request
    must be accepted. On the stage, as long as nothing has changed there."""
    reasons: dict[int, str] = {}
    changed = False
    for number in sorted(range(len(kinds)), key=lambda n: not _reads(kinds[n][0])):
        probe = kinds[number][0]
        with ExitStack() as stages:
            try:
                there = stages.enter_context(probing.set([probe])) if changed else stage
                there.must_be_accepted(probe)
            except Ended as ended:
                reasons[number] = str(ended)
            except Unanswered as failure:
                probing.lacks(probe, failure)
                reasons[number] = failure.reason
        changed = not _reads(probe)
    return [reasons.get(number, "") for number in range(len(kinds))]


def _reads(probe: Probe) -> bool:
    return isinstance(probe.plain.request, READS)


def _apart(parts: Sequence[Sequence[Probe]], probing: Probing) -> Iterator[Outcome]:
    for part in parts:
        yield from rejections(part, probing)


def _kinds(probes: Sequence[Probe]) -> list[Kind]:
    kinds: dict[object, Kind] = {}
    for probe in probes:
        kinds.setdefault((probe.plain, isinstance(probe.put, RawRequest)), []).append(probe)
    return list(kinds.values())


def _halves(kinds: Sequence[Kind]) -> list[list[Probe]]:
    middle = len(kinds) // 2
    return [[p for kind in half for p in kind] for half in (kinds[:middle], kinds[middle:])]
