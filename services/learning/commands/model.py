"""What can be asked about the mastery model."""

from datetime import date
from typing import Literal

from services.learning.commands.fields import Actor, Today
from shared.kernel.messages import Command, Part

EvidenceKind = Literal[
    "self_assessment",
    "manager_review",
    "peer_feedback",
    "upward_feedback",
    "mentor_assessment",
    "test_score",
    "learning_completed",
    "learning_assessed",
    "certification",
    "stretch_assignment",
    "mentorship_session",
]


class KindSetting(Part):
    """What is left out keeps its default; ``uncapped`` takes the cap on its weight away."""

    kind: EvidenceKind
    reliability: float | None = None
    half_life: float | None = None
    cap: float | None = None
    uncapped: bool = False


class SetModelParameters(Command):
    """All of them, with effect from a day: what was set before for later days stays.

    ``enough`` is the weight that makes a level verified.
    """

    effective_from: date
    enough: float | None = None
    kinds: tuple[KindSetting, ...] = ()
    set_by: Actor
    today: Today


ModelCommand = SetModelParameters
