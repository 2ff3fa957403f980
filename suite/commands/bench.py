"""``mastery bench``."""

import os
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from suite.bench.figures import Figure
from suite.commands.options import console, errors, fail

QUICK = "--quick: only to see that it works, no figure is to be quoted"


def add_to(app: typer.Typer) -> None:
    app.command()(bench)


def bench(
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="NAME", help="This line alone; may be given again."),
    ] = None,
    json: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Write the figures there as well."),
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Short runs, to see that it works.")] = (
        False
    ),
) -> None:
    """Measures the machinery beside the best plain way to do the same work.

    Starts a PostgreSQL and a Kafka of its own. Example: `mastery bench --only append`
    """
    from suite.bench.lines import MODULES
    from suite.bench.report import table, write

    if unknown := set(only or ()) - set(MODULES):
        raise typer.BadParameter(f"no line {', '.join(sorted(unknown))}: {', '.join(MODULES)}")
    names = [name for name in MODULES if not only or name in only]
    if quick:
        console.print(QUICK, highlight=False)
    found, failed = measure(names, quick)
    console.print(table(found), highlight=False)
    one, five, fifteen = os.getloadavg()
    cores = os.cpu_count()
    console.print(
        f"load {one:.1f} {five:.1f} {fifteen:.1f} on {cores} cores, ours included", highlight=False
    )
    if json is not None:
        write(found, json)
    if failed:
        fail("\n".join(failed))


def measure(names: Sequence[str], quick: bool) -> tuple[Sequence[Figure], Sequence[str]]:
    """Runs as the services do; the servers have ended when it answers."""
    from shared.runtime.logging import configure
    from shared.runtime.process import run
    from suite.bench.lines import line
    from suite.bench.measuring import Bench
    from suite.bench.servers import Servers
    from suite.local.progress import shown

    configure("error", service="bench")
    found: list[Figure] = []
    failed: list[str] = []
    servers = Servers()

    async def all_lines() -> int:
        with shown(Console(stderr=True)) as steps:
            given = Bench(servers, steps, quick)
            for name in names:
                try:
                    found.extend([one async for one in line(name)(given)])
                except Exception as error:  # the other lines are worth their time all the same
                    errors.print_exception()
                    failed.append(f"{name}: {error}")
            steps.finish()
        return 0

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the servers end then too
    try:
        run(all_lines())
    except KeyboardInterrupt:
        failed.append("cancelled: the lines before are shown")
    finally:
        servers.stop()
    return found, failed
