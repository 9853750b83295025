"""Settings, addresses and the demonstration: what makes one system of the rooms."""
