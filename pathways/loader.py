"""Pathway files to pathways: the values of a file that is right, or every problem of one that is not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import yaml
from pydantic import ValidationError

from pathways.model import Pathway

SHIPPED = Path(__file__).parent / "catalog"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a file, where, and what would put it right."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class PathwayError(Exception):
    """A pathway file that cannot be used, with all its problems."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Catalog:
    """The pathways of a folder by id, and what kept the others out."""

    pathways: Mapping[str, Pathway]
    broken: tuple[PathwayError, ...] = ()


def load(path: Path) -> Pathway:
    """Read one pathway file."""
    try:
        data = yaml.safe_load(path.read_bytes())
        return Pathway.model_validate_json(json.dumps(data, default=str))
    except (ValidationError, yaml.YAMLError) as error:
        raise PathwayError((Problem(path.name, 1, str(error)),)) from None


def load_catalog(folder: Path = SHIPPED) -> Catalog:
    """Read every pathway file of a folder; a broken one takes no other down."""
    pathways: dict[str, Pathway] = {}
    broken: list[PathwayError] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            pathway = load(path)
        except PathwayError as error:
            broken.append(error)
        else:
            pathways[pathway.id] = pathway
    return Catalog(MappingProxyType(pathways), tuple(broken))
