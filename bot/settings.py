"""Settings from the environment and ``.env``, under the names that each platform's own documents use."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


FIRST_PATHWAY = "backend-developer-to-ai-architect"


class SettingsProblem(ValueError):
    """Settings that the program cannot work with; the message names each one and what would be right."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the program was told from outside."""

    database_url: str = field(repr=False)
    """May hold a password."""
    data_folder: Path
    pathways_folder: Path | None = None
    """Further pathways beside those that are shipped."""
    pathway: str = FIRST_PATHWAY
    """The pathway that a newcomer starts with."""


def read(environment: Mapping[str, str] | None = None, *, dotenv: Path | None = Path(".env")) -> Settings:
    """Settings from ``environment`` (the process's own by default), completed by the file ``dotenv``."""
    given = {**_from_file(dotenv), **(os.environ if environment is None else environment)}
    folder = Path(given.get("COACH_DATA") or _user_data_folder()).expanduser()
    problems: list[str] = []
    extra = given.get("COACH_PATHWAYS")
    if extra and not Path(extra).expanduser().is_dir():
        problems.append(f"COACH_PATHWAYS names {extra!r}, which is no folder; name one that holds pathway files.")
    url = given.get("DATABASE_URL") or f"sqlite:///{folder / 'coach.db'}"
    if not url.startswith(("sqlite:", "postgres:", "postgresql:", "postgresql+psycopg:")):
        scheme = url.partition(":")[0]
        problems.append(f"DATABASE_URL starts with {scheme!r}; it should start with sqlite:/// or postgresql://.")
    if problems:
        raise SettingsProblem("\n".join(problems))
    return Settings(
        database_url=url,
        data_folder=folder,
        pathways_folder=Path(extra).expanduser() if extra else None,
        pathway=given.get("COACH_PATHWAY") or FIRST_PATHWAY,
    )


def _from_file(dotenv: Path | None) -> dict[str, str]:
    if dotenv is None or not dotenv.is_file():
        return {}
    from dotenv import dotenv_values

    return {name: value for name, value in dotenv_values(dotenv).items() if value is not None}


def _user_data_folder() -> str:
    from platformdirs import user_data_dir

    return user_data_dir("pathway-coach", appauthor=False)
