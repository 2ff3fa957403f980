"""What there is to learn by: the catalogue of activities, and plan templates."""

import strawberry

from services.gateway.nodes import activity as activities
from services.gateway.nodes import plan as plans
from services.gateway.nodes.activity import Activity
from services.gateway.nodes.connection import DEFAULT_FIRST, Connection, First, connect
from services.gateway.nodes.context import Info
from services.gateway.nodes.learning_filters import ActivityFilter
from services.gateway.nodes.plan import PlanTemplate
from services.gateway.queries.arguments import Token, TokenOrCursor, cursor


@strawberry.type
class LearningRoots:
    @strawberry.field
    async def activity(
        self,
        info: Info,
        id: strawberry.ID,  # noqa: A002 - the argument's name in the graph
        after: Token = None,  # noqa: ARG002 - waited for before
    ) -> Activity | None:
        return await info.context.reading.one(activities.ACTIVITIES, id)

    @strawberry.field(description="By title; those in use, unless the filter says otherwise.")
    async def activities(
        self,
        info: Info,
        filter: ActivityFilter | None = None,  # noqa: A002 - the argument's name in the graph
        first: First = DEFAULT_FIRST,
        after: TokenOrCursor = None,
    ) -> Connection[Activity]:
        wanted = (filter or ActivityFilter()).values()
        kind = activities.CATALOGUE
        return await connect(
            info.context, kind, "", first=first, after=cursor(after), filters=wanted
        )

    @strawberry.field
    async def plan_template(
        self,
        info: Info,
        id: strawberry.ID,  # noqa: A002 - the argument's name in the graph
        after: Token = None,  # noqa: ARG002 - waited for before
    ) -> PlanTemplate | None:
        return await info.context.reading.one(plans.TEMPLATES, id)

    @strawberry.field(description="By title; those in use, or with `retired: null` all.")
    async def plan_templates(
        self,
        info: Info,
        retired: bool | None = False,
        first: First = DEFAULT_FIRST,
        after: TokenOrCursor = None,
    ) -> Connection[PlanTemplate]:
        kind = plans.EVERY_TEMPLATE
        return await connect(
            info.context, kind, "", first=first, after=cursor(after), filters=(retired,)
        )
