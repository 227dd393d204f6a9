"""The studio: what the surfaces show, drawn on this machine, for authors, tests and the documentation."""
