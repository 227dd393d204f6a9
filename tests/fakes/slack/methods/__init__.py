"""The Web API, a module for each family of methods."""

from __future__ import annotations

from tests.fakes.slack.methods import assistant, chat, conversations, files, oauth, people, views
from tests.fakes.slack.methods.desk import METHODS, Refusal, Visit

__all__ = ["METHODS", "Refusal", "Visit", "assistant", "chat", "conversations", "files", "oauth", "people", "views"]
