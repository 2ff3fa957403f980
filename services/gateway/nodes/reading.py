"""How objects are read: by id, as the children of an object, or as pages of a connection.

Whatever the fields of one operation ask for at the same time goes into one statement, however many
objects ask.
"""

from asyncio import gather
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from strawberry.dataloader import DataLoader

from services.gateway.sql.reads import Reads, Record
from services.gateway.visibility import Viewer

N = TypeVar("N")

Depends = Literal["nothing", "rows", "own_rows", "columns"]
"""What the viewer changes in a statement's answer, and so which parameters of the viewer's stand
where: person and HR first, the person first, the person last.
"""


@dataclass(frozen=True, slots=True, eq=False)
class ById(Generic[N]):
    """Objects by the id that stands in column ``key``; what the viewer may not see is not there."""

    statement: str
    key: str
    make: Callable[[Record, Viewer], N]
    viewer: Depends = "nothing"


@dataclass(frozen=True, slots=True, eq=False)
class Children(Generic[N]):
    """The few objects that belong to one that is seen already, or that the viewer may see.

    ``varies`` where the arguments decide which way of finding them is the best.
    """

    statement: str
    make: Callable[[Record], N]
    viewer: Depends = "nothing"
    varies: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Listing(Generic[N]):
    """Pages of a connection, in the order of ``cursor``: columns, and the type of each."""

    page: str
    count: str
    cursor: tuple[tuple[str, type], ...]
    make: Callable[[Record, Viewer], N]
    viewer: Depends = "nothing"


class Reading:
    """The loaders of one operation; nothing read outlives it."""

    def __init__(self, reads: Reads, viewer: Viewer) -> None:
        self._reads = reads
        self._viewer = viewer
        self._loaders: dict[Hashable, DataLoader[str, Any]] = {}

    def afresh(self) -> "Reading":
        """With nothing read yet, for after a write."""
        return Reading(self._reads, self._viewer)

    async def one(self, kind: ById[N], key: str | None) -> N | None:
        if key is None:
            return None

        async def load(keys: list[str]) -> list[N | None]:
            rows = await self._reads.rows(kind.statement, *self._arguments(kind.viewer, keys))
            found = {row[kind.key]: kind.make(row, self._viewer) for row in rows}
            return [found.get(each) for each in keys]

        found: N | None = await self._loader(kind, load).load(key)
        return found

    async def several(self, kind: ById[N], keys: Sequence[str]) -> list[N | None]:
        found: list[N | None] = [None] * len(keys)

        async def put(place: int, key: str) -> None:
            found[place] = await self.one(kind, key)

        await gather(*(put(place, key) for place, key in enumerate(keys)))
        return found

    async def children(self, kind: Children[N], parent: str, *arguments: object) -> list[N]:
        async def load(parents: list[str]) -> list[list[N]]:
            found = self._arguments(kind.viewer, parents, *arguments)
            ask = self._reads.filtered if kind.varies else self._reads.rows
            rows = await ask(kind.statement, *found)
            return _by_parent(parents, rows, kind.make)

        found: list[N] = await self._loader((kind, arguments), load).load(parent)
        return found

    async def page(
        self,
        kind: Listing[Any],
        parent: str,
        filters: tuple[object, ...],
        window: tuple[object, ...],
    ) -> list[Record]:
        """``window`` is how many rows at most, then the cursor's values or nulls."""

        async def load(parents: list[str]) -> list[list[Record]]:
            arguments = self._arguments(kind.viewer, parents, *filters, *window)
            rows = await self._reads.filtered(kind.page, *arguments)
            return _by_parent(parents, rows, lambda row: row)

        loader = self._loader((kind, filters, window), load)
        found: list[Record] = await loader.load(parent)
        return found

    async def total(self, kind: Listing[Any], parent: str, filters: tuple[object, ...]) -> int:
        async def load(parents: list[str]) -> list[int]:
            viewer: Depends = "nothing" if kind.viewer == "columns" else kind.viewer
            arguments = self._arguments(viewer, parents, *filters)
            rows = await self._reads.filtered(kind.count, *arguments)
            found = {row["parent"]: row["total"] for row in rows}
            return [found.get(each, 0) for each in parents]

        found: int = await self._loader((kind, filters, "total"), load).load(parent)
        return found

    def _arguments(self, viewer: Depends, *arguments: object) -> tuple[object, ...]:
        match viewer:
            case "nothing":
                return arguments
            case "rows":
                return (self._viewer.person, self._viewer.hr, *arguments)
            case "own_rows":
                return (self._viewer.person, *arguments)
            case "columns":
                return (*arguments, self._viewer.person)

    def _loader(
        self, key: Hashable, load: Callable[[list[str]], Awaitable[Sequence[Any]]]
    ) -> DataLoader[str, Any]:
        if key not in self._loaders:
            self._loaders[key] = DataLoader(load_fn=load)
        return self._loaders[key]


def _by_parent(
    parents: list[str], rows: list[Record], make: Callable[[Record], N]
) -> list[list[N]]:
    found: dict[str, list[N]] = {parent: [] for parent in parents}
    for row in rows:
        found[row["parent"]].append(make(row))
    return [found[parent] for parent in parents]
