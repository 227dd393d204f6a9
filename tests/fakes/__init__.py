"""Stand-ins for the platforms, on loopback, strict where the platforms are strict."""
