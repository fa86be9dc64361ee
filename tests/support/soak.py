"""Histories at random, explained by the judge and by brute force: ``make soak COUNT=100000``."""

from __future__ import annotations

import sys
from itertools import product
from math import inf
from random import Random

from iot_jobs_spec.judge.advance import Advance
from iot_jobs_spec.judge.explain import explain
from iot_jobs_spec.judge.history import Call, History
from iot_jobs_spec.model.profiles import table_of
from support import every_world, walks

LIMITS = (1, 2, 3, 10)
SETTLES = (0.0, 5.0, 12.0, 30.0, inf)
"""Seconds; `walks.SECONDS` pass from one call to the next."""
ADVANCES = {
    (settle, limit, others): Advance(settle=settle, limit=limit, others_delete=others)
    for settle, limit, others in product(SETTLES, LIMITS, (False, True))
}


def compared(seed: int, *, settle: float, overlap: bool, lies: float) -> str:
    """Hold the judge against brute force on a short history: "explained", "diverges", or "too many"
    worlds to compare. With ``lies`` the system may also be later than ``settle``. AssertionError:
    they differ."""
    random = Random(seed)
    limit, others = random.choice(LIMITS), random.random() < 0.3
    late = random.choice(SETTLES) if lies else settle
    walk = walks.walk(
        random, 5, jobs=("a", "b"), settle=late, limit=limit, lies=lies, others=others
    )
    calls = walks.with_times(random, walk, lost=0.1 * overlap, overlap=overlap)
    if not overlap and random.random() < 0.3:
        calls = [Call(*one) for one in walk]
    try:
        good, rules = every_world.explained(calls, settle=settle, limit=limit, others_delete=others)
    except every_world.TooMany:
        return "too many"
    found = explain(calls, ADVANCES[settle, limit, others])
    assert good == (found.diverges is None), calls
    if not good:
        return "diverges"
    known = [index for index, call in enumerate(calls) if call.answer is not None]
    assert [{*found.rules[i]} for i in known] == [rules[i] for i in known], calls
    return "explained"


FULL = table_of("full")
LIVES = {feature: walks.FEATURES[: number + 1] for number, feature in enumerate(walks.FEATURES)}
"""What the jobs of a walk in the profile `full` may have, by the last feature."""
_OF_FULL = {
    (settle, limit): Advance(FULL, settle=settle, limit=limit)
    for settle, limit in product(SETTLES, LIMITS)
}


def lived(seed: int, feature: str, *, settle: float) -> None:
    """Explain a longer history of a right system of the profile `full`. AssertionError: it
    diverges."""
    random = Random(seed)
    limit, features = random.choice(LIMITS), LIVES[feature]
    walk = lives(random, random.choice((8, 15, 30)), features, settle=settle, limit=limit)
    calls = [Call(*one) for one in walk]
    if random.random() < 0.7:
        lost, untimed = random.choice((0, 0.03)), random.random() < 0.2
        calls = walks.with_times(random, walk, lost=lost, untimed=untimed)
    history, how = History(tuple(calls)), random.random()
    if how < 0.2:
        history = walks.skipping(random, calls)
    elif how < 0.4:
        history = History(tuple(call for call in calls if random.random() < 0.7))
    found = explain(history, _OF_FULL[settle, limit], partial=0.2 <= how < 0.4)
    assert found.diverges is None, history


def compared_lives(seed: int, feature: str, *, settle: float, lies: float) -> str:
    """Hold the judge of the profile `full` against brute force on a short history. Where the judge
    takes more worlds for possible than there are, it must not find less: "more"."""
    random = Random(seed)
    limit = random.choice(LIMITS)
    walk = lives(random, 5, LIVES[feature], settle=settle, limit=limit, lies=lies, clock=False)
    calls = [Call(*one) for one in walk]
    try:
        good, rules = every_world.explained(calls, settle=settle, limit=limit, table=FULL)
    except every_world.TooMany:
        return "too many"
    found = explain(calls, _OF_FULL[settle, limit])
    assert found.diverges is None or not good, calls
    if good != (found.diverges is None):
        return "more"
    if not good:
        return "diverges"
    its = [{*found.rules[index]} for index in range(len(calls))]
    assert all(mine >= {*right} for mine, right in zip(its, rules, strict=True)), calls
    return "explained" if its == [*map(set, rules)] else "more"


def lives(
    random: Random,
    length: int,
    features: tuple[str, ...],
    *,
    settle: float,
    limit: int,
    lies: float = 0,
    clock: bool = True,
) -> walks.Walk:
    return walks.walk(
        random,
        length,
        jobs=("a", "b"),
        settle=settle,
        limit=limit,
        lies=lies,
        asks=walks.of_a_life(features),
        table=FULL,
        clock=clock,
        first=lambda random, job: walks.create(random, job, features),
    )


WALKS = (
    "in full",
    "in part unanswered",
    "with skipped lines",
    "in part recorded",
    "while others delete",
    "at the limit",
)
"""How the history of a longer walk is recorded."""


def walked(seed: int, how: str, *, settle: float) -> None:
    """Explain a longer history of a right system. AssertionError: it diverges."""
    random = Random(seed)
    limit, length = random.choice(LIMITS), random.choice((8, 15, 30))
    others, crowded = how == "while others delete", how == "at the limit"
    if crowded:
        limit, length = random.choice((1, 2, 3)), random.choice((8, 15))
    asks = walks.of_deletions if crowded else None
    jobs = ("a", "b", "c", "d")[: 4 if crowded else 3]
    walk = walks.walk(
        random, length, jobs=jobs, settle=settle, limit=limit, others=others, asks=asks
    )
    lost = 0.02 if how == "in part unanswered" else 0.1 * crowded
    calls = [Call(*one) for one in walk]
    if random.random() < 0.7:
        calls = walks.with_times(random, walk, lost=lost, untimed=random.random() < 0.2)
    history = (
        walks.skipping(random, calls) if how == "with skipped lines" else History(tuple(calls))
    )
    partial = how == "in part recorded"
    if partial:
        history = History(tuple(call for call in calls if random.random() < 0.7))
    found = explain(history, ADVANCES[settle, limit, others], partial=partial)
    assert found.diverges is None, history


def main(count: int) -> None:
    """So many histories of each sort, in a mixture of all modes."""
    results = {"explained": 0, "diverges": 0, "too many": 0}
    for seed in range(count):
        settle = SETTLES[seed % len(SETTLES)]
        overlap, lies = bool(seed // 2 % 2), (0, 0.25)[seed // 4 % 2]
        results[compared(seed, settle=settle, overlap=overlap, lies=lies)] += 1
        for how in WALKS:
            walked(seed, how, settle=settle)
        for feature in LIVES:
            lived(seed, feature, settle=settle)
        if sys.stderr.isatty():
            print(f"\r{seed + 1:,} of {count:,}", end="", file=sys.stderr, flush=True)
    said = ", ".join(f"{number:,} {what}" for what, number in results.items())
    print(f"{count:,} short histories as by brute force: {said}")
    for how in WALKS:
        print(f"{count:,} longer histories of right systems, {how}: none diverges")
    for feature in LIVES:
        print(f"{count:,} longer histories of the profile full, up to {feature}: none diverges")


if __name__ == "__main__":
    main(int(sys.argv[1]))
