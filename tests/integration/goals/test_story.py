"""Goals as a whole: commands through the handler and the log, folded into rows."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.goals.api import COMMANDS
from services.goals.commands.career_goal import CheckIn, DefineCareerGoal, LinkSkill
from services.goals.commands.demand import DeclareSkillObsolete, ImportDemandSnapshot, SkillDemand
from services.goals.commands.journal import DiscardDraft, KeepDraft, RecordReflection
from services.goals.commands.role import DefineRole, SetRequirement
from services.goals.commands.stretch_assignment import (
    AcceptApplicant,
    Apply,
    ApproveApplicant,
    AskedSkill,
    CompleteAssignment,
    PublishAssignment,
    RemindApprover,
    ValidateOutcome,
)
from services.goals.domain.stretch_assignment_state import NoPlaceLeft
from services.goals.events import EVENTS
from services.goals.events.stretch_assignment import OutcomeValidated
from services.goals.permissions import Facts
from services.goals.policies import offer_lesson
from services.goals.projections import PROJECTIONS, deadlines, journal_entries
from shared.eventstore.codec import Codec
from shared.eventstore.handler import CommandHandler, Request
from shared.eventstore.port import Answer
from shared.eventstore.postgres import PostgresEventStore
from shared.kernel.actor import Actor, Person, Policy
from shared.kernel.errors import Busy, Forbidden, NotFound
from shared.kernel.messages import Command, Event, StreamId
from shared.kernel.recorded import Recorded
from shared.privacy.memory import MemoryKeyStore
from shared.readmodel.tables import table_of
from shared.runtime.pools import Pool

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
DAY, LATER = AT.date(), date(2026, 11, 30)
CODEC = Codec("goals", EVENTS)


def new(category: str) -> StreamId:
    return StreamId(f"{category}-{uuid4()}")


BOSS, LEAD, RUST = new("person"), new("person"), new("skill")
KEYS = MemoryKeyStore()
HR = Person(id=new("person"), scopes=frozenset({"hr"}))


@dataclass
class Service:
    """Two processes' handlers over one log."""

    store: PostgresEventStore
    managers: dict[StreamId, StreamId | None] = field(default_factory=dict)
    keys: MemoryKeyStore = KEYS

    def __post_init__(self) -> None:
        self.handlers = [self._handler(), self._handler()]

    def _handler(self) -> CommandHandler[Facts]:
        return CommandHandler(
            store=self.store,
            codec=CODEC,
            keys=self.keys,
            company="acme",
            handled=COMMANDS.handled,
            may=COMMANDS.may,
            facts=self._facts,
            hash_key=b"h" * 32,
        )

    async def _facts(self, _actor: Actor, _command: Command, _states: tuple[Any, ...]) -> Facts:
        leaders = frozenset(boss for boss in self.managers.values() if boss is not None)
        return Facts(managers=self.managers, leaders=leaders)

    async def ask(self, actor: Actor | StreamId, command: Command, process: int = 0) -> Answer:
        return await self.handlers[process].handle(
            Request(
                command=command,
                actor=Person(id=actor) if isinstance(actor, str) else actor,
                command_id=uuid4(),
                body=b"",
                at=AT,
                correlation_id="test",
            )
        )

    async def history(self) -> list[tuple[UUID, Event]]:
        stored = await self.store.read_log(0, 10_000)
        found = []
        for one in stored:
            readable = CODEC.read(one.type, one.payload)
            assert readable is not None
            keys = await self.keys.existing(readable.people)
            found.append((one.event_id, readable.event(one.event_id, keys)))
        return found


@pytest.fixture
async def service(log: Pool) -> AsyncIterator[Service]:
    store = PostgresEventStore(log)
    await store.start()
    yield Service(store)
    await store.close()


async def in_place(service: Service, ada: StreamId, places: int = 1) -> StreamId:
    """An assignment that ``ada`` has applied for, approved by LEAD."""
    work = new("stretch_assignment")
    service.managers |= {ada: LEAD, LEAD: BOSS, BOSS: None}
    await service.ask(
        BOSS,
        PublishAssignment(
            assignment=work,
            publisher=BOSS,
            title="Move the ledger",
            description="To the new cluster",
            skills=(AskedSkill(skill=RUST, level=3),),
            hours_a_week=6,
            starts_on=DAY,
            ends_on=LATER,
            places=places,
            today=DAY,
        ),
    )
    await service.ask(ada, Apply(assignment=work, applicant=ada, note="Please", today=DAY))
    await service.ask(LEAD, ApproveApplicant(assignment=work, applicant=ada, today=DAY))
    return work


async def test_an_outcome_not_met_becomes_a_draft_that_its_owner_keeps(service: Service) -> None:
    ada = new("person")
    work = await in_place(service, ada)
    await service.ask(BOSS, AcceptApplicant(assignment=work, applicant=ada, today=DAY))
    completed = CompleteAssignment(
        assignment=work, person=ada, outcome="not_met", learnt="Raft", completed_by=BOSS, today=DAY
    )
    await service.ask(BOSS, completed)
    with pytest.raises(Forbidden):
        await service.ask(ada, ValidateOutcome(assignment=work, person=ada, today=DAY))
    await service.ask(LEAD, ValidateOutcome(assignment=work, person=ada, today=DAY))
    (validated,) = [
        (event_id, event)
        for event_id, event in await service.history()
        if isinstance(event, OutcomeValidated) and event.person == ada
    ]
    (draft,) = offer_lesson(recorded(*validated))
    assert len(await service.ask(Policy(name="offer_lesson"), draft)) == 1
    assert await service.ask(Policy(name="offer_lesson"), draft, process=1) == ()
    keep = KeepDraft(owner=ada, entry=draft.entry, today=DAY)
    assert len(await service.ask(ada, keep)) == 1
    with pytest.raises(NotFound):
        await service.ask(BOSS, DiscardDraft(owner=BOSS, entry=draft.entry, today=DAY))


def recorded(event_id: UUID, event: OutcomeValidated) -> Recorded[OutcomeValidated]:
    return Recorded(
        event=event,
        event_id=event_id,
        service="goals",
        stream=event.assignment,
        version=1,
        position=1,
        recorded_at=AT,
        about=(event.person,),
        actor=LEAD,
        command_id=uuid4(),
        correlation_id="test",
        causation_id=None,
        origin="live",
    )


async def test_no_more_people_than_places_whoever_accepts_when(service: Service) -> None:
    people = [new("person") for _ in range(12)]
    work = await in_place(service, people[0], places=3)
    for person in people[1:]:
        service.managers[person] = LEAD
        await service.ask(person, Apply(assignment=work, applicant=person, today=DAY))
        await service.ask(LEAD, ApproveApplicant(assignment=work, applicant=person, today=DAY))
    accepting = (
        service.ask(BOSS, AcceptApplicant(assignment=work, applicant=person, today=DAY), number % 2)
        for number, person in enumerate(people)
    )
    outcomes = await asyncio.gather(*accepting, return_exceptions=True)
    accepted = [outcome for outcome in outcomes if isinstance(outcome, tuple)]
    refused = [type(outcome) for outcome in outcomes if not isinstance(outcome, tuple)]
    assert len(accepted) == 3
    assert set(refused) <= {NoPlaceLeft, Busy}


async def test_an_approver_is_asked_again_after_seven_days_and_once(service: Service) -> None:
    ada = new("person")
    work = await in_place(service, new("person"))
    service.managers[ada] = LEAD
    await service.ask(ada, Apply(assignment=work, applicant=ada, today=DAY))
    policy = Policy(name="deadline")
    early = RemindApprover(assignment=work, applicant=ada, today=DAY)
    assert await service.ask(policy, early) == ()
    due = RemindApprover(assignment=work, applicant=ada, today=date(2026, 11, 9))
    assert len(await service.ask(policy, due)) == 1
    assert await service.ask(policy, due, process=1) == ()
    with pytest.raises(Forbidden):
        await service.ask(LEAD, due)


async def test_a_goal_and_a_journal_are_their_owners(service: Service) -> None:
    ada, goal = new("person"), new("career_goal")
    service.managers[ada] = LEAD
    define = DefineCareerGoal(
        goal=goal, owner=ada, title="Lead", why="To grow", due=LATER, today=DAY
    )
    await service.ask(ada, define)
    await service.ask(ada, LinkSkill(goal=goal, skill=RUST, level=4, today=DAY))
    check_in = CheckIn(goal=goal, confidence=3, today=DAY)
    assert len(await service.ask(ada, check_in)) == 1
    with pytest.raises(NotFound):
        await service.ask(new("person"), check_in)
    with pytest.raises(Forbidden):
        await service.ask(LEAD, check_in)
    entry = StreamId(f"entry-{uuid4()}")
    reflect = RecordReflection(owner=ada, entry=entry, text="Ask earlier", today=DAY)
    (first,) = await service.ask(ada, reflect)
    assert await service.ask(ada, reflect) == ()
    assert first.stream.startswith("journal-")


async def test_an_import_that_runs_again_changes_nothing(service: Service) -> None:
    role = new("role")
    commands: list[Command] = [
        DefineRole(role=role, title="Lead", today=DAY),
        SetRequirement(role=role, skill=RUST, level=3, importance=3, today=DAY),
        ImportDemandSnapshot(
            source=f"jobs {role}",
            taken_on=DAY,
            rows=(SkillDemand(skill=RUST, index=80.0),),
            today=DAY,
        ),
        DeclareSkillObsolete(skill=new("skill"), today=DAY),
    ]
    assert all([len(await service.ask(HR, command)) == 1 for command in commands])
    assert [await service.ask(HR, command) for command in commands] == [()] * 4
    assert [await service.ask(HR, command, process=1) for command in commands] == [()] * 4


async def test_the_whole_log_folds_into_the_tables(service: Service, rows: Pool) -> None:
    await in_place(service, new("person"))
    tables: dict[str, Mapping[str, Any]] = {}
    for projection in PROJECTIONS:
        folded: dict[str, Any] = {}
        for _, event in await service.history():
            if isinstance(event, projection.on):
                for key in projection.keys(event):
                    folded[key] = projection.evolve(key, folded.get(key), event)
        kept = {key: row for key, row in folded.items() if row is not None}
        async with rows.acquire() as connection:
            table = await table_of(connection, projection.table, projection.view)
            await table.write(connection, list(kept.values()))
            assert await table.load(connection, list(kept)) == kept
        tables[projection.table] = kept
    assert tables["assignments"]
    assert tables["applications"]
    assert set(tables) >= {deadlines.projection.table, journal_entries.projection.table}
