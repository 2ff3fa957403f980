"""The activity: what people learn by, when it takes place, and who has a seat.

1. An activity is published once; the same publication again changes nothing.
2. It teaches up to 20 skills, each named once, known and in use, and takes 1 to 100,000 minutes.
   Whoever is to assess it works here when they are named: permissions see to that, by the facts.
3. A retired activity is neither revised nor scheduled, and nobody enrols in it any more; whoever
   takes part goes on.
4. An occurrence is scheduled once, has 1 to 10,000 seats, and its day has not passed when it is
   scheduled, enrolled in or cancelled.
5. A cancelled occurrence stays so and ends every enrolment in it.
6. One person has one enrolment in the activity and one in each of its occurrences. Whoever has
   completed an activity without a date may enrol in it once more.
7. No more people than seats: a seat is taken, promised to one who waits, or free.
8. Who finds every seat taken or promised waits behind those before, unless they would rather not;
   at most 10,000 wait for one occurrence.
9. Whoever gives up a seat, or the promise of one, leaves it to who has waited longest, until the
   day has passed. So nobody waits beside a free seat. Who leaves the company gives up both.
10. Who was promised a seat takes it, or has left by then.
11. What holds already is accepted and yields no event.
"""

from collections.abc import Sequence

from services.learning.commands.activity import (
    ActivityCommand,
    CancelOccurrence,
    FinishParticipation,
    PublishActivity,
    RetireActivity,
    ReviseActivity,
    ScheduleOccurrence,
)
from services.learning.commands.enrolment import (
    Enrol,
    PromoteFromWaitingList,
    SeatCommand,
    Withdraw,
)
from services.learning.domain import skill
from services.learning.domain.activity_occurrences import cancel, schedule
from services.learning.domain.activity_seats import take_part
from services.learning.domain.activity_state import (
    Activity,
    ActivityAlreadyPublished,
    ActivityUnclear,
    evolve,
    require_in_use,
)
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
from services.learning.events.skill import SkillLevel
from shared.kernel.decider import NOTHING, Beside, Decider
from shared.kernel.errors import NotFound
from shared.kernel.messages import NOBODY, StreamId
from shared.kernel.replacing import replace

MOST_SKILLS = 20
MOST_MINUTES = 100_000


def decide(
    command: ActivityCommand | SeatCommand, activity: Activity, beside: Beside = NOTHING
) -> Sequence[ActivityEvent]:
    """Events that follow from ``command``; raises the ``DomainError`` that forbids it."""
    if isinstance(command, PublishActivity):
        return publish(command, activity, beside)
    if activity.published is None:
        raise NotFound("no such activity")
    match command:
        case Enrol() | PromoteFromWaitingList() | Withdraw() | FinishParticipation():
            return take_part(command, activity, beside)
        case ReviseActivity():
            return revise(command, activity, beside)
        case ScheduleOccurrence():
            return schedule(command, activity)
        case CancelOccurrence():
            return cancel(command, activity)
        case RetireActivity():
            return [] if activity.retired else [retired(command)]


def retired(command: RetireActivity) -> ActivityRetired:
    return ActivityRetired(activity=command.activity, retired_on=command.today)


def publish(
    command: PublishActivity, activity: Activity, beside: Beside
) -> Sequence[ActivityEvent]:
    published = ActivityPublished(
        activity=command.activity,
        title=command.title,
        description=command.description,
        kind=command.kind,
        skills=levels(command),
        minutes=command.minutes,
        assessor=command.assessor,
        link=command.link,
        published_on=command.today,
    )
    if activity.published is None:
        require_clear(command, beside)
        return [published]
    if replace(published, published_on=activity.published.published_on) != activity.published:
        raise ActivityAlreadyPublished("this activity has been published before, in other words")
    return []


def revise(command: ReviseActivity, activity: Activity, beside: Beside) -> Sequence[ActivityEvent]:
    revised = ActivityRevised(
        activity=command.activity,
        title=command.title,
        description=command.description,
        skills=levels(command),
        minutes=command.minutes,
        assessor=command.assessor,
        link=command.link,
        dropped_skills=dropped(activity, command),
        revised_on=command.today,
    )
    if offers(activity, revised):
        return []
    require_in_use(activity)
    require_clear(command, beside)
    return [revised]


def offers(activity: Activity, revised: ActivityRevised) -> bool:
    """Whether the activity says so already."""
    offer = activity.offer
    return offer is not None and all(
        getattr(offer, name) == getattr(revised, name)
        for name in ("title", "description", "skills", "minutes", "assessor", "link")
    )


def dropped(activity: Activity, command: ReviseActivity) -> tuple[StreamId, ...]:
    kept = {each.skill for each in command.skills}
    taught = activity.offer.skills if activity.offer else ()
    return tuple(each.skill for each in taught if each.skill not in kept)


def levels(command: PublishActivity | ReviseActivity) -> tuple[SkillLevel, ...]:
    return tuple(SkillLevel(skill=each.skill, level=each.level) for each in command.skills)


def require_clear(command: PublishActivity | ReviseActivity, beside: Beside) -> None:
    named = {each.skill for each in command.skills}
    if len(named) > MOST_SKILLS or len(named) < len(command.skills):
        raise ActivityUnclear(f"up to {MOST_SKILLS} skills, each once", "skills")
    if not 1 <= command.minutes <= MOST_MINUTES:
        raise ActivityUnclear(f"1 to {MOST_MINUTES:,} minutes", "minutes")
    for each in command.skills:
        skill.usable(each.skill, beside, "skills")


def about(_activity: Activity, event: ActivityEvent) -> Sequence[StreamId]:
    """Nobody's record, so that seats are counted the same when somebody is erased."""
    match event:
        case ActivityPublished(assessor=person) | ActivityRevised(assessor=person):
            return (NOBODY, person) if person else (NOBODY,)
        case OccurrenceCancelled(cancelled_by=person):
            return (NOBODY, person)
        case ActivityRetired() | OccurrenceScheduled():
            return (NOBODY,)
        case SeatFreed(next_person=person) if person:
            return (NOBODY, event.person, person)
        case (
            ParticipantJoined() | ParticipantLeft() | SeatTaken() | SeatFreed()
            | WaitingListJoined() | WaitingListLeft()
        ):  # fmt: skip
            return (NOBODY, event.person)


decider: Decider[ActivityCommand | SeatCommand, Activity, ActivityEvent] = Decider(
    category="activity", decide=decide, evolve=evolve, about=about, initial_state=Activity()
)
