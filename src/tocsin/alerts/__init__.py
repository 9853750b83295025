"""From an edition to the last member: who gets it, what it says, and the fan-out."""
