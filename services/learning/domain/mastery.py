"""Mastery of one skill by one person, as the ledger records it.

1. What a day amounted to is recorded in the order of days: none earlier than the last recorded.
2. The first assessment is recorded if there is evidence; a later one when level or status
   differs from the last recorded, when a held level is attained or lapses, or when mastery or
   confidence has moved by .02 or more since.
3. A level is attained, from whichever level below it, once it is verified and mastery comes within
   half a level of it.
4. A held level lapses when mastery is more than three quarters below it, or is verified no longer.
   What the assessment attains by itself is held from then on.

Whatever changes nothing of this is accepted and yields no event.
"""

from collections.abc import Sequence

from services.learning.commands.mastery import MasteryCommand, RecordMastery
from services.learning.events.mastery import (
    MasteryAssessed,
    MasteryEvent,
    MasteryLevelAttained,
    MasteryLevelLapsed,
)
from services.learning.formulas.holding import holds
from services.learning.formulas.mastery import Assessment
from services.learning.formulas.mastery.weighing import TOLERANCE
from shared.kernel.decider import Decider
from shared.kernel.messages import State, StreamId
from shared.kernel.replacing import replace

WORTH_RECORDING = 0.02


class Mastery(State):
    """``last`` is the assessment that was recorded last, ``held`` the level that is held."""

    last: MasteryAssessed | None = None
    held: int | None = None


def decide(command: MasteryCommand, mastery: Mastery) -> Sequence[MasteryEvent]:
    """Events that follow from ``command``; it refuses nothing."""
    match command:
        case RecordMastery():
            return record(command, mastery)


def record(command: RecordMastery, mastery: Mastery) -> Sequence[MasteryEvent]:
    if mastery.last is not None and command.as_of < mastery.last.as_of:
        return []
    held = holds(mastery.held, assessment_of(command))
    if held == mastery.held and not differs(command, mastery.last):
        return []
    return [assessed(command), *moved(command, mastery.held, held)]


def assessment_of(command: RecordMastery) -> Assessment:
    return Assessment(
        command.mastery,
        command.confidence,
        command.weight,
        command.standard_error,
        command.level,
        command.status,
    )


def differs(command: RecordMastery, last: MasteryAssessed | None) -> bool:
    """Rule 2."""
    if last is None:
        return command.status != "unassessed"
    return (
        command.level != last.level
        or command.status != last.status
        or apart(command.mastery, last.mastery)
        or apart(command.confidence, last.confidence)
    )


def apart(now: float | None, before: float | None) -> bool:
    if now is None or before is None:
        return now is not before
    return abs(now - before) >= WORTH_RECORDING - TOLERANCE


def assessed(command: RecordMastery) -> MasteryAssessed:
    return MasteryAssessed(
        person=command.person,
        skill=command.skill,
        mastery=command.mastery,
        confidence=command.confidence,
        weight=command.weight,
        standard_error=command.standard_error,
        level=command.level,
        status=command.status,
        as_of=command.as_of,
        recorded_on=command.today,
    )


def moved(command: RecordMastery, before: int | None, held: int | None) -> Sequence[MasteryEvent]:
    """Rules 3 and 4."""
    if before is not None and (held is None or held < before):
        return [
            MasteryLevelLapsed(
                person=command.person,
                skill=command.skill,
                level=before,
                held=held,
                reason="below" if command.status == "verified" else "not_verified",
                as_of=command.as_of,
                recorded_on=command.today,
            )
        ]
    if held is None or held == before:
        return []
    return [
        MasteryLevelAttained(
            person=command.person,
            skill=command.skill,
            level=held,
            as_of=command.as_of,
            recorded_on=command.today,
        )
    ]


def evolve(mastery: Mastery, event: MasteryEvent) -> Mastery:
    """Mastery after ``event``; refuses nothing, for events have happened."""
    match event:
        case MasteryAssessed():
            return replace(mastery, last=event)
        case MasteryLevelAttained(level=level):
            return replace(mastery, held=level)
        case MasteryLevelLapsed(held=held):
            return replace(mastery, held=held)


def about(_mastery: Mastery, event: MasteryEvent) -> Sequence[StreamId]:
    return (event.person,)


decider = Decider(
    category="mastery", decide=decide, evolve=evolve, about=about, initial_state=Mastery()
)
