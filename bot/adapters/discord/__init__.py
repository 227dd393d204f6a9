"""The coach in Discord."""
