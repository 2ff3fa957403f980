"""A tab-separated file read whole, one record a line and no quotes, as O*NET publishes them."""

import re
from collections.abc import Sequence
from pathlib import Path

from shared.runtime.csv_file import Fault, Row, faults_of_header, text_of

LINE_END = re.compile(r"\r\n|\n|\r")


def read(path: Path, columns: Sequence[str]) -> tuple[list[Row], list[Fault]]:
    """Its rows and faults; every one of ``columns`` must be there, others are left alone."""
    text = text_of(path, separator=b"\t")
    if isinstance(text, Fault):
        return [], [text]
    lines = LINE_END.split(text)
    if not text:
        return [], [Fault(path.name, 1, 1, "", "the file is empty")]
    header = [name.strip() for name in lines[0].split("\t")]
    faults = faults_of_header(header, columns, path.name)
    if faults:
        return [], faults
    rows: list[Row] = []
    for number, line in enumerate(lines[1:], start=2):
        fields = line.split("\t")
        if not line.strip():
            continue
        if len(fields) == len(header):
            rows.append(row_of(path.name, number, header, fields))
        else:
            rule = f"{len(fields)} fields where {len(header)} belong"
            faults.append(Fault(path.name, number, min(len(fields), len(header)), "", rule))
    return rows, faults


def row_of(file: str, line: int, header: Sequence[str], fields: Sequence[str]) -> Row:
    values = dict(zip(header, (field.strip() for field in fields), strict=True))
    return Row(file, values, {name: (line, at) for at, name in enumerate(header, start=1)})
