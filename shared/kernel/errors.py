"""Every error that the suite raises on purpose, and what its catcher does.

* SuiteError
  + DomainError        a rule refused the command             tell the caller (409)
  + NotFound           no such stream, or not for this actor  tell the caller (404)
  + Forbidden          this kind of actor may not do that     tell the caller (403)
  + KeyReused          same idempotency key, another body     tell the caller (422)
  + TooLarge           the event exceeds the record limit     tell the caller (422)
  + Busy               the stream is contended                tell the caller to retry (503)
  + Unavailable        a part it needs is not there now       tell the caller to retry (503)
  + VersionConflict    another writer appended first          load, decide and append again
  + SubjectGone        the person's key has been destroyed    tell the caller (409)
  + ProjectionGap      the row that must exist is missing     park the key
  + UnreadableEvent    unknown type, or data out of schema    park the key
  + LogBroken          a hole, or Kafka ahead of the log      stop and alarm
"""


class SuiteError(Exception):
    """Base of the tree; the class name is the public ``code`` in every API."""

    @property
    def code(self) -> str:
        return type(self).__name__


class DomainError(SuiteError):
    """A rule refused a command; no event was recorded. Each rule has a subclass.

    ``field`` is the command's field at fault, where there is one; the message never quotes
    another person's data. The subclass's docstring is the public text of the rule.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class NotFound(SuiteError):
    """What was asked for does not exist, or not for this actor."""


class Forbidden(SuiteError):
    """This kind of actor or scope may not do that."""


class KeyReused(SuiteError):
    """The idempotency key has been used for a command with another body."""


class TooLarge(SuiteError):
    """An event would exceed what one record of the log's topic can hold."""


class Busy(SuiteError):
    """Other writers kept winning this stream; the same command may succeed when sent again."""


class Unavailable(SuiteError):
    """Something that this answer needs cannot be reached now; unknown is no."""


class VersionConflict(SuiteError):
    """The stream has moved on since it was read."""


class SubjectGone(SuiteError):
    """The person whom the command is about has been erased."""


class ProjectionGap(SuiteError):
    """An event concerns a row that no earlier event has created."""


class UnreadableEvent(SuiteError):
    """A message cannot be turned into an event of this suite."""


class LogBroken(SuiteError):
    """The log or its topic is not what it must be: nothing goes on before someone looks."""
