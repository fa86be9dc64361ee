"""Clients at once: rounds of requests that overlap, on few jobs, and reads of all that came.

A round is data: a set-up, and what each client sends. What came of it is a history in which calls
overlap, so the judge looks for an order of them that the spec permits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf, nextafter
from random import Random
from threading import Barrier, Event, Lock, Thread

from ..judge.history import Call
from ..model.answers import ExecutionDescription
from ..model.requests import (
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    GetPendingJobExecutions,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from ..model.table import Table
from .client import Client, Names
from .run import Runner
from .script_run import Ran
from .scripts import Ask, Script
from .scripts.scene import (
    JOB,
    NEIGHBOUR,
    OTHER_DOCUMENT,
    OTHER_THING,
    REASON,
    RESULT,
    STEP,
    THING,
    is_in,
    with_members,
)

ROUNDS = 40
"""How many rounds a check runs."""
MOST_OF_ONE = 2
"""How many requests one client sends in a round."""


@dataclass(frozen=True, slots=True)
class Round:
    """The set-up, one request after the other; then what each client sends, all at once."""

    number: int
    setup: tuple[Request, ...]
    of_clients: tuple[tuple[Ask, ...], ...]

    @property
    def deletions(self) -> int:
        """How many jobs it may delete."""
        asked = {ask.request for asks in self.of_clients for ask in asks}
        return len({one.job_id for one in asked if isinstance(one, DeleteJob)})


def rounds(
    clients: int, seed: int, table: Table, without: frozenset[str] = frozenset()
) -> Iterator[Round]:
    """The rounds of this seed. In every second one all clients begin with the same operation, and
    expect the same version where they can: one of them at most may get it."""
    known: dict[str, list[Ask]] = {}
    for ask in _REQUESTS:
        if is_in(ask.request, table, without):
            known.setdefault(ask.request.operation, []).append(ask)
    for number in range(ROUNDS if known else 0):
        random = Random(f"{seed} {number}")
        started = UpdateJobExecution(JOB, THING, status_details=STEP)
        setup: list[Request] = [CreateJob(JOB, (THING, OTHER_THING))]
        setup += [CreateJob(NEIGHBOUR, (THING,))] if random.random() < 0.5 else []
        if random.random() < 0.5 and is_in(started, table, without):
            setup.append(started)
        first = random.choice(list(known))
        same = [ask for ask in known[first] if ask.ahead is not None] or known[first]
        of_clients = []
        for _ in range(clients):
            operations = random.choices(list(known), k=random.randint(1, MOST_OF_ONE))
            asks = [random.choice(known[one]) for one in operations]
            of_clients.append((random.choice(same), *asks[1:]) if number % 2 else tuple(asks))
        yield Round(number, tuple(setup), tuple(of_clients))


_VERSIONED = (
    *(UpdateJobExecution(JOB, THING, status_details=details) for details in (STEP, RESULT)),
    CancelJobExecution(JOB, THING),
    CancelJobExecution(JOB, THING, force=True),
)
_REQUESTS = (
    *(Ask(request) for request in _VERSIONED),
    *(Ask(request, ahead=0) for request in _VERSIONED),
    Ask(CancelJobExecution(JOB, OTHER_THING)),
    Ask(UpdateJobExecution(JOB, OTHER_THING)),
    Ask(StartNextPendingJobExecution(THING)),
    Ask(CancelJob(JOB)),
    Ask(CancelJob(JOB, force=True, reason_code=REASON)),
    Ask(DeleteJob(JOB, force=True)),
    Ask(DeleteJob(JOB)),
    Ask(CreateJob(JOB, (THING,), OTHER_DOCUMENT)),
    Ask(CreateJob("third", (THING,))),
    Ask(CreateJob("third", (THING,), OTHER_DOCUMENT)),
)
"""What clients send: most of it meets at one execution, or at one job."""


def ran_at_once(runner: Runner, one: Round) -> Ran | None:
    """What came of a round, in the order in which the calls began; the reads come once everything
    has settled. None if there is no room for its deletions."""

    def carry_out() -> tuple[Ran, Names]:
        return _carried_out(runner.client, one, runner.settle, runner.table)

    return runner.with_room(one.deletions, carry_out)


def _carried_out(client: Client, one: Round, settle: float, table: Table) -> tuple[Ran, Names]:
    running = _Running(client)
    for request in (*one.setup, DescribeJobExecution(JOB, THING)):
        if is_in(request, table, client.missing):
            running.send(Ask(request))
    running.at_once(one.of_clients)
    if settle:
        client.clock.sleep(settle)
    for request in _READS:
        if is_in(request, table, client.missing):
            running.send(Ask(request))
    return running.ran(one), running.names


_READS: tuple[Request, ...] = (
    *(DescribeJob(job) for job in (JOB, NEIGHBOUR, "third")),
    *(DescribeJobExecution(job, THING) for job in (JOB, NEIGHBOUR, "third")),
    DescribeJobExecution(JOB, OTHER_THING),
    ListJobExecutionsForJob(JOB),
    ListJobExecutionsForThing(THING),
    GetPendingJobExecutions(THING),
)


class _Running:
    """One round while it is carried out: `Ask.ahead` counts from the version that was read last
    before the clients begin."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.names = client.names()
        self.came: list[tuple[Ask, Call, str]] = []
        """What was asked, the call, and what came instead of an answer if the system failed."""
        self.gone = ""
        """Why the system counts as gone, if it does."""
        self._version = 0
        self._lock = Lock()
        self._now = -inf
        self._over = Event()
        """No client is to send anything any more."""

    def send(self, ask: Ask, sender: int | None = None) -> None:
        """Send a request, of one of several clients or in a set-up, and note what came."""
        request = ask.request
        if ask.ahead is not None:
            request = with_members(request, expected_version=self._version + ask.ahead)
        start = self._moment()
        reply = self.client.send(request, self.names)
        client = None if sender is None else f"client {sender}"
        call = reply.recorded(request, start, self._moment(), client=client)
        with self._lock:
            self.came.append((ask, call, reply.crash))
        if reply.gone:
            self.gone = reply.message or f"{self.client.system.name} does not answer"
        if sender is None and isinstance(reply.response, ExecutionDescription):
            self._version = reply.response.version

    def _moment(self) -> float:
        """A time that nobody else gets, also where the clock stands still: two calls of which one
        ended before the other began must not seem to overlap, nor the other way round."""
        with self._lock:
            self._now = max(self.client.clock.monotonic(), nextafter(self._now, inf))
            return self._now

    def at_once(self, of_clients: Sequence[Sequence[Ask]]) -> None:
        """Let each client send its requests, all from the same moment on. What a system raises that
        it should not is raised here."""
        barrier, raised = Barrier(len(of_clients)), list[BaseException]()

        def work(number: int, asks: Sequence[Ask]) -> None:
            try:
                barrier.wait()
                for ask in asks:
                    if not self._over.is_set():
                        self.send(ask, number)
            except BaseException as error:
                raised.append(error)

        threads = [Thread(target=work, args=one, daemon=True) for one in enumerate(of_clients, 1)]
        for thread in threads:
            thread.start()
        try:
            for thread in threads:
                thread.join()
        except KeyboardInterrupt:
            self._over.set()
            for thread in threads:
                thread.join()
            raise
        for error in raised:
            raise error

    def ran(self, one: Round) -> Ran:
        """The calls in the order in which they began."""
        came = sorted(self.came, key=lambda each: each[1].start or 0.0)
        asks, calls = tuple(ask for ask, _, _ in came), tuple(call for _, call, _ in came)
        script = Script(f"round {one.number + 1}", asks)
        crashes = {number: crash for number, (_, _, crash) in enumerate(came) if crash}
        steps = tuple(range(len(calls)))
        return Ran(script, calls, steps, self.gone, None, bool(self.gone), crashes)
