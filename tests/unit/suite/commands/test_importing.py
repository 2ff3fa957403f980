"""The import commands: what they say, and with which status they end."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from services.directory.imports.company_csv import COLUMNS
from suite.commands import importing
from suite.imports.report import Report
from suite.imports.sender import ImportStopped, OnProgress, Services
from suite.local.databases import Databases
from suite.local.environment import PROCESSES, Surroundings
from suite.local.folder import DataFolder
from tests.unit.suite.imports import onet_files

app = typer.Typer()
importing.add_to(app)

SLICE = Path(importing.__file__).parents[1] / "demo" / "esco"


@pytest.fixture
def mastery(tmp_path: Path) -> CliRunner:
    """On a data folder of its own, where no suite runs."""
    return CliRunner(env={"MASTERY_DATA": str(tmp_path / "data"), "COLUMNS": "200"})


def write(folder: Path, *rows: str) -> str:
    path = folder / "company.csv"
    path.write_text("\n".join([",".join(COLUMNS), *rows]))
    return str(path)


def test_a_good_file_is_checked_without_a_suite(mastery: CliRunner, tmp_path: Path) -> None:
    path = write(tmp_path, "1,Ada,ada@acme.example,,,,,,", "2,Bob,bob@acme.example,,,,1,,")
    found = mastery.invoke(app, ["import", "company", path, "--check"])
    assert found.exit_code == 0, found.output
    assert "without fault: 2 people" in found.output


def test_every_fault_is_said_and_nothing_is_sent(mastery: CliRunner, tmp_path: Path) -> None:
    path = write(tmp_path, "1,Ada,ada@acme,,,,9,,", "1,Bob,bob@acme.example,,,,,Mars,")
    found = mastery.invoke(app, ["import", "company", path, "--check"])
    assert found.exit_code == 1
    for said in (
        "company.csv: line 2, column 3 (mail): must be a mail address",
        "company.csv: line 2, column 7 (manager): is neither in this file nor known",
        "company.csv: line 3, column 1 (id): stands in line 2 already",
        "company.csv: line 3, column 8 (time_zone): must be an IANA time zone",
        "4 faults, nothing was imported",
    ):
        assert said in found.output


def test_esco_is_checked_without_a_suite(mastery: CliRunner, tmp_path: Path) -> None:
    found = mastery.invoke(app, ["import", "esco", str(SLICE), "--check"])
    assert found.exit_code == 0, found.output
    assert "120 skills, 14 roles, 190 requirements" in found.output
    found = mastery.invoke(app, ["import", "esco", str(tmp_path), "--check"])
    assert found.exit_code == 1
    assert "3 faults" in found.output


def test_onet_is_checked_without_a_suite(mastery: CliRunner, tmp_path: Path) -> None:
    onet_files.write(tmp_path)
    found = mastery.invoke(app, ["import", "onet", str(tmp_path), "--check"])
    assert found.exit_code == 0, found.output
    assert "2 skills, 2 roles, 3 requirements" in found.output
    (tmp_path / "Skills.txt").unlink()
    found = mastery.invoke(app, ["import", "onet", str(tmp_path), "--check"])
    assert found.exit_code == 1
    assert "Skills.txt: line 1, column 1: cannot be read" in found.output


def test_the_former_names_still_serve(mastery: CliRunner, tmp_path: Path) -> None:
    path = write(tmp_path, "1,Ada,ada@acme.example,,,,,,")
    assert mastery.invoke(app, ["import-company", path, "--check"]).exit_code == 0
    assert mastery.invoke(app, ["import-esco", str(SLICE), "--check"]).exit_code == 0
    assert "import-esco" not in mastery.invoke(app, ["--help"]).output


@pytest.mark.parametrize("command", ["company", "esco", "onet"])
def test_sending_needs_a_suite(mastery: CliRunner, tmp_path: Path, command: str) -> None:
    found = mastery.invoke(app, ["import", command, write(tmp_path)])
    assert found.exit_code == 1
    assert "no suite runs" in found.output


@pytest.fixture
def here(tmp_path: Path) -> Surroundings:
    data = DataFolder(tmp_path)
    data.prepare()
    surroundings = Surroundings(Databases("", ""), "", dict.fromkeys(PROCESSES, 1), data)
    surroundings.secrets.client_token.write_text("token")
    return surroundings


@pytest.mark.parametrize(
    ("ending", "status", "said"),
    [
        (ImportStopped("no answer"), 1, "no answer; what was sent stays, run it again"),
        (KeyboardInterrupt(), 130, "interrupted; what was sent stays, run it again"),
        (Report(recorded=2, held=1), 0, "2 commands recorded, 1 held already"),
        (Report(complaints=["line 2: refused"]), 1, "line 2: refused"),
    ],
)
def test_an_import_ends_with_what_has_come_of_it(
    here: Surroundings,
    capsys: pytest.CaptureFixture[str],
    ending: Report | BaseException,
    status: int,
    said: str,
) -> None:
    async def send(_services: Services, _on_progress: OnProgress) -> Report:
        if isinstance(ending, Report):
            return ending
        raise ending

    try:
        importing.send_to(here, "import", send)
        ended_with = 0
    except typer.Exit as end:
        ended_with = end.exit_code
    output = capsys.readouterr()
    assert (ended_with, said in output.out + output.err) == (status, True)
