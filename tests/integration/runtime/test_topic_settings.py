"""A topic that would lose events stops the start; the message says what to change."""

from collections.abc import Mapping

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from shared.runtime.broker import ensure_topics
from shared.runtime.settings import ServiceSettings
from shared.runtime.topic_settings import TopicRefused, required
from shared.testing.infrastructure import unique
from tests.integration.machinery.world import until
from tests.unit.shared.runtime.test_settings import settings

RIGHT = {"retention.ms": "-1"}


@pytest.fixture(params=["check", "create"])
def read(
    request: pytest.FixtureRequest, kafka: str, monkeypatch: pytest.MonkeyPatch
) -> ServiceSettings:
    return settings(
        monkeypatch, KAFKA_BOOTSTRAP_SERVERS=kafka, TOPICS=request.param, TOPIC_PARTITIONS="2"
    )


async def made(kafka: str, configs: Mapping[str, str]) -> str:
    name = unique("settings-")
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name, 2, 1, topic_configs=RIGHT | dict(configs))])
        await until(lambda: told_of(admin, name))
    finally:
        await admin.close()
    return name


async def told_of(admin: AIOKafkaAdminClient, name: str) -> bool:
    """A new topic reaches the broker's metadata a moment after it was made."""
    [topic] = await admin.describe_topics([name])
    return topic["error_code"] == 0 and len(topic["partitions"]) == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("retention.ms", "604800000"),
        ("retention.bytes", "1073741824"),
        ("cleanup.policy", "compact"),
        ("cleanup.policy", "compact,delete"),
        ("max.message.bytes", "100000"),
        ("unclean.leader.election.enable", "true"),
    ],
)
async def test_a_topic_that_would_lose_events_is_refused(
    kafka: str, read: ServiceSettings, name: str, value: str
) -> None:
    topic = await made(kafka, {name: value})
    with pytest.raises(TopicRefused) as refused:
        await ensure_topics(read, [await made(kafka, {}), topic])
    assert f"topic {topic} would lose events: it has {name}={value}." in str(refused.value)
    assert f"--add-config {name}={required(1)[name]}" in str(refused.value)


async def test_a_topic_with_too_few_replicas_is_refused(kafka: str, read: ServiceSettings) -> None:
    topic = await made(kafka, {})
    three = read.model_copy(update={"replication": 3})
    with pytest.raises(TopicRefused, match=f"topic {topic} has 1 replicas, .* says 3"):
        await ensure_topics(three, [topic])


async def test_a_topic_may_have_more_than_is_needed(kafka: str, read: ServiceSettings) -> None:
    await ensure_topics(read, [await made(kafka, {"max.message.bytes": "5000000"})])


async def test_what_is_created_passes_the_check(
    kafka: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = unique("settings-")
    made_by_us = settings(
        monkeypatch, KAFKA_BOOTSTRAP_SERVERS=kafka, TOPICS="create", TOPIC_PARTITIONS="2"
    )
    await ensure_topics(made_by_us, [name])
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        await until(lambda: told_of(admin, name))
    finally:
        await admin.close()
    await ensure_topics(made_by_us.model_copy(update={"topics": "check"}), [name])
