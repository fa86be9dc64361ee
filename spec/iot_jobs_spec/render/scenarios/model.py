"""What a scenario is: requests and background steps in order, and what is expected after each.

Pure data: nothing here decides anything. The tests play a scenario against the oracle, the review
page plays it with its own table, `scenarios_page` draws it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...model.requests import Request

OPERATOR, DEVICE, SERVICE = "Operator", "Device", "Service"
"""Who does a step; where two of a kind meet, each has a letter after it."""


@dataclass(frozen=True, slots=True)
class Background:
    """A step that nobody asks for: ``event`` of a job, or of its execution on a thing."""

    event: str
    job_id: str
    thing_name: str | None = None


@dataclass(frozen=True, slots=True)
class Now:
    """What is so after a step: the status of a job, or of its execution on ``thing_name``.

    ``status`` None: there is none. ``version`` None: nothing is said of it.
    """

    job_id: str
    thing_name: str | None
    status: str | None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step and what is expected of it.

    ``row`` is the id of the rule that answers. ``answers`` are the codes that it permits, the
    expected one first (None: accepted); ``comes`` is the one that comes in this scenario. A
    background step has no answers. ``now`` is what is so afterwards, ``cannot`` what cannot happen then.
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
    """A story for a review. ``given`` leads to where it begins, in the words of ``begins``."""

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
        for f in request.parameters()
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
    """One step; either ``request`` or ``happening`` is null."""
    does = step.does
    background = _background(does) if isinstance(does, Background) else None
    asked = None if isinstance(does, Background) else does
    return {
        "who": step.who,
        "request": asked and {"operation": type(asked).__name__, "input": members(asked)},
        "background": background,
        "rule": step.rule,
        "says": step.says,
        "answers": list(step.answers),
        "comes": step.comes,
        "now": [
            {"job": n.job_id, "thing": n.thing_name, "status": n.status, "version": n.version}
            for n in step.now
        ],
        "cannot": [_background(taken) for taken in step.cannot],
    }


def _background(background: Background) -> dict[str, str | None]:
    return {"event": background.event, "job": background.job_id, "thing": background.thing_name}


def member_name(name: str) -> str:
    """A member as the API spells it: ``expectedVersion`` of ``expected_version``."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(sorted(value.items()))
    return list(value) if isinstance(value, tuple) else value
