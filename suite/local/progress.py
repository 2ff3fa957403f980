"""Saying what is being done: which step, how far, how long.

A terminal gets moving bars, a pipe gets lines, a detached supervisor writes JSON lines for the
one who waits for it.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Column
from rich.text import Text

from suite.local.processes import POLL


class Steps(Protocol):
    """Each step ends the one before; ``advance`` says how far the present one is."""

    def step(self, name: str) -> None: ...

    def advance(self, done: int, total: int, what: str = "") -> None: ...

    def finish(self) -> None:
        """The last step has ended well."""
        ...


class Lines:
    """For a pipe or a log: a line when a step has ended, and one for each fifth of a long one."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._name = ""
        self._began = 0.0
        self._fifth = 0
        self._total = 0

    def step(self, name: str) -> None:
        self.finish()
        self._name, self._began, self._fifth = name, time.monotonic(), 0

    def advance(self, done: int, total: int, what: str = "") -> None:
        if self._total != total:  # another part of the step counts from its own start
            self._total, self._fifth = total, 0
        fifth = done * 5 // total if total else 0
        if self._fifth < fifth < 5:
            self._fifth = fifth
            detail = f" ({what})" if what else ""
            self._console.print(f"  {self._name}: {done} of {total}{detail}", highlight=False)

    def finish(self) -> None:
        if self._name:
            seconds = time.monotonic() - self._began
            self._console.print(f"{self._name}: {seconds:.1f} s", highlight=False)
        self._name = ""


class _Count(MofNCompleteColumn):
    """``12/46``, nothing for a step that is not counted."""

    def render(self, task: Task) -> Text:
        return super().render(task) if task.total else Text()


class Bars:
    """For a terminal, from the first step to ``finish``."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            SpinnerColumn(finished_text="[green]✓[/]"),
            TextColumn("{task.description}", table_column=Column(min_width=24)),
            BarColumn(bar_width=24),
            _Count(),
            TimeElapsedColumn(),
            TextColumn("[dim]{task.fields[what]}[/]"),
            console=console,
        )
        self._task: TaskID | None = None

    def step(self, name: str) -> None:
        self._end_task()
        self._progress.start()
        self._task = self._progress.add_task(name, total=None, what="")

    def advance(self, done: int, total: int, what: str = "") -> None:
        if self._task is not None:
            self._progress.update(self._task, completed=done, total=total, what=what)

    def finish(self) -> None:
        self._end_task()
        self.close()

    def close(self) -> None:
        """Leaves the terminal in order, however it ended."""
        self._progress.stop()

    def _end_task(self) -> None:
        if self._task is not None:
            total = self._progress.tasks[self._task].total or 1
            self._progress.update(self._task, completed=total, total=total, what="")
        self._task = None


@contextmanager
def shown(console: Console) -> Iterator[Steps]:
    """Bars on a terminal, lines elsewhere."""
    if not console.is_terminal:
        yield Lines(console)
        return
    bars = Bars(console)
    try:
        yield bars
    finally:
        bars.close()


class Journal:
    """For whoever follows the file: ``replay`` gives the same calls to other steps."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w")

    def write(self, **said: object) -> None:
        self._file.write(json.dumps(said) + "\n")
        self._file.flush()

    def close(self) -> None:
        self._file.close()

    def step(self, name: str) -> None:
        self.write(step=name)

    def advance(self, done: int, total: int, what: str = "") -> None:
        self.write(done=done, total=total, what=what)

    def finish(self) -> None:
        self.write(finished=True)


def replay(line: str, steps: Steps) -> dict[str, object]:
    """Does with ``steps`` what a line of a journal says; answers the line."""
    said: dict[str, object] = json.loads(line)
    match said:
        case {"step": str(name)}:
            steps.step(name)
        case {"done": int(done), "total": int(total), "what": str(what)}:
            steps.advance(done, total, what)
        case {"finished": True}:
            steps.finish()
        case _:
            pass
    return said


def lines_of(path: Path, alive: Callable[[], bool]) -> Iterator[str]:
    """The lines of a journal as they come, until its writer has ended."""
    while not path.exists():
        if not alive():
            return
        time.sleep(POLL)
    with path.open() as file:
        begun = ""
        while True:
            lives = alive()
            begun += file.readline()
            if begun.endswith("\n"):
                yield begun
                begun = ""
            elif lives:
                time.sleep(POLL)
            else:
                return
