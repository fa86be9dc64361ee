"""Reads that the model does not have: look at them in their scene, then judge what they showed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, NamedTuple, TypeAlias

from ..language.evidence import strongest
from ..language.rules import RequestRule
from ..model.answers import Answer
from ..model.divergence import NO_ANSWER, CellVerdict, Divergence
from ..model.requests import CreateJob, Request
from ..systems.raw import RawRequest
from .client import FIRST_PAUSE, LONGEST_PAUSE, Client, Names
from .pages import NotShown, shown
from .report.results import Finding, Step
from .scripts.views import PLANNED, SETUP, Look, Reading, looks

RESTLESS = 3
"""How often a look is repeated because the reads beside it showed something else afterwards."""
NO_BODY = "this system's raw answers have no content"
NO_JSON = f"{NO_ANSWER}: no JSON"
CHANGED = "the reads beside it showed something else each time"
WRONG_BESIDE = "a read beside it is wrong itself"
UNSAID = "the reads beside it do not tell what it must show"


class Shown(NamedTuple):
    """What a reading showed, in words. ``reason`` says why nothing was shown; ``failed``: it is an
    error, and no response."""

    words: str
    failed: bool = False
    reason: str = ""
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look showed, and the reads beside it before. ``reason`` says why nothing follows."""

    look: Look
    shown: Shown
    beside: tuple[Shown, ...] = ()
    reason: str = ""

    @property
    def failures(self) -> tuple[Shown, ...]:
        """The reads beside it that failed."""
        return tuple(one for one in self.beside if one.failed or one.reason)

    @property
    def permitted(self) -> tuple[str, ...]:
        """What it may show; nothing if a read beside it failed."""
        if self.reason or self.failures:
            return ()
        return self.look.permits([one.words for one in self.beside])

    @property
    def is_wrong(self) -> bool:
        """Whether it shows something else."""
        permitted = self.permitted
        return bool(permitted) and not self.shown.reason and self.shown.words not in permitted


class Viewed(NamedTuple):
    """What came in a scene: its requests with their answers, and the looks. ``gone``: the system
    does not answer any more."""

    setup: tuple[Step, ...]
    seen: tuple[Seen, ...]
    gone: str = ""


Again: TypeAlias = Callable[[Look, Sequence[Request | RawRequest]], Viewed | None]
"""Looks once more, after these requests of the scene; None once nothing can be asked."""


# Asking.


def viewed(
    client: Client,
    settle: float,
    wanted: Sequence[Look],
    setup: Sequence[Request | RawRequest] = SETUP,
) -> Viewed:
    """Set the scene up, then take each of these looks."""
    scene = _Scene(client, settle)
    for request in setup:
        scene.send(request)
        if scene.gone:
            return Viewed(tuple(scene.steps), (), scene.gone)
    scene.settled()
    seen = []
    for look in wanted:
        seen.append(scene.look(look))
        if scene.gone:
            break
    return Viewed(tuple(scene.steps), tuple(seen), scene.gone)


class _Scene:
    """One run of the scene, under names of its own."""

    def __init__(self, client: Client, settle: float) -> None:
        self.client, self.settle = client, settle
        self.names: Names = client.names()
        self.steps: list[Step] = []
        self.failed: dict[str, str] = {}
        """The jobs that could not be made, each with what was answered."""
        self.gone = ""
        self._until = -inf

    def send(self, request: Request | RawRequest) -> None:
        """A request of the set-up, again as long as a background step may be due that it needs."""
        pause = FIRST_PAUSE
        while True:
            answer = self._answer(request)
            if answer.error is None or self.gone or self._is_over():
                break
            self.client.clock.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        sent: Any = request
        self.steps.append(Step(sent, answer))
        if answer.error is None:
            self._until = self.client.clock.monotonic() + self.settle if self.settle else -inf
        elif request.operation == CreateJob.operation:
            self.failed[request.job_id or ""] = f"set-up failed: CreateJob answered {answer.error}"

    def settled(self) -> None:
        """Wait until the scene is as planned, or nothing is due any more."""
        reading, planned = PLANNED
        while not self._is_over() and self._read(reading).words != planned:
            self.client.clock.sleep(FIRST_PAUSE)

    def look(self, look: Look) -> Seen:
        """Read what is beside the view, and then the view; again until it shows what it may, or
        nothing is due any more and what is beside it stays."""
        for name in sorted(look.names & self.failed.keys()):
            return Seen(look, Shown(""), reason=self.failed[name])
        pause, restless = FIRST_PAUSE, 0
        beside = self._beside(look)
        while True:
            seen = Seen(look, self._read(look.reading), beside)
            if self.gone or not seen.is_wrong:
                return seen
            again = self._beside(look)
            if self._is_over():
                if again == beside:
                    return seen
                restless += 1
                if restless == RESTLESS:
                    return Seen(look, seen.shown, beside, CHANGED)
            else:
                self.client.clock.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
                again = self._beside(look)
            beside = again

    def _is_over(self) -> bool:
        """Whether nothing is due any more."""
        return self.client.clock.monotonic() >= self._until

    def _beside(self, look: Look) -> tuple[Shown, ...]:
        return tuple(self._read(reading) for reading in look.beside)

    def _answer(self, request: Request | RawRequest) -> Answer:
        if isinstance(request, RawRequest):
            read = self.client.read(request, self.names)
            self.gone = read.message if read.gone else ""
            return Answer(read.error or read.message or None)
        reply = self.client.send(request, self.names, accepted=True)
        self.gone = (reply.message or "") if reply.gone else ""
        return reply.answer or Answer(reply.message or NO_ANSWER)

    def _read(self, reading: Reading) -> Shown:
        """What one reading shows, to its last page."""

        def read(query: str) -> Any:
            return self._content(reading.asking(query).sent)

        try:
            return Shown(shown(read, *reading[1:]))
        except _Failed as failed:
            return failed.shown
        except NotShown as endless:
            return Shown("", reason=f"{reading.sent.operation}: {endless}")

    def _content(self, sent: RawRequest) -> Any:
        """The body of a response, with symbolic names. Raises `_Failed`."""
        read = self.client.read(sent, self.names)
        self.gone = read.message if read.gone else ""
        if read.missing:
            raise _Failed(Shown(f"{NO_ANSWER}: {read.error}", True, read.message, True))
        if read.message:
            raise _Failed(Shown("", reason=read.message))
        if read.error is not None:
            has_code = not read.error.startswith("HTTP ")
            raise _Failed(Shown(read.error if has_code else f"{NO_ANSWER}: {read.error}", True))
        if read.content is None:
            raise _Failed(Shown("", reason=NO_BODY))
        try:
            return self.names.in_json(json.loads(read.content or b"{}"))
        except ValueError:
            raise _Failed(Shown(NO_JSON, True)) from None


class _Failed(Exception):
    """No response came. ``shown`` is what did."""

    def __init__(self, shown: Shown) -> None:
        super().__init__(shown.words)
        self.shown = shown


# Judging.


def unseen(viewed: Viewed) -> Mapping[str, str]:
    """The cells of views of which nothing is known, each with the reason."""
    found: dict[str, str] = {}
    for one in _heard(viewed):
        reasons = [one.reason, one.shown.reason, *(b.reason or b.words for b in one.failures)]
        if any(reasons) or not one.permitted:
            reason = next(filter(None, reasons), UNSAID)
            found.setdefault(one.look.view.rule.id, reason)
    return found


def shown_by(viewed: Viewed) -> Mapping[str, Answer]:
    """The cells of views that were seen, each with what it showed first."""
    found: dict[str, Answer] = {}
    for one in _heard(viewed):
        if one.permitted and not one.shown.reason:
            found.setdefault(one.look.view.rule.id, Answer(one.shown.words))
    return found


def wrong_views(viewed: Viewed, again: Again) -> Iterator[Finding]:
    """A finding for each view that shows something wrong, with the fewest requests of the scene
    that show it ``again``."""
    found: dict[RequestRule, Seen] = {}
    for one in _heard(viewed):
        if one.is_wrong:
            found.setdefault(one.look.view.rule, one)
    for one in found.values():
        setup, seen, sure = _fewer(viewed.setup, one, again)
        yield _finding(setup, seen, sure)


def _heard(viewed: Viewed) -> Iterator[Seen]:
    """What was seen. A read that is answered as one that does not exist is a wrong answer, if the
    same operation answers others; and from one that is wrong nothing follows for others."""
    answered = Counter(
        (one.look.reading.sent.operation, one.look.reading.sent.of_device)
        for one in viewed.seen
        if not one.shown.missing and not one.shown.reason
    )
    wrong: list[Reading] = []
    for one in viewed.seen:
        sent, shown, reason = one.look.reading.sent, one.shown, one.reason
        if shown.missing and answered[sent.operation, sent.of_device]:
            shown = shown._replace(reason="")
        if one.is_wrong:
            wrong.append(one.look.reading)
            reason = WRONG_BESIDE if any(b in wrong for b in one.look.beside) else reason
        yield Seen(one.look, shown, one.beside, reason)


def _fewer(setup: Sequence[Step], wrong: Seen, again: Again) -> tuple[tuple[Step, ...], Seen, bool]:
    """The fewest steps of the set-up after which the look is wrong again, with what was seen then,
    and whether it was. The jobs that are read by their names are made."""
    look = wrong.look
    read = {*look.reading.own, *(one.sent.job_id for one in (look.reading, *look.beside))}
    kept = [step.request for step in setup if step.request.job_id in wrong.look.names]
    ran = _shows_again(wrong, kept, again)
    if ran is None:
        return tuple(setup), wrong, False
    for request in reversed(kept):
        if request.operation == CreateJob.operation and request.job_id in read:
            continue
        less = [one for one in kept if one is not request]
        if (shorter := _shows_again(wrong, less, again)) is not None:
            ran, kept = shorter, less
    return ran.setup, ran.seen[0], True


def _shows_again(wrong: Seen, setup: Sequence[Request | RawRequest], again: Again) -> Viewed | None:
    """What came of a scene with this set-up only, if the look is wrong there."""
    ran = again(wrong.look, setup)
    return ran if ran is not None and any(one.is_wrong for one in ran.seen) else None


def _finding(setup: Sequence[Step], one: Seen, sure: bool) -> Finding:
    look, rule = one.look, one.look.view.rule
    request: Any = look.request
    expected = tuple(map(Answer, one.permitted))
    seen = Answer(one.shown.words)
    verdict = CellVerdict.of(strongest(look.claims))
    divergence = Divergence(verdict, rule, look.claims, request, expected, seen, expected[0])
    sent: list[Any] = [reading.sent for reading in look.beside]
    beside = (
        Step(request, Answer(shown.words)) for request, shown in zip(sent, one.beside, strict=True)
    )
    steps = (*setup, *beside, Step(request, seen))
    return Finding(rule.id, divergence, steps, sure, sure, cells=(rule.id,), verdicts=(verdict,))


def look_of(cell: str, request: object) -> Look:
    """The look at the view of the cell that sends this request."""
    return next(look for look in looks_of([cell]) if look.request == request)


def looks_of(cells: Collection[str]) -> tuple[Look, ...]:
    """The looks at the views with these cells."""
    return tuple(look for look in looks() if look.view.rule.id in cells)
