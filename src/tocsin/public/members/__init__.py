"""Pages for members: joining, the own page, leaving. No password, no cookie: a private link opens a page."""
