"""What the other formulas compare: a required level, and what is known of somebody's skill."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.learning.formulas.mastery import Status


@dataclass(frozen=True, slots=True)
class Required:
    """``level`` 1 to 5; ``importance`` 1 helpful, 2 important, 3 essential."""

    skill: str
    level: int
    importance: int


def verified(mastery: float | None, status: Status | None) -> float | None:
    """The mastery that counts against a requirement: none unless it is verified."""
    return mastery if status == "verified" else None


@dataclass(frozen=True, slots=True)
class Known:
    """An assessment on a day; ``mastery`` 1 to 5, none without evidence."""

    mastery: float | None
    status: Status

    @property
    def verified(self) -> float | None:
        return verified(self.mastery, self.status)


KnownSkills = Mapping[str, Known]
"""By skill; what is not in it is unassessed."""

NOTHING = Known(None, "unassessed")
