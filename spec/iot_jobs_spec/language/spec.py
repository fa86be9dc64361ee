"""Spec: two machines, how they are coupled, and the role of each status and background step.

Tables, worlds, drawings, proofs and the server refer to statuses and background steps by their
role, so that a spec with other statuses needs no other code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from .coupling import Allowance, Coupling, Limit, Pending, Undeclared
from .guards import Flag, Guard, JobDeleting, Repeats
from .machine import Machine, Pace
from .rules import Rule

JOB, EXECUTION = "Job", "Execution"
"""The names that every spec gives its two machines."""


@dataclass(frozen=True, eq=False)
class Spec:
    """One profile of the API. ``name`` is ``core`` for the statuses of the project's charter.

    ``extends`` is the profile whose machines these extend, and whose couplings, allowances and
    exceptions these include.
    """

    name: str
    job: type[Machine]
    execution: type[Machine]
    couplings: tuple[Coupling, ...]
    pending: Pending
    limit: Limit
    allowances: tuple[Allowance, ...] = ()
    undeclared: tuple[Undeclared, ...] = ()
    extends: Spec | None = None

    def __post_init__(self) -> None:
        base = self.extends
        if base and (self.job.extends, self.execution.extends) != (base.job, base.execution):
            raise TypeError(f"the machines of {self.name} do not extend those of {base.name}")
        if (self.job.__name__, self.execution.__name__) != (JOB, EXECUTION):
            raise TypeError(f"the machines of a spec are named {JOB} and {EXECUTION}")

    @property
    def machines(self) -> tuple[type[Machine], type[Machine]]:
        return self.job, self.execution

    def machine(self, name: str) -> type[Machine]:
        """The machine of this name."""
        return {machine.__name__: machine for machine in self.machines}[name]

    @property
    def guards(self) -> Mapping[str, Guard]:
        """Every guard by its name, in the order of declaration."""
        return {**self.job.guards, **self.execution.guards}

    @cached_property
    def beyond(self) -> tuple[str, ...]:
        """The guards that the extended profile does not have: in its worlds they never hold."""
        base = self.extends
        return tuple(name for name in self.guards if base and name not in base.guards)

    @cached_property
    def statuses(self) -> Mapping[str, tuple[str, ...]]:
        """The statuses of each machine, by its name."""
        return {m.__name__: tuple(str(state.value) for state in m.states) for m in self.machines}

    @cached_property
    def force(self) -> str:
        """The guard that asks whether the request is forced; empty for none."""
        return self._guard(Flag)

    @cached_property
    def deletion_guard(self) -> str:
        """The guard that asks whether the job of an execution is being deleted; empty for none."""
        return self._guard(JobDeleting)

    @cached_property
    def repeat(self) -> str:
        """The guard that asks whether a request repeats the one that made the job; empty for
        none."""
        return self._guard(Repeats)

    @cached_property
    def live(self) -> frozenset[str]:
        """The statuses of an execution that is not terminal."""
        return frozenset(self.pending.statuses)

    @cached_property
    def terminal(self) -> frozenset[str]:
        """The terminal statuses of an execution."""
        return frozenset(self.statuses[EXECUTION]) - self.live

    @cached_property
    def opened(self) -> str:
        """The status of a new job, in which it gets its executions."""
        return str(self.job.initial_state.value)

    @cached_property
    def over(self) -> frozenset[str]:
        """The statuses of a job that gets no more executions and is not being deleted."""
        return frozenset(self.statuses[JOB]) - {self.opened, self.deleting}

    @cached_property
    def queued(self) -> str:
        """The status of a new execution."""
        return str(self.execution.initial_state.value)

    @cached_property
    def deleting(self) -> str:
        """The status of a job that is being deleted."""
        return self._coupled_to(Pace.DELETION)[0]

    @cached_property
    def canceled(self) -> str:
        """The status of a job whose cancel cascades to its executions."""
        return next(k.status for k in self.couplings if self._changes(k.event))

    @cached_property
    def cascade(self) -> str:
        """The step by which a cancel of a job reaches its executions."""
        return next(k.event for k in self.couplings if self._changes(k.event))

    @cached_property
    def complete(self) -> str:
        """The step by which a job completes."""
        return next(event for event, pace in self.job.paces.items() if pace is Pace.DUE)

    @cached_property
    def completed(self) -> str:
        """The status that a job gets once all of its executions are terminal."""
        return self._end_of(self.job, Pace.DUE, self.opened)

    @cached_property
    def running(self) -> str:
        """The status of an execution that its device has started."""
        (status,) = self.live - {self.queued}
        return status

    @cached_property
    def stopped(self) -> str:
        """The status of an execution that a cancel of its job has reached."""
        return self._end_of(self.execution, Pace.DUE, self.queued)

    @cached_property
    def deletions(self) -> frozenset[str]:
        """The background steps of a deletion: its removals and its end."""
        return self._of_pace(Pace.DELETION)

    @cached_property
    def due(self) -> frozenset[str]:
        """The background steps that a caller may wait for."""
        return self._of_pace(Pace.DUE)

    @cached_property
    def by_devices(self) -> frozenset[str]:
        """The background steps that only a device takes."""
        return self._of_pace(Pace.DEVICE)

    @cached_property
    def timed(self) -> frozenset[str]:
        """The background steps that come when a timer runs out."""
        return self._of_pace(Pace.TIMER)

    @cached_property
    def uncertain(self) -> frozenset[str]:
        """The background steps that may never come."""
        return self.by_devices | self._of_pace(Pace.OPEN)

    @cached_property
    def unbidden(self) -> frozenset[str]:
        """The background steps of the service that may come at any time, or never."""
        return self._of_pace(Pace.OPEN) | self.timers

    @cached_property
    def timers(self) -> frozenset[str]:
        """The background steps of timers that run out."""
        return self._of_pace(Pace.TIMER)

    @cached_property
    def timed_out(self) -> frozenset[str]:
        """The statuses that an execution gets when a timer runs out."""
        return frozenset(
            str(rule.expected.status)
            for rule in self.execution.rules
            if self.execution.paces.get(rule.event) is Pace.TIMER
        )

    @cached_property
    def consequences(self) -> tuple[str, ...]:
        """The due steps of executions, which a new status of their job causes."""
        return tuple(e for e, pace in self.execution.paces.items() if pace is Pace.DUE)

    def set_off_by(self, status: str | None) -> tuple[str, ...]:
        """The due steps that a job with this status causes for its executions."""
        coupled = {coupling.event for coupling in self.couplings if coupling.status == status}
        return tuple(event for event in self.consequences if event in coupled)

    def allowed(self, machine: str, event: str, status: str | None) -> tuple[Allowance, ...]:
        """The errors that may answer the event in the status besides those of its rule."""
        return tuple(
            allowance
            for allowance in self.allowances
            if allowance.event is None
            or (self.job.__name__, allowance.event, allowance.source) == (machine, event, status)
        )

    def rules_of(self, machine: type[Machine], event: str) -> tuple[Rule, ...]:
        return tuple(rule for rule in machine.rules if rule.event == event)

    def _guard(self, kind: type[Guard]) -> str:
        """The name of the one guard of this kind; empty for none."""
        found = [name for name, guard in self.guards.items() if isinstance(guard, kind)]
        if len(found) > 1:
            raise TypeError(f"a spec has one {kind.__name__}, not {', '.join(found)}")
        return found[0] if found else ""

    def _changes(self, event: str) -> bool:
        """Whether the event is a due step that changes an existing execution."""
        return event in self.consequences and any(
            rule.source is not None and rule.expected.status != rule.source
            for rule in self.rules_of(self.execution, event)
        )

    def _end_of(self, machine: type[Machine], pace: Pace, source: str) -> str:
        """The status to which a background step of this pace leads from a status."""
        return next(
            rule.expected.status
            for rule in machine.rules
            if machine.paces.get(rule.event) is pace
            and rule.source == source
            and rule.expected.status not in (None, source)
        )

    def _of_pace(self, pace: Pace) -> frozenset[str]:
        return frozenset(
            event for m in self.machines for event, own in m.paces.items() if own is pace
        )

    def _coupled_to(self, pace: Pace) -> list[str]:
        events = {event for event, own in self.execution.paces.items() if own is pace}
        return [coupling.status for coupling in self.couplings if coupling.event in events]
