"""What programs fetch: the files of an edition, its state, the numbers of letters, feeds and calendars."""
