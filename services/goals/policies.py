"""Whenever there is news, then a command; and what a due day brings."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from services.goals.commands.journal import RecordSetback
from services.goals.commands.stretch_assignment import RemindApprover
from services.goals.events.stretch_assignment import OutcomeValidated
from services.goals.projections.deadlines import REMIND_APPROVER
from shared.kernel.messages import StreamId
from shared.kernel.policy import Reaction
from shared.kernel.recorded import Recorded

DRAFT_TEXT = "A stretch assignment did not reach what it asked for. What would you do differently?"


def offer_lesson(recorded: Recorded[OutcomeValidated]) -> Sequence[RecordSetback]:
    """Whenever an outcome "not met" is validated, its owner finds the draft of a lesson."""
    event = recorded.event
    if event.outcome != "not_met":
        return []
    return [
        RecordSetback(
            owner=event.person,
            entry=draft_entry(recorded.event_id),
            text=DRAFT_TEXT,
            assignment=event.assignment,
            draft=True,
            today=recorded.recorded_at.date(),
        )
    ]


def draft_entry(event_id: UUID) -> StreamId:
    """The id of the draft that follows from an event, the same however often it is read."""
    return StreamId(f"entry-{uuid5(NAMESPACE_URL, f'urn:mastery:draft:{event_id}')}")


def on_deadline(
    kind: str, stream: StreamId, _due: date, _details: Mapping[str, Any], today: date
) -> RemindApprover:
    """The command that a due day brings; ``kind`` as ``projections/deadlines`` wrote it."""
    asked, _, applicant = kind.partition("/")
    if asked != REMIND_APPROVER:
        raise ValueError(f"a deadline of an unknown kind: {asked}")
    return RemindApprover(assignment=stream, applicant=StreamId(applicant), today=today)


REACTIONS: tuple[Reaction, ...] = (
    Reaction(name="offer_lesson", on=(OutcomeValidated,), react=offer_lesson),
)
