"""The memory: the only package that speaks SQL. It takes and returns values of the domain."""


class StorageError(Exception):
    """The memory cannot do what was asked; nothing was changed. The message names the place and the remedy."""
