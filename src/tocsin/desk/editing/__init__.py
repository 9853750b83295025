"""Writing a draft: pages of the desk."""
