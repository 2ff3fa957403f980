"""One operating-system process: HTTP in front, roles behind, an orderly end.

SIGTERM or SIGINT: unready at once, then requests that are in flight are answered, then the roles
finish what they hold. A second signal ends it where it stands. A role that stops for good (a broken
log, a lost topic) raises an alarm, and the others go on: a new process would stop at the same
place. A role that fails by a fault of ours ends the process with status 1.
"""

import asyncio
import gc
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Protocol

import uvicorn
import uvloop
from starlette.types import ASGIApp

from shared.kernel.errors import LogBroken
from shared.readmodel.tables import TableMismatch
from shared.runtime.logging import logger

_log = logger(__name__)

RunRole = Callable[[asyncio.Event], Awaitable[None]]

FOR_GOOD = (LogBroken, TableMismatch)
"""What only the operator can mend, and what concerns one role only."""
AGAIN = 30.0
"""Seconds after which such a role looks whether it has been mended, and for which it must then go
on until its alarm ends."""


class Alarms(Protocol):
    """Told of roles that have stopped."""

    def stop(self, part: str, reason: str) -> None: ...

    def resume(self, part: str) -> None: ...


class _Server(uvicorn.Server):
    """Signals are the process's affair: it drains more than HTTP."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def run(main: Coroutine[Any, Any, int]) -> int:
    """Runs ``main`` on uvloop and answers the exit status.

    The garbage collector looks less often: a batch of events is many objects that all live until
    it is written, and looking through them again and again took a third of the time.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main)


def stop_on_signals() -> asyncio.Event:
    """Set by the first SIGTERM or SIGINT; the second one exits on the spot."""
    stop = asyncio.Event()

    def on_signal(number: int) -> None:
        if stop.is_set():
            os._exit(128 + number)
        _log.info("stopping", signal=signal.Signals(number).name)
        stop.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, on_signal, number)
    return stop


class HttpServer:
    """Listens from ``start`` on; ``stop`` answers what is in flight, ``drain`` seconds at most."""

    def __init__(self, app: ASGIApp, host: str, port: int, drain: float) -> None:
        self._socket = _listen(host, port)
        self._server = _Server(
            uvicorn.Config(
                app,
                lifespan="off",
                log_config=None,
                access_log=False,
                loop="none",
                http="httptools",
                ws="none",
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=max(1, round(drain)),
                h11_max_incomplete_event_size=16 * 1024,
            )
        )
        self._serving: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    def start(self) -> None:
        self._serving = asyncio.create_task(self._server.serve(sockets=[self._socket]))

    async def stop(self) -> None:
        self._server.should_exit = True
        if self._serving is not None:
            await self._serving
        self._socket.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise OSError(error.errno, f"cannot listen on {host}:{port}: {error.strerror}") from error
    return listener


async def supervise(
    asked: asyncio.Event,
    roles: Mapping[str, RunRole],
    drain_http: Callable[[], Awaitable[None]],
    seconds: float,
    alarms: Alarms,
) -> int:
    """Runs the roles until ``asked`` to stop or until one fails; answers the exit status.

    One that stops for good raises an alarm, and looks now and then whether it has been mended.

    HTTP is drained first, since commands need what the roles hold; then the roles have
    ``seconds`` to finish.
    """
    stop = asyncio.Event()
    running = [
        asyncio.create_task(_role(stop, name, role, alarms), name=name)
        for name, role in roles.items()
    ]
    waiting = asyncio.create_task(asked.wait())
    await asyncio.wait({waiting, *running}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    failed = any(task.done() for task in running)
    await drain_http()
    stop.set()
    late = (await asyncio.wait(running, timeout=seconds))[1] if running else set()
    for task in late:
        _log.error("role_did_not_end", role=task.get_name())
        task.cancel()
    ended = await asyncio.gather(*running, return_exceptions=True)
    errors = any(isinstance(end, BaseException) for end in ended)
    return 1 if failed or errors else 0


async def _role(stop: asyncio.Event, name: str, role: RunRole, alarms: Alarms) -> None:
    steady: asyncio.TimerHandle | None = None
    while not stop.is_set():
        try:
            await role(stop)
        except FOR_GOOD as error:
            _log.critical("role_stopped", role=name, reason=str(error))
            alarms.stop(name, str(error))
        except Exception as error:
            _log.critical("role_failed", role=name, exc_info=error)
            raise
        else:
            if not stop.is_set():
                _log.critical("role_ended", role=name)
            return
        finally:
            if steady is not None:
                steady.cancel()
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), AGAIN)
        steady = asyncio.get_running_loop().call_later(AGAIN, alarms.resume, name)
    if steady is not None:
        steady.cancel()


def fail(message: str) -> int:
    """For what the operator must mend before the process can start; one line, no traceback."""
    print(message, file=sys.stderr)  # noqa: T201 - logs may not be configured yet
    return 2
