"""The facts, ambiguities and names of AWS that are no part of a profile, each with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_NO_SCHEDULE = (
    "No job of the spec has a schedule, because the sources on cancel and delete are older than "
    "SCHEDULED and say nothing about it."
)
_NO_CONTINUOUS = "Every job of the spec is a SNAPSHOT job."
_NO_ABORT = "The spec has no FAILED, REJECTED or TIMED_OUT executions, which abort criteria count."
_NO_EVENTS = "No answer to a request shows the events that the service publishes."
_NO_MQTT = "The spec describes requests and their answers, not messages over MQTT."
_NO_RETRIES = "A retry follows a FAILED or TIMED_OUT execution, and the spec has neither status."
_NO_DELETE_EXECUTION = (
    "In the core profile only a cancel or the deletion of the job ends an execution."
)
_ONLY_IN_PROGRESS = "A device of the core profile sets no other status than IN_PROGRESS."
_NO_TIMERS = "The core profile has no timers and no TIMED_OUT executions."
_NEVER_EMPTY = (
    "Every job of the spec has a target, and without DeleteJobExecution none loses its executions "
    "before it is deleted."
)
_NO_CLOCK = "A world has no clock, and the checker judges no answer by its timestamps."
_CODES_ONLY = "The checker compares errors by their codes only."
_NO_REMOVED = "In the spec no thing leaves its job's target, so no execution becomes REMOVED."

OUTSIDE: Mapping[str, str] = MappingProxyType(
    {
        "R7": "The spec identifies an execution by job and thing, because it has no retries, "
        "which executionNumber tells apart.",
        "R20": _CODES_ONLY,
        "R29": _NO_SCHEDULE,
        "R39": _NO_CONTINUOUS,
        "R57": _NO_SCHEDULE,
        "R60": _NO_ABORT,
        "R61": _NO_EVENTS,
        "R68": _CODES_ONLY,
        "R79": _NO_CONTINUOUS,
        "R80": _NO_CONTINUOUS,
        "R82": _NEVER_EMPTY,
        "R94": _NO_SCHEDULE,
        "R100": _NO_DELETE_EXECUTION,
        "R101": _NO_DELETE_EXECUTION,
        "R102": _NO_DELETE_EXECUTION,
        "R103": _NO_DELETE_EXECUTION,
        "R104": _NO_DELETE_EXECUTION,
        "R105": _NO_DELETE_EXECUTION,
        "R106": _NO_DELETE_EXECUTION,
        "R107": _NO_DELETE_EXECUTION,
        "R108": _NO_DELETE_EXECUTION,
        "R109": _NO_DELETE_EXECUTION,
        "R110": _ONLY_IN_PROGRESS,
        "R111": _ONLY_IN_PROGRESS,
        "R113": _ONLY_IN_PROGRESS,
        "R114": _ONLY_IN_PROGRESS,
        "R116": _ONLY_IN_PROGRESS,
        "R118": _NO_MQTT,
        "R125": _ONLY_IN_PROGRESS,
        "R126": _ONLY_IN_PROGRESS,
        "R134": _NO_MQTT,
        "R135": _NO_MQTT,
        "R136": _NO_MQTT,
        "R138": _NO_REMOVED,
        "R139": _NO_REMOVED,
        "R140": _NO_TIMERS,
        "R141": _NO_TIMERS,
        "R142": _NO_CONTINUOUS,
        "R143": _NO_SCHEDULE,
        "R144": _NO_SCHEDULE,
        "R145": _NO_SCHEDULE,
        "R146": "isConcurrent shows that a roll-out or a cascade still runs, and no check "
        "compares it.",
        "R151": _NO_MQTT,
        "R152": _NO_SCHEDULE,
        "R153": _NO_EVENTS,
        "R154": _NO_RETRIES,
        "R157": _NO_CLOCK,
        "A7": _NO_DELETE_EXECUTION,
        "A8": _ONLY_IN_PROGRESS,
        "A9": _NO_SCHEDULE,
        "A14": _NEVER_EMPTY,
        "A15": _ONLY_IN_PROGRESS,
        "A23": _NO_RETRIES,
        "A27": _NO_CLOCK,
        "A28": _NO_DELETE_EXECUTION,
    }
)
"""The reason in one sentence, by the number of the fact or ambiguity."""

_NO_GROUPS = "No operation of the spec has groups of things, or takes a thing out of a target."
_NUMBER = "The model reuses no executionNumber, because no source says when AWS does."

OUTSIDE_OF_FULL: Mapping[str, str] = MappingProxyType(
    {
        **{
            fact: reason
            for fact, reason in OUTSIDE.items()
            if reason in (_NO_SCHEDULE, _NO_EVENTS, _NO_MQTT, _NO_CLOCK, _CODES_ONLY)
        },
        "R80": _NO_SCHEDULE,
        "R109": _NO_MQTT,
        "R138": _NO_GROUPS,
        "R139": _NO_GROUPS,
        "R142": _NO_GROUPS,
        "R146": OUTSIDE["R146"],
        "A28": _NUMBER,
    }
)
"""The same for the profile `full`."""

_TEMPLATE = "A template describes jobs to come and has no executions."

OUTSIDE_NAMES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "": {
            "AssociateTargetsWithJob": _NO_GROUPS,
            "CreateJobTemplate": _TEMPLATE,
            "DeleteJobExecution": _NO_DELETE_EXECUTION,
            "DeleteJobTemplate": _TEMPLATE,
            "DescribeJobTemplate": _TEMPLATE,
            "DescribeManagedJobTemplate": _TEMPLATE,
            "GetJobDocument": "The document of a job is the same in every status.",
            "ListJobTemplates": _TEMPLATE,
            "ListJobs": "DescribeJob shows the same status.",
            "ListManagedJobTemplates": _TEMPLATE,
            "StartCommandExecution": "A command is not a job.",
            "UpdateJob": "UpdateJob changes descriptions and configurations, not the status.",
        },
        "Job": {"SCHEDULED": "R29"},
        "Execution": {
            "SUCCEEDED": "R110",
            "FAILED": "R110",
            "REJECTED": "R110",
            "TIMED_OUT": "R140",
            "REMOVED": "R138",
        },
    }
)
"""The names in the models botocore iot and botocore iot-jobs-data beyond the core profile:
operations, then the statuses of each machine. Each has a reason, or the fact that has it."""


def why_outside(name: str, about: str, reasons: Mapping[str, str]) -> str:
    """Why the operation or status is outside a profile; ``reasons`` are the profile's, by fact."""
    reason = OUTSIDE_NAMES[about][name]
    return reasons.get(reason, reason)
