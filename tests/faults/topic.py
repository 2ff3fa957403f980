"""What stands on a topic."""

from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.bus.envelope import parse


async def positions_on(kafka: str, topic: str, partitions: int) -> dict[int, list[tuple[int, int]]]:
    """Position and prev of all messages, as they stand on each partition."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=kafka, auto_offset_reset="earliest", enable_auto_commit=False
    )
    await consumer.start()
    try:
        places = [TopicPartition(topic, number) for number in range(partitions)]
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        found: dict[int, list[tuple[int, int]]] = {at.partition: [] for at in places}
        while any([await consumer.position(at) < end for at, end in ends.items()]):
            for at, records in (await consumer.getmany(timeout_ms=100)).items():
                envelopes = [parse(record.value, record.headers) for record in records]
                found[at.partition] += [(one.position, one.prev) for one in envelopes]
        return found
    finally:
        await consumer.stop()
