"""The views of activities, of the skills that they teach and of their occurrences."""

from dataclasses import replace
from datetime import date

import pytest

from services.learning.events.activity import (
    ActivityPublished,
    ActivityRetired,
    ActivityRevised,
    OccurrenceCancelled,
    OccurrenceScheduled,
    SeatFreed,
    SeatTaken,
    WaitingListJoined,
    WaitingListLeft,
)
from services.learning.events.skill import SkillLevel
from services.learning.projections import activities, activity_skills, occurrences
from services.learning.projections.occurrences import OccurrenceRow
from shared.kernel.errors import ProjectionGap
from shared.kernel.messages import Event, StreamId
from tests.unit.learning.projections.folding import rows_after

COURSE, JUDGE = StreamId("activity-1"), StreamId("person-3")
ADA, BOB = StreamId("person-1"), StreamId("person-2")
MINE, NEXT = StreamId("enrolment-1"), StreamId("enrolment-2")
RUST, SQL = StreamId("skill-1"), StreamId("skill-2")
SPRING = "00000000-0000-0000-0000-000000000001"
TODAY, DAY = date(2026, 11, 2), date(2026, 12, 7)

PUBLISHED = ActivityPublished(
    activity=COURSE,
    title="Rust",
    description="All of it",
    kind="workshop",
    skills=(SkillLevel(skill=RUST, level=3), SkillLevel(skill=SQL, level=2)),
    minutes=600,
    assessor=JUDGE,
    link="https://learn.example/rust",
    published_on=TODAY,
)
REVISED = ActivityRevised(
    activity=COURSE,
    title="More Rust",
    description="And async",
    skills=(SkillLevel(skill=RUST, level=4),),
    minutes=900,
    assessor=None,
    link=None,
    dropped_skills=(SQL,),
    revised_on=DAY,
)
RETIRED = ActivityRetired(activity=COURSE, retired_on=DAY)
SCHEDULED = OccurrenceScheduled(
    activity=COURSE, occurrence=SPRING, day=DAY, seats=2, place="Room 4", scheduled_on=TODAY
)
CANCELLED = OccurrenceCancelled(
    activity=COURSE,
    occurrence=SPRING,
    enrolments=(MINE, NEXT),
    reason="Ill",
    cancelled_by=JUDGE,
    cancelled_on=TODAY,
)
TAKEN = SeatTaken(
    activity=COURSE,
    occurrence=SPRING,
    enrolment=MINE,
    person=ADA,
    promoted=False,
    taken_on=TODAY,
)
WAITS = WaitingListJoined(
    activity=COURSE, occurrence=SPRING, enrolment=NEXT, person=BOB, joined_on=TODAY
)
LEFT = WaitingListLeft(
    activity=COURSE, occurrence=SPRING, enrolment=NEXT, person=BOB, left_on=TODAY
)
FREED = SeatFreed(
    activity=COURSE,
    occurrence=SPRING,
    enrolment=MINE,
    person=ADA,
    next=NEXT,
    next_person=BOB,
    freed_on=TODAY,
)
PROMOTED = replace(TAKEN, enrolment=NEXT, person=BOB, promoted=True)


def occurrence_after(*history: Event) -> OccurrenceRow:
    (row,) = rows_after(occurrences.projection, SCHEDULED, *history).values()
    return row


def test_an_activity_shows_what_it_offers_now() -> None:
    row = rows_after(activities.projection, PUBLISHED)[COURSE]
    assert (row.title, row.kind, row.minutes, row.assessor) == ("Rust", "workshop", 600, JUDGE)
    assert (row.status, row.published_on, row.retired_on) == ("published", TODAY, None)
    row = rows_after(activities.projection, PUBLISHED, REVISED)[COURSE]
    assert (row.title, row.description, row.minutes) == ("More Rust", "And async", 900)
    assert (row.assessor, row.link, row.kind) == (None, None, "workshop")
    row = rows_after(activities.projection, PUBLISHED, RETIRED)[COURSE]
    assert (row.status, row.retired_on) == ("retired", DAY)


def test_a_skill_that_is_taught_no_longer_loses_its_row() -> None:
    rows = rows_after(activity_skills.projection, PUBLISHED).values()
    assert [(row.activity, row.skill, row.level) for row in rows] == [
        (COURSE, RUST, 3),
        (COURSE, SQL, 2),
    ]
    (row,) = rows_after(activity_skills.projection, PUBLISHED, REVISED).values()
    assert (row.skill, row.level) == (RUST, 4)


def test_an_occurrence_has_its_day_seats_and_place() -> None:
    row = occurrence_after()
    assert (row.activity, row.occurrence, row.day) == (COURSE, SPRING, DAY)
    assert (row.seats, row.place, row.status) == (2, "Room 4", "scheduled")


@pytest.mark.parametrize(
    ("history", "taken", "waiting"),
    [
        ([], 0, 0),
        ([TAKEN], 1, 0),
        ([TAKEN, WAITS], 1, 1),
        ([TAKEN, WAITS, LEFT], 1, 0),
        ([TAKEN, WAITS, FREED], 1, 0),
        ([TAKEN, WAITS, FREED, PROMOTED], 1, 0),
        ([TAKEN, replace(FREED, next=None, next_person=None)], 0, 0),
        ([TAKEN, WAITS, CANCELLED], 0, 0),
    ],
)
def test_seats_are_counted_as_taken_from_when_they_are_promised(
    history: list[Event], taken: int, waiting: int
) -> None:
    row = occurrence_after(*history)
    assert (row.taken, row.waiting) == (taken, waiting)


def test_a_cancelled_occurrence_says_why() -> None:
    row = occurrence_after(CANCELLED)
    assert (row.status, row.cancelled_on, row.cancel_reason) == ("cancelled", TODAY, "Ill")


@pytest.mark.parametrize("event", [REVISED, RETIRED])
def test_an_activity_is_opened_by_publishing_only(event: Event) -> None:
    with pytest.raises(ProjectionGap):
        rows_after(activities.projection, event)


def test_an_occurrence_is_opened_by_scheduling_only() -> None:
    with pytest.raises(ProjectionGap):
        rows_after(occurrences.projection, TAKEN)
