"""Writing one appeal: whom it goes to and how, its letters, confirmation, what was reported, and what became of it."""
