"""Who reads, as the verified token and the reporting lines of this moment say."""

from dataclasses import dataclass

from services.gateway.visibility.cells import Relation
from shared.kernel.actor import Client, Person
from shared.kernel.messages import StreamId


@dataclass(frozen=True, slots=True)
class Viewer:
    """``person`` is none for a program; ``hr`` comes from the token's scopes alone."""

    reference: str
    person: StreamId | None
    hr: bool

    @property
    def reads(self) -> bool:
        """Whether anything of the graph is for this viewer: a program needs the scope ``hr``."""
        return self.hr or self.person is not None

    def relations(self, subject: StreamId, depth: int | None) -> frozenset[Relation]:
        """How the viewer stands to ``subject``; all of them count, the most permissive decides.

        ``depth`` is how many reporting lines lie between them, 1 for a direct report, none if the
        subject does not report to the viewer.
        """
        found: set[Relation] = {"hr"} if self.hr else set()
        if self.person == subject:
            found.add("self")
        elif depth == 1:
            found.add("direct_manager")
        elif depth is not None:
            found.add("manager_above")
        elif self.person is not None:
            found.add("peer")
        return frozenset(found)


def viewer_of(actor: Person | Client) -> Viewer:
    """Scopes ``admin`` and ``analyst`` open nothing here."""
    person = actor.id if isinstance(actor, Person) else None
    return Viewer(reference=actor.reference, person=person, hr="hr" in actor.scopes)
