"""Any object by its id: which kind of object an id names stands in its first half."""

from collections.abc import Mapping
from typing import Any

from services.gateway.nodes import (
    activity,
    assignment,
    career_goal,
    certification,
    enrolment,
    person,
    plan,
    role,
    skill,
)
from services.gateway.nodes.context import Context
from services.gateway.nodes.node import Node
from services.gateway.nodes.reading import ById

KINDS: Mapping[str, ById[Any]] = {
    "person": person.PEOPLE,
    "role": role.ROLES,
    "skill": skill.SKILLS,
    "career_goal": career_goal.GOALS,
    "stretch_assignment": assignment.ASSIGNMENTS,
    "activity": activity.ACTIVITIES,
    "enrolment": enrolment.ENROLMENTS,
    "certification": certification.CERTIFICATIONS,
    "plan": plan.TEMPLATES,
}

TYPES = (
    person.Person,
    role.Role,
    skill.Skill,
    career_goal.CareerGoal,
    assignment.StretchAssignment,
    activity.Activity,
    enrolment.Enrolment,
    certification.Certification,
    plan.PlanTemplate,
)
"""What the interface ``Node`` can stand for."""


async def node(context: Context, stream: str) -> Node | None:
    """None for what does not exist, is no object of the graph, or not for this viewer."""
    kind = KINDS.get(stream.partition("-")[0])
    found: Node | None = await context.reading.one(kind, stream) if kind else None
    return found
