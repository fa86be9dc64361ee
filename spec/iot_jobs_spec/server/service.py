"""The service without its transport: an HTTP request in, an HTTP answer out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from math import inf
from typing import NamedTuple

from ..language.rules import Rule
from ..model.profiles import CORE, FULL, table_of
from ..model.requests import UpdateJobExecution
from ..model.table import Table
from . import clock as clocks
from . import control_plane as control
from . import device_plane as device
from . import listings, things
from .choices import Choices, Faults
from .clock import Clock, RealClock
from .decisions import Decisions
from .lifecycle import BackgroundSteps
from .operation import Call, Handler, outside
from .problems import Problem, unknown, unsupported
from .reading import Inputs, json_object
from .routes import Routes, naming
from .service_model import CONTROL, DEVICE, PLANES, load
from .signing import Admission, HttpRequest
from .state import Event, State
from .writing import Outputs

HANDLERS: Mapping[tuple[str, str], Handler] = {
    (CONTROL, "CreateThing"): things.create_thing,
    (CONTROL, "DescribeThing"): things.describe_thing,
    (CONTROL, "DeleteThing"): things.delete_thing,
    (CONTROL, "CreateJob"): control.create_job,
    (CONTROL, "DescribeJob"): control.describe_job,
    (CONTROL, "GetJobDocument"): control.get_job_document,
    (CONTROL, "CancelJob"): control.cancel_job,
    (CONTROL, "DeleteJob"): control.delete_job,
    (CONTROL, "DescribeJobExecution"): control.describe_job_execution,
    (CONTROL, "CancelJobExecution"): control.cancel_job_execution,
    (CONTROL, "ListJobs"): listings.list_jobs,
    (CONTROL, "ListJobExecutionsForJob"): listings.list_job_executions_for_job,
    (CONTROL, "ListJobExecutionsForThing"): listings.list_job_executions_for_thing,
    (DEVICE, "GetPendingJobExecutions"): device.get_pending_job_executions,
    (DEVICE, "StartNextPendingJobExecution"): device.start_next_pending_job_execution,
    (DEVICE, "DescribeJobExecution"): device.describe_job_execution,
    (DEVICE, "UpdateJobExecution"): device.update_job_execution,
}
OF_FULL: Mapping[tuple[str, str], Handler] = {
    (CONTROL, "DeleteJobExecution"): control.delete_job_execution,
}
"""The operations that only the profile `full` has."""
DECIDED = {(FULL, UpdateJobExecution.operation): frozenset({"status"})}
"""The members that the spec of a profile decides on, also where they are missing or no word of the
API, by profile and operation."""
RESET = b"/reset"
"""The path that empties the world. No operation of the API has it."""


class HttpAnswer(NamedTuple):
    """The answer to a request.

    ``error`` is the error code, empty on success. ``rule`` is the rule of the spec that decided,
    None if none did.
    """

    status: int
    body: bytes
    error: str
    rule: Rule | None


@cache
def _routes() -> Routes:
    """The routes. They depend on the models alone, so all services of a process share them."""
    return Routes()


@cache
def _compiled(profile: str) -> Mapping[tuple[str, str], tuple[Handler, Inputs, Outputs]]:
    """The handler of each operation of a profile, with its reader and its writer."""
    handlers = HANDLERS if profile == CORE else {**HANDLERS, **OF_FULL}
    decided = {key: DECIDED.get((profile, key[1]), frozenset()) for key in handlers}
    return {
        (plane, name): (
            handler,
            Inputs(load(plane), name, decided[plane, name]),
            Outputs(load(plane), name),
        )
        for (plane, name), handler in handlers.items()
    }


class Service:
    """Answers requests, one at a time.

    ``choose`` makes choices, for example ``["VERSION_MAY_GROW=no"]``. ``lag`` are the seconds over
    which background steps are spread. ``deletion`` are the seconds that a deletion takes; None for
    `lifecycle.DELETION_SECONDS`, or less for a client that polls. ``faults`` is the share of
    requests that fail: 0.1 for one in ten. ``seed`` makes faults and the order of background steps
    repeatable. With ``access_key``, ``"ID:SECRET"``, requests must be signed. ``profile`` is
    ``core`` or ``full``; ``table``, instead of it, is a table that deviates from that of a profile.
    ``clock`` is the real one by default. ``host`` is the address or name that the server listens
    on. ``log`` gets each event of the log. Raises `BadChoice` and `BadKey`, and ValueError for
    another value that is not valid.
    """

    def __init__(
        self,
        *,
        choose: Iterable[str] = (),
        lag: float = 0.0,
        deletion: float | None = None,
        faults: float = 0.0,
        seed: int | None = None,
        access_key: str | None = None,
        profile: str = FULL,
        table: Table | None = None,
        clock: Clock | None = None,
        host: str = "127.0.0.1",
        log: Callable[[Event], None] | None = None,
    ) -> None:
        for name, seconds in (("lag", lag), ("deletion", deletion)):
            if seconds is not None:
                _require_number(name, seconds, inf, "a number of seconds, such as 3")
        _require_number("faults", faults, 1, "a share from 0 to 1")
        if profile not in (CORE, FULL):
            raise ValueError(f"profile is {CORE!r} or {FULL!r}, not {profile!r}")
        self._table = table_of(profile) if table is None else table
        self.profile = self._table.spec.name
        self.clock = RealClock() if clock is None else clock
        self.choices = Choices(choose, self.profile)
        self.faults = Faults(faults, seed)
        self.admission, self._unsigned = Admission(access_key, host), Admission(None, host)
        self._lag, self._deletion, self._seed, self._log = lag, deletion, seed, log
        self._routes, self._operations = _routes(), _compiled(self.profile)
        self.reset()

    def reset(self) -> None:
        """Start with an empty world: no things, no jobs, no events. The clock goes on."""
        self.state = State(self._table, self.clock, self._log)
        self.background_steps = BackgroundSteps(
            self.state, self.choices, self._lag, self._deletion, self._seed, self._table
        )
        self.decisions = Decisions(self.state, self.choices, self.background_steps, self._table)

    def serve(self, request: HttpRequest, client: str | None) -> HttpAnswer:
        """Answer one request of the API or of a test, which has a clock and a reset. ``client`` is
        the address of the client."""
        if request.path in OF_TESTS and not naming(request).is_elsewhere:
            return self._answer_test(request, client)
        return self.answer(request)

    def answer(self, request: HttpRequest) -> HttpAnswer:
        """Answer one request of the API."""
        self.state.requests += 1
        name, subject = f"{request.method} {request.path[:80].decode('latin-1')}", ""
        self.decisions.rule = None
        model = load(CONTROL)
        try:
            self.background_steps.catch_up()
            self.state.log_steps()
            self.admission.check_sizes(request)
            named = naming(request)
            plane = named.service if named.service in PLANES else named.host
            model = load(plane or CONTROL)
            body = self.admission.check(request)
            if named.is_elsewhere:
                here = " and ".join(PLANES)
                raise unsupported(f"This server has {here}, not {str(named.service)[:80]}")
            route, labels = self._routes.find(plane, request.method, request.path)
            model = load(route.plane)
            name, subject = route.operation, " on ".join(reversed(labels.values()))
            operation = self._operations.get((route.plane, route.operation))
            if operation is None:
                raise outside(route.operation)
            self.faults.inject()
            handler, inputs, outputs = operation
            members = inputs.read(labels, request.query, body)
            output = handler(Call(self.decisions, named.region), members)
            answer = HttpAnswer(outputs.status, outputs.write(output), "", self.decisions.rule)
        except Problem as problem:
            rule = problem.rule or self.decisions.rule
            answer = HttpAnswer(problem.http_status(model), problem.body(), problem.code, rule)
        self.state.log_request(name, subject, answer.error, answer.rule)
        return answer

    def _answer_test(self, request: HttpRequest, client: str | None) -> HttpAnswer:
        """Answer a request about the clock or the world, for which no key is needed.

        GET of the clock shows its time, POST advances the test clock. POST to `RESET` empties the
        world. The client must be on this machine.
        """
        try:
            body = self._unsigned.check(request)
            clocks.require_local(client)
            if request.path == RESET:
                if request.method != "POST":
                    raise unknown("The reset answers POST")
                self.reset()
                self.state.log_request(f"POST {RESET.decode()}", "", "", None)
                return HttpAnswer(200, b"{}", "", None)
            if request.method == "POST":
                self.advance(clocks.seconds_of(json_object(body)))
            elif request.method != "GET":
                raise unknown("The clock answers GET and POST")
            shown = {"now": self.clock.wall(), "clock": clocks.name_of(self.clock)}
            return HttpAnswer(200, json.dumps(shown).encode("ascii"), "", None)
        except Problem as problem:
            status = problem.http_status(load(CONTROL))
            return HttpAnswer(status, problem.body(), problem.code, problem.rule)

    def advance(self, seconds: float) -> None:
        """Advance the test clock, and take the background steps that are due by then. Raises
        `Problem` for the real clock."""
        clocks.manual(self.clock).advance(seconds)
        self.background_steps.catch_up()
        self.state.log_request(f"POST {clocks.PATH.decode()}", f"{seconds:g} s", "", None)


def _require_number(name: str, value: object, most: float, what: str) -> None:
    """Raises ValueError for a value of an option that is not from 0 to ``most``."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= value <= most or value == inf:  # type: ignore[operator]
        raise ValueError(f"{name} is {what}, not {value!r}")


OF_TESTS = (clocks.PATH, RESET)
"""The paths that no operation of the API has."""
