"""Reviewing, comparing and publishing."""
