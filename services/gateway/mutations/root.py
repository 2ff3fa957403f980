"""The type ``Mutation``, made when the schema is built."""

from pathlib import Path
from typing import Any

import strawberry
from strawberry.tools import create_type
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_snake_case

from services.gateway.clients import ServiceFault
from services.gateway.mutations.answers import Accepted, CommandResult, Refusal, told
from services.gateway.mutations.documents import FOLDER, CommandForm, commands
from services.gateway.mutations.inputs import InputTypes
from services.gateway.nodes.context import Info
from services.gateway.nodes.errors import ErrorCode, Fault, bad_request

_LONGEST_KEY = 200


def mutation_type(folder: Path = FOLDER) -> type:
    """``folder`` holds the services' OpenAPI documents."""
    types = InputTypes()
    return create_type("Mutation", [_mutation(command, types) for command in commands(folder)])


def _mutation(command: CommandForm, types: InputTypes) -> StrawberryField:
    async def resolve(
        info: Info,
        input: Any,  # noqa: A002 - the argument's name in the graph
        idempotency_key: str | None = None,
    ) -> CommandResult:
        return await _issue(info, command, types.body(input), idempotency_key)

    resolve.__name__ = to_snake_case(command.name)
    resolve.__annotations__["input"] = types.of(command)
    field: StrawberryField = strawberry.mutation(resolver=resolve, description=command.description)
    return field


async def _issue(
    info: Info, command: CommandForm, body: dict[str, Any], key: str | None
) -> Accepted | Refusal:
    context = info.context
    if key is not None and not _is_key(key):
        raise bad_request(f"idempotencyKey must be 1 to {_LONGEST_KEY} printable characters.")
    context.reading = context.reading.afresh()  # mutations run one after the other
    try:
        answer = await context.sender.send(command.service, command.path, body, context.passed, key)
    except ServiceFault as fault:
        raise _told_of(fault) from fault
    return told(answer)


def _is_key(key: str) -> bool:
    return 1 <= len(key) <= _LONGEST_KEY and key.isascii() and key.isprintable()


def _told_of(fault: ServiceFault) -> Exception:
    match fault.kind:
        case "unauthenticated":
            return Fault(ErrorCode.UNAUTHENTICATED, "The service did not take the token.")
        case "unavailable":
            after = {} if fault.retry_after is None else {"retryAfter": fault.retry_after}
            return Fault(ErrorCode.UNAVAILABLE, "Not available now: send it again.", **after)
        case "unexpected":
            return RuntimeError("a service answered what it must not")
