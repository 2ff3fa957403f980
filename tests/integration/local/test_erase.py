"""``mastery erase`` on a whole suite: shown first, then done in all services, then reported."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from suite.local import ports

Mastery = Callable[..., "subprocess.CompletedProcess[str]"]
pytestmark = pytest.mark.timeout(400)
SERVICES = {"directory", "goals", "learning"}


@pytest.fixture(scope="module")
def mastery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mastery]:
    """Runs a command on a running suite of this module's own."""
    data = tmp_path_factory.mktemp("erase") / "data"
    environment = os.environ | {"MASTERY_DATA": str(data), "COLUMNS": "200"}

    def run(*arguments: str, answer: str = "") -> "subprocess.CompletedProcess[str]":
        return subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "suite.cli", *arguments],
            input=answer,
            capture_output=True,
            text=True,
            env=environment,
            check=False,
        )

    port = str(ports.free_ports(1)[0])
    done = run("up", "--detach", "--people", "12", "--months", "1", "--port", port)
    assert done.returncode == 0, done.stdout + done.stderr
    yield run
    run("down")


def counted(mastery: Mastery, mail: str) -> str:
    statement = f"SELECT count(*) FROM directory.people WHERE mail = '{mail}'"  # noqa: S608
    return mastery("sql", "-At", "-c", statement).stdout.strip()


def test_a_person_is_erased_in_all_services_and_the_report_says_so(mastery: Mastery) -> None:
    mail = json.loads(mastery("status", "--json").stdout)["demo"]["employee"]
    unknown = mastery("erase", "nobody@acme.example", "--yes")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "the directory knows nobody as nobody@acme.example" in unknown.stderr

    refused = mastery("erase", mail, answer="n\n")
    assert refused.returncode == 1
    assert mail in refused.stdout
    assert "known_people 1" in refused.stdout
    assert "nothing was erased" in refused.stderr
    assert counted(mastery, mail) == "1"
    assert mastery("erasures").stdout.strip() == "nobody was erased"

    done = mastery("erase", mail, "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "waits for" in done.stderr
    assert done.stdout.count("purged") == len(SERVICES)
    assert counted(mastery, mail) == "0"

    [report] = json.loads(mastery("erasures", "--json").stdout)["erasures"]
    assert report["completed_at"]
    assert {one["service"] for one in report["services"]} == SERVICES
    assert all(one["purged_at"] for one in report["services"])
