"""What the machinery is compared with: the same work without its promises, as fast as we can."""
