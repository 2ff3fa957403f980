"""Brings the suite up, keeps it up, and ends all of it; one supervisor a data folder."""

import asyncio
import os
import signal
import subprocess
import sys
from base64 import b64decode
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from suite.local import aot, databases, demo, folder, locks, ports, processes, servers, state
from suite.local.environment import GATEWAY, PROCESSES, Surroundings
from suite.local.folder import DataFolder, ForeignFolder
from suite.local.kafka import EmbeddedKafka
from suite.local.postgres import EmbeddedPostgres
from suite.local.progress import Steps
from suite.local.secret_files import SecretFiles
from suite.local.service import Service

SERVICES_DRAIN = 2.5
SERVERS_END = 1.5
"""Seconds: together under the five that a Ctrl-C may take."""


OnReady = Callable[[state.SuiteState], None]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What ``mastery up`` was asked for."""

    people: int
    months: int
    port: int
    fresh: bool = False


CommandOf = Callable[[str], Sequence[str]]
EnsureDemo = Callable[[Surroundings, int, int, Steps], Awaitable[Mapping[str, str]]]


def module_of(name: str) -> Sequence[str]:
    """The command that runs the process ``name``."""
    return (sys.executable, "-m", f"services.{name}.main")


class Supervisor:
    """``run`` answers when all has ended; what it started is then gone."""

    def __init__(
        self,
        data: DataFolder,
        wishes: Wishes,
        steps: Steps,
        *,
        command: CommandOf = module_of,
        ensure_demo: EnsureDemo = demo.ensure,
    ) -> None:
        self._command = command
        self._ensure_demo = ensure_demo
        self._data = data
        self._wishes = wishes
        self._steps = steps
        self._servers = servers.wanted(data)
        self._services: list[Service] = []
        self._surroundings: Surroundings | None = None
        self._demo: Mapping[str, str] = {}
        self._ready = False
        self._cache: subprocess.Popen[bytes] | None = None

    async def run(self, on_ready: OnReady) -> None:
        """Until SIGINT, SIGTERM or SIGHUP; raises one of ``failures.ALL`` if it cannot come up.

        Raises ``AlreadyLocked`` if another supervisor has the folder.
        """
        stop = stop_on_signals()
        if self._data.is_foreign():
            raise ForeignFolder(self._data.path)
        self._data.path.mkdir(parents=True, exist_ok=True)
        with locks.locked(self._data.lock, wait=False):
            if self._wishes.fresh:
                end_leftovers(self._data)
                self._data.empty()
            self._data.prepare()
            processes.remember(self._data.supervisor, os.getpid())
            try:
                if await unless(stop, self._bring_up()):
                    told = asyncio.create_task(asyncio.to_thread(on_ready, self._write_state()))
                    await unless(stop, self._keep_up())
                    await told
            finally:
                await self._end()

    async def _bring_up(self) -> None:
        end_leftovers(self._data)
        secrets = SecretFiles(self._data.secrets)
        secrets.make()
        started = await self._servers.start(self._steps, secrets.gateway_password())
        master_key = b64decode(secrets.environment()["MASTERY_MASTER_KEY"])
        await databases.refuse_another_master_key(started.databases.keys, master_key)
        chosen = ports.settle(self._data.ports, PROCESSES, {GATEWAY: self._wishes.port})
        self._surroundings = Surroundings(
            started.databases, started.bootstrap_servers, chosen, self._data
        )
        self._services = [self._service(name, self._surroundings) for name in PROCESSES]
        self._steps.step("Kafka and the services")
        await self._start_together(started.broker)
        self._demo = await self._ensure_demo(
            self._surroundings, self._wishes.people, self._wishes.months, self._steps
        )
        self._ready = True
        self._steps.finish()

    def _service(self, name: str, surroundings: Surroundings) -> Service:
        return Service(
            name,
            self._command(name),
            surroundings.ports[name],
            surroundings.environment(name),
            self._data.pids / name,
            self._data.logs / f"{name}.log",
            changed=self._changed,
        )

    async def _start_together(self, broker: Coroutine[None, None, None]) -> None:
        """Kafka and all services, which wait for it; the first failure cancels the others."""
        parts = [broker, *(service.start() for service in self._services)]
        starts = [asyncio.create_task(part) for part in parts]
        try:
            for done, started in enumerate(asyncio.as_completed(starts), start=1):
                await started
                self._steps.advance(done, len(starts))
        finally:
            for start in starts:
                start.cancel()
            await asyncio.gather(*starts, return_exceptions=True)

    async def _keep_up(self) -> None:
        self._cache = make_cache(self._data, self._servers)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._servers.watch(self._changed))
            for service in self._services:
                group.create_task(service.watch())

    async def _end(self) -> None:
        """Services first, for they need the servers to end in order."""
        if self._cache is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._cache.pid, signal.SIGKILL)
            self._cache.wait()
        await asyncio.gather(*(service.stop(SERVICES_DRAIN) for service in self._services))
        await self._servers.stop(SERVERS_END)
        self._data.state.unlink(missing_ok=True)
        self._data.supervisor.unlink(missing_ok=True)

    def _changed(self) -> None:
        self._write_state()

    def _write_state(self) -> state.SuiteState:
        here = self._surroundings
        if here is None:
            raise state.NotRunning(self._data.path)
        running = [
            *(
                state.ProcessState(one.name, one.pid, one.state, one.restarts)
                for one in self._services
            ),
            *(
                state.ProcessState(name, pid, "ready" if pid else "waiting to restart")
                for name, pid in self._servers.pids.items()
            ),
            state.ProcessState("supervisor", os.getpid(), "ready"),
        ]
        present = state.SuiteState(
            here.databases.events,
            here.databases.keys,
            here.bootstrap_servers,
            dict(here.ports),
            tuple(running),
            dict(self._demo),
            self._ready,
        )
        state.write(self._data, present)
        return present


def stop_on_signals() -> asyncio.Event:
    """Set by the first signal; more of them change nothing, for ending is under way."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    return stop


async def unless(stop: asyncio.Event, work: Coroutine[None, None, None]) -> bool:
    """Whether ``work`` came to its end; it is cancelled once ``stop`` is set."""
    working = asyncio.create_task(work)
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if working.done():
        working.result()
        return True
    working.cancel()
    await asyncio.wait({working}, timeout=1.0)
    return False


def end_leftovers(data: DataFolder) -> None:
    """Ends what a supervisor that was killed has left of this folder's processes."""
    for pid_file in sorted(data.pids.glob("*")):
        if identity := processes.remembered(pid_file):
            processes.end(identity, ((signal.SIGTERM, SERVICES_DRAIN),))
        pid_file.unlink(missing_ok=True)
    if data.postgres.exists():
        EmbeddedPostgres(data.postgres).stop()
    if data.kafka.exists():
        EmbeddedKafka(data.kafka, folder.servers_path()).stop()


def make_cache(data: DataFolder, used: servers.Servers) -> "subprocess.Popen[bytes] | None":
    """Starts making Java's cache, in the background and only once a machine."""
    if not used.pids or aot.is_there(folder.servers_path()):
        return None
    with (data.logs / "java-cache.log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "suite.local.aot", str(folder.servers_path())],
            cwd=folder.project(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
