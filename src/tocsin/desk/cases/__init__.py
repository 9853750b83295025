"""One case: where it stands and what is done to it beside its text."""
