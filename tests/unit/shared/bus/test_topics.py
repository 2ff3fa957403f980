"""Names of topics, and the partition of a stream, which must never change."""

from hypothesis import given
from hypothesis import strategies as st

from shared.bus.topics import partition_of, topic_of
from shared.kernel.messages import StreamId


def test_a_topic_has_the_name_of_its_service_after_the_prefix() -> None:
    assert topic_of("goals") == "mastery.goals.events"
    assert topic_of("goals", "acme") == "acme.mastery.goals.events"


def test_a_stream_stays_where_it_has_always_been() -> None:
    stream = StreamId("goal-0190a3b4-0000-7000-8000-000000000002")
    assert [partition_of(stream, count) for count in (1, 4, 12)] == [0, 3, 11]


@given(st.text(), st.integers(1, 100))
def test_every_stream_has_a_partition(stream: str, partitions: int) -> None:
    assert 0 <= partition_of(StreamId(stream), partitions) < partitions
