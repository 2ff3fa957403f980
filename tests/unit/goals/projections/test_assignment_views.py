"""The views of stretch assignments, and the days on which approval is asked for again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.goals.events.stretch_assignment import (
    ApplicantAccepted,
    ApplicantApproved,
    ApplicantDeclined,
    ApplicationWithdrawn,
    Applied,
    ApproverReminded,
    AssignmentCancelled,
    AssignmentCompleted,
    AssignmentPublished,
    OutcomeValidated,
    SkillLevel,
    StretchAssignmentEvent,
)
from services.goals.projections import applications, assignment_skills, assignments, deadlines
from services.goals.projections.applications import ApplicationRow
from shared.kernel.errors import ProjectionGap
from shared.kernel.messages import StreamId
from tests.unit.goals.projections.folding import rows_after

WORK, BOSS, ADA = StreamId("stretch_assignment-1"), StreamId("person-0"), StreamId("person-1")
RUST, SQL = StreamId("skill-1"), StreamId("skill-2")
DAY = date(2026, 11, 2)
NEXT, WEEK = DAY + timedelta(days=1), DAY + timedelta(days=7)
LEVELS = (SkillLevel(skill=RUST, level=3), SkillLevel(skill=SQL, level=4))
PUBLISHED = AssignmentPublished(
    assignment=WORK,
    publisher=BOSS,
    title="Move the ledger",
    description="To the new cluster",
    skills=LEVELS,
    hours_a_week=6,
    starts_on=NEXT,
    ends_on=date(2026, 12, 11),
    places=1,
    published_on=DAY,
)
APPLIED = Applied(assignment=WORK, applicant=ADA, note="Please", applied_on=DAY, ask_again_on=WEEK)
WITHDRAWN = ApplicationWithdrawn(assignment=WORK, applicant=ADA, withdrawn_on=NEXT)
APPROVED = ApplicantApproved(assignment=WORK, applicant=ADA, approved_on=NEXT)
DECLINED = ApplicantDeclined(assignment=WORK, applicant=ADA, declined_on=NEXT)
ACCEPTED = ApplicantAccepted(assignment=WORK, applicant=ADA, accepted_on=NEXT)
REMINDED = ApproverReminded(
    assignment=WORK,
    applicant=ADA,
    waiting_since=DAY,
    reminded_on=WEEK,
    ask_again_on=WEEK + timedelta(days=7),
)
COMPLETED = AssignmentCompleted(
    assignment=WORK, person=ADA, outcome="met", learnt="Raft", completed_by=BOSS, completed_on=WEEK
)
VALIDATED = OutcomeValidated(
    assignment=WORK,
    person=ADA,
    outcome="met",
    skills=LEVELS,
    completed_on=WEEK,
    validated_on=WEEK,
)
CANCELLED = AssignmentCancelled(
    assignment=WORK, publisher=BOSS, reason="No budget", applicants=(ADA,), cancelled_on=NEXT
)


def application_after(*history: StretchAssignmentEvent) -> ApplicationRow:
    (row,) = rows_after(applications.projection, APPLIED, *history).values()
    return row


def test_an_assignment_is_open_until_it_is_cancelled() -> None:
    row = rows_after(assignments.projection, PUBLISHED)[WORK]
    assert (row.status, row.places, row.publisher, row.cancelled_on) == ("open", 1, BOSS, None)
    row = rows_after(assignments.projection, PUBLISHED, CANCELLED)[WORK]
    assert (row.status, row.cancelled_on, row.cancel_reason) == ("cancelled", NEXT, "No budget")


def test_each_skill_of_an_assignment_is_a_row() -> None:
    rows = rows_after(assignment_skills.projection, PUBLISHED).values()
    assert [(row.assignment, row.skill, row.level) for row in rows] == [
        (WORK, RUST, 3),
        (WORK, SQL, 4),
    ]


def test_an_applicant_waits_from_the_day_of_applying() -> None:
    row = application_after()
    assert (row.status, row.waiting_since, row.note) == ("waiting", DAY, "Please")
    assert application_after(REMINDED).reminded_on == WEEK
    assert application_after(REMINDED).waiting_since == DAY


@pytest.mark.parametrize(
    ("event", "status", "decided_on", "ended_on"),
    [
        (APPROVED, "approved", NEXT, None),
        (DECLINED, "declined", NEXT, NEXT),
        (WITHDRAWN, "withdrawn", None, NEXT),
        (CANCELLED, "cancelled", None, NEXT),
    ],
)
def test_whatever_ends_the_waiting_is_dated(
    event: StretchAssignmentEvent, status: str, decided_on: date | None, ended_on: date | None
) -> None:
    row = application_after(event)
    assert (row.status, row.waiting_since) == (status, None)
    assert (row.decided_on, row.ended_on) == (decided_on, ended_on)


def test_an_outcome_is_recorded_and_validated() -> None:
    row = application_after(APPROVED, ACCEPTED, COMPLETED)
    assert (row.status, row.outcome, row.learnt) == ("completed", "met", "Raft")
    assert (row.accepted_on, row.completed_by, row.completed_on) == (NEXT, BOSS, WEEK)
    row = application_after(APPROVED, ACCEPTED, COMPLETED, VALIDATED)
    assert (row.status, row.outcome, row.validated_on) == ("validated", "met", WEEK)


def test_applying_again_begins_afresh() -> None:
    again = replace(APPLIED, applied_on=WEEK)
    row = application_after(WITHDRAWN, again)
    assert (row.status, row.waiting_since, row.ended_on) == ("waiting", WEEK, None)


def test_a_row_is_opened_by_applying_only() -> None:
    with pytest.raises(ProjectionGap):
        rows_after(applications.projection, APPROVED)
    assert rows_after(applications.projection, CANCELLED) == {}


def test_an_approval_is_due_again_until_the_waiting_ends() -> None:
    (row,) = rows_after(deadlines.projection, APPLIED).values()
    assert (row.stream, row.due, row.person) == (WORK, WEEK, ADA)
    (row,) = rows_after(deadlines.projection, APPLIED, REMINDED).values()
    assert row.due == WEEK + timedelta(days=7)


@pytest.mark.parametrize(
    "event", [APPROVED, DECLINED, WITHDRAWN, CANCELLED, replace(REMINDED, ask_again_on=None)]
)
def test_a_deadline_goes_with_the_waiting(event: StretchAssignmentEvent) -> None:
    assert rows_after(deadlines.projection, APPLIED, event) == {}


def test_two_applicants_of_one_assignment_are_asked_for_apart() -> None:
    other = replace(APPLIED, applicant=StreamId("person-2"))
    rows = rows_after(deadlines.projection, APPLIED, other).values()
    assert len({(row.stream, row.kind, row.due) for row in rows}) == 2
