"""Rows of a view in PostgreSQL: loaded by key, written back in one statement a table.

The statements are built once from the class's fields and the catalog's column types. ``unnest``
takes one array a column, so a column that is an array itself travels as text, and the array as
one text where nothing in it speaks against that.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, Generic, TypeVar, get_type_hints

import asyncpg
from pydantic import TypeAdapter

from shared.bus.cursor import Connection
from shared.eventstore.joined import joined, taken
from shared.kernel.messages import View

V = TypeVar("V", bound=View)

COLUMNS = """
SELECT attname, format_type(atttypid, atttypmod) AS type
FROM pg_attribute
WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped
ORDER BY attnum
"""


PLAIN = frozenset(
    ("bigint", "boolean", "date", "double precision", "integer", "smallint", "uuid")
)  # fmt: skip
"""Types whose values Python and PostgreSQL write alike."""


class TableMismatch(Exception):
    """A table is not what its view's class says: the code or a migration is not up to date."""


@dataclass(frozen=True, slots=True)
class Column:
    """How a field is written and read; ``None`` leaves a value as it is."""

    name: str
    type: str
    travels_as: str
    encode: Callable[[Any], Any] | None
    decode: Callable[[Any], Any] | None


class Table(Generic[V]):
    """One view's table; its key is the first field."""

    def __init__(self, name: str, view: type[V], columns: Sequence[Column]) -> None:
        self.name = name
        self.view = view
        self.key_of: Callable[[V], str] = attrgetter(columns[0].name)
        self._getters = [(attrgetter(column.name), column.encode) for column in columns]
        self._decoders = [(c.name, c.decode) for c in columns if c.decode is not None]
        self._select = select_by(name, columns, columns[0].name)
        self._texts = [text_of(column) for column in columns]
        self._upsert = upsert(name, columns)
        self._upsert_texts = upsert(name, columns, joined_too=True)
        self._delete = delete(name, columns)
        self.columns = columns

    async def load(self, connection: Connection, keys: Sequence[str]) -> dict[str, V]:
        rows = await connection.fetch(self._select, keys)
        return {row[0]: self._row(row) for row in rows}

    async def load_by(
        self, connection: Connection, column: str, values: Sequence[str]
    ) -> dict[str, V]:
        """By another column; rows by their keys."""
        rows = await connection.fetch(select_by(self.name, self.columns, column), values)
        return {row[0]: self._row(row) for row in rows}

    async def write(self, connection: Connection, rows: Sequence[V]) -> None:
        """Inserts or replaces them; each key once."""
        if not rows:
            return
        values = [self._values(*how, rows) for how in self._getters]
        texts = [text(column) for text, column in zip(self._texts, values, strict=True)]
        if None in texts:
            await connection.execute(self._upsert, *values)
        else:
            await connection.execute(self._upsert_texts, *texts)

    async def remove(self, connection: Connection, keys: Sequence[str]) -> None:
        if keys:
            await connection.execute(self._delete, keys)

    def _row(self, row: asyncpg.Record) -> V:
        if not self._decoders:
            return self.view(**row)
        values = dict(row)
        for name, decode in self._decoders:
            if values[name] is not None:
                values[name] = decode(values[name])
        return self.view(**values)

    @staticmethod
    def _values(
        get: Callable[[V], Any], encode: Callable[[Any], Any] | None, rows: Sequence[V]
    ) -> list[Any]:
        if encode is None:
            return [get(row) for row in rows]
        return [None if (value := get(row)) is None else encode(value) for row in rows]


async def table_of(connection: Connection, name: str, view: type[V]) -> Table[V]:
    """Raises ``TableMismatch`` if the table has not exactly the view's fields as columns."""
    types = {row["attname"]: row["type"] for row in await connection.fetch(COLUMNS, name)}
    names = [field.name for field in fields(view)]
    if set(types) != set(names):
        raise TableMismatch(
            f"table {name} has columns {sorted(types)}, {view.__name__} has fields {sorted(names)}"
        )
    hints = get_type_hints(view)
    return Table(name, view, [column_of(name, types[name], hints[name]) for name in names])


def column_of(name: str, type_: str, annotation: Any) -> Column:
    if type_ in {"json", "jsonb"}:
        adapter: TypeAdapter[Any] = TypeAdapter(annotation)
        return Column(
            name,
            type_,
            "text",
            lambda value: adapter.dump_json(value).decode(),
            adapter.validate_json,
        )
    if type_.endswith("[]"):
        return Column(name, type_, "text", array_text, tuple)
    return Column(name, type_, type_, None, None)


def text_of(column: Column) -> Callable[[list[Any]], str | None]:
    """How a whole column becomes one text; none of it if it has to be an array."""
    if column.travels_as == "text":
        return joined
    if column.travels_as not in PLAIN:
        return lambda _values: None
    return lambda values: joined([None if value is None else str(value) for value in values])


def array_text(values: Sequence[object]) -> str:
    """PostgreSQL's text form of a one-dimensional array."""
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value: object) -> str:
    if value is None:
        return "NULL"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def select_by(table: str, columns: Sequence[Column], by: str) -> str:
    listed = ", ".join(
        f"{quoted(column.name)}::text" if "json" in column.type else quoted(column.name)
        for column in columns
    )
    return f"SELECT {listed} FROM {quoted(table)} WHERE {quoted(by)} = ANY ($1::text[])"  # noqa: S608 - names of the catalog


def upsert(table: str, columns: Sequence[Column], *, joined_too: bool = False) -> str:
    names = [quoted(column.name) for column in columns]
    cast = ", ".join(f"{quoted(column.name)}::{column.type}" for column in columns)
    arrays = ", ".join(
        taken(nth, column.travels_as) if joined_too else f"${nth}::{column.travels_as}[]"
        for nth, column in enumerate(columns, 1)
    )
    changed = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
    clash = f"UPDATE SET {changed}" if changed else "NOTHING"
    return (
        f"INSERT INTO {quoted(table)} ({', '.join(names)}) "  # noqa: S608 - names of the catalog
        f"SELECT {cast} FROM unnest({arrays}) AS row ({', '.join(names)}) "
        f"ON CONFLICT ({names[0]}) DO {clash}"
    )


def delete(table: str, columns: Sequence[Column]) -> str:
    return f"DELETE FROM {quoted(table)} WHERE {quoted(columns[0].name)} = ANY ($1::text[])"  # noqa: S608 - names of the catalog


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
