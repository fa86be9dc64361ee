"""The time to read a recorded history, beside json.loads in the same run: ``make bench``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from time import process_time

from iot_jobs_spec.judge.history import read

LINES, TRIES = 100_000, 5
TIMES_AS_LONG = 6
THING = "arn:aws:iot:us-east-1:123456789012:thing/sensor"
REFERENCE = {"jobArn": "arn:aws:iot:us-east-1:123456789012:job/job"}
EXECUTION = {
    "status": "QUEUED",
    "forceCanceled": False,
    "statusDetails": {"detailsMap": {"step": "1"}},
    "thingArn": THING,
    "queuedAt": 1700000000.123,
    "lastUpdatedAt": 1700000000.456,
    "executionNumber": 1,
    "versionNumber": 1,
}
REJECTION = {"error": "InvalidStateTransitionException", "http": 409, "message": "It is queued"}


def lines(count: int) -> Iterator[str]:
    """So many records: a job is created, canceled on a thing, described and deleted in vain."""
    for number in range(count // 4):
        names = {"jobId": f"job-{number}", "thingName": "sensor"}
        job = {"jobId": f"job-{number}"}
        create = {**job, "targets": [THING], "document": "{}"}
        calls: tuple[tuple[str, object, object], ...] = (
            ("CreateJob", create, {"response": {**REFERENCE, **job}}),
            ("CancelJobExecution", {**names, "force": True}, {"response": {}}),
            ("DescribeJobExecution", names, {"response": {"execution": {**EXECUTION, **job}}}),
            ("DeleteJob", job, REJECTION),
        )
        for operation, members, answer in calls:
            start = 12.031 + number
            record = {"operation": operation, "request": members, "answer": answer}
            yield json.dumps({**record, "start": start, "end": start + 0.013, "client": "c1"})


def seconds(action: Callable[[], object]) -> float:
    """Seconds of this process for one action: others may use the machine."""
    start = process_time()
    action()
    return process_time() - start


def main(say: Callable[[str], None] = print) -> bool:
    """Print the times; whether reading takes as little as it should."""
    recorded = list(lines(LINES))
    parsed = history = float("inf")
    for _ in range(TRIES):  # by turns, so that neither has a quieter machine than the other
        parsed = min(parsed, seconds(lambda: [json.loads(line) is None for line in recorded]))
        history = min(history, seconds(lambda: read(recorded, "bench")))
    assert read(recorded, "bench").counts == {"calls": LINES, "passed_over": 0, "unread": 0}
    times = history / parsed
    say(f"{LINES:,} records of {sum(map(len, recorded)) // LINES} bytes")
    say(f"  json.loads            {parsed:8.2f} s")
    say(f"  read as a history     {history:8.2f} s, {times:.1f} times as long")
    good = times <= TIMES_AS_LONG
    say(f"{'at most' if good else 'MORE than'} {TIMES_AS_LONG} times as long")
    return good


if __name__ == "__main__":
    raise SystemExit(not main())
