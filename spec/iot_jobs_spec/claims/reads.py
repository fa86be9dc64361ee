"""What the reads of the API show."""

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
LISTED_JOBS = documented(
    "R1a",
    "botocore iot, ListJobs and JobSummary",
    "ListJobs lists the jobs of the account, each with its status.",
    places.LIST_JOBS,
    places.LISTED_JOB,
)
LISTINGS_TAKE_A_STATUS = documented(
    "R147a",
    "botocore iot, ListJobsRequest.status, ListJobExecutionsForJobRequest.status and "
    "ListJobExecutionsForThingRequest.status",
    "A listing with a given status leaves out the entries in every other status.",
    places.LIST_JOBS_STATUS,
    places.LIST_FOR_JOB_STATUS,
    places.LIST_FOR_THING_STATUS,
)
LISTINGS_TAKE_A_SELECTION = documented(
    "R34a",
    "botocore iot, ListJobsRequest.targetSelection",
    "ListJobs with a targetSelection lists only the jobs that were created with it.",
    places.LIST_JOBS_SELECTION,
)
LISTINGS_TAKE_A_JOB = inferred(
    "R148b",
    "follows from R148; botocore iot, ListJobExecutionsForThingRequest.jobId",
    "ListJobExecutionsForThing with a jobId lists only the executions of that job.",
    places.LIST_FOR_THING_JOB_ID,
)
LISTINGS_COME_IN_PAGES = documented(
    "R147b",
    "botocore iot, maxResults and nextToken of ListJobs, ListJobExecutionsForJob and "
    "ListJobExecutionsForThing",
    "A page of a listing has at most maxResults entries, and a nextToken as long as more entries "
    "follow.",
    places.LIST_JOBS_SIZE,
    places.LIST_JOBS_TOKEN,
    places.LIST_FOR_JOB_SIZE,
    places.LIST_FOR_JOB_TOKEN,
    places.LIST_FOR_THING_SIZE,
    places.LIST_FOR_THING_TOKEN,
)
DOCUMENT_IS_READABLE = documented(
    "R28a",
    "botocore iot, GetJobDocument",
    "GetJobDocument shows the document given to CreateJob.",
    places.JOB_DOCUMENT,
)
DESCRIPTION_IS_READABLE = documented(
    "R28b",
    "botocore iot, Job.description",
    "DescribeJob shows the description given to CreateJob.",
    places.JOB_DESCRIPTION,
)
NAMESPACE_IS_READABLE = inferred(
    "R28c",
    "follows from R28; botocore iot, Job.namespaceId",
    "DescribeJob shows the namespaceId given to CreateJob.",
    places.JOB_NAMESPACE,
)
TARGETS_ARE_READABLE = documented(
    "R28d",
    "botocore iot, Job.targets",
    "DescribeJob shows the targets given to CreateJob.",
    places.TARGETS_OF_JOB,
)
NUMBER_SELECTS_EXECUTION = inferred(
    "R37a",
    "follows from R37 and R26; botocore iot, DescribeJobExecutionRequest.executionNumber; "
    "botocore iot-jobs-data, DescribeJobExecutionRequest.executionNumber",
    "DescribeJobExecution with executionNumber 1 shows the first execution, and with a number that "
    "no execution has it fails with ResourceNotFoundException.",
    places.DESCRIBE_NUMBER,
    places.DEVICE_NUMBER,
)
