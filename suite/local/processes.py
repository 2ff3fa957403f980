"""Processes by identity: a pid is given out again, a pid with its start time is not."""

import json
import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import psutil

PROC = Path("/proc")  # where there is none, psutil answers, by the clock
POLL = 0.02
"""Seconds between two looks at a process that is starting or ending."""


LOG_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Identity:
    """``started`` is opaque; it differs between two processes that had the same pid."""

    pid: int
    started: str


def identity_of(pid: int) -> Identity | None:
    """``None`` if no such process runs; one that has ended and is not waited for does not run."""
    if PROC.exists():
        try:
            # The name stands in brackets and may hold anything; the state is the first field after.
            fields = (PROC / f"{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        if fields[0] in "ZX":
            return None
        boot = (PROC / "sys/kernel/random/boot_id").read_text().strip()
        return Identity(pid, f"{boot}/{fields[19]}")
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return Identity(pid, str(process.create_time()))
    except psutil.NoSuchProcess:
        return None


def is_running(identity: Identity) -> bool:
    return identity_of(identity.pid) == identity


def remember(path: Path, pid: int) -> Identity:
    """Writes the pid file of a process just started; raises ``ProcessLookupError`` if it ended."""
    identity = identity_of(pid)
    if identity is None:
        raise ProcessLookupError(pid)
    write_whole(path, json.dumps(asdict(identity)))
    return identity


def remembered(path: Path) -> Identity | None:
    """What the pid file names if that very process still runs."""
    try:
        identity = Identity(**json.loads(path.read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return identity if is_running(identity) else None


def write_whole(path: Path, text: str, mode: int = 0o600) -> None:
    """A reader sees the old file or the new one, never half of it."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as file:
        file.write(text)
    fresh.replace(path)


def open_log(path: Path) -> IO[bytes]:
    """Goes on with the log, or begins it anew and keeps one old one, should it have grown."""
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_name(f"{path.name}.1"))
    return path.open("ab")


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether ``condition`` came to hold in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(POLL)
    return True


def send(identity: Identity, number: int) -> bool:
    """Signals that very process; false if it runs no more."""
    if not is_running(identity):
        return False
    try:
        os.kill(identity.pid, number)
    except ProcessLookupError:
        return False
    return True


def end(identity: Identity, ways: Sequence[tuple[int, float]] = ((signal.SIGTERM, 5.0),)) -> None:
    """Asks in each of the ways (signal, seconds to wait), then kills."""
    for number, seconds in (*ways, (signal.SIGKILL, 5.0)):
        if not send(identity, number) or wait_until(lambda: not is_running(identity), seconds):
            return
