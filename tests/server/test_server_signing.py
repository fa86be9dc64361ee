"""Signatures: a server with an access key answers only requests that are signed with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from iot_jobs_spec.server.service import Service
from iot_jobs_spec.server.signing import BadKey
from support.server_kit import (
    DEVICE,
    KEY,
    REGION,
    SECRET,
    THING,
    LiveServer,
    arn,
    client,
    code_of,
    live_server,
)

ACCESS = f"{KEY}:{SECRET}"


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server() as running:
        yield running


def test_requests_signed_with_the_key_are_answered(server: LiveServer) -> None:
    server.fresh(access_key=ACCESS)
    server.iot.create_thing(thingName=f"{THING}:1")
    server.iot.create_job(
        jobId="job", targets=[arn(f"{THING}:1")], document='{"ü": "~ +%"}', description="ü"
    )
    device = {"thingName": f"{THING}:1"}
    assert server.device.describe_job_execution(jobId="$next", **device)["execution"]
    assert server.device.start_next_pending_job_execution(**device)["execution"]
    call = server.iot.list_job_executions_for_thing
    assert len(call(**device, status="IN_PROGRESS", maxResults=1)["executionSummaries"]) == 1
    server.iot.cancel_job_execution(jobId="job", **device, force=True, statusDetails={"a": "ü ~"})
    assert server.iot.list_jobs(status="COMPLETED")["jobs"]


@pytest.mark.parametrize("name", ["iot", DEVICE])
def test_other_keys_are_rejected(server: LiveServer, name: str) -> None:
    server.fresh(access_key=ACCESS)
    for key, secret, error in (
        (KEY, "wrong", "InvalidSignatureException"),
        ("AKIDOTHER", SECRET, "UnrecognizedClientException"),
    ):
        other = client(name, server.url, key, secret)
        call = other.list_jobs if name == "iot" else other.get_pending_job_executions
        members = {} if name == "iot" else {"thingName": THING}
        assert code_of(call, **members) == error


@pytest.mark.parametrize("path", ["/", "/jobs", "/jobs/job", "/unknown"])
def test_unsigned_requests_are_rejected(server: LiveServer, path: str) -> None:
    server.fresh(access_key=ACCESS)
    reply = server.raw("GET", path)
    assert (reply.status, reply.error) == (403, "MissingAuthenticationTokenException")
    for header in ("Bearer abc", "AWS4-HMAC-SHA256 Credential=a", "", "Ã©"):
        reply = server.raw("GET", path, headers={"Authorization": header})
        assert (reply.status, reply.error) == (403, "InvalidSignatureException")


def signed(
    method: str,
    url: str,
    body: bytes = b"",
    at: datetime | None = None,
    service: str = "iot",
    given: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The headers of a request that botocore has signed."""
    request = AWSRequest(method, url, data=body, headers=dict(given or {}))
    auth = SigV4Auth(Credentials(KEY, SECRET), service, REGION)
    now = at or datetime.now(UTC)
    request.context["timestamp"] = now.strftime("%Y%m%dT%H%M%SZ")
    request.headers["X-Amz-Date"] = request.context["timestamp"]
    canonical = auth.canonical_request(request)
    signature = auth.signature(auth.string_to_sign(request, canonical), request)
    named = auth.signed_headers(auth.headers_to_sign(request))
    request.headers["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={auth.scope(request)}, SignedHeaders={named}, "
        f"Signature={signature}"
    )
    return dict(request.headers.items())


def test_a_signature_is_valid_for_its_request_only(server: LiveServer) -> None:
    server.fresh(access_key=ACCESS)
    path = "/things/new"
    headers = signed("POST", f"{server.url}{path}", b"{}")
    wrong = [
        server.raw("POST", path, b"{ }", headers=headers),
        server.raw("POST", "/things/other", b"{}", headers=headers),
        server.raw("POST", f"{path}?a=b", b"{}", headers=headers),
        server.raw("DELETE", path, b"{}", headers=headers),
        server.raw("POST", path, b"{}", headers=headers | {"X-Amz-Date": "20200101T000000Z"}),
        server.raw("POST", path, b"{}", headers=headers | {"Host": "localhost"}),
        server.raw("POST", path, b"{}", headers=headers | {"X-Amz-Content-Sha256": "0" * 64}),
    ]
    assert {reply.error for reply in wrong} == {"InvalidSignatureException"}
    assert not server.service.state.things
    assert server.raw("POST", path, b"{}", headers=headers).status == 200


@pytest.mark.parametrize("minutes", [-16, 16])
def test_an_expired_or_future_signature_is_rejected(server: LiveServer, minutes: int) -> None:
    server.fresh(access_key=ACCESS)
    at = datetime.now(UTC) + timedelta(minutes=minutes)
    reply = server.raw("GET", "/jobs", headers=signed("GET", f"{server.url}/jobs", at=at))
    assert (reply.status, reply.error) == (403, "InvalidSignatureException")
    assert "expired" in reply.json["message"]


TARGETS = [
    "/jobs/a%20b",
    "/jobs/%C3%A9",
    "/jobs/a:b@c!$&'()*+,;=~",
    "/jobs/./a/../b",
    "/jobs//a/",
    "//jobs/..",
    "/jobs?maxResults=3&status=CANCELED",
    "/jobs?b=2&a=1&a=0&c",
    "/jobs?a=%20%2f~&b=x+y",
    "/jobs?=&==",
]


@pytest.mark.parametrize("target", TARGETS)
def test_every_path_and_query_is_signed_as_botocore_signs_it(
    server: LiveServer, target: str
) -> None:
    server.fresh(access_key=ACCESS)
    headers = signed("GET", f"{server.url}{target}", given={"X-Odd": "  a   b  "})
    assert server.raw("GET", target, headers=headers).status != 403
    assert server.raw("GET", f"{target}x", headers=headers).status == 403


@pytest.mark.parametrize("service", ["s3", "iotdata", "IOT"])
def test_a_signature_for_another_service_is_rejected(server: LiveServer, service: str) -> None:
    server.fresh(access_key=ACCESS)
    headers = signed("GET", f"{server.url}/jobs", service=service)
    reply = server.raw("GET", "/jobs", headers=headers)
    assert (reply.status, reply.error) == (403, "InvalidSignatureException")
    assert "iot or iot-jobs-data" in reply.json["message"]


def test_signed_headers_must_be_sorted_and_each_once(server: LiveServer) -> None:
    server.fresh(access_key=ACCESS)
    headers = signed("GET", f"{server.url}/jobs")
    for names in ("x-amz-date;host", "host;host;x-amz-date"):
        other = headers["Authorization"].replace("host;x-amz-date", names)
        reply = server.raw("GET", "/jobs", headers=headers | {"Authorization": other})
        assert (reply.status, reply.error) == (403, "InvalidSignatureException")
        assert "sorted" in reply.json["message"]


def test_a_session_token_is_rejected_signed_or_not(server: LiveServer) -> None:
    server.fresh(access_key=ACCESS)
    token = {"X-Amz-Security-Token": "token"}
    headers = signed("GET", f"{server.url}/jobs", given=token)
    assert server.raw("GET", "/jobs", headers=headers).error == "UnrecognizedClientException"
    headers = signed("GET", f"{server.url}/jobs") | token
    assert server.raw("GET", "/jobs", headers=headers).error == "InvalidSignatureException"


def test_a_presigned_url_is_said_to_be_unsupported(server: LiveServer) -> None:
    server.fresh(access_key=ACCESS)
    request = AWSRequest("GET", f"{server.url}/jobs")
    SigV4QueryAuth(Credentials(KEY, SECRET), "iot", REGION).add_auth(request)
    reply = server.raw("GET", str(request.url).removeprefix(server.url))
    assert (reply.status, reply.error) == (403, "MissingAuthenticationTokenException")
    assert "presigned" in reply.json["message"]


@pytest.mark.parametrize("key", ["", ":", "id", "id:", ":secret"])
def test_a_malformed_access_key_is_rejected(key: str) -> None:
    with pytest.raises(BadKey):
        Service(access_key=key)
