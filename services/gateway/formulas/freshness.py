"""How fresh what is known of a skill is.

Unit: half-lives since the newest strong evidence, from 0 up. Source: the domain, "Skill
freshness": fresh below 1, ageing below 2, stale from 2 on. Properties: time alone only makes it
staler, new strong evidence only fresher; a valid certificate does not age.
"""

from datetime import date
from typing import Literal

Freshness = Literal["fresh", "ageing", "stale"]


def half_lives(fresh_from: date, half_life: float, day: date) -> float:
    """``fresh_from`` is the day from which the newest strong item ages; ``half_life`` in days."""
    return max((day - fresh_from).days, 0) / half_life


def freshness(fresh_from: date, half_life: float, day: date) -> Freshness:
    age = half_lives(fresh_from, half_life, day)
    if age < 1:
        return "fresh"
    return "ageing" if age < 2 else "stale"
