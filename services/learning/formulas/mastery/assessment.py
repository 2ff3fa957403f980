"""What the evidence amounts to on a day: step 5 of the model."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import fsum, sqrt
from typing import Literal

from services.learning.formulas.mastery.evidence import Evidence
from services.learning.formulas.mastery.parameters import DEFAULTS, ModelParameters
from services.learning.formulas.mastery.weighing import TOLERANCE, Weighing, weigh

Status = Literal["unassessed", "provisional", "verified", "stale"]


@dataclass(frozen=True, slots=True)
class Assessment:
    """``mastery``, ``standard_error`` and ``level`` are ``None`` without evidence.

    * ``mastery`` 1 to 5, the weighted mean of the evidence that is used
    * ``confidence`` 0 to 1: W / (W + 1), the reliability of as many raters
    * ``weight`` W, from 0 up
    * ``standard_error`` 1 / √W, in levels
    * ``level`` 1 to 5, the largest that ``mastery`` comes within half a level of
    """

    mastery: float | None
    confidence: float
    weight: float
    standard_error: float | None
    level: int | None
    status: Status


UNASSESSED = Assessment(None, 0.0, 0.0, None, None, "unassessed")


def assess(
    evidence: Iterable[Evidence], as_of: date, parameters: ModelParameters = DEFAULTS
) -> Assessment:
    """What lies after ``as_of`` is ignored; ``InvalidField`` where two items have the same id."""
    return summed(weigh(evidence, as_of, parameters))


def summed(weighing: Weighing) -> Assessment:
    weight = fsum([item.used for item in weighing.items])
    if not weight:
        return UNASSESSED
    total = fsum([item.used * item.evidence.value for item in weighing.items])
    mastery = min(max(total / weight, 1.0), 5.0)
    return Assessment(
        mastery,
        weight / (weight + 1),
        weight,
        1 / sqrt(weight),
        min(int(mastery + 0.5 + TOLERANCE), 5),
        status(weighing),
    )


def status(weighing: Weighing) -> Status:
    if weighing.known:
        return "verified"
    return "stale" if weighing.once else "provisional"
