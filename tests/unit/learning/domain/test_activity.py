"""The rules of the activity and its occurrences: given events, when a command, then events."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.learning.commands.activity import (
    ActivityCommand,
    CancelOccurrence,
    FinishParticipation,
    PublishActivity,
    RetireActivity,
    ReviseActivity,
    ScheduleOccurrence,
)
from services.learning.commands.enrolment import SeatCommand
from services.learning.commands.skill import SkillAtLevel
from services.learning.domain import activity
from services.learning.domain import activity_state as rules
from services.learning.domain.skill import SkillIsMerged, SkillIsRetired, UnknownSkill
from services.learning.domain.skill import decider as skills
from services.learning.events.activity import (
    ActivityEvent,
    ActivityPublished,
    ActivityRetired,
    ActivityRevised,
    OccurrenceCancelled,
    OccurrenceScheduled,
    ParticipantJoined,
    ParticipantLeft,
    SeatFreed,
    SeatTaken,
    WaitingListJoined,
    WaitingListLeft,
)
from services.learning.events.skill import SkillDefined, SkillLevel, SkillMerged, SkillRetired
from shared.kernel.errors import DomainError, NotFound
from shared.kernel.messages import NOBODY, StreamId
from shared.testing.decider_spec import DeciderSpec, Given

COURSE = StreamId("activity-1")
HR, ADA, BOB, JUDGE = (StreamId(f"person-{n}") for n in range(4))
OF_ADA, OF_BOB = StreamId("enrolment-1"), StreamId("enrolment-2")
RUST, SQL = StreamId("skill-1"), StreamId("skill-2")
SPRING = "00000000-0000-0000-0000-000000000001"
TODAY = date(2026, 11, 2)
DAY = date(2026, 12, 7)
LATE = DAY + timedelta(days=1)

PUBLISH = PublishActivity(
    activity=COURSE,
    title="Rust in a week",
    description="From ownership to async",
    kind="course",
    skills=(SkillAtLevel(skill=RUST, level=3), SkillAtLevel(skill=SQL, level=2)),
    minutes=2_400,
    assessor=JUDGE,
    link="https://learn.example/rust",
    today=TODAY,
)
LEVELS = (SkillLevel(skill=RUST, level=3), SkillLevel(skill=SQL, level=2))
PUBLISHED = ActivityPublished(
    activity=COURSE,
    title="Rust in a week",
    description="From ownership to async",
    kind="course",
    skills=LEVELS,
    minutes=2_400,
    assessor=JUDGE,
    link="https://learn.example/rust",
    published_on=TODAY,
)
REVISE = ReviseActivity(
    activity=COURSE,
    title="Rust in ten days",
    description="From ownership to async",
    skills=(SkillAtLevel(skill=RUST, level=4),),
    minutes=3_000,
    assessor=None,
    link=None,
    today=TODAY,
)
REVISED = ActivityRevised(
    activity=COURSE,
    title="Rust in ten days",
    description="From ownership to async",
    skills=(SkillLevel(skill=RUST, level=4),),
    minutes=3_000,
    assessor=None,
    link=None,
    dropped_skills=(SQL,),
    revised_on=TODAY,
)
RETIRE = RetireActivity(activity=COURSE, today=TODAY)
RETIRED = ActivityRetired(activity=COURSE, retired_on=TODAY)
SCHEDULE = ScheduleOccurrence(
    activity=COURSE, occurrence=SPRING, day=DAY, seats=12, place="Room 4", today=TODAY
)
SCHEDULED = OccurrenceScheduled(
    activity=COURSE, occurrence=SPRING, day=DAY, seats=12, place="Room 4", scheduled_on=TODAY
)
CANCEL = CancelOccurrence(
    activity=COURSE, occurrence=SPRING, reason="No room", cancelled_by=HR, today=TODAY
)
CANCELLED = OccurrenceCancelled(
    activity=COURSE,
    occurrence=SPRING,
    enrolments=(),
    reason="No room",
    cancelled_by=HR,
    cancelled_on=TODAY,
)
TAKEN = SeatTaken(
    activity=COURSE,
    occurrence=SPRING,
    enrolment=OF_BOB,
    person=BOB,
    promoted=False,
    taken_on=TODAY,
)
WAITS = WaitingListJoined(
    activity=COURSE, occurrence=SPRING, enrolment=OF_ADA, person=ADA, joined_on=TODAY
)
JOINED = ParticipantJoined(activity=COURSE, enrolment=OF_ADA, person=ADA, joined_on=TODAY)
FINISH = FinishParticipation(activity=COURSE, enrolment=OF_ADA, today=TODAY)
FINISHED = ParticipantLeft(
    activity=COURSE, enrolment=OF_ADA, person=ADA, completed=True, left_on=TODAY
)


def defined(skill: StreamId) -> SkillDefined:
    return SkillDefined(
        skill=skill,
        name="A skill",
        description=None,
        kind=None,
        esco_uri=None,
        synonyms=(),
        defined_on=TODAY,
    )


KNOWN = {each: skills.fold([defined(each)]) for each in (RUST, SQL)}


Asked = ActivityCommand | SeatCommand


def given(*history: ActivityEvent) -> Given[Asked, rules.Activity, ActivityEvent]:
    return DeciderSpec(activity.decider).given(*history).and_beside(KNOWN)


def test_an_activity_is_published_once() -> None:
    given().when(PUBLISH).then(PUBLISHED)
    given(PUBLISHED).when(replace(PUBLISH, today=DAY)).then_nothing()
    given(PUBLISHED, REVISED, RETIRED).when(PUBLISH).then_nothing()
    other = replace(PUBLISH, title="Go in a week")
    given(PUBLISHED).when(other).then_refused(rules.ActivityAlreadyPublished)


@pytest.mark.parametrize(
    "command",
    [
        replace(PUBLISH, skills=PUBLISH.skills[:1] * 2),
        replace(PUBLISH, minutes=0),
        replace(PUBLISH, minutes=100_001),
        replace(
            PUBLISH,
            skills=tuple(SkillAtLevel(skill=StreamId(f"skill-{n}"), level=1) for n in range(21)),
        ),
    ],
)
def test_an_activity_is_clear(command: PublishActivity) -> None:
    given().when(command).then_refused(rules.ActivityUnclear)


def test_an_activity_may_teach_no_skill() -> None:
    given().when(replace(PUBLISH, skills=())).then(replace(PUBLISHED, skills=()))


@pytest.mark.parametrize(
    ("history", "refusal"),
    [
        ([], UnknownSkill),
        ([defined(SQL), SkillRetired(skill=SQL, retired_on=TODAY)], SkillIsRetired),
        ([defined(SQL), SkillMerged(skill=SQL, into=RUST, merged_on=TODAY)], SkillIsMerged),
    ],
)
def test_what_is_taught_is_known_and_in_use(
    history: list[SkillDefined | SkillRetired | SkillMerged], refusal: type[DomainError]
) -> None:
    beside = {**KNOWN, SQL: skills.fold(history)}
    given().and_beside(beside).when(PUBLISH).then_refused(refusal)
    teaching = replace(REVISE, skills=PUBLISH.skills)
    given(PUBLISHED).and_beside(beside).when(teaching).then_refused(refusal)


def test_a_revision_says_which_skills_are_taught_no_longer() -> None:
    given(PUBLISHED).when(REVISE).then(REVISED)
    given(PUBLISHED, REVISED).when(REVISE).then_nothing()
    given(PUBLISHED).when(replace(REVISE, minutes=0)).then_refused(rules.ActivityUnclear)


def test_a_retired_activity_is_neither_revised_nor_scheduled() -> None:
    given(PUBLISHED).when(RETIRE).then(RETIRED)
    given(PUBLISHED, RETIRED).when(REVISE).then_refused(rules.ActivityIsRetired)
    given(PUBLISHED, RETIRED).when(SCHEDULE).then_refused(rules.ActivityIsRetired)
    given(PUBLISHED, RETIRED).when(RETIRE).then_nothing()


def test_an_occurrence_is_scheduled_once() -> None:
    given(PUBLISHED).when(SCHEDULE).then(SCHEDULED)
    given(PUBLISHED, SCHEDULED).when(replace(SCHEDULE, today=LATE)).then_nothing()
    given(PUBLISHED, SCHEDULED, RETIRED).when(SCHEDULE).then_nothing()
    other = replace(SCHEDULE, seats=13)
    given(PUBLISHED, SCHEDULED).when(other).then_refused(rules.OccurrenceAlreadyScheduled)


@pytest.mark.parametrize("seats", [0, 10_001])
def test_an_occurrence_has_seats(seats: int) -> None:
    given(PUBLISHED).when(replace(SCHEDULE, seats=seats)).then_refused(rules.OccurrenceUnclear)


def test_nothing_is_scheduled_or_cancelled_once_its_day_has_passed() -> None:
    given(PUBLISHED).when(replace(SCHEDULE, today=DAY)).then(replace(SCHEDULED, scheduled_on=DAY))
    given(PUBLISHED).when(replace(SCHEDULE, today=LATE)).then_refused(rules.OccurrencePast)
    late = replace(CANCEL, today=LATE)
    given(PUBLISHED, SCHEDULED).when(late).then_refused(rules.OccurrencePast)


def test_a_cancelled_occurrence_names_whoever_had_a_seat_or_waited() -> None:
    other = replace(SCHEDULED, occurrence="00000000-0000-0000-0000-000000000002")
    elsewhere = replace(TAKEN, occurrence=other.occurrence, enrolment=StreamId("enrolment-3"))
    joined = replace(JOINED, enrolment=StreamId("enrolment-4"))
    history = (PUBLISHED, SCHEDULED, other, TAKEN, elsewhere, WAITS, joined)
    given(*history).when(CANCEL).then(replace(CANCELLED, enrolments=(OF_ADA, OF_BOB)))


def test_a_cancelled_occurrence_stays_so() -> None:
    given(PUBLISHED, SCHEDULED).when(CANCEL).then(CANCELLED)
    given(PUBLISHED, SCHEDULED, CANCELLED).when(CANCEL).then_nothing()
    given(PUBLISHED, SCHEDULED, CANCELLED).when(SCHEDULE).then_refused(rules.OccurrenceIsCancelled)
    given(PUBLISHED).when(CANCEL).then_refused(rules.UnknownOccurrence)


def test_whoever_has_completed_an_activity_without_a_date_takes_part_no_longer() -> None:
    given(PUBLISHED, JOINED).when(FINISH).then(FINISHED)
    given(PUBLISHED, JOINED, FINISHED).when(FINISH).then_nothing()
    of_bob = replace(FINISH, enrolment=OF_BOB)
    given(PUBLISHED, SCHEDULED, TAKEN).when(of_bob).then_nothing()


@pytest.mark.parametrize("command", [REVISE, RETIRE, SCHEDULE, CANCEL, FINISH])
def test_nothing_happens_to_what_was_never_published(command: ActivityCommand) -> None:
    with pytest.raises(NotFound):
        activity.decide(command, activity.decider.initial_state, KNOWN)


def test_seats_are_nobodys_record() -> None:
    state = activity.decider.initial_state
    freed = SeatFreed(
        activity=COURSE,
        occurrence=SPRING,
        enrolment=OF_BOB,
        person=BOB,
        next=OF_ADA,
        next_person=ADA,
        freed_on=TODAY,
    )
    gone = WaitingListLeft(
        activity=COURSE, occurrence=SPRING, enrolment=OF_ADA, person=ADA, left_on=TODAY
    )
    assert activity.about(state, PUBLISHED) == (NOBODY, JUDGE)
    assert activity.about(state, REVISED) == (NOBODY,)
    assert activity.about(state, RETIRED) == activity.about(state, SCHEDULED) == (NOBODY,)
    assert activity.about(state, CANCELLED) == (NOBODY, HR)
    assert activity.about(state, TAKEN) == (NOBODY, BOB)
    assert activity.about(state, freed) == (NOBODY, BOB, ADA)
    assert activity.about(state, replace(freed, next=None, next_person=None)) == (NOBODY, BOB)
    for event in (WAITS, JOINED, FINISHED, gone):
        assert activity.about(state, event) == (NOBODY, ADA)
