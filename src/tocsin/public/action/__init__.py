"""The page of one action: its state first, then what happened, what to ask for, and whom to write to."""
