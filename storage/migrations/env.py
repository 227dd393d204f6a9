"""Alembic's entrance. The connection, its transaction and its locks are the caller's, who also logs."""

from __future__ import annotations

from typing import Any

from alembic import context

from storage.tables import METADATA

attributes: dict[str, Any] = context.config.attributes

context.configure(
    connection=attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=True,
    transaction_per_migration=True,
    on_version_apply=attributes.get("watch"),
)
with context.begin_transaction():
    context.run_migrations()
