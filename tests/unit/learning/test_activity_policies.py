"""Whenever there is news of seats and completions, then a command."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from services.learning.commands.activity import FinishParticipation
from services.learning.commands.enrolment import CancelEnrolment, PromoteFromWaitingList, Withdraw
from services.learning.domain import HANDLED
from services.learning.events.activity import OccurrenceCancelled, SeatFreed
from services.learning.events.enrolment import Completed
from services.learning.foreign_events import PersonDeactivated
from services.learning.policies import (
    end_enrolments,
    free_places,
    let_learn_again,
    promote_next,
)
from shared.kernel.messages import Event, StreamId
from shared.kernel.recorded import Recorded

COURSE, MINE, NEXT = StreamId("activity-1"), StreamId("enrolment-1"), StreamId("enrolment-2")
ADA, BOB = StreamId("person-1"), StreamId("person-2")
SPRING = "00000000-0000-0000-0000-000000000001"
DAY = date(2026, 11, 23)

E = TypeVar("E", bound=Event)


def recorded(event: E) -> Recorded[E]:
    return Recorded(
        event=event,
        event_id=UUID(int=7),
        service="learning",
        stream=COURSE,
        version=5,
        position=9,
        recorded_at=datetime(2026, 11, 23, 8, tzinfo=UTC),
        about=(ADA,),
        actor="person-2",
        command_id=UUID(int=8),
        correlation_id="c",
        causation_id=None,
        origin="live",
    )


def freed(following: StreamId | None) -> SeatFreed:
    return SeatFreed(
        activity=COURSE,
        occurrence=SPRING,
        enrolment=MINE,
        person=ADA,
        next=following,
        next_person=BOB if following else None,
        freed_on=DAY,
    )


def completed(occurrence: str | None) -> Completed:
    return Completed(
        enrolment=MINE,
        person=ADA,
        activity=COURSE,
        occurrence=occurrence,
        kind="course",
        skills=(),
        assessed=False,
        completed_on=DAY,
        recorded_on=DAY,
    )


def test_whoever_was_promised_a_seat_takes_it() -> None:
    assert promote_next(recorded(freed(NEXT))) == [
        PromoteFromWaitingList(enrolment=NEXT, activity=COURSE, occurrence=SPRING, today=DAY)
    ]
    assert promote_next(recorded(freed(None))) == []


def test_every_enrolment_in_what_was_cancelled_ends() -> None:
    event = OccurrenceCancelled(
        activity=COURSE,
        occurrence=SPRING,
        enrolments=(MINE, NEXT),
        reason="Ill",
        cancelled_by=BOB,
        cancelled_on=DAY,
    )
    assert end_enrolments(recorded(event)) == [
        CancelEnrolment(enrolment=each, today=DAY) for each in (MINE, NEXT)
    ]


def test_an_activity_without_a_date_may_be_learnt_again_once_it_is_completed() -> None:
    assert let_learn_again(recorded(completed(None))) == [
        FinishParticipation(activity=COURSE, enrolment=MINE, today=DAY)
    ]
    assert let_learn_again(recorded(completed(SPRING))) == []


def test_whoever_leaves_gives_up_every_place_that_they_hold() -> None:
    left = recorded(PersonDeactivated(person=ADA))
    assert free_places(left, (DAY, {MINE: COURSE, NEXT: COURSE})) == [
        Withdraw(enrolment=each, activity=COURSE, today=DAY) for each in (MINE, NEXT)
    ]
    assert free_places(left, (DAY, {})) == []


def test_a_place_that_is_found_later_is_given_up_on_that_day() -> None:
    later = DAY + timedelta(days=300)
    left, places = recorded(PersonDeactivated(person=ADA)), (later, {MINE: COURSE})
    assert [command.today for command in free_places(left, places)] == [later]
    of_demo = replace(left, origin="demo")  # where all days are days of the past
    assert [command.today for command in free_places(of_demo, places)] == [DAY]


def test_what_policies_ask_has_no_route() -> None:
    for command in (PromoteFromWaitingList, CancelEnrolment, FinishParticipation):
        assert HANDLED[command].policy_only
