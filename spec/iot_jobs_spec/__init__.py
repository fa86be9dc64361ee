"""The executable specification of the AWS IoT Jobs lifecycle.

`Job` and `Execution` are the spec: two machines with a rule for every request and background step,
each with its claims. `step` returns the permitted answers to a request, `background_steps` the
possible background steps, and `Oracle` judges an implementation by its answers. `record` writes
the calls of a boto3 client into a file. A `System` is an implementation for `iot-jobs-spec check`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .judge.oracle import Oracle
    from .language.evidence import Basis, Claim
    from .machines import Execution, Job
    from .model.answers import (
        Answer,
        ExecutionDescription,
        ExecutionState,
        JobDescription,
        ListedExecution,
        PendingExecution,
    )
    from .model.background import BackgroundStep, background_steps, settled
    from .model.divergence import Divergence
    from .model.requests import (
        CancelJob,
        CancelJobExecution,
        CreateJob,
        DeleteJob,
        DeleteJobExecution,
        DescribeJob,
        DescribeJobExecution,
        GetPendingJobExecutions,
        ListJobExecutionsForJob,
        ListJobExecutionsForThing,
        Request,
        StartNextPendingJobExecution,
        UpdateJobExecution,
    )
    from .model.step import Permitted, step
    from .model.table import TABLE, Cell, Table
    from .model.world import ExecutionRecord, JobRecord, World
    from .systems import System, Unanswered
    from .systems.recording import record
else:
    _MODULES = {
        name: module
        for module, names in {
            "language.evidence": "Basis Claim",
            "machines": "Execution Job",
            "model.answers": "Answer ExecutionDescription ExecutionState JobDescription "
            "ListedExecution PendingExecution",
            "model.background": "BackgroundStep background_steps settled",
            "model.divergence": "Divergence",
            "model.requests": "CancelJob CancelJobExecution CreateJob DeleteJob DeleteJobExecution "
            "DescribeJob DescribeJobExecution GetPendingJobExecutions ListJobExecutionsForJob "
            "ListJobExecutionsForThing Request StartNextPendingJobExecution UpdateJobExecution",
            "model.step": "Permitted step",
            "model.table": "Cell TABLE Table",
            "model.world": "ExecutionRecord JobRecord World",
            "judge.oracle": "Oracle",
            "systems": "System Unanswered",
            "systems.recording": "record",
        }.items()
        for name in names.split()
    }

    def __getattr__(name: str) -> object:
        """Import the module of a name when the name is first used. So the package imports fast, and
        the command line can answer Ctrl-C while it imports the rest."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f".{_MODULES[name]}", __name__), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})


__all__ = [
    "TABLE",
    "Answer",
    "BackgroundStep",
    "Basis",
    "CancelJob",
    "CancelJobExecution",
    "Cell",
    "Claim",
    "CreateJob",
    "DeleteJob",
    "DeleteJobExecution",
    "DescribeJob",
    "DescribeJobExecution",
    "Divergence",
    "Execution",
    "ExecutionDescription",
    "ExecutionRecord",
    "ExecutionState",
    "GetPendingJobExecutions",
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
    "System",
    "Table",
    "Unanswered",
    "UpdateJobExecution",
    "World",
    "background_steps",
    "record",
    "settled",
    "step",
]
