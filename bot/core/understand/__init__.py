"""Words to intents: the narrow door of the room that reads."""

from bot.core.understand.nearest import nearest_steps
from bot.core.understand.reading import Reading, Scope, understand, warm

__all__ = ["Reading", "Scope", "nearest_steps", "understand", "warm"]
