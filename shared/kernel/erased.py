"""What stands where a personal field was whose key has been destroyed."""


class Erased(str):
    """An explicit value, still a text: a rebuild never fails on it, a reader sees what it is."""

    __slots__ = ()


ERASED = Erased("(erased)")
