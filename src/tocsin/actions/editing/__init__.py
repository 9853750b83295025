"""Editing a draft: its versions, two people at once, and what one of them has to settle."""
