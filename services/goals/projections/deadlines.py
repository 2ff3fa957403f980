"""The table ``deadlines``: the days on which the scheduler asks for something.

An applicant whose approval is awaited is asked for again; whatever ends the waiting ends the row.
"""

from datetime import date

from services.goals.events.stretch_assignment import (
    ApplicantApproved,
    ApplicantDeclined,
    ApplicationWithdrawn,
    Applied,
    ApproverReminded,
    AssignmentCancelled,
)
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection

REMIND_APPROVER = "remind_approver"

Asked = Applied | ApproverReminded
Settled = ApplicationWithdrawn | ApplicantApproved | ApplicantDeclined


class DeadlineRow(View):
    """``kind`` names the applicant too: two may fall due on one assignment on the same day."""

    deadline_key: str
    stream: StreamId
    kind: str
    due: date
    person: StreamId


def key_of(assignment: StreamId, applicant: StreamId) -> str:
    return f"{assignment}/{REMIND_APPROVER}/{applicant}"


def keys(event: Asked | Settled | AssignmentCancelled) -> tuple[str, ...]:
    if isinstance(event, AssignmentCancelled):
        return tuple(key_of(event.assignment, person) for person in event.applicants)
    return (key_of(event.assignment, event.applicant),)


def evolve(
    key: str, _row: DeadlineRow | None, event: Asked | Settled | AssignmentCancelled
) -> DeadlineRow | None:
    if not isinstance(event, Applied | ApproverReminded) or event.ask_again_on is None:
        return None
    return DeadlineRow(
        deadline_key=key,
        stream=event.assignment,
        kind=f"{REMIND_APPROVER}/{event.applicant}",
        due=event.ask_again_on,
        person=event.applicant,
    )


projection = Projection(
    table="deadlines",
    view=DeadlineRow,
    on=(
        Applied,
        ApproverReminded,
        ApplicationWithdrawn,
        ApplicantApproved,
        ApplicantDeclined,
        AssignmentCancelled,
    ),
    keys=keys,
    evolve=evolve,
    person="person",
)
