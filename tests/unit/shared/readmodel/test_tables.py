"""Statements from a view's fields, and the text form of arrays."""

from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.messages import Part
from shared.readmodel.tables import array_text, column_of, delete, select_by, upsert

COLUMNS = [
    column_of("person_id", "text", str),
    column_of("tags", "text[]", tuple[str, ...]),
    column_of("details", "jsonb", dict[str, int]),
    column_of("order", "integer", int),
]


class Line(Part):
    text: str
    number: int


def test_an_array_and_a_document_travel_as_text() -> None:
    assert upsert("people", COLUMNS) == (
        'INSERT INTO "people" ("person_id", "tags", "details", "order") '
        'SELECT "person_id"::text, "tags"::text[], "details"::jsonb, "order"::integer '
        "FROM unnest($1::text[], $2::text[], $3::text[], $4::integer[]) "
        'AS row ("person_id", "tags", "details", "order") '
        'ON CONFLICT ("person_id") DO UPDATE SET "tags" = excluded."tags", '
        '"details" = excluded."details", "order" = excluded."order"'
    )


def test_a_table_of_keys_alone_has_nothing_to_change() -> None:
    assert upsert("seen", COLUMNS[:1]).endswith('ON CONFLICT ("person_id") DO NOTHING')


def test_rows_are_read_and_removed_by_key() -> None:
    assert select_by("people", COLUMNS, "order") == (
        'SELECT "person_id", "tags", "details"::text, "order" FROM "people" '
        'WHERE "order" = ANY ($1::text[])'
    )
    assert delete("people", COLUMNS) == (
        'DELETE FROM "people" WHERE "person_id" = ANY ($1::text[])'
    )


def test_elements_of_an_array_are_quoted() -> None:
    assert array_text(()) == "{}"
    assert array_text(("a", 'b"\\', None, "", "NULL")) == '{"a","b\\"\\\\",NULL,"","NULL"}'


@given(st.lists(st.builds(Line, text=st.text(), number=st.integers())).map(tuple))
def test_a_document_is_read_as_it_was_written(lines: tuple[Line, ...]) -> None:
    column = column_of("lines", "jsonb", tuple[Line, ...])
    assert column.encode is not None
    assert column.decode is not None
    assert column.decode(column.encode(lines)) == lines
