"""What a running suite says of itself in its data folder, for ``status``, ``token`` and ``sql``."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from suite.local import processes
from suite.local.databases import Databases
from suite.local.environment import Surroundings
from suite.local.folder import DataFolder


class NotRunning(Exception):
    """No suite runs on this data folder."""


class Starting(NotRunning):
    """A supervisor is at work, and has not come so far that there is anything to say."""


@dataclass(frozen=True, slots=True)
class ProcessState:
    name: str
    pid: int | None
    state: str
    restarts: int = 0


@dataclass(frozen=True, slots=True)
class SuiteState:
    """Written anew at each change; ``ready`` from the moment that the start has ended."""

    events_url: str
    keys_url: str
    bootstrap_servers: str
    ports: Mapping[str, int]
    processes: tuple[ProcessState, ...] = ()
    demo: Mapping[str, str] = field(default_factory=dict)
    ready: bool = False

    def surroundings(self, folder: DataFolder) -> Surroundings:
        databases = Databases(self.events_url, self.keys_url)
        return Surroundings(databases, self.bootstrap_servers, self.ports, folder)


def write(folder: DataFolder, state: SuiteState) -> None:
    processes.write_whole(folder.state, json.dumps(asdict(state)))


def read(folder: DataFolder) -> SuiteState:
    """Raises ``NotRunning``, ``Starting``."""
    if processes.remembered(folder.supervisor) is None:
        raise NotRunning(folder.path)
    try:
        kept = json.loads(folder.state.read_text())
    except FileNotFoundError:
        raise Starting(folder.path) from None
    running = tuple(ProcessState(**process) for process in kept.pop("processes"))
    return SuiteState(**kept, processes=running)
