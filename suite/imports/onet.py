"""O*NET's database as text files: skills for learning, occupations as roles for goals.

What becomes of the ratings is told in ``services/goals/imports/onet``.
"""

from datetime import date
from pathlib import Path

from services.goals.imports import onet as roles_of_onet
from services.learning.imports import onet as skills_of_onet
from shared.runtime.tab_file import read
from suite.imports.catalogue import Catalogue

SKILLS = "Skills.txt"
OCCUPATIONS = "Occupation Data.txt"
SKILL_COLUMNS = (
    *roles_of_onet.RATING_COLUMNS,
    *(name for name in skills_of_onet.COLUMNS if name not in roles_of_onet.RATING_COLUMNS),
)


def parse(folder: Path, company: str, today: date) -> Catalogue:
    """Each rating names an occupation of the set; the skills are those that are rated."""
    ratings, faults = read(folder / SKILLS, SKILL_COLUMNS)
    occupations, faults_of_occupations = read(
        folder / OCCUPATIONS, roles_of_onet.OCCUPATION_COLUMNS
    )
    skills = skills_of_onet.parse(ratings, company, today)
    found = roles_of_onet.parse(occupations, ratings, skills.by_element, company, today)
    wrong = sorted([*faults, *faults_of_occupations, *skills.faults, *found.faults])
    return Catalogue(today, skills.definitions, {}, found.roles, found.requirements, wrong)
