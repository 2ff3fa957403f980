"""What can be asked about a person's journal; the journal is always the actor's own."""

from typing import Annotated

from services.goals.commands.fields import Actor, AssignmentId, Prose, Today
from shared.kernel.markers import ByService, Category
from shared.kernel.messages import Command, StreamId

EntryId = Annotated[StreamId, Category("entry")]
"""A random UUID (version 4), for the time at which an entry was made is private."""


class RecordReflection(Command):
    owner: Actor
    entry: EntryId
    text: Prose
    today: Today


class RecordSetback(Command):
    """A policy records one as a ``draft``, with the ``assignment`` that it came from."""

    owner: Actor
    entry: EntryId
    text: Prose
    lesson: Prose | None = None
    assignment: Annotated[AssignmentId | None, ByService("policy")] = None
    draft: Annotated[bool, ByService("policy")] = False
    today: Today


class KeepDraft(Command):
    owner: Actor
    entry: EntryId
    today: Today


class DiscardDraft(Command):
    owner: Actor
    entry: EntryId
    today: Today


class LinkLesson(Command):
    """What a setback taught; a later lesson replaces the one before."""

    owner: Actor
    entry: EntryId
    lesson: Prose
    today: Today


class ReviseEntry(Command):
    owner: Actor
    entry: EntryId
    text: Prose
    today: Today


class ShareEntry(Command):
    """With the owner's mentors."""

    owner: Actor
    entry: EntryId
    today: Today


class UnshareEntry(Command):
    owner: Actor
    entry: EntryId
    today: Today


EntryRecord = RecordReflection | RecordSetback
EntryCommand = KeepDraft | DiscardDraft | LinkLesson | ReviseEntry | ShareEntry | UnshareEntry
JournalCommand = EntryRecord | EntryCommand
