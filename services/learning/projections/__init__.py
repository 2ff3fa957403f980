"""The views, one module per table; each exposes ``evolve`` and ``projection``."""

from typing import Any

from services.learning.projections import (
    activities,
    activity_skills,
    enrolments,
    known_people,
    learning_time,
    managers,
    occurrences,
    skill_placements,
    skills,
)
from shared.kernel.projection import Derived, Marking, Projection

PROJECTIONS: tuple[Projection[Any, Any], ...] = (
    activities.projection,
    activity_skills.projection,
    enrolments.projection,
    learning_time.projection,
    occurrences.projection,
    known_people.projection,
    managers.projection,
    skills.projection,
    skill_placements.projection,
)
DERIVED: tuple[Derived[Any], ...] = ()
MARKINGS: tuple[Marking, ...] = ()
