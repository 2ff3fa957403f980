"""How objects are read: by id, as the children of an object, or as pages of a connection.

Whatever the fields of one operation ask for at the same time goes into one statement, however many
objects ask.
"""

from asyncio import gather
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
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
    """The loaders of one operation; nothing read outlives it.

    A loader knows nothing of the reading that it belongs to: what is read would else be freed by
    the garbage collector alone, and be the most of its work.
    """

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
        found: N | None = await self._loader(kind, kind, _load_by_id).load(key)
        return found

    async def several(self, kind: ById[N], keys: Sequence[str]) -> list[N | None]:
        found: list[N | None] = [None] * len(keys)

        async def put(place: int, key: str) -> None:
            found[place] = await self.one(kind, key)

        await gather(*(put(place, key) for place, key in enumerate(keys)))
        return found

    async def children(self, kind: Children[N], parent: str, *arguments: object) -> list[N]:
        loader = self._loader((kind, arguments), kind, _load_children, arguments)
        found: list[N] = await loader.load(parent)
        return found

    async def page(
        self,
        kind: Listing[Any],
        parent: str,
        filters: tuple[object, ...],
        window: tuple[object, ...],
    ) -> list[Record]:
        """``window`` is how many rows at most, then the cursor's values or nulls."""
        key = (kind, filters, window)
        loader = self._loader(key, kind, _load_page, (*filters, *window))
        found: list[Record] = await loader.load(parent)
        return found

    async def total(self, kind: Listing[Any], parent: str, filters: tuple[object, ...]) -> int:
        loader = self._loader((kind, filters, "total"), kind, _load_total, filters)
        found: int = await loader.load(parent)
        return found

    def _loader(
        self,
        key: Hashable,
        kind: Any,
        load: Callable[..., Awaitable[Sequence[Any]]],
        arguments: tuple[object, ...] = (),
    ) -> DataLoader[str, Any]:
        loader = self._loaders.get(key)
        if loader is None:
            bound = partial(load, self._reads, self._viewer, kind, arguments)
            loader = self._loaders[key] = DataLoader(load_fn=bound)
        return loader


async def _load_by_id(
    reads: Reads, viewer: Viewer, kind: ById[N], _none: tuple[()], keys: list[str]
) -> list[N | None]:
    rows = await reads.rows(kind.statement, *_arguments(kind.viewer, viewer, keys))
    found = {row[kind.key]: kind.make(row, viewer) for row in rows}
    return [found.get(each) for each in keys]


async def _load_children(
    reads: Reads,
    viewer: Viewer,
    kind: Children[N],
    arguments: tuple[object, ...],
    parents: list[str],
) -> list[list[N]]:
    ask = reads.filtered if kind.varies else reads.rows
    rows = await ask(kind.statement, *_arguments(kind.viewer, viewer, parents, *arguments))
    return _by_parent(parents, rows, kind.make)


async def _load_page(
    reads: Reads,
    viewer: Viewer,
    kind: Listing[Any],
    arguments: tuple[object, ...],
    parents: list[str],
) -> list[list[Record]]:
    asked = _arguments(kind.viewer, viewer, parents, *arguments)
    return _by_parent(parents, await reads.filtered(kind.page, *asked), lambda row: row)


async def _load_total(
    reads: Reads,
    viewer: Viewer,
    kind: Listing[Any],
    arguments: tuple[object, ...],
    parents: list[str],
) -> list[int]:
    depends: Depends = "nothing" if kind.viewer == "columns" else kind.viewer
    rows = await reads.filtered(kind.count, *_arguments(depends, viewer, parents, *arguments))
    found = {row["parent"]: row["total"] for row in rows}
    return [found.get(each, 0) for each in parents]


def _arguments(depends: Depends, viewer: Viewer, *arguments: object) -> tuple[object, ...]:
    match depends:
        case "nothing":
            return arguments
        case "rows":
            return (viewer.person, viewer.hr, *arguments)
        case "own_rows":
            return (viewer.person, *arguments)
        case "columns":
            return (*arguments, viewer.person)


def _by_parent(
    parents: list[str], rows: list[Record], make: Callable[[Record], N]
) -> list[list[N]]:
    found: dict[str, list[N]] = {parent: [] for parent in parents}
    for row in rows:
        found[row["parent"]].append(make(row))
    return [found[parent] for parent in parents]
