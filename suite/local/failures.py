"""What may keep a suite from coming up, each told in a sentence."""

import asyncpg

from suite.local.databases import DatabaseRefused
from suite.local.demo import DemoFailed
from suite.local.folder import ForeignFolder
from suite.local.footing import NoFooting
from suite.local.jars import JarsUnavailable
from suite.local.kafka import KafkaFailed
from suite.local.postgres import PostgresFailed
from suite.local.service import ServiceFailed

ALL = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    DatabaseRefused,
    DemoFailed,
    ForeignFolder,
    JarsUnavailable,
    KafkaFailed,
    NoFooting,
    OSError,
    PostgresFailed,
    ServiceFailed,
)


def explained(error: BaseException) -> str:
    match error:
        case ForeignFolder():
            return f"{error} holds files that are not a local suite's"
        case asyncpg.PostgresError() | asyncpg.InterfaceError():
            return f"PostgreSQL refused: {error}"
        case _:
            return str(error) or type(error).__name__
