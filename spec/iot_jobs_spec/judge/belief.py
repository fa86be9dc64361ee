"""Beliefs: the worlds that a system may be in after some calls, in factors.

Executions are independent of each other, given the status of their job. So a `Share` keeps the
possibilities of each group of like executions: n of them cost as much as one. What couples them,
such as a count or a guard about all of them, splits a share. Jobs are independent too, unless a
request about a thing or the limit of deletions couples them. So a `Joint` has a set of shares for
each job, any combination of which is possible, and a belief is a set of joints.

In the profile `full` more guards couple executions: the number of failed ones decides whether the
service aborts their job. Such a guard splits a share by how many executions have each status.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain, islice
from math import inf
from typing import NamedTuple, TypeGuard, TypeVar

from ..model.maps import Map
from ..model.requests import Details
from ..model.world import ExecutionRecord, JobRecord, new


class RunsOut(NamedTuple):
    """When a timer runs out, in seconds: between ``start`` and ``latest``."""

    start: float = -inf
    latest: float = inf


class Kept(NamedTuple):
    """A thing's record in a job of the profile `full`: its executions and their timers.

    The first members are those of the latest execution; ``status`` is None if DeleteJobExecution
    deleted it. ``deleted`` says whether it was live then, and is None if nothing was deleted.
    ``earlier`` are the executions before retries, by number. ``not_before`` is the time before
    which no timer can have led here. ``job_timer`` and ``step`` say when the in-progress timer and
    the step timer run out, None if unknown.
    """

    status: str | None = None
    version: int = 1
    details: Details = Map()
    force_canceled: bool | None = False
    may_be_bumped: bool = False
    order: int = 0
    retried: tuple[str, ...] = ()
    step_timer: bool = False
    deleted: bool | None = None
    earlier: Map[int, ExecutionRecord] = Map()
    not_before: float = -inf
    job_timer: RunsOut | None = None
    step: RunsOut | None = None


Known = ExecutionRecord | Kept | None
"""One possibility for an execution, or for a thing's record in a job; None: there is none."""
Possible = frozenset[Known]
Parts = tuple[tuple[Possible, int], ...]
"""A group in parts: the possibilities of each execution, and how many executions have these."""
T = TypeVar("T")
_Counts = dict[str | None, int]
"""How many executions have each status; under None, how many things have no execution."""

NOTHING: Possible = frozenset({None})
MOST = 64
"""The most alternatives that one observation may make; beyond, the belief stays too large."""


class Due(NamedTuple):
    """The deadlines of the background steps that are due to a job's executions, and to the job;
    infinity if they may come at any time."""

    executions: float
    job: float


def known_of(job: JobRecord | None, thing: str) -> Known:
    """The thing's record in the job."""
    if job is None:
        return None
    latest = job.executions.get(thing)
    if not job.deleted and not job.earlier:
        return latest
    deleted = job.deleted.get(thing) if latest is None else None
    earlier = {n: x._replace(order=0) for (t, n), x in job.earlier.items() if t == thing}
    if deleted is None and not earlier:
        return latest
    members = (None, *ExecutionRecord("")[1:]) if latest is None else latest
    return new(Kept, (*members, deleted, Map(earlier), -inf, None, None))


def with_times(
    known: Known, not_before: float, job_timer: RunsOut | None, step: RunsOut | None
) -> Known:
    """The same with these times."""
    if known is None or (not_before == -inf and job_timer is None and step is None):
        return known
    if not isinstance(known, Kept):
        known = new(Kept, (*known, None, Map(), -inf, None, None))
    return known._replace(not_before=not_before, job_timer=job_timer, step=step)


def with_known(job: JobRecord, thing: str, known: Known) -> JobRecord:
    """The job with this record of the thing, of which it had none."""
    if not isinstance(known, Kept):
        return job._replace(executions=job.executions.set(thing, known)) if known else job
    if known.status is not None:
        latest = new(ExecutionRecord, known[:8])
        job = job._replace(executions=job.executions.set(thing, latest))
    deleted, earlier = job.deleted, {(thing, n): x for n, x in known.earlier.items()}
    if known.deleted is not None:
        deleted = deleted.set(thing, known.deleted)
    return job._replace(deleted=deleted, earlier=Map({**job.earlier, **earlier}))


def statuses_of(known: Known) -> tuple[str, ...]:
    """The statuses of all executions in a thing's record, sorted."""
    if not isinstance(known, Kept):
        return (known.status,) if known else ()
    latest = () if known.status is None else (known.status,)
    return tuple(sorted((*latest, *(x.status for x in known.earlier.values()))))


def numbers(known: Known, status: str) -> Iterator[int]:
    """The executionNumbers in a thing's record that have the status."""
    if known is not None and known.status == status:
        yield len(known.retried) + 1
    if isinstance(known, Kept):
        yield from (n for n, earlier in known.earlier.items() if earlier.status == status)


def shown_of(known: Known) -> tuple[str, ...]:
    """The status of the execution that a thing shows: of the latest one that is not deleted."""
    if not isinstance(known, Kept) or known.status is not None or not known.earlier:
        return (known.status,) if known and known.status else ()
    return (known.earlier[max(known.earlier)].status,)


AT_ANY_TIME = Due(inf, inf)
NEVER = Due(-inf, -inf)
"""Nothing is due."""


class Share(NamedTuple):
    """One possibility for a job: its record without executions, and their possibilities.

    ``at`` has the number of each target's group, ``free`` that of each group with a single part, by
    that part. The number of a group says what its executions may be when it is made, so that shares
    are equal in whatever order their groups were made. ``made`` is the number of the call that
    created the job. ``mark`` replaces ``at`` in hashes, at a cost that does not grow with the job.
    """

    job: JobRecord
    made: int
    due: Due
    mark: int
    groups: Map[int, Parts]
    free: Map[Possible, int]
    targets: frozenset[str]
    at: Map[str, int]

    @classmethod
    def of(cls, job: JobRecord, made: int, due: Due) -> Share:
        """A job before the first roll-out."""
        targets, number = frozenset(job.targets), hash(NOTHING)
        groups: Map[int, Parts] = Map({number: ((NOTHING, len(targets)),)} if targets else {})
        free = Map({NOTHING: number}) if targets else Map()
        return cls(job, made, due, 0, groups, free, targets, Map(dict.fromkeys(targets, number)))

    def __hash__(self) -> int:
        return hash((self.job.status, self.made, self.mark, self.groups))

    def possible(self, thing: str) -> Iterator[Possible]:
        """The alternative possibilities of the execution on the thing."""
        number = self.at.get(thing)
        return iter((NOTHING,)) if number is None else (one for one, _ in self.groups[number])

    def without(self, thing: str) -> Iterator[tuple[Possible, Share]]:
        """The possibilities of the execution on the thing, each with the share of the others."""
        number = self.at.get(thing)
        if number is None:
            yield NOTHING, self
            return
        parts = self.groups[number]
        rest = self._at(self.at.delete(thing), self.mark ^ hash((thing, number)))
        for index, (possible, count) in enumerate(parts):
            one_less = ((possible, count - 1),) if count > 1 else ()
            left = (*parts[:index], *one_less, *parts[index + 1 :])
            yield possible, rest._with_parts(number, left)

    def with_(self, thing: str, possible: Possible) -> Share:
        """The share with an execution on the thing added."""
        if thing not in self.targets:
            return self
        number = self.free.get(possible)
        if number is None:
            number, count = _unused(self.groups, hash(possible)), 0
        else:
            count = self.groups[number][0][1]
        added = self._with_parts(number, ((possible, count + 1),))
        return added._at(self.at.set(thing, number), self.mark ^ hash((thing, number)))

    def instead(self, thing: str, possible: Possible) -> Share:
        """The share with these possibilities for the execution on the thing, whose group has one
        part: like `without` and `with_`, in half the time."""
        old = self.at.get(thing)
        if old is None:
            return self
        [(before, count)] = self.groups[old]
        if before == possible:
            return self
        job, made, due, mark, groups, free, targets, at = self
        if count > 1:
            groups = groups.set(old, ((before, count - 1),))
        else:
            groups = groups.delete(old)
            if free.get(before) == old:
                free = free.delete(before)
        number = free.get(possible)
        if number is None:
            number = hash(possible)
            if number in groups:
                number = _unused(groups, number)
            free = free.set(possible, number)
            groups = groups.set(number, ((possible, 1),))
        else:
            groups = groups.set(number, ((possible, groups[number][0][1] + 1),))
        mark ^= hash((thing, old)) ^ hash((thing, number))
        return new(Share, (job, made, due, mark, groups, free, targets, at.set(thing, number)))

    def each(self, change: Callable[[Possible], Possible]) -> Share | None:
        """The share with every possibility changed; None if an execution has none left."""
        groups: dict[int, Parts] = {}
        for number, parts in self.groups.items():
            groups[number] = tuple((change(possible), count) for possible, count in parts)
            if not all(possible for possible, _ in groups[number]):
                return None
        if all(groups[number] == parts for number, parts in self.groups.items()):
            return self
        return self._replace(groups=Map(groups), free=_free(groups))

    def all_or_not(self, fits: Callable[[Known], bool]) -> tuple[Share | None, list[Share]]:
        """The share in which every execution fits, None if one cannot; and the shares in which one
        does not."""
        fitting: dict[int, Parts] = {}
        not_all: list[Share] = []
        for number, parts in self.groups.items():
            kept: list[tuple[Possible, int]] = []
            for index, (possible, count) in enumerate(parts):
                yes = frozenset(filter(fits, possible))
                kept.append((yes, count))
                if not yes:
                    return None, [self]
                if len(yes) < len(possible):
                    one = (possible - yes, 1)
                    rest = ((possible, count - 1),) if count > 1 else ()
                    split = (*parts[:index], one, *rest, *parts[index + 1 :])
                    not_all.append(self._with_parts(number, split))
            fitting[number] = tuple(kept)
        if not not_all:
            return self, []
        return self._replace(groups=Map(fitting), free=_free(fitting)), not_all

    def counted(self, counts: Mapping[str, int]) -> Iterator[Share]:
        """The shares with exactly these numbers of executions by status."""
        without = len(self.at) - sum(counts.values())
        if without < 0:
            return
        wanted: _Counts = {None: without}
        wanted.update(counts)
        found = [(self, wanted)]
        for number, parts in self.groups.items():
            following = []
            for share, left in found:
                for chosen, rest in islice(_assigned(parts, left), MOST + 1):
                    narrowed = share if chosen == parts else share._with_parts(number, chosen)
                    following.append((narrowed, rest))
            found = following
            if len(found) > MOST:
                yield self
                return
        yield from (share for share, left in found if not any(left.values()))

    def attempts(self, counts: Mapping[str, int]) -> Iterator[Share]:
        """The same, with executions before retries counted too, or those of which the retry was
        deleted; nothing if there are none."""
        if not any(_is_kept(known) and known.earlier for known in self.possibilities()):
            return
        for share, seen in chain(self.split(shown_of), self.split(statuses_of)):
            if seen is None:
                yield share
                continue
            total: dict[str, int] = {}
            for statuses, number in seen.items():
                for status in statuses:
                    total[status] = total.get(status, 0) + number
            if total == {**counts}:
                yield share

    def sorts(self, sort: Callable[[Known], T]) -> dict[frozenset[T], int]:
        """Every set of sorts that an execution may have, with the number of such executions."""
        found: dict[frozenset[T], int] = {}
        for parts in self.groups.values():
            for possible, count in parts:
                kinds = frozenset(map(sort, possible))
                found[kinds] = found.get(kinds, 0) + count
        return found

    def split(
        self, sort: Callable[[Known], T], most: int = MOST
    ) -> Iterator[tuple[Share, Mapping[T, int] | None]]:
        """The shares that settle how many executions are of each sort, with these numbers. If there
        are more than ``most``, the share itself, with None."""
        found: list[tuple[Share, dict[T, int]]] = [(self, {})]
        for number, parts in self.groups.items():
            following = []
            for share, seen in found:
                for chosen, more in islice(_sorted_parts(parts, sort), most + 1):
                    narrowed = share if chosen == parts else share._with_parts(number, chosen)
                    total = {
                        kind: seen.get(kind, 0) + more.get(kind, 0) for kind in {**seen, **more}
                    }
                    following.append((narrowed, total))
                if len(following) > most:
                    yield self, None
                    return
            found = following
        yield from found

    def lost(self) -> Iterator[tuple[bool, Share]]:
        """The shares in which DeleteJobExecution deleted a live execution or the last one, with
        True; and the others."""
        if not any(_is_kept(known) and known.deleted is not None for known in self.possibilities()):
            yield False, self
            return
        ended, before_end = self.all_or_not(lambda known: not (_is_kept(known) and known.deleted))
        yield from ((True, one) for one in before_end)
        if ended is None:
            return
        empty, others = ended.all_or_not(lambda known: known is None or known.status is None)
        yield from ((False, one) for one in others)
        if empty is None:
            return
        never, last = empty.all_or_not(lambda known: not _is_kept(known) or known.deleted is None)
        yield from ((True, one) for one in last)
        if never is not None:
            yield False, never

    def has(self, statuses: frozenset[str]) -> bool:
        """Whether an execution may have one of the statuses."""
        return any(known is not None and known.status in statuses for known in self.possibilities())

    def possibilities(self) -> Iterator[Known]:
        """Each possibility for an execution."""
        return (k for parts in self.groups.values() for possible, _ in parts for k in possible)

    def listed(self, entries: Mapping[str, tuple[str, ...]]) -> list[Share]:
        """The shares in which each thing's executions have its statuses in ``entries``, and a thing
        that is not there has none."""
        if not entries.keys() <= self.targets:
            return []
        found = [self]
        for thing in self.targets:
            statuses = entries.get(thing, ())
            following = []
            for share in found:
                parts = share.groups[share.at[thing]]
                if len(parts) == 1 and _with_statuses(parts[0][0], statuses) == parts[0][0]:
                    following.append(share)
                    continue
                for possible, rest in share.without(thing):
                    if only := _with_statuses(possible, statuses):
                        following.append(rest.with_(thing, only))
            found = list(once(following))
        return found

    def _at(self, at: Map[str, int], mark: int) -> Share:
        job, made, due, _, groups, free, targets, _ = self
        return new(Share, (job, made, due, mark, groups, free, targets, at))

    def _with_parts(self, number: int, parts: Parts) -> Share:
        job, made, due, mark, groups, free, targets, at = self
        old = groups.get(number, ())
        if len(old) != 1 or len(parts) != 1 or old[0][0] != parts[0][0]:
            if len(old) == 1 and free.get(old[0][0]) == number:
                free = free.delete(old[0][0])
            if len(parts) == 1:
                free = free.set(parts[0][0], number)
        groups = groups.set(number, parts) if parts else groups.delete(number)
        return new(Share, (job, made, due, mark, groups, free, targets, at))


def _unused(groups: Map[int, Parts], number: int) -> int:
    """The number of a new group. Another group has the one of its possibilities if its own have
    changed since it was made."""
    while number in groups:
        number += 1
    return number


def _free(groups: Mapping[int, Parts]) -> Map[Possible, int]:
    found: dict[Possible, int] = {}
    for number, parts in groups.items():
        if len(parts) == 1:  # of several groups the same one, whichever was made first
            found[parts[0][0]] = min(number, found.get(parts[0][0], number))
    return Map(found)


@lru_cache(4096)
def _with_statuses(possible: Possible, statuses: tuple[str, ...]) -> Possible:
    return frozenset(known for known in possible if statuses_of(known) == statuses)


def _is_kept(known: Known) -> TypeGuard[Kept]:
    return type(known) is Kept


def _sorted_parts(
    parts: Parts, sort: Callable[[Known], T]
) -> Iterator[tuple[Parts, Mapping[T, int]]]:
    """The parts with a sort chosen for each execution, and how many are of each sort."""
    if not parts:
        yield (), {}
        return
    (possible, count), *others = parts
    alike: dict[T, set[Known]] = {}
    for known in possible:
        alike.setdefault(sort(known), set()).add(known)
    for numbers in sums(count, [count] * len(alike)):
        row = [(kind, n) for kind, n in zip(alike, numbers, strict=True) if n]
        chosen = tuple((frozenset(alike[kind]), n) for kind, n in row)
        for more, seen in _sorted_parts(tuple(others), sort):
            total = dict(seen)
            for kind, n in row:
                total[kind] = total.get(kind, 0) + n
            yield (*chosen, *more), total


def _assigned(parts: Parts, left: _Counts) -> Iterator[tuple[Parts, _Counts]]:
    """The parts with a status chosen for each execution, and what is left of the counts."""
    if not parts:
        yield (), left
        return
    (possible, count), *others = parts
    by_status: dict[str | None, set[Known]] = {}
    for known in possible:
        by_status.setdefault(known and known.status, set()).add(known)
    for numbers in sums(count, [left.get(status, 0) for status in by_status]):
        rest = dict(left)
        chosen: list[tuple[Possible, int]] = []
        for (status, alike), number in zip(by_status.items(), numbers, strict=True):
            if number:
                rest[status] -= number
                chosen.append((frozenset(alike), number))
        for more, remaining in _assigned(tuple(others), rest):
            yield (*chosen, *more), remaining


def sums(total: int, most: list[int]) -> Iterator[tuple[int, ...]]:
    """Every way to write the total as a sum of numbers, none above its maximum."""
    if not most:
        if not total:
            yield ()
        return
    rest = sum(most[1:])
    for number in range(max(0, total - rest), min(total, most[0]) + 1):
        for others in sums(total - number, most[1:]):
            yield (number, *others)


Shares = tuple[Share | None, ...]
"""The possibilities for a job, each once; None: there is no such job."""


class Joint(NamedTuple):
    """Possibilities for each job that was ever created, any combination of which is possible.

    ``on`` has the jobs that ever had a thing as a target, ``sharing`` those that share one with
    another job: only for these the order of roll-outs matters. ``order`` holds (thing, job, other)
    if the job's execution is known to have been rolled out before the other's. Nothing is known of
    the ``unknown`` jobs, and with ``rest_unknown`` of any job that is not in ``jobs``: each may be
    anything that the spec permits, with any targets. ``few`` holds sets of jobs, each with the
    number of them that may be being deleted at most.
    """

    jobs: Map[str, Shares] = Map()
    on: Map[str, tuple[str, ...]] = Map()
    sharing: frozenset[str] = frozenset()
    order: frozenset[tuple[str, str, str]] = frozenset()
    unknown: frozenset[str] = frozenset()
    rest_unknown: bool = False
    few: tuple[tuple[frozenset[str], int], ...] = ()

    def shares(self, job_id: str) -> Shares | None:
        """The possibilities for the job; None: nothing is known of it."""
        found = self.jobs.get(job_id)
        if found is None and not self.rest_unknown and job_id not in self.unknown:
            return NO_JOB
        return found

    def with_job(self, job_id: str, shares: Iterable[Share | None]) -> Joint:
        jobs, on, sharing, order, unknown, rest, few = self
        if unknown:
            unknown -= {job_id}
        return new(Joint, (jobs.set(job_id, once(shares)), on, sharing, order, unknown, rest, few))

    def without(self, job_id: str) -> Joint:
        """The joint in which nothing is known of the job. Its ``order`` no longer matters: the job
        is known again only once it is absent."""
        return self._replace(
            jobs=self.jobs.delete(job_id) if job_id in self.jobs else self.jobs,
            unknown=self.unknown | {job_id},
            few=tuple((jobs - {job_id}, most) for jobs, most in self.few),
        )


NO_JOB: Shares = (None,)


Belief = tuple[Joint, ...]
"""Joints, one of which holds; empty if nothing explains what was seen."""


def once(values: Iterable[T]) -> tuple[T, ...]:
    """Each of the values once; one alone is not hashed."""
    found = tuple(values)
    return found if len(found) < 2 else tuple(dict.fromkeys(found))


def products(rows: Iterable[tuple[T, ...]]) -> Iterator[tuple[frozenset[T], ...]]:
    """A set of rows as products of sets, column by column: together they hold exactly the rows."""
    rows = frozenset(rows)
    width = len(next(iter(rows), ()))
    columns = tuple(frozenset(row[at] for row in rows) for at in range(width))
    size = 1
    for column in columns:
        size *= len(column)
    if size == len(rows):
        if rows:
            yield columns
        return
    rest_of: dict[T, set[tuple[T, ...]]] = {}
    for row in rows:
        rest_of.setdefault(row[0], set()).add(row[1:])
    alike: dict[frozenset[tuple[T, ...]], set[T]] = {}
    for first, rest in rest_of.items():
        alike.setdefault(frozenset(rest), set()).add(first)
    for others, firsts in alike.items():
        for columns in products(others):
            yield (frozenset(firsts), *columns)
