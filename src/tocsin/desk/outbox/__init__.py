"""Letters on their way, the print queue, replies: pages of the desk."""
