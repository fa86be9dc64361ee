"""Judge what views showed: whether it is right, by the reads beside it, and why nothing follows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..language.evidence import strongest
from ..model.answers import Answer, Words
from ..model.divergence import CellVerdict, Divergence
from ..model.views import View
from ..systems.raw import RawRequest
from .glances import Entries, Glance, Looked, Shown, Viewed
from .permitted import permitted, words
from .report.results import Finding, Step
from .report.words import brief
from .scripts.views import Look, Reading

CHANGED = "it showed now this, now that"
WRONG_BESIDE = "the read that it is compared with is wrong"
NOT_AGAIN = "it was wrong once, and right when it was asked again"
UNSAID = "the reads that it is compared with did not show what is right"
NOTHING_THERE = "there was nothing that it could show"


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


def is_right(look: Look, glance: Glance) -> bool:
    """Whether a glance shows what the view may show then."""
    return Seen(look, *glance).is_right


def _seen(looked: Looked) -> Seen:
    """What the glances of one look show: one that is right, since the others may have come early;
    else the last one, if the one before shows the same."""
    if not looked.glances:
        return Seen(looked.look, Shown(), why=looked.why)
    every = [Seen(looked.look, *glance) for glance in looked.glances]
    last = next((one for one in every if one.is_right), every[-1])
    return replace(last, why=CHANGED) if last.is_wrong and last not in every[-2:-1] else last


def told_by(viewed: Viewed, faulty: Collection[str] = ()) -> tuple[Seen, ...]:
    """What follows from each look. ``faulty`` are operations whose answers are wrong: nothing
    follows from other reads that differ from them, nor from those that follow a wrong view."""
    every = tuple(map(_seen, viewed.looked))
    found: list[Seen] = []
    wrong: set[View] = set()
    for one in every:
        seen = _known(one, every)
        if seen.is_wrong:
            sent = one.look.reading.sent
            others = {b.sent.operation for b in one.look.beside if not _is_alike(b.sent, sent)}
            if not wrong.isdisjoint(one.look.after) or not others.isdisjoint(faulty):
                seen = replace(seen, why=WRONG_BESIDE)
            else:
                wrong.add(one.look.view)
        found.append(seen)
    return tuple(found)


def _known(one: Seen, every: Sequence[Seen]) -> Seen:
    """The same; that the system seems to lack the read is a wrong answer, if it answers others of
    ``every`` look."""
    sent = one.look.reading.sent
    is_there = any(
        _is_alike(other.look.reading.sent, sent) and not other.shown.missing and not other.open
        for other in every
    )
    known = one.shown.missing and is_there
    return replace(one, shown=one.shown._replace(why="")) if known else one


def _is_alike(one: RawRequest, other: RawRequest) -> bool:
    return (one.operation, one.of_device) == (other.operation, other.of_device)


def wrong_views(seen: Sequence[Seen]) -> Mapping[View, Seen]:
    """The views that show something wrong, each with the first look that does."""
    found: dict[View, Seen] = {}
    for one in seen:
        if one.is_wrong:
            found.setdefault(one.look.view, one)
    return found


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


def found_in(viewed: Viewed, wrong: Seen, sure: bool) -> Finding:
    """The finding of a look that is wrong in this scene. ``sure``: it was wrong there again."""
    look, rule = wrong.look, wrong.look.view.rule
    request: Any = look.request
    expected = tuple(_answer(came, look.reading) for came in wrong.permitted)
    seen = _answer(wrong.shown.came, look.reading)
    verdict = CellVerdict.of(strongest(look.claims))
    divergence = Divergence(verdict, rule, look.claims, request, expected, seen, expected[0])
    sent: list[tuple[Any, Answer]] = list(viewed.setup)
    for reading, read in zip(look.beside, wrong.beside, strict=True):
        sent.append((reading.sent, _answer(read.came, reading)))
    steps = (*(Step(one, answer) for one, answer in sent), Step(request, seen))
    return Finding((rule.id,), divergence, steps, sure, sure, verdicts=(verdict,))


def found_again(again: Viewed, before: Viewed) -> Finding | None:
    """The finding of a look that was taken ``again``, if it is wrong there too, by what all looks
    showed ``before``."""
    others = [*map(_seen, before.looked)]
    every = (_known(_seen(one), others) for one in again.looked)
    return next((found_in(again, one, sure=True) for one in every if one.is_wrong), None)


def _answer(came: Entries | str, reading: Reading) -> Answer:
    """What came as reports tell it: in words, and not too many."""
    told = brief(words(came, reading.nothing))
    return Answer(told if isinstance(came, str) else Words(told))
