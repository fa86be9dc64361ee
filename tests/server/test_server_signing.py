"""Signatures: a server with an access key answers only requests that are signed with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from botocore.auth import SigV4Auth
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
    method: str, url: str, body: bytes = b"", at: datetime | None = None, **headers: str
) -> dict[str, str]:
    """The headers of a signed request."""
    request = AWSRequest(method, url, data=body, headers=headers)
    auth = SigV4Auth(Credentials(KEY, SECRET), "iot", REGION)
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


@pytest.mark.parametrize("key", ["", ":", "id", "id:", ":secret"])
def test_a_malformed_access_key_is_rejected(key: str) -> None:
    with pytest.raises(BadKey):
        Service(access_key=key)
