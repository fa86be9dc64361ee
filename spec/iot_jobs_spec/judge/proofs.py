"""Proofs: the records around a fault that prove it.

A set of records *cannot be explained* if no world of the spec permits their answers, whatever the
others are: a read outside the set is left out, a rejected request has changed nothing, and what any
other request changed is unknown. A proof is such a set without a record that can be left out. So
that it holds the record at fault, a deviation must explain all of its own proof; if no deviation is
known, rejected requests about the same job or thing are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from .history import Call, History
from .parts import is_rejected, named, without

MOST_TRIES = 150
"""The most smaller sets that are tried for one proof."""


def smallest(
    history: History, proves: Callable[[History], bool], *, keep_rejected: bool
) -> tuple[Call, ...]:
    """The records of a smallest proof in ``history``, itself a proof, in their order."""
    calls = history.calls
    every = {*range(len(calls))}
    kept = every
    tries = MOST_TRIES

    def without_these(left_out: Iterable[int]) -> bool:
        """Leave them out, if what remains is a proof."""
        nonlocal kept, tries
        fewer = kept.difference(left_out)
        tries -= 1
        if tries < 0 or fewer == kept or not proves(without(history, every - fewer)):
            return False
        kept = fewer
        return True

    pinned = {i for i in every if keep_rejected and _may_be_at_fault(calls[i], calls[-1])}
    for group in _groups(calls):
        without_these(group - pinned)
    free = sorted(kept - pinned)
    size = len(free)
    while size and tries > 0:
        size = size // 2 or 1
        before, at = len(free), 0
        while at < len(free):
            if without_these(free[at : at + size]):
                del free[at : at + size]
            else:
                at += size
        if size == 1 and len(free) == before:
            break
    return tuple(calls[i] for i in sorted(kept))


def _groups(calls: Sequence[Call]) -> Iterator[set[int]]:
    """Calls that can often be left out together, but never the last one."""
    before = range(len(calls) - 1)
    yield {i for i in before if calls[i].request.is_read}
    yield {i for i in before if is_rejected(calls[i])}
    by_job: dict[str | None, set[int]] = {}
    for i in before:
        by_job.setdefault(calls[i].request.job_id, set()).add(i)
    yield from by_job.values()


def _may_be_at_fault(call: Call, last: Call) -> bool:
    """Whether a rejected request may have changed what the last call shows."""
    if call.request.is_read or not is_rejected(call):
        return False
    jobs, things = named(call)
    its_jobs, its_things = named(last)
    return not (jobs.keys().isdisjoint(its_jobs) and things.keys().isdisjoint(its_things))
