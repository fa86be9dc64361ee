"""Immutable maps: a change makes another map and leaves the first as it was.

Most maps have a few entries, so a map is a `dict` that cannot be changed, and setting an entry
copies it. A map of many entries keeps them in parts, and a change copies one part.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from itertools import chain
from typing import Any, NoReturn, TypeVar, cast

K = TypeVar("K")
V = TypeVar("V")
LARGE = 128
"""A map with at least this many entries is split into parts when it is changed."""
PARTS = 128
"""The number of parts, a power of two."""


_set, _delete, _new = dict.__setitem__, dict.__delitem__, object.__new__


class Map(dict[K, V]):
    """An immutable map: a value, with a hash if its entries have one.

    >>> few = Map(a=1)
    >>> few.set("b", 2), few.delete("a"), few
    (Map({'a': 1, 'b': 2}), Map({}), Map({'a': 1}))
    """

    __slots__ = ("_hash",)
    _hash: int

    def set(self, key: K, value: V) -> Map[K, V]:
        """The map with another value for the key."""
        if len(self) >= LARGE:
            return cast("Map[K, V]", _Parted.of(self).set(key, value))
        changed = Map(self)
        _set(changed, key, value)
        return changed

    def delete(self, key: K) -> Map[K, V]:
        """The map without the key. Raises KeyError if the map does not have it."""
        left = Map(self)
        _delete(left, key)
        return left

    def __hash__(self) -> int:  # type: ignore[override]
        return _hash_of(self)

    def __repr__(self) -> str:
        return f"Map({dict.__repr__(self)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Map, ({**self},)

    def _unchangeable(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a Map cannot be changed: set and delete return another one")

    __setitem__ = __delitem__ = __ior__ = _unchangeable
    setdefault = pop = popitem = clear = update = _unchangeable


class _Parted(Mapping[K, V]):
    """A map of many entries, each in the part that the hash of its key chooses."""

    __slots__ = ("_hash", "_size", "parts")
    _hash: int

    def __init__(self, parts: list[dict[K, V]], size: int) -> None:
        self.parts, self._size = parts, size

    @classmethod
    def of(cls, entries: Mapping[K, V]) -> _Parted[K, V]:
        parts: list[dict[K, V]] = [{} for _ in range(PARTS)]
        for key, value in entries.items():
            parts[hash(key) % PARTS][key] = value
        return cls(parts, len(entries))

    def set(self, key: K, value: V) -> _Parted[K, V]:
        at = hash(key) % PARTS
        changed = _new(_Parted)
        changed.parts = parts = self.parts.copy()
        part = parts[at]
        changed._size = self._size if key in part else self._size + 1
        parts[at] = {**part, key: value}
        return changed

    def delete(self, key: K) -> _Parted[K, V]:
        at = hash(key) % PARTS
        left = {**self.parts[at]}
        del left[key]
        parts = self.parts.copy()
        parts[at] = left
        return _Parted(parts, self._size - 1)

    def get(self, key: Any, default: Any = None) -> Any:
        return self.parts[hash(key) % PARTS].get(key, default)

    def __getitem__(self, key: K) -> V:
        return self.parts[hash(key) % PARTS][key]

    def __contains__(self, key: object) -> bool:
        return key in self.parts[hash(key) % PARTS]

    def __iter__(self) -> Iterator[K]:
        return chain.from_iterable(self.parts)

    def items(self) -> ItemsView[K, V]:
        return _Items(self)

    def values(self) -> ValuesView[V]:
        return _Values(self)

    def __len__(self) -> int:
        return self._size

    def __eq__(self, other: object) -> bool:
        if isinstance(other, _Parted):
            return self._size == other._size and self.parts == other.parts
        return {**self} == other

    def __hash__(self) -> int:
        return _hash_of(self)

    def __repr__(self) -> str:
        return repr(Map(self))

    def __reduce__(self) -> tuple[Any, ...]:
        # Strings have other hashes in another process, so pickling keeps neither parts nor hash.
        return _Parted.of, ({**self},)


class _Items(ItemsView[K, V]):
    _mapping: _Parted[K, V]

    def __iter__(self) -> Iterator[tuple[K, V]]:
        return chain.from_iterable(map(dict.items, self._mapping.parts))


class _Values(ValuesView[V]):
    _mapping: _Parted[Any, V]

    def __iter__(self) -> Iterator[V]:
        return chain.from_iterable(map(dict.values, self._mapping.parts))


def _hash_of(entries: Map[K, V] | _Parted[K, V]) -> int:
    """The hash of the entries, whatever their order; cached, because most maps are hashed again."""
    found: int | None = getattr(entries, "_hash", None)
    if found is None:
        found = entries._hash = hash(frozenset(entries.items()))
    return found
