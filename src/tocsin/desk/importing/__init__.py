"""Bringing a document in: pages of the desk."""
