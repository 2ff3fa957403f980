"""``mastery up`` and ``mastery down``."""

import asyncio
import signal
import subprocess
import sys
from typing import Annotated

import typer

from suite.commands.options import DataOption, call, console, fail, folder
from suite.commands.preflight import show_problems
from suite.local import failures, locks, processes, progress, state, supervisor, welcome
from suite.local.folder import DataFolder
from suite.local.locks import AlreadyLocked
from suite.local.supervisor import Supervisor, Wishes

END_WITHIN = 30.0
AT_WORK = "another 'mastery' is at work on this data folder"


def add_to(app: typer.Typer) -> None:
    app.command()(up)
    app.command()(down)


def up(
    detach: Annotated[
        bool, typer.Option("--detach", help="Go on in the background; return when all is ready.")
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Remove what the data folder holds first.")
    ] = False,
    people: Annotated[int, typer.Option(min=3, max=5000, help="People of the demo company.")] = 240,
    months: Annotated[int, typer.Option(min=1, max=60, help="Months of its past.")] = 12,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The gateway's port.")] = 8000,
    data: DataOption = None,
    journal: Annotated[bool, typer.Option("--journal", hidden=True)] = False,
) -> None:
    """Brings up the whole suite, and fills an empty store with a demo company.

    Example: `mastery up --detach --people 50 --months 3 --port 8010`
    """
    wishes = Wishes(people=people, months=months, port=port, fresh=fresh)
    where = folder(data)
    if journal:
        stay_in_background(where, wishes)
        return
    if processes.remembered(where.supervisor) is not None:
        already_running(where, detach)
        return
    if show_problems(where, port, quiet=True):
        raise typer.Exit(1)
    if detach:
        go_to_background(where, wishes)
    else:
        stay_in_foreground(where, wishes)


def down(data: DataOption = None) -> None:
    """Ends exactly what `mastery up` started on this data folder, all of it.

    Example: `mastery down`
    """
    where = folder(data)
    if where.is_foreign():
        fail(f"{where.path} is not a local suite's data folder")
    identity = processes.remembered(where.supervisor)
    if identity is not None:
        processes.end(identity, ((signal.SIGTERM, END_WITHIN),))
    if not where.is_ours():
        console.print("nothing was running")
        return
    with locks.locked(where.lock):
        supervisor.end_leftovers(where)
    console.print("nothing was running" if identity is None else "all has ended")


def already_running(data: DataFolder, detach: bool) -> None:
    message = f"a suite runs on {data.path} already: '{call(data, 'status')}' shows it"
    if not detach:
        fail(f"{message}, '{call(data, 'down')}' ends it")
    console.print(message, highlight=False)


def stay_in_foreground(data: DataFolder, wishes: Wishes) -> None:
    """Until Ctrl-C; one is enough."""
    with progress.shown(console) as steps:

        def on_ready(now: state.SuiteState) -> None:
            welcome.show(console, now, data, lambda command: call(data, command))
            console.print("\nCtrl-C ends it all.")

        try:
            asyncio.run(Supervisor(data, wishes, steps).run(on_ready))
        except failures.ALL as error:
            fail(failures.explained(error))
        except AlreadyLocked:
            fail(AT_WORK)
    console.print("all has ended")


def stay_in_background(data: DataFolder, wishes: Wishes) -> None:
    """The detached supervisor itself: it says what it does in a file."""
    data.path.mkdir(parents=True, exist_ok=True)
    journal = progress.Journal(data.progress)
    try:
        asyncio.run(Supervisor(data, wishes, journal).run(lambda _now: journal.write(ready=True)))
    except failures.ALL as error:
        journal.write(failed=failures.explained(error))
        raise typer.Exit(1) from error
    except AlreadyLocked:
        journal.write(failed=AT_WORK)
        raise typer.Exit(1) from None


def go_to_background(data: DataFolder, wishes: Wishes) -> None:
    """Starts the supervisor in a session of its own and follows it until all is ready."""
    data.path.mkdir(parents=True, exist_ok=True)
    data.progress.unlink(missing_ok=True)
    started = subprocess.Popen(  # noqa: S603 - ourselves
        [
            sys.executable, "-m", "suite.cli", "up", "--journal", "--data", str(data.path),
            "--people", str(wishes.people), "--months", str(wishes.months),
            "--port", str(wishes.port), *(["--fresh"] if wishes.fresh else []),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        with progress.shown(console) as steps:
            failure = follow(data, started, steps)
    except KeyboardInterrupt:
        started.send_signal(signal.SIGTERM)
        started.wait()
        fail("ended before all was ready", 130)
    if failure:
        started.wait()
        fail(failure)
    started.returncode = 0  # it goes on without us
    welcome.show(console, state.read(data), data, lambda command: call(data, command))
    console.print(f"\n'{call(data, 'down')}' ends it all.", highlight=False)


def follow(data: DataFolder, started: "subprocess.Popen[bytes]", steps: progress.Steps) -> str:
    """What kept the suite from coming up; nothing once it is ready."""
    for line in progress.lines_of(data.progress, lambda: started.poll() is None):
        said = progress.replay(line, steps)
        if "ready" in said:
            return ""
        if "failed" in said:
            return str(said["failed"])
    return f"the supervisor ended (status {started.returncode}); {data.logs} may say why"
