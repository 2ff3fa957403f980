"""The command line on a whole suite: real servers, real services, a small demo company."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from suite.local import ports

Status = dict[str, Any]
Mastery = Callable[..., "subprocess.CompletedProcess[str]"]
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def port() -> int:
    return ports.free_ports(1)[0]


@pytest.fixture(scope="module")
def mastery(tmp_path_factory: pytest.TempPathFactory) -> Mastery:
    """Runs a command on this module's data folder."""
    data = tmp_path_factory.mktemp("suite") / "data"
    environment = os.environ | {"MASTERY_DATA": str(data), "COLUMNS": "200"}

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "suite.cli", *arguments],
            capture_output=True,
            text=True,
            env=environment,
            check=False,
        )

    return run


@pytest.fixture(scope="module")
def up(mastery: Mastery, port: int) -> Iterator[str]:
    """What ``mastery up --detach`` said."""
    done = mastery("up", "--detach", "--people", "30", "--months", "2", "--port", str(port))
    assert done.returncode == 0, done.stdout + done.stderr
    yield done.stdout
    began = time.monotonic()
    ended = mastery("down")
    assert "all has ended" in ended.stdout
    assert time.monotonic() - began < 10


@pytest.fixture(scope="module")
def status(mastery: Mastery, up: str) -> Status:
    assert up
    found: Status = json.loads(mastery("status", "--json").stdout)
    return found


def test_it_says_where_all_is_whom_one_can_be_and_answers_a_query(up: str, status: Status) -> None:
    assert status["addresses"]["graphql"] in up
    assert all(f"token --as {mail}" in up for mail in status["demo"].values())
    answer = json.loads(up.partition("and its answer:")[2].strip().splitlines()[0])
    assert answer["data"]["team"]["members"]["totalCount"] > 0
    assert "errors" not in answer


def test_the_state_has_the_promised_shape(status: Status) -> None:
    processes = {one["name"]: one for one in status["processes"]}
    assert processes.keys() == {
        "directory", "goals", "learning", "gateway", "postgres", "kafka", "supervisor",
    }  # fmt: skip
    assert all(one["state"] == "ready" and one["rss_bytes"] for one in processes.values())
    assert {one["service"] for one in status["logs"]} == {"directory", "goals", "learning"}
    assert all(one["position"] for one in status["logs"])
    people = next(one for one in status["projections"] if one["name"] == "people")
    assert people.keys() >= {"service", "name", "version", "lag", "parked"}
    assert set(status["demo"]) == {"employee", "manager", "hr"}


@pytest.mark.parametrize("role", ["employee", "manager", "hr"])
def test_a_token_is_printed_alone_and_the_gateway_takes_it(
    mastery: Mastery, status: Status, role: str
) -> None:
    done = mastery("token", "--as", status["demo"][role], "--expires", "5m")
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1
    answer = httpx.post(
        status["addresses"]["graphql"],
        json={"query": "{ viewer { mail } }"},
        headers={"Authorization": f"Bearer {done.stdout.strip()}"},
        trust_env=False,
    ).json()
    assert answer["data"]["viewer"]["mail"] == status["demo"][role]


@pytest.mark.usefixtures("up")
def test_nobody_unknown_gets_a_token(mastery: Mastery) -> None:
    done = mastery("token", "--as", "nobody@acme.example")
    assert (done.returncode, done.stdout) == (1, "")
    assert "nobody has the mail address" in done.stderr


@pytest.mark.usefixtures("up")
def test_a_duration_must_be_one(mastery: Mastery) -> None:
    assert mastery("token", "--as", "nobody@acme.example", "--expires", "soon").returncode == 2


@pytest.mark.usefixtures("up")
def test_events_are_shown_as_they_stand_on_the_topic(mastery: Mastery) -> None:
    asked = ("events", "tail", "--from-beginning", "--limit", "5", "--json")
    events = [
        json.loads(line) for line in mastery(*asked, "--service", "goals").stdout.splitlines()
    ]
    assert [event["specversion"] for event in events] == ["1.0"] * 5
    assert {event["source"] for event in events} == {"/acme/goals"}
    hired = mastery(*asked, "--type", "person-hired").stdout.splitlines()
    assert {json.loads(line)["type"] for line in hired} == {"mastery.directory.person-hired.v1"}


@pytest.mark.usefixtures("up")
def test_sql_reads_and_does_not_write(mastery: Mastery) -> None:
    count = mastery("sql", "-At", "-c", "SELECT count(*) FROM directory.people")
    assert count.stdout.strip() == "30"
    assert "read-only transaction" in mastery("sql", "-c", "CREATE TABLE mine ()").stderr


@pytest.mark.usefixtures("up")
@pytest.mark.parametrize("service", ["directory", "learning"])
def test_what_is_built_anew_is_what_is_live(mastery: Mastery, up: str, service: str) -> None:
    assert up
    assert mastery("rebuild", service).returncode == 0
    checked = mastery("rebuild", service, "--check", "--workers", "1")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "differs" not in checked.stdout


def test_a_topic_is_written_again_and_nothing_is_parked_or_lacking(
    mastery: Mastery, up: str
) -> None:
    assert up
    refused = mastery("republish", "goals", "--from", "1")
    assert refused.returncode == 1
    assert "--recreate" in refused.stderr
    done = mastery("republish", "goals", "--from", "1", "--recreate")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "holds all that its topic holds" in mastery("recover", "goals").stdout
    assert json.loads(mastery("parked", "list", "--json").stdout) == []
    nothing = mastery("parked", "show", "goals", "directory/0@1")
    assert "not parked" in nothing.stderr


def test_up_again_in_the_background_finds_it_running(mastery: Mastery) -> None:
    again = mastery("up", "--detach")
    assert again.returncode == 0
    assert "runs on" in again.stdout
    assert mastery("up").returncode == 1


@pytest.mark.usefixtures("up")
def test_a_port_that_is_taken_is_named_with_who_has_it(
    mastery: Mastery, port: int, tmp_path: Path
) -> None:
    done = mastery("up", "--detach", "--data", str(tmp_path / "other"), "--port", str(port))
    assert done.returncode == 1
    assert f"port {port} is taken by python" in done.stdout
    assert f"mastery up --port {port + 1}" in done.stdout or "mastery up --port" in done.stdout
    assert not (tmp_path / "other").exists()


def test_doctor_names_everything_at_once(mastery: Mastery, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with socket.create_server(("127.0.0.1", 0)) as held:
        taken = held.getsockname()[1]
        done = mastery("doctor", "--data", str(tmp_path), "--port", str(taken))
    assert done.returncode == 1
    assert "files that are not a local suite's" in done.stdout
    assert f"port {taken} is taken by python" in done.stdout
    assert done.stdout.count("mend it:") == 2


def test_what_needs_a_running_suite_says_so(mastery: Mastery, tmp_path: Path) -> None:
    done = mastery("status", "--data", str(tmp_path / "none"))
    assert done.returncode == 1
    assert "up --detach" in done.stderr
