"""Ids of events."""

import time

from shared.eventstore.event_ids import uuid7


def test_an_id_is_a_uuid_of_version_7() -> None:
    made = uuid7()
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"


def test_an_id_says_when_it_was_made() -> None:
    before = time.time_ns() // 1_000_000
    made = uuid7()
    assert before <= made.int >> 80 <= time.time_ns() // 1_000_000


def test_ids_rise_with_time_and_differ() -> None:
    made = [uuid7() for _ in range(1000)]
    assert len(set(made)) == 1000
    times = [each.int >> 64 for each in made]
    assert times == sorted(times)
