"""The view ``prior_learning``: one row a claim of something learnt before."""

from datetime import date
from typing import Literal, get_args

from services.learning.events.assessment import (
    PriorKind,
    PriorLearningConfirmed,
    PriorLearningDeclined,
    PriorLearningEvent,
    PriorLearningRevoked,
    PriorLearningSubmitted,
)
from services.learning.projections.opened import opened
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection
from shared.kernel.replacing import replace


class PriorLearningRow(View):
    """``item`` is the evidence that it is once confirmed; ``reason`` why it is not."""

    item: str
    person: StreamId
    skill: StreamId
    claim: str
    kind: PriorKind
    level: int
    score: float | None
    status: Literal["submitted", "confirmed", "declined", "revoked"]
    earned_on: date
    expires_on: date | None
    proof: str
    submitted_by: StreamId
    submitted_on: date
    decided_by: StreamId | None
    decided_on: date | None
    revoked_on: date | None
    reason: str | None


def keys(event: PriorLearningEvent) -> tuple[str]:
    return (event.item,)


def evolve(_key: str, row: PriorLearningRow | None, event: PriorLearningEvent) -> PriorLearningRow:
    match event:
        case PriorLearningSubmitted():
            return submitted(event)
        case PriorLearningConfirmed(confirmed_by=person, recorded_on=day):
            before = opened(row, event)
            return replace(before, status="confirmed", decided_by=person, decided_on=day)
        case PriorLearningDeclined(declined_by=person, declined_on=day, reason=reason):
            before = replace(opened(row, event), reason=reason)
            return replace(before, status="declined", decided_by=person, decided_on=day)
        case PriorLearningRevoked(revoked_on=day, reason=reason):
            before = opened(row, event)
            return replace(before, status="revoked", revoked_on=day, reason=reason)


def submitted(event: PriorLearningSubmitted) -> PriorLearningRow:
    return PriorLearningRow(
        item=event.item,
        person=event.person,
        skill=event.skill,
        claim=event.claim,
        kind=event.kind,
        level=event.level,
        score=event.score,
        status="submitted",
        earned_on=event.earned_on,
        expires_on=event.expires_on,
        proof=event.proof,
        submitted_by=event.submitted_by,
        submitted_on=event.submitted_on,
        decided_by=None,
        decided_on=None,
        revoked_on=None,
        reason=None,
    )


projection = Projection(
    table="prior_learning",
    view=PriorLearningRow,
    on=get_args(PriorLearningEvent),
    keys=keys,
    evolve=evolve,
    person="person",
)
