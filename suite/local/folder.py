"""The data folder: everything that one local suite keeps, and how it is recognised as ours."""

import json
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from suite.local.processes import write_whole

PROJECT = Path(__file__).parents[2]
FORMAT = 1


class ForeignFolder(Exception):
    """The folder holds files that are not a local suite's."""


def project() -> Path:
    """The checkout; for a suite that is installed elsewhere, where the caller stands."""
    return PROJECT if (PROJECT / "pyproject.toml").exists() else Path.cwd()


def default_path() -> Path:
    return project() / ".mastery" / "data"


def servers_path() -> Path:
    """Where Kafka's jars are, for all data folders and the tests alike."""
    return project() / ".mastery" / "servers"


@dataclass(frozen=True, slots=True)
class DataFolder:
    path: Path

    @property
    def mark(self) -> Path:
        return self.path / "mastery.json"

    @property
    def lock(self) -> Path:
        """Held by the supervisor for as long as it lives."""
        return self.path / "lock"

    @property
    def supervisor(self) -> Path:
        return self.path / "supervisor.pid"

    @property
    def state(self) -> Path:
        return self.path / "state.json"

    @property
    def progress(self) -> Path:
        """What a detached supervisor says of its start, a JSON object a line."""
        return self.path / "up.jsonl"

    @property
    def ports(self) -> Path:
        return self.path / "ports.json"

    @property
    def demo(self) -> Path:
        return self.path / "demo.json"

    @property
    def secrets(self) -> Path:
        return self.path / "secrets"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def pids(self) -> Path:
        return self.path / "pids"

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def kafka(self) -> Path:
        return self.path / "kafka"

    def is_ours(self) -> bool:
        """Whether it bears our mark in a format that this version reads."""
        try:
            kept = json.loads(self.mark.read_text())
        except (OSError, ValueError):
            return False
        return isinstance(kept, dict) and kept.get("format") == FORMAT

    def is_foreign(self) -> bool:
        """Whether it holds something and does not bear our mark."""
        if not self.path.exists():
            return False
        if not self.path.is_dir():
            return True
        early = {self.lock, self.progress}  # they come before the mark
        return not self.is_ours() and any(path not in early for path in self.path.iterdir())

    def prepare(self) -> None:
        """Makes the folder and its mark; raises ``ForeignFolder``."""
        if self.is_foreign():
            raise ForeignFolder(self.path)
        self.path.mkdir(parents=True, exist_ok=True)
        self.path.chmod(0o700)
        if not self.mark.exists():
            write_whole(self.mark, json.dumps({"format": FORMAT}))
        for folder in (self.secrets, self.logs, self.pids):
            folder.mkdir(exist_ok=True, mode=0o700)

    def empty(self) -> None:
        """Removes all that it holds but the lock, which the caller has; the mark goes last."""
        if self.is_foreign():
            raise ForeignFolder(self.path)
        if not self.path.exists():
            return
        note = self.postgres / "cluster.path"
        if note.exists():  # where another user runs the server, its files lie elsewhere
            rmtree(note.read_text(), ignore_errors=True)
        for path in self.path.iterdir():
            if path.is_dir():
                rmtree(path)
            elif path not in (self.lock, self.progress, self.mark):
                path.unlink()
        self.mark.unlink(missing_ok=True)
