"""What every mutation answers: the command was taken, or refused."""

from typing import Annotated

import strawberry
from strawberry.utils.str_converters import to_camel_case

from services.gateway.clients import Refused, Taken
from services.gateway.nodes import nodes
from services.gateway.nodes.context import Info
from services.gateway.nodes.node import Node


@strawberry.type(description="The command was taken. Where all held already, nothing moved.")
class Accepted:
    id: strawberry.ID = strawberry.field(description="Of the first stream that the command names.")
    stream: str | None
    version: int | None = strawberry.field(description="Of the stream now; null if nothing moved.")
    token: str | None = strawberry.field(
        description="For `after:` of a query, so that it shows what this did."
    )

    @strawberry.field(description="The object, once the read model has it: up to 500 ms.")
    async def node(self, info: Info) -> Node | None:
        if not info.context.viewer.reads:
            return None
        if self.token is not None and not await info.context.barrier.passed([self.token]):
            info.context.stale = True
        return await nodes.node(info.context, self.id)


@strawberry.type(description="The command was refused, and nothing was recorded.")
class Refusal:
    code: str = strawberry.field(description="The refusal's name, such as `GoalAlreadyDefined`.")
    message: str
    field: str | None = strawberry.field(description="Of the input, where one is at fault.")
    rule: str | None = strawberry.field(description="The rule that refused, in words.")


CommandResult = Annotated[Accepted | Refusal, strawberry.union("CommandResult")]


def told(answer: Taken | Refused) -> Accepted | Refusal:
    match answer:
        case Taken(stream=stream, version=version, token=token):
            moved = stream if version is not None else None
            return Accepted(id=strawberry.ID(stream), stream=moved, version=version, token=token)
        case Refused(code=code, message=message, field=field, rule=rule):
            named = ".".join(to_camel_case(part) for part in field.split(".")) if field else None
            return Refusal(code=code, message=message, field=named, rule=rule)
