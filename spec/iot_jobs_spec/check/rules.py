"""What a random example may ask, as the rules of a Hypothesis state machine.

The only module that needs Hypothesis: import it where it is used.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from ..model.requests import (
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from .scene import (
    COMMENT,
    JOB,
    NEIGHBOUR,
    OTHER_THING,
    REASON,
    RESULT,
    STEP,
    THING,
    THIRD,
    Question,
)
from .session import Diverged, Session

STEPS = 24
"""Rules that an example applies."""

# Jobs are named with different odds: requests that meet each other are worth more.
_jobs = st.sampled_from((JOB, JOB, JOB, NEIGHBOUR, NEIGHBOUR, THIRD))
_things = st.sampled_from((THING, OTHER_THING))
_targets = st.sampled_from(((THING,), (THING, OTHER_THING), (OTHER_THING,)))
_documents = st.sampled_from(("{}", "{}", '{"another": "document"}'))
_force = st.booleans()
_aim = st.sampled_from((True, True, False))
_aim_well = st.sampled_from((True, True, True, True, True, False))
_versions = st.sampled_from((None, None, 0, 0, 1, -1))
"""By how much an expected version is ahead of the stored one; None gives none."""
_details = st.sampled_from((None, None, STEP, RESULT, {}))


class Example(RuleBasedStateMachine):
    """An example: each rule puts one request, or the one before again."""

    session: Session

    def __init__(self) -> None:
        super().__init__()
        self.session.begin()

    def _put(self, request: Any, aim: bool, ahead: int | None = None) -> None:
        self.session.put(Question(request, ahead), aim)

    @initialize(on=_targets)
    def create_first(self, on: tuple[str, ...]) -> None:
        self._put(CreateJob(JOB, on), False)

    @rule(aim=_aim_well, job=_jobs, on=_targets, document=_documents)
    def create(self, aim: bool, job: str, on: tuple[str, ...], document: str) -> None:
        self._put(CreateJob(job, on, document), aim)

    @rule(
        aim=_aim,
        job=_jobs,
        force=_force,
        reason=st.sampled_from((None, REASON)),
        comment=st.sampled_from((None, COMMENT)),
    )
    def cancel_job(
        self, aim: bool, job: str, force: bool, reason: str | None, comment: str | None
    ) -> None:
        self._put(CancelJob(job, force, reason, comment), aim)

    @rule(aim=_aim, job=_jobs, force=_force)
    def delete_job(self, aim: bool, job: str, force: bool) -> None:
        self._put(DeleteJob(job, force), aim)

    @rule(aim=_aim, job=_jobs, thing=_things, force=_force, ahead=_versions, details=_details)
    def cancel_execution(
        self, aim: bool, job: str, thing: str, force: bool, ahead: int | None, details: Any
    ) -> None:
        self._put(CancelJobExecution(job, thing, force, status_details=details), aim, ahead)

    @rule(aim=_aim, job=_jobs, thing=_things, ahead=_versions, details=_details)
    def update(self, aim: bool, job: str, thing: str, ahead: int | None, details: Any) -> None:
        self._put(UpdateJobExecution(job, thing, status_details=details), aim, ahead)

    @rule(aim=_aim, thing=_things, details=_details)
    def start_next(self, aim: bool, thing: str, details: Any) -> None:
        self._put(StartNextPendingJobExecution(thing, details), aim)

    @rule(times=st.sampled_from((1, 2, 3)))
    def repeat(self, times: int) -> None:
        for _ in range(times):
            self.session.put(None)

    def teardown(self) -> None:
        self.session.end()


def run(session: Session, examples: int, at: int) -> None:
    """Run that many examples, the same ones for each seed ``at``, until one raises `Diverged`;
    then smaller ones that do, as Hypothesis shrinks them. Lets `Ended` pass."""

    @seed(at)
    class Machine(Example): ...

    Machine.session = session
    quiet = settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        database=None,
        deadline=None,
        derandomize=False,
        phases=(Phase.generate, Phase.shrink),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
        print_blob=False,
    )
    # What was found the session knows.
    with suppress(Diverged, Flaky):
        run_state_machine_as_test(Machine, settings=quiet)
