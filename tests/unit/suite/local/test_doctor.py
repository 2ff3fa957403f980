"""The preflight: each thing in the way is found, and what mends it is said."""

import os
import shutil
import socket
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from suite.local import doctor, footing, jars, ports
from suite.local.folder import DataFolder


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_nothing_is_in_the_way_of_a_new_folder(tmp_path: Path) -> None:
    data = DataFolder(tmp_path / "not" / "yet" / "there")
    assert [*doctor.python(), *doctor.data_folder(data), *doctor.disk(data.path)] == []


def test_a_full_disk_is_named_with_what_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(1, 1, 5 << 20))
    (problem,) = doctor.disk(tmp_path / "data")
    assert problem.what == "5 MiB are free, 1024 MiB are needed"
    assert "--data" in problem.mend


def test_a_foreign_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    (problem,) = doctor.data_folder(DataFolder(tmp_path))
    assert str(tmp_path) in problem.what


def test_an_old_python_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "OLDEST_PYTHON", (9, 9))
    assert [problem.mend for problem in doctor.python()] == ["make run PYTHON=python3.11"]


def test_a_python_without_venv_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    monkeypatch.setattr(doctor, "find_spec", lambda _name: None)
    assert [problem.mend for problem in doctor.python()] == ["apt-get install python3-venv"]


def test_a_taken_port_comes_with_its_holder_and_another_port(tmp_path: Path) -> None:
    with socket.create_server((ports.LOOPBACK, 0)) as held:
        port = held.getsockname()[1]
        (problem,) = doctor.gateway_port(DataFolder(tmp_path), port)
    assert f"(pid {os.getpid()})" in problem.what
    assert int(problem.mend.rpartition(" ")[2]) != port


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs somebody else")
def test_root_without_anybody_to_run_postgresql_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(footing, "NAMESPACE", ("false",))
    monkeypatch.setattr(footing, "OTHER_USERS", ("nobody-of-that-name",))
    (problem,) = doctor.postgres()
    assert "refuses root" in problem.what
    assert "ordinary user" in problem.mend


def test_missing_jars_matter_only_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jars, "are_there", lambda _servers: False)
    monkeypatch.setattr(jars, "unreachable", lambda: None)
    assert list(doctor.kafka_jars()) == []
    monkeypatch.setattr(jars, "unreachable", lambda: "ConnectionError at somewhere")
    (problem,) = doctor.kafka_jars()
    assert "somewhere" in problem.what
    monkeypatch.setattr(jars, "are_there", lambda _servers: True)
    assert list(doctor.kafka_jars()) == []


def test_every_check_stands_by_itself(tmp_path: Path) -> None:
    titles = [check.title for check in doctor.checks(DataFolder(tmp_path), 8000)]
    assert len(titles) == len(set(titles)) == 6
