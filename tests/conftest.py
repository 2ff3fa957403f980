"""Servers for the tests: one PostgreSQL and one Kafka for the whole run, started when first asked.

The workers of pytest-xdist share them through a folder of the run; the process that made the
folder ends them. A run that was killed is cleaned up after by the next one.
"""

import json
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from shared.testing import infrastructure
from suite.local import processes
from suite.local.kafka import EmbeddedKafka
from suite.local.locks import locked
from suite.local.postgres import EmbeddedPostgres

PROJECT = Path(__file__).parents[1]
RUNS = PROJECT / ".mastery-test"
SERVERS = PROJECT / ".mastery" / "servers"
RUN = "MASTERY_TEST_RUN"
QUICK = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "256MB"}
"""A test's server may lose everything with the machine, though not with its process."""

STARTED: list[EmbeddedPostgres | EmbeddedKafka] = []


def pytest_configure(config: pytest.Config) -> None:
    settings.register_profile("suite", deadline=None)  # a busy machine is no failure
    settings.load_profile("suite")
    if is_worker(config):
        return
    for run in RUNS.glob("run-*"):
        if processes.remembered(run / "pid") is None:
            end_run(run)
    run = RUNS / f"run-{secrets.token_hex(4)}"
    run.mkdir(parents=True)
    processes.remember(run / "pid", os.getpid())
    os.environ[RUN] = str(run)


def pytest_unconfigure(config: pytest.Config) -> None:
    if is_worker(config):
        for server in STARTED:
            server.let_go()
    elif RUN in os.environ:
        end_run(Path(os.environ.pop(RUN)))


def is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def end_run(run: Path) -> None:
    """Ends what the run started, in whichever of its processes."""
    while STARTED:
        STARTED.pop().stop(1.0)
    for folder in run.glob("kafka/*"):
        EmbeddedKafka(folder, SERVERS).stop(1.0)
    for folder in run.glob("postgres/*"):
        EmbeddedPostgres(folder).stop(1.0)
        EmbeddedPostgres(folder).remove()
    shutil.rmtree(run, ignore_errors=True)


def shared_address(name: str, start: Callable[[], str]) -> str:
    """The address of a server of this run; the first worker that asks starts it."""
    run = Path(os.environ[RUN])
    note = run / f"{name}.address"
    with locked(run / f"{name}.lock"):
        if not note.exists():
            processes.write_whole(note, json.dumps(start()))
        address: str = json.loads(note.read_text())
    return address


def embedded_postgres(name: str) -> EmbeddedPostgres:
    server = EmbeddedPostgres(Path(os.environ[RUN]) / "postgres" / name, settings=QUICK)
    server.start()
    STARTED.append(server)
    return server


def embedded_kafka(name: str) -> EmbeddedKafka:
    server = EmbeddedKafka(Path(os.environ[RUN]) / "kafka" / name, SERVERS)
    server.start()
    STARTED.append(server)
    return server


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The superuser's address of a PostgreSQL that other modules use too."""
    match infrastructure.wanted():
        case "embedded":
            yield shared_address("postgres", lambda: embedded_postgres("shared").url())
        case "given":
            yield infrastructure.given("MASTERY_DATABASE_URL")
        case "docker":
            url, stop = infrastructure.docker_postgres()
            yield url
            stop()


@pytest.fixture(scope="session")
def kafka() -> Iterator[str]:
    """Bootstrap servers of a Kafka that other modules use too."""
    match infrastructure.wanted():
        case "embedded":
            yield shared_address("kafka", lambda: embedded_kafka("shared").bootstrap_servers)
        case "given":
            yield infrastructure.given("MASTERY_KAFKA_BOOTSTRAP_SERVERS")
        case "docker":
            servers, stop = infrastructure.docker_kafka()
            yield servers
            stop()


@pytest.fixture(scope="module")
async def database(postgres_url: str) -> AsyncIterator[str]:
    """The superuser's address of an empty database of this module."""
    async with infrastructure.fresh_database(postgres_url) as url:
        yield url


@pytest.fixture(scope="module")
def topic_prefix() -> str:
    """Makes this module's topics its own."""
    return infrastructure.unique("test-")


@pytest.fixture
def own_postgres() -> Iterator[EmbeddedPostgres]:
    """A started PostgreSQL of this test alone, which may kill it (``.pid``) and start it again."""
    server = embedded_postgres(infrastructure.unique("own-"))
    yield server
    server.stop(0.5)
    server.remove()


@pytest.fixture
def own_kafka() -> Iterator[EmbeddedKafka]:
    """A started Kafka of this test alone, which may kill it (``.pid``) and start it again."""
    server = embedded_kafka(infrastructure.unique("own-"))
    yield server
    server.stop(0.5)
