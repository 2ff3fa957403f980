"""Merges, certificates, assessments and the model, from the command to the row."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from typing import Any, get_args, get_type_hints
from uuid import uuid4

import pytest

from services.learning.commands.assessment import (
    AssessOwnSkill,
    ConfirmPriorLearning,
    ContestLevel,
    DecideContest,
    RecordTestResult,
    SubmitPriorLearning,
)
from services.learning.commands.certification import (
    ClaimCertification,
    ConfirmCertification,
    RenewCertification,
)
from services.learning.commands.model import KindSetting, SetModelParameters
from services.learning.commands.skill import (
    DefineSkill,
    MergeSkill,
    RetireSkill,
    SetVolatility,
    SkillAtLevel,
)
from services.learning.domain.skill import SkillIsMerged, SkillIsRetired, UnknownSkill
from services.learning.formulas.mastery import parameters_from_json
from services.learning.projections import (
    certification_skills,
    certifications,
    contests,
    deadlines,
    model_parameters,
    prior_learning,
    skill_volatilities,
    skills,
    test_results,
)
from shared.eventstore.postgres import PostgresEventStore
from shared.kernel.actor import Person
from shared.kernel.errors import DomainError, Forbidden, NotFound
from shared.kernel.messages import Command, StreamId
from shared.kernel.projection import Projection
from shared.privacy.memory import MemoryKeyStore
from shared.readmodel.tables import table_of
from shared.runtime.pools import Pool
from tests.integration.learning.asking import DAY, Processes, new
from tests.unit.goals.projections.folding import rows_after

PROJECTIONS: tuple[Projection[Any, Any], ...] = tuple(
    module.projection
    for module in (
        certification_skills,
        certifications,
        contests,
        deadlines,
        model_parameters,
        prior_learning,
        skill_volatilities,
        skills,
        test_results,
    )
)
PERSONAL = {
    ("certifications", "name"), ("certifications", "issuer"), ("certifications", "proof"),
    ("certifications", "reason"), ("certifications", "renewal_proof"),
    ("test_results", "revoke_reason"), ("prior_learning", "proof"), ("prior_learning", "reason"),
    ("contests", "reason"), ("contests", "answer"),
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
MERGES = """
INSERT INTO skills (skill_id, name, synonyms, defined_on, merged_into, merged_on)
SELECT skill, 'n', '{}', '2026-01-01', root, CASE WHEN root IS NOT NULL THEN date '2026-02-01' END
FROM (VALUES ('root-1', 'root-2'), ('root-2', 'root-3'), ('root-3', 'root-4'), ('root-4', NULL),
    ('early-1', 'late-1')) AS given (skill, root)
"""
FILL = """
INSERT INTO skills (skill_id, name, synonyms, defined_on, merged_into)
    SELECT 's-' || n, 'n', '{}', '2026-01-01', CASE n % 500 WHEN 0 THEN 's-' || n + 1 END
    FROM generate_series(1, 20000) n;
INSERT INTO certifications (certification, person, name, proof, status, earned_on, expires_on,
        claimed_on, claimed_by)
    SELECT 'c-' || n, 'person-' || n / 3, 'n', 'p', CASE n % 50 WHEN 0 THEN 'claimed' ELSE
        'confirmed' END, '2026-01-01', date '2026-01-01' + n, '2026-01-01', 'p'
    FROM generate_series(1, 20000) n;
INSERT INTO certification_skills
    SELECT 'k-' || n, 'c-' || n / 3, 'person-' || n / 9, 'skill-' || n % 900, 3
    FROM generate_series(1, 20000) n;
INSERT INTO test_results (item, person, skill, result, test, level, taken_on, recorded_by,
        recorded_on)
    SELECT 't-' || n, 'person-' || n / 3, 's', 'r', 't', 3, '2026-01-01', 'p', '2026-01-01'
    FROM generate_series(1, 20000) n;
INSERT INTO prior_learning (item, person, skill, claim, kind, level, status, earned_on, proof,
        submitted_by, submitted_on)
    SELECT 'p-' || n, 'person-' || n / 3, 's', 'c', 'certification', 3, 'confirmed',
        '2026-01-01', 'p', 'p', '2026-01-01'
    FROM generate_series(1, 20000) n;
INSERT INTO contests (contest_key, person, skill, contest, reason, status, contested_on)
    SELECT 'k-' || n, 'person-' || n / 3, 's', 'k', 'r', CASE n % 90 WHEN 0 THEN 'open' ELSE
        'upheld' END, '2026-01-01'
    FROM generate_series(1, 20000) n;
INSERT INTO skill_volatilities
    SELECT 'v-' || n, 'skill-' || n / 3, 1, date '2026-01-01' + n % 3
    FROM generate_series(1, 20000) n;
INSERT INTO deadlines
    SELECT 'd-' || n, 's', 'k', date '2026-01-01' + n, 'p' FROM generate_series(1, 20000) n;
ANALYZE skills, certifications, certification_skills, test_results, prior_learning, contests,
    skill_volatilities, deadlines;
"""
EMPTY = """
TRUNCATE skills, certifications, certification_skills, test_results, prior_learning, contests,
    skill_volatilities, deadlines
"""
HOT = [
    "SELECT * FROM learning.certifications WHERE person = ANY ('{person-7,person-8}')",
    "SELECT * FROM learning.certifications WHERE status = 'confirmed' "
    "AND expires_on BETWEEN '2026-06-01' AND '2026-06-10' AND person = 'person-7'",
    "SELECT * FROM learning.certifications WHERE person = ANY ('{person-7,person-8}') "
    "AND (status = 'claimed' OR renewal_earned_on IS NOT NULL)",
    "SELECT * FROM learning.certification_skills WHERE certification = ANY ('{c-7,c-8}')",
    "SELECT * FROM learning.certification_skills WHERE person = 'person-7' AND skill = 'skill-7'",
    "SELECT * FROM learning.test_results WHERE person = ANY ('{person-7,person-8}')",
    "SELECT * FROM learning.prior_learning WHERE person = ANY ('{person-7,person-8}') "
    "AND status = 'submitted'",
    "SELECT * FROM learning.prior_learning WHERE person = 'person-7'",
    "SELECT * FROM learning.contests WHERE person = 'person-7'",
    "SELECT * FROM learning.contests WHERE status = 'open' ORDER BY contested_on LIMIT 50",
    "SELECT * FROM learning.skill_volatilities WHERE skill = 'skill-7' AND set_on <= '2026-01-02'",
    "SELECT * FROM learning.skill_roots WHERE skill_id = ANY ('{s-7,s-500}')",
    "SELECT * FROM deadlines WHERE due <= '2026-01-05' ORDER BY due, deadline_key LIMIT 500",
]

KEYS = MemoryKeyStore()
ADA, BOSS = Person(id=new("person")), Person(id=new("person"))
HR = Person(id=new("person"), scopes=frozenset({"hr"}))


@pytest.fixture
async def learning(log: Pool) -> AsyncIterator[Processes]:
    """Boss leads Ada."""
    store = PostgresEventStore(log)
    await store.start()
    yield Processes(store, KEYS, chains={ADA.id: (BOSS.id,), BOSS.id: ()})
    await store.close()


async def defined(learning: Processes) -> StreamId:
    skill = new("skill")
    await learning.ask(HR, DefineSkill(skill=skill, name="Rust", onet_id="2.B.3.e", today=DAY))
    return skill


def claim(*skills: StreamId) -> ClaimCertification:
    return ClaimCertification(
        certification=new("certification"),
        person=ADA.id,
        name="Rust",
        skills=tuple(SkillAtLevel(skill=skill, level=4) for skill in skills),
        earned_on=DAY,
        proof="https://rust.example/1",
        claimed_by=ADA.id,
        today=DAY,
    )


def confirm(claimed: ClaimCertification, by: Person) -> ConfirmCertification:
    return ConfirmCertification(certification=claimed.certification, confirmed_by=by.id, today=DAY)


def table_name(projection: Projection[Any, Any]) -> str:
    return projection.table


@pytest.mark.parametrize("projection", PROJECTIONS, ids=table_name)
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
    fields = sorted(field.name for field in dataclasses.fields(projection.view))
    internal = projection.table == "deadlines"
    assert (columns and sorted(columns)) == (None if internal else fields)


async def test_no_sample_is_kept_of_what_is_personal(rows: Pool) -> None:
    tables = [projection.table for projection in PROJECTIONS]
    found = await rows.fetch(WITHOUT_STATISTICS, tables)
    assert {(row["relname"], row["attname"]) for row in found} == PERSONAL
    assert await rows.fetch(UNCOMMENTED, tables) == []


async def test_a_merged_skill_leads_to_the_last_of_its_chain(rows: Pool) -> None:
    await rows.execute(MERGES)
    try:
        found = await rows.fetch("SELECT skill_id, root_id FROM learning.skill_roots")
    finally:
        await rows.execute("TRUNCATE skills")
    assert dict(map(tuple, found)) == {
        "root-1": "root-4", "root-2": "root-4", "root-3": "root-4",
        "early-1": "late-1",  # whose own row has not come yet
    }  # fmt: skip


async def test_a_hot_read_scans_no_table(rows: Pool) -> None:
    await rows.execute(FILL)
    try:
        for statement in HOT:
            plan = "\n".join(row[0] for row in await rows.fetch(f"EXPLAIN {statement}"))
            assert "Seq Scan" not in plan, f"{statement}\n{plan}"
    finally:
        await rows.execute(EMPTY)


async def test_of_two_skills_merged_into_each_other_at_once_one_stays(learning: Processes) -> None:
    first, second = await defined(learning), await defined(learning)
    merges = [
        MergeSkill(skill=first, into=second, today=DAY),
        MergeSkill(skill=second, into=first, today=DAY),
    ]
    answers = await asyncio.gather(
        *(learning.ask(HR, merge, process) for process, merge in enumerate(merges)),
        return_exceptions=True,
    )
    (refused,) = (answer for answer in answers if isinstance(answer, BaseException))
    assert isinstance(refused, SkillIsMerged)


async def test_a_skill_is_looked_at_before_it_is_given_evidence(learning: Processes) -> None:
    good, merged, retired = [await defined(learning) for _ in range(3)]
    await learning.ask(HR, MergeSkill(skill=merged, into=good, today=DAY))
    await learning.ask(HR, RetireSkill(skill=retired, today=DAY))
    for skill, rule in (
        (new("skill"), UnknownSkill), (merged, SkillIsMerged), (retired, SkillIsRetired),
    ):  # fmt: skip
        rate = AssessOwnSkill(person=ADA.id, skill=skill, level=3, today=DAY)
        for command in (claim(good, skill), rate):
            with pytest.raises(rule):
                await learning.ask(ADA, command, process=1)


async def test_what_one_may_not_see_is_not_found(learning: Processes) -> None:
    claimed = claim(await defined(learning))
    await learning.ask(ADA, claimed)
    stranger = Person(id=new("person"))
    for command in (confirm(claimed, stranger), confirm(claim(), stranger)):
        with pytest.raises(NotFound) as refused:
            await learning.ask(stranger, command)
        assert str(refused.value) == "There is no such thing, or you may not see it."
    with pytest.raises(Forbidden):
        await learning.ask(ADA, confirm(claimed, ADA))


async def asked(learning: Processes, rust: StreamId) -> None:
    """Everything of this area happens once to Ada and Rust."""
    claimed, learnt, contest = claim(rust), str(uuid4()), str(uuid4())
    commands: list[tuple[Person, Command]] = [
        (HR, SetVolatility(skill=rust, volatility=0.5, today=DAY)),
        (ADA, claimed),
        (BOSS, confirm(claimed, BOSS)),
        (HR, RecordTestResult(
            person=ADA.id, skill=rust, result=str(uuid4()), test="rust-1", level=4, taken_on=DAY,
            recorded_by=HR.id, today=DAY)),
        (ADA, SubmitPriorLearning(
            person=ADA.id, skill=rust, claim=learnt, kind="learning_assessed", level=3, score=0.8,
            earned_on=DAY, proof="A letter", submitted_by=ADA.id, today=DAY)),
        (BOSS, ConfirmPriorLearning(
            person=ADA.id, skill=rust, claim=learnt, confirmed_by=BOSS.id, today=DAY)),
        (ADA, ContestLevel(
            person=ADA.id, skill=rust, contest=contest, reason="Too low", today=DAY)),
        (HR, DecideContest(
            person=ADA.id, skill=rust, contest=contest, upheld=False, answer="Quite so",
            decided_by=HR.id, today=DAY)),
        (HR, SetModelParameters(
            effective_from=DAY, enough=0.6, kinds=(KindSetting(kind="test_score", uncapped=True),),
            set_by=HR.id, today=DAY)),
    ]  # fmt: skip
    for actor, command in commands:
        assert await learning.ask(actor, command)
    renewal = RenewCertification(
        certification=claimed.certification, earned_on=DAY, proof="p", claimed_by=ADA.id, today=DAY
    )
    assert await learning.ask(ADA, renewal) == ()  # the same term again


async def test_what_happens_becomes_rows(learning: Processes, rows: Pool) -> None:
    rust = await defined(learning)
    await asked(learning, rust)
    history = [
        event
        for event in await learning.history()
        if rust in {getattr(event, "skill", rust), *skills_in(event)}
    ]
    for projection in PROJECTIONS:
        found = rows_after(projection, *history)
        assert found, projection.table
        async with rows.acquire() as connection:
            table = await table_of(connection, projection.table, projection.view)
            await table.write(connection, list(found.values()))
            assert await table.load(connection, list(found)) == found
    stored = await rows.fetchval("SELECT parameters::text FROM learning.model_parameters")
    parameters = parameters_from_json(stored)
    assert (parameters.enough, parameters.kinds["test_score"].cap) == (0.6, None)


def skills_in(event: object) -> set[StreamId]:
    return {proven.skill for proven in getattr(event, "skills", ())}


async def test_a_refusal_names_field_and_rule(learning: Processes) -> None:
    rust = await defined(learning)
    early = dataclasses.replace(claim(rust), expires_on=DAY)
    with pytest.raises(DomainError) as refused:
        await learning.ask(ADA, early)
    assert (refused.value.code, refused.value.field) == ("ExpiresBeforeEarned", "expires_on")
