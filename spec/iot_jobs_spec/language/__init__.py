"""The language of the spec: the functions that `machines` calls, and the values they return."""

from .coupling import at_most, during, may_answer, pending, undeclared
from .guards import AllTerminal, Flag, JobDeleting, LimitReached, Mismatch, NoExecutions, Repeats
from .laws import after_status, anything_may_come, before_status, cuts_off
from .machine import Machine, Pace, background_step, extended, operation, states_of
from .spec import Spec
from .verbs import absent, accept, background, either, ends, given, reject, stays, unspecified

__all__ = [
    "AllTerminal",
    "Flag",
    "JobDeleting",
    "LimitReached",
    "Machine",
    "Mismatch",
    "NoExecutions",
    "Pace",
    "Repeats",
    "Spec",
    "absent",
    "accept",
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
    "may_answer",
    "operation",
    "pending",
    "reject",
    "states_of",
    "stays",
    "undeclared",
    "unspecified",
]
