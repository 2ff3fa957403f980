"""The mutations: one for each command that a service takes over HTTP, made from its OpenAPI.

So there is no list of commands here to keep: ``schemas/openapi`` is generated from the command
classes, ``schemas/gateway.graphql`` shows what came of it, and tests hold both.
"""

from services.gateway.mutations.root import mutation_type

__all__ = ["mutation_type"]
