"""The invariants proved for any number of jobs and things, by an SMT solver over the same table.

Proved, each for one arbitrary job with one arbitrary execution: every rule of the page leads from a
situation in which all state invariants hold to one in which all hold again, and keeps every step
invariant. Of all else there is, a situation has only the numbers that the guards ask about, of any
size: how many executions of the job have each status, how many things still have none, how many
jobs are being deleted, and the limit. A step is one rule, of that execution, of another execution of
the job, of that job, or of another job; eagerly, with its cascades.

Assumed: what the guards mean in a situation (`situation.guards`), that a rejection changes nothing,
and that there are finitely many jobs and things.
"""

from .proof import Proof, Theorem, prove

__all__ = ["Proof", "Theorem", "prove"]
