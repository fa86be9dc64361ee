"""What DescribeJob, DescribeJobExecution and the two listings show."""

from ..language.evidence import documented, inferred, observed
from . import places

DESCRIBE_ANY_STATUS = observed(
    "R133",
    "AWS CLI examples, describe-job-execution, contradicts developer guide, "
    "jobs-management-control-api",
    "DescribeJobExecution of the iot API answers for QUEUED and IN_PROGRESS executions too, "
    "although the developer guide demands SUCCEEDED or FAILED.",
)
COUNTERS_BY_STATUS = documented(
    "R137",
    "botocore iot, JobProcessDetails; AWS CLI examples, describe-job",
    "DescribeJob shows in jobProcessDetails one counter of things for each of the eight execution "
    "statuses.",
    places.JOB_COUNTERS,
)
COUNTERS_MATCH_EXECUTIONS = inferred(
    "R137a",
    "follows from R137",
    "Each counter of jobProcessDetails equals, perhaps with a delay, the number of things whose "
    "latest execution has that status.",
    places.JOB_COUNTERS,
)
LISTED_FOR_JOB = documented(
    "R147",
    "botocore iot, ListJobExecutionsForJob and JobExecutionSummaryForJob",
    "ListJobExecutionsForJob lists the executions of a job, each with its thing and its status.",
    places.LIST_FOR_JOB,
    places.LISTED_FOR_JOB,
    places.LISTED_STATUS,
)
LISTED_FOR_THING = documented(
    "R148",
    "botocore iot, ListJobExecutionsForThing and JobExecutionSummaryForThing",
    "ListJobExecutionsForThing lists the executions of a thing, each with its job and its status.",
    places.LIST_FOR_THING,
    places.LISTED_FOR_THING,
    places.LISTED_STATUS,
)
NOTHING_LISTED_IS_NO_ERROR = inferred(
    "R148a",
    "follows from R148",
    "ListJobExecutionsForThing answers with an empty list for a thing that has no execution.",
    places.LIST_FOR_THING,
)
