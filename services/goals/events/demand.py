"""Facts about the market's demand for skills."""

from datetime import date

from shared.kernel.messages import Event, Part, StreamId


class DemandRow(Part):
    """``index``, 0 to 100, as its source measured it."""

    skill: StreamId
    index: float


class DemandSnapshotImported(Event):
    source: str
    taken_on: date
    rows: tuple[DemandRow, ...]
    imported_on: date


class SkillDeclaredObsolete(Event):
    skill: StreamId
    declared_on: date


DemandEvent = DemandSnapshotImported | SkillDeclaredObsolete
