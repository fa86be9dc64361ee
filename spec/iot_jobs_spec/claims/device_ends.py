"""What a device reports besides IN_PROGRESS, and what UpdateJobExecution then answers."""

from ..language.evidence import documented, inferred, observed, unspecified
from . import places

DEVICE_STATUSES = documented(
    "R110",
    "developer guide, jobs-mqtt-api; botocore iot-jobs-data, UpdateJobExecutionRequest.status",
    "Each UpdateJobExecution must have a status, and a device can set IN_PROGRESS, SUCCEEDED, "
    "FAILED or REJECTED.",
    places.UPDATE_STATUS,
)
WHICH_ANSWER_SERVICE_STATUS = unspecified(
    "R111 A8",
    "developer guide, jobs-mqtt-api, and developer guide, iot-jobs-lifecycle, contradict "
    "AWS CLI examples, update-job-execution, and "
    "AWS IoT Device SDK for JavaScript v2, jobs README",
    "The service may reject UpdateJobExecution with a status that devices should not set, such as "
    "REMOVED or CANCELED, with InvalidRequestException or InvalidStateTransitionException, because "
    "the documents list four statuses for devices, or accept it as in AWS's own examples.",
    places.UPDATE_STATUS,
)
DEVICE_REJECTS_QUEUED = documented(
    "R113",
    "developer guide, jobs-comm-notifications",
    "A device may change a QUEUED execution directly to REJECTED.",
)
DEVICE_ENDS_QUEUED = inferred(
    "R114",
    "follows from R110 and R113",
    "UpdateJobExecution changes a QUEUED execution directly to SUCCEEDED or FAILED, which no "
    "document forbids.",
    places.DEVICE_INVALID_STATE_TRANSITION,
)
WHETHER_QUEUED_ENDS_DIRECTLY = unspecified(
    "A15",
    "developer guide, iot-jobs-lifecycle, tells of success from IN_PROGRESS only; botocore "
    "iot-jobs-data, InvalidStateTransitionException, names no transition",
    "The service may accept UpdateJobExecution with SUCCEEDED or FAILED of a QUEUED execution, or "
    "reject it with InvalidStateTransitionException because the device has not started the "
    "execution.",
    places.DEVICE_INVALID_STATE_TRANSITION,
)
DEVICE_ENDS_IN_PROGRESS = documented(
    "R116",
    "developer guide, jobs-mqtt-api; developer guide, iot-jobs-lifecycle",
    "UpdateJobExecution with SUCCEEDED, FAILED or REJECTED changes an IN_PROGRESS execution to "
    "that status.",
)
UNKNOWN_STATUS_IS_INVALID = observed(
    "R125",
    "Greengrass lite pull request 1171, contradicts developer guide, jobs-configurations-details, "
    "and botocore iot-jobs-data, UpdateJobExecutionRequest.status",
    "The service rejects UpdateJobExecution with an unknown status, such as FAILURE and SUCCESS in "
    "the documents' prose.",
    places.UPDATE_STATUS,
)
MISSING_STATUS_IS_INVALID = observed(
    "R126",
    "AWS IoT Device SDK for C++ v2 issue 95",
    "The service rejects UpdateJobExecution without a status as an invalid request.",
)
WHETHER_STATUS_VALUE_COMES_FIRST = unspecified(
    "A19a",
    "developer guide, jobs-api, and botocore iot-jobs-data, UpdateJobExecution, say nothing",
    "The service may check the requested status of UpdateJobExecution before or after the stored "
    "one, so an update of a terminal execution with no status, or with one that no device may set, "
    "may get InvalidRequestException or InvalidStateTransitionException.",
    places.UPDATE_ERRORS,
)
UPDATE_SHOWS_STATE = documented(
    "R123a",
    "botocore iot-jobs-data, UpdateJobExecutionRequest.includeJobExecutionState and "
    "UpdateJobExecutionResponse",
    "With includeJobExecutionState true, an accepted UpdateJobExecution answers with the new "
    "status, versionNumber and statusDetails.",
    places.UPDATE_INCLUDE_STATE,
    places.UPDATE_RESPONSE,
)
