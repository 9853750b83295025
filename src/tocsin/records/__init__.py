"""How things are kept: the class of every field, what is sealed, and the history, which is written once."""
