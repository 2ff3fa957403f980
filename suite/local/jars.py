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
from urllib.parse import urlsplit

from maven_artifact import (  # type: ignore[import-untyped]  # it has no types
    Artifact,
    Downloader,
)

LOCK = Path(__file__).with_name("kafka-jars.lock")
KAFKA_VERSION = "4.3.1"
THREADS = 8
TRIES = 3
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
        artifact = Artifact.parse(self.coordinates)
        return f"{artifact.artifact_id}-{artifact.version}.jar"


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
    """Why the jars cannot be fetched now, ``None`` if they can; asks for the head of one."""
    source = Downloader()
    address = source.resolver.uri_for_artifact(Artifact.parse(locked()[0].coordinates))
    try:
        source.requestor.request(address, None, method="head", timeout=5)
    except OSError as error:
        return f"{type(error).__name__} at {urlsplit(address).hostname}"
    return None


def put(fresh: Path, folder: Path) -> None:
    """Renames; where another process was faster, its folder holds the same bytes."""
    try:
        fresh.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise


def fetch_all(wanted: Sequence[Jar], folder: Path, progress: Progress) -> None:
    source = Downloader()
    with ThreadPoolExecutor(THREADS, thread_name_prefix="jars") as threads:
        fetches = [threads.submit(fetch, source, jar, folder) for jar in wanted]
        try:
            for done, fetched in enumerate(as_completed(fetches), start=1):
                fetched.result()
                progress(done, len(wanted))
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            raise


def fetch(source: Downloader, jar: Jar, folder: Path) -> None:
    """Raises ``JarsUnavailable`` after the last try, at once if the bytes are other ones."""
    content = download(source, jar)
    if sha256(content).hexdigest() != jar.sha256:
        raise JarsUnavailable(f"{jar.coordinates} is not what {LOCK.name} names")
    (folder / jar.file_name).write_bytes(content)


def download(source: Downloader, jar: Jar, tries: int = TRIES) -> bytes:
    address = source.resolver.uri_for_artifact(Artifact.parse(jar.coordinates))
    try:
        content: bytes = source.requestor.request(address, None, timeout=20).content
    except OSError as error:  # all of requests' errors are
        if tries > 1:
            return download(source, jar, tries - 1)
        raise JarsUnavailable(f"{jar.coordinates} cannot be fetched: {error}") from error
    return content


if __name__ == "__main__":
    try:
        ensure(
            Path(sys.argv[1]),
            lambda done, total: print(done, total, flush=True),  # noqa: T201 - read by the caller
        )
    except JarsUnavailable as error:
        sys.exit(str(error))
