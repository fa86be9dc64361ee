"""Facts and ambiguities that are no claims, each with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

OUTSIDE: Mapping[str, str] = MappingProxyType(
    {
        "R7": "The page names an execution by job and thing; executionNumber tells retries "
        "apart, which are left out.",
        "R20": "An error is compared by its code, not by its message.",
        "R29": "The job machine has no SCHEDULED status, and CreateJob takes no schedule.",
        "R39": "Every job is a SNAPSHOT job; what a CONTINUOUS job does later is left out.",
        "R57": "The job machine has no SCHEDULED status for CancelJob to meet.",
        "R60": "Abort criteria count FAILED, REJECTED and TIMED_OUT executions, all left out.",
        "R61": "Events are published beside the API, and no answer to a request shows them.",
        "R68": "An error is compared by its code, not by what else it carries.",
        "R79": "Every job is a SNAPSHOT job; that a CONTINUOUS one never completes is left out.",
        "R80": "Every job is a SNAPSHOT job without a schedule, so no endTime ever passes.",
        "R82": "CreateJob needs a target and DeleteJobExecution is left out, so no rolled out "
        "job is without executions.",
        "R94": "The job machine has no SCHEDULED status for DeleteJob to meet.",
        "A7": "DeleteJobExecution is left out.",
        "A8": "UpdateJobExecution sets no other status than IN_PROGRESS.",
        "A9": "The job machine has no SCHEDULED status for CancelJob or DeleteJob to meet.",
        "A14": "CreateJob needs a target and DeleteJobExecution is left out, so no rolled out "
        "job is without executions.",
        "A15": "UpdateJobExecution sets no other status than IN_PROGRESS.",
        "A16": "DescribeJobExecution is that of the control plane, which declares no "
        "TerminalStateException.",
        "A23": "A retry follows a FAILED or TIMED_OUT execution, statuses that are left out.",
        "A27": "The world has no clock, and no answer is judged by its timestamps.",
        "A28": "An executionNumber is reused after DeleteJobExecution, which is left out.",
    }
)
"""The reason in one sentence, by fact."""
