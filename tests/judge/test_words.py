"""Words: what a system does instead, as a sentence for each kind of deviation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iot_jobs_spec import TABLE, Answer, CancelJob, CreateJob, DescribeJob, JobDescription
from iot_jobs_spec.judge.candidates import different
from iot_jobs_spec.judge.deviations import (
    LIMIT,
    NEIGHBOURS,
    SIBLINGS,
    STAYS,
    Behaviour,
    Deviation,
    EffectChange,
)
from iot_jobs_spec.judge.diagnose import diagnose
from iot_jobs_spec.judge.history import Call, History
from iot_jobs_spec.judge.words import Came, deviation_words, unexplained_words, words_of
from iot_jobs_spec.language.rules import ABSENT, Mask
from iot_jobs_spec.model.answers import (
    OK,
    ExecutionDescription,
    ListedExecution,
    PendingExecution,
    listing,
)
from iot_jobs_spec.model.pending import NEXT

BY_CELL = TABLE.by_cell()
CANCEL = "CancelJob/IN_PROGRESS/!force"
COMPLETED = "CancelJob/COMPLETED/!force"
CONFLICT = "CancelJobExecution/QUEUED/!force/version_mismatch/!job_deleting"
EXECUTION = "CancelJobExecution/QUEUED/!force/!version_mismatch/!job_deleting"
READ = "DescribeJobExecution/QUEUED"
WORDS = [
    (LIMIT, Behaviour(limit=9), "allows 9 deletions at a time instead of 10"),
    (CONFLICT, Behaviour(ignores="version_mismatch"), "ignores expectedVersion"),
    (CANCEL, Behaviour(ignores="force"), "acts as if force were given"),
    (
        COMPLETED,
        Behaviour(answers="", moves="CANCELED"),
        "accepts the request, and makes the job CANCELED",
    ),
    (COMPLETED, Behaviour(answers="", moves=STAYS), "accepts the request, and changes nothing"),
    (COMPLETED, Behaviour(moves=ABSENT), "rejects the request, but removes the job"),
    (CANCEL, Behaviour(moves=STAYS), "leaves the job IN_PROGRESS"),
    (
        CANCEL,
        Behaviour(answers="ResourceNotFoundException"),
        "answers ResourceNotFoundException instead of a success",
    ),
    (
        "CancelJob/ABSENT",
        Behaviour(answers="", moves=ABSENT),
        "accepts the request although there is no such job",
    ),
    (READ, Behaviour(shows=(Mask("version", "plus", 1),)), "shows versionNumber one higher"),
    (READ, Behaviour(shows=(Mask("status", "is", "SENT"),)), "shows status SENT"),
    (
        EXECUTION,
        Behaviour(effects=(EffectChange("version", "plus", 2),)),
        "raises versionNumber by 2",
    ),
    (
        CONFLICT,
        Behaviour(effects=(EffectChange("details", "is", {"k": "1"}),)),
        "rejects the request, but sets statusDetails to {k: 1}",
    ),
    (
        CANCEL,
        Behaviour(also=NEIGHBOURS),
        "carries the request out on other jobs that share a thing as well",
    ),
    (
        EXECUTION,
        Behaviour(also=SIBLINGS),
        "carries the request out on the other executions of the job as well",
    ),
    (
        "CancelJob/malformed/COMMENT",
        Behaviour(answers="", form=True),
        "accepts the malformed request",
    ),
    (
        CANCEL,
        Behaviour(answers="ThrottlingException", sometimes=True),
        "sometimes answers ThrottlingException instead of a success",
    ),
    (
        "StartNextPendingJobExecution/IN_PROGRESS",
        Behaviour(effects=(EffectChange(NEXT, "is", "oldest"),)),
        "takes the oldest pending execution, whatever its status",
    ),
    ("Execution.cascade/QUEUED/!force", Behaviour(moves=STAYS), "leaves the execution QUEUED"),
    ("Execution.roll_out/ABSENT", Behaviour(moves=STAYS), "creates no execution"),
]


@pytest.mark.parametrize(("cell", "behaviour", "words"), WORDS, ids=[words for *_, words in WORDS])
def test_each_kind_of_deviation_has_its_sentence(
    cell: str, behaviour: Behaviour, words: str
) -> None:
    assert deviation_words(Deviation(cell, behaviour), BY_CELL) == words


def test_an_unexplained_answer_is_compared_with_the_expected_one() -> None:
    right = Answer(None, JobDescription("job", "CANCELED"))
    shown = Answer(None, JobDescription("job", "IN_PROGRESS"))
    for expected, seen, members, words in (
        (right, shown, ("status",), "shows status IN_PROGRESS instead of CANCELED"),
        (right, Answer("Odd"), (), "answers Odd instead of a success"),
        (Answer("Odd"), OK, (), "accepts the request instead of rejecting it with Odd"),
    ):
        assert unexplained_words(Came([expected], seen, members)) == words


STARTED = Answer(None, ExecutionDescription("one", "a", "IN_PROGRESS", 2))
QUEUED = ListedExecution("one", "a", "QUEUED")
EXAMPLES = [
    (STARTED, OK, "shows no execution instead of that of job one"),
    (OK, STARTED, "shows the execution of job one instead of none"),
    (
        STARTED,
        Answer(None, ExecutionDescription("two", "a", "QUEUED", 1)),
        "shows jobId two instead of one",
    ),
    (
        STARTED,
        Answer(None, ExecutionDescription("one", "a", "IN_PROGRESS", 4)),
        "shows versionNumber 4 instead of 2",
    ),
    (
        Answer(None, JobDescription("job", "CANCELED", counts={"CANCELED": 4})),
        Answer(None, JobDescription("job", "CANCELED", counts={"CANCELED": 1, "QUEUED": 3})),
        "shows jobProcessDetails {CANCELED: 1, QUEUED: 3} instead of {CANCELED: 4}",
    ),
    (
        Answer(None, listing([QUEUED])),
        Answer(None, listing([QUEUED._replace(status="CANCELED")])),
        "lists one on a with status CANCELED instead of QUEUED",
    ),
    (
        Answer(None, listing([QUEUED, QUEUED._replace(thing_name="b")])),
        Answer(None, listing([])),
        "leaves out one on a QUEUED, and 1 more",
    ),
    (
        Answer(None, listing([])),
        Answer(None, listing([PendingExecution("one", "QUEUED", 1)])),
        "lists one QUEUED, which is not there",
    ),
]


@pytest.mark.parametrize(("right", "seen", "words"), EXAMPLES)
def test_a_vague_deviation_is_told_by_an_example(right: Answer, seen: Answer, words: str) -> None:
    members = different(right.response, seen.response)
    came = Came([right], seen, members)
    assert unexplained_words(came) == words
    for member in ("response", "entries", *members):
        vague = Deviation(READ, Behaviour(shows=(Mask(member, "any"),)))
        assert words_of([vague], came, "DescribeJobExecution", READ, BY_CELL) == words
        sometimes = replace(vague.behaviour, sometimes=True)
        said = deviation_words(Deviation(READ, sometimes), BY_CELL, came)
        assert said == f"sometimes {words}"


def test_a_guard_that_is_ignored_sometimes_is_told_by_an_example() -> None:
    sometimes = Deviation(CONFLICT, Behaviour(ignores="version_mismatch", sometimes=True))
    came = Came([Answer("VersionConflictException")], OK, ())
    assert (
        words_of([sometimes], came, "CancelJobExecution", CONFLICT, BY_CELL)
        == "sometimes ignores expectedVersion, and accepts the request instead of rejecting "
        "it with VersionConflictException"
    )


def test_a_diagnosis_of_a_partial_history_takes_every_job_for_unknown() -> None:
    shown = Answer(None, JobDescription("job", "IN_PROGRESS", counts={"QUEUED": 1}))
    history = History((Call(DescribeJob("job"), shown), Call(CancelJob("job"), OK)))
    assert diagnose([history], BY_CELL, partial=True).deviations == ()
    assert diagnose([history], BY_CELL).deviations != ()


def test_a_diagnosis_ends_where_the_first_answer_of_a_history_is_left_unexplained() -> None:
    fine = [Call(CreateJob("job", ("thing",)), OK)]
    odd = [Call(CancelJob("job"), Answer("Odd"))]
    found = diagnose([odd, fine], BY_CELL, effort=0)
    assert [(shown.history, shown.call) for shown in found.unexplained] == [(0, 0)]
