"""The fan-out: chunks claimed with a lease, a journal of what was done, and what is asked before each message."""
