"""Files of others that become commands of learning."""
