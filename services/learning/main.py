"""The process: ``python -m services.learning.main``, or with ``migrate`` only its migrations."""

import sys
from pathlib import Path

from services.learning.api import COMMANDS
from services.learning.events import EVENTS
from services.learning.ledger import FORGETS, PROCESSES
from services.learning.settings import LearningSettings
from services.learning.subscribers import SUBSCRIPTIONS
from services.learning.upcasters import UPCASTERS
from shared.runtime.definition import ServiceDefinition
from shared.runtime.service import main

SERVICE = ServiceDefinition(
    name="learning",
    events=EVENTS,
    upcasters=UPCASTERS,
    commands=COMMANDS,
    subscriptions=SUBSCRIPTIONS,
    migrations=Path(__file__).parent / "migrations",
    processes=PROCESSES,
    forgets=FORGETS,
)

if __name__ == "__main__":
    sys.exit(main(SERVICE, LearningSettings))
