"""What stands inside a part of a document: dates, numbers, states, languages, people, recipients, calls, paragraphs."""
