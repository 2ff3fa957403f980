"""A supervisor of stand-ins on real servers: ``python … <data folder> <port> [fresh]``."""

import asyncio
import sys
from pathlib import Path

from rich.console import Console

from suite.local import failures
from suite.local.folder import DataFolder
from suite.local.progress import Lines
from suite.local.supervisor import Supervisor, Wishes

STAND_IN = Path(__file__).with_name("stand_in.py")


async def nobody(*_: object) -> dict[str, str]:
    """There is no store to fill."""
    return {}


def main(folder: str, port: str, fresh: str = "") -> None:
    console = Console(width=200)
    one = Supervisor(
        DataFolder(Path(folder)),
        Wishes(people=3, months=1, port=int(port), fresh=bool(fresh)),
        Lines(console),
        command=lambda _name: (sys.executable, str(STAND_IN)),
        ensure_demo=nobody,
    )
    try:
        asyncio.run(one.run(lambda _now: console.print("all is ready")))
    except failures.ALL as error:
        sys.exit(failures.explained(error))


if __name__ == "__main__":
    main(*sys.argv[1:])
