"""Tab-separated files: their rows, and each fault by line and column."""

from pathlib import Path

import pytest

from shared.runtime.tab_file import read

COLUMNS = ("Code", "Title")


def write(folder: Path, *lines: str, end: str = "\n") -> Path:
    path = folder / "Occupation Data.txt"
    path.write_bytes(end.join(lines).encode())
    return path


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_line_is_a_record_and_a_quote_is_a_character(tmp_path: Path, end: str) -> None:
    path = write(tmp_path, "Code\tTitle\tMore", '1\tThe "best", we think \tx', "", "2\t\t", end=end)
    rows, faults = read(path, COLUMNS)
    assert faults == []
    assert [(row["Code"], row["Title"]) for row in rows] == [
        ("1", 'The "best", we think'),
        ("2", ""),
    ]
    fault = rows[1].fault("Title", "must not be empty")
    assert (fault.file, fault.line, fault.column) == ("Occupation Data.txt", 4, 2)


def test_a_line_of_another_length_costs_that_line_alone(tmp_path: Path) -> None:
    rows, faults = read(write(tmp_path, "Code\tTitle", "1", "2\tb", "3\tc\td"), COLUMNS)
    assert [row["Code"] for row in rows] == ["2"]
    assert [(fault.line, fault.column, fault.rule) for fault in faults] == [
        (2, 1, "1 fields where 2 belong"),
        (4, 2, "3 fields where 2 belong"),
    ]


def test_a_missing_column_is_named_and_nothing_is_read(tmp_path: Path) -> None:
    rows, faults = read(write(tmp_path, "Code\tCode", "1\t2"), COLUMNS)
    assert rows == []
    assert [(fault.name, fault.rule) for fault in faults] == [
        ("Title", "this column is missing"),
        ("Code", "this column stands twice"),
    ]


def test_what_is_no_text_or_not_there_is_one_fault(tmp_path: Path) -> None:
    path = tmp_path / "Skills.txt"
    assert [fault.rule for fault in read(path, COLUMNS)[1]] == [
        "cannot be read: No such file or directory"
    ]
    path.write_bytes(b"Code\tTitle\n1\t\xff")
    assert [(f.line, f.column, f.rule) for f in read(path, COLUMNS)[1]] == [(2, 2, "is not UTF-8")]
    path.write_bytes(b"")
    assert [fault.rule for fault in read(path, COLUMNS)[1]] == ["the file is empty"]
