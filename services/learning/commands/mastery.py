"""What the ledger's process asks about one person's mastery of one skill."""

from datetime import date

from services.learning.commands.fields import PersonId, SkillId, Today
from services.learning.events.mastery import Status
from shared.kernel.messages import Command


class RecordMastery(Command):
    """The evidence of the day ``as_of`` amounts to this."""

    person: PersonId
    skill: SkillId
    mastery: float | None
    confidence: float
    weight: float
    standard_error: float | None
    level: int | None
    status: Status
    as_of: date
    today: Today


MasteryCommand = RecordMastery
