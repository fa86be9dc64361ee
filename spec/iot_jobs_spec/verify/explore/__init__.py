"""Exhaustive exploration: every reachable world of statuses, up to symmetry.

A world here is the statuses only: each job id absent or with its status, each target thing of a job
absent or with the status of its execution. The exploration calls the oracle's own `step` and
`background_steps`. *Eager*: a request and its cascade are one step, and so are the removals and the
end of a deletion. *Eventual*: roll-outs, cascades and removals take one execution at a time.
"""

from .bounds import Bounds, Consistency, Exhausted
from .composition import compose
from .job_graph import JobGraph
from .report import Report, explore
from .search import TooLarge, count_plainly, exhaust

__all__ = [
    "Bounds",
    "Consistency",
    "Exhausted",
    "JobGraph",
    "Report",
    "TooLarge",
    "compose",
    "count_plainly",
    "exhaust",
    "explore",
]
