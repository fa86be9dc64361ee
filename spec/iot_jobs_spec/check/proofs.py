"""Proofs: the requests of findings asked anew, the fewest that show each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice, zip_longest
from typing import Any

from ..model.divergence import LISTINGS, READS, Divergence
from ..model.requests import CreateJob, DeleteJob, DescribeJob, Request
from ..model.world import World
from .finding import Finding
from .found import Found
from .scene import JOB, NEIGHBOUR, Question, jobs_in
from .shortest import Graph, Walk, each_listed, shown_by

Again = Callable[[Sequence[Request | Question], bool, bool, bool], Sequence[Found]]
"""Asks requests anew and returns the divergences that show; insists on the last answer or not; with
no deletion of before going on, or whichever; and waits for the end of its own, or does not. Raises
`TooSlow`."""


class TooSlow(Exception):
    """Deletions do not end in time for what should be asked after their end."""


ATTEMPTS, FEW = 40, 4
"""How often the requests of a finding are asked anew, with less of them each time."""
FEW_ENDS = 16
"""The same where each time the end of a deletion is waited for."""
LIMIT = World().deletion_limit
LONG = 20
"""Steps of which no single one is left out: a crowd is needed as it is."""


def proved(finding: Finding, again: Again, graph: Graph) -> Finding:
    """The finding with the fewest steps that show it; shortened where no walk shows it."""
    try:
        return _proved(finding, again, graph)
    except TooSlow:
        return finding


def _proved(finding: Finding, again: Again, graph: Graph) -> Finding:
    if finding.ended:  # no walk comes back to where it was
        return _shortened(finding, again)
    requests = tuple(step.request for step in finding.steps)
    rule = finding.divergence.rule
    shown = shown_by(requests, rule, finding.insisted, graph.table)
    found_by = [islice(graph.walks(shown), ATTEMPTS)]
    if finding.deleting:  # perhaps it is their number that matters
        room = rule.guards.get("at_limit") is False
        many = LIMIT - 1 if room else finding.deleting
        found_by.append(islice(graph.walks(shown._replace(deleting=many)), FEW))
    else:  # perhaps how all stands beside the job
        found_by.append(islice(graph.walks(shown, only_alike=True), FEW))
    tried = set[Walk]()
    for walk in chain(*found_by):
        if walk in tried:
            continue
        tried.add(walk)
        again_shown = _shown(walk, finding, again)
        if again_shown is not None:
            return replace(again_shown, shortest=True)
    # What was asked in one crowd with others may follow from these.
    return finding if finding.doubtful else _shortened(finding, again)


def _shown(walk: Sequence[Request | Question], finding: Finding, again: Again) -> Finding | None:
    """The finding with these steps, up to the first that shows it, if they do."""
    alone = finding.deleting > 0 or bool(finding.divergence.rule.guards.get("at_limit"))
    if finding.ended:
        walk = [*_seen_to_end(walk)]
    for found in again(walk, finding.insisted, alone, finding.ended):
        for divergence in (found.divergence, found.unless):
            if divergence is not None and _alike(divergence, finding.divergence):
                return replace(finding, divergence=divergence, steps=found.steps, shown=True)
    return None


def _seen_to_end(walk: Sequence[Request | Question]) -> Iterator[Request | Question]:
    """The same with a read of each job that is deleted, which shows when it is gone."""
    for asked, following in zip_longest(walk, walk[1:]):
        yield asked
        if isinstance(asked, DeleteJob) and following != DescribeJob(asked.job_id):
            yield DescribeJob(asked.job_id)


def _shortened(finding: Finding, again: Again) -> Finding:
    """The finding with fewer steps, if fewer show it too."""
    tail = _needed(finding)
    attempts = 0

    def shows(before: list[Request]) -> bool:
        nonlocal finding, attempts
        attempts += 1
        if attempts > (FEW_ENDS if finding.ended else ATTEMPTS):
            return False
        known = [read for read in each_listed(tail[-1], before) if read not in before]
        try:
            fewer = _shown([*before, *known, *tail], finding, again)
        except TooSlow:  # what has been shown by now is kept
            attempts, fewer = ATTEMPTS, None
        finding = fewer or finding
        return fewer is not None

    def before() -> list[Request]:
        return [step.request for step in finding.steps[: -len(tail)]]

    asked = [step.request for step in finding.steps]
    if JOB not in jobs_in(tuple(asked)):
        tail = [_about_the_job(request) for request in tail]
        if not shows([_about_the_job(request) for request in before()]):
            tail = _needed(finding)
    asked = [request for request in before() if not isinstance(request, READS)]
    bare: list[Request] = [
        request for request in asked if isinstance(request, CreateJob | DeleteJob)
    ]
    (finding.ended and shows(bare)) or shows(asked) or shows([*asked, *_read_last(before())])
    for name in jobs_in(tuple(before())):
        if name not in jobs_in(tuple(tail)):
            shows([request for request in before() if name not in jobs_in((request,))])
    for position, request in enumerate(before()):
        if isinstance(request, CreateJob) and len(request.targets) > 1:
            for thing in request.targets:
                fewer = before()
                fewer[position] = replace(request, targets=(thing,))
                if shows(fewer):
                    break
    size = len(before()) // 2 or 1
    while size and sum(not isinstance(r, READS) for r in before()) <= LONG:
        position = 0
        while position < len(before()):
            if not shows(before()[:position] + before()[position + size :]):
                position += size
        size //= 2
    return finding


def _needed(finding: Finding) -> list[Request]:
    """The requests at the end that are always needed: the last one, with what was read right before
    it where that is insisted on."""
    requests = [step.request for step in finding.steps]
    return [*_read_last(requests[:-1]), requests[-1]] if finding.insisted else requests[-1:]


def _read_last(requests: list[Request]) -> list[Request]:
    """The reads at the end, but for listings: they show nothing that others do not."""
    first = len(requests)
    while first and isinstance(requests[first - 1], READS):
        first -= 1
    return [request for request in requests[first:] if not isinstance(request, LISTINGS)]


def _about_the_job(request: Request) -> Request:
    """The request about the job instead of its neighbour."""
    if request.job_id != NEIGHBOUR:
        return request
    asked: Any = request
    about: Request = replace(asked, job_id=JOB)
    return about


def _alike(one: Divergence, other: Divergence) -> bool:
    return (
        one.rule is other.rule
        and one.claims == other.claims
        and type(one.request) is type(other.request)
        and one.seen.error == other.seen.error
    )
