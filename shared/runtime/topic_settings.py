"""What a topic must be set to, so that no event is ever lost in it.

Topics are what every projection is rebuilt from: a topic that deletes or compacts loses events, and
one that takes only small messages stops the relay at the first larger event.
"""

from collections.abc import Collection, Mapping
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import for_code

MESSAGE_BYTES = 1_048_576
"""The largest message that the relay sends."""
LEAST = {"max.message.bytes", "min.insync.replicas"}
"""Of these a topic may have more; every other setting must be the same."""


class TopicRefused(Exception):
    """A topic is not what it must be; the message says what to do."""


def required(replication: int) -> dict[str, str]:
    """The settings of a topic, by their names in Kafka."""
    return {
        "cleanup.policy": "delete",
        "retention.ms": "-1",
        "retention.bytes": "-1",
        "max.message.bytes": str(MESSAGE_BYTES),
        "min.insync.replicas": str(min(2, replication)),
        "unclean.leader.election.enable": "false",
    }


async def refuse_lossy(
    admin: AIOKafkaAdminClient, copies: Mapping[str, int], replication: int
) -> None:
    """``copies`` has the fewest replicas of a partition of each topic.

    Raises ``TopicRefused`` for a topic that could lose events, or Kafka's own error.
    """
    for name, count in copies.items():
        if count < replication:
            raise TopicRefused(
                f"topic {name} has {count} replicas, MASTERY_REPLICATION says {replication}: "
                "add replicas with kafka-reassign-partitions.sh"
            )
    wanted = required(replication)
    for name, found in (await _described(admin, list(copies), wanted)).items():
        if wrong := [each for each, value in wanted.items() if not _does(each, found, value)]:
            has = ", ".join(f"{each}={found.get(each)}" for each in wrong)
            raise TopicRefused(
                f"topic {name} would lose events: it has {has}. Change it with kafka-configs.sh "
                f"--alter --entity-type topics --entity-name {name} --add-config "
                + ",".join(f"{each}={wanted[each]}" for each in wrong)
            )


async def _described(
    admin: AIOKafkaAdminClient, names: Collection[str], wanted: Mapping[str, str]
) -> Mapping[str, Mapping[str, str]]:
    asked = [
        ConfigResource(ConfigResourceType.TOPIC, name, dict.fromkeys(wanted)) for name in names
    ]
    found: dict[str, Mapping[str, str]] = {}
    response: Any
    for response in await admin.describe_configs(asked):
        for topic in response.to_object()["resources"]:
            if topic["error_code"] != 0:
                raise for_code(topic["error_code"])(topic["resource_name"])
            found[topic["resource_name"]] = {
                entry["config_names"]: entry["config_value"] for entry in topic["config_entries"]
            }
    return found


def _does(name: str, found: Mapping[str, str], value: str) -> bool:
    """A setting that the broker does not tell is not the required one."""
    if name not in found:
        return False
    return int(found[name]) >= int(value) if name in LEAST else found[name] == value
