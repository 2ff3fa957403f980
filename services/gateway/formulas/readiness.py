"""How ready somebody is for a role: an interval, since what nobody has seen may be there or not.

Unit: a share, 0 to 1, ``low`` ≤ ``high``. Source: the mastery model, "Against a required level".

    Σ importance · x / Σ importance        x = min(1, M / level) where verified,
                                               else 0 for the low end and 1 for the high one

Properties: verifying a skill never widens the interval and leads inside the former one; a higher
mastery lowers neither end; ``low`` = ``high`` exactly where every requirement is verified.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum
from typing import Literal

from services.gateway.formulas.required import NOTHING, Known, KnownSkills, Required

Standing = Literal["met", "below", "not_known"]

TOLERANCE = 1e-9
READY = 0.8


@dataclass(frozen=True, slots=True)
class Stand:
    """One requirement: ``low`` and ``high`` are its x, 0 to 1."""

    required: Required
    known: Known
    standing: Standing
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Readiness:
    low: float
    high: float
    stands: tuple[Stand, ...]

    @property
    def ready(self) -> bool:
        """Whether what is verified suffices for the bench of the role."""
        return self.low >= READY - TOLERANCE

    @property
    def possibly_ready(self) -> bool:
        """Whether it might, if all that is not known were there."""
        return self.high >= READY - TOLERANCE


def standing(level: int, verified: float | None) -> Standing:
    """A mastery that counts, none if none does, against a level: met from half of one below on."""
    if verified is None:
        return "not_known"
    return "met" if verified >= level - 0.5 - TOLERANCE else "below"


def stand(required: Required, known: Known) -> Stand:
    mastery = known.verified
    found = standing(required.level, mastery)
    if mastery is None:
        return Stand(required, known, found, 0.0, 1.0)
    share = min(1.0, mastery / required.level)
    return Stand(required, known, found, share, share)


def readiness(requirements: Iterable[Required], known: KnownSkills) -> Readiness | None:
    """None for a role that requires nothing: nobody is ready for it, or not."""
    stands = tuple(stand(each, known.get(each.skill, NOTHING)) for each in requirements)
    total = sum(each.required.importance for each in stands)
    if total == 0:
        return None
    low = fsum(each.required.importance * each.low for each in stands) / total
    high = fsum(each.required.importance * each.high for each in stands) / total
    return Readiness(min(low, 1.0), min(high, 1.0), stands)
