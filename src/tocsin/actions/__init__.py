"""Cases, drafts, review, editions, signing, translations, updates, outcomes."""
