"""A CSV file (RFC 4180) read whole, so that every fault in it can be named by line and column.

The standard library's reader stops at the first broken quote and knows only the line that a
record ends on; here a fault costs its record alone and a record knows where each field begins.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_QUOTED = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"')
_PLAIN = re.compile(r'[^,"\r\n][^,\r\n]*+')
_LINE_END = re.compile(r"\r\n|\n|\r")
_RECORD_END = re.compile(r"\r\n|\n|\r|\Z")


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """``line`` and ``column`` count from 1; ``name`` is the column's, where it has one."""

    file: str
    line: int
    column: int
    name: str
    rule: str

    def __str__(self) -> str:
        name = f" ({self.name})" if self.name else ""
        return f"{self.file}: line {self.line}, column {self.column}{name}: {self.rule}"


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one record by column, ends stripped; ``faults`` are made in its words."""

    file: str
    values: Mapping[str, str]
    places: Mapping[str, tuple[int, int]]

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def fault(self, column: str, rule: str) -> Fault:
        line, number = self.places[column]
        return Fault(self.file, line, number, column, rule)


@dataclass(frozen=True, slots=True)
class _Record:
    fields: Sequence[str]
    lines: Sequence[int]
    broken: bool = False


def read(path: Path, columns: Sequence[str]) -> tuple[list[Row], list[Fault]]:
    """Its rows and faults; every one of ``columns`` must be there, others are left alone."""
    text = text_of(path, separator=b",")
    if isinstance(text, Fault):
        return [], [text]
    return rows_of(text, columns, file=path.name)


def text_of(path: Path, *, separator: bytes) -> str | Fault:
    """Of the whole file, or why there is none; ``separator`` counts the columns up to a fault."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        return Fault(path.name, 1, 1, "", f"cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line, column = before.count(b"\n") + 1, before.rpartition(b"\n")[2].count(separator) + 1
        return Fault(path.name, line, column, "", "is not UTF-8")


def rows_of(text: str, columns: Sequence[str], *, file: str) -> tuple[list[Row], list[Fault]]:
    rows: list[Row] = []
    faults: list[Fault] = []
    header: list[str] | None = None
    for record in _records(text):
        if record.broken:
            at = len(record.fields)
            name = header[at - 1] if header and at <= len(header) else ""
            rule = "a quotation mark is not closed, or something follows it"
            faults.append(Fault(file, record.lines[-1], at, name, rule))
        elif header is None:
            header = [field.strip() for field in record.fields]
            faults += faults_of_header(header, columns, file)
            if faults:
                break
        elif len(record.fields) != len(header):
            faults.append(_wrong_length(record, header, file))
        else:
            places = [(line, number) for number, line in enumerate(record.lines, start=1)]
            values = (field.strip() for field in record.fields)
            rows.append(
                Row(
                    file,
                    dict(zip(header, values, strict=True)),
                    dict(zip(header, places, strict=True)),
                )
            )
    if header is None and not faults:
        faults.append(Fault(file, 1, 1, "", "the file is empty"))
    return rows, faults


def faults_of_header(header: Sequence[str], columns: Sequence[str], file: str) -> list[Fault]:
    missing = [
        Fault(file, 1, len(header) + 1, name, "this column is missing")
        for name in columns
        if name not in header
    ]
    twice = [
        Fault(file, 1, number, name, "this column stands twice")
        for number, name in enumerate(header, start=1)
        if name and name in header[: number - 1]
    ]
    return missing + twice


def _wrong_length(record: _Record, header: Sequence[str], file: str) -> Fault:
    found, wanted = len(record.fields), len(header)
    column = min(found, wanted) + 1
    name = header[found] if found < wanted else ""
    return Fault(file, record.lines[-1], column, name, f"{found} fields where {wanted} belong")


def _records(text: str) -> Iterator[_Record]:
    """Records in order, blank lines left out; after a broken one the next line begins afresh."""
    ends = [match.end() for match in _LINE_END.finditer(text)]
    fields: list[str] = []
    lines: list[int] = []
    at = 0
    while at < len(text) or fields:
        value, after = _field(text, at)
        fields.append(value)
        lines.append(bisect_right(ends, at) + 1)
        at = after + 1
        if text[after:at] == ",":
            continue
        end = _RECORD_END.match(text, after)
        if end is None:
            next_line = bisect_right(ends, after)
            at = ends[next_line] if next_line < len(ends) else len(text)
        else:
            at = end.end()
        if fields != [""] or end is None:
            yield _Record(fields, lines, broken=end is None)
        fields, lines = [], []


def _field(text: str, at: int) -> tuple[str, int]:
    """The field that begins at ``at``, and where it ends; nothing of a quote that stays open."""
    quoted = _QUOTED.match(text, at)
    if quoted:
        return quoted[1].replace('""', '"'), quoted.end()
    plain = _PLAIN.match(text, at)
    return (plain[0], plain.end()) if plain else ("", at)
