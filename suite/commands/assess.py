"""``mastery assess``: the mastery model by hand, without a suite behind it."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.console import Console

from suite.assessing.lines import answers
from suite.assessing.simulation import LEVELS, PEOPLE, simulate

FileArgument = Annotated[
    Path | None,
    typer.Argument(help="JSON lines; standard input without it, or -.", show_default=False),
]


def add_to(app: typer.Typer) -> None:
    app.command()(assess)


def assess(
    file: FileArgument = None,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="With a line for each item: what it adds, what cut it."),
    ] = False,
    simulation: Annotated[
        bool,
        typer.Option("--simulate", help="How right the model is about people that are drawn."),
    ] = False,
    people: Annotated[
        int, typer.Option(min=len(LEVELS), max=1_000_000, help="People a row.")
    ] = PEOPLE,
    seed: Annotated[int, typer.Option(help="Other dice.")] = 1,
) -> None:
    """Assesses evidence: a line of JSON in, a line of JSON out; no suite need run.

    A bad line is answered by `{"line", "field", "error"}`, the rest goes on, and the status is 1.

    Example: `mastery assess evidence.jsonl --explain`, where a line of the file is
    `{"as_of": "2026-11-24", "evidence": [{"kind": "manager_review", "value": 4,
    "occurred_on": "2026-06-01", "rater_or_test": "ana"}]}`
    """
    if simulation and (file or explain):
        raise typer.BadParameter("--simulate draws its own evidence: give it alone")
    if simulation:
        show(people, seed)
    elif file is None or str(file) == "-":
        answer(standard_input(), explain)
    else:
        with opened(file) as lines:
            answer(lines, explain)


def standard_input() -> Iterable[bytes]:
    if sys.stdin.isatty():
        typer.echo("lines of JSON, then Ctrl-D; --help shows one", err=True)
    return sys.stdin.buffer


def opened(file: Path) -> BinaryIO:
    try:
        return file.open("rb")
    except OSError as error:
        raise typer.BadParameter(f"{file}: {error.strerror}") from error


def answer(lines: Iterable[bytes], explain: bool) -> None:
    failed = False
    for found in answers(lines, explain):
        typer.echo(found.text)
        if found.wrong:
            failed = True
            typer.echo(found.wrong, err=True)
    if failed:
        raise typer.Exit(1)


def show(people: int, seed: int) -> None:
    from suite.assessing.tables import tables
    from suite.local.progress import shown

    said = ""
    with shown(Console(stderr=True)) as steps:

        def progress(title: str, done: int, of: int) -> None:
            nonlocal said
            if title != said:
                steps.step(title)
                said = title
            steps.advance(done, of)

        outcome = simulate(seed, people, progress)
        steps.finish()
    console = Console()
    for table in tables(outcome):
        console.print(table)
