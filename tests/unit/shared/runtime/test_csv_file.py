"""A CSV file: what the standard library reads of it, and faults by line and column."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.runtime.csv_file import Fault, Row, read, rows_of

COLUMNS = ("id", "name")


def rows(text: str) -> list[tuple[str, ...]]:
    found, faults = rows_of(text, COLUMNS, file="f.csv")
    assert faults == []
    return [tuple(row.values.values()) for row in found]


def faults(text: str) -> list[str]:
    return [str(fault) for fault in rows_of(text, COLUMNS, file="f.csv")[1]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_records_end_with_any_line_end_or_none(end: str) -> None:
    assert rows(end.join(["id,name", "1,Ada", "", "2,Bob"])) == [("1", "Ada"), ("2", "Bob")]
    assert rows(end.join(["id,name", "1,", ""])) == [("1", "")]


def test_a_quoted_field_holds_commas_quotes_and_lines() -> None:
    assert rows('id,name\n1,"a ""b"", c\nd"\n2,e') == [("1", 'a "b", c\nd'), ("2", "e")]


def test_a_fault_of_a_row_is_where_the_field_begins() -> None:
    found, _ = rows_of('id,name\n1,"a\nb"\n"c\nd",e', COLUMNS, file="f.csv")
    assert found[1].fault("id", "is odd") == Fault("f.csv", 4, 1, "id", "is odd")
    assert str(found[1].fault("name", "is odd")) == "f.csv: line 5, column 2 (name): is odd"


@pytest.mark.parametrize("broken", ['1,"Ada', '1,"Ada" Byron', '1,"'])
def test_a_broken_quote_costs_its_line_alone(broken: str) -> None:
    text = f"id,name\n{broken}\n2,Bob"
    found, _ = rows_of(text, COLUMNS, file="f.csv")
    assert [row["id"] for row in found] == ["2"]
    rule = "a quotation mark is not closed, or something follows it"
    assert faults(text) == [f"f.csv: line 2, column 2 (name): {rule}"]


def test_a_record_has_as_many_fields_as_the_header() -> None:
    assert faults("id,name\n1\n1,2,3,4") == [
        "f.csv: line 2, column 2 (name): 1 fields where 2 belong",
        "f.csv: line 3, column 3: 4 fields where 2 belong",
    ]


def test_each_missing_column_is_named() -> None:
    assert faults("key,key\n1,2") == [
        "f.csv: line 1, column 3 (id): this column is missing",
        "f.csv: line 1, column 3 (name): this column is missing",
        "f.csv: line 1, column 2 (key): this column stands twice",
    ]
    assert faults("") == ["f.csv: line 1, column 1: the file is empty"]


def test_a_file_is_utf_8_with_or_without_its_mark(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(b"\xef\xbb\xbfid,name\n1,J\xc3\xbcrgen")
    assert [row["name"] for row in read(path, COLUMNS)[0]] == ["Jürgen"]
    path.write_bytes(b"id,name\n1,J\xfcrgen")
    assert list(map(str, read(path, COLUMNS)[1])) == ["f.csv: line 2, column 2: is not UTF-8"]
    assert str(read(tmp_path / "g.csv", COLUMNS)[1][0]).startswith("g.csv: line 1, column 1: ")


CELLS = st.text(st.sampled_from('ab,"\n é'), max_size=5).map(str.strip)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
def test_it_reads_what_was_written(cells: list[tuple[str, str]]) -> None:
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    writer.writerows(cells)
    assert rows(target.getvalue()) == cells


@given(st.text(st.sampled_from('a,"\n\r')))
def test_it_reads_anything_to_its_end(text: str) -> None:
    found, wrong = rows_of(text, COLUMNS, file="f.csv")
    assert all(isinstance(row, Row) for row in found)
    assert all(fault.line >= 1 and fault.column >= 1 for fault in wrong)
