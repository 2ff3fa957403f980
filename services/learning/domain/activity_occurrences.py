"""The dated occurrences of an activity; the rules are numbered in ``activity``."""

from collections.abc import Sequence
from datetime import date

from services.learning.commands.activity import CancelOccurrence, ScheduleOccurrence
from services.learning.domain.activity_state import (
    Activity,
    Occurrence,
    OccurrenceAlreadyScheduled,
    OccurrenceIsCancelled,
    OccurrencePast,
    OccurrenceUnclear,
    UnknownOccurrence,
    require_in_use,
)
from services.learning.events.activity import (
    OccurrenceCancelled,
    OccurrenceEvent,
    OccurrenceScheduled,
)
from shared.kernel.replacing import replace

MOST_SEATS = 10_000


def schedule(command: ScheduleOccurrence, activity: Activity) -> Sequence[OccurrenceEvent]:
    scheduled = OccurrenceScheduled(
        activity=command.activity,
        occurrence=command.occurrence,
        day=command.day,
        seats=command.seats,
        place=command.place,
        scheduled_on=command.today,
    )
    found = activity.occurrences.get(command.occurrence)
    if found is not None:
        if found.cancelled:
            raise OccurrenceIsCancelled("this occurrence is cancelled", "occurrence")
        if replace(scheduled, scheduled_on=found.scheduled.scheduled_on) != found.scheduled:
            raise OccurrenceAlreadyScheduled("it has been scheduled otherwise", "occurrence")
        return []
    require_in_use(activity)
    if not 1 <= command.seats <= MOST_SEATS:
        raise OccurrenceUnclear(f"1 to {MOST_SEATS:,} seats", "seats")
    if command.day < command.today:
        raise OccurrencePast("the day has passed", "day")
    return [scheduled]


def cancel(command: CancelOccurrence, activity: Activity) -> Sequence[OccurrenceEvent]:
    found = activity.occurrences.get(command.occurrence)
    if found is not None and found.cancelled:
        return []
    ahead(activity, command.occurrence, command.today)
    ending = (
        enrolment
        for enrolment, who in activity.participants.items()
        if who.occurrence == command.occurrence
    )
    return [
        OccurrenceCancelled(
            activity=command.activity,
            occurrence=command.occurrence,
            enrolments=tuple(sorted(ending)),
            reason=command.reason,
            cancelled_by=command.cancelled_by,
            cancelled_on=command.today,
        )
    ]


def ahead(activity: Activity, occurrence: str, today: date) -> Occurrence:
    """The occurrence if it is still to take place; rules 4 and 5."""
    found = activity.occurrences.get(occurrence)
    if found is None:
        raise UnknownOccurrence("no such occurrence has been scheduled", "occurrence")
    if found.cancelled:
        raise OccurrenceIsCancelled("this occurrence is cancelled", "occurrence")
    if found.scheduled.day < today:
        raise OccurrencePast("the day of this occurrence has passed", "occurrence")
    return found
