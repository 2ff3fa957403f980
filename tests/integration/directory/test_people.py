"""People and departments in SQL."""

from datetime import date

from services.directory import queries
from services.directory.projections import departments, people
from shared.kernel.messages import StreamId
from shared.readmodel.derived import derived_tables
from shared.readmodel.tables import table_of
from shared.runtime.pools import Pool
from tests.integration.directory.test_report_line import plan_of

DAY = date(2026, 11, 23)
PERSONAL = """
SELECT attname FROM pg_attribute
WHERE attrelid = ANY ('{people, people_by_mail, people_by_name}'::regclass[])
  AND attnum > 0 AND attstattarget IS DISTINCT FROM 0
"""


def person(number: int, department: str | None, *, active: bool = True) -> people.PersonRow:
    return people.PersonRow(
        person_id=StreamId(f"person-{number:05}"),
        external_id=None,
        name=f"Person {number}",
        mail=f"P{number}@acme.example",
        title=None,
        department=department,
        role_id=None,
        time_zone=None,
        languages=("en", 'odd "one", {here}'),
        active=active,
        hired_on=DAY,
        deactivated_on=None if active else DAY,
    )


async def write(rows: Pool, *written: people.PersonRow) -> None:
    async with rows.acquire() as connection, connection.transaction():
        table = await table_of(connection, "people", people.PersonRow)
        await table.write(connection, written)
        (derived,) = await derived_tables(connection, [departments.derived])
        await derived.write(connection, {"people": {row.person_id for row in written}}, date.min)


async def counts(rows: Pool) -> dict[str, int]:
    found = await rows.fetch("SELECT department, active_people FROM directory.departments")
    return {row["department"]: row["active_people"] for row in found}


async def test_departments_count_who_works_there_now(rows: Pool) -> None:
    await write(rows, person(1, "Engines"), person(2, "Engines"), person(3, "Sales"))
    assert await counts(rows) == {"Engines": 2, "Sales": 1}
    await write(rows, person(1, "Sales"), person(3, None))
    assert await counts(rows) == {"Engines": 1, "Sales": 1}
    await write(rows, person(2, "Engines", active=False))
    assert await counts(rows) == {"Sales": 1}


async def test_active_people_are_found_by_id_and_mail(rows: Pool) -> None:
    await write(rows, person(1, None), person(2, None, active=False))
    one, two = StreamId("person-00001"), StreamId("person-00002")
    assert await queries.active(rows, [one, two, StreamId("person-9")]) == {one}
    assert await queries.active_by_mail(rows, "p1@ACME.example") == [one]
    assert await queries.active_by_mail(rows, "p2@acme.example") == []


async def test_a_mail_address_is_one_indexed_read(rows: Pool) -> None:
    await write(rows, *(person(number, "Engines") for number in range(3_000)))
    await rows.execute("ANALYZE people")
    plan = await plan_of(rows, queries.BY_MAIL, "p17@acme.example")
    assert [node for node in plan if node.startswith("Seq Scan")] == []
    assert any("people_by_mail" in node for node in plan)


async def test_no_statistics_keep_samples_of_personal_values(rows: Pool) -> None:
    sampled = {row["attname"] for row in await rows.fetch(PERSONAL)}
    personal = {"external_id", "name", "mail", "title", "time_zone", "languages", "lower"}
    assert sampled & personal == set()
