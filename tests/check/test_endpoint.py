"""Scripts against the reference server: what goes over the wire, raw requests too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from iot_jobs_spec.check.client import Client
from iot_jobs_spec.check.run import Runner
from iot_jobs_spec.check.scripts import Ask, scripts
from iot_jobs_spec.judge.advance import Advance
from iot_jobs_spec.judge.explain import explain
from iot_jobs_spec.server.testing import reference_server
from iot_jobs_spec.systems.clients import endpoint


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with reference_server() as url:
        yield Client(endpoint(url))


@pytest.mark.slow
def test_raw_requests_are_rejected_where_they_must_be_and_else_explained(client: Client) -> None:
    runner, advance, broken = Runner(client), Advance(), 0
    for script in scripts():
        if not any(isinstance(step, Ask) and step.raw for step in script.steps):
            continue
        ran = runner.run(script)
        assert ran.reason == ""
        assert len(ran.calls) == sum(
            not step.known for step in script.steps if isinstance(step, Ask)
        )
        judged = [call for call in ran.calls if call.form is None]
        assert explain(judged, advance).diverges is None, script.id
        for call in ran.calls:
            if call.form is not None:
                broken += 1
                assert call.answer is not None
                assert call.answer.error is not None
                assert 400 <= (call.http or 0) < 500
    assert broken > 60
