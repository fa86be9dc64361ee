"""The language of the spec: the functions that `machines` calls, and the values they return."""

from .coupling import at_most, during, may_answer, pending, undeclared
from .guards import AllTerminal, Flag, JobDeleting, LimitReached, Mismatch, NoExecutions, Repeats
from .laws import anything_may_come, check_first, cut_off, status_first
from .machine import Machine, Pace, background_step, operation
from .spec import Spec
from .verbs import absent, accept, background, either, given, reject, stays, unspecified

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
    "anything_may_come",
    "at_most",
    "background",
    "background_step",
    "check_first",
    "cut_off",
    "during",
    "either",
    "given",
    "may_answer",
    "operation",
    "pending",
    "reject",
    "status_first",
    "stays",
    "undeclared",
    "unspecified",
]
