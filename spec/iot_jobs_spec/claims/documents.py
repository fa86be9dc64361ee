"""Every source document, once: its title in a claim's ``where``, its address, the version read.

A pinned address shows the text that was read. The pages of the API references have no pinned
address: they show today's text, which may differ from the one that ``read`` describes. The copies
read have no date, so ``read`` has the bounds that follow from their content. Each sentence about
the operation was compared with the service model of botocore 1.44.5.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from ..language.evidence import Document

_AWS = "https://docs.aws.amazon.com"
_GITHUB = "https://github.com"
_GUIDE = f"{_GITHUB}/awsdocs/aws-iot-docs/blob/0a6e6df1a5011ad532e0abea1db192aed798d9bf"
_GUIDE_OF_2020 = f"{_GITHUB}/awsdocs/aws-iot-docs/blob/61e236ba912c394b0697ed4a7c7ded54daee0d71"
_BOTOCORE = f"{_GITHUB}/boto/botocore/blob/1.44.5/botocore"
_CLI = f"{_GITHUB}/aws/aws-cli/blob/1.46.3/awscli/examples"
_NUCLEUS = f"{_GITHUB}/aws-greengrass/aws-greengrass-nucleus"
_NUCLEUS_CODE = f"{_NUCLEUS}/blob/a28341c41509bb52b0596212992cf5e6e5c57327/src"
_SDK_JS = f"{_GITHUB}/aws/aws-iot-device-sdk-js-v2/blob/4f055b36867eb6341dddfa60d074d155110f2a97"
_SDK_CPP = f"{_GITHUB}/aws/aws-iot-device-sdk-cpp-v2/blob/ee17265421b6a165cf2c29a84fe419bf412c2cde"


def _guide(page: str, edited: str) -> Document:
    """A page of the developer guide's last public source, and the date of its last edit."""
    url = f"{_GUIDE}/developerguide/{page}.md"
    return Document(f"developer guide, {page}", url, f"commit 0a6e6df, page of {edited}")


DOCUMENTS = (
    Document(
        "boto3 cancel_job",
        f"{_AWS}/boto3/latest/reference/services/iot/client/cancel_job.html",
        "date unknown, 2022-04 or later (botocore 1.44.5 has the same text)",
    ),
    Document(
        "boto3 cancel_job_execution",
        f"{_AWS}/boto3/latest/reference/services/iot/client/cancel_job_execution.html",
        "date unknown, 2021 or later (botocore 1.44.5 has the same text)",
    ),
    Document(
        "boto3 delete_job",
        f"{_AWS}/boto3/latest/reference/services/iot/client/delete_job.html",
        "date unknown, 2021 or later (botocore 1.44.5 has the same text)",
    ),
    Document(
        "CLI cancel-job",
        f"{_AWS}/cli/latest/reference/iot/cancel-job.html",
        "date unknown, between 2018-04 and 2019-02 (botocore 1.44.5 has the same text)",
    ),
    Document(
        "HTTP CancelJobExecution",
        f"{_AWS}/iot/latest/apireference/API_CancelJobExecution.html",
        "date unknown, before 2020-02 (botocore 1.44.5 has the same text, but other bounds for "
        "values of statusDetails)",
    ),
    Document("botocore iot", f"{_BOTOCORE}/data/iot/2015-05-28/service-2.json", "botocore 1.44.5"),
    Document(
        "botocore iot-jobs-data",
        f"{_BOTOCORE}/data/iot-jobs-data/2017-09-29/service-2.json",
        "botocore 1.44.5",
    ),
    Document("botocore validate.py", f"{_BOTOCORE}/validate.py", "botocore 1.44.5"),
    _guide("iot-jobs-lifecycle", "2022-08-23"),
    _guide("job-limits", "2022-08-23"),
    _guide("jobs-api", "2022-07-18"),
    _guide("jobs-comm-notifications", "2021-11-24"),
    _guide("jobs-management-control-api", "2022-07-18"),
    _guide("jobs-mqtt-api", "2022-07-18"),
    _guide("jobs-workflow-device-online", "2022-07-18"),
    _guide("jobs-workflow-jobs-online", "2022-07-18"),
    _guide("manage-job-cli", "2022-03-24"),
    Document(
        "developer guide of 2020, jobs-api",
        f"{_GUIDE_OF_2020}/developerguide/jobs-api.md",
        "commit 61e236b, page of 2020-05-15",
    ),
    Document(
        "developer guide of 2026, job-limits",
        f"{_AWS}/iot/latest/developerguide/job-limits.html",
        "page of 2026-11",
    ),
    Document("AWS CLI examples, describe-job", f"{_CLI}/iot/describe-job.rst", "awscli 1.46.3"),
    Document(
        "AWS CLI examples, describe-job-execution",
        f"{_CLI}/iot/describe-job-execution.rst",
        "awscli 1.46.3",
    ),
    Document(
        "AWS IoT Device SDK for JavaScript v2, jobs README",
        f"{_SDK_JS}/samples/node/service_clients/jobs/README.md",
        "commit 4f055b3 of 2026-08-11",
    ),
    Document(
        "AWS IoT Device SDK for C++ v2, jobs README",
        f"{_SDK_CPP}/samples/service_clients/jobs/jobs-sandbox/README.md",
        "commit ee17265 of 2026-05-15",
    ),
    Document(
        "Greengrass nucleus, IotJobsUtils.java",
        f"{_NUCLEUS_CODE}/integrationtests/java/com/aws/greengrass/integrationtests/e2e/util/"
        "IotJobsUtils.java",
        "commit a28341c of 2026-07-20",
    ),
    Document(
        "Greengrass nucleus, IotJobsHelper.java",
        f"{_NUCLEUS_CODE}/main/java/com/aws/greengrass/deployment/IotJobsHelper.java",
        "commit a28341c of 2026-07-20",
    ),
    Document(
        "Greengrass nucleus, commit 08a3b9f87",
        f"{_NUCLEUS}/commit/08a3b9f8790a6c154780a528fc3e51eeb775290a",
        "commit of 2020-06-22",
    ),
    Document(
        "Greengrass lite pull request 1046",
        f"{_GITHUB}/aws-greengrass/aws-greengrass-lite/pull/1046",
        "text of 2026-02-25",
    ),
    Document(
        "Greengrass lite pull request 1144",
        f"{_GITHUB}/aws-greengrass/aws-greengrass-lite/pull/1144",
        "text of 2026-06-23",
    ),
    Document(
        "amazon-freertos issue 2651",
        f"{_GITHUB}/aws/amazon-freertos/issues/2651",
        "comment of 2020-11-06",
    ),
    Document(
        "amazon-freertos-examples issue 4",
        f"{_GITHUB}/tgsong/amazon-freertos-examples/issues/4",
        "thread of 2020-05",
    ),
)

FURTHER_DOCUMENTS = (
    _guide("jobs-configurations-details", "2022-07-18"),
    _guide("job-configurations-api", "2022-07-18"),
    Document(
        "developer guide of 2026, iot-jobs-lifecycle",
        f"{_AWS}/iot/latest/developerguide/iot-jobs-lifecycle.html",
        "page of 2026-11",
    ),
    Document(
        "AWS CLI examples, update-job-execution",
        f"{_CLI}/iot-jobs-data/update-job-execution.rst",
        "awscli 1.46.3",
    ),
    Document(
        "AWS IoT Device SDK for C++ v2 issue 95",
        f"{_GITHUB}/aws/aws-iot-device-sdk-cpp-v2/issues/95",
        "thread of 2020-02",
    ),
    Document(
        "boto3 issue 4656",
        f"{_GITHUB}/boto/boto3/issues/4656",
        "open thread, read in 2026-11",
    ),
    Document(
        "Greengrass lite pull request 1171",
        f"{_GITHUB}/aws-greengrass/aws-greengrass-lite/pull/1171",
        "text of 2026-09",
    ),
)
"""The documents that only claims of the profile `full` name."""

BY_TITLE: Mapping[str, Document] = MappingProxyType(
    {d.title: d for d in (*DOCUMENTS, *FURTHER_DOCUMENTS)}
)
TITLES = re.compile(
    # The longest title that fits: `boto3 cancel_job_execution` is not about `boto3 cancel_job`.
    rf"\b(?:{'|'.join(sorted(map(re.escape, BY_TITLE), key=len, reverse=True))})(?![\w-])"
)
"""The title of a document within a claim's ``where``."""


def named_in(where: str) -> tuple[Document, ...]:
    """The documents that a ``where`` names, in its order, each once."""
    return tuple(dict.fromkeys(BY_TITLE[title] for title in TITLES.findall(where)))
