"""The preflight: all that is missing or in the way at once, each with what mends it.

A Unix socket's path cannot be too long here, for the embedded PostgreSQL has none.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from suite.local import databases, footing, jars, ports, processes, servers
from suite.local.folder import DataFolder, servers_path
from suite.local.postgres import PostgresFailed, package

DISK_BYTES = 1 << 30
OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True, slots=True)
class Problem:
    """``mend`` is a command to type or a step to take."""

    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class Check:
    title: str
    find: Callable[[], Iterator[Problem]]


def checks(data: DataFolder, port: int) -> list[Check]:
    """In the order in which they are shown; each is independent of the others."""
    always = [
        Check("Python and its venv module", python),
        Check(f"data folder {data.path}", lambda: data_folder(data)),
        Check(f"disk space under {data.path}", lambda: disk(data.path)),
        Check(f"port {port} of the gateway", lambda: gateway_port(data, port)),
    ]
    if any(os.environ.get(name) for name in servers.GIVEN):
        return [*always, Check("the given PostgreSQL and Kafka", given_servers)]
    return [
        *always,
        Check("PostgreSQL's programs, and who runs them", postgres),
        Check("Kafka's jars", kafka_jars),
    ]


def python() -> Iterator[Problem]:
    if sys.version_info[:2] < OLDEST_PYTHON:
        yield Problem(
            f"Python {sys.version.split()[0]} is too old, 3.11 is needed",
            "make run PYTHON=python3.11",
        )
    in_venv = sys.prefix != sys.base_prefix
    if not in_venv and not (find_spec("venv") and find_spec("ensurepip")):
        yield Problem("Python's venv module is missing", "apt-get install python3-venv")


def data_folder(data: DataFolder) -> Iterator[Problem]:
    if data.is_foreign():
        yield Problem(
            f"{data.path} holds files that are not a local suite's",
            "mastery up --data <an empty or a new folder>",
        )
        return
    existing = nearest(data.path)
    if not os.access(existing, os.W_OK | os.X_OK):
        yield Problem(f"{existing} may not be written to", "mastery up --data <a folder of yours>")
    elif data.path.exists() and os.geteuid() not in (0, data.path.stat().st_uid):
        yield Problem(
            f"{data.path} belongs to another user (uid {data.path.stat().st_uid})",
            "mastery up --data <a folder of yours>",
        )


def disk(path: Path) -> Iterator[Problem]:
    free = shutil.disk_usage(nearest(path)).free
    if free < DISK_BYTES:
        yield Problem(
            f"{free >> 20} MiB are free, {DISK_BYTES >> 20} MiB are needed",
            "mastery up --data <a folder on a larger disk>",
        )


def gateway_port(data: DataFolder, port: int) -> Iterator[Problem]:
    if not ports.is_free(port) and processes.remembered(data.supervisor) is None:
        yield Problem(
            f"port {port} is taken by {ports.holder(port)}", f"mastery up --port {another(port)}"
        )


def postgres() -> Iterator[Problem]:
    try:
        stand = footing.find_footing()
        programs = footing.programs(stand, package())
    except footing.NoFooting as error:
        yield Problem(str(error), "run it as an ordinary user: su <user> -c 'make run'")
        return
    except PostgresFailed as error:
        yield Problem(str(error), "make install")
        return
    done = subprocess.run(  # noqa: S603 - our own program
        [str(programs / "postgres"), "--version"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        yield Problem(
            f"PostgreSQL's program does not run: {done.stderr.strip()[-300:]}",
            "apt-get install zlib1g (or reinstall: rm -rf .venv && make install)",
        )


def kafka_jars() -> Iterator[Problem]:
    if jars.are_there(servers_path()):
        return
    if reason := jars.unreachable():
        yield Problem(
            f"Kafka's jars are not there yet and cannot be fetched: {reason}",
            "connect to the network for the first start (HTTPS_PROXY and REQUESTS_CA_BUNDLE "
            "are honoured)",
        )


def given_servers() -> Iterator[Problem]:
    for name in servers.GIVEN:
        if not os.environ.get(name):
            yield Problem(
                f"{name} is not set, though the other address is",
                f"export {name}=… (or unset the other one to use embedded servers)",
            )
    if servers.are_given():
        yield from given_database(os.environ["MASTERY_DATABASE_URL"])
        yield from given_broker(os.environ["MASTERY_KAFKA_BOOTSTRAP_SERVERS"])


def given_database(url: str) -> Iterator[Problem]:
    shown = databases.without_password(url)
    try:
        found = databases.foreign_now(url)
    except databases.UNREACHABLE as error:
        yield Problem(f"{shown} does not answer: {error}", "check MASTERY_DATABASE_URL")
        return
    if found:
        yield Problem(
            f"{shown} holds what is not Mastery's ({', '.join(found[:5])})",
            "createdb mastery, and export its address as MASTERY_DATABASE_URL",
        )


def given_broker(bootstrap_servers: str) -> Iterator[Problem]:
    hosts = [server.rpartition(":") for server in bootstrap_servers.split(",")]
    if not any(port.isdigit() and ports.reaches(host, int(port)) for host, _, port in hosts):
        yield Problem(
            f"no broker accepts connections at {bootstrap_servers}",
            "check MASTERY_KAFKA_BOOTSTRAP_SERVERS (host:port,host:port)",
        )


def nearest(path: Path) -> Path:
    """The folder itself, or the first one above it that exists."""
    return next(place for place in (path, *path.resolve().parents) if place.exists())


def another(port: int) -> int:
    following = (candidate for candidate in range(port + 1, 65536) if ports.is_free(candidate))
    return next(following, 0) or ports.free_ports(1)[0]
