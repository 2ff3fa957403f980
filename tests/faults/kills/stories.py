"""What people do with activities, told up to where policies take over, and how it then ends."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from services.learning.commands.activity import (
    CancelOccurrence,
    PublishActivity,
    ScheduleOccurrence,
)
from services.learning.commands.enrolment import Complete, Enrol, Start, Withdraw
from services.learning.main import SERVICE
from services.learning.policies import REACTIONS
from shared.eventstore.codec import Codec
from shared.eventstore.kinds import namer
from shared.eventstore.memory import MemoryEventStore
from shared.eventstore.port import StoredEvent
from shared.kernel.actor import Actor, Person, Policy
from shared.kernel.ids import policy_command_id
from shared.kernel.messages import Command, Event, StreamId
from shared.kernel.recorded import Recorded
from shared.privacy.memory import MemoryKeyStore
from tests.faults.kills.learning import (
    COMPANY,
    HR,
    Content,
    ask,
    content,
    handler_on,
    new,
    read,
)

DAY = date(2026, 3, 10)
NOON = datetime.combine(DAY, time(12), UTC)

Story = list[tuple[Command, Actor]]


def a_story(dice: random.Random) -> Story:
    """All of its ids are its own, so its end does not depend on any other."""
    return dice.choice((promoted, cancelled, learnt_again))(dice)


def promoted(dice: random.Random) -> Story:
    """Who had the only seat gives it up, and one waits for it."""
    activity, occurrence, story = scheduled(dice, seats=1)
    enrolled = [enrolment(dice, activity, occurrence) for _ in range(2)]
    first, person = enrolled[0]
    withdraw = Withdraw(enrolment=first.enrolment, activity=activity, today=DAY)
    return [*story, *enrolled, (withdraw, person)]


def cancelled(dice: random.Random) -> Story:
    """The occurrence is cancelled, with five people in it."""
    activity, occurrence, story = scheduled(dice, seats=3)
    cancel = CancelOccurrence(
        activity=activity, occurrence=occurrence, reason="ill", cancelled_by=HR.id, today=DAY
    )
    return [*story, *(enrolment(dice, activity, occurrence) for _ in range(5)), (cancel, HR)]


def learnt_again(dice: random.Random) -> Story:
    """Two people complete an activity without a date."""
    activity = new(dice, "activity")
    story: Story = [(publish(activity), HR)]
    for enrol, person in [enrolment(dice, activity, None) for _ in range(2)]:
        own = enrol.enrolment
        story += [
            (enrol, person),
            (Start(enrolment=own, today=DAY), person),
            (Complete(enrolment=own, completed_on=DAY, today=DAY), person),
        ]
    return story


def scheduled(dice: random.Random, seats: int) -> tuple[StreamId, str, Story]:
    activity, occurrence = new(dice, "activity"), str(UUID(int=dice.getrandbits(128), version=4))
    schedule = ScheduleOccurrence(
        activity=activity,
        occurrence=occurrence,
        day=DAY + timedelta(days=30),
        seats=seats,
        today=DAY,
    )
    return activity, occurrence, [(publish(activity), HR), (schedule, HR)]


def publish(activity: StreamId) -> PublishActivity:
    return PublishActivity(
        activity=activity,
        title="Go",
        description="All of it",
        kind="course",
        minutes=60,
        today=DAY,
    )


def enrolment(
    dice: random.Random, activity: StreamId, occurrence: str | None
) -> tuple[Enrol, Person]:
    person = Person(id=new(dice, "person"))
    enrol = Enrol(
        enrolment=new(dice, "enrolment"),
        person=person.id,
        activity=activity,
        occurrence=occurrence,
        today=DAY,
    )
    return enrol, person


async def without_faults(stories: Sequence[Story]) -> Content:
    """What a log holds after them, if each policy reacts to each event once."""
    store, keys = MemoryEventStore(), MemoryKeyStore()
    codec = Codec("learning", SERVICE.events)
    handler = handler_on(store, codec, keys)
    for story in stories:
        for command, actor in story:
            await ask(handler, command, actor, NOON)
    seen = 0
    while some := await store.read_log(seen, 1):
        [stored] = some
        seen = stored.position
        event = await read(stored, codec, keys)
        for reaction in REACTIONS:
            if not isinstance(event, reaction.on):
                continue
            for command in reaction.react(recorded(stored, event)):
                first = SERVICE.commands.handled[type(command)].targets[0]
                target = namer(first, COMPANY)(command)
                await ask(
                    handler,
                    command,
                    Policy(name=reaction.name),
                    NOON,
                    command_id=policy_command_id(reaction.name, str(stored.event_id), target),
                )
    return await content(await store.read_log(0, seen), codec, keys)


def recorded(stored: StoredEvent, event: Event) -> Recorded[Event]:
    return Recorded(
        event=event,
        event_id=stored.event_id,
        service="learning",
        stream=stored.stream,
        version=stored.version,
        position=stored.position,
        recorded_at=stored.recorded_at,
        about=stored.about,
        actor=stored.actor,
        command_id=stored.command_id,
        correlation_id=stored.correlation_id,
        causation_id=stored.causation_id,
        origin="live",
    )
