"""A small service for tests of relay and projector: edges of a graph, each its own stream.

Tables: ``edges``, a fold; ``visits``, a fold over another service's events; ``degrees``, derived
from edges of several streams that meet in a node.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar
from uuid import uuid4

from shared.eventstore.port import StoredEvent
from shared.kernel.errors import ProjectionGap
from shared.kernel.markers import PII
from shared.kernel.messages import NOBODY, Event, ForeignEvent, Part, StreamId, View
from shared.kernel.projection import Derived, Projection


def stream_of(event: Any) -> StreamId:
    edge: StreamId = event.edge
    return edge


class Label(Part):
    text: str
    rank: int


class EdgeDrawn(Event):
    edge: StreamId
    owner: StreamId
    source: str
    target: str
    weight: int
    tags: tuple[str, ...]
    labels: tuple[Label, ...]
    note: Annotated[str | None, PII("owner")] = None


class EdgeWeighed(Event):
    edge: StreamId
    weight: int


class EdgeErased(Event):
    edge: StreamId


class EdgeAdmired(Event):
    """Nothing reads it."""

    edge: StreamId


EVENTS: tuple[type[Event], ...] = (EdgeDrawn, EdgeWeighed, EdgeErased, EdgeAdmired)


class NodeVisited(ForeignEvent):
    service: ClassVar[str] = "travel"
    node: str
    nth: int


def visited(node: str, nth: int) -> StoredEvent:
    """The ``nth`` event of the other service's log."""
    event_id = uuid4()
    return StoredEvent(
        position=nth,
        event_id=event_id,
        stream=StreamId(f"node-{node}"),
        version=nth,
        type="mastery.travel.node-visited.v1",
        payload=f'{{"node":"{node}","nth":{nth},"unread":"by us"}}',
        about=(NOBODY,),
        recorded_at=datetime(2026, 1, 1, tzinfo=UTC),
        actor="client:test",
        command_id=event_id,
        correlation_id="test",
        causation_id=None,
        origin="live",
        traceparent=None,
    )


class Edge(View):
    edge_id: StreamId
    owner: StreamId
    source: str
    target: str
    weight: int
    tags: tuple[str, ...]
    labels: tuple[Label, ...]
    note: str | None
    drawn: bool


class Visits(View):
    node: str
    visits: int
    last_nth: int


class Degree(View):
    node: str
    edges: int
    weight: int


def evolve_edge(
    key: str, row: Edge | None, event: EdgeDrawn | EdgeWeighed | EdgeErased
) -> Edge | None:
    if isinstance(event, EdgeDrawn):
        return Edge(
            edge_id=event.edge,
            owner=event.owner,
            source=event.source,
            target=event.target,
            weight=event.weight,
            tags=event.tags,
            labels=event.labels,
            note=event.note,
            drawn=True,
        )
    if row is None:
        raise ProjectionGap(f"{type(event).__name__} before edge {key} was drawn")
    if isinstance(event, EdgeWeighed):
        return replace(row, weight=event.weight)
    return replace(row, drawn=False, note=None)


def evolve_visits(key: str, row: Visits | None, event: NodeVisited) -> Visits:
    if event.nth < 0:
        return replace(row, visits=1 // 0) if row else Visits(node=key, visits=0, last_nth=0)
    return Visits(node=key, visits=(row.visits if row else 0) + 1, last_nth=event.nth)


def compute_degree(key: str, edges: Sequence[Mapping[str, Any]], _day: date) -> Sequence[Degree]:
    if not edges:
        return []
    return [Degree(node=key, edges=len(edges), weight=sum(edge["weight"] for edge in edges))]


EDGES: Projection[Any, Edge] = Projection(
    table="edges",
    view=Edge,
    on=(EdgeDrawn, EdgeWeighed, EdgeErased),
    keys=lambda event: (event.edge,),
    evolve=evolve_edge,
)
VISITS: Projection[NodeVisited, Visits] = Projection(
    table="visits",
    view=Visits,
    on=(NodeVisited,),
    keys=lambda event: (event.node,),
    evolve=evolve_visits,
)
DEGREES: Derived[Degree] = Derived(
    table="degrees",
    view=Degree,
    key_column="node",
    sources=("edges",),
    affected="""
        SELECT source FROM edges WHERE edge_id = ANY ($1::text[])
        UNION SELECT target FROM edges WHERE edge_id = ANY ($1::text[])
    """,
    inputs="""
        SELECT node, weight
        FROM unnest($1::text[]) AS node
        JOIN edges ON drawn AND node IN (source, target)
        ORDER BY node, edge_id
    """,
    compute=compute_degree,
)
PROJECTIONS: tuple[Projection[Any, Any], ...] = (EDGES, VISITS)
DERIVED: tuple[Derived[Any], ...] = (DEGREES,)

TABLES = """
CREATE TABLE edges (
    edge_id text PRIMARY KEY,
    owner text NOT NULL,
    source text NOT NULL,
    target text NOT NULL,
    weight integer NOT NULL CHECK (weight < 1000000),
    tags text[] NOT NULL,
    labels jsonb NOT NULL,
    note text,
    drawn boolean NOT NULL
);
CREATE INDEX ON edges (source);
CREATE INDEX ON edges (target);
CREATE TABLE visits (node text PRIMARY KEY, visits integer NOT NULL, last_nth integer NOT NULL);
CREATE TABLE degrees (node text PRIMARY KEY, edges integer NOT NULL, weight bigint NOT NULL);
"""
