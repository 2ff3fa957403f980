"""Tables of the read model: folds over events, and what is derived from folded rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from shared.kernel.messages import Event, View

UNDECLARED = "?"
E = TypeVar("E", bound=Event)
V = TypeVar("V", bound=View)


@dataclass(frozen=True, slots=True)
class Projection(Generic[E, V]):
    """Which rows an event concerns (``keys``) and each of them after it (``evolve``).

    ``evolve(key, row, event)`` gets ``None`` while the row does not exist and answers ``None``
    to have none. All events of one row come from one stream. ``view`` is the row's class: its
    fields are the columns, its first field is the key (text). ``on`` are the classes of events
    it reads, own and foreign. ``version`` is raised when the rows must be built anew.
    Storing rows, skipping events seen before and rebuilding are the part of ``shared.readmodel``.

    ``person`` is the column of the person whose record a row is: the first in ``about`` of the
    row's events; ``None`` if that is nobody. The rows of an erased person are deleted.
    """

    table: str
    view: type[V]
    on: tuple[type[Event], ...]
    keys: Callable[[E], Sequence[str]]
    evolve: Callable[[str, V | None, E], V | None]
    version: int = 1
    never_parked: bool = False
    person: str | None = UNDECLARED


@dataclass(frozen=True, slots=True)
class Derived(Generic[V]):
    """Rows computed from folded rows of several streams, recomputed where a batch touched them.

    ``sources`` are the projections' tables that feed it. ``affected`` (SQL, ``$1 text[]`` the
    touched keys of those tables, one text column out) names the derived keys; it runs after
    the folded rows are written. ``inputs`` (SQL, ``$1 text[]`` derived keys; its first column is
    the derived key) reads what they are computed from, after their locks are held. ``compute`` is
    pure: a key, its input records (mappings) and the day → all rows of that key. ``key_column``
    of the table holds the derived key: its old rows are those with that key.

    ``dated``: ``inputs`` gets the day as ``$2 date``. ``guard`` (SQL) runs before ``affected``, in
    a statement of its own: a lock of the transaction that orders it against a ``Marking``.
    ``person`` is as in a ``Projection``; the rows of an erased person are computed again.
    """

    table: str
    view: type[V]
    key_column: str
    sources: tuple[str, ...]
    affected: str
    inputs: str
    compute: Callable[[str, Sequence[Any], date], Sequence[V]]
    dated: bool = False
    guard: str | None = None
    version: int = 1
    person: str | None = UNDECLARED


@dataclass(frozen=True, slots=True)
class Marking:
    """What is to be done because rows have changed, noted in the transaction that changes them.

    ``statement`` (SQL, ``$1 text[]`` keys of changed rows of ``sources``) runs live only, never in
    a rebuild: for folded tables before anything is derived, for derived ones after.
    """

    name: str
    sources: tuple[str, ...]
    statement: str
