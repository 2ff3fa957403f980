"""What can be asked about the market's demand for skills."""

from datetime import date
from typing import Annotated

from services.goals.commands.fields import SkillId, Today
from shared.kernel.markers import Text
from shared.kernel.messages import Command, Part


class SkillDemand(Part):
    """``index``: 0 nobody asks for the skill … 100 the most wanted of its source."""

    skill: SkillId
    index: float


class ImportDemandSnapshot(Command):
    """What ``source`` measured on the day ``taken_on``."""

    source: Annotated[str, Text(100)]
    taken_on: date
    rows: tuple[SkillDemand, ...]
    today: Today


class DeclareSkillObsolete(Command):
    skill: SkillId
    today: Today


DemandCommand = ImportDemandSnapshot | DeclareSkillObsolete
