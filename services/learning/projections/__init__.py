"""The views, one module per table; each exposes ``evolve`` and ``projection``."""

from typing import Any

from services.learning.projections import (
    activities,
    activity_skills,
    badges,
    contributions,
    endorsements,
    enrolments,
    known_people,
    learning_time,
    managers,
    occurrences,
    plan_assignments,
    plan_items,
    plan_templates,
    profiles,
    skill_placements,
    skills,
    time_budgets,
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
    badges.projection,
    contributions.projection,
    endorsements.projection,
    plan_assignments.projection,
    plan_items.projection,
    plan_templates.projection,
    profiles.projection,
    time_budgets.projection,
)
DERIVED: tuple[Derived[Any], ...] = ()
MARKINGS: tuple[Marking, ...] = ()
