"""Career goals, their milestones, skills and check-ins."""

from datetime import date

import strawberry

from services.gateway.nodes import person, role, skill
from services.gateway.nodes.connection import DEFAULT_FIRST, After, Connection, First, connect
from services.gateway.nodes.context import Info
from services.gateway.nodes.enums import GoalStatus, Risk, Sharing
from services.gateway.nodes.goal_progress import GoalProgress
from services.gateway.nodes.node import Node
from services.gateway.nodes.reading import ById, Children, Listing
from services.gateway.nodes.refs import PersonRef, RoleRef, SkillRef
from services.gateway.sql import goals as sql
from services.gateway.sql.reads import Record
from services.gateway.visibility import Viewer
from services.goals.formulas.risk import GoalFacts, reasons


@strawberry.type(description="A step towards a goal.")
class Milestone:
    id: strawberry.ID
    title: str
    added_on: date
    completed_on: date | None


@strawberry.type(description="A skill that a goal needs.")
class LinkedSkill:
    skill_id: strawberry.ID
    level: int = strawberry.field(description="The level aimed at, 1 novice … 5 expert.")
    linked_on: date

    @strawberry.field(description="Null while the catalogue does not know it yet.")
    async def skill(self, info: Info) -> SkillRef | None:
        return await info.context.reading.one(skill.SKILLS, self.skill_id)


@strawberry.type(description="How its owner saw a goal on a day.")
class CheckIn:
    number: int
    confidence: int = strawberry.field(description="1 hardly … 5 surely.")
    blocked: bool
    note: str | None
    checked_in_on: date


@strawberry.type(description="What somebody aims for.")
class CareerGoal(Node, GoalProgress):
    id: strawberry.ID
    owner_id: strawberry.ID
    title: str
    why: str
    status: GoalStatus
    due: date
    defined_on: date
    milestones_total: int
    milestones_completed: int
    last_check_in_on: date | None
    last_confidence: int | None
    blocked_since: date | None
    shared_with: Sharing
    closed_on: date | None
    closing_reason: str | None
    target_role_id: strawberry.Private[str | None]

    @strawberry.field(description="Null once the person has been erased.")
    async def owner(self, info: Info) -> PersonRef | None:
        return await info.context.reading.one(person.PEOPLE, self.owner_id)

    @strawberry.field
    async def target_role(self, info: Info) -> RoleRef | None:
        return await info.context.reading.one(role.ROLES, self.target_role_id)

    @strawberry.field
    async def milestones(self, info: Info) -> list[Milestone]:
        return await info.context.reading.children(MILESTONES, self.id)

    @strawberry.field
    async def linked_skills(self, info: Info) -> list[LinkedSkill]:
        return await info.context.reading.children(LINKED_SKILLS, self.id)

    @strawberry.field(description="The newest first.")
    async def check_ins(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[CheckIn]:
        return await connect(info.context, CHECK_INS, self.id, first=first, after=after)

    @strawberry.field(description="Reasons to worry on a day, today unless given.")
    def risk(self, info: Info, as_of: date | None = None) -> list[Risk]:
        facts = GoalFacts(
            status=self.status.value,
            due=self.due,
            defined_on=self.defined_on,
            milestones_total=self.milestones_total,
            milestones_completed=self.milestones_completed,
            last_check_in_on=self.last_check_in_on,
            last_confidence=self.last_confidence,
            blocked_since=self.blocked_since,
        )
        return [Risk(reason) for reason in reasons(facts, as_of or info.context.today)]


def career_goal(row: Record, _viewer: Viewer) -> CareerGoal:
    return CareerGoal(
        id=strawberry.ID(row["goal"]),
        owner_id=strawberry.ID(row["owner"]),
        title=row["title"],
        why=row["why"],
        status=GoalStatus(row["status"]),
        due=row["due"],
        defined_on=row["defined_on"],
        milestones_total=row["milestones_total"],
        milestones_completed=row["milestones_completed"],
        last_check_in_on=row["last_check_in_on"],
        last_confidence=row["last_confidence"],
        blocked_since=row["blocked_since"],
        shared_with=Sharing(row["shared_with"]),
        closed_on=row["closed_on"],
        closing_reason=row["closing_reason"],
        target_role_id=row["target_role"],
    )


def milestone(row: Record) -> Milestone:
    return Milestone(
        id=strawberry.ID(row["milestone"]),
        title=row["title"],
        added_on=row["added_on"],
        completed_on=row["completed_on"],
    )


def linked_skill(row: Record) -> LinkedSkill:
    return LinkedSkill(
        skill_id=strawberry.ID(row["skill"]), level=row["level"], linked_on=row["linked_on"]
    )


def check_in(row: Record, _viewer: Viewer) -> CheckIn:
    return CheckIn(
        number=row["number"],
        confidence=row["confidence"],
        blocked=row["blocked"],
        note=row["note"],
        checked_in_on=row["checked_in_on"],
    )


_BY_DUE = (("due", date), ("goal", str))
GOALS: ById[CareerGoal] = ById(sql.GOALS_BY_ID, "goal", career_goal, viewer="rows")
GOALS_OF = Listing(sql.GOALS_OF, sql.GOALS_COUNT, _BY_DUE, career_goal, viewer="rows")
AT_RISK = Listing(sql.AT_RISK_OF, sql.AT_RISK_COUNT, _BY_DUE, career_goal, viewer="rows")
CHECK_INS = Listing(sql.CHECK_INS_OF, sql.CHECK_INS_COUNT, (("number", int),), check_in)
MILESTONES = Children(sql.MILESTONES_OF, milestone)
LINKED_SKILLS = Children(sql.LINKED_SKILLS_OF, linked_skill)
