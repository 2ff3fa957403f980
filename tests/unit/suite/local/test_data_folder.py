"""What a data folder takes for its own, and what it leaves alone."""

from pathlib import Path

import pytest

from suite.local.folder import DataFolder, ForeignFolder


def test_a_new_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    data = DataFolder(tmp_path / "a" / "data")
    assert not data.is_foreign()
    data.prepare()
    assert data.is_ours()
    assert data.path.stat().st_mode & 0o777 == 0o700


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    DataFolder(tmp_path).prepare()
    assert DataFolder(tmp_path).is_ours()


def test_a_folder_in_which_a_start_was_cut_off_early_is_taken(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    data.lock.touch()
    data.progress.touch()
    assert not data.is_foreign()


def test_a_folder_with_anything_else_is_foreign(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    data = DataFolder(tmp_path)
    with pytest.raises(ForeignFolder):
        data.prepare()
    with pytest.raises(ForeignFolder):
        data.empty()
    assert (tmp_path / "thesis.txt").exists()


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert DataFolder(tmp_path / "file").is_foreign()


@pytest.mark.parametrize("mark", ["", "[]", '{"format": 99}', "not json"])
def test_a_mark_of_another_kind_is_not_ours(tmp_path: Path, mark: str) -> None:
    data = DataFolder(tmp_path)
    data.mark.write_text(mark)
    assert data.is_foreign()


def test_emptied_it_holds_the_lock_alone(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    data.prepare()
    data.lock.touch()
    (data.secrets / "keys.json").touch()
    data.ports.touch()
    data.empty()
    assert list(tmp_path.iterdir()) == [data.lock]
    assert not data.is_foreign()


def test_files_of_a_server_that_another_user_ran_go_too(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    data = DataFolder(tmp_path / "data")
    data.prepare()
    data.postgres.mkdir()
    (data.postgres / "cluster.path").write_text(str(elsewhere))
    data.empty()
    assert not elsewhere.exists()
