"""Retries of executions that failed, and the abort of a job in which too many did."""

from ..language.evidence import documented, inferred, observed, unspecified
from . import places

FAILURE_IS_RETRIED = documented(
    "R8a",
    "botocore iot, JobExecutionsRetryConfig and RetryCriteria; "
    "developer guide, jobs-configurations-details; developer guide, iot-jobs-lifecycle",
    "With jobExecutionsRetryConfig the service retries only a FAILED or TIMED_OUT execution, "
    "without a request, up to the number of retries that the job allows for this failure.",
    places.RETRY_CONFIG,
    places.RETRY_CRITERIA,
)
TEN_RETRIES_AT_MOST = documented(
    "R154a",
    "botocore iot, NumberOfRetries; developer guide, jobs-configurations-details",
    "A job allows at most 10 retries for one thing, whatever the type of failure.",
    places.NUMBER_OF_RETRIES,
)
WHETHER_ALL_ADDS_RETRIES = unspecified(
    "R154b",
    "botocore iot, RetryCriteria; developer guide, jobs-configurations-details, counts both types "
    "of failure",
    "If a job allows retries for ALL and for one type of failure, the documents do not say whether "
    "these count together towards the 10.",
    places.RETRY_CRITERIA,
)
RETRY_IS_A_NEW_EXECUTION = inferred(
    "R6a",
    "follows from R6, R7, R35 and R37",
    "A retry is another execution, QUEUED with the next executionNumber and versionNumber 1, and "
    "the failed one keeps its status.",
)
RETRIED_EXECUTION_IS_LATEST_AGAIN = inferred(
    "R106b",
    "follows from R7 and R124",
    "Once the latest execution of a job on a thing is deleted, the one that it retried is the "
    "latest again, and requests without executionNumber are about it.",
)
CANCEL_STOPS_RETRIES = documented(
    "A23",
    "developer guide, jobs-configurations-details",
    "The service makes no retry once the job is canceled.",
)
COUNTERS_MAY_COUNT_TRIES = observed(
    "R154",
    "boto3 issue 4656",
    "With retries, the counters of jobProcessDetails may count executions instead of things.",
)
ABORT_CANCELS_QUEUED = documented(
    "R60",
    "developer guide, jobs-configurations-details; developer guide, manage-job-cli; "
    "botocore iot, AbortConfig and AbortCriteria",
    "When the abort criteria of a job are met, the service cancels it as CancelJob without force "
    "does, with a comment and a reasonCode of its own.",
    places.ABORT_CONFIG,
    places.ABORT_CRITERIA,
)
ABORT_CRITERIA_BOUNDS = documented(
    "R60a",
    "botocore iot, AbortThresholdPercentage and MinimumNumberOfExecutedThings",
    "An abort criterion has a thresholdPercentage of no more than 100 and at least one executed "
    "thing.",
    places.ABORT_THRESHOLD,
    places.ABORT_EXECUTED,
)
ABORT_PERCENTAGE_DIGITS = documented(
    "R60b",
    "botocore iot, AbortCriteria, thresholdPercentage",
    "The thresholdPercentage of an abort criterion has no more than two digits after the decimal "
    "point.",
    places.ABORT_CRITERIA,
)
DELETED_EXECUTION_COUNTS_NOT = documented(
    "R107",
    "developer guide, job-configurations-api",
    "An execution that was deleted does not count for the abort criteria.",
)
WHICH_EXECUTIONS_COUNT_FOR_ABORT = unspecified(
    "R107a",
    "botocore iot, AbortCriteria, contradicts developer guide, job-configurations-api",
    "The executed things of an abort criterion may be those that got the job or those that "
    "finished it, with or without canceled and removed ones, and the documents do not say how the "
    "percentage is rounded.",
    places.ABORT_CRITERIA,
)
