"""What concerns all services together: the command line, the local servers, the demo company."""
