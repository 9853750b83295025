"""Alerts at the desk: how far they are, pausing, holding for adaptation, mail domains."""
