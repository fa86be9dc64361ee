"""Reads that the model does not have: look at them in their scene, then judge what they showed."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Any, NamedTuple, TypeAlias

from ..language.evidence import strongest
from ..model.answers import Answer, Words
from ..model.divergence import NO_ANSWER, CellVerdict, Divergence
from ..model.requests import CreateJob, Request
from ..model.views import View
from ..stop import why
from ..systems.patience import pauses
from ..systems.raw import RawRequest
from .client import Client, Gone
from .pages import NotShown, Unknown, permitted, shown, words
from .report.results import Finding, Step
from .report.words import brief
from .scripts.views import PLANNED, SETUP, Look, Reading, looks

RESTLESS = 3
"""How often a look is repeated that is not right, unless the next one shows the same."""
CHANGED = "it showed now this, now that"
NO_BODY = "this system's raw answers have no content"
NO_JSON = f"{NO_ANSWER}: no JSON"
WRONG_BESIDE = "the read that it is compared with is wrong"
NOT_AGAIN = "it was wrong once, and right when it was asked again"
UNSAID = "the reads that it is compared with did not show what is right"
NOTHING_THERE = "there was nothing that it could show"
Entries: TypeAlias = list[dict[str, str]]


class Shown(NamedTuple):
    """What a reading showed: ``came`` has its entries, or says what came instead of them. ``why``
    is the reason for which nobody knows; ``missing``: the system seems to lack the read."""

    came: Entries | str = ""
    why: str = ""
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look showed, and the reads beside it before. ``why`` says why nothing follows."""

    look: Look
    shown: Shown
    beside: tuple[Shown, ...] = ()
    why: str = ""

    @property
    def open(self) -> str:
        """Why nothing follows from it; empty if something does."""
        failed = (one.why or str(one.came) for one in self.beside if isinstance(one.came, str))
        reasons = (self.why, self.shown.why, *failed, "" if self._permitted else UNSAID)
        return next(filter(None, reasons), "")

    @property
    def permitted(self) -> Sequence[Any]:
        """What it may show; nothing if nothing follows."""
        return [] if self.open else self._permitted

    @property
    def _permitted(self) -> Sequence[Any]:
        beside = [one.came for one in self.beside if not isinstance(one.came, str)]
        if len(beside) < len(self.beside):
            return []
        others = {entry.get("executionNumber", "1") for entries in beside for entry in entries}
        if self.look.numbered and others != {"1"}:
            return []
        return permitted(self.look.kind, self.look.given, beside)

    @property
    def is_right(self) -> bool:
        """Whether it shows what it may."""
        return not self.open and self.shown.came in self._permitted

    @property
    def is_wrong(self) -> bool:
        """Whether it shows something else."""
        return not self.open and not self.is_right


class Viewed(NamedTuple):
    """What came in a scene: its requests with their answers, and the looks; those are left out that
    come after the end of a check that ends early."""

    setup: tuple[Step, ...] = ()
    seen: tuple[Seen, ...] = ()


Again: TypeAlias = Callable[[Look, Sequence[Request | RawRequest]], Viewed]
"""Looks once more, after these requests of the scene."""


# Asking.


def viewed(
    client: Client,
    settle: float,
    wanted: Sequence[Look],
    setup: Sequence[Request | RawRequest] = SETUP,
) -> Viewed:
    """Set the scene up, then take each of these looks."""
    scene = _Scene(client, settle)
    seen: list[Seen] = []
    try:
        for request in setup:
            scene.send(request)
        if setup is SETUP:
            scene.settled()
        seen.extend(scene.look(look) for look in wanted)
    except Gone as gone:
        client.stop(str(gone))
    except KeyboardInterrupt as stop:
        client.stop(why(stop))
    return Viewed(tuple(scene.steps), tuple(seen))


class _Scene:
    """One run of the scene, under names of its own."""

    def __init__(self, client: Client, settle: float) -> None:
        self.client, self.settle = client, settle
        self.names = client.names()
        self.steps: list[Step] = []
        self.failed: dict[str, str] = {}
        """The jobs that could not be made, each with the reason."""
        self._until = -inf

    def send(self, request: Request | RawRequest) -> None:
        """A request of the set-up, again as long as a background step may be due that it needs."""
        answer = self._answer(request)
        for _ in self._pauses():
            if answer.error is None:
                break
            answer = self._answer(request)
        sent: Any = request
        self.steps.append(Step(sent, answer))
        if answer.error is None:
            self._until = self.client.clock.monotonic() + self.settle if self.settle else -inf
        elif request.operation == CreateJob.operation:
            self.failed[request.job_id or ""] = f"set-up failed: CreateJob answered {answer.error}"

    def settled(self) -> None:
        """Wait until the scene is as planned, or nothing is due any more."""
        reading, planned = PLANNED
        for _ in self._pauses():
            if self._read(reading).came == planned:
                break

    def look(self, look: Look) -> Seen:
        """Read what is beside the view, and then the view: again until it is right, or nothing is
        due any more and all came as before."""
        for job_id in sorted(look.scene & self.failed.keys()):
            return Seen(look, Shown(), why=self.failed[job_id])
        seen = self._glance(look)
        for _ in self._pauses():
            if seen.is_right:
                break
            seen = self._glance(look)
        for _ in range(RESTLESS):
            if seen.is_right:
                return seen
            before, seen = seen, self._glance(look)
            if seen == before and not seen.shown.why:
                return seen
        return seen if seen.is_right or seen.open else replace(seen, why=CHANGED)

    def _glance(self, look: Look) -> Seen:
        beside = tuple(map(self._read, look.beside))
        return Seen(look, self._read(look.reading), beside)

    def _pauses(self) -> Iterator[None]:
        """Pauses, each longer than the one before, for as long as something is due."""
        for pause in pauses():
            if self.client.clock.monotonic() >= self._until:
                return
            self.client.clock.sleep(pause)
            yield

    def _answer(self, request: Request | RawRequest) -> Answer:
        if isinstance(request, RawRequest):
            read = self.client.read(request, self.names)
            return Answer(read.error or read.message or None)
        reply = self.client.send(request, self.names, accepted=True)
        if reply.gone:
            self.client.greet()
        return reply.answer or Answer(reply.message or NO_ANSWER)

    def _read(self, reading: Reading) -> Shown:
        """What one reading shows, to its last page."""
        lacking = ""

        def read(query: str) -> Any:
            nonlocal lacking
            came = self.client.read(reading.asking(query).sent, self.names)
            lacking = came.message if came.missing else ""
            if came.message and not came.missing:
                raise Unknown(came.message)
            if came.error is not None or came.missing:
                error = came.error or came.message
                has_code = came.error and not came.error.startswith("HTTP ")
                raise NotShown(error if has_code else f"{NO_ANSWER}: {error}")
            if came.content is None:
                raise Unknown(NO_BODY)
            try:
                return json.loads(came.content or b"{}")
            except (ValueError, RecursionError):
                raise NotShown(NO_JSON) from None

        _, fields, member, own, first, others = reading
        actual = [self.names.actual(job_id) for job_id in own]
        try:
            return Shown(shown(read, self.names.told, fields, member, actual, first, others))
        except NotShown as instead:
            return Shown(str(instead), lacking, bool(lacking))
        except Unknown as why:
            return Shown("", str(why))


# Judging.


def told_by(viewed: Viewed, faulty: Collection[str] = ()) -> tuple[Seen, ...]:
    """What follows from each look. ``faulty`` are operations whose answers are wrong: nothing
    follows from other reads that differ from them, nor from those that follow a wrong view."""
    found: list[Seen] = []
    wrong: set[View] = set()
    for one in viewed.seen:
        seen = _known(one, viewed)
        if seen.is_wrong:
            sent = one.look.reading.sent
            others = {b.sent.operation for b in one.look.beside if not _is_alike(b.sent, sent)}
            if not wrong.isdisjoint(one.look.after) or not others.isdisjoint(faulty):
                seen = replace(seen, why=WRONG_BESIDE)
            else:
                wrong.add(one.look.view)
        found.append(seen)
    return tuple(found)


def _known(one: Seen, viewed: Viewed) -> Seen:
    """The same; that the system seems to lack the read is a wrong answer, if it answers others."""
    sent = one.look.reading.sent
    is_there = any(
        _is_alike(other.look.reading.sent, sent) and not other.shown.missing and not other.open
        for other in viewed.seen
    )
    known = one.shown.missing and is_there
    return replace(one, shown=one.shown._replace(why="")) if known else one


def _is_alike(one: RawRequest, other: RawRequest) -> bool:
    return (one.operation, one.of_device) == (other.operation, other.of_device)


def forgotten(seen: Sequence[Seen], view: View) -> tuple[Seen, ...]:
    """The same, but that nothing follows from what is wrong in this view."""
    return tuple(
        replace(one, why=NOT_AGAIN) if one.look.view is view and one.is_wrong else one
        for one in seen
    )


def unseen(seen: Sequence[Seen]) -> Mapping[str, str]:
    """The cells of views of which nothing is known, each with the reason: one look tells nothing,
    or none had something to show."""
    found: dict[str, str] = {}
    there: set[str] = set()
    for one in seen:
        cell = one.look.view.rule.id
        if one.open:
            found.setdefault(cell, one.open)
        if any(isinstance(it, list) and it for it in one.permitted):
            there.add(cell)
    cells = {one.look.view.rule.id for one in seen}
    return {cell: NOTHING_THERE for cell in cells - there} | found


def shown_by(seen: Sequence[Seen]) -> Mapping[str, Answer]:
    """The cells of views that were seen, each with what it showed first."""
    found: dict[str, Answer] = {}
    for one in seen:
        if not one.open:
            found.setdefault(one.look.view.rule.id, _answer(one.shown.came, one.look.reading))
    return found


def wrong_views(
    viewed: Viewed, seen: Sequence[Seen], again: Again, fewest: bool
) -> Iterator[tuple[View, Finding | None]]:
    """Each view that shows something wrong, with its finding; without one if it is right when it is
    looked at ``again``. The finding has the ``fewest`` requests of the scene that show it, or those
    that it names."""
    first: dict[View, Seen] = {}
    for one in seen:
        if one.is_wrong:
            first.setdefault(one.look.view, one)
    for view, one in first.items():
        ran = _fewer(viewed, one, again, fewest)
        if ran is None:
            yield view, None
        elif ran.seen:
            yield view, _finding(ran.setup, ran.seen[0], sure=True)
        else:
            yield view, _finding(viewed.setup, one, sure=False)


def _fewer(viewed: Viewed, wrong: Seen, again: Again, fewest: bool) -> Viewed | None:
    """What came after the fewest requests of the set-up after which the look is wrong again; None
    if it never is, and nothing seen if the check ends early. The jobs that are read by their names
    are made."""
    look, every = wrong.look, [step.request for step in viewed.setup]
    kept = [request for request in every if request.job_id in look.scene]
    best: Viewed | None = None
    for setup in (kept, every):
        if best is None:
            ran = again(look, setup)
            if not ran.seen:
                return ran
            best, kept = _wrong_again(ran, viewed), setup
    for request in reversed(kept) if best is not None and fewest else ():
        if request.operation == CreateJob.operation and request.job_id in look.jobs:
            continue
        less = [one for one in kept if one is not request]
        if (shorter := _wrong_again(again(look, less), viewed)) is not None:
            best, kept = shorter, less
    return best


def _wrong_again(ran: Viewed, viewed: Viewed) -> Viewed | None:
    """What came of another scene, if its look is wrong there."""
    seen = tuple(_known(one, viewed) for one in ran.seen)
    return ran._replace(seen=seen) if any(one.is_wrong for one in seen) else None


def _finding(setup: Sequence[Step], one: Seen, sure: bool) -> Finding:
    look, rule = one.look, one.look.view.rule
    request: Any = look.request
    expected = tuple(_answer(came, look.reading) for came in one.permitted)
    seen = _answer(one.shown.came, look.reading)
    verdict = CellVerdict.of(strongest(look.claims))
    divergence = Divergence(verdict, rule, look.claims, request, expected, seen, expected[0])
    beside = []
    for reading, read in zip(look.beside, one.beside, strict=True):
        sent: Any = reading.sent
        beside.append(Step(sent, _answer(read.came, reading)))
    steps = (*setup, *beside, Step(request, seen))
    return Finding(rule.id, divergence, steps, sure, sure, cells=(rule.id,), verdicts=(verdict,))


def _answer(came: Entries | str, reading: Reading) -> Answer:
    """What came as reports tell it: in words, and not too many."""
    told = brief(words(came, reading.nothing))
    return Answer(told if isinstance(came, str) else Words(told))


def look_of(cell: str, request: object) -> Look:
    """The look at the view of the cell that sends this request."""
    return next(look for look in looks_of([cell]) if look.request == request)


def looks_of(cells: Collection[str]) -> tuple[Look, ...]:
    """The looks at the views with these cells."""
    return tuple(look for look in looks() if look.view.rule.id in cells)
