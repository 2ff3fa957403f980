"""The views, one module per table; each exposes ``evolve`` and ``projection``."""

from typing import Any

from services.learning.projections import known_people, skill_placements, skills
from shared.kernel.projection import Derived, Projection

PROJECTIONS: tuple[Projection[Any, Any], ...] = (
    known_people.projection,
    skills.projection,
    skill_placements.projection,
)
DERIVED: tuple[Derived[Any], ...] = ()
