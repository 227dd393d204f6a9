"""Words to intents: the narrow door of the room that reads."""
