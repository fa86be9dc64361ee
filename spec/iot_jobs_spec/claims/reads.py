"""What DescribeJob, DescribeJobExecution and the two listings show."""

from iot_jobs_spec.language.evidence import Basis, Claim

from . import places

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
LISTED_FOR_JOB = Claim(
    "LISTED_FOR_JOB",
    "R147",
    Basis.DOCUMENTED,
    "botocore iot, ListJobExecutionsForJob and JobExecutionSummaryForJob",
    ("ListJobExecutionsForJob lists the executions of a job, each with its thing and its status."),
    (places.LIST_FOR_JOB, places.LISTED_FOR_JOB, places.LISTED_STATUS),
)
LISTED_FOR_THING = Claim(
    "LISTED_FOR_THING",
    "R148",
    Basis.DOCUMENTED,
    "botocore iot, ListJobExecutionsForThing and JobExecutionSummaryForThing",
    (
        "ListJobExecutionsForThing lists the executions of a thing, each with its job and its "
        "status."
    ),
    (places.LIST_FOR_THING, places.LISTED_FOR_THING, places.LISTED_STATUS),
)
NOTHING_LISTED_IS_NO_ERROR = Claim(
    "NOTHING_LISTED_IS_NO_ERROR",
    "R148a",
    Basis.INFERRED,
    "follows from R148",
    "ListJobExecutionsForThing answers an empty list for a thing that has no execution.",
    (places.LIST_FOR_THING,),
)
