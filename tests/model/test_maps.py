"""Immutable maps: every change gives another map, and few and many entries behave alike."""

from __future__ import annotations

import os
import pickle
import sys
from copy import deepcopy
from subprocess import run

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_jobs_spec.model.maps import LARGE, Map

MANY = 3 * LARGE
changes = st.lists(st.tuples(st.booleans(), st.integers(0, 2 * LARGE), st.integers(0, 3)))


@pytest.mark.parametrize("size", [0, 1, LARGE - 1, LARGE, MANY])
@given(changes)
def test_a_map_is_what_a_dict_would_be(size: int, changes: list[tuple[bool, int, int]]) -> None:
    expected = {key: -1 for key in range(size)}
    found = Map(expected)
    for puts, key, value in changes:
        before, was = found, {**found}
        if puts:
            found, expected = found.set(key, value), {**expected, key: value}
        elif key in expected:
            found = found.delete(key)
            expected = {k: v for k, v in expected.items() if k != key}
        else:
            with pytest.raises(KeyError):
                found.delete(key)
        assert {**before} == was
    same = Map(expected)
    assert {**found} == dict(found.items()) == dict(found) == expected
    assert found == same
    assert same == found
    assert hash(found) == hash(same)
    assert sorted(found) == sorted(found.keys()) == sorted(expected)
    assert sorted(found.values()) == sorted(expected.values())
    assert len(found) == len(found.items()) == len(expected)
    assert all(found[key] == found.get(key) == value for key, value in expected.items())
    assert (-5 in found, found.get(-5), found.get(-5, 7)) == (False, None, 7)
    assert found != same.set(-1, 0)


@pytest.mark.parametrize("size", [2, MANY])
def test_a_map_cannot_be_changed(size: int) -> None:
    found = Map({key: key for key in range(size)}).set(0, 1)
    for change in (
        "found[0] = 2",
        "del found[0]",
        "found.__ior__({0: 2})",
        "found.update({0: 2})",
        "found.pop(0)",
        "found.popitem()",
        "found.clear()",
        "found.setdefault(9, 9)",
    ):
        with pytest.raises((TypeError, AttributeError)):
            exec(change, {"found": found})
    assert found == {key: key or 1 for key in range(size)}


@pytest.mark.parametrize("size", [0, 2, MANY])
def test_a_map_can_be_copied(size: int) -> None:
    found = Map({key: key for key in range(size)}).set(0, 1)
    assert pickle.loads(pickle.dumps(found)) == deepcopy(found) == found
    assert repr(Map(a=1).set("b", 2)) == "Map({'a': 1, 'b': 2})"


def test_another_process_finds_the_entries_of_a_map() -> None:
    """Strings have other hashes there."""
    large = Map({str(number): number for number in range(MANY)}).set("more", 1)
    hash(large)
    code = """if True:
        import pickle, sys
        from iot_jobs_spec.model.maps import Map
        found = pickle.load(sys.stdin.buffer)
        assert found["more"] == 1
        assert hash(found) == hash(Map({**found}))
    """
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    run([sys.executable, "-c", code], input=pickle.dumps(large), env=environment, check=True)


def test_a_change_of_a_map_of_many_entries_copies_few() -> None:
    """Of ten thousand entries, a change leaves all but one of the parts as they were."""
    found = Map({key: key for key in range(10_000)}).set(0, 1)
    other = found.set(1, 2)
    parts = zip(found.parts, other.parts, strict=True)  # type: ignore[attr-defined]
    assert sum(one is not two for one, two in parts) == 1
