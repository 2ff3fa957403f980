"""The process: ``python -m services.directory.main``, or with ``migrate`` only its migrations."""

import sys
from pathlib import Path

from services.directory.api import COMMANDS
from services.directory.commands.person import CompleteErasure
from services.directory.events import EVENTS
from services.directory.events.person import SubjectErased
from services.directory.settings import DirectorySettings
from services.directory.subscribers import SUBSCRIPTIONS
from services.directory.upcasters import UPCASTERS
from shared.runtime.definition import Erasure, ServiceDefinition
from shared.runtime.service import main

SERVICE = ServiceDefinition(
    name="directory",
    events=EVENTS,
    upcasters=UPCASTERS,
    commands=COMMANDS,
    subscriptions=SUBSCRIPTIONS,
    migrations=Path(__file__).parent / "migrations",
    erasure=Erasure(
        erased=SubjectErased,
        complete=lambda person, today: CompleteErasure(person=person, today=today),
    ),
)

if __name__ == "__main__":
    sys.exit(main(SERVICE, DirectorySettings))
