"""Which places are those of somebody who has left, as the tables of learning tell."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.learning.events.enrolment import Enrolled
from services.learning.foreign_events import PersonDeactivated
from services.learning.queries import places_of_leaver
from shared.kernel.messages import StreamId
from shared.kernel.recorded import Recorded
from shared.runtime.pools import Pool

TODAY, COURSE, SPRING = date(2026, 11, 23), "activity-1", str(UUID(int=1))
ENROL = """
INSERT INTO enrolments (enrolment, person, activity, occurrence, day, kind, status, assessed,
    minutes_planned, minutes_spent)
VALUES ($1, $2, $3, $4, $5, 'workshop', $6, false, 60, 0)
"""


def left(person: str) -> Recorded[PersonDeactivated]:
    return Recorded(
        event=PersonDeactivated(person=StreamId(person)),
        event_id=uuid4(),
        service="directory",
        stream=StreamId(person),
        version=2,
        position=9,
        recorded_at=datetime(2026, 11, 1, tzinfo=UTC),
        about=(StreamId(person),),
        actor="client:c",
        command_id=uuid4(),
        correlation_id="c",
        causation_id=None,
        origin="live",
    )


async def person(rows: Pool, *, active: bool) -> str:
    found = f"person-{uuid4()}"
    await rows.execute("INSERT INTO known_people VALUES ($1, $2)", found, active)
    return found


async def enrolled(
    rows: Pool, who: str, status: str, occurrence: str | None = SPRING, day: date | None = TODAY
) -> str:
    found = f"enrolment-{uuid4()}"
    await rows.execute(ENROL, found, who, COURSE, occurrence, day, status)
    return found


async def test_every_place_of_somebody_who_has_left_is_found(rows: Pool) -> None:
    ada, bob = await person(rows, active=False), await person(rows, active=False)
    held = {
        await enrolled(rows, ada, status): COURSE for status in ("waiting", "enrolled", "started")
    }
    await enrolled(rows, bob, "enrolled")
    assert await places_of_leaver(rows, left(ada), TODAY) == (TODAY, held)


async def test_one_who_works_here_or_is_here_again_keeps_their_places(rows: Pool) -> None:
    ada = await person(rows, active=True)
    await enrolled(rows, ada, "enrolled")
    assert await places_of_leaver(rows, left(ada), TODAY) == (TODAY, {})


@pytest.mark.parametrize("status", ["planned", "completed", "withdrawn", "cancelled"])
async def test_what_holds_no_seat_is_no_place(rows: Pool, status: str) -> None:
    ada = await person(rows, active=False)
    await enrolled(rows, ada, status)
    assert await places_of_leaver(rows, left(ada), TODAY) == (TODAY, {})


async def test_what_has_no_date_or_an_earlier_one_is_left_as_it_is(rows: Pool) -> None:
    ada = await person(rows, active=False)
    await enrolled(rows, ada, "started", occurrence=None, day=None)
    await enrolled(rows, ada, "started", day=date(2026, 11, 22))
    assert await places_of_leaver(rows, left(ada), TODAY) == (TODAY, {})


async def test_who_had_left_when_their_enrolling_is_read_is_found_then(rows: Pool) -> None:
    ada = StreamId(await person(rows, active=False))
    seat = StreamId(await enrolled(rows, ada, "enrolled"))
    recorded = replace(left(ada), event=enrolling(ada, seat))
    assert await places_of_leaver(rows, recorded, TODAY) == (TODAY, {seat: COURSE})


async def test_who_has_been_erased_since_they_left_gives_up_their_places_too(rows: Pool) -> None:
    ada = StreamId(f"person-{uuid4()}")
    seat = StreamId(await enrolled(rows, ada, "enrolled"))
    assert await places_of_leaver(rows, left(ada), TODAY) == (TODAY, {seat: COURSE})
    not_known_yet = replace(left(ada), event=enrolling(ada, seat))
    assert await places_of_leaver(rows, not_known_yet, TODAY) == (TODAY, {})


def enrolling(who: StreamId, seat: StreamId) -> Any:
    return Enrolled(
        enrolment=seat,
        person=who,
        activity=StreamId(COURSE),
        occurrence=SPRING,
        day=TODAY,
        waiting=False,
        kind="workshop",
        skills=(),
        minutes=60,
        assessed=False,
        assessor=None,
        enrolled_on=TODAY,
    )
