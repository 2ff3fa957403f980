"""The log of a service: the port, its adapters, group commit, the codec and the command handler."""
