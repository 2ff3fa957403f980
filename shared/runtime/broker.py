"""Kafka by the settings: how to connect, and that the topics are what they must be.

A topic's partition count is fixed for ever: a stream's place follows from it. A topic that is
missing (where it is only to be checked), has another count or would lose events stops the start
with what to do.
"""

import ssl
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, UnknownTopicOrPartitionError, for_code
from faststream.security import BaseSecurity, SASLPlaintext, SASLScram256, SASLScram512

from shared.runtime.kafka_settings import KafkaSettings
from shared.runtime.topic_settings import TopicRefused, refuse_lossy, required

_SASL = {"PLAIN": SASLPlaintext, "SCRAM-SHA-256": SASLScram256, "SCRAM-SHA-512": SASLScram512}


def tls(settings: KafkaSettings) -> ssl.SSLContext | None:
    """The broker's certificate is always checked, against ``MASTERY_KAFKA_CA_FILE`` if given."""
    if not settings.kafka_security_protocol.endswith("SSL"):
        return None
    return ssl.create_default_context(cafile=settings.kafka_ca_file)


def connection(settings: KafkaSettings) -> Mapping[str, Any]:
    """Keywords for every client of aiokafka."""
    found: dict[str, Any] = {
        "bootstrap_servers": settings.kafka_bootstrap_servers.split(","),
        "security_protocol": settings.kafka_security_protocol,
        "ssl_context": tls(settings),
    }
    if settings.kafka_sasl_mechanism and settings.kafka_sasl_password:
        found |= {
            "sasl_mechanism": settings.kafka_sasl_mechanism,
            "sasl_plain_username": settings.kafka_sasl_username,
            "sasl_plain_password": settings.kafka_sasl_password.get_secret_value(),
        }
    return found


def security(settings: KafkaSettings) -> BaseSecurity:
    """The same for FastStream."""
    context = tls(settings)
    if settings.kafka_sasl_mechanism and settings.kafka_sasl_password:
        return _SASL[settings.kafka_sasl_mechanism](
            username=settings.kafka_sasl_username or "",
            password=settings.kafka_sasl_password.get_secret_value(),
            ssl_context=context,
            use_ssl=context is not None,
        )
    return BaseSecurity(ssl_context=context, use_ssl=context is not None)


async def ensure_topics(settings: KafkaSettings, names: Collection[str]) -> None:
    """Creates or only checks them; raises ``TopicRefused``, or Kafka's own error to try again."""
    admin = AIOKafkaAdminClient(**connection(settings))
    await admin.start()
    try:
        found = await _partitions(admin, names)
        missing = [name for name in names if name not in found]
        if missing and settings.topics == "check":
            raise TopicRefused(_how_to_create(missing, settings))
        if missing:
            await _create(admin, missing, settings)
        for name, copies in found.items():
            if len(copies) != settings.topic_partitions:
                raise TopicRefused(
                    f"topic {name} has {len(copies)} partitions, MASTERY_TOPIC_PARTITIONS says "
                    f"{settings.topic_partitions}: set it to {len(copies)}; "
                    "a topic's count never changes"
                )
        fewest = {name: min(copies) for name, copies in found.items()}
        await refuse_lossy(admin, fewest, settings.replication)
    finally:
        await admin.close()


async def _partitions(
    admin: AIOKafkaAdminClient, names: Collection[str]
) -> Mapping[str, Sequence[int]]:
    """Of each topic that is there, how many replicas each of its partitions has."""
    found: dict[str, Sequence[int]] = {}
    for topic in await admin.describe_topics(list(names)):
        if topic["error_code"] == 0:
            found[topic["topic"]] = [len(one["replicas"]) for one in topic["partitions"]]
        elif topic["error_code"] != UnknownTopicOrPartitionError.errno:
            raise for_code(topic["error_code"])(topic["topic"])
    return found


async def _create(
    admin: AIOKafkaAdminClient, names: Collection[str], settings: KafkaSettings
) -> None:
    wanted = [
        NewTopic(
            name, settings.topic_partitions, settings.replication, topic_configs=_configs(settings)
        )
        for name in names
    ]
    response = await admin.create_topics(wanted, timeout_ms=30_000)
    for topic in response.to_object()["topic_errors"]:
        code = topic["error_code"]
        if code not in {0, TopicAlreadyExistsError.errno}:
            raise TopicRefused(
                f"topic {topic['topic']} cannot be created: {for_code(code).__name__} "
                f"{topic.get('error_message') or ''}"
            )


def _configs(settings: KafkaSettings) -> dict[str, str]:
    return required(settings.replication) | {"message.timestamp.type": "CreateTime"}


def _how_to_create(names: Collection[str], settings: KafkaSettings) -> str:
    configs = " ".join(f"--config {name}={value}" for name, value in _configs(settings).items())
    return (
        f"missing topics {', '.join(names)}: create each with "
        f"kafka-topics.sh --create --topic <name> --partitions {settings.topic_partitions} "
        f"--replication-factor {settings.replication} {configs}, or set MASTERY_TOPICS=create"
    )
