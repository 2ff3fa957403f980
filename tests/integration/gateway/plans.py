"""How the database answers a statement that it need not plan each time."""

import pkgutil
from collections.abc import Iterator, Sequence
from importlib import import_module

import asyncpg

import services.gateway.nodes
from services.gateway.nodes.reading import ById, Children

ENOUGH = 6
"""So often a statement is answered until PostgreSQL decides whether a plan for all will do."""


def seldom_planned() -> Iterator[str]:
    """The statements of what is read by id or as children, unless their arguments matter much."""
    for module in pkgutil.iter_modules(services.gateway.nodes.__path__):
        for kind in vars(import_module(f"services.gateway.nodes.{module.name}")).values():
            if isinstance(kind, ById) or (isinstance(kind, Children) and not kind.varies):
                yield kind.statement


async def plan_in_the_end(url: str, statement: str, arguments: Sequence[object]) -> str:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f"PREPARE asked AS {statement}")
        execute = f"EXECUTE asked ({', '.join(map(_literal, arguments))})"
        for _ in range(ENOUGH):
            await connection.execute(execute)
        rows = await connection.fetch(f"EXPLAIN {execute}")
        return "\n".join(row[0] for row in rows)
    finally:
        await connection.close()


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, list):
        return f"'{{{','.join(map(str, value))}}}'"
    return str(value) if isinstance(value, bool | int) else f"'{value}'"
