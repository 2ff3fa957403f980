"""What an achievement says of a level: the finished value of an item of evidence, 1 to 5.

A rating, a test's level and a certificate's level are finished as they are.
"""

from typing import Literal

Outcome = Literal["exceeded", "met", "partly", "not_met"]

HIGHEST_BY_ATTENDING = 2
HIGHEST_BY_SESSIONS = 3
STEP = {"exceeded": 0.5, "met": 0.0, "partly": -1.0}


def course_value(level: float, score: float | None = None) -> float:
    """Of a completed course: with a test, less what is missing of ``score`` 0 to 1; else 2 at most.

    With a score it is evidence of kind ``learning_assessed``, without of ``learning_completed``.
    """
    if score is None:
        return clamped(min(level, HIGHEST_BY_ATTENDING))
    if not 0 <= score <= 1:
        raise ValueError("score: must lie between 0 and 1")
    return clamped(level - (1 - score))


def assignment_value(level: float, outcome: Outcome) -> float | None:
    """Of a validated assignment; ``None`` for one that was not met, which is no evidence."""
    return None if outcome == "not_met" else clamped(level + STEP[outcome])


def session_value(goal_level: float) -> float:
    """Of a completed mentoring session toward a goal's level: 3 at most."""
    return clamped(min(goal_level, HIGHEST_BY_SESSIONS))


def clamped(value: float) -> float:
    return float(min(max(value, 1), 5))
