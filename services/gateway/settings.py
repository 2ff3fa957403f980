"""What the gateway reads from the environment, besides what every process does."""

from typing import Annotated

from pydantic import Field

from shared.runtime.settings import ProcessSettings


class GatewaySettings(ProcessSettings):
    """Where the services listen, and how much one client may ask."""

    directory_url: str
    goals_url: str
    learning_url: str

    read_pool: Annotated[int, Field(ge=1)] = 4
    """Connections to the read database, of either kind: about twice the cores."""
    rate_burst: Annotated[int, Field(ge=1)] = 400
    """Requests that a client may send at once."""
    rate_per_second: Annotated[float, Field(gt=0)] = 100.0
    """Requests a second that a client may go on with."""
    service_timeout: Annotated[float, Field(gt=0)] = 10.0
    """Seconds that a service has to answer a command."""

    @property
    def services(self) -> dict[str, str]:
        """The address of each service that takes commands."""
        return {
            "directory": self.directory_url,
            "goals": self.goals_url,
            "learning": self.learning_url,
        }
