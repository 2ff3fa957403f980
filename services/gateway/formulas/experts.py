"""Where a team depends on one person alone.

Unit: skills, each with the one who holds it. Source: the domain, "Single-expert risk": what the
roles of a team require at 3 or more, and exactly one member holds at 4 or more. Properties: a
second holder takes a skill out, a first one puts it in; nobody outside the team counts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.gateway.formulas.required import Required

REQUIRED_AT = 3
HELD_AT = 4


@dataclass(frozen=True, slots=True)
class SingleExpert:
    """``level`` is what ``person`` holds, ``required`` the highest that the roles require."""

    skill: str
    person: str
    level: int
    required: int


def single_experts(
    requirements: Iterable[Required], held: Mapping[str, Mapping[str, int]]
) -> tuple[SingleExpert, ...]:
    """``held`` has each member's held levels by skill. The highest required first."""
    highest: dict[str, int] = {}
    for required in requirements:
        highest[required.skill] = max(required.level, highest.get(required.skill, 0))
    found = []
    for skill, level in highest.items():
        experts = [who for who, levels in held.items() if levels.get(skill, 0) >= HELD_AT]
        if level >= REQUIRED_AT and len(experts) == 1:
            found.append(SingleExpert(skill, experts[0], held[experts[0]][skill], level))
    return tuple(sorted(found, key=lambda each: (-each.required, each.skill)))
