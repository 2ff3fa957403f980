"""Which level a person holds: step 6 of the model, with hysteresis, so it depends on the past.

A level is attained when it is verified and M comes within half a level of it; it lapses when M is
more than three quarters below, or when it is no longer verified.
"""

from services.learning.formulas.mastery.assessment import Assessment
from services.learning.formulas.mastery.weighing import TOLERANCE

SLACK = 0.75


def attains(assessment: Assessment) -> int | None:
    """The level that the assessment attains by itself, ``None`` if it verifies none."""
    return assessment.level if assessment.status == "verified" else None


def lapses(level: int, assessment: Assessment) -> bool:
    """Whether somebody who holds ``level`` holds it no longer."""
    if assessment.status != "verified" or assessment.mastery is None:
        return True
    return assessment.mastery < level - SLACK - TOLERANCE


def holds(held: int | None, assessment: Assessment) -> int | None:
    """The level that a person holds after the assessment, who held ``held`` before."""
    attained = attains(assessment)
    if held is None or attained is None or lapses(held, assessment):
        return attained
    return max(held, attained)
