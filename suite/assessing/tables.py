"""The outcome of a simulation, as tables."""

from collections.abc import Iterator

from rich.table import Table

from suite.assessing.simulation import BANDS, LEVELS, Outcome, Row


def tables(outcome: Outcome) -> Iterator[Table]:
    yield how_right(outcome)
    yield how_sure(outcome)


def how_right(outcome: Outcome) -> Table:
    table = Table(title="How right the level is", title_justify="left")
    table.add_column("evidence", min_width=24)
    for heading in ("bias", "RMSE", "right level at 1 · 2 · 3 · 4 · 5"):
        table.add_column(heading, justify="right", no_wrap=True)
    for heading in ("RMSE, mean shrunk to novice", "RMSE, newest rating wins"):
        table.add_column(heading, justify="right", max_width=14)
    for row in outcome.rows:
        table.add_row(
            row.title,
            f"{row.ours.bias:+.2f}",
            f"{row.ours.rmse:.2f}",
            shares(row),
            f"{row.shrunk.rmse:.2f}",
            f"{row.newest.rmse:.2f}",
        )
    return table


def shares(row: Row) -> str:
    found = [
        f"{row.right[level] / row.people[level]:.0%}".rstrip("%") if row.people[level] else "-"
        for level in LEVELS
    ]
    return " · ".join(found) + " %"


def how_sure(outcome: Outcome) -> Table:
    table = Table(title="How sure the confidence is", title_justify="left")
    headings = ("confidence", "people", "error predicted", "error seen")
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    for tenth, band in sorted(outcome.bands.items()):
        table.add_row(
            f"{tenth / BANDS:.1f} to {(tenth + 1) / BANDS:.1f}",
            f"{len(band.predicted):,}",
            f"{band.expected:.2f}",
            f"{band.seen.rmse:.2f}",
        )
    return table
