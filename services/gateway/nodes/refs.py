"""The types of the graph by name, for annotations: resolved when the schema is built."""

from typing import TYPE_CHECKING, Annotated

import strawberry

if TYPE_CHECKING:
    from services.gateway.nodes.activity import Activity
    from services.gateway.nodes.application import Application
    from services.gateway.nodes.assignment import StretchAssignment
    from services.gateway.nodes.career_goal import CareerGoal
    from services.gateway.nodes.enrolment import Enrolment
    from services.gateway.nodes.journal import JournalEntry
    from services.gateway.nodes.person import Person
    from services.gateway.nodes.role import Role
    from services.gateway.nodes.skill import Skill
    from services.gateway.nodes.team import Team

_HERE = "services.gateway.nodes"

ActivityRef = Annotated["Activity", strawberry.lazy(f"{_HERE}.activity")]
ApplicationRef = Annotated["Application", strawberry.lazy(f"{_HERE}.application")]
StretchAssignmentRef = Annotated["StretchAssignment", strawberry.lazy(f"{_HERE}.assignment")]
CareerGoalRef = Annotated["CareerGoal", strawberry.lazy(f"{_HERE}.career_goal")]
EnrolmentRef = Annotated["Enrolment", strawberry.lazy(f"{_HERE}.enrolment")]
JournalEntryRef = Annotated["JournalEntry", strawberry.lazy(f"{_HERE}.journal")]
PersonRef = Annotated["Person", strawberry.lazy(f"{_HERE}.person")]
RoleRef = Annotated["Role", strawberry.lazy(f"{_HERE}.role")]
SkillRef = Annotated["Skill", strawberry.lazy(f"{_HERE}.skill")]
TeamRef = Annotated["Team", strawberry.lazy(f"{_HERE}.team")]
