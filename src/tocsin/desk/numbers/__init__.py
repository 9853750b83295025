"""Reports and charts: pages of the desk."""
