"""Portfolios, time budgets and plans, from the command to the row."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, get_args, get_type_hints
from uuid import uuid4

import pytest

from services.learning.api import COMMANDS
from services.learning.commands.activity import PublishActivity
from services.learning.commands.plan import AssignPlan, CreatePlanTemplate, TemplateItem
from services.learning.commands.portfolio import (
    EndorseContribution,
    IssueBadge,
    PublishContribution,
    SetProfileVisibility,
)
from services.learning.commands.skill import DefineSkill, RetireSkill
from services.learning.commands.time_budget import SetTimeBudget
from services.learning.domain.activity_state import UnknownActivity
from services.learning.domain.skill import SkillIsRetired, UnknownSkill
from services.learning.events import EVENTS
from services.learning.events.plan import PlanAssigned
from services.learning.events.portfolio import PortfolioEvent
from services.learning.permissions import Facts
from services.learning.projections import (
    badges,
    contributions,
    endorsements,
    plan_assignments,
    plan_items,
    plan_templates,
    profiles,
    time_budgets,
)
from shared.eventstore.codec import Codec
from shared.eventstore.handler import CommandHandler, Request
from shared.eventstore.port import Answer
from shared.eventstore.postgres import PostgresEventStore
from shared.kernel.actor import Actor, Person
from shared.kernel.errors import Busy, NotFound
from shared.kernel.messages import Command, Event, StreamId, View
from shared.kernel.projection import Projection
from shared.privacy.memory import MemoryKeyStore
from shared.readmodel.tables import table_of
from shared.runtime.pools import Pool
from tests.unit.goals.projections.folding import rows_after

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
DAY = AT.date()
CODEC = Codec("learning", EVENTS)
SHOWCASE: tuple[Projection[Any, Any], ...] = tuple(
    module.projection
    for module in (
        badges,
        contributions,
        endorsements,
        plan_assignments,
        plan_items,
        plan_templates,
        profiles,
        time_budgets,
    )
)
PERSONAL = {
    ("contributions", "title"), ("contributions", "link"),
    ("badges", "reason"), ("badges", "revoke_reason"),
}  # fmt: skip
NULLABLE = """
SELECT attname, NOT attnotnull AS nullable FROM pg_attribute
WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped
"""
COLUMNS = """
SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute
WHERE attrelid = to_regclass($1) AND attnum > 0
"""
WITHOUT_STATISTICS = """
SELECT relname, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE relnamespace = 'learning_rows'::regnamespace AND attstattarget = 0 AND relkind = 'r'
    AND relname = ANY ($1::text[])
"""
UNCOMMENTED = """
SELECT table_name FROM unnest($1::text[]) AS table_name
WHERE obj_description(to_regclass(table_name), 'pg_class') IS NULL
"""
FILL = """
INSERT INTO contributions
    SELECT 'c-' || n, 'person-' || n / 5, 'c', 'talk', 't', NULL, ARRAY['skill-' || n % 900],
        '2026-01-01', false, 0
    FROM generate_series(1, 20000) n;
INSERT INTO endorsements
    SELECT 'e-' || n, 'person-' || n / 20, 'c-' || n / 4, 'person-' || n % 900, '2026-01-01'
    FROM generate_series(1, 40000) n;
INSERT INTO badges
    SELECT 'b-' || n, 'person-' || n / 2, 'b', 'skill-' || n % 900, 'n', 'r', 'person-1',
        '2026-01-01', NULL, NULL
    FROM generate_series(1, 20000) n;
INSERT INTO time_budgets
    SELECT 't-' || n, 'person-' || n / 3, 'person', n, 60, 'person-1', '2026-01-01'
    FROM generate_series(1, 20000) n;
INSERT INTO plan_items
    SELECT 'i-' || n, 'plan-' || n / 8, n % 8, 'activity-' || n % 500, 14
    FROM generate_series(1, 20000) n;
INSERT INTO plan_assignments
    SELECT 'a-' || n, 'plan-' || n % 700, 'person-' || n / 3, 'person-1', '2026-01-01',
        '2026-01-01'
    FROM generate_series(1, 20000) n;
ANALYZE contributions, endorsements, badges, time_budgets, plan_items, plan_assignments;
"""
EMPTY = "TRUNCATE contributions, endorsements, badges, time_budgets, plan_items, plan_assignments"
HOT = [
    "SELECT * FROM learning.contributions WHERE person = ANY ('{person-7,person-8}')",
    "SELECT * FROM learning.contributions WHERE skills @> '{skill-77}'",
    "SELECT * FROM learning.endorsements WHERE person = 'person-7' AND contribution = 'c-40'",
    "SELECT * FROM learning.badges WHERE person = ANY ('{person-7,person-8}')",
    "SELECT * FROM learning.badges WHERE skill = 'skill-77' AND revoked_on IS NULL",
    "SELECT * FROM learning.time_budgets WHERE subject = ANY ('{person-7,person-8}')",
    "SELECT * FROM learning.plan_items WHERE plan = ANY ('{plan-7,plan-8}') ORDER BY plan, number",
    "SELECT * FROM learning.plan_assignments WHERE person = ANY ('{person-7,person-8}')",
    "SELECT * FROM learning.plan_assignments WHERE plan = 'plan-7'",
]


def new(category: str) -> StreamId:
    return StreamId(f"{category}-{uuid4()}")


BOSS = new("person")
KEYS = MemoryKeyStore()
HR = Person(id=new("person"), scopes=frozenset({"hr"}))


@dataclass
class Service:
    """Two processes' handlers over one log."""

    store: PostgresEventStore
    keys: MemoryKeyStore
    chains: dict[StreamId, tuple[StreamId, ...]]

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
        return Facts(chains=self.chains, leaders=frozenset({BOSS}))

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

    async def history(self) -> list[Event]:
        found = []
        for one in await self.store.read_log(0, 10_000):
            readable = CODEC.read(one.type, one.payload)
            assert readable is not None
            found.append(readable.event(one.event_id, await self.keys.existing(readable.people)))
        return found


@pytest.fixture
async def service(log: Pool) -> AsyncIterator[Service]:
    store = PostgresEventStore(log)
    await store.start()
    yield Service(store, KEYS, {BOSS: ()})
    await store.close()


def hired(service: Service) -> StreamId:
    person = new("person")
    service.chains[person] = (BOSS,)
    return person


async def defined(service: Service) -> StreamId:
    skill = new("skill")
    await service.ask(HR, DefineSkill(skill=skill, name="Rust", today=DAY))
    return skill


def talk(person: StreamId, *skills: StreamId) -> PublishContribution:
    return PublishContribution(
        person=person,
        contribution=str(uuid4()),
        kind="talk",
        title="Borrowing",
        link="https://talks.example/1",
        skills=skills,
        published_on=DAY,
        today=DAY,
    )


def table_name(projection: Projection[Any, Any]) -> str:
    return projection.table


@pytest.mark.parametrize("projection", SHOWCASE, ids=table_name)
async def test_a_table_has_the_fields_of_its_view_and_the_gateway_reads_them(
    rows: Pool, projection: Projection[Any, Any]
) -> None:
    async with rows.acquire() as connection:
        await table_of(connection, projection.table, projection.view)
    nullable = {
        row["attname"]: row["nullable"] for row in await rows.fetch(NULLABLE, projection.table)
    }
    hints = get_type_hints(projection.view)
    assert nullable == {name: type(None) in get_args(hint) for name, hint in hints.items()}
    columns = await rows.fetchval(COLUMNS, f"learning.{projection.table}")
    assert sorted(columns) == sorted(field.name for field in dataclasses.fields(projection.view))


async def test_no_sample_is_kept_of_what_people_wrote(rows: Pool) -> None:
    tables = [projection.table for projection in SHOWCASE]
    found = await rows.fetch(WITHOUT_STATISTICS, tables)
    assert {(row["relname"], row["attname"]) for row in found} == PERSONAL
    assert await rows.fetch(UNCOMMENTED, tables) == []


async def test_a_hot_read_scans_no_table(rows: Pool) -> None:
    await rows.execute(FILL)
    try:
        for statement in HOT:
            plan = "\n".join(row[0] for row in await rows.fetch(f"EXPLAIN {statement}"))
            assert "Seq Scan" not in plan, plan
    finally:
        await rows.execute(EMPTY)


async def stored(rows: Pool, projection: Projection[Any, Any], found: Mapping[str, View]) -> None:
    async with rows.acquire() as connection:
        table = await table_of(connection, projection.table, projection.view)
        await table.write(connection, list(found.values()))
        assert await table.load(connection, list(found)) == found


async def test_what_people_show_becomes_rows(service: Service, rows: Pool) -> None:
    ada, ben, rust = hired(service), hired(service), await defined(service)
    publish = talk(ada, rust)
    await service.ask(ada, publish)
    endorse = EndorseContribution(
        person=ada, contribution=publish.contribution, endorser=ben, today=DAY
    )
    with pytest.raises(NotFound):
        await service.ask(ben, endorse)
    await service.ask(ada, SetProfileVisibility(person=ada, visibility="public", today=DAY))
    assert len(await service.ask(ben, endorse, process=1)) == 1
    badge = IssueBadge(
        person=ada,
        badge=str(uuid4()),
        skill=rust,
        name="Rust guild",
        reason="Taught us",
        issued_by=HR.id,
        today=DAY,
    )
    await service.ask(HR, badge)
    own = [
        event
        for event in await service.history()
        if isinstance(event, PortfolioEvent) and event.person == ada
    ]
    for module in (profiles, contributions, endorsements, badges):
        found = rows_after(module.projection, *own)
        assert len(found) == 1
        await stored(rows, module.projection, found)


async def test_what_is_shown_is_about_skills_that_are_in_use(service: Service) -> None:
    ada, rust = hired(service), await defined(service)
    with pytest.raises(UnknownSkill):
        await service.ask(ada, talk(ada, rust, new("skill")))
    await service.ask(HR, RetireSkill(skill=rust, today=DAY))
    with pytest.raises(SkillIsRetired):
        await service.ask(ada, talk(ada, rust), process=1)


async def template(service: Service) -> CreatePlanTemplate:
    course, plan = new("activity"), new("plan")
    await service.ask(
        HR,
        PublishActivity(
            activity=course,
            title="Rust",
            description="All of it",
            kind="course",
            minutes=600,
            today=DAY,
        ),
    )
    create = CreatePlanTemplate(
        plan=plan,
        title="Onboarding",
        description="First weeks",
        items=(TemplateItem(activity=course, within_days=14),),
        today=DAY,
    )
    await service.ask(HR, create)
    return create


async def test_a_plan_of_an_activity_that_nobody_published_is_refused(service: Service) -> None:
    create = await template(service)
    unknown = TemplateItem(activity=new("activity"), within_days=14)
    other = dataclasses.replace(create, plan=new("plan"), items=(*create.items, unknown))
    with pytest.raises(UnknownActivity):
        await service.ask(HR, other)


async def test_a_team_gets_a_plan_once_whoever_assigns_it_when(
    service: Service, rows: Pool
) -> None:
    people = tuple(hired(service) for _ in range(12))
    create = await template(service)

    def assign(*chosen: StreamId) -> AssignPlan:
        return AssignPlan(
            plan=create.plan,
            people=chosen,
            starts_on=DAY + timedelta(days=7),
            assigned_by=BOSS,
            today=DAY,
        )

    asked = [assign(*people[n : n + 6]) for n in range(7)]
    outcomes = await asyncio.gather(
        *(service.ask(BOSS, command, n % 2) for n, command in enumerate(asked)),
        return_exceptions=True,
    )
    assert {type(one) for one in outcomes if not isinstance(one, tuple)} <= {Busy}
    await service.ask(BOSS, assign(*people))
    assert await service.ask(BOSS, assign(*people), process=1) == ()
    history = [
        event for event in await service.history() if getattr(event, "plan", "") == create.plan
    ]
    given = [event.person for event in history if isinstance(event, PlanAssigned)]
    assert sorted(given) == sorted(people)
    for module, count in ((plan_templates, 1), (plan_items, 1), (plan_assignments, 12)):
        found = rows_after(module.projection, *history)
        assert len(found) == count
        await stored(rows, module.projection, found)


async def test_a_plan_goes_to_500_people_in_one_append(service: Service) -> None:
    people = tuple(hired(service) for _ in range(500))
    create = await template(service)
    assign = AssignPlan(plan=create.plan, people=people, starts_on=DAY, assigned_by=BOSS, today=DAY)
    assert len(await service.ask(BOSS, assign)) == 1
    assert await service.ask(BOSS, assign, process=1) == ()


async def test_a_budget_becomes_a_row_for_each_version(service: Service, rows: Pool) -> None:
    ada = hired(service)
    for minutes in (120, 120, 90):
        budget = SetTimeBudget(
            subject=ada, scope="person", minutes_a_week=minutes, set_by=BOSS, today=DAY
        )
        await service.ask(BOSS, budget)
    own = [event for event in await service.history() if getattr(event, "subject", "") == ada]
    found = rows_after(time_budgets.projection, *own)
    assert [row.minutes_a_week for row in found.values()] == [120, 90]
    await stored(rows, time_budgets.projection, found)
