"""What resolvers find in ``info.context``: who asks, on which day, and how to read."""

from dataclasses import dataclass
from datetime import date

import strawberry

from services.gateway.clients import CommandSender, Passed
from services.gateway.nodes.reading import Reading
from services.gateway.sql.barrier import Barrier
from services.gateway.visibility import Viewer


@dataclass(slots=True)
class Context:
    """Lives for one operation.

    ``passed`` goes along to a service with a command; ``stale`` says that something asked for had
    not been seen in time.
    """

    viewer: Viewer
    today: date
    reading: Reading
    barrier: Barrier
    sender: CommandSender
    passed: Passed
    stale: bool = False


Info = strawberry.Info[Context, None]
