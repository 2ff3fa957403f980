"""Rows into a new table by COPY, in the binary form of its columns."""

import re
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from shared.bus.cursor import Connection
from shared.kernel.messages import View
from shared.readmodel.applying import REFUSED
from shared.readmodel.rebuild.plan import RebuildFailed
from shared.readmodel.tables import Column, Table

LINE = re.compile(r"line (\d+)")


async def copy(
    connection: Connection, schema: str, table: Table[Any], rows: Sequence[View]
) -> None:
    """Raises ``RebuildFailed`` if the table refuses a value."""
    if not rows:
        return
    try:
        await connection.copy_records_to_table(
            table.name,
            schema_name=schema,
            columns=[column.name for column in table.columns],
            records=records(table.columns, rows),
        )
    except REFUSED as error:
        line = LINE.search(getattr(error, "context", None) or "")
        key = f" with the key {table.key_of(rows[int(line[1]) - 1])}" if line else ""
        raise RebuildFailed(
            f"table {table.name} refuses a row{key} ({type(error).__name__})"
        ) from None  # the database's words quote the row


def records(columns: Sequence[Column], rows: Iterable[View]) -> Iterable[Any]:
    """A tuple a row; arrays go as they are, JSON as text."""
    values = attrgetter(*(column.name for column in columns))
    if len(columns) == 1:
        return ((values(row),) for row in rows)
    encoders = [
        (nth, column.encode)
        for nth, column in enumerate(columns)
        if column.encode is not None and "json" in column.type
    ]
    if not encoders:
        return map(values, rows)
    return (_encoded(list(values(row)), encoders) for row in rows)


def _encoded(values: list[Any], encoders: Sequence[tuple[int, Any]]) -> list[Any]:
    for nth, encode in encoders:
        if values[nth] is not None:
            values[nth] = encode(values[nth])
    return values
