"""The HTTP API, a module for each family of routes."""

from __future__ import annotations

from tests.fakes.discord.routes import application, guilds, interactions, messages
from tests.fakes.discord.routes.desk import ROUTES, Refusal, Route, Visit

__all__ = ["ROUTES", "Refusal", "Route", "Visit", "application", "guilds", "interactions", "messages"]
