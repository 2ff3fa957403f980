"""Demand: what the market asks for, snapshot by snapshot, and what it no longer asks for.

1. A snapshot is imported once for its source and day; the same rows again change nothing.
2. It has at least one row and at most 5,000, each skill once, and is not of a day ahead.
3. An index lies between 0 and 100.
4. A skill is declared obsolete once.
"""

from collections.abc import Sequence

from services.goals.commands.demand import (
    DeclareSkillObsolete,
    DemandCommand,
    ImportDemandSnapshot,
)
from services.goals.events.demand import (
    DemandEvent,
    DemandRow,
    DemandSnapshotImported,
    SkillDeclaredObsolete,
)
from shared.kernel.decider import Decider
from shared.kernel.errors import DomainError
from shared.kernel.messages import NOBODY, State, StreamId
from shared.kernel.replacing import replace

MOST_ROWS = 5_000


class Demand(State):
    """Of one snapshot its rows, or of one skill whether it was declared obsolete."""

    rows: frozenset[DemandRow] | None = None
    obsolete: bool = False


class SnapshotAlreadyImported(DomainError):
    """Rule 1: a snapshot is imported once for its source and day."""


class SnapshotUnusable(DomainError):
    """Rule 2: a snapshot has 1 to 5,000 rows, each skill once, and is not of a day ahead."""


class IndexOutOfRange(DomainError):
    """Rule 3: an index lies between 0 and 100."""


def decide(command: DemandCommand, demand: Demand) -> Sequence[DemandEvent]:
    """Events that follow from ``command``; raises the ``DomainError`` that forbids it."""
    match command:
        case ImportDemandSnapshot():
            return import_snapshot(command, demand)
        case DeclareSkillObsolete():
            if demand.obsolete:
                return []
            return [SkillDeclaredObsolete(skill=command.skill, declared_on=command.today)]


def import_snapshot(command: ImportDemandSnapshot, demand: Demand) -> Sequence[DemandEvent]:
    rows = tuple(DemandRow(skill=row.skill, index=float(row.index)) for row in command.rows)
    if demand.rows is not None:
        if demand.rows != frozenset(rows):
            raise SnapshotAlreadyImported("this source has another snapshot of that day")
        return []
    if command.taken_on > command.today:
        raise SnapshotUnusable("a snapshot is of today or of a day before", "taken_on")
    if not 1 <= len(rows) <= MOST_ROWS or len({row.skill for row in rows}) < len(rows):
        raise SnapshotUnusable(f"a snapshot has 1 to {MOST_ROWS} rows, each skill once", "rows")
    if not all(0 <= row.index <= 100 for row in rows):
        raise IndexOutOfRange("an index lies between 0 and 100", "rows")
    return [
        DemandSnapshotImported(
            source=command.source,
            taken_on=command.taken_on,
            rows=rows,
            imported_on=command.today,
        )
    ]


def evolve(demand: Demand, event: DemandEvent) -> Demand:
    """The demand after ``event``; refuses nothing, for events have happened."""
    match event:
        case DemandSnapshotImported():
            return replace(demand, rows=frozenset(event.rows))
        case SkillDeclaredObsolete():
            return replace(demand, obsolete=True)


def about(_demand: Demand, _event: DemandEvent) -> Sequence[StreamId]:
    """Nobody's record."""
    return (NOBODY,)


decider = Decider(
    category="demand", decide=decide, evolve=evolve, about=about, initial_state=Demand()
)
