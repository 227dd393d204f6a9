"""The surfaces: each turns its platform's events into requests and draws the replies."""
