"""A scenario: requests and background steps in order, each with the expected world after it.

Pure data: nothing here decides anything. The tests play a scenario against the oracle, the review
page plays it with its own table, `scenarios_page` draws it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...model.requests import AbortCriterion, Request
from ...model.wire import member_name, request_members

OPERATOR, DEVICE, SERVICE = "Operator", "Device", "Service"
"""The actors of a step; two of one kind get a letter each."""


@dataclass(frozen=True, slots=True)
class Background:
    """A background step: ``event`` of a job, or of its execution on a thing."""

    event: str
    job_id: str
    thing_name: str | None = None


@dataclass(frozen=True, slots=True)
class Now:
    """The expected status, after a step, of a job or of its execution on ``thing_name``.

    ``status`` None: no such job or execution. ``version`` None: any.
    """

    job_id: str
    thing_name: str | None
    status: str | None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step with its expected result.

    ``rule`` is the id of the rule that answers. ``answers`` are the codes that it permits, the
    expected one first (None: accepted); ``comes`` is the one of this scenario. A background step
    has no answers. ``now`` are statuses after the step, ``cannot`` background steps that are then
    impossible.
    """

    who: str
    does: Request | Background
    rule: str
    says: str
    answers: tuple[str | None, ...] = ()
    comes: str | None = None
    now: tuple[Now, ...] = ()
    cannot: tuple[Background, ...] = ()

    @property
    def open(self) -> bool:
        """Whether the sources permit several answers."""
        return len(self.answers) > 1


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario for a review. ``given`` leads to its start, which ``begins`` describes."""

    name: str
    title: str
    why: str
    begins: str
    given: tuple[Step, ...]
    steps: tuple[Step, ...]


def members(request: Request) -> dict[str, Any]:
    """The members of a request by the API's names, those with their usual value left out.

    ``targets`` are thing names.
    """
    return {
        member_name(f.name): _plain(getattr(request, f.name))
        for f in (*request.parameters(), *request.further())
        if getattr(request, f.name) != f.default
    }


def scenario_json(scenario: Scenario) -> dict[str, Any]:
    """The scenario as plain JSON, for readers that are not Python."""
    return {
        "name": scenario.name,
        "title": scenario.title,
        "why": scenario.why,
        "begins": scenario.begins,
        "given": [step_json(step) for step in scenario.given],
        "steps": [step_json(step) for step in scenario.steps],
    }


def step_json(step: Step) -> dict[str, Any]:
    """One step; either ``request``, with its members as boto3 takes them, or ``background`` is
    null."""
    does = step.does
    background = _background(does) if isinstance(does, Background) else None
    asked = None if isinstance(does, Background) else does
    return {
        "who": step.who,
        "request": asked and {"operation": type(asked).__name__, "input": request_members(asked)},
        "background": background,
        "rule": step.rule,
        "says": step.says,
        "answers": list(step.answers),
        "comes": step.comes,
        "now": [
            {"job": n.job_id, "thing": n.thing_name, "status": n.status, "version": n.version}
            for n in step.now
        ],
        "cannot": [_background(each) for each in step.cannot],
    }


def _background(background: Background) -> dict[str, str | None]:
    return {"event": background.event, "job": background.job_id, "thing": background.thing_name}


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(sorted(value.items()))
    if isinstance(value, AbortCriterion):
        return f"{value.percentage}% of {value.executed} {value.failure}"
    if isinstance(value, tuple) and any(isinstance(one, AbortCriterion) for one in value):
        return ", ".join(str(_plain(one)) for one in value)
    return list(value) if isinstance(value, tuple) else value
