"""Histories of several streams that meet in the ledger, and ways for two workers to read them."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from shared.kernel.messages import Event, StreamId
from tests.integration.learning import given

FIRST = date(2026, 1, 5)
PEOPLE = tuple(StreamId(f"person-{number}") for number in range(4))
SKILLS = tuple(StreamId(f"skill-{number}") for number in range(5))

Streams = dict[str, list[tuple[date, Event]]]
"""The events of each stream in order, with the days on which they were recorded."""


def history(seed: int, days: int = 120) -> Streams:
    """Of each kind of evidence something, some of it revoked; merged and retired skills."""
    dice = random.Random(seed)  # noqa: S311 - a test that can be repeated
    streams: Streams = defaultdict(list)
    for number, (person, skill) in enumerate((p, s) for p in PEOPLE for s in SKILLS):
        when = sorted(FIRST + timedelta(days=dice.randrange(days)) for _ in range(4))
        level = dice.randint(1, 5)
        for add in dice.sample(ENTRIES, 3):
            add(streams, str(number), person, skill, level, when)
    for skill in SKILLS:
        streams[skill].append((FIRST, given.skill_defined(skill, FIRST)))
    catalogue(dice, streams, days)
    return streams


def catalogue(dice: random.Random, streams: Streams, days: int) -> None:
    """0 → 1 → 2 in either order of days, 3 retired, 4 another volatility, parameters twice."""
    when = [FIRST + timedelta(days=dice.randrange(1, days)) for _ in range(6)]
    streams[SKILLS[0]].append((when[0], given.merged(SKILLS[0], SKILLS[1], when[0])))
    streams[SKILLS[1]].append((when[1], given.merged(SKILLS[1], SKILLS[2], when[1])))
    streams[SKILLS[3]].append((when[2], given.retired(SKILLS[3], when[2])))
    streams[SKILLS[4]].append((when[3], given.volatile(SKILLS[4], 0.5, when[3])))
    first, second = sorted(when[4:])
    later = second + timedelta(days=10)
    streams["model"] = [
        (first, given.parameters(1, first, first, half_life=200)),
        (second, given.parameters(2, later, second, half_life=500)),
    ]


def reviews(
    streams: Streams, name: str, person: StreamId, skill: StreamId, level: int, when: list[date]
) -> None:
    for number, day in enumerate(when[:2]):
        event = given.reviewed(person, skill, level, day, item=f"review-{name}-{number}")
        streams[f"review-{name}"].append((day, event))


def results(
    streams: Streams, name: str, person: StreamId, skill: StreamId, level: int, when: list[date]
) -> None:
    result = given.result(person, skill, level, when[0], number=name)
    streams[f"assessment-{name}"] += [
        (when[0], result),
        (when[1], given.self_assessed(person, skill, 5, when[1], number=1)),
        (when[2], given.result_revoked(result, when[2])),
        (when[3], given.self_assessed(person, skill, 3, when[3], number=2)),
    ]


def courses(
    streams: Streams, name: str, person: StreamId, skill: StreamId, level: int, when: list[date]
) -> None:
    both = ((skill, level), (SKILLS[0], 3)) if skill != SKILLS[0] else ((skill, level),)
    taken = given.completed(person, *both, day=when[0], assessed=True, enrolment=name)
    streams[f"enrolment-{name}"] += [
        (when[0], taken),
        (when[1], given.scored(taken, 1, 0.5, when[1])),
        (when[2], given.scored(taken, 2, 0.9, when[2])),
        (when[3], given.completion_revoked(taken, 2, when[3])),
    ]
    seen = given.completed(person, (skill, 2), day=when[1], assessed=False, enrolment=f"{name}-b")
    streams[f"enrolment-{name}-b"].append((when[1], seen))


def certificates(
    streams: Streams, name: str, person: StreamId, skill: StreamId, level: int, when: list[date]
) -> None:
    ends = when[0] + timedelta(days=30)
    first = given.certified(person, (skill, level), day=when[0], expires_on=ends, name=name)
    streams[f"certification-{name}"] += [
        (when[0], first),
        (when[2], given.renewed(first, when[2], when[2] + timedelta(days=400))),
    ]


def others(
    streams: Streams, name: str, person: StreamId, skill: StreamId, level: int, when: list[date]
) -> None:
    streams[f"round-{name}"].append((when[0], given.cell(person, skill, 3.25, 4, when[0])))
    streams[f"assignment-{name}"].append(
        (when[1], given.validated(person, (skill, level), day=when[1], assignment=name))
    )
    streams[f"mentorship-{name}"] += [
        (when[2], given.session(person, skill, 4, when[2])),
        (when[3], given.mentored(person, skill, 3, when[3])),
    ]


ENTRIES = (reviews, results, courses, certificates, others)


def until(streams: Mapping[str, Sequence[tuple[date, Event]]], day: date) -> dict[str, list[Event]]:
    """What was recorded by the end of ``day``."""
    return {
        name: [event for recorded_on, event in events if recorded_on <= day]
        for name, events in streams.items()
    }


def batches(dice: random.Random, streams: Mapping[str, Sequence[Event]]) -> Iterator[list[Event]]:
    """The order of each stream is kept, everything else is left to chance."""
    waiting = {name: list(events) for name, events in streams.items() if events}
    while waiting:
        batch: list[Event] = []
        for _ in range(dice.randint(1, 40)):
            if not waiting:
                break
            name = dice.choice(sorted(waiting))
            batch.append(waiting[name].pop(0))
            if not waiting[name]:
                del waiting[name]
        yield batch


def shared_out(
    dice: random.Random, streams: Mapping[str, Sequence[Event]]
) -> Sequence[dict[str, Sequence[Event]]]:
    """Streams to two workers, as partitions are."""
    parts: tuple[dict[str, Sequence[Event]], dict[str, Sequence[Event]]] = ({}, {})
    for name, events in streams.items():
        parts[dice.randrange(2)][name] = events
    return parts
