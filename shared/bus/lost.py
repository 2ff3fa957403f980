"""An event that stands for one that is lost: a log has no holes, whatever became of its disk."""


def lost_kind(service: str) -> str:
    """The type without its version; nothing reads it, and nothing trips over it."""
    return f"mastery.{service}.event-lost"


def fills_a_hole(stored_type: str, service: str) -> bool:
    """Whether an event stands where nothing was published: readers may have passed its position."""
    return stored_type.startswith(f"{lost_kind(service)}.v")
