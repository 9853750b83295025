"""Sections and their staff: pages of the desk."""
