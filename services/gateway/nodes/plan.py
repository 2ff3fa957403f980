"""Plan templates, and the plans that people were given."""

from datetime import date

import strawberry

from services.gateway.nodes import activity, enrolment, person
from services.gateway.nodes.connection import DEFAULT_FIRST, After, Connection, First, connect
from services.gateway.nodes.context import Info
from services.gateway.nodes.learning_enums import EnrolmentStatus
from services.gateway.nodes.node import Node
from services.gateway.nodes.reading import ById, Children, Listing
from services.gateway.nodes.refs import ActivityRef, EnrolmentRef, PersonRef
from services.gateway.sql import plans as sql
from services.gateway.sql.reads import Record
from services.gateway.visibility import Viewer


@strawberry.type
class OfActivity:
    number: int
    activity_id: strawberry.ID

    @strawberry.field
    async def activity(self, info: Info) -> ActivityRef | None:
        return await info.context.reading.one(activity.ACTIVITIES, self.activity_id)


@strawberry.type(description="An activity of a template.")
class PlanTemplateItem(OfActivity):
    within_days: int = strawberry.field(description="Of the day on which the plan starts.")


@strawberry.type(description="Activities to be learnt by, to be assigned to many.")
class PlanTemplate(Node):
    id: strawberry.ID
    title: str
    description: str
    created_on: date
    retired_on: date | None

    @strawberry.field(description="In their order.")
    async def items(self, info: Info) -> list[PlanTemplateItem]:
        return await info.context.reading.children(TEMPLATE_ITEMS, self.id)


@strawberry.type(description="An activity that somebody shall have completed by a day.")
class PlanItem(OfActivity):
    due_on: date
    status: EnrolmentStatus | None = strawberry.field(description="Null: nothing was done yet.")
    completed_on: date | None
    enrolment_id: strawberry.Private[str | None]

    @strawberry.field(description="Not completed, though the day has passed.")
    def overdue(self, info: Info) -> bool:
        return self.completed_on is None and self.due_on < info.context.today

    @strawberry.field(description="The completed one, else the newest.")
    async def enrolment(self, info: Info) -> EnrolmentRef | None:
        return await info.context.reading.one(enrolment.ENROLMENTS, self.enrolment_id)


@strawberry.type(description="A plan that somebody was given.")
class AssignedPlan:
    plan_id: strawberry.ID
    assigned_by_id: strawberry.ID
    starts_on: date
    assigned_on: date
    key: strawberry.Private[str]

    @strawberry.field
    async def plan(self, info: Info) -> PlanTemplate | None:
        return await info.context.reading.one(TEMPLATES, self.plan_id)

    @strawberry.field(description="Null once the person has been erased.")
    async def assigned_by(self, info: Info) -> PersonRef | None:
        return await info.context.reading.one(person.PEOPLE, self.assigned_by_id)

    @strawberry.field(description="The next due first.")
    async def items(self, info: Info) -> list[PlanItem]:
        return await info.context.reading.children(ASSIGNED_ITEMS, self.key)


@strawberry.type(description="What somebody is to learn, and what they plan to.")
class LearningPlan:
    person_id: strawberry.ID

    @strawberry.field(description="Plans that the person was given, the latest first.")
    async def plans(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[AssignedPlan]:
        return await connect(info.context, ASSIGNED, self.person_id, first=first, after=after)

    @strawberry.field(description="What the person plans to learn, the latest first.")
    async def planned(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[EnrolmentRef]:
        return await connect(
            info.context,
            enrolment.ENROLMENTS_OF,
            self.person_id,
            first=first,
            after=after,
            filters=("planned", None),
        )


def template(row: Record, _viewer: Viewer) -> PlanTemplate:
    return PlanTemplate(
        id=strawberry.ID(row["plan"]),
        title=row["title"],
        description=row["description"],
        created_on=row["created_on"],
        retired_on=row["retired_on"],
    )


def template_item(row: Record) -> PlanTemplateItem:
    return PlanTemplateItem(
        number=row["number"],
        activity_id=strawberry.ID(row["activity"]),
        within_days=row["within_days"],
    )


def assigned(row: Record, _viewer: Viewer) -> AssignedPlan:
    return AssignedPlan(
        plan_id=strawberry.ID(row["plan"]),
        assigned_by_id=strawberry.ID(row["assigned_by"]),
        starts_on=row["starts_on"],
        assigned_on=row["assigned_on"],
        key=row["assignment_key"],
    )


def assigned_item(row: Record) -> PlanItem:
    return PlanItem(
        number=row["number"],
        activity_id=strawberry.ID(row["activity"]),
        due_on=row["due_on"],
        status=EnrolmentStatus(row["status"]) if row["status"] else None,
        completed_on=row["completed_on"],
        enrolment_id=row["enrolment"],
    )


TEMPLATES = ById(sql.TEMPLATES_BY_ID, "plan", template)
EVERY_TEMPLATE = Listing(
    sql.TEMPLATES, sql.TEMPLATES_COUNT, (("title", str), ("plan", str)), template
)
TEMPLATE_ITEMS = Children(sql.ITEMS_OF, template_item)
ASSIGNED = Listing(
    sql.ASSIGNED_TO,
    sql.ASSIGNED_COUNT,
    (("starts_on", date), ("assignment_key", str)),
    assigned,
    viewer="rows",
)
ASSIGNED_ITEMS = Children(sql.ASSIGNED_ITEMS_OF, assigned_item)
