"""The views, one module per table; each exposes ``evolve`` and ``projection``."""

from typing import Any

from services.learning.projections import skill_placements, skills
from shared.kernel.projection import Derived, Projection

PROJECTIONS: tuple[Projection[Any, Any], ...] = (skills.projection, skill_placements.projection)
DERIVED: tuple[Derived[Any], ...] = ()
