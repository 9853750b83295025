"""The pages after writing: the writer's own page, its files, confirming, the outbox of the test mode, and groups."""
