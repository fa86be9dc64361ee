"""Scripts are data: ids, batches, reads, splitting, and what they leave out."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator

import pytest

from iot_jobs_spec import (
    TABLE,
    CreateJob,
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    Request,
    settled,
    step,
)
from iot_jobs_spec.check.scripts import Ask, Script, Wait, scripts, split
from iot_jobs_spec.check.scripts.scene import with_members
from iot_jobs_spec.check.scripts.search import cell_at
from iot_jobs_spec.model.constraints import constraints_of, forms_of, malformed_rule, raw_rule
from iot_jobs_spec.model.profiles import PROFILES, table_of
from iot_jobs_spec.model.requests import REQUESTS
from iot_jobs_spec.model.table import Table
from iot_jobs_spec.model.world import World
from support.effort import some
from support.other_spec import TABLE as OTHER_TABLE

CELLS = {cell.id for cell in TABLE.cells() if cell.operation is not None}
REQUEST_CELLS = {
    *(malformed_rule(kind.operation, c).id for kind in REQUESTS for c in constraints_of(kind)),
    *(raw_rule(kind.operation, form).id for kind in REQUESTS for form in forms_of(kind)),
    "UpdateJobExecution/raw/FINAL_STATUS/CANCELED",
    "UpdateJobExecution/raw/FINAL_STATUS/ABSENT",
}


def asks(script: Script) -> list[Ask]:
    return [one for one in script.steps if isinstance(one, Ask)]


def asked_cells(found: tuple[Script, ...]) -> set[str]:
    questions = [ask for script in found for ask in asks(script) if ask.cell]
    return {cell for ask in questions for cell in (str(ask.cell), *ask.also)}


def test_every_cell_and_every_form_is_asked() -> None:
    assert asked_cells(scripts()) == CELLS | REQUEST_CELLS


@pytest.mark.slow
@pytest.mark.parametrize("profile", PROFILES)
def test_ids_are_unique_and_one_line(profile: str) -> None:
    table = table_of(profile)
    ids = Counter(script.id for script in scripts(table))
    assert max(ids.values()) == 1
    assert all(name.isprintable() for name in ids)
    parts = Counter(one.id for script in scripts(table) for one in split(script, table))
    assert max(parts.values()) == 1


@pytest.mark.slow
def test_another_process_plans_the_same_scripts() -> None:
    code = "from iot_jobs_spec.check.scripts import scripts; print([s.id for s in scripts()])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str([script.id for script in scripts()])


@pytest.mark.parametrize("table", [TABLE, OTHER_TABLE], ids=["core", "another spec"])
def test_each_question_is_in_its_cell_where_all_is_as_planned(table: Table) -> None:
    found = scripts(table)
    alone = [one for script in some(found, 9) for one in split(script, table)]
    for script in (*found, *alone):
        for world, ask in played(script, table):
            if ask.form is None and ask.cell and ask.raw is None and "/malformed/" not in ask.cell:
                assert cell_at(world, sent(ask, world), table).id == ask.cell, script.id


def played(script: Script, table: Table) -> Iterator[tuple[World, Ask]]:
    """Each request with the world before it, where a right system does everything at once."""
    world = World.of(table.spec)
    for one in script.steps:
        if isinstance(one, Wait):
            world = world.with_job(one.job_id, None)
            continue
        yield world, one
        if one.form is None:
            world = step(world, sent(one, world), table)[0].world
            world = settled(world, table=table)


def sent(ask: Ask, world: World) -> Request:
    if ask.ahead is None:
        return ask.request
    execution = world.execution(ask.request.job_id or "", ask.request.thing_name or "")
    return with_members(
        ask.request, expected_version=(execution.version if execution else 0) + ask.ahead
    )


def test_a_spec_with_other_statuses_is_asked_too() -> None:
    reachable = {
        cell.id
        for cell in OTHER_TABLE.cells()
        if cell.operation is not None and cell.status != "BROKEN"  # only its device breaks it
    }
    found = asked_cells(scripts(OTHER_TABLE))
    assert reachable <= found
    used = {ask.request.operation for script in scripts(OTHER_TABLE) for ask in asks(script)}
    assert used <= {*OTHER_TABLE.operations}


def test_everything_is_read_between_what_may_change_and_what_changes_something() -> None:
    for script in scripts():
        if script.alone:
            continue
        made: dict[str, set[str]] = {}
        unread: set[Request] = set()
        for world, ask in played(script, TABLE):
            request = ask.request
            if request.is_read and ask.form is None:
                unread.discard(request)
                continue
            if ask.form is None and any(p.world != world for p in step(world, sent(ask, world))):
                assert unread == set(), script.id
                if isinstance(request, CreateJob):
                    made.setdefault(request.job_id, set()).update(request.targets)
            unread = {DescribeJob(job) for job in made}
            unread |= {DescribeJobExecution(j, thing) for j, on in made.items() for thing in on}
        assert unread == set(), script.id


def test_only_the_last_question_of_a_batch_changes_anything() -> None:
    for script in scripts():
        for part in script.parts:
            plain = {id(q.request): q for q in part.questions[:-1] if q.form is None}
            for world, ask in played(script, TABLE) if not script.alone else ():
                if id(ask.request) in plain:
                    permitted = step(world, sent(ask, world))
                    assert all(p.answer.error or p.world == world for p in permitted), script.id


def test_split_gives_each_question_a_script_of_its_own() -> None:
    for script in scripts():
        alone = split(script)
        joined = [ask for part in script.parts for ask in part.questions]
        questions = [one for ask in joined for one in ask.apart or (ask,)]
        own = [ask for one in alone for part in one.parts for ask in part.questions]
        assert own == questions
        assert all(one.alone == script.alone for one in alone)
        for one in alone:
            asked = [ask.cell for ask in asks(one) if ask.cell]
            assert len(asked) == 1
            assert asks(one)[-1].request.is_read


@pytest.mark.slow
def test_what_reaches_the_limit_or_waits_stands_last() -> None:
    late = [script.alone or any(isinstance(s, Wait) for s in script.steps) for script in scripts()]
    assert late == sorted(late)
    assert any(script.alone for script in scripts())
    below = scripts(TABLE, at_limit=False)
    assert not any(script.alone for script in below)
    assert {script.id for script in below} < {script.id for script in scripts()}


@pytest.mark.slow
@pytest.mark.parametrize("operation", sorted(TABLE.operations.keys() - {"CreateJob"}))
def test_an_operation_that_is_left_out_is_not_asked(operation: str) -> None:
    without = scripts(TABLE, frozenset({operation}))
    assert operation not in {ask.request.operation for script in without for ask in asks(script)}
    lost = {cell for cell in CELLS | REQUEST_CELLS if not cell.startswith(f"{operation}/")}
    lost -= asked_cells(without)
    leads_to = {
        "CancelJob": ("/CANCELED",),
        "CancelJobExecution": ("/COMPLETED",),
        "DeleteJob": ("/DELETION_IN_PROGRESS", "/job_deleting", "/at_limit"),
    }
    words = leads_to.get(operation, ())
    assert [cell for cell in lost if not any(word in cell for word in words)] == []


def test_at_the_limit_all_share_one_set_of_deletions() -> None:
    (script,) = (script for script in scripts() if script.alone)
    deleted = [
        a.request.job_id for a in asks(script) if isinstance(a.request, DeleteJob) and not a.cell
    ]
    assert len(deleted) == TABLE.spec.limit.value
    guarded = {cell for cell in CELLS if "/at_limit" in cell}
    assert guarded <= asked_cells((script,))


@pytest.mark.parametrize("profile", PROFILES)
def test_what_an_earlier_script_reads_after_the_same_requests_is_only_read_to_wait(
    profile: str,
) -> None:
    seen: set[tuple[object, ...]] = set()
    for script in scripts(table_of(profile)):
        setup: list[object] = []
        reads: set[tuple[object, ...]] = set()
        if script.alone or script.parts[0].story:
            continue
        for one in script.steps:
            if isinstance(one, Wait) or one.cell is not None:
                break
            if one.request.is_read:
                after = *setup, one.request
                length = len(script.parts[0].setup)
                assert one.known == (after in seen and len(setup) < length), script.id
                reads.add(after)
            else:
                setup.append(one.request)
        seen |= reads
