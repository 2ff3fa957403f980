"""Kafka's jars: locked by coordinates and SHA-256, fetched once by ``maven-artifact``.

``python -m suite.local.jars <servers>`` fetches them in a process that may be killed.
"""

import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

LOCK = Path(__file__).with_name("kafka-jars.lock")
KAFKA_VERSION = "4.3.1"
THREADS = 8
UNDER_WAY = 600.0

Progress = Callable[[int, int], None]
"""Told how many of how many jars are there."""


class JarsUnavailable(Exception):
    """A jar could not be fetched, or is not the one that the lock names."""


@dataclass(frozen=True, slots=True)
class Jar:
    coordinates: str
    sha256: str

    @property
    def file_name(self) -> str:
        _group, artifact, version = self.coordinates.split(":")
        return f"{artifact}-{version}.jar"


def locked() -> list[Jar]:
    lines = [line for line in LOCK.read_text().splitlines() if line and not line.startswith("#")]
    return [Jar(*line.split()) for line in lines]


def folder_in(servers: Path) -> Path:
    return servers / f"kafka-{KAFKA_VERSION}"


def are_there(servers: Path) -> bool:
    """Whether the fetch is done; the folder comes into being whole or not at all."""
    return folder_in(servers).is_dir()


def ensure(servers: Path, progress: Progress = lambda _done, _all: None) -> list[Path]:
    """The jars in the order of the lock; fetches them all where they are not there."""
    wanted = locked()
    folder = folder_in(servers)
    if not folder.is_dir():
        servers.mkdir(parents=True, exist_ok=True)
        remove_leftovers(servers)
        fresh = Path(mkdtemp(prefix="fetching-", dir=servers))
        try:
            fetch_all(wanted, fresh, progress)
            fresh.chmod(0o755)
            put(fresh, folder)
        finally:
            rmtree(fresh, ignore_errors=True)
    return [folder / jar.file_name for jar in wanted]


def remove_leftovers(servers: Path) -> None:
    """Of fetches that were killed; a folder of the last minutes may be one that is under way."""
    for folder in servers.glob("fetching-*"):
        if time.time() - folder.stat().st_mtime > UNDER_WAY:
            rmtree(folder, ignore_errors=True)


def unreachable() -> str | None:
    """Why the jars cannot be fetched now, ``None`` if they can."""
    from suite.local import repository

    return repository.why_unreachable(locked()[0].coordinates)


def put(fresh: Path, folder: Path) -> None:
    """Renames; where another process was faster, its folder holds the same bytes."""
    try:
        fresh.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise


def fetch_all(wanted: Sequence[Jar], folder: Path, progress: Progress) -> None:
    with ThreadPoolExecutor(THREADS, thread_name_prefix="jars") as threads:
        fetches = [threads.submit(fetch, jar, folder) for jar in wanted]
        try:
            for done, fetched in enumerate(as_completed(fetches), start=1):
                fetched.result()
                progress(done, len(wanted))
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            raise


def fetch(jar: Jar, folder: Path) -> None:
    """Raises ``JarsUnavailable``."""
    from suite.local import repository  # seldom needed, and slow to load

    try:
        content = repository.download(jar.coordinates)
    except repository.Unreachable as error:
        raise JarsUnavailable(str(error)) from error
    if sha256(content).hexdigest() != jar.sha256:
        raise JarsUnavailable(f"{jar.coordinates} is not what {LOCK.name} names")
    (folder / jar.file_name).write_bytes(content)


if __name__ == "__main__":
    try:
        ensure(
            Path(sys.argv[1]),
            lambda done, total: print(done, total, flush=True),  # noqa: T201 - read by the caller
        )
    except JarsUnavailable as error:
        sys.exit(str(error))
