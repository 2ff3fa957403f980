"""The process: ``python -m services.goals.main``, or with ``migrate`` only its migrations."""

import sys
from pathlib import Path

from services.goals.api import COMMANDS
from services.goals.events import EVENTS
from services.goals.settings import GoalsSettings
from services.goals.subscribers import SUBSCRIPTIONS
from services.goals.upcasters import UPCASTERS
from shared.runtime.definition import ServiceDefinition
from shared.runtime.service import main

SERVICE = ServiceDefinition(
    name="goals",
    events=EVENTS,
    upcasters=UPCASTERS,
    commands=COMMANDS,
    subscriptions=SUBSCRIPTIONS,
    migrations=Path(__file__).parent / "migrations",
)

if __name__ == "__main__":
    sys.exit(main(SERVICE, GoalsSettings))
