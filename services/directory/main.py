"""The process: ``python -m services.directory.main``, or with ``migrate`` only its migrations."""

import sys
from pathlib import Path

from services.directory.api import COMMANDS, ERASURE
from services.directory.events import EVENTS
from services.directory.settings import DirectorySettings
from services.directory.subscribers import SUBSCRIPTIONS
from services.directory.upcasters import UPCASTERS
from shared.runtime.definition import ServiceDefinition
from shared.runtime.service import main

SERVICE = ServiceDefinition(
    name="directory",
    events=EVENTS,
    upcasters=UPCASTERS,
    commands=COMMANDS,
    subscriptions=SUBSCRIPTIONS,
    migrations=Path(__file__).parent / "migrations",
    erasure=ERASURE,
)

if __name__ == "__main__":
    sys.exit(main(SERVICE, DirectorySettings))
