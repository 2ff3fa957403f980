"""The outcome of a simulation, as tables."""

from collections.abc import Iterator

from rich.table import Table

from suite.assessing.simulation import BANDS, LEVELS, Outcome


def tables(outcome: Outcome) -> Iterator[Table]:
    yield how_right(outcome)
    yield how_sure(outcome)


def how_right(outcome: Outcome) -> Table:
    table = Table(title="How right the level is", title_justify="left", caption_justify="left")
    table.caption = (
        "shrunk: a mean in which everybody begins as a novice, with weight 1; "
        "newest: the newest rating wins"
    )
    table.add_column("evidence", min_width=20)
    table.add_column("bias", justify="right", no_wrap=True)
    table.add_column("RMSE", justify="right", no_wrap=True)
    table.add_column("right, % of\nlevel 1 to 5", justify="right", no_wrap=True)
    table.add_column("RMSE,\nshrunk", justify="right", no_wrap=True)
    table.add_column("RMSE,\nnewest", justify="right", no_wrap=True)
    for row in outcome.rows:
        table.add_row(
            row.title,
            f"{row.ours.bias:+.2f}",
            f"{row.ours.rmse:.2f}",
            " ".join(f"{100 * row.right[level] / row.people[level]:.0f}" for level in LEVELS),
            f"{row.shrunk.rmse:.2f}",
            f"{row.newest.rmse:.2f}",
        )
    return table


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
