"""A mapping that never changes: states of a hundred thousand entries fold without copying them.

A new map shares all but a few nodes with the old one, so that a change costs about the same
whatever the map's size.
"""

from collections.abc import Hashable, Iterator, Mapping
from typing import Generic, TypeVar

from rpds import HashTrieMap

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class FrozenMap(Mapping[K, V], Generic[K, V]):
    """Built empty, and from there by ``with_`` and ``without``; its order means nothing."""

    __slots__ = ("_trie",)

    def __init__(self) -> None:
        self._trie: HashTrieMap[K, V] = HashTrieMap()

    def with_(self, key: K, value: V) -> "FrozenMap[K, V]":
        """A map in which ``key`` has ``value``."""
        return _around(self._trie.insert(key, value))

    def without(self, key: K) -> "FrozenMap[K, V]":
        """A map that lacks ``key``; the same one if it lacks it already."""
        return _around(self._trie.remove(key)) if key in self._trie else self

    def __contains__(self, key: object) -> bool:
        return key in self._trie

    def __getitem__(self, key: K) -> V:
        return self._trie[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._trie)

    def __len__(self) -> int:
        return len(self._trie)

    def __hash__(self) -> int:
        return hash(frozenset(self.items()))

    def __repr__(self) -> str:
        return f"FrozenMap({dict(self)!r})"


def _around(trie: "HashTrieMap[K, V]") -> FrozenMap[K, V]:
    found: FrozenMap[K, V] = FrozenMap()
    found._trie = trie  # noqa: SLF001 - the map's own maker
    return found
