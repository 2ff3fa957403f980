"""``GET /erasures``: what is under way, what each service waits for, and what was purged where."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.kernel.errors import Forbidden
from shared.runtime import problems
from shared.runtime.auth import Verifier
from shared.runtime.erasure.ledger import Erasures

MOST = 1000
STAYS = (
    "Numbers (levels, scores, days) stay under an id that nothing maps to a person any more.",
    "What the person said of others stays, without a name.",
    "Sealed texts stay in the logs and topics; nobody has the key.",
)
EXPIRES = "Backups and write-ahead logs of the logs and of the keys expire after 30 days at most."


def route(erasures: Erasures, services: Sequence[str], verifier: Verifier) -> Route:
    async def listed_for(authorization: str | None) -> Sequence[Mapping[str, Any]]:
        principal = await verifier.principal(authorization)
        if "admin" not in principal.scopes:
            raise Forbidden("Erasures are shown to administrators: the scope admin.")
        return await erasures.report(services, MOST)

    async def answer(request: Request) -> Response:
        try:
            listed = await listed_for(request.headers.get("authorization"))
        except Exception as error:  # all of them become a problem, none leaves the server
            return await problems.handle(request, error)
        content = {"erasures": listed, "stays": STAYS, "expires": EXPIRES}
        return Response(
            orjson.dumps(content),
            headers={"cache-control": "no-store"},
            media_type="application/json",
        )

    return Route("/erasures", answer, methods=["GET"])
