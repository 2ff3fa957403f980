"""What the suite takes on one machine: memory after the demo company, seconds of a warm start."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator

import psutil

from suite.bench.figures import Figure, figure
from suite.bench.measuring import RUNS, Bench
from suite.local import folder, ports, state
from suite.local.folder import DataFolder

MIB = 1024 * 1024
QUICK = ("--people", "10", "--months", "1")


class SuiteFailed(Exception):
    """The suite did not do what it was told; the message is its own."""


async def footprint(bench: Bench) -> AsyncIterator[Figure]:
    data = DataFolder(bench.servers.folder / "suite")
    [port] = ports.free_ports(1)
    up = ("up", "--detach", "--port", str(port), *(QUICK if bench.quick else ()))
    bench.steps.step("footprint: the demo company")
    await mastery(data, *up)
    try:
        memory = {one.name: pss(one.pid) for one in state.read(data).processes if one.pid}
        for name, size in memory.items():
            yield figure(f"footprint.{name}", "MiB", [size])
        yield figure("footprint.suite", "MiB", [sum(memory.values())])
        seconds = []
        bench.steps.step("footprint: warm starts")
        for nth in range(RUNS):
            await mastery(data, "down")
            started = time.perf_counter()
            await mastery(data, *up)
            seconds.append(time.perf_counter() - started)
            bench.steps.advance(nth + 1, RUNS)
        yield figure("footprint.start", "s", seconds)
    finally:
        await mastery(data, "down")


def pss(pid: int) -> float:
    """MiB of a process and those under it; what several share is counted once among them."""
    process = psutil.Process(pid)
    own = [process, *process.children(recursive=True)]
    if process.name().startswith("python"):
        own = [process]  # the supervisor's children are named for themselves
    return sum(float(one.memory_full_info().pss) for one in own) / MIB


async def mastery(data: DataFolder, *arguments: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "suite.cli", *arguments, "--data", str(data.path),
        cwd=folder.project(),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    words, _ = await process.communicate()
    if process.returncode:
        raise SuiteFailed(f"mastery {arguments[0]}: {words.decode(errors='replace')[-800:]}")
