"""What a file set says of skills, roles and requirements, whoever has published it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.goals.commands.role import DefineRole, SetRequirement
from services.learning.commands.skill import DefineSkill
from services.learning.imports.differences import Broader
from shared.runtime.csv_file import Fault


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Read on the day ``today``; with any of the ``faults`` nothing may be imported."""

    today: date
    skills: Sequence[DefineSkill]
    broader: Broader
    roles: Sequence[DefineRole]
    requirements: Sequence[SetRequirement]
    faults: Sequence[Fault]

    def __str__(self) -> str:
        return (
            f"{len(self.skills)} skills, {len(self.roles)} roles, "
            f"{len(self.requirements)} requirements"
        )
