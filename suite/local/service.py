"""One service's process: started, watched, started again with growing pauses when it dies."""

import asyncio
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from suite.local import folder, processes
from suite.local.ports import LOOPBACK

State = Literal["starting", "ready", "waiting to restart", "stopped"]
READY_WITHIN = 120.0
LOOK = 0.1
STEADY = 60.0
"""Seconds after which a death is a new one, not one more of a row."""
LONGEST_PAUSE = 30.0


class ServiceFailed(Exception):
    """A service did not become ready; the message ends with its last words."""


@dataclass(slots=True)
class Service:
    """``changed`` is called whenever the state or the pid is another one."""

    name: str
    command: Sequence[str]
    port: int
    environment: Mapping[str, str]
    pid_file: Path
    log: Path
    changed: Callable[[], None] = lambda: None
    state: State = "stopped"
    restarts: int = 0
    _process: asyncio.subprocess.Process | None = field(default=None, init=False)
    _started_at: float = field(default=0.0, init=False)

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.returncode is None else None

    async def start(self) -> None:
        """Starts the process and answers when it is ready; raises ``ServiceFailed``."""
        await self._launch()
        if not await self._becomes_ready():
            raise ServiceFailed(f"{self.name} did not become ready; {self._last_words()}")

    async def watch(self) -> None:
        """Starts the process again whenever it ends; runs until it is cancelled."""
        pause = 0.5
        while True:
            if self._process is not None:
                await self._process.wait()
            if time.monotonic() - self._started_at > STEADY:
                pause = 0.5
            self._become("waiting to restart")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            self.restarts += 1
            await self._launch()
            await self._becomes_ready()

    async def stop(self, seconds: float) -> None:
        """Asks it to drain, and kills it after ``seconds``."""
        process = self._process
        if process is None or process.returncode is not None:
            self._become("stopped")
            return
        process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(seconds):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
        self.pid_file.unlink(missing_ok=True)
        self._become("stopped")

    async def _launch(self) -> None:
        with processes.open_log(self.log) as log:
            self._process = await asyncio.create_subprocess_exec(
                *self.command,
                cwd=folder.project(),
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a terminal's Ctrl-C is for the supervisor
            )  # fmt: skip
        self._started_at = time.monotonic()
        try:
            processes.remember(self.pid_file, self._process.pid)
        except ProcessLookupError:
            self.pid_file.unlink(missing_ok=True)
        self._become("starting")

    async def _becomes_ready(self) -> bool:
        process = self._process
        end = time.monotonic() + READY_WITHIN
        while process is not None and process.returncode is None and time.monotonic() < end:
            if await is_ready(self.port):
                self._become("ready")
                return True
            await asyncio.sleep(LOOK)
        return False

    def _become(self, state: State) -> None:
        self.state = state
        self.changed()

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return f"{self.log} ends: " + "\n".join(lines[-5:])[-1500:]


async def is_ready(port: int) -> bool:
    """Asks ``/ready`` by hand: a client's library costs more than the services' start may."""
    try:
        async with asyncio.timeout(3):
            reader, writer = await asyncio.open_connection(LOOPBACK, port)
            try:
                writer.write(b"GET /ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                return b" 200 " in await reader.readline()
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False
