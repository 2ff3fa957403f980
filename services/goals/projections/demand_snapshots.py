"""The view ``demand_snapshots``: one row for each day on which a source measured demand."""

from datetime import date

from services.goals.events.demand import DemandSnapshotImported
from shared.kernel.messages import View
from shared.kernel.projection import Projection


class DemandSnapshotRow(View):
    snapshot_key: str
    source: str
    taken_on: date
    rows_total: int
    imported_on: date


def keys(event: DemandSnapshotImported) -> tuple[str]:
    return (f"{event.source}/{event.taken_on}",)


def evolve(
    key: str, _row: DemandSnapshotRow | None, event: DemandSnapshotImported
) -> DemandSnapshotRow:
    return DemandSnapshotRow(
        snapshot_key=key,
        source=event.source,
        taken_on=event.taken_on,
        rows_total=len(event.rows),
        imported_on=event.imported_on,
    )


projection = Projection(
    table="demand_snapshots",
    view=DemandSnapshotRow,
    on=(DemandSnapshotImported,),
    keys=keys,
    evolve=evolve,
    person=None,
)
