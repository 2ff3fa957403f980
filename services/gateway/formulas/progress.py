"""How far a career goal has come, computed and never typed in.

Unit: a share, 0 to 1. Source: the domain, "Progress of a goal": the mean of two shares,

* of milestones that are completed,
* of what the linked skills ask for: their mean of min(1, M / target) where verified, else 0.

A part that the goal does not have is left out; a goal with neither has come nowhere yet.
Properties: a completed milestone and a higher verified mastery never lower it; 1 exactly where all
milestones are completed and all linked skills verified at their targets.
"""

from collections.abc import Iterable
from math import fsum

from services.gateway.formulas.required import NOTHING, KnownSkills


def skills_share(targets: Iterable[tuple[str, int]], known: KnownSkills) -> float | None:
    """``targets`` are skills with the levels aimed at, 1 to 5; none where there are none."""
    shares = [
        min(1.0, (known.get(skill, NOTHING).verified or 0.0) / level) for skill, level in targets
    ]
    return fsum(shares) / len(shares) if shares else None


def progress(*, completed: int, total: int, skills: float | None) -> float:
    """``completed`` of ``total`` milestones; ``skills`` is the share of the linked skills."""
    milestones = completed / total if total else None
    parts = [part for part in (milestones, skills) if part is not None]
    return fsum(parts) / len(parts) if parts else 0.0
