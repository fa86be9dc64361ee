"""Pending executions: which one a device gets next.

By the spec it is one that is IN_PROGRESS if there is any, else a QUEUED one, and the oldest of
these. A system that deviates takes another one (`INSTEAD`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from ..language.rules import Change, Rule
from ..language.spec import Spec
from .world import Found, World

Front = Found | tuple[str, None, None]
"""The execution that a device gets next; if none is pending, a terminal one, or none."""
Key = Callable[[int, int], tuple[int, int]]
"""Orders executions by the place of their status, 0 for the one that comes first by the spec, and
by the number under which they were queued."""

NEXT = "next"
"""Stands for which execution a device gets next, as the field of a `Change`."""
NEWEST_OF_STATUS, OTHER_ONLY = "newest of its status", "other status only"
ANY, NONE = "any", "none"
_ORDERS: Mapping[str, Key] = {
    "oldest": lambda _, number: (0, number),
    NEWEST_OF_STATUS: lambda status, number: (status, -number),
    "newest": lambda _, number: (0, -number),
    "other status first": lambda status, number: (-status, number),
}
INSTEAD = (*_ORDERS, OTHER_ONLY, NONE, ANY)
"""What a system may take instead: the first in another order, one only if it has another status
than the one that comes first, none, or any."""


def pending_of(world: World, thing: str, spec: Spec) -> list[Found]:
    """The pending executions of a thing with their jobs, in the order in which its device gets
    them."""
    return in_order(world.executions_of(thing), spec)


def in_order(executions: Iterable[Found], spec: Spec, key: Key | None = None) -> list[Found]:
    """The pending ones of these, in that order or in another one."""
    order = spec.pending.statuses
    live = [found for found in executions if found[2].status in order]
    if key is None:
        return sorted(live, key=lambda found: (order.index(found[2].status), found[2].order))
    return sorted(live, key=lambda found: key(order.index(found[2].status), found[2].order))


def fronts(executions: Iterable[Found], spec: Spec, key: Key | None = None) -> list[Front]:
    """The execution that a device gets next; two if that depends on whether the service has cut the
    device off from a job that is being deleted (A21)."""
    executions = list(executions)
    pending = in_order(executions, spec, key)
    over = next((x for x in executions if x[2].status not in spec.live), ("", None, None))
    sure = next((p for p in pending if p[1].status != spec.deleting), over)
    return list({x[0]: x for x in (sure, pending[0] if pending else over)}.values())


@lru_cache(4096)
def instead(rule: Rule) -> str:
    """Which execution the rule of a system that deviates takes instead; "" for the right one."""
    changes = (effect for effect in rule.does if isinstance(effect, Change))
    return next((str(one.value) for one in changes if one.field == NEXT), "")


def fronts_instead(executions: Iterable[Found], spec: Spec, how: str) -> list[Front]:
    """The execution that a device gets from a system that deviates; several if that is open."""
    if how == NONE:
        return [("", None, None)]
    if how == ANY:
        return [*in_order(executions, spec)]
    first = spec.pending.statuses[0]
    its = [found for found in executions if how != OTHER_ONLY or found[2].status != first]
    return fronts(its, spec, _ORDERS.get(how))
