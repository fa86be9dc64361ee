"""What DescribeJob and DescribeJobExecution show."""

from iot_jobs_spec.evidence import Basis, Claim

from . import places

DESCRIBE_MAY_ANSWER_TERMINAL_STATE = Claim(
    "DESCRIBE_MAY_ANSWER_TERMINAL_STATE",
    "R132",
    Basis.DOCUMENTED,
    "botocore iot-jobs-data, DescribeJobExecution errors; developer guide, jobs-api",
    (
        "DescribeJobExecution of iot-jobs-data may fail with TerminalStateException (410), and "
        "over MQTT with the code TerminalStateReached, for a job in a terminal state."
    ),
    (
        places.DEVICE_DESCRIBE_ERRORS,
        places.DEVICE_TERMINAL_STATE,
        places.DEVICE_TERMINAL_STATE_CODE,
    ),
)
DESCRIBE_ANY_STATUS = Claim(
    "DESCRIBE_ANY_STATUS",
    "R133",
    Basis.OBSERVED,
    (
        "AWS CLI examples, describe-job-execution, against developer guide, "
        "jobs-management-control-api"
    ),
    (
        "DescribeJobExecution of iot answers for QUEUED and IN_PROGRESS executions too, although "
        "the developer guide asks for SUCCEEDED or FAILED."
    ),
)
COUNTERS_BY_STATUS = Claim(
    "COUNTERS_BY_STATUS",
    "R137",
    Basis.DOCUMENTED,
    "botocore iot, JobProcessDetails; AWS CLI examples, describe-job",
    (
        "DescribeJob shows in jobProcessDetails one counter of things for each of the eight "
        "execution statuses."
    ),
    (places.JOB_COUNTERS,),
)
COUNTERS_MATCH_EXECUTIONS = Claim(
    "COUNTERS_MATCH_EXECUTIONS",
    "R137a",
    Basis.INFERRED,
    "follows from R137",
    (
        "Each counter of jobProcessDetails equals, perhaps with a delay, the number of things "
        "whose latest execution is in that status."
    ),
    (places.JOB_COUNTERS,),
)
CONCURRENT_WHILE_SWEEPING = Claim(
    "CONCURRENT_WHILE_SWEEPING",
    "R146",
    Basis.DOCUMENTED,
    "botocore iot, Job.isConcurrent; developer guide, iot-jobs-lifecycle",
    "DescribeJob shows isConcurrent true exactly while the job rolls out or cancels executions.",
    (places.JOB_IS_CONCURRENT,),
)
