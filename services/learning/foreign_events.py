"""The fields that learning reads of other services' events: none yet."""
