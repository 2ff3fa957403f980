"""Asking the gateway as somebody: queries, and commands as mutations."""

from dataclasses import dataclass
from typing import Any

import httpx

from tests.integration.runtime.running import Issuer, Service, eventually, new

RESULT = """{ __typename ... on Accepted { id stream version token node { id } }
    ... on Refusal { code message field rule } }"""


@dataclass
class Company:
    """The gateway, and who signs the tokens of those who ask it."""

    gateway: Service
    issuer: Issuer

    async def post(self, token: str | None, query: str, /, **variables: Any) -> httpx.Response:
        headers = {} if token is None else {"authorization": f"Bearer {token}"}
        body = {"query": query, "variables": variables}
        return await self.gateway.http.post("/graphql", json=body, headers=headers)

    async def read(self, token: str, query: str, /, **variables: Any) -> Any:
        """The data; there must be no error."""
        response = await self.post(token, query, **variables)
        body = response.json()
        assert "errors" not in body, body
        return body["data"]

    async def issue(
        self, token: str, command: str, key: str | None = None, /, **fields: Any
    ) -> dict[str, Any]:
        """What the mutation ``command`` answers."""
        kind = command[0].upper() + command[1:]
        query = (
            f"mutation ($input: {kind}Input!, $key: String) {{"
            f" result: {command}(input: $input, idempotencyKey: $key) {RESULT} }}"
        )
        found: dict[str, Any] = (await self.read(token, query, input=fields, key=key))["result"]
        return found

    async def done(self, token: str, command: str, /, **fields: Any) -> dict[str, Any]:
        """The same; it must have been accepted."""
        answer = await self.issue(token, command, **fields)
        assert answer["__typename"] == "Accepted", answer
        return answer

    @property
    def provisioning(self) -> str:
        return self.issuer.client("hr")

    def token(self, person: str, *scopes: str) -> str:
        return self.issuer.token(person, *scopes)

    async def hire(self, name: str, manager: str | None = None) -> str:
        """Somebody whom every service knows, and their manager too."""
        person = new("person")
        mail = f"{name.lower()}@acme.example"
        await self.done(self.provisioning, "hirePerson", person=person, name=name, mail=mail)
        if manager is not None:
            await self.done(self.provisioning, "changeManager", person=person, manager=manager)

        async def known() -> bool:
            journal = await self.post(
                self.token(person),
                'mutation { keepDraft(input: {entry: "none"}) { __typename } }',
            )
            return "errors" not in journal.json()

        await eventually(known, otherwise=lambda: f"{name} never became known")
        return person
