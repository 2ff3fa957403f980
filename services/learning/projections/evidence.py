"""The view ``evidence``: one row an item, of all services; revoked ones stay with the day."""

from collections.abc import Sequence
from typing import get_args

from services.learning.foreign_events import OthersEvidence
from services.learning.projections.evidence_items import (
    AssessmentItem,
    Ending,
    EvidenceRow,
    LearningItem,
    ended,
    of_assessment,
    of_learning,
)
from services.learning.projections.evidence_of_others import of_others
from shared.kernel.projection import Projection
from shared.kernel.replacing import replace

EvidenceEvent = AssessmentItem | LearningItem | Ending | OthersEvidence


def entered(event: EvidenceEvent) -> Sequence[EvidenceRow]:
    """The items that count from this event on."""
    if isinstance(event, AssessmentItem):
        return of_assessment(event)
    if isinstance(event, LearningItem):
        return of_learning(event)
    if isinstance(event, OthersEvidence):
        return of_others(event)
    return ()


def keys(event: EvidenceEvent) -> Sequence[str]:
    ending = ended(event)[0] if isinstance(event, Ending) else ()
    return [*ending, *(row.evidence_id for row in entered(event))]


def evolve(key: str, row: EvidenceRow | None, event: EvidenceEvent) -> EvidenceRow | None:
    """The item after ``event``; none of one that has never counted."""
    for one in entered(event):
        if one.evidence_id == key:
            return one
    if row is None or row.revoked_on is not None or not isinstance(event, Ending):
        return row
    return replace(row, revoked_on=ended(event)[1])


projection = Projection(
    table="evidence",
    view=EvidenceRow,
    on=tuple(dict.fromkeys(get_args(EvidenceEvent))),
    keys=keys,
    evolve=evolve,
    person="person_id",
)
