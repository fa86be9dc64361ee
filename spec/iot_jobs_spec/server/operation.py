"""Handlers: a function per operation, from the members of its input to those of its output."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .decisions import Decisions
from .problems import Problem, unsupported
from .state import ACCOUNT, State

Members = Mapping[str, object]
"""The members of an output, by the names of the model. None leaves a member out."""
PAGE_SIZE = 250
REGION = "us-east-1"
"""The region in ARNs, for requests without a signature."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request, and the region that its signature names; None without one."""

    decisions: Decisions
    signed_for: str | None

    @property
    def state(self) -> State:
        return self.decisions.state

    @property
    def region(self) -> str:
        """The region of what this request creates."""
        return self.signed_for or REGION

    def arn(self, kind: str, name: str) -> str:
        """The ARN of a job or a thing, for example ``arn:aws:iot:…:thing/sensor``."""
        return f"arn:aws:iot:{self.region}:{ACCOUNT}:{kind}/{name}"


Handler = Callable[[Call, Any], Members]
"""Each handler takes the TypedDict of its own operation: the members that it reads. `reading` has
checked them against the model."""


def outside(what: str) -> Problem:
    """Reject a request that the service knows and this specification does not describe."""
    return unsupported(
        f"{what} is outside this specification: AWS IoT has it, this reference server does not"
    )
