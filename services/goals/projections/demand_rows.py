"""The view ``demand_rows``: one row a snapshot and skill."""

from datetime import date

from services.goals.events.demand import DemandSnapshotImported
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection


class DemandIndexRow(View):
    """``index``: 0 to 100, as its source measured it."""

    demand_row_key: str
    source: str
    taken_on: date
    skill: StreamId
    index: float


def keys(event: DemandSnapshotImported) -> tuple[str, ...]:
    """Ends with the row's number in the snapshot."""
    return tuple(f"{event.source}/{event.taken_on}/{n}" for n in range(len(event.rows)))


def evolve(key: str, _row: DemandIndexRow | None, event: DemandSnapshotImported) -> DemandIndexRow:
    measured = event.rows[int(key.rpartition("/")[2])]
    return DemandIndexRow(
        demand_row_key=key,
        source=event.source,
        taken_on=event.taken_on,
        skill=measured.skill,
        index=measured.index,
    )


projection = Projection(
    table="demand_rows",
    view=DemandIndexRow,
    on=(DemandSnapshotImported,),
    keys=keys,
    evolve=evolve,
    person=None,
)
