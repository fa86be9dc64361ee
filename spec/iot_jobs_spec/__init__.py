"""The executable specification of the AWS IoT Jobs lifecycle.

`Job` and `Execution` are the page: two machines with a row for everything that is accepted, refused
or happens, each with the claims it rests on. `step` says what may become of a request, `happenings`
what may happen by itself, and `Oracle` judges an implementation by its answers.
"""

from .answers import (
    Answer,
    ExecutionDescription,
    JobDescription,
    ListedExecution,
    PendingExecution,
)
from .divergence import Divergence
from .evidence import Basis, Claim
from .happening import Happening, happenings, settled
from .machines import Execution, Job
from .oracle import Oracle
from .requests import (
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    GetPendingJobExecutions,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from .step import Permitted, step
from .table import TABLE, Cell, Table
from .world import ExecutionRecord, JobRecord, World

__all__ = [
    "TABLE",
    "Answer",
    "Basis",
    "CancelJob",
    "CancelJobExecution",
    "Cell",
    "Claim",
    "CreateJob",
    "DeleteJob",
    "DescribeJob",
    "DescribeJobExecution",
    "Divergence",
    "Execution",
    "ExecutionDescription",
    "ExecutionRecord",
    "GetPendingJobExecutions",
    "Happening",
    "Job",
    "JobDescription",
    "JobRecord",
    "ListJobExecutionsForJob",
    "ListJobExecutionsForThing",
    "ListedExecution",
    "Oracle",
    "PendingExecution",
    "Permitted",
    "Request",
    "StartNextPendingJobExecution",
    "Table",
    "UpdateJobExecution",
    "World",
    "happenings",
    "settled",
    "step",
]
