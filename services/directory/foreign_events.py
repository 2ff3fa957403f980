"""The fields that the directory reads of other services' events: none, it only is read."""
