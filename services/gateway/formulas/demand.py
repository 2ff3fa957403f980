"""What the market asks for, against what people hold.

Unit: skills; an index is 0 to 100, a fall a share of the former index, 0 to 1. Source: the domain,
"Demand gap" and "Skills at risk". Properties: the top tenth is never empty where anything was
measured, and nobody outside it is asked for more; what somebody holds at 3 is no gap; an index
that did not fall is no risk.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import ceil

HELD_AT = 3
FALLEN_BY = 0.2
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class DemandedSkill:
    """``held`` is the level held, none for nothing."""

    skill: str
    index: float
    held: int | None


@dataclass(frozen=True, slots=True)
class FallingSkill:
    """``fall`` 0 to 1, none for a skill that is obsolete without having fallen."""

    skill: str
    obsolete: bool
    fall: float | None
    holders: tuple[tuple[str, int], ...]


def top_tenth(indices: Mapping[str, float]) -> set[str]:
    """A tenth of the skills, rounded up, and all that are asked for as much as the last of them."""
    if not indices:
        return set()
    ranked = sorted(indices.values(), reverse=True)
    least = ranked[ceil(len(ranked) / 10) - 1]
    return {skill for skill, index in indices.items() if index >= least}


def demand_gap(
    indices: Mapping[str, float], required: Collection[str], held: Mapping[str, int]
) -> tuple[DemandedSkill, ...]:
    """``required`` is what the role family requires anywhere. The most wanted first."""
    gap = [
        DemandedSkill(skill, indices[skill], held.get(skill))
        for skill in top_tenth(indices).intersection(required)
        if held.get(skill, 0) < HELD_AT
    ]
    return tuple(sorted(gap, key=lambda each: (-each.index, each.skill)))


def fall(before: float, after: float) -> float | None:
    """The share of ``before`` that is lost; none if less than a fifth is."""
    if before <= 0:
        return None
    lost = (before - after) / before
    return lost if lost >= FALLEN_BY - TOLERANCE else None


def skills_at_risk(
    obsolete: Collection[str],
    falls: Iterable[tuple[str, float, float]],
    concerned: Collection[str],
    held: Mapping[str, Mapping[str, int]],
) -> tuple[FallingSkill, ...]:
    """``falls`` has a skill's index in the last two snapshots of a source; the steepest counts.

    ``concerned`` is what the team's roles require; what a member holds concerns it as well.
    """
    steepest: dict[str, float] = {}
    for skill, before, after in falls:
        lost = fall(before, after)
        if lost is not None:
            steepest[skill] = max(lost, steepest.get(skill, 0.0))
    touched = set(concerned).union(*held.values())
    found = []
    for skill in touched.intersection(steepest.keys() | set(obsolete)):
        holders = sorted((who, levels[skill]) for who, levels in held.items() if skill in levels)
        found.append(FallingSkill(skill, skill in obsolete, steepest.get(skill), tuple(holders)))
    return tuple(sorted(found, key=lambda each: (not each.obsolete, -(each.fall or 0), each.skill)))
