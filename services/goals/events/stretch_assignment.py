"""Facts about a stretch assignment.

Its title and description speak of work, of no person. What concerns an application is the
record of its applicant.
"""

from datetime import date
from typing import Annotated, Literal

from shared.kernel.markers import PII
from shared.kernel.messages import Event, Part, StreamId

AssignmentOutcome = Literal["exceeded", "met", "partly", "not_met"]


class SkillLevel(Part):
    """A skill at a level, 1 to 5."""

    skill: StreamId
    level: int


class AssignmentPublished(Event):
    assignment: StreamId
    publisher: StreamId
    title: str
    description: str
    skills: tuple[SkillLevel, ...]
    hours_a_week: int
    starts_on: date
    ends_on: date
    places: int
    published_on: date


class Applied(Event):
    """From now on the applicant waits for the approval of their manager.

    It is asked for again on ``ask_again_on``, or never if the assignment has ended by then.
    """

    assignment: StreamId
    applicant: StreamId
    note: Annotated[str | None, PII("applicant")]
    applied_on: date
    ask_again_on: date | None


class ApplicationWithdrawn(Event):
    assignment: StreamId
    applicant: StreamId
    withdrawn_on: date


class ApplicantApproved(Event):
    assignment: StreamId
    applicant: StreamId
    approved_on: date


class ApplicantDeclined(Event):
    assignment: StreamId
    applicant: StreamId
    declined_on: date


class ApplicantAccepted(Event):
    assignment: StreamId
    applicant: StreamId
    accepted_on: date


class AssignmentCompleted(Event):
    """One person's outcome, not yet validated."""

    assignment: StreamId
    person: StreamId
    outcome: AssignmentOutcome
    learnt: Annotated[str, PII("person")]
    completed_by: StreamId
    completed_on: date


class OutcomeValidated(Event):
    """Evidence, unless ``outcome`` is ``not_met``: of ``person``, in each of ``skills``.

    ``level`` is what the assignment asked for, before the mastery model's rule; the evidence is
    of the day ``completed_on``.
    """

    assignment: StreamId
    person: StreamId
    outcome: AssignmentOutcome
    skills: tuple[SkillLevel, ...]
    completed_on: date
    validated_on: date


class AssignmentCancelled(Event):
    """``applicants`` are those whose application was still open, and ends with this."""

    assignment: StreamId
    publisher: StreamId
    reason: Annotated[str, PII("publisher")]
    applicants: tuple[StreamId, ...]
    cancelled_on: date


class ApproverReminded(Event):
    """Approval that has been awaited since ``waiting_since`` was asked for again."""

    assignment: StreamId
    applicant: StreamId
    waiting_since: date
    reminded_on: date
    ask_again_on: date | None


ApplicationMoved = (
    ApplicationWithdrawn
    | ApplicantApproved
    | ApplicantDeclined
    | ApplicantAccepted
    | ApproverReminded
)
ApplicationEvent = Applied | ApplicationMoved
OutcomeEvent = AssignmentCompleted | OutcomeValidated
AssignmentEvent = AssignmentPublished | AssignmentCancelled
StretchAssignmentEvent = AssignmentEvent | ApplicationEvent | OutcomeEvent
