"""Exhaustive exploration: every reachable world of statuses, up to symmetry.

A world here is the statuses only: each job id absent or with its status, each target thing of a job
absent or with the status of its execution. What is explored is `step` and `happenings` themselves.
*Eager*: the cascade of a request, and the cascade that ends a deletion, belong to the same step.
*Eventual*: roll-outs, cascades and deletions take one execution at a time.
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
