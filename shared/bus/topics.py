"""Where an event goes on Kafka: the topic of its service, the partition of its stream."""

from zlib import crc32

from shared.kernel.messages import StreamId

PARTITIONS = 12
"""The default; a topic's number is chosen once, for it decides where a stream's events stand."""


def topic_of(service: str, prefix: str | None = None) -> str:
    """``prefix`` is the setting of that name, for a broker that several installations share."""
    topic = f"mastery.{service}.events"
    return f"{prefix}.{topic}" if prefix else topic


def partition_of(stream: StreamId, partitions: int) -> int:
    return crc32(stream.encode()) % partitions
