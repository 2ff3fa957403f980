"""The view ``journal_entries``: one row an entry; mentors never see when it was made."""

from datetime import date
from typing import Literal, get_args

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
from services.goals.projections.opened import opened
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection
from shared.kernel.replacing import replace


class JournalEntryRow(View):
    """``assignment`` is where a draft came from; ``recorded_on`` is for the owner alone."""

    entry_key: str
    owner: StreamId
    entry: StreamId
    kind: Literal["reflection", "setback"]
    text: str
    lesson: str | None
    assignment: StreamId | None
    draft: bool
    shared: bool
    recorded_on: date


def keys(event: JournalEvent) -> tuple[str]:
    return (f"{event.owner}/{event.entry}",)


def evolve(key: str, row: JournalEntryRow | None, event: JournalEvent) -> JournalEntryRow | None:
    """The row after ``event``; none of a discarded draft."""
    if isinstance(event, ReflectionRecorded | SetbackRecorded):
        return recorded(key, event)
    return changed(opened(row, event), event)


def recorded(key: str, event: ReflectionRecorded | SetbackRecorded) -> JournalEntryRow:
    setback = event if isinstance(event, SetbackRecorded) else None
    return JournalEntryRow(
        entry_key=key,
        owner=event.owner,
        entry=event.entry,
        kind="setback" if setback else "reflection",
        text=event.text,
        lesson=setback.lesson if setback else None,
        assignment=setback.assignment if setback else None,
        draft=setback is not None and setback.draft,
        shared=False,
        recorded_on=event.recorded_on,
    )


def changed(row: JournalEntryRow, event: EntryChanged) -> JournalEntryRow | None:
    match event:
        case DraftKept():
            return replace(row, draft=False)
        case DraftDiscarded():
            return None
        case LessonLinked(lesson=lesson):
            return replace(row, lesson=lesson)
        case EntryRevised(text=text):
            return replace(row, text=text)
        case EntryShared():
            return replace(row, shared=True)
        case EntryUnshared():
            return replace(row, shared=False)


projection = Projection(
    table="journal_entries",
    view=JournalEntryRow,
    on=get_args(JournalEvent),
    keys=keys,
    evolve=evolve,
    person="owner",
)
