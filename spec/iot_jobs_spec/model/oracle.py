"""The oracle keeps the set of worlds that an implementation may be in.

Each request with its answer narrows the set. An answer that no world of the set permits is a
divergence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..language.rules import Rule, Verdict
from ..machines import Execution, Job
from .answers import Answer, ExecutionDescription
from .background import BackgroundStep, background_steps, settled
from .divergence import LISTINGS, Cause, Divergence, diverge, nobody
from .requests import DeleteJob, Request
from .step import Permitted, step
from .table import TABLE, Table
from .transitions import deciding_rule
from .world import World


class Oracle:
    """Judges a system by its answers, one request at a time.

    >>> oracle = Oracle()
    >>> oracle.observe(CreateJob("update", ("sensor",)), Answer())
    >>> finding = oracle.observe(DeleteJob("update"), Answer())
    >>> print(finding.verdict, finding.rule.id)
    violates DeleteJob/IN_PROGRESS/!force/!at_limit

    ``world`` is the state of the system at the beginning. With ``lag``, roll-outs, cascades and
    completions may come late (R36, R48, R83), until a call of `settle`; without it, they are
    expected at once. Deletions may always end at once or late (R92), and no device acts without a
    request.
    """

    def __init__(
        self, world: World | None = None, *, lag: bool = False, table: Table = TABLE
    ) -> None:
        self.worlds: tuple[World, ...] = (World() if world is None else world,)
        """Every world that explains what was seen."""
        self.lag = lag
        self.late: set[str] = set()
        """The jobs whose due steps may come late, even without ``lag``."""
        self.table = table
        self.answered: tuple[Rule, ...] = ()
        """The rules that permit the last answer; none for a divergence or an error at any time."""
        self.explained: tuple[tuple[World, Permitted], ...] = ()
        """The explanations of the last answer: a world just before it, and the step from there."""
        self.causes: dict[tuple[str, str | None], Rule] = {}
        """The rule that last decided about each job, and about each (job, thing)."""
        self._read: dict[tuple[str, str | None], int] = {}
        """The number of changing requests before the last read that confirmed the record."""
        self._asked = 0
        self._requests: dict[tuple[str, str | None], Request] = {}
        """The request behind each of ``causes``, where it is not a background step."""
        self.unsettled: tuple[World, ...] = self.worlds
        """The worlds right after the last changing request, before its due steps."""
        self._last: tuple[str | None, Cause] | None = None
        """Job and rule of the last changing request."""

    def __copy__(self) -> Oracle:
        """An independent copy."""
        other = Oracle.__new__(Oracle)
        other.__dict__.update(self.__dict__)
        other.late, other.causes = {*self.late}, {**self.causes}
        other._read, other._requests = {**self._read}, {**self._requests}
        return other

    def observe(
        self, request: Request, answer: Answer, *, earlier: bool = True
    ) -> Divergence | None:
        """Record a request with its answer. Returns None if the spec permits the answer.

        A divergence leaves the worlds unchanged; to go on after it, set them with `resume`. With
        ``earlier`` False the fault is always in the rule that should have answered.
        """
        self.answered, self.explained = (), ()
        if self._may_come_any_time(request, answer):
            return None
        explained: dict[World, tuple[World, Permitted]] = {}
        considered: list[Permitted] = []
        for world in self.worlds:
            for before, path in self._variants(world, request):
                for permitted in self._permitted(before, request, answer):
                    considered.append(permitted)
                    if permitted.answer.admits(answer) and permitted.world not in explained:
                        explained[permitted.world] = before, permitted
                        self._remember(path)
        if not explained:
            reads = request.is_read
            at_fault = self._at_fault if reads else self._at_fault_unless_seen
            return diverge(request, answer, considered, at_fault if earlier else nobody)
        if not request.is_read:
            self.unsettled = tuple(explained)
        self.explained = tuple(explained.values())
        self.answered = tuple(dict.fromkeys(permitted.rule for _, permitted in self.explained))
        self._note_cause(request, answer, self.answered[0])
        job_id = request.job_id
        if job_id is not None and not self._may_lag(job_id):
            self.worlds = _once(self._settled(w, job_id) for w in explained)
        else:
            self.worlds = tuple(explained)
        return None

    def settle(self, *job_ids: str) -> None:
        """Take all due steps of every job, or of ``job_ids`` only, except of the jobs in
        ``late``."""
        jobs = job_ids or {job_id for world in self.worlds for job_id in world.jobs}
        for job_id in {*jobs} - self.late:
            self.worlds = _once(self._settled(w, job_id) for w in self.worlds)

    def resume(self, *worlds: World) -> None:
        """Continue from these worlds."""
        self.worlds, self.unsettled = worlds, ()

    def _permitted(self, world: World, request: Request, answer: Answer) -> Iterator[Permitted]:
        for permitted in step(world, request, self.table):
            yield permitted
            if permitted.rule.verdict is Verdict.UNSPECIFIED and answer.error is not None:
                yield Permitted(answer, world, permitted.rule)

    def _may_come_any_time(self, request: Request, answer: Answer) -> bool:
        if answer.error is None:
            return False
        machine, event = self.table.operations[request.operation]
        jobs = (world.jobs.get(request.job_id or "") for world in self.worlds)
        return any(
            allowance.error.code == answer.error
            for status in {job and job.status for job in jobs}
            for allowance in self.table.spec.allowed(machine, event, status)
        )

    def _variants(
        self, world: World, request: Request
    ) -> Iterator[tuple[World, tuple[BackgroundStep, ...]]]:
        """The worlds that background steps may have made of this one, as far as the request can
        see a difference, each with those steps; the nearest first."""
        job_id, thing = request.job_id, request.thing_name
        if job_id is None:
            jobs = [name for name, job in world.jobs.items() if thing in job.targets]
        else:
            jobs = [job_id]
        reached: list[tuple[World, tuple[BackgroundStep, ...]]] = [(world, ())]
        seen: set[World] = set()
        for current, path in reached:
            yield current, path
            for taken in self._late_steps(current, jobs, thing):
                seen = seen or {world}  # only here: hashing a world is slow
                if taken.world not in seen:
                    seen.add(taken.world)
                    reached.append((taken.world, (*path, taken)))
        if isinstance(request, DeleteJob) and world.deleting >= world.deletion_limit:
            for other in [j for j, job in world.jobs.items() if j != job_id]:
                if world.jobs[other].status == world.limited:
                    yield world.with_job(other, None), ()

    def _late_steps(
        self, world: World, jobs: Iterable[str], thing: str | None
    ) -> Iterator[BackgroundStep]:
        for job_id in jobs:
            spec = self.table.spec
            may_come = spec.due | spec.deletions if self._may_lag(job_id) else spec.deletions
            yield from background_steps(world, job_id, self.table, events=may_come, thing=thing)

    def _may_lag(self, job_id: str) -> bool:
        return self.lag or job_id in self.late

    def _settled(self, world: World, job_id: str | None = None) -> World:
        return settled(world, job_id, self.table, note=self._note)

    def _note(self, taken: BackgroundStep) -> None:
        self._decided((taken.job_id, taken.thing_name), taken.rule)

    def _remember(self, path: Iterable[BackgroundStep]) -> None:
        for taken in path:
            self._note(taken)

    def _note_cause(self, request: Request, answer: Answer, rule: Rule) -> None:
        job_id, thing = request.job_id, request.thing_name
        if request.is_read:  # a read changes nothing
            if job_id is not None and not isinstance(request, LISTINGS):
                self._read[job_id, thing] = self._asked
            return
        if isinstance(answer.response, ExecutionDescription):
            job_id = answer.response.job_id
        self._asked += 1
        self._last = (job_id, Cause(rule, request))
        if job_id is not None:
            self._decided((job_id, thing), rule)
            self._requests[job_id, thing] = request
        if job_id is not None and isinstance(answer.response, ExecutionDescription):
            self._read[job_id, thing] = self._asked  # the answer shows it, as a read does

    def _decided(self, subject: tuple[str, str | None], rule: Rule) -> None:
        self.causes[subject] = rule
        self._requests.pop(subject, None)
        self._read.pop(subject, None)

    def _at_fault(self, job_id: str, thing: str | None, wrong: tuple[str, ...]) -> Cause | None:
        """The cause of a wrong job or execution.

        That is the last rule that decided about it. But if a read has confirmed it since then, the
        last changing request after that read is the cause.
        """
        subject = (job_id, thing)
        rule = self.causes.get(subject)
        unread = self._read.get(subject, self._asked) == self._asked
        if rule is not None and (unread or self._last is None):
            return Cause(rule, self._requests.get(subject))
        if self._last is None:
            return None
        asked, cause = self._last
        if rule is None and asked != job_id:
            return None  # no request has named it: the implementation made it up
        if "status" in wrong and thing is None and cause.rule.machine == Execution.__name__:
            # A request about an execution changes its job only by a background step.
            return next(map(Cause, self._background_of(job_id)), cause)
        if cause.rule.verdict is Verdict.REJECT:
            return cause
        if thing is not None and asked == job_id and cause.rule.machine == Job.__name__:
            return next(map(Cause, self._sparing(job_id, thing)), cause)
        return cause

    def _at_fault_unless_seen(
        self, job_id: str, thing: str | None, wrong: tuple[str, ...]
    ) -> Cause | None:
        """The same for a changing request, which is itself the cause if a read right before it has
        confirmed the job or execution."""
        if self._read.get((job_id, thing)) == self._asked:
            return None
        return self._at_fault(job_id, thing, wrong)

    def _background_of(self, job_id: str) -> Iterator[Rule]:
        """The rules of the background steps that the job may take, now or later."""
        statuses = {job.status for world in self.worlds if (job := world.jobs.get(job_id))}
        for rule in self.table.rules:
            if rule.machine == Job.__name__ and rule.operation is None and rule.source in statuses:
                yield rule

    def _sparing(self, job_id: str, thing: str) -> Iterator[Rule]:
        """The rules by which a background step of the job leaves this execution as it is."""
        for world in self.worlds:
            job, execution = world.jobs.get(job_id), world.execution(job_id, thing)
            for coupling in self.table.spec.couplings:
                if job is None or execution is None or coupling.status != job.status:
                    continue
                machine, event = Execution.__name__, coupling.event
                rule = deciding_rule(self.table, machine, event, world, job, execution, None)
                if rule is not None and rule.expected.status == execution.status:
                    yield rule


def _once(worlds: Iterable[World]) -> tuple[World, ...]:
    """Each world once. A single world is not hashed, because that is slow."""
    found = tuple(worlds)
    return found if len(found) < 2 else tuple(dict.fromkeys(found))
