"""A second pair of eyes, and going live: pages of the desk."""
