"""The view ``learning_time``: the minutes of one enrolment on one day."""

from datetime import date

from services.learning.events.enrolment import TimeRecorded
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection
from shared.kernel.replacing import replace


class LearningTimeRow(View):
    time_key: str
    enrolment: StreamId
    person: StreamId
    day: date
    minutes: int


def keys(event: TimeRecorded) -> tuple[str]:
    return (f"{event.enrolment}/{event.day}",)


def evolve(key: str, row: LearningTimeRow | None, event: TimeRecorded) -> LearningTimeRow:
    if row is not None:
        return replace(row, minutes=row.minutes + event.minutes)
    return LearningTimeRow(
        time_key=key,
        enrolment=event.enrolment,
        person=event.person,
        day=event.day,
        minutes=event.minutes,
    )


projection = Projection(
    table="learning_time",
    view=LearningTimeRow,
    on=(TimeRecorded,),
    keys=keys,
    evolve=evolve,
    person="person",
)
