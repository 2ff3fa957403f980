"""What every integration test relies on."""

import asyncio

import asyncpg
from aiokafka.admin import AIOKafkaAdminClient, NewTopic


async def test_each_module_has_an_empty_database(database: str) -> None:
    connection = await asyncpg.connect(database)
    try:
        assert await connection.fetchval("SELECT version()") >= "PostgreSQL 18"
        assert await connection.fetchval("SELECT count(*) FROM pg_stat_user_tables") == 0
    finally:
        await connection.close()


async def test_each_module_makes_its_own_topics(kafka: str, topic_prefix: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        assert [topic for topic in await admin.list_topics() if topic_prefix in topic] == []
        await admin.create_topics([NewTopic(f"{topic_prefix}.one", 12, 1)])
        async with asyncio.timeout(10):  # a broker learns of its topics a moment later
            while f"{topic_prefix}.one" not in await admin.list_topics():
                continue
    finally:
        await admin.close()
