"""The language of the spec: the functions that `machines` calls, and the values they return."""

from .coupling import at_most, during, may_answer, pending, undeclared
from .guards import (
    AllTerminal,
    Continuous,
    Flag,
    Gives,
    JobDeleting,
    LimitReached,
    LostExecution,
    Mismatch,
    NoExecutions,
    Repeats,
    TimerSet,
)
from .laws import adds, after_status, anything_may_come, before_status, cuts_off, holds_back
from .machine import Machine, Pace, background_step, extended, operation, states_of
from .spec import Spec
from .verbs import absent, accept, background, either, ends, given, reject, stays, unspecified

__all__ = [
    "AllTerminal",
    "Continuous",
    "Flag",
    "Gives",
    "JobDeleting",
    "LimitReached",
    "LostExecution",
    "Machine",
    "Mismatch",
    "NoExecutions",
    "Pace",
    "Repeats",
    "Spec",
    "TimerSet",
    "absent",
    "accept",
    "adds",
    "after_status",
    "anything_may_come",
    "at_most",
    "background",
    "background_step",
    "before_status",
    "cuts_off",
    "during",
    "either",
    "ends",
    "extended",
    "given",
    "holds_back",
    "may_answer",
    "operation",
    "pending",
    "reject",
    "states_of",
    "stays",
    "undeclared",
    "unspecified",
]
