"""Processes of a run: started with what they need, waited for, ended."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from suite.local import folder, ports, service


class NotReady(Exception):
    """A process ended at its start; the message ends with its last words."""


@asynccontextmanager
async def running(
    module: str, environment: Mapping[str, str], log: Path
) -> AsyncIterator[tuple[int, int]]:
    """The port and the pid of ``python -m module`` once it answers that it is ready."""
    [port] = ports.free_ports(1)
    own = {name: text for name, text in os.environ.items() if not name.startswith("MASTERY_")}
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", module,
            cwd=folder.project(),
            env={**own, **environment, "MASTERY_HTTP_PORT": str(port)},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )  # fmt: skip
    try:
        while not await service.is_ready(port):
            if process.returncode is not None:
                raise NotReady(f"{module}: {(await asyncio.to_thread(log.read_text))[-800:]}")
            await asyncio.sleep(service.LOOK)
        yield port, process.pid
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()
