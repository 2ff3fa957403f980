"""Keys of people, and the sealing of their fields in events."""
