"""The views, one module per table; each exposes ``evolve`` and ``projection``."""

from typing import Any

from services.goals.projections import (
    applications,
    assignment_skills,
    assignments,
    career_goals,
    check_ins,
    deadlines,
    demand_rows,
    demand_snapshots,
    journal_entries,
    known_people,
    line_changes,
    linked_skills,
    managers,
    milestones,
    obsolete_skills,
    requirements,
    roles,
    skill_names,
)
from shared.kernel.projection import Derived, Projection

PROJECTIONS: tuple[Projection[Any, Any], ...] = (
    applications.projection,
    assignment_skills.projection,
    assignments.projection,
    career_goals.projection,
    check_ins.projection,
    deadlines.projection,
    demand_rows.projection,
    demand_snapshots.projection,
    journal_entries.projection,
    known_people.projection,
    linked_skills.projection,
    line_changes.projection,
    managers.projection,
    milestones.projection,
    obsolete_skills.projection,
    requirements.projection,
    roles.projection,
    skill_names.projection,
)

DERIVED: tuple[Derived[Any], ...] = ()
