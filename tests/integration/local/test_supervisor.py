"""The supervisor on real servers, with stand-ins for the services."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import httpx
import psutil
import pytest

from suite.local import ports, processes, state
from suite.local.folder import DataFolder
from suite.local.state import SuiteState

PROGRAM = Path(__file__).with_name("stand_in_suite.py")
Started: TypeAlias = "subprocess.Popen[str]"
Start = Callable[..., Started]
Running = tuple[DataFolder, Started]
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


def begin(data: DataFolder, *more: str) -> Started:
    """A supervisor of stand-ins on ``data``."""
    port = ports.free_ports(1)[0]
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, str(PROGRAM), str(data.path), str(port), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def finish(one: Started) -> None:
    one.terminate()
    one.communicate(timeout=20)


@pytest.fixture
def start(data: DataFolder) -> Iterator[Start]:
    """Starts a suite on this test's ``data``; all are gone after the test."""
    started: list[Started] = []

    def one(*more: str) -> Started:
        started.append(begin(data, *more))
        return started[-1]

    yield one
    for each in started:
        finish(each)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DataFolder, Started]]:
    """One suite for all tests that do not end it."""
    data = DataFolder(tmp_path_factory.mktemp("running") / "data")
    one = begin(data)
    until_ready(one)
    yield data, one
    finish(one)


def until_ready(one: Started) -> float:
    """Seconds until it says so."""
    began = time.monotonic()
    assert one.stdout is not None
    said = []
    for line in one.stdout:
        said.append(line)
        if "all is ready" in line:
            return time.monotonic() - began
    raise AssertionError("".join(said))


def family(one: Started) -> list[processes.Identity]:
    """The supervisor and all that runs under it."""
    members = [psutil.Process(one.pid), *psutil.Process(one.pid).children(recursive=True)]
    found = [processes.identity_of(member.pid) for member in members]
    return [identity for identity in found if identity is not None]


def still_running(members: list[processes.Identity]) -> list[processes.Identity]:
    return [member for member in members if processes.is_running(member)]


def pids(now: SuiteState) -> dict[str, int | None]:
    return {process.name: process.pid for process in now.processes}


def test_one_interrupt_ends_everything_within_five_seconds(start: Start, data: DataFolder) -> None:
    one = start()
    until_ready(one)
    members = family(one)
    assert len(members) > 6
    began = time.monotonic()
    one.send_signal(signal.SIGINT)
    assert one.wait(timeout=10) == 0
    assert time.monotonic() - began < 5
    assert still_running(members) == []
    with pytest.raises(state.NotRunning):
        state.read(data)


def test_an_interrupt_while_it_starts_leaves_no_process(start: Start, data: DataFolder) -> None:
    one = start()
    pid_file = data.kafka / "pid"
    assert processes.wait_until(pid_file.exists, 60)
    members = family(one)
    began = time.monotonic()
    one.send_signal(signal.SIGINT)
    one.wait(timeout=10)
    assert time.monotonic() - began < 5
    assert still_running(members) == []


def test_it_starts_again_whatever_was_killed(start: Start, data: DataFolder) -> None:
    """First all of it; then the supervisor alone, whose orphans the next one, a fresh one, ends."""
    one = start()
    until_ready(one)
    before, kept = state.read(data), (data.secrets / "keys.json").read_text()
    for member in family(one):
        processes.send(member, signal.SIGKILL)
    one.wait()

    two = start()
    assert until_ready(two) < 30
    after = state.read(data)
    assert after.ready
    assert after.bootstrap_servers == before.bootstrap_servers
    assert after.events_url == before.events_url
    assert (data.secrets / "keys.json").read_text() == kept
    orphans = [member for member in family(two) if member.pid != two.pid]
    two.kill()
    two.wait()

    until_ready(start("fresh"))
    assert still_running(orphans) == []
    assert (data.secrets / "keys.json").read_text() != kept


def test_a_second_supervisor_on_the_same_data_is_refused(running: Running) -> None:
    data, first = running
    second = begin(data)
    words, _ = second.communicate(timeout=60)
    assert second.returncode != 0
    assert "AlreadyLocked" in words
    assert processes.identity_of(first.pid) is not None
    assert state.read(data).ready


def test_a_service_that_dies_is_started_again(running: Running) -> None:
    data, _ = running
    before = state.read(data)
    address = f"http://127.0.0.1:{before.ports['goals']}/die"
    with pytest.raises(httpx.HTTPError):
        httpx.get(address, trust_env=False)

    def is_back() -> bool:
        goals = next(one for one in state.read(data).processes if one.name == "goals")
        return goals.state == "ready" and goals.restarts == 1

    assert processes.wait_until(is_back, 60)
    assert pids(state.read(data))["goals"] != pids(before)["goals"]
    assert pids(state.read(data))["directory"] == pids(before)["directory"]


@pytest.mark.parametrize("server", ["postgres", "kafka"])
def test_a_server_that_dies_is_started_again(running: Running, server: str) -> None:
    data, _ = running
    before = state.read(data)
    died = pids(before)[server]
    assert died is not None
    os.kill(died, signal.SIGKILL)
    assert processes.wait_until(lambda: pids(state.read(data))[server] not in (died, None), 60)
    after = state.read(data)
    assert (after.events_url, after.bootstrap_servers) == (
        before.events_url,
        before.bootstrap_servers,
    )


def test_secrets_are_their_owner_s_alone(running: Running) -> None:
    data, _ = running
    files = [path for path in data.secrets.iterdir() if path.is_file()]
    assert {path.name for path in files} >= {"keys.json", "signing-key.json", "client.token"}
    assert {oct(os.stat(path).st_mode & 0o777) for path in files} == {"0o600"}
    assert oct(os.stat(data.path).st_mode & 0o777) == "0o700"
    assert oct(os.stat(data.state).st_mode & 0o777) == "0o600"


def test_a_foreign_folder_is_left_as_it_is(start: Start, data: DataFolder) -> None:
    data.path.mkdir()
    (data.path / "thesis.txt").write_text("mine")
    one = start()
    words, _ = one.communicate(timeout=60)
    assert one.returncode != 0
    assert "files that are not a local suite's" in words
    assert [path.name for path in data.path.iterdir()] == ["thesis.txt"]
