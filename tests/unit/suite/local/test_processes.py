"""Processes by identity, locks that a killed holder cannot keep, and ports."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from suite.local import locks, ports, processes

STUBBORN = (
    "import signal, sys; signal.signal(15, signal.SIG_IGN); print(1, flush=True); sys.stdin.read()"
)


@pytest.fixture
def stubborn() -> Iterator["subprocess.Popen[bytes]"]:
    """A process that ignores SIGTERM."""
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", STUBBORN], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


def test_a_process_is_remembered_as_itself(tmp_path: Path) -> None:
    mine = processes.remember(tmp_path / "pid", os.getpid())
    assert processes.remembered(tmp_path / "pid") == mine
    assert processes.is_running(mine)


@pytest.mark.parametrize("text", ["", "4711", "{}", '{"pid": 1, "started": "x", "more": 1}'])
def test_a_pid_file_of_another_make_names_nobody(tmp_path: Path, text: str) -> None:
    (tmp_path / "pid").write_text(text)
    assert processes.remembered(tmp_path / "pid") is None


def test_a_process_that_has_ended_and_is_not_waited_for_does_not_run() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    identity = processes.Identity(process.pid, "")
    assert processes.wait_until(lambda: processes.identity_of(identity.pid) is None, 10)
    process.wait()


def test_who_does_not_end_when_asked_is_killed(stubborn: "subprocess.Popen[bytes]") -> None:
    identity = processes.identity_of(stubborn.pid)
    assert identity is not None
    processes.end(identity, ((signal.SIGTERM, 0.1),))
    assert stubborn.wait() == -signal.SIGKILL


def test_a_signal_is_not_sent_to_the_next_holder_of_a_pid(
    stubborn: "subprocess.Popen[bytes]",
) -> None:
    assert not processes.send(processes.Identity(stubborn.pid, "before"), signal.SIGKILL)
    assert stubborn.poll() is None


def test_a_file_is_written_whole_and_for_its_owner_alone(tmp_path: Path) -> None:
    processes.write_whole(tmp_path / "file", "new")
    assert (tmp_path / "file").read_text() == "new"
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_log_that_has_grown_is_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "LOG_BYTES", 3)
    for text in (b"one", b"two", b"three"):
        with processes.open_log(tmp_path / "log") as log:
            log.write(text)
    assert (tmp_path / "log").read_bytes() == b"three"
    assert (tmp_path / "log.1").read_bytes() == b"onetwo"


def test_a_lock_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    with (
        locks.locked(tmp_path / "lock"),
        pytest.raises(locks.AlreadyLocked),
        locks.locked(tmp_path / "lock", wait=False),
    ):
        pass
    with locks.locked(tmp_path / "lock", wait=False):
        pass


def test_ports_are_remembered_while_they_are_free(tmp_path: Path) -> None:
    first = ports.settle(tmp_path / "ports", ("a", "b"), {})
    assert ports.settle(tmp_path / "ports", ("a", "b"), {}) == first
    with socket.create_server((ports.LOOPBACK, first["a"])):
        second = ports.settle(tmp_path / "ports", ("a", "b"), {})
    assert second["a"] != first["a"]
    assert second["b"] == first["b"]


def test_a_wanted_port_goes_before_a_remembered_one(tmp_path: Path) -> None:
    ports.settle(tmp_path / "ports", ("a",), {})
    assert ports.settle(tmp_path / "ports", ("a",), {"a": 1234}) == {"a": 1234}


def test_the_holder_of_a_port_is_named() -> None:
    with socket.create_server((ports.LOOPBACK, 0)) as held:
        port = held.getsockname()[1]
        assert f"(pid {os.getpid()})" in ports.holder(port)
        assert not ports.is_free(port)
        assert ports.reaches(ports.LOOPBACK, port)
