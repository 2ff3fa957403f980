"""The views, one module per table; each exposes ``evolve`` and ``projection``."""

from typing import Any

from services.learning.projections import known_people, managers, skill_placements, skills
from shared.kernel.projection import Derived, Marking, Projection

PROJECTIONS: tuple[Projection[Any, Any], ...] = (
    known_people.projection,
    managers.projection,
    skills.projection,
    skill_placements.projection,
)
DERIVED: tuple[Derived[Any], ...] = ()
MARKINGS: tuple[Marking, ...] = ()
