"""Who issues a command, and what a permission answers.

Person and Client come from a verified token, Policy only from within the process.
"""

from typing import Literal

from shared.kernel.messages import StreamId, Value

Verdict = Literal["allowed", "forbidden", "hidden"]
"""``hidden`` answers exactly as a stream that does not exist."""


class Person(Value):
    """An active person of the directory; ``scopes`` come from the token alone."""

    id: StreamId
    scopes: frozenset[str] = frozenset()

    @property
    def reference(self) -> str:
        """The opaque id that an event keeps of its actor."""
        return self.id


class Client(Value):
    """A program with a client-credentials token; it may only provision."""

    id: str
    scopes: frozenset[str] = frozenset()

    @property
    def reference(self) -> str:
        return f"client:{self.id}"


class Policy(Value):
    """A rule of a service that acts by itself; no token makes one."""

    name: str

    @property
    def reference(self) -> str:
        return f"policy:{self.name}"


Actor = Person | Client | Policy
