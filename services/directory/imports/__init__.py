"""Files of others that become commands of the directory."""
