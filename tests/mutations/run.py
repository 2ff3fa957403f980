"""``python -m tests.mutations.run [NAME…]``: takes each guard away and sees its tests fail.

Each mutation is applied to a copy of the tree. Ends with status 1 if one survives its tests, or if
its tests could not run at all.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console

from suite.commands.progressing import Bars
from tests.mutations.patches import MUTATIONS, Mutation

ROOT = Path(__file__).parents[2]
COPIES = ROOT / ".mastery-test" / "mutations"
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "docs")
CAUGHT, SURVIVED = 1, 0
"""What pytest answers; every other status says that the tests did not run."""
LIMIT = 900.0


def copied(mutation: Mutation) -> Path:
    """A copy of the tree without the guard."""
    copy = COPIES / mutation.name
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    (copy / ".mastery").mkdir()
    (copy / ".mastery" / "servers").symlink_to(ROOT / ".mastery" / "servers")
    path = copy / mutation.file
    path.write_text(path.read_text().replace(mutation.old, mutation.new))
    return copy


def status(mutation: Mutation) -> tuple[int, str]:
    """Pytest's, and the last lines of what it said."""
    copy = copied(mutation)
    try:
        done = subprocess.run(  # noqa: S603 - our own tests
            [sys.executable, "-m", "pytest", "-q", "-x", *mutation.tests],
            cwd=copy,
            env=os.environ | {"PYTHONPATH": str(copy)},
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
    finally:
        shutil.rmtree(copy, ignore_errors=True)
    return done.returncode, "\n".join((done.stdout + done.stderr).splitlines()[-3:])


def main(names: list[str]) -> int:
    """Answers the exit status; unknown names run nothing."""
    console = Console()
    known = {mutation.name: mutation for mutation in MUTATIONS}
    if unknown := sorted(set(names) - known.keys()):
        console.print(f"unknown: {', '.join(unknown)}; there are: {', '.join(known)}")
        return 2
    wrong = 0
    wanted = names or list(known)
    with Bars(console) as bars:
        bars.phase("mutations", len(wanted))
        for name in wanted:
            began = time.monotonic()
            returned, said = status(known[name])
            verdict = {CAUGHT: "caught", SURVIVED: "SURVIVED"}.get(returned, "did not run")
            console.print(
                f"{verdict:12}{name:26}{time.monotonic() - began:4.0f} s", highlight=False
            )
            if returned != CAUGHT:
                wrong += 1
                console.print(f"{known[name].what}\n{said}", markup=False, highlight=False)
            bars.advance(1)
    console.print(f"{len(wanted) - wrong} of {len(wanted)} caught")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
