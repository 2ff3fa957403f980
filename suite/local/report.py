"""The state of a running suite: processes, addresses, logs, projections."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import asyncpg
import psutil

from shared.readmodel.status import status as status_of
from shared.runtime.pools import open_pool
from suite.local.databases import UNREACHABLE
from suite.local.environment import PROCESSES, SERVICES, Surroundings
from suite.local.folder import DataFolder
from suite.local.ledger_report import LedgerReport, ledger_report
from suite.local.service import is_ready
from suite.local.state import ProcessState, SuiteState

HEAD = "SELECT coalesce(max(position), 0) FROM {service}_log.events"


@dataclass(frozen=True, slots=True)
class ProcessReport:
    name: str
    pid: int | None
    state: str
    rss_bytes: int
    restarts: int


@dataclass(frozen=True, slots=True)
class LogReport:
    service: str
    position: int


@dataclass(frozen=True, slots=True)
class ProjectionReport:
    """``lag`` counts messages of the service's projector, none if it has not looked yet.

    ``wanted`` is the version that is to be built, where it is another one than stands.
    """

    service: str
    name: str
    version: int
    wanted: int | None
    lag: int | None
    parked: int
    progressed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Report:
    """Its fields are those of ``mastery status --json``; what cannot be asked now is empty."""

    addresses: Mapping[str, str]
    processes: list[ProcessReport]
    logs: list[LogReport]
    projections: list[ProjectionReport]
    ledger: LedgerReport | None
    demo: Mapping[str, str]
    ready: bool
    data: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


async def report(now: SuiteState, data: DataFolder) -> Report:
    here = now.surroundings(data)
    processes, logs, projections, ledger = await asyncio.gather(
        process_reports(now, here),
        log_reports(here),
        projection_reports(here),
        ledger_report(here.databases.events),
    )
    return Report(
        addresses=here.addresses,
        processes=processes,
        logs=logs,
        projections=projections,
        ledger=ledger,
        demo=dict(now.demo),
        ready=now.ready,
        data=str(data.path),
    )


async def process_reports(now: SuiteState, here: Surroundings) -> list[ProcessReport]:
    async def one(process: ProcessState) -> ProcessReport:
        state = process.state
        asked = state == "ready" and process.name in PROCESSES
        if asked and not await is_ready(here.ports[process.name]):
            state = "not ready"
        return ProcessReport(
            process.name, process.pid, state, memory(process.pid), process.restarts
        )

    return list(await asyncio.gather(*map(one, now.processes)))


def memory(pid: int | None) -> int:
    """Resident bytes; of PostgreSQL's many processes also what each has for itself."""
    if pid is None:
        return 0
    try:
        process = psutil.Process(pid)
        total: int = process.memory_info().rss
        workers = process.children() if process.name() == "postgres" else []
    except psutil.Error:
        return 0
    for worker in workers:
        with suppress(psutil.Error):  # it may have ended meanwhile
            total += worker.memory_full_info().uss
    return total


async def log_reports(here: Surroundings) -> list[LogReport]:
    try:
        connection = await asyncpg.connect(here.databases.events, timeout=3)
    except UNREACHABLE:
        return []
    try:
        return [
            LogReport(name, await connection.fetchval(HEAD.format(service=name)))
            for name in SERVICES
        ]
    except asyncpg.PostgresError:
        return []  # a service has not migrated yet
    finally:
        await connection.close()


async def projection_reports(here: Surroundings) -> list[ProjectionReport]:
    found = await asyncio.gather(*(projections_of(here, name) for name in SERVICES))
    return [one for service in found for one in service]


async def projections_of(here: Surroundings, service: str) -> list[ProjectionReport]:
    try:
        pool = await open_pool(
            here.databases.events, f"{service}_rows", application="mastery-status", most=1
        )
    except UNREACHABLE:
        return []
    try:
        return [
            ProjectionReport(
                service,
                one.name,
                one.version,
                one.wanted,
                one.lag,
                one.parked,
                one.progressed_at,
            )
            for one in await status_of(pool, service)
        ]
    except asyncpg.PostgresError:
        return []
    finally:
        await pool.close()
