"""The rules of the journal: given events, when a command, then events."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid5

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.goals.commands.journal import (
    DiscardDraft,
    JournalCommand,
    KeepDraft,
    LinkLesson,
    RecordReflection,
    RecordSetback,
    ReviseEntry,
    ShareEntry,
    UnshareEntry,
)
from services.goals.domain import journal
from services.goals.events.journal import (
    DraftDiscarded,
    DraftKept,
    EntryRevised,
    EntryShared,
    EntryUnshared,
    JournalEvent,
    LessonLinked,
    ReflectionRecorded,
    SetbackRecorded,
)
from shared.kernel.errors import NotFound, SuiteError
from shared.kernel.messages import StreamId
from shared.testing.decider_spec import DeciderSpec

given = DeciderSpec(journal.decider).given

ADA, ASSIGNMENT = StreamId("person-1"), StreamId("stretch_assignment-1")
IDEA = StreamId("entry-7b8a3c8e-5d3a-4b0e-9a51-0d2b8b6d9c11")
FALL = StreamId("entry-1f0f6f5e-0a4e-4d67-8d0c-3f1c9c1f7a22")
OFFER = StreamId(f"entry-{uuid5(UUID(int=0), 'draft')}")
TIMED = StreamId("entry-01938f6e-0000-7000-8000-000000000000")
TODAY = date(2026, 11, 23)

REFLECT = RecordReflection(owner=ADA, entry=IDEA, text="Ask earlier", today=TODAY)
REFLECTED = ReflectionRecorded(owner=ADA, entry=IDEA, text="Ask earlier", recorded_on=TODAY)
FELL = RecordSetback(owner=ADA, entry=FALL, text="It failed", today=TODAY)
FALLEN = SetbackRecorded(
    owner=ADA,
    entry=FALL,
    text="It failed",
    lesson=None,
    assignment=None,
    draft=False,
    recorded_on=TODAY,
)
OFFER_DRAFT = replace(FELL, entry=OFFER, assignment=ASSIGNMENT, draft=True)
OFFERED = replace(FALLEN, entry=OFFER, assignment=ASSIGNMENT, draft=True)
KEEP = KeepDraft(owner=ADA, entry=OFFER, today=TODAY)
KEPT = DraftKept(owner=ADA, entry=OFFER, kept_on=TODAY)
DISCARD = DiscardDraft(owner=ADA, entry=OFFER, today=TODAY)
DISCARDED = DraftDiscarded(owner=ADA, entry=OFFER, discarded_on=TODAY)
LEARN = LinkLesson(owner=ADA, entry=FALL, lesson="Test first", today=TODAY)
LEARNT = LessonLinked(owner=ADA, entry=FALL, lesson="Test first", linked_on=TODAY)
REWRITE = ReviseEntry(owner=ADA, entry=IDEA, text="Ask at once", today=TODAY)
REWRITTEN = EntryRevised(owner=ADA, entry=IDEA, text="Ask at once", revised_on=TODAY)
SHARE = ShareEntry(owner=ADA, entry=IDEA, today=TODAY)
SHARED = EntryShared(owner=ADA, entry=IDEA, shared_on=TODAY)
UNSHARE = UnshareEntry(owner=ADA, entry=IDEA, today=TODAY)
UNSHARED = EntryUnshared(owner=ADA, entry=IDEA, unshared_on=TODAY)


def test_reflections_and_setbacks_are_recorded() -> None:
    given().when(REFLECT).then(REFLECTED)
    given(REFLECTED).when(replace(FELL, lesson="Test")).then(replace(FALLEN, lesson="Test"))


def test_an_entry_is_recorded_once() -> None:
    given(REFLECTED).when(REFLECT).then_nothing()
    given(REFLECTED).when(replace(FELL, entry=IDEA)).then_refused(journal.EntryAlreadyRecorded)


@pytest.mark.parametrize("command", [replace(REFLECT, entry=TIMED), replace(FELL, entry=TIMED)])
def test_an_id_does_not_tell_when_the_entry_was_made(command: JournalCommand) -> None:
    given().when(command).then_refused(journal.EntryTellsTime)


def test_a_policy_offers_a_draft_and_its_owner_keeps_or_discards_it() -> None:
    given().when(OFFER_DRAFT).then(OFFERED)
    given(OFFERED).when(KEEP).then(KEPT)
    given(OFFERED).when(DISCARD).then(DISCARDED)


def test_an_offer_delivered_again_brings_nothing_back() -> None:
    given(OFFERED, DISCARDED).when(OFFER_DRAFT).then_nothing()


def test_only_a_draft_is_discarded() -> None:
    given(OFFERED, KEPT).when(DISCARD).then_refused(journal.EntryIsNoDraft)
    given(REFLECTED).when(replace(DISCARD, entry=IDEA)).then_refused(journal.EntryIsNoDraft)


@pytest.mark.parametrize("command", [KEEP, LEARN, REWRITE, SHARE, UNSHARE])
def test_what_is_discarded_is_no_longer_there(
    command: KeepDraft | LinkLesson | ReviseEntry | ShareEntry | UnshareEntry,
) -> None:
    given(OFFERED, DISCARDED).when(replace(command, entry=OFFER)).then_refused(journal.UnknownEntry)


def test_an_entry_is_one_of_the_journals_own() -> None:
    given(REFLECTED).when(LEARN).then_refused(journal.UnknownEntry)


def test_a_lesson_belongs_to_a_setback() -> None:
    given(FALLEN).when(LEARN).then(LEARNT)
    given(REFLECTED).when(replace(LEARN, entry=IDEA)).then_refused(journal.EntryIsNoSetback)


def test_an_entry_is_revised() -> None:
    given(REFLECTED).when(REWRITE).then(REWRITTEN)


def test_an_entry_is_shared_and_withdrawn() -> None:
    given(REFLECTED).when(SHARE).then(SHARED)
    given(REFLECTED, SHARED).when(UNSHARE).then(UNSHARED)


def test_a_draft_is_not_shared() -> None:
    given(OFFERED).when(replace(SHARE, entry=OFFER)).then_refused(journal.EntryIsDraft)


def test_what_holds_already_is_accepted() -> None:
    given(OFFERED, KEPT).when(KEEP).then_nothing()
    given(OFFERED, DISCARDED).when(DISCARD).then_nothing()
    given(REFLECTED, SHARED).when(SHARE).then_nothing()
    given(REFLECTED).when(UNSHARE).then_nothing()


@pytest.mark.parametrize("command", [KEEP, DISCARD, LEARN, REWRITE, SHARE, UNSHARE])
def test_nothing_happens_to_a_journal_that_was_never_begun(command: JournalCommand) -> None:
    with pytest.raises(NotFound):
        journal.decide(command, journal.decider.initial_state)


def test_a_journal_is_the_record_of_its_owner() -> None:
    assert journal.about(journal.decider.fold([REFLECTED]), REFLECTED) == (ADA,)


any_command = st.sampled_from(
    [REFLECT, FELL, OFFER_DRAFT, KEEP, DISCARD, replace(SHARE, entry=OFFER), SHARE, UNSHARE]
)


@for_all(st.lists(any_command, max_size=15))
def test_a_repeated_command_adds_nothing_and_no_draft_is_ever_shared(
    commands: list[JournalCommand],
) -> None:
    history: list[JournalEvent] = []
    for command in commands:
        try:
            history += journal.decide(command, journal.decider.fold(history))
        except SuiteError:
            continue
        state = journal.decider.fold(history)
        assert journal.decide(command, state) == []
        assert all(entry.status == "kept" for entry in state.entries.values() if entry.shared)
