"""The decision tables of the facts (2.1 to 2.8), written by hand: what is permitted, and the basis.

Each cell is a basis and the permitted outcomes, the expected one first: an error, or the new status
(None with no error: there is no execution any more). The core profile has those with its statuses.
"""

from __future__ import annotations

from typing import Any

from support.scenarios import CONFLICT, EXISTS, INVALID, INVALID_STATE, LIMIT, NOT_FOUND

D, O, I, U = "DOCUMENTED", "OBSERVED", "INFERRED", "UNSPECIFIED"  # noqa: E741
DELETING = "DELETION_IN_PROGRESS"
Outcomes = list[tuple[str | None, str | None]]
Answers = tuple[str, Outcomes]
Cells = dict[Any, Answers]
CORE_ENDS = ("CANCELED",)
ENDS = (*CORE_ENDS, "SUCCEEDED", "FAILED", "TIMED_OUT", "REJECTED", "REMOVED")
"""The terminal statuses of an execution."""
LIVE = ("QUEUED", "IN_PROGRESS")


def ok(basis: str, status: str | None, *or_else: str) -> Answers:
    return basis, [(None, status), *((code, None) for code in or_else)]


def no(basis: str, *codes: str) -> Answers:
    return basis, [(code, None) for code in codes]


# By status, then by force.
CANCEL_JOB: Cells = {
    (None, False): no(D, NOT_FOUND),
    (None, True): no(D, NOT_FOUND),
    ("IN_PROGRESS", False): ok(D, "CANCELED"),
    ("IN_PROGRESS", True): ok(D, "CANCELED"),
    ("COMPLETED", False): no(I, INVALID),
    ("COMPLETED", True): no(O, INVALID),
    ("CANCELED", False): no(I, INVALID),
    ("CANCELED", True): no(O, INVALID),
    (DELETING, False): no(D, INVALID, INVALID_STATE),
    (DELETING, True): no(D, INVALID, INVALID_STATE),
}

# By status, force, at_limit, and for CANCELED also all_terminal.
DELETE_JOB: Cells = {
    (None, False, False, None): no(D, NOT_FOUND),
    (None, True, False, None): no(D, NOT_FOUND),
    (None, False, True, None): no(D, NOT_FOUND),
    (None, True, True, None): no(D, NOT_FOUND),
    ("IN_PROGRESS", False, False, None): no(D, INVALID_STATE),
    ("IN_PROGRESS", True, False, None): ok(D, DELETING),
    ("IN_PROGRESS", False, True, None): no(U, INVALID_STATE, LIMIT),
    ("IN_PROGRESS", True, True, None): no(D, LIMIT),
    ("COMPLETED", False, False, None): ok(D, DELETING),
    ("COMPLETED", True, False, None): ok(I, DELETING),
    ("COMPLETED", False, True, None): no(D, LIMIT),
    ("COMPLETED", True, True, None): no(D, LIMIT),
    ("CANCELED", False, False, True): ok(D, DELETING),
    ("CANCELED", False, False, False): ok(U, DELETING, INVALID_STATE),
    ("CANCELED", True, False, True): ok(O, DELETING),
    ("CANCELED", True, False, False): ok(O, DELETING),
    ("CANCELED", False, True, True): no(D, LIMIT),
    ("CANCELED", False, True, False): no(U, LIMIT, INVALID_STATE),
    ("CANCELED", True, True, True): no(D, LIMIT),
    ("CANCELED", True, True, False): no(D, LIMIT),
    (DELETING, False, False, None): no(D, INVALID_STATE, INVALID),
    (DELETING, True, False, None): no(D, INVALID_STATE, INVALID),
    (DELETING, False, True, None): no(U, INVALID_STATE, INVALID, LIMIT),
    (DELETING, True, True, None): no(U, INVALID_STATE, INVALID, LIMIT),
}

# By status, force and version_mismatch.
CANCEL_JOB_EXECUTION: Cells = {
    (None, False, False): no(D, NOT_FOUND),
    (None, False, True): no(D, NOT_FOUND),
    (None, True, False): no(D, NOT_FOUND),
    (None, True, True): no(D, NOT_FOUND),
    ("QUEUED", False, False): ok(D, "CANCELED"),
    ("QUEUED", False, True): no(D, CONFLICT),
    ("QUEUED", True, False): ok(D, "CANCELED"),
    ("QUEUED", True, True): no(D, CONFLICT),
    ("IN_PROGRESS", False, False): no(D, INVALID_STATE),
    ("IN_PROGRESS", False, True): no(U, CONFLICT, INVALID_STATE),
    ("IN_PROGRESS", True, False): ok(D, "CANCELED"),
    ("IN_PROGRESS", True, True): no(D, CONFLICT),
    **{
        (end, force, mismatch): no(U, CONFLICT, INVALID_STATE) if mismatch else no(D, INVALID_STATE)
        for end in ENDS
        for force in (False, True)
        for mismatch in (False, True)
    },
}

# By the requested status, then by status and version_mismatch.
_MISMATCH_ALIVE = no(D, CONFLICT, INVALID_STATE)  # R121 documents it; R122 leaves the error open
_MISMATCH_ENDED = no(U, CONFLICT, INVALID_STATE)
_OPEN_MISMATCH = no(U, CONFLICT, INVALID_STATE, INVALID)


def _reported(**live: Answers) -> Cells:
    """A status that a device may set: ``live`` is what becomes of a live execution."""
    return {
        **{(None, mismatch): no(D, NOT_FOUND) for mismatch in (False, True)},
        **{(status, False): answers for status, answers in live.items()},
        **{(status, True): _MISMATCH_ALIVE for status in live},
        **{(end, False): no(D, INVALID_STATE) for end in ENDS},
        **{(end, True): _MISMATCH_ENDED for end in ENDS},
    }


def _questionable(absent: Answers, alive: dict[str, Answers], ended: Answers) -> Cells:
    """A status that a device may not set, or none."""
    return {
        **{(None, mismatch): absent for mismatch in (False, True)},
        **{(status, False): answers for status, answers in alive.items()},
        **{(end, False): ended for end in ENDS},
        **{(status, True): _OPEN_MISMATCH for status in (*LIVE, *ENDS)},
    }


def _set_by_service(status: str) -> Cells:
    answers = U, [(INVALID, None), (INVALID_STATE, None), (None, status)]
    alive = dict.fromkeys(LIVE, answers)
    return _questionable(no(U, NOT_FOUND, INVALID), alive, no(U, INVALID_STATE, INVALID))


UPDATE_JOB_EXECUTION: dict[str, Cells] = {
    "IN_PROGRESS": _reported(QUEUED=ok(D, "IN_PROGRESS"), IN_PROGRESS=ok(D, "IN_PROGRESS")),
    "SUCCEEDED": _reported(
        QUEUED=ok(I, "SUCCEEDED", INVALID_STATE), IN_PROGRESS=ok(D, "SUCCEEDED")
    ),
    "FAILED": _reported(QUEUED=ok(I, "FAILED", INVALID_STATE), IN_PROGRESS=ok(D, "FAILED")),
    "REJECTED": _reported(QUEUED=ok(D, "REJECTED"), IN_PROGRESS=ok(D, "REJECTED")),
    "QUEUED": _questionable(
        no(U, NOT_FOUND, INVALID),
        dict.fromkeys(LIVE, no(U, INVALID, INVALID_STATE)),
        no(U, INVALID_STATE, INVALID),
    ),
    "CANCELED": _set_by_service("CANCELED"),
    "REMOVED": _set_by_service("REMOVED"),
    "TIMED_OUT": _set_by_service("TIMED_OUT"),
    "OTHER": _questionable(
        no(U, INVALID, NOT_FOUND),
        dict.fromkeys(LIVE, no(O, INVALID)),
        no(U, INVALID, INVALID_STATE),
    ),
}

# By status and force.
DELETE_JOB_EXECUTION: Cells = {
    (None, False): no(D, NOT_FOUND),
    (None, True): no(D, NOT_FOUND),
    ("QUEUED", False): ok(U, None, INVALID_STATE),
    ("QUEUED", True): ok(I, None),
    ("IN_PROGRESS", False): no(D, INVALID_STATE),
    ("IN_PROGRESS", True): ok(D, None),
    **{(end, False): ok(D, None) for end in ENDS},
    ("TIMED_OUT", False): ok(D, None, INVALID_STATE),
    **{(end, True): ok(I, None) for end in ENDS},
}

# By the status of the execution that the device gets next.
START_NEXT: Cells = {
    None: ok(D, None),
    "QUEUED": ok(D, "IN_PROGRESS"),
    "IN_PROGRESS": ok(D, "IN_PROGRESS"),
    **{end: ok(D, end) for end in ENDS},
}

CREATE_JOB: Cells = {
    None: ok(D, "IN_PROGRESS"),
    "IN_PROGRESS": no(D, EXISTS),
    "CANCELED": no(D, EXISTS),
    "COMPLETED": no(D, EXISTS),
    DELETING: no(I, EXISTS),
}

# The effect of CancelJob on an execution, by its status and force.
CASCADE: dict[tuple[str | None, bool], tuple[str, str | None]] = {
    (None, False): (D, None),
    (None, True): (D, None),
    ("QUEUED", False): (D, "CANCELED"),
    ("QUEUED", True): (D, "CANCELED"),
    ("IN_PROGRESS", False): (D, "IN_PROGRESS"),
    ("IN_PROGRESS", True): (D, "CANCELED"),
    **{(end, force): (D, end) for end in ENDS for force in (False, True)},
}

# The steps of the service alone, by step and status: the guards that must hold, and what follows.
STEPS: dict[tuple[str, str, str | None], tuple[tuple[str, ...], str, str | None]] = {
    ("Execution", "roll_out", None): ((), D, "QUEUED"),
    ("Job", "complete", "IN_PROGRESS"): (("all_terminal",), D, "COMPLETED"),
    ("Job", "end_deletion", "DELETION_IN_PROGRESS"): (("no_executions",), D, None),
    **{("Execution", "remove", status): ((), D, None) for status in (*LIVE, *ENDS)},
}
FURTHER_STEPS: dict[tuple[str, str, str | None], tuple[tuple[str, ...], str, str | None]] = {
    ("Execution", "time_out", "IN_PROGRESS"): (("timer_set",), D, "TIMED_OUT"),
    ("Execution", "retry", "FAILED"): (("retries_left",), D, "QUEUED"),
    ("Execution", "retry", "TIMED_OUT"): (("retries_left",), D, "QUEUED"),
    ("Job", "may_complete", "IN_PROGRESS"): (
        ("all_terminal", "execution_lost"), U, "COMPLETED",
    ),
    ("Job", "abort", "IN_PROGRESS"): (("abort_due",), D, "CANCELED"),
    ("Job", "may_abort", "IN_PROGRESS"): (("abort_possible",), U, "CANCELED"),
}  # fmt: skip
