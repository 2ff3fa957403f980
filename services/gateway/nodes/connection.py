"""Relay connections: pages forwards, by a cursor that holds the order's own values.

A cursor says nothing that its row does not; it begins with a mark that no consistency token has.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Generic, TypeVar

import strawberry

from services.gateway.nodes.context import Context
from services.gateway.nodes.errors import bad_request
from services.gateway.nodes.reading import Listing
from services.gateway.sql.reads import Record
from shared.runtime import callers_json

N = TypeVar("N")

MARK = "c."
DEFAULT_FIRST = 20
MOST_FIRST = 100

First = Annotated[int, strawberry.argument(description="How many at most, 1 to 100.")]
After = Annotated[
    str | None, strawberry.argument(description="A cursor: what comes after its row.")
]


@strawberry.type
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class Edge(Generic[N]):
    node: N
    cursor: str


@strawberry.type
class Connection(Generic[N]):
    edges: list[Edge[N]]
    page_info: PageInfo
    total: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field(description="How many there are in all that you may read.")
    async def total_count(self) -> int:
        return await self.total()


async def connect(
    context: Context,
    kind: Listing[N],
    parent: str,
    *,
    first: int,
    after: str | None,
    filters: tuple[object, ...] = (),
) -> Connection[N]:
    """One page; raises ``BAD_REQUEST`` at a ``first`` out of range or a cursor not of this kind."""
    beyond = _window(kind.cursor, first, after)
    rows = await context.reading.page(kind, parent, filters, (first + 1, *beyond))
    edges = [
        Edge(node=kind.make(row, context.viewer), cursor=_cursor(row, kind.cursor))
        for row in rows[:first]
    ]
    return Connection(
        edges=edges,
        page_info=_page_info(edges, after, more=len(rows) > first),
        total=lambda: context.reading.total(kind, parent, filters),
    )


def connect_known(
    found: Sequence[tuple[Mapping[str, object], N]],
    order: Sequence[tuple[str, type]],
    *,
    first: int,
    after: str | None,
) -> Connection[N]:
    """One page of what is known whole: objects with their cursor's values, which descend."""
    beyond = _window(order, first, after)

    def follows(row: Mapping[str, object]) -> bool:
        return after is None or tuple(row[column] for column, _ in order) < beyond

    rest = [(row, node) for row, node in found if follows(row)]
    edges = [Edge(node=node, cursor=_cursor(row, order)) for row, node in rest[:first]]

    async def total() -> int:
        return len(found)

    return Connection(
        edges=edges, page_info=_page_info(edges, after, more=len(rest) > first), total=total
    )


def _window(order: Sequence[tuple[str, type]], first: int, after: str | None) -> tuple[Any, ...]:
    if not 1 <= first <= MOST_FIRST:
        raise bad_request(f"first must be 1 to {MOST_FIRST}.")
    return _read(after, order) if after is not None else (None,) * len(order)


def _page_info(edges: Sequence[Edge[Any]], after: str | None, *, more: bool) -> PageInfo:
    return PageInfo(
        has_next_page=more,
        has_previous_page=after is not None,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )


def _cursor(row: Record | Mapping[str, object], order: Sequence[tuple[str, type]]) -> str:
    values = [row[column] for column, _ in order]
    plain = json.dumps(values, default=date.isoformat, separators=(",", ":"))
    return MARK + urlsafe_b64encode(plain.encode()).rstrip(b"=").decode()


def _read(cursor: str, order: Sequence[tuple[str, type]]) -> tuple[Any, ...]:
    try:
        mark, sealed = cursor[: len(MARK)], cursor[len(MARK) :].encode("ascii")
        values = callers_json.read(urlsafe_b64decode(sealed + b"=" * (-len(sealed) % 4)))
        if mark != MARK:
            values = None
        return tuple(_value(value, kind) for value, (_, kind) in zip(values, order, strict=True))
    except (ValueError, TypeError) as error:
        raise bad_request("after is not a cursor of this connection.") from error


def _value(value: object, kind: type) -> object:
    if kind is date:
        return date.fromisoformat(str(value))
    if kind is float and isinstance(value, int):
        return float(value)
    if not isinstance(value, kind) or (isinstance(value, str) and "\0" in value):
        raise TypeError(kind)
    return value
