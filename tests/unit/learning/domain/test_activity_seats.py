"""Who gets a seat, who waits and who is next: decided on an activity and enrolments together."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.learning.commands.activity import (
    CancelOccurrence,
    PublishActivity,
    RetireActivity,
    ScheduleOccurrence,
)
from services.learning.commands.enrolment import (
    Complete,
    DropPlan,
    Enrol,
    PlanLearning,
    PromoteFromWaitingList,
    Start,
    Withdraw,
)
from services.learning.domain import activity, enrolment
from services.learning.domain import activity_state as rules
from services.learning.domain.activity_seats import MOST_WAITING
from services.learning.domain.enrolment_state import EnrolmentEnded
from services.learning.events.activity import (
    ParticipantJoined,
    ParticipantLeft,
    SeatFreed,
    SeatTaken,
    WaitingListJoined,
    WaitingListLeft,
)
from services.learning.events.enrolment import (
    Enrolled,
    EnrolmentCancelled,
    PromotedFromWaitingList,
    Withdrawn,
)
from services.learning.policies import REACTIONS
from shared.kernel.errors import DomainError, SuiteError
from shared.kernel.messages import Command, Event, StreamId
from shared.kernel.recorded import Recorded
from tests.unit.learning.domain.streams import Streams

COURSE = StreamId("activity-1")
PEOPLE = ADA, BOB, EVE = tuple(StreamId(f"person-{n}") for n in range(3))
SPRING = "00000000-0000-0000-0000-000000000001"
AUTUMN = "00000000-0000-0000-0000-000000000002"
TODAY, DAY = date(2026, 11, 2), date(2026, 12, 7)
LATE = DAY + timedelta(days=1)


def of(person: StreamId, number: int = 0) -> StreamId:
    return StreamId(f"enrolment-{person}-{number}")


def enrol(person: StreamId, occurrence: str | None = SPRING, number: int = 0) -> Enrol:
    return Enrol(
        enrolment=of(person, number),
        person=person,
        activity=COURSE,
        occurrence=occurrence,
        today=TODAY,
    )


def withdraw(person: StreamId, number: int = 0) -> Withdraw:
    return Withdraw(enrolment=of(person, number), activity=COURSE, today=TODAY)


def promote(person: StreamId) -> PromoteFromWaitingList:
    return PromoteFromWaitingList(
        enrolment=of(person), activity=COURSE, occurrence=SPRING, today=TODAY
    )


PUBLISH = PublishActivity(
    activity=COURSE, title="Rust", description="All of it", kind="workshop", minutes=60, today=TODAY
)
SCHEDULE = ScheduleOccurrence(activity=COURSE, occurrence=SPRING, day=DAY, seats=1, today=TODAY)
CANCEL = CancelOccurrence(
    activity=COURSE, occurrence=SPRING, reason="Ill", cancelled_by=EVE, today=TODAY
)
TAKEN = SeatTaken(
    activity=COURSE,
    occurrence=SPRING,
    enrolment=of(ADA),
    person=ADA,
    promoted=False,
    taken_on=TODAY,
)
WAITS = WaitingListJoined(
    activity=COURSE, occurrence=SPRING, enrolment=of(BOB), person=BOB, joined_on=TODAY
)
FREED = SeatFreed(
    activity=COURSE,
    occurrence=SPRING,
    enrolment=of(ADA),
    person=ADA,
    next=of(BOB),
    next_person=BOB,
    freed_on=TODAY,
)


def after(*commands: Command) -> Streams:
    """One seat, and then these commands."""
    streams = Streams()
    for command in (PUBLISH, SCHEDULE, *commands):
        streams.handle(command)
    return streams


def refused(streams: Streams, command: Command) -> type[SuiteError]:
    with pytest.raises(DomainError) as refusal:
        streams.decided(command)
    return type(refusal.value)


def reactions(events: Iterable[Event], today: date) -> list[Command]:
    """What the policies of the service do about ``events``."""
    return [
        command
        for event in events
        for reaction in REACTIONS
        if isinstance(event, reaction.on)
        for command in reaction.react(recorded(event, today))
    ]


def recorded(event: Any, today: date) -> Recorded[Any]:
    return Recorded(
        event=event,
        event_id=UUID(int=1),
        service="learning",
        stream=COURSE,
        version=1,
        position=1,
        recorded_at=datetime.combine(today, time(), UTC),
        about=(),
        actor="person-0",
        command_id=UUID(int=2),
        correlation_id="c",
        causation_id=None,
        origin="live",
    )


def test_who_enrols_first_gets_the_seat_and_the_next_one_waits() -> None:
    enrolled, taken = after().handle(enrol(ADA))
    assert isinstance(enrolled, Enrolled)
    assert (enrolled.day, enrolled.waiting, enrolled.minutes) == (DAY, False, 60)
    assert taken == TAKEN
    enrolled, waits = after(enrol(ADA)).handle(enrol(BOB))
    assert isinstance(enrolled, Enrolled)
    assert enrolled.waiting
    assert waits == WAITS


def test_who_would_rather_not_wait_is_refused() -> None:
    hurried = replace(enrol(BOB), or_wait=False)
    assert refused(after(enrol(ADA)), hurried) is rules.NoSeatLeft
    assert TAKEN in after(replace(enrol(ADA), or_wait=False)).recorded


def test_not_everybody_may_wait() -> None:
    streams = after(enrol(ADA))
    state = streams.state(COURSE, activity.decider)
    full = replace(state.occurrences[SPRING], waiting=(of(EVE),) * MOST_WAITING)
    crowded = replace(state, occurrences=state.occurrences.with_(SPRING, full))
    beside = {COURSE: crowded, of(BOB): enrolment.decider.initial_state}
    with pytest.raises(rules.WaitingListFull):
        activity.decide(enrol(BOB), crowded, beside)


def test_without_a_date_there_is_always_room() -> None:
    _, joined = after(enrol(ADA)).handle(enrol(ADA, None, 1))
    assert joined == ParticipantJoined(
        activity=COURSE, enrolment=of(ADA, 1), person=ADA, joined_on=TODAY
    )


def test_one_person_enrols_once_in_the_same() -> None:
    for occurrence in (None, SPRING):
        streams = after(enrol(ADA, occurrence))
        assert refused(streams, enrol(ADA, occurrence, 1)) is rules.AlreadyEnrolled
    waiting = after(enrol(ADA), enrol(BOB))
    assert refused(waiting, enrol(BOB, number=1)) is rules.AlreadyEnrolled


def test_one_person_may_enrol_in_two_occurrences() -> None:
    streams = after(replace(SCHEDULE, occurrence=AUTUMN), enrol(ADA))
    assert len(streams.handle(enrol(ADA, AUTUMN, 1))) == 2


@pytest.mark.parametrize(
    ("history", "command", "refusal"),
    [
        ([], replace(enrol(ADA), activity=StreamId("activity-2")), rules.UnknownActivity),
        ([RetireActivity(activity=COURSE, today=TODAY)], enrol(ADA), rules.ActivityIsRetired),
        ([], enrol(ADA, AUTUMN), rules.UnknownOccurrence),
        ([CANCEL], enrol(ADA), rules.OccurrenceIsCancelled),
        ([], replace(enrol(ADA), today=LATE), rules.OccurrencePast),
    ],
)
def test_one_enrols_in_what_is_still_to_take_place(
    history: list[Command], command: Enrol, refusal: type[SuiteError]
) -> None:
    assert refused(after(*history), command) is refusal


def test_one_may_still_enrol_on_the_day_itself() -> None:
    assert len(after().handle(replace(enrol(ADA), today=DAY))) == 2


def test_a_freed_seat_is_promised_to_who_has_waited_longest() -> None:
    streams = after(enrol(ADA), enrol(BOB), enrol(EVE))
    withdrawn, freed = streams.handle(withdraw(ADA))
    assert isinstance(withdrawn, Withdrawn)
    assert freed == FREED
    assert streams.handle(enrol(ADA, number=1))[1] == replace(
        WAITS, enrolment=of(ADA, 1), person=ADA
    )
    promoted, taken = streams.handle(promote(BOB))
    assert isinstance(promoted, PromotedFromWaitingList)
    assert taken == replace(TAKEN, enrolment=of(BOB), person=BOB, promoted=True)


def test_who_was_promoted_frees_the_seat_like_anybody_else() -> None:
    streams = after(enrol(ADA), enrol(BOB), withdraw(ADA), promote(BOB))
    assert refused(streams, replace(enrol(EVE), or_wait=False)) is rules.NoSeatLeft
    streams.handle(withdraw(BOB))
    assert len(streams.handle(replace(enrol(EVE), or_wait=False))) == 2


def test_who_leaves_a_promised_seat_leaves_it_to_the_next() -> None:
    streams = after(enrol(ADA), enrol(BOB), enrol(EVE), withdraw(ADA))
    _, freed = streams.handle(withdraw(BOB))
    assert freed == replace(FREED, enrolment=of(BOB), person=BOB, next=of(EVE), next_person=EVE)
    assert streams.handle(promote(BOB)) == []
    assert len(streams.handle(promote(EVE))) == 2
    assert streams.handle(promote(EVE)) == []


def test_who_leaves_the_waiting_list_frees_no_seat() -> None:
    streams = after(enrol(ADA), enrol(BOB))
    _, left = streams.handle(withdraw(BOB))
    assert left == WaitingListLeft(
        activity=COURSE, occurrence=SPRING, enrolment=of(BOB), person=BOB, left_on=TODAY
    )
    _, freed = streams.handle(withdraw(ADA))
    assert freed == replace(FREED, next=None, next_person=None)


def test_nobody_is_promised_a_seat_once_the_day_has_passed() -> None:
    streams = after(enrol(ADA), enrol(BOB))
    _, freed = streams.handle(replace(withdraw(ADA), today=LATE))
    assert freed == replace(FREED, next=None, next_person=None, freed_on=LATE)


def test_who_leaves_an_activity_without_a_date_may_join_again() -> None:
    streams = after(enrol(ADA, None))
    _, left = streams.handle(withdraw(ADA))
    assert left == ParticipantLeft(
        activity=COURSE, enrolment=of(ADA), person=ADA, completed=False, left_on=TODAY
    )
    assert len(streams.handle(enrol(ADA, None, 1))) == 2
    assert refused(streams, enrol(ADA, None)) is EnrolmentEnded


def test_whoever_has_completed_may_learn_again() -> None:
    streams = after(enrol(ADA, None))
    completed = streams.handle(Complete(enrolment=of(ADA), completed_on=TODAY, today=TODAY))
    for command in reactions(completed, TODAY):
        streams.handle(command)
    assert streams.handle(enrol(ADA, None)) == []
    assert len(streams.handle(enrol(ADA, None, 1))) == 2


def test_what_was_cancelled_ends_every_enrolment_and_cannot_be_given_up() -> None:
    streams = after(enrol(ADA), enrol(BOB))
    cancelled = streams.handle(CANCEL)
    assert refused(streams, withdraw(ADA)) is rules.OccurrenceIsCancelled
    ended = [event for command in reactions(cancelled, TODAY) for event in streams.handle(command)]
    assert [type(event) for event in ended] == [EnrolmentCancelled] * 2
    assert refused(streams, withdraw(ADA)) is EnrolmentEnded


def test_what_holds_already_is_accepted() -> None:
    history = (enrol(ADA), enrol(BOB), withdraw(ADA))
    for n in range(1, len(history) + 1):
        assert after(*history[:n]).handle(history[n - 1]) == []


def commands_of(person: StreamId, number: int) -> list[Command]:
    which = of(person, number)
    return [
        *(enrol(person, each, number) for each in (SPRING, AUTUMN, None)),
        replace(enrol(person, SPRING, number), or_wait=False),
        enrol(person, SPRING, number),
        withdraw(person, number),
        withdraw(person, number),
        PlanLearning(enrolment=which, person=person, activity=COURSE, today=TODAY),
        DropPlan(enrolment=which, today=TODAY),
        Start(enrolment=which, today=TODAY),
        Complete(enrolment=which, completed_on=TODAY, today=TODAY),
        replace(CANCEL, occurrence=AUTUMN),
    ]


people = st.tuples(st.sampled_from(PEOPLE), st.integers(0, 1))
anything = people.flatmap(lambda who: st.sampled_from(commands_of(*who)))
seeking = people.map(lambda who: enrol(who[0], SPRING, who[1]))
leaving = people.map(lambda who: withdraw(*who))
asked = st.one_of(anything, seeking, leaving)


def catch_up(streams: Streams, seen: int) -> int:
    """Lets the policies read what they have not seen, also what follows from that."""
    while seen < len(streams.recorded):
        for command in reactions(streams.recorded[seen : seen + 1], TODAY):
            streams.handle(command)
        seen += 1
    return seen


def require_fair(streams: Streams, seats: int) -> None:
    state = streams.state(COURSE, activity.decider)
    seated = [who for who in state.participants.values() if who.standing == "seated"]
    for key, occurrence in state.occurrences.items():
        assert occurrence.free == 0 or not occurrence.waiting, "somebody waits beside a free seat"
        assert sum(who.occurrence == key for who in seated) <= occurrence.taken <= seats
    for which, who in state.participants.items():
        status = streams.state(which, enrolment.decider).status
        assert (status == "waiting") == (who.standing in {"waiting", "promised"})


@for_all(st.lists(st.none() | asked, min_size=20, max_size=60), st.integers(1, 2))
def test_seats_are_never_overbooked_and_nobody_waits_beside_a_free_one(
    commands: list[Command | None], seats: int
) -> None:
    streams, seen = Streams(), 0
    for key in (SPRING, AUTUMN):
        scheduled = replace(SCHEDULE, occurrence=key, seats=seats)
        for command in (PUBLISH, scheduled):
            streams.handle(command)
    for asks in commands:
        if asks is None:
            seen = catch_up(streams, seen)
            continue
        try:
            streams.handle(asks)
        except SuiteError:
            continue
        assert not any(streams.decided(asks).values()), "a repeated command adds something"
        require_fair(streams, seats)
    catch_up(streams, seen)
    require_fair(streams, seats)
    state = streams.state(COURSE, activity.decider)
    assert not [who for who in state.participants.values() if who.standing == "promised"]
