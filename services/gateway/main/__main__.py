"""The process: ``python -m services.gateway.main``."""

import gc
import sys
from contextlib import AsyncExitStack

import asyncpg
from pydantic import ValidationError

from services.gateway.main.app import application, open_endpoint
from services.gateway.settings import GatewaySettings
from shared.runtime import process
from shared.runtime.health import Health
from shared.runtime.jwks import DemoKeyRefused
from shared.runtime.logging import configure, logger
from shared.runtime.settings import explained

_log = logger(__name__)


def main() -> int:
    """The exit status: 0 ended as asked, 2 if settings or surroundings are not what they must."""
    try:
        settings = GatewaySettings.from_environment()
    except ValidationError as error:
        return process.fail(explained(error))
    configure(settings.log_level, service="gateway")
    try:
        return process.run(run(settings))
    except (DemoKeyRefused, OSError, asyncpg.PostgresError) as error:
        _log.critical("refused_to_start", exc_info=error)
        return process.fail(f"gateway: {error}")


async def run(settings: GatewaySettings) -> int:
    """Serves until SIGTERM or SIGINT."""
    asked = process.stop_on_signals()
    async with AsyncExitStack() as stack:
        endpoint = await open_endpoint(settings, stack)
        health = Health()
        health.add("read database", endpoint.reads.answer)
        app = application(
            endpoint,
            health,
            local=settings.mode == "local",
            body_seconds=settings.body_seconds,
        )
        server = process.HttpServer(
            app, settings.http_host, settings.http_port, settings.drain_seconds
        )
        server.start()
        gc.freeze()  # the schema is here to stay: collections need not look at it
        gc.set_threshold(10_000, 20, 50)
        health.started = True
        _log.info("listening", host=settings.http_host, port=server.port)

        async def drain() -> None:
            health.draining = True
            await server.stop()

        return await process.supervise(asked, {}, drain, settings.drain_seconds, health)


if __name__ == "__main__":
    sys.exit(main())
