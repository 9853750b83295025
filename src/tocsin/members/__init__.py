"""People who get alerts: joining, wishes, pausing, leaving, and everything that is held about them."""
