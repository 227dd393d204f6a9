"""The coach and the surfaces it speaks on."""
