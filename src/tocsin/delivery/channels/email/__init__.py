"""E-mail by the network: the message, its signature, and its hand-over to the mail server that sends it on."""
