"""Finding a skill by a name, by its beginning, and in spite of a slip of the finger."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TypeAlias

import asyncpg
import pytest

from shared.runtime.migrate import Source, migrate
from shared.runtime.pools import open_pool
from shared.testing.infrastructure import execute, fresh_database
from tests.integration.learning.conftest import OWN, READ

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

BEFORE_SEARCH = 8
SKILLS = """
INSERT INTO skills (skill_id, name, synonyms, defined_on) VALUES
    ('rust', 'Rust', '{rustlang}', '2026-01-01'),
    ('corrosion', 'corrosion types', '{rust removal,oxidation}', '2026-01-01'),
    ('trust', 'build trust', '{}', '2026-01-01'),
    ('macros', 'Rust macros', '{}', '2026-01-01'),
    ('js', 'JavaScript', '{js,ECMAScript}', '2026-01-01'),
    ('java', 'Java (computer programming)', '{}', '2026-01-01'),
    ('python', 'Python (computer programming)', '{}', '2026-01-01'),
    ('k8s', 'Kubernetes', '{K8s}', '2026-01-01'),
    ('haskell', 'Haskell', '{}', '2026-01-01'),
    ('learning', 'principles of machine learning', '{statistical learning}', '2026-01-01'),
    ('c', 'C++', '{C plus plus}', '2026-01-01'),
    ('sure', '100%_sure', '{}', '2026-01-01')
"""
MANY = """
INSERT INTO skills (skill_id, name, synonyms, defined_on)
SELECT 'skill-' || n, md5(n::text), ARRAY[md5((n + 100000)::text)], '2026-11-23'
FROM generate_series(1, 20000) AS n
"""
EXPLAINED = """
LOAD 'auto_explain';
SET LOCAL auto_explain.log_min_duration = 0;
SET LOCAL auto_explain.log_nested_statements = on;
SET LOCAL auto_explain.log_level = notice
"""
SEARCH = "SELECT skill_id, grade FROM learning.search_skills($1, $2)"


@pytest.fixture(scope="module", params=["with pg_trgm", "without"])
async def catalogue(
    postgres_url: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Connection]:
    """As the gateway connects: with no schema of ours in its path."""
    async with fresh_database(postgres_url) as url:
        if request.param == "without":
            before = Source("learning", first_migrations(tmp_path_factory.mktemp("before")))
            await migrate(url, "learning_rows", [READ, before], views="learning")
            await execute(url, "DROP EXTENSION pg_trgm CASCADE")
        await migrate(url, "learning_rows", [READ, OWN], views="learning")
        pool = await open_pool(url, "learning_rows", application="test", most=1)
        async with pool:
            await pool.execute(SKILLS)
        connection = await asyncpg.connect(url, server_settings={"search_path": "pg_catalog"})
        yield connection
        await connection.close()


def first_migrations(folder: Path) -> Path:
    for path in OWN.folder.glob("*.sql"):
        if int(path.name[:4]) <= BEFORE_SEARCH:
            shutil.copy(path, folder)
    return folder


async def found(catalogue: Connection, query: str, most: int = 10) -> list[tuple[str, int]]:
    return [(row["skill_id"], row["grade"]) for row in await catalogue.fetch(SEARCH, query, most)]


async def test_a_name_goes_before_its_beginning_and_that_before_its_middle(
    catalogue: Connection,
) -> None:
    assert await found(catalogue, "rust") == [
        ("rust", 1),
        ("macros", 2),
        ("corrosion", 3),
        ("trust", 4),
    ]


@pytest.mark.parametrize(
    ("query", "skill", "grade"),
    [
        ("RUST", "rust", 1),
        ("  machine   learning ", "learning", 4),
        ("ecmascript", "js", 1),
        ("k8s", "k8s", 1),
        ("kube", "k8s", 2),
        ("ecma", "js", 3),
        ("pyth", "python", 2),
        ("c++", "c", 1),
        ("0%_s", "sure", 4),
    ],
)
async def test_names_and_other_names_are_found(
    catalogue: Connection, query: str, skill: str, grade: int
) -> None:
    assert (await found(catalogue, query))[0] == (skill, grade)


@pytest.mark.parametrize(
    ("query", "skill"),
    [
        ("haskel", "haskell"),
        ("hasckell", "haskell"),
        ("pyhton", "python"),
        ("javascirpt", "js"),
        ("kuberntes", "k8s"),
        ("machine lerning", "learning"),
        ("ecmascrpit", "js"),
    ],
)
async def test_a_slip_of_the_finger_is_forgiven(
    catalogue: Connection, query: str, skill: str
) -> None:
    assert skill in [one for one, _ in await found(catalogue, query, 3)]


async def test_what_is_only_like_it_comes_where_nothing_contains_it(catalogue: Connection) -> None:
    assert {grade for _, grade in await found(catalogue, "trust")} == {4}
    assert {grade for _, grade in await found(catalogue, "truzt")} <= {5}


@pytest.mark.parametrize("query", ["", "   ", "%", "_x_", "zzzzqqqq", "\\", "'"])
async def test_what_no_name_has_finds_nothing(catalogue: Connection, query: str) -> None:
    assert [skill for skill, _ in await found(catalogue, query) if skill != "sure"] == []


async def test_as_many_as_are_wanted_come_and_the_best_of_them(catalogue: Connection) -> None:
    assert await found(catalogue, "rust", 2) == [("rust", 1), ("macros", 2)]
    assert await found(catalogue, "rust", 0) == []


async def test_the_search_finds_one_among_many_by_its_index_where_there_is_one(
    catalogue: Connection,
) -> None:
    indexed = await catalogue.fetchval("SELECT true FROM pg_extension WHERE extname = 'pg_trgm'")
    plans: list[str] = []
    catalogue.add_log_listener(lambda _connection, message: plans.append(str(message)))
    rolled_back = catalogue.transaction()
    await rolled_back.start()
    try:
        await catalogue.execute(f"SET LOCAL search_path = learning_rows; {MANY}; ANALYZE skills")
        if indexed:
            await catalogue.execute(EXPLAINED)
        for query, grade in (("c4ca4238", 2), ("c4ca4328a0b9", 5)):
            plans.clear()
            assert ("skill-1", grade) in await found(catalogue, query)
            read = "\n".join(plans)
            assert ("skills_by_words" in read) is bool(indexed), read
            assert "Seq Scan on skills" not in read, read
    finally:
        await rolled_back.rollback()
