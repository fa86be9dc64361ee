"""Run scripts on a system: in which order, when there is room for their deletions, and whether what
came counts. It is recorded as histories and not judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from ..errors import LIMIT_EXCEEDED
from ..judge.history import Call
from ..model.requests import DeleteJob, DescribeJob
from ..model.table import TABLE, Table
from ..stop import why
from .client import Client, Names, Others
from .deletions import Deletions, Neighbours
from .script_run import Ran, ScriptRun
from .scripts import Ask, Script, scripts

UNSURE = "LimitExceededException, perhaps because of deletions that the check did not make"
Plan = Callable[[frozenset[str]], Iterable[Script]]
"""The scripts to run without some operations."""
NO_ROOM = "earlier deletions did not end, so there was no room for those of the script"


class Runner:
    """Runs scripts on one system, one after the other.

    With ``settle``, reads after a request that may change something are repeated until they show
    what a right system shows once all is done, or until so many seconds after that request; only
    the last is recorded.
    """

    def __init__(
        self,
        client: Client,
        table: Table = TABLE,
        settle: float = 0.0,
    ) -> None:
        self.client, self.table, self.settle = client, table, settle
        self._deletions = Deletions(client, table.spec, settle)
        self._neighbours = Neighbours(client)
        self._vain: Counter[object] = Counter()
        """How often it was waited in vain for a read to show something else."""
        self._is_full = False
        """Whether deletions that do not end take up the limit."""

    def run(self, script: Script, patient: bool = False) -> Ran:
        """Carry one script out, once there is room for its deletions. ``patient``: wait also for
        what was waited for in vain before, and for earlier deletions to end, as far as they do: a
        fault may show only while many go on.

        It ends early where nothing can follow: a CreateJob of the set-up is rejected, an operation
        is missing, a deletion does not end, or the system is gone. Raw requests are left out where
        the client cannot send any. What came does not count if the limit on deletions answered
        and those of earlier scripts, or of anybody else, may have taken it up: it is asked again
        without them. Where others go on deleting, nothing follows from such an answer.
        """
        deleted = _deleted(script)
        if patient and not deleted:
            self._deletions.make_room(self.table.spec.limit.value // 2)
        has_room = self._deletions.make_room(len(deleted), script.alone)
        if not has_room and (patient or self._is_full):
            return Ran(script, reason=NO_ROOM)
        earlier = self._deletions.going_on
        ran = self._carried_out(script, patient)
        if earlier and any(_is_at_limit(call) for call in ran.calls):
            self._deletions.lower(earlier)
            if ran.gone or not self._deletions.make_room(len(deleted), alone=True):
                self._is_full = not has_room
                return Ran(script, reason=ran.reason if ran.gone else NO_ROOM, gone=ran.gone)
            ran = self._carried_out(script, patient)
        before: Others | None = None
        while self._is_early(ran) and not ran.gone:
            if before is not None and self.client.others() == before:
                return ran  # nobody else made or deleted a job meanwhile
            has_room = self._deletions.make_room(len(deleted), alone=True)
            before = self._neighbours.rest(again=before is not None) if has_room else None
            if before is None:
                return self._in_doubt(ran)
            ran = self._carried_out(script, patient)
        return ran

    def _is_early(self, ran: Ran) -> bool:
        """Whether the limit on deletions answered before the run had begun so many."""
        return any(True for _ in _early(ran.calls, self.table.spec.limit.value))

    def _in_doubt(self, ran: Ran) -> Ran:
        """The same run, where deletions of others may have taken up the limit: nobody knows what
        the requests that met it would have been answered."""
        early = {*_early(ran.calls, self.table.spec.limit.value)}
        calls = (
            call._replace(answer=None, message=UNSURE) if number in early else call
            for number, call in enumerate(ran.calls)
        )
        return replace(ran, calls=tuple(calls))

    def with_room(self, deletions: int, carry_out: Callable[[], tuple[Ran, Names]]) -> Ran | None:
        """What comes of something else, which may begin so many deletions; None if there is no room
        for them."""
        if not self._deletions.make_room(deletions):
            return None
        before = self.client.others()
        try:
            ran, names = carry_out()
        except KeyboardInterrupt as stop:
            self.client.stop(why(stop))
            raise
        self._deletions.note(ran.calls, names)
        if ran.gone:
            self.client.stop(ran.reason)
        if not self._is_early(ran):
            return ran
        was_alone = before is not None and not before.delete and self.client.others() == before
        return ran if was_alone else self._in_doubt(ran)

    def _carried_out(self, script: Script, patient: bool) -> Ran:
        return self._ended(self._begun(script, patient))

    def _begun(self, script: Script, patient: bool = False) -> ScriptRun:
        """The script, carried out as far as its first timer."""
        vain = Counter[object]() if patient else self._vain
        running = ScriptRun(
            script, self.client, self._deletions, self.settle, vain, self.table.spec.running
        )
        self._go_on(running)
        return running

    def _ended(self, running: ScriptRun) -> Ran:
        """What comes of the script, once it has waited for its timers."""
        while not running.has_ended:
            self._go_on(running)
        return running.ran

    def _go_on(self, running: ScriptRun) -> None:
        noted = len(running.calls)
        running.go_on()
        if running.gone:
            self.client.stop(running.reason)
        self._deletions.note(running.calls[noted:], running.names)

    def run_each(self, asked: Iterable[Script]) -> Iterator[Ran]:
        """Run these scripts, until the system is gone. Those that wait for a timer begin first, and
        wait while the others run."""
        in_order = sorted(asked, key=lambda script: not script.timed)
        return self.run_all(lambda _: in_order)

    def run_all(self, plan: Plan | None = None) -> Iterator[Ran]:
        """Run every script that is planned without the operations that are missing, until the
        system is gone; of the table, if there is no other ``plan``.

        Once another operation turns out to be missing, they are planned anew; those that were run
        stay. Those that wait for a timer only begin, and end last.
        """
        plan = plan or partial(scripts, self.table)
        done: set[str] = set()
        begun: list[ScriptRun] = []
        known: frozenset[str] | None = None
        while known != (known := frozenset(self.client.missing)):
            earlier = frozenset(done)
            for script in plan(known):
                if self.client.stopped or known != frozenset(self.client.missing):
                    break
                if script.id in earlier:
                    continue
                done.add(script.id)
                if script.timed:
                    begun.append(self._begun(script))
                else:
                    yield self.run(script)
        for running in begun:
            if not self._deletions.make_room(len(_deleted(running.script))):
                running.end(NO_ROOM)
            ran = self._ended(running)
            yield self._in_doubt(ran) if self._is_early(ran) else ran


def _deleted(script: Script) -> set[str | None]:
    """The jobs that the script deletes."""
    asked = [step.request for step in script.steps if isinstance(step, Ask)]
    return {request.job_id for request in asked if isinstance(request, DeleteJob)}


def _early(calls: Sequence[Call], limit: int) -> Iterator[int]:
    """The numbers of the calls that the limit answered although fewer deletions had begun."""
    begun: set[str | None] = set()
    for number, call in enumerate(calls):
        request, answer = call.request, call.answer
        if _is_at_limit(call) and len(begun - {request.job_id}) < limit:
            yield number
        elif isinstance(request, DeleteJob) and (answer is None or answer.error is None):
            begun.add(request.job_id)
        elif isinstance(request, DescribeJob) and answer is not None and answer.error is not None:
            begun.discard(request.job_id)


def _is_at_limit(call: Call) -> bool:
    return call.answer is not None and call.answer.error == LIMIT_EXCEEDED.code
