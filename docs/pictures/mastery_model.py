"""Draws ``mastery-model.svg`` from the formula: ``python docs/pictures/mastery_model.py``."""

from datetime import date, timedelta
from pathlib import Path

from services.learning.formulas.mastery import Evidence, assess, explain

START = date(2025, 1, 1)
TODAY_DAY = 600
TODAY = START + timedelta(days=TODAY_DAY)
STORY = [
    Evidence("self_assessment", 4, START, evidence_id="self"),
    Evidence("manager_review", 3, START + timedelta(days=230), evidence_id="manager"),
    Evidence("peer_feedback", 10 / 3, START + timedelta(days=400), 3, evidence_id="3 peers"),
    Evidence(
        "certification",
        4,
        START + timedelta(days=580),
        evidence_id="certificate",
        expires_on=START + timedelta(days=950),
    ),
]
DAYS = 2555
EVENTS = [
    (0, "self", "start"),
    (230, "manager", "end"),
    (400, "3 peers", "end"),
    (580, "certificate", "end"),
    (950, "it expires", "start"),
]
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .small { font-size: 11px; fill: #57606a }
  .title { font-weight: 600 }
  .axis { stroke: #8c959f; stroke-width: 1 }
  .enough { stroke: #9a6700; stroke-width: 1; stroke-dasharray: 5 4 }
  .item { fill: #0969da; fill-opacity: .75 }
  .beside { fill: none; stroke: #8c959f; stroke-dasharray: 3 3 }
  .mean { stroke: #cf222e; stroke-width: 2 }
  .error { fill: #cf222e; fill-opacity: .12 }
  .line { fill: none; stroke: #0969da; stroke-width: 2.5 }
  .stale { fill: none; stroke: #0969da; stroke-width: 2.5; stroke-dasharray: 2 5 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .small { fill: #9198a1 } .axis, .beside { stroke: #7d8590 }
    .item { fill: #4493f8 } .line, .stale { stroke: #4493f8 } .enough { stroke: #d29922 }
    .mean { stroke: #f85149 } .error { fill: #f85149; fill-opacity: .2 }
  }
"""


def text(x: float, y: float, said: str, style: str = "", anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{style}" text-anchor="{anchor}">{said}</text>'


def line(x1: float, y1: float, x2: float, y2: float, style: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{style}"/>'


def box(x: float, y: float, width: float, height: float, style: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'rx="2" class="{style}"/>'
    )


def level_panel(top: float) -> list[str]:
    """Each item at its value, as high as its share; the mean and one standard error about it."""
    found = explain(STORY, TODAY)
    mastery, error = found.assessment.mastery or 0, found.assessment.standard_error or 0
    bottom = top + 180

    def x(value: float) -> float:
        return 60 + (value - 1) * 155

    parts = [
        text(
            20, top, f"After {TODAY_DAY} days: four items, level {found.assessment.level}", "title"
        )
    ]
    right = min(x(mastery + error), x(5))
    parts.append(box(x(mastery - error), top + 16, right - x(mastery - error), 164, "error"))
    parts.append(line(x(1), bottom, x(5), bottom, "axis"))
    parts += [text(x(level), bottom + 18, str(level), "small", "middle") for level in range(1, 6)]
    offsets = {"self": 22, "certificate": -22, "manager": 0, "3 peers": 0}
    for one in found.lines:
        height, centre = max(one.share * 240, 16), x(one.value) + offsets[one.evidence_id]
        parts.append(
            box(centre - 18, bottom - height, 36, height, "item" if one.share else "beside")
        )
        parts.append(text(centre, bottom - height - 20, one.evidence_id, "small", "middle"))
        share = f"{one.share:.0%}" if one.share else "beside"
        parts.append(text(centre, bottom - height - 7, share, "small", "middle"))
    parts.append(line(x(mastery), top + 16, x(mastery), bottom, "mean"))
    parts.append(text(x(mastery) + 6, top + 28, f"M = {mastery:.2f} ± {error:.2f}"))
    return parts


def confidence_panel(top: float) -> list[str]:
    """Confidence day by day: it grows with each item and fades when nobody confirms the level."""
    bottom, left, width = top + 190, 60, 620

    def x(day: int) -> float:
        return left + day * width / DAYS

    def y(confidence: float) -> float:
        return bottom - confidence * 210

    parts = [text(20, top, "Confidence grows with evidence and fades without", "title")]
    parts += [
        line(left, bottom, left + width, bottom, "axis"),
        line(left, y(0), left, y(0.8), "axis"),
    ]
    for tenths in (0, 2, 4, 6, 8):
        parts.append(text(left - 8, y(tenths / 10) + 4, f"{tenths / 10:.1f}", "small", "end"))
    for year in range(8):
        parts.append(text(x(year * 365), bottom + 18, f"year {year}", "small", "middle"))
    parts.append(line(left, y(1 / 3), left + width, y(1 / 3), "enough"))
    parts.append(text(left + width, y(1 / 3) - 6, "enough to be verified", "small", "end"))
    days = [(day, assess(STORY, START + timedelta(days=day))) for day in range(0, DAYS, 5)]
    stale = [(day, found) for day, found in days if found.status == "stale"]
    rest = [(day, found) for day, found in days if found.status != "stale"]
    for style, part in (("line", rest), ("stale", stale)):
        points = " ".join(f"{x(day):.1f},{y(found.confidence):.1f}" for day, found in part)
        parts.append(f'<polyline points="{points}" class="{style}"/>')
    parts.append(text(x(stale[0][0]) + 4, y(0.18), "stale", "small"))
    for day, name, side in EVENTS:
        height = y(assess(STORY, START + timedelta(days=day)).confidence)
        shift = 7 if side == "start" else -6
        parts.append(text(x(day) + shift, height - 3, name, "small", side))
    return parts


def picture() -> str:
    body = "\n".join([*level_panel(30), *confidence_panel(290)])
    title = "Four items of evidence make a level; confidence grows with evidence and fades without"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 520" role="img" '
        f'aria-label="{title}">\n<style>{STYLE}</style>\n{body}\n</svg>\n'
    )


if __name__ == "__main__":
    Path(__file__).with_name("mastery-model.svg").write_text(picture())
