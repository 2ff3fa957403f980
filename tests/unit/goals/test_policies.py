"""Whenever there is news, then a command; and what a due day brings."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.goals.commands.journal import RecordSetback
from services.goals.commands.stretch_assignment import RemindApprover
from services.goals.domain import HANDLED, journal
from services.goals.events.stretch_assignment import (
    Applied,
    AssignmentOutcome,
    OutcomeValidated,
    SkillLevel,
)
from services.goals.permissions import NO_FACTS, may
from services.goals.policies import DRAFT_TEXT, REACTIONS, offer_lesson, on_deadline
from services.goals.projections import deadlines
from shared.kernel.actor import Policy
from shared.kernel.messages import StreamId
from shared.kernel.recorded import Recorded

WORK, ADA = StreamId("stretch_assignment-1"), StreamId("person-1")
DAY = date(2026, 11, 23)


def validated(outcome: AssignmentOutcome) -> Recorded[OutcomeValidated]:
    event = OutcomeValidated(
        assignment=WORK,
        person=ADA,
        outcome=outcome,
        skills=(SkillLevel(skill=StreamId("skill-1"), level=3),),
        completed_on=DAY,
        validated_on=DAY,
    )
    return Recorded(
        event=event,
        event_id=UUID(int=7),
        service="goals",
        stream=WORK,
        version=5,
        position=9,
        recorded_at=datetime(2026, 11, 24, 8, tzinfo=UTC),
        about=(ADA,),
        actor="person-2",
        command_id=UUID(int=8),
        correlation_id="c",
        causation_id=None,
        origin="live",
    )


def test_an_outcome_not_met_is_offered_to_its_owner_as_the_draft_of_a_lesson() -> None:
    (command,) = offer_lesson(validated("not_met"))
    assert command == RecordSetback(
        owner=ADA,
        entry=command.entry,
        text=DRAFT_TEXT,
        lesson=None,
        assignment=WORK,
        draft=True,
        today=date(2026, 11, 24),
    )


def test_the_journal_takes_the_draft_and_takes_it_once() -> None:
    (command,) = offer_lesson(validated("not_met"))
    events = journal.decide(command, journal.decider.initial_state)
    assert len(events) == 1
    assert journal.decide(command, journal.decider.fold(events)) == []
    assert offer_lesson(validated("not_met")) == [command]
    state = journal.decider.initial_state
    assert may(Policy(name="offer_lesson"), command, (state,), NO_FACTS) == "allowed"


@pytest.mark.parametrize("outcome", ["exceeded", "met", "partly"])
def test_any_better_outcome_is_offered_to_nobody(outcome: AssignmentOutcome) -> None:
    assert offer_lesson(validated(outcome)) == []


def test_every_reaction_issues_commands_that_are_handled() -> None:
    assert [reaction.name for reaction in REACTIONS] == ["offer_lesson"]
    assert RecordSetback in HANDLED


def test_a_due_day_asks_for_the_applicant_whom_the_fold_named() -> None:
    applied = Applied(
        assignment=WORK, applicant=ADA, note=None, applied_on=DAY, ask_again_on=date(2026, 11, 30)
    )
    (key,) = deadlines.keys(applied)
    row = deadlines.evolve(key, None, applied)
    assert row is not None
    assert on_deadline(row.kind, row.stream, row.due, {}, row.due) == RemindApprover(
        assignment=WORK, applicant=ADA, today=date(2026, 11, 30)
    )


def test_an_unknown_kind_of_deadline_is_an_error() -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        on_deadline("lapse", WORK, DAY, {}, DAY)
