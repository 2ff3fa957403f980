"""Files of others, checked whole and then sent as commands to the services that decide on them."""
