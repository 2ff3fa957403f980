"""Fault 25: the disk of the log fills up; nothing acknowledged is lost, and it goes on after.

The cluster's ``base`` lies on a small tmpfs, which the test mounts in a namespace of its own;
where that is forbidden the test is skipped and says so.
"""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from shared.eventstore.port import Append, Appended, Known
from shared.eventstore.postgres import PostgresEventStore
from shared.kernel.errors import Unavailable
from shared.testing.infrastructure import fresh_database, unique
from shared.testing.library import fresh_home, opened
from shared.testing.logs import append, fresh_stream, write
from suite.local.postgres import EmbeddedPostgres
from tests.faults.history import History, complaints_of_log

MEGABYTES = 24
FILLED = "FILLED"


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of a few megabytes that everybody may write to."""
    folder = Path("/var/tmp") / unique("mastery-small-")  # noqa: S108 - where the server can reach it
    folder.mkdir()
    options = f"size={MEGABYTES}m,mode=0777"
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    done = subprocess.run(mount, check=False, capture_output=True)  # noqa: S603
    if done.returncode:
        folder.rmdir()
        pytest.skip("no file system may be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S603, S607
    folder.rmdir()


def fill(folder: Path, leave: int) -> Path:
    """A file that takes all but some bytes."""
    ballast = folder / FILLED
    free = shutil.disk_usage(folder).free - leave
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, free)
    return ballast


async def told(
    store: PostgresEventStore, history: History, number: int
) -> list[BaseException | object]:
    commands: list[Append] = [append(write(fresh_stream(), events=4)) for _ in range(number)]
    for command in commands:
        history.offer(command)
    answers = await asyncio.gather(*map(store.append, commands), return_exceptions=True)
    for command, answer in zip(commands, answers, strict=True):
        if isinstance(answer, Appended | Known):
            history.note(command, answer)
    return list(answers)


async def test_a_full_disk_answers_unavailable_and_goes_on_when_there_is_room(
    own_postgres: EmbeddedPostgres, small_disk: Path
) -> None:
    history = History()
    space = unique("small_")
    where = small_disk / "space"
    where.mkdir(mode=0o777)
    where.chmod(0o777)
    server = await asyncpg.connect(own_postgres.url())
    await server.execute(f"CREATE TABLESPACE {space} LOCATION '{where}'")
    async with fresh_database(own_postgres.url()) as database:
        connection = await asyncpg.connect(database)
        name = database.rpartition("/")[2]
        await connection.close()
        await server.execute(f"ALTER DATABASE {name} SET TABLESPACE {space}")
        async with opened(await fresh_home(database), patience=1.0) as library:
            assert not failed(await told(library.store, history, 50))
            ballast = fill(small_disk, leave=256 * 1024)
            answers: list[BaseException | object] = []
            while not failed(answers):
                answers = await told(library.store, history, 200)
            assert {type(one) for one in failed(answers)} == {Unavailable}
            assert {type(one.__cause__) for one in failed(answers)} == {asyncpg.DiskFullError}
            ballast.unlink()
            assert not failed(await told(library.store, history, 50))
            log = await library.store.read_log(0, 1_000_000)
    await server.execute(f"DROP TABLESPACE {space}")
    await server.close()
    assert len(history.answers) >= 100
    assert complaints_of_log(history, log) == []


def failed(answers: list[BaseException | object]) -> list[BaseException]:
    return [one for one in answers if isinstance(one, BaseException)]
