"""The views of enrolments and of the time that people learn."""

from dataclasses import replace
from datetime import date

import pytest

from services.learning.events.enrolment import (
    Completed,
    CompletionRevoked,
    Enrolled,
    EnrolmentCancelled,
    EnrolmentEvent,
    LearningPlanned,
    PlanDropped,
    PromotedFromWaitingList,
    ScoreRecorded,
    Started,
    TimeRecorded,
    Withdrawn,
)
from services.learning.projections import enrolments, learning_time
from services.learning.projections.enrolments import EnrolmentRow
from shared.kernel.errors import ProjectionGap
from shared.kernel.messages import StreamId
from tests.unit.learning.projections.folding import rows_after

MINE, COURSE = StreamId("enrolment-1"), StreamId("activity-1")
ADA, JUDGE = StreamId("person-1"), StreamId("person-2")
SPRING = "00000000-0000-0000-0000-000000000001"
TODAY, NEXT, DAY = date(2026, 11, 2), date(2026, 11, 3), date(2026, 12, 7)

PLANNED = LearningPlanned(
    enrolment=MINE,
    person=ADA,
    activity=COURSE,
    kind="workshop",
    minutes=600,
    planned_for=DAY,
    planned_on=TODAY,
)
DROPPED = PlanDropped(enrolment=MINE, person=ADA, activity=COURSE, dropped_on=NEXT)
ENROLLED = Enrolled(
    enrolment=MINE,
    person=ADA,
    activity=COURSE,
    occurrence=SPRING,
    day=DAY,
    waiting=False,
    kind="workshop",
    skills=(),
    minutes=480,
    assessed=True,
    assessor=JUDGE,
    enrolled_on=NEXT,
)
WAITING = replace(ENROLLED, waiting=True)
PROMOTED = PromotedFromWaitingList(
    enrolment=MINE, person=ADA, activity=COURSE, occurrence=SPRING, promoted_on=NEXT
)
STARTED = Started(enrolment=MINE, person=ADA, activity=COURSE, started_on=DAY)
TIME = TimeRecorded(
    enrolment=MINE, person=ADA, activity=COURSE, day=DAY, minutes=90, recorded_on=DAY
)
COMPLETED = Completed(
    enrolment=MINE,
    person=ADA,
    activity=COURSE,
    occurrence=SPRING,
    kind="workshop",
    skills=(),
    assessed=True,
    completed_on=NEXT,
    recorded_on=DAY,
)
SCORED = ScoreRecorded(
    enrolment=MINE,
    person=ADA,
    activity=COURSE,
    skills=(),
    number=1,
    score=0.75,
    assessor=JUDGE,
    completed_on=NEXT,
    recorded_on=DAY,
)
REVOKED = CompletionRevoked(
    enrolment=MINE,
    person=ADA,
    activity=COURSE,
    skills=(),
    scores=1,
    reason="Absent",
    revoked_by=JUDGE,
    revoked_on=DAY,
)
WITHDRAWN = Withdrawn(
    enrolment=MINE, person=ADA, activity=COURSE, occurrence=SPRING, withdrawn_on=DAY
)
CANCELLED = EnrolmentCancelled(
    enrolment=MINE, person=ADA, activity=COURSE, occurrence=SPRING, cancelled_on=DAY
)


def row_after(*history: EnrolmentEvent) -> EnrolmentRow:
    (row,) = rows_after(enrolments.projection, *history).values()
    return row


def test_what_is_planned_has_its_day() -> None:
    row = row_after(PLANNED)
    assert (row.status, row.planned_on, row.planned_for) == ("planned", TODAY, DAY)
    assert (row.person, row.activity, row.minutes_planned) == (ADA, COURSE, 600)
    assert row_after(PLANNED, replace(PLANNED, planned_for=None)).planned_for is None
    assert rows_after(enrolments.projection, PLANNED, DROPPED) == {}


def test_who_enrols_may_have_planned_it() -> None:
    row = row_after(PLANNED, ENROLLED)
    assert (row.status, row.planned_on, row.enrolled_on) == ("enrolled", TODAY, NEXT)
    assert (row.occurrence, row.day, row.minutes_planned) == (SPRING, DAY, 480)
    assert (row.assessed, row.assessor) == (True, JUDGE)
    row = row_after(ENROLLED)
    assert (row.planned_on, row.planned_for) == (None, None)


@pytest.mark.parametrize(
    ("history", "status"),
    [
        ([WAITING], "waiting"),
        ([WAITING, PROMOTED], "enrolled"),
        ([ENROLLED, STARTED], "started"),
        ([ENROLLED, STARTED, COMPLETED], "completed"),
        ([ENROLLED, COMPLETED, SCORED], "completed"),
        ([ENROLLED, COMPLETED, SCORED, REVOKED], "completed"),
        ([ENROLLED, WITHDRAWN], "withdrawn"),
        ([WAITING, CANCELLED], "cancelled"),
    ],
)
def test_an_enrolment_has_a_status(history: list[EnrolmentEvent], status: str) -> None:
    assert row_after(*history).status == status


def test_each_step_is_dated() -> None:
    assert row_after(ENROLLED, STARTED).started_on == DAY
    row = row_after(ENROLLED, COMPLETED)
    assert (row.completed_on, row.ended_on) == (NEXT, DAY)
    assert row_after(ENROLLED, WITHDRAWN).ended_on == DAY
    assert row_after(ENROLLED, CANCELLED).ended_on == DAY
    assert row_after(ENROLLED).ended_on is None


def test_a_score_and_a_revocation_are_shown() -> None:
    row = row_after(ENROLLED, COMPLETED, SCORED)
    assert (row.score, row.scored_on, row.revoked_on) == (0.75, DAY, None)
    row = row_after(ENROLLED, COMPLETED, SCORED, REVOKED)
    assert (row.revoked_on, row.revoke_reason) == (DAY, "Absent")


def test_time_adds_up_by_day_and_altogether() -> None:
    other = replace(TIME, day=NEXT, minutes=30)
    assert row_after(ENROLLED, STARTED, TIME, TIME, other).minutes_spent == 210
    rows = rows_after(learning_time.projection, TIME, TIME, other).values()
    assert {(row.enrolment, row.person, row.day, row.minutes) for row in rows} == {
        (MINE, ADA, DAY, 180),
        (MINE, ADA, NEXT, 30),
    }


def test_a_row_is_opened_by_planning_or_enrolling_only() -> None:
    with pytest.raises(ProjectionGap):
        rows_after(enrolments.projection, STARTED)
