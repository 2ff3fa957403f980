"""The supervisor on real servers, with stand-ins for the services."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from suite.local import ports, processes, state
from suite.local.folder import DataFolder
from suite.local.state import SuiteState

PROGRAM = Path(__file__).with_name("stand_in_suite.py")
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


@pytest.fixture
def port() -> int:
    return ports.free_ports(1)[0]


@pytest.fixture
def start(data: DataFolder, port: int) -> Iterator[Start]:
    """Starts a suite of stand-ins on ``data``; all are gone after the test."""
    started: list[subprocess.Popen[str]] = []

    def begin() -> "subprocess.Popen[str]":
        one = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, str(PROGRAM), str(data.path), str(port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(one)
        return one

    yield begin
    for one in started:
        one.terminate()
        one.communicate(timeout=20)


def until_ready(one: "subprocess.Popen[str]") -> float:
    """Seconds until it says so."""
    began = time.monotonic()
    assert one.stdout is not None
    said = []
    for line in one.stdout:
        said.append(line)
        if "all is ready" in line:
            return time.monotonic() - began
    raise AssertionError("".join(said))


def family(one: "subprocess.Popen[str]") -> list[processes.Identity]:
    """The supervisor and all that runs under it."""
    members = [psutil.Process(one.pid), *psutil.Process(one.pid).children(recursive=True)]
    found = [processes.identity_of(member.pid) for member in members]
    return [identity for identity in found if identity is not None]


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
    assert [member for member in members if processes.is_running(member)] == []
    with pytest.raises(state.NotRunning):
        state.read(data)


def test_an_interrupt_while_it_starts_leaves_no_process(start: Start, data: DataFolder) -> None:
    one = start()
    pid_file = data.kafka / "pid"
    assert processes.wait_until(pid_file.exists, 30)
    members = family(one)
    began = time.monotonic()
    one.send_signal(signal.SIGINT)
    one.wait(timeout=10)
    assert time.monotonic() - began < 5
    assert [member for member in members if processes.is_running(member)] == []


def test_it_starts_again_after_everything_was_killed(start: Start, data: DataFolder) -> None:
    one = start()
    until_ready(one)
    before = state.read(data)
    for member in family(one):
        processes.send(member, signal.SIGKILL)
    one.wait()
    assert until_ready(start()) < 15
    after = state.read(data)
    assert after.ready
    assert after.ports == before.ports
    assert after.bootstrap_servers == before.bootstrap_servers
    assert after.events_url == before.events_url


def test_it_ends_the_orphans_of_a_supervisor_that_was_killed(start: Start) -> None:
    one = start()
    until_ready(one)
    orphans = [member for member in family(one) if member.pid != one.pid]
    one.kill()
    one.wait()
    until_ready(start())
    assert [orphan for orphan in orphans if processes.is_running(orphan)] == []


def test_a_second_supervisor_on_the_same_data_is_refused(start: Start) -> None:
    first = start()
    until_ready(first)
    second = start()
    words, _ = second.communicate(timeout=20)
    assert second.returncode != 0
    assert "AlreadyLocked" in words
    assert processes.identity_of(first.pid) is not None


def test_a_service_that_dies_is_started_again(start: Start, data: DataFolder) -> None:
    until_ready(start())
    before = state.read(data)
    address = f"http://127.0.0.1:{before.ports['goals']}/die"
    with pytest.raises(httpx.HTTPError):
        httpx.get(address, trust_env=False)

    def is_back() -> bool:
        goals = next(one for one in state.read(data).processes if one.name == "goals")
        return goals.state == "ready" and goals.restarts == 1

    assert processes.wait_until(is_back, 20)
    assert pids(state.read(data))["goals"] != pids(before)["goals"]
    assert pids(state.read(data))["directory"] == pids(before)["directory"]


def test_a_foreign_folder_is_left_as_it_is(start: Start, data: DataFolder) -> None:
    data.path.mkdir()
    (data.path / "thesis.txt").write_text("mine")
    one = start()
    words, _ = one.communicate(timeout=20)
    assert one.returncode != 0
    assert "files that are not a local suite's" in words
    assert [path.name for path in data.path.iterdir()] == ["thesis.txt"]


def test_secrets_are_their_owner_s_alone_and_stay_the_same(start: Start, data: DataFolder) -> None:
    one = start()
    until_ready(one)
    files = [path for path in data.secrets.iterdir() if path.is_file()]
    assert {path.name for path in files} >= {"keys.json", "signing-key.json", "client.token"}
    assert {oct(os.stat(path).st_mode & 0o777) for path in files} == {"0o600"}
    assert oct(os.stat(data.path).st_mode & 0o777) == "0o700"
    kept = (data.secrets / "keys.json").read_text()
    one.send_signal(signal.SIGTERM)
    one.wait(timeout=10)
    until_ready(start())
    assert json.loads(kept) == json.loads((data.secrets / "keys.json").read_text())
