"""Faults 1, 6 and 11: the server killed, a writer stopped inside the lock, the size limit."""

import asyncio
import os
import signal
from uuid import uuid4

import psutil
import pytest

from shared.bus.envelope import to_wire
from shared.eventstore import postgres
from shared.eventstore.columns import columns
from shared.eventstore.port import Append, Appended, Known
from shared.eventstore.writing import LARGEST
from shared.kernel.errors import TooLarge, Unavailable
from shared.testing.library import ANNA, CODEC, fresh_home, opened, request
from shared.testing.logs import append, fresh_stream, pool_of, write
from shared.testing.shelf import BookPlaced, OpenShelf, PlaceBook
from suite.local.postgres import EmbeddedPostgres

KAFKA_RECORD = 1_048_576
RECORD_OVERHEAD = 200
"""Bytes of a record batch with one record: its header, the key, the content type."""

READ_ONLY = "ALTER DATABASE postgres SET default_transaction_read_only = on"
READ_AND_WRITE = """
SET default_transaction_read_only = off;
ALTER DATABASE postgres RESET default_transaction_read_only
"""
OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""
END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


def kill_all(server: EmbeddedPostgres) -> None:
    """SIGKILL to the server and to each of its processes."""
    assert server.pid is not None
    postmaster = psutil.Process(server.pid)
    for process in (postmaster, *postmaster.children(recursive=True)):
        process.kill()


async def test_1_what_was_acknowledged_survives_a_kill(own_postgres: EmbeddedPostgres) -> None:
    home = await fresh_home(own_postgres.url())
    acknowledged: list[tuple[Append, Appended | Known]] = []
    enough = asyncio.Event()
    ended = asyncio.Event()

    async def client(store: postgres.PostgresEventStore) -> None:
        stream, version = fresh_stream(), 0
        while not ended.is_set():
            command = append(write(stream, version, events=2))
            outcome = await store.append(command)
            assert isinstance(outcome, Appended | Known)
            acknowledged.append((command, outcome))
            version += 2
            if len(acknowledged) % 100 == 0:
                enough.set()

    async with opened(home, patience=60.0) as library:
        async with asyncio.TaskGroup() as clients:
            for _ in range(20):
                clients.create_task(client(library.store))
            for _ in range(2):
                enough.clear()
                await enough.wait()
                kill_all(own_postgres)
                await asyncio.to_thread(own_postgres.start)
            ended.set()
        log = await library.store.read_log(0, 1_000_000)
    assert [event.position for event in log] == list(range(1, len(log) + 1))
    assert len(log) == 2 * len(acknowledged)
    for command, outcome in acknowledged:
        (at,) = outcome.answer
        stored = log[at.position - 1]
        assert (stored.command_id, stored.version) == (command.command_id, at.version)


async def test_6_behind_a_stopped_writer_others_time_out_cleanly(
    own_postgres: EmbeddedPostgres,
) -> None:
    home = await fresh_home(own_postgres.url())
    async with (
        opened(home) as library,
        pool_of(home.url, home.log) as pool,
        pool.acquire() as writer,
    ):
        process = await writer.fetchval("SELECT pg_backend_pid()")
        inside = writer.transaction()
        await inside.start()
        await writer.fetch(postgres.APPEND, *columns([append(write(fresh_stream()))]))
        os.kill(process, signal.SIGSTOP)
        commands = [append(write(fresh_stream())) for _ in range(20)]
        try:
            outcomes = await asyncio.gather(
                *map(library.store.append, commands), return_exceptions=True
            )
        finally:
            os.kill(process, signal.SIGCONT)
        assert {type(outcome) for outcome in outcomes} == {Unavailable}
        await inside.rollback()
        again = await asyncio.gather(*map(library.store.append, commands))
        assert {type(outcome) for outcome in again} == {Appended}
        log = await library.store.read_log(0, 100)
        assert [event.position for event in log] == list(range(1, 21))


async def test_a_server_that_was_demoted_is_waited_for(own_postgres: EmbeddedPostgres) -> None:
    """Its sessions can only read, until the address leads to the primary again."""
    home = await fresh_home(own_postgres.url())
    async with opened(home) as library, pool_of(home.url, home.log) as pool:
        await library.store.append(append(write(fresh_stream())))
        await pool.execute(READ_ONLY)
        await pool.execute(END_OTHERS)
        appending = asyncio.ensure_future(library.store.append(append(write(fresh_stream()))))
        while not await pool.fetchval(OTHERS):
            assert not appending.done()
        await pool.execute(READ_AND_WRITE)
        assert isinstance(await appending, Appended)
        assert await library.store.head() == 2


async def test_11_an_event_at_the_limit_fits_into_a_record_and_one_over_it_is_refused(
    database: str,
) -> None:
    home = await fresh_home(database)
    shelf = OpenShelf(shelf=fresh_stream(), owner=ANNA.id, name="Poems", places=9)
    empty = BookPlaced(shelf=shelf.shelf, owner=ANNA.id, book="", note=None)
    largest = LARGEST - len(CODEC.encode(empty, uuid4(), {})) - len(ANNA.id) - 1
    async with opened(home) as library:
        await library.handler.handle(request(shelf))
        with pytest.raises(TooLarge):
            await library.handler.handle(
                request(PlaceBook(shelf=shelf.shelf, book="x" * (largest + 1)))
            )
        await library.handler.handle(request(PlaceBook(shelf=shelf.shelf, book="x" * largest)))
        _, stored = await library.store.read_stream(shelf.shelf)
    wire = to_wire(stored, service="library", company="acme", partition_prev=10**18)
    assert len(wire) + RECORD_OVERHEAD < KAFKA_RECORD
