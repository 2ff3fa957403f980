"""A small set of files of our own in the format in which O*NET publishes its database."""

from pathlib import Path

SKILLS_HEADER = (
    "O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tData Value\tN\tStandard Error\t"
    "Lower CI Bound\tUpper CI Bound\tRecommend Suppress\tNot Relevant\tDate\tDomain Source"
)
OCCUPATIONS_HEADER = "O*NET-SOC Code\tTitle\tDescription"
READING, PROGRAMMING = ("2.A.1.a", "Reading Comprehension"), ("2.B.3.e", "Programming")
DEVELOPER, CLERK = "15-1252.00", "43-9061.00"
OCCUPATIONS = (
    f'{DEVELOPER}\tSoftware Developers\tThey write what others "just use".',
    f"{CLERK}\tOffice Clerks, General\tThey keep an office going.",
)


def rating(
    occupation: str,
    element: tuple[str, str],
    scale: str,
    value: object,
    *,
    suppress: str = "N",
    relevant: str = "N",
) -> str:
    """A line of ``Skills.txt``; ``relevant`` is ``Y`` where the skill is not."""
    shown = (occupation, *element, scale, str(value), "8", "0.1", "1", "5", suppress, relevant)
    return "\t".join((*shown, "08/2026", "Analyst"))


RATINGS = (
    rating(DEVELOPER, READING, "IM", 3.38),
    rating(DEVELOPER, READING, "LV", 3.88),
    rating(DEVELOPER, PROGRAMMING, "IM", 4.5),
    rating(DEVELOPER, PROGRAMMING, "LV", 5.12),
    rating(CLERK, READING, "IM", 2.0),
    rating(CLERK, READING, "LV", 1.62),
    rating(CLERK, PROGRAMMING, "IM", 1.12),
    rating(CLERK, PROGRAMMING, "LV", 0, relevant="Y"),
)


def write(
    folder: Path,
    ratings: tuple[str, ...] = RATINGS,
    occupations: tuple[str, ...] = OCCUPATIONS,
) -> Path:
    (folder / "Skills.txt").write_text("\r\n".join((SKILLS_HEADER, *ratings, "")))
    (folder / "Occupation Data.txt").write_text("\r\n".join((OCCUPATIONS_HEADER, *occupations, "")))
    return folder
