"""Proves the invariants for any number of jobs and things, with an SMT solver and the same table.

Each proof is about one arbitrary job with one arbitrary execution, a *situation*: every rule of the
spec leads from a situation in which all state invariants hold to one in which they hold again, and
keeps every step invariant. Besides the two statuses a situation has only the numbers that guards
read, each of any size: the executions of the job with each status, its things without an execution,
the jobs that are being deleted, and the limit. A step is one rule, applied to this execution, to
another execution of this job, to this job or to another job; with eager consistency it includes the
cascade.

For a profile that extends another it also proves that both say the same about what both have.

Assumed: the meaning of the guards in a situation (`Situation.guards`), that a rejection changes
nothing, and that there are finitely many jobs and things.
"""

from .proof import Proof, Theorem, prove, restrict

__all__ = ["Proof", "Theorem", "prove", "restrict"]
