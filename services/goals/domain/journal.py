"""The journal: a person's reflections and setbacks, theirs alone unless they share one.

1. An entry is recorded once, under an id that does not tell when (UUID version 4, of drafts 5).
2. A policy records a setback as a draft; its owner keeps it or discards it.
3. A discarded entry is no longer there.
4. A lesson belongs to a setback.
5. Mentors are shown what is kept, never a draft.
6. What holds already is accepted and yields no event.
"""

from collections.abc import Sequence
from dataclasses import field as state_field
from typing import Literal
from uuid import UUID

from services.goals.commands.journal import (
    DiscardDraft,
    EntryCommand,
    EntryRecord,
    JournalCommand,
    KeepDraft,
    LinkLesson,
    RecordReflection,
    RecordSetback,
    ReviseEntry,
    ShareEntry,
    UnshareEntry,
)
from services.goals.events.journal import (
    DraftDiscarded,
    DraftKept,
    EntryChanged,
    EntryRevised,
    EntryShared,
    EntryUnshared,
    JournalEvent,
    LessonLinked,
    ReflectionRecorded,
    SetbackRecorded,
)
from shared.kernel.decider import Decider
from shared.kernel.errors import DomainError, NotFound
from shared.kernel.frozen_map import FrozenMap
from shared.kernel.messages import State, StreamId
from shared.kernel.replacing import replace

WITHOUT_TIME = {4, 5}
"""Versions of UUID that do not tell when they were made."""


class Entry(State):
    kind: Literal["reflection", "setback"]
    status: Literal["draft", "kept", "discarded"] = "kept"
    shared: bool = False


class Journal(State):
    owner: StreamId = StreamId("")
    entries: FrozenMap[StreamId, Entry] = state_field(default_factory=FrozenMap)


class EntryAlreadyRecorded(DomainError):
    """Rule 1: an entry is recorded once."""


class EntryTellsTime(DomainError):
    """Rule 1: an entry's id is a random UUID, version 4, which does not tell when it was made."""


class EntryIsNoDraft(DomainError):
    """Rule 2: only a draft is discarded."""


class UnknownEntry(DomainError):
    """Rule 3: an entry is one of the journal's own, and not discarded."""


class EntryIsNoSetback(DomainError):
    """Rule 4: a lesson belongs to a setback."""


class EntryIsDraft(DomainError):
    """Rule 5: mentors are shown what is kept, never a draft."""


def decide(command: JournalCommand, journal: Journal) -> Sequence[JournalEvent]:
    """Events that follow from ``command``; raises the ``DomainError`` that forbids it."""
    match command:
        case RecordReflection() | RecordSetback():
            return record(command, journal)
        case (
            KeepDraft()
            | DiscardDraft()
            | LinkLesson()
            | ReviseEntry()
            | ShareEntry()
            | UnshareEntry()
        ):
            return change(command, known(command.entry, journal))


def record(command: EntryRecord, journal: Journal) -> Sequence[JournalEvent]:
    owner, entry, day = command.owner, command.entry, command.today
    kind = "reflection" if isinstance(command, RecordReflection) else "setback"
    before = journal.entries.get(entry)
    if before:
        if before.kind != kind:
            raise EntryAlreadyRecorded("this entry has been recorded as another kind", "entry")
        return []
    if UUID(entry.removeprefix("entry-")).version not in WITHOUT_TIME:
        raise EntryTellsTime("an entry's id is a random UUID (version 4)", "entry")
    match command:
        case RecordReflection(text=text):
            return [ReflectionRecorded(owner=owner, entry=entry, text=text, recorded_on=day)]
        case RecordSetback():
            return [
                SetbackRecorded(
                    owner=owner,
                    entry=entry,
                    text=command.text,
                    lesson=command.lesson,
                    assignment=command.assignment,
                    draft=command.draft,
                    recorded_on=day,
                )
            ]


def known(entry: StreamId, journal: Journal) -> Entry:
    """Raises ``UnknownEntry``, or ``NotFound`` where no journal has been begun."""
    if not journal.owner:
        raise NotFound("no such journal")
    if entry not in journal.entries:
        raise UnknownEntry("this journal has no such entry", "entry")
    return journal.entries[entry]


def change(command: EntryCommand, before: Entry) -> Sequence[JournalEvent]:
    match command:
        case KeepDraft() | DiscardDraft():
            return settle(command, before)
        case LinkLesson() | ReviseEntry():
            return write(command, there(before))
        case ShareEntry() | UnshareEntry():
            return share(command, there(before))


def there(entry: Entry) -> Entry:
    if entry.status == "discarded":
        raise UnknownEntry("this journal has no such entry", "entry")
    return entry


def settle(command: KeepDraft | DiscardDraft, before: Entry) -> Sequence[JournalEvent]:
    owner, entry, day = command.owner, command.entry, command.today
    match command:
        case KeepDraft():
            kept = there(before).status == "kept"
            return [] if kept else [DraftKept(owner=owner, entry=entry, kept_on=day)]
        case DiscardDraft():
            if before.status == "kept":
                raise EntryIsNoDraft("this entry is kept", "entry")
            gone = before.status == "discarded"
            return [] if gone else [DraftDiscarded(owner=owner, entry=entry, discarded_on=day)]


def write(command: LinkLesson | ReviseEntry, before: Entry) -> Sequence[JournalEvent]:
    owner, entry, day = command.owner, command.entry, command.today
    match command:
        case LinkLesson(lesson=lesson):
            if before.kind != "setback":
                raise EntryIsNoSetback("this entry is a reflection", "entry")
            return [LessonLinked(owner=owner, entry=entry, lesson=lesson, linked_on=day)]
        case ReviseEntry(text=text):
            return [EntryRevised(owner=owner, entry=entry, text=text, revised_on=day)]


def share(command: ShareEntry | UnshareEntry, before: Entry) -> Sequence[JournalEvent]:
    owner, entry, day = command.owner, command.entry, command.today
    match command:
        case ShareEntry():
            if before.status == "draft":
                raise EntryIsDraft("keep the draft before you share it", "entry")
            return [] if before.shared else [EntryShared(owner=owner, entry=entry, shared_on=day)]
        case UnshareEntry():
            if not before.shared:
                return []
            return [EntryUnshared(owner=owner, entry=entry, unshared_on=day)]


def evolve(journal: Journal, event: JournalEvent) -> Journal:
    """The journal after ``event``; refuses nothing, for events have happened."""
    if isinstance(event, ReflectionRecorded):
        entry = Entry(kind="reflection")
    elif isinstance(event, SetbackRecorded):
        entry = Entry(kind="setback", status="draft" if event.draft else "kept")
    else:
        entry = changed(journal.entries[event.entry], event)
    return Journal(owner=event.owner, entries=journal.entries.with_(event.entry, entry))


def changed(entry: Entry, event: EntryChanged) -> Entry:
    match event:
        case DraftKept():
            return replace(entry, status="kept")
        case DraftDiscarded():
            return replace(entry, status="discarded")
        case EntryShared():
            return replace(entry, shared=True)
        case EntryUnshared():
            return replace(entry, shared=False)
        case LessonLinked() | EntryRevised():
            return entry


def about(_journal: Journal, event: JournalEvent) -> Sequence[StreamId]:
    """The one person whose journal it is."""
    return (event.owner,)


decider = Decider(
    category="journal", decide=decide, evolve=evolve, about=about, initial_state=Journal()
)
