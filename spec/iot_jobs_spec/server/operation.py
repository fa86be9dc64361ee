"""What handlers are: one operation each, from the members of its input to those of its output."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .decisions import Decisions
from .problems import Problem, unknown
from .state import ACCOUNT, State

Members = Mapping[str, Any]
PAGE_SIZE = 250


@dataclass(frozen=True, slots=True)
class Call:
    """One request: who decides, and the region that it is signed for."""

    decisions: Decisions
    region: str

    @property
    def state(self) -> State:
        return self.decisions.state

    def arn(self, kind: str, name: str) -> str:
        """The ARN of a job or a thing."""
        return f"arn:aws:iot:{self.region}:{ACCOUNT}:{kind}/{name}"


Handler = Callable[[Call, Members], Members]


def outside(what: str) -> Problem:
    """What the service can do and this specification does not hold: better rejected than done
    half."""
    return unknown(f"{what} is outside this specification for now")
