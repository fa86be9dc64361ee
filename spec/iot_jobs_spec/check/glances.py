"""Look at views in their scene, and keep everything that they showed.

A view is a read that the model does not have. This module does not know what a view may show:
``enough``, which it is given, says whether a glance needs no other one after it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, NamedTuple, TypeAlias

from ..model.answers import Answer
from ..model.divergence import NO_ANSWER
from ..model.requests import CreateJob
from ..stop import why
from ..systems.patience import pauses
from ..systems.raw import RawRequest
from .client import Client, Gone
from .pages import NotShown, Unknown, shown
from .scripts.views import PLANNED, SETUP, Look, Reading, Setup

RESTLESS = 3
"""How many more glances one look takes at most, unless two in a row show the same."""
NO_BODY = "this system's raw answers have no content"
NO_JSON = f"{NO_ANSWER}: no JSON"
Entries: TypeAlias = list[dict[str, str]]


class Shown(NamedTuple):
    """What a reading showed: ``came`` has its entries, or says what came instead of them. ``why``
    is the reason for which nobody knows; ``missing``: the system seems to lack the read."""

    came: Entries | str = ""
    why: str = ""
    missing: bool = False


class Glance(NamedTuple):
    """What a view showed at one time, and what the reads beside it showed just before."""

    shown: Shown
    beside: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """Every glance of one look, in order. ``why`` says why there is none."""

    look: Look
    glances: tuple[Glance, ...] = ()
    why: str = ""


class Viewed(NamedTuple):
    """What came in a scene: its requests with their answers, and the looks; those are left out that
    come after the end of a check that ends early."""

    setup: tuple[tuple[Setup, Answer], ...] = ()
    looked: tuple[Looked, ...] = ()


def viewed(
    client: Client,
    settle: float,
    wanted: Sequence[Look],
    enough: Callable[[Look, Glance], bool],
    setup: Sequence[Setup] = SETUP,
) -> Viewed:
    """Set the scene up, then take each of these looks."""
    scene = _Scene(client, settle)
    looked: list[Looked] = []
    try:
        for request in setup:
            scene.send(request)
        if setup is SETUP:
            scene.settled()
        looked.extend(scene.look(look, enough) for look in wanted)
    except Gone as gone:
        client.stop(str(gone))
    except KeyboardInterrupt as stop:
        client.stop(why(stop))
    return Viewed(tuple(scene.setup), tuple(looked))


class _Scene:
    """One run of the scene, under names of its own."""

    def __init__(self, client: Client, settle: float) -> None:
        self.client, self.settle = client, settle
        self.names = client.names()
        self.setup: list[tuple[Setup, Answer]] = []
        self.failed: dict[str, str] = {}
        """The jobs that could not be made, each with the reason."""
        self._until = -inf

    def send(self, request: Setup) -> None:
        """A request of the set-up, again as long as a background step may be due that it needs."""
        answer = self._answer(request)
        for _ in self._pauses():
            if answer.error is None:
                break
            answer = self._answer(request)
        self.setup.append((request, answer))
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

    def look(self, look: Look, enough: Callable[[Look, Glance], bool]) -> Looked:
        """Take glances at the view: up to one that is ``enough``, or else as long as something is
        due, and then up to two in a row that show the same."""
        for job_id in sorted(look.scene & self.failed.keys()):
            return Looked(look, why=self.failed[job_id])
        glances = [self._glance(look)]
        for _ in self._pauses():
            if enough(look, glances[-1]):
                break
            glances.append(self._glance(look))
        for _ in range(RESTLESS):
            if enough(look, glances[-1]):
                break
            glances.append(self._glance(look))
            if glances[-1] == glances[-2] and not glances[-1].shown.why:
                break
        return Looked(look, tuple(glances))

    def _glance(self, look: Look) -> Glance:
        beside = tuple(map(self._read, look.beside))
        return Glance(self._read(look.reading), beside)

    def _pauses(self) -> Iterator[None]:
        """Pauses, each longer than the one before, for as long as something is due."""
        for pause in pauses():
            if self.client.clock.monotonic() >= self._until:
                return
            self.client.clock.sleep(pause)
            yield

    def _answer(self, request: Setup) -> Answer:
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
