"""What an operator may do to a consumer group of Kafka, and what aiokafka's admin cannot."""

import asyncio

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import (
    GroupCoordinatorNotAvailableError,
    GroupLoadInProgressError,
    NonEmptyGroup,
)
from aiokafka.protocol.admin import DeleteGroupsRequest

PATIENCE = 30.0
PASSING = {
    GroupCoordinatorNotAvailableError.errno,
    GroupLoadInProgressError.errno,
    NonEmptyGroup.errno,
}


async def delete_group(kafka: str, group: str) -> None:
    """With all that it has committed; waits until its last member has gone."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        async with asyncio.timeout(PATIENCE):
            coordinator = await admin.find_coordinator(group)
            while code := await _try_to_delete(admin, coordinator, group):
                assert code in PASSING, f"group {group} cannot be deleted: {code}"
                await asyncio.sleep(0.1)
        assert group not in {name for name, _ in await admin.list_consumer_groups()}
    finally:
        await admin.close()


async def _try_to_delete(admin: AIOKafkaAdminClient, coordinator: int, group: str) -> int:
    """Kafka's code; 0 if it is gone."""
    response = await admin._send_request_to_node(  # noqa: SLF001 - it has no method for this
        coordinator, DeleteGroupsRequest([group])
    )
    [deleted] = response.to_object()["results"]
    assert deleted["group_id"] == group
    return int(deleted["error_code"])
