"""Facts about a person's journal, private to its owner unless shared."""

from datetime import date
from typing import Annotated

from shared.kernel.markers import PII
from shared.kernel.messages import Event, StreamId


class ReflectionRecorded(Event):
    owner: StreamId
    entry: StreamId
    text: Annotated[str, PII("owner")]
    recorded_on: date


class SetbackRecorded(Event):
    """A ``draft`` came from a policy: its owner keeps or discards it."""

    owner: StreamId
    entry: StreamId
    text: Annotated[str, PII("owner")]
    lesson: Annotated[str | None, PII("owner")]
    assignment: StreamId | None
    draft: bool
    recorded_on: date


class DraftKept(Event):
    owner: StreamId
    entry: StreamId
    kept_on: date


class DraftDiscarded(Event):
    owner: StreamId
    entry: StreamId
    discarded_on: date


class LessonLinked(Event):
    owner: StreamId
    entry: StreamId
    lesson: Annotated[str, PII("owner")]
    linked_on: date


class EntryRevised(Event):
    owner: StreamId
    entry: StreamId
    text: Annotated[str, PII("owner")]
    revised_on: date


class EntryShared(Event):
    """With the owner's mentors."""

    owner: StreamId
    entry: StreamId
    shared_on: date


class EntryUnshared(Event):
    owner: StreamId
    entry: StreamId
    unshared_on: date


EntryRecorded = ReflectionRecorded | SetbackRecorded
EntryChanged = (
    DraftKept | DraftDiscarded | LessonLinked | EntryRevised | EntryShared | EntryUnshared
)
JournalEvent = EntryRecorded | EntryChanged
