"""Other languages: pages of the desk."""
