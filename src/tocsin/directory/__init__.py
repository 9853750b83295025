"""Who is written to: offices and who holds them, ways to reach them and their health, missions, sections, states."""
