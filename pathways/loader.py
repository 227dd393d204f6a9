"""Pathway files to pathways: the values of a file that is right, or every problem of one that is not.

A pathway's id is only ever looked up among those that were read; no file name is made from one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from os.path import realpath
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from pathways.identity import Member
from pathways.model import Pathway
from pathways.problems import Flaw, PathwayError
from pathways.source import MAX_BYTES, Unreadable, read
from pathways.ties import untied

SHIPPED = Path(__file__).parent / "catalog"
"""The pathways that come with the program."""
ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Catalog:
    """The pathways of a folder by id, and what kept the others out."""

    pathways: Mapping[str, Pathway] = field(default_factory=lambda: MappingProxyType({}))
    broken: tuple[PathwayError, ...] = ()


def load(path: Path) -> Pathway:
    """Read one pathway file, or raise ``PathwayError`` with all that is wrong with it."""
    return load_member(path).pathway


def load_member(path: Path) -> Member:
    """Read one pathway file together with its lines, or raise ``PathwayError``."""
    member = _parsed(_bytes(path), str(path))
    pathway = member.pathway
    if path.stem != pathway.id:
        remedy = f"name it {pathway.id}{path.suffix}, or change the id if nobody follows this pathway yet"
        raise PathwayError(str(path), [Flaw(1, f"the file is not named after its id '{pathway.id}'; {remedy}")])
    return member


def parse(raw: bytes, name: str) -> Pathway:
    """Read a pathway from a file's bytes; ``name`` is what problems call the file."""
    return _parsed(raw, name).pathway


def _parsed(raw: bytes, name: str) -> Member:
    try:
        source = read(raw)
    except Unreadable as refusal:
        raise PathwayError(name, refusal.flaws) from None
    if source.data is None:
        raise PathwayError(name, [Flaw(1, "the file is empty; docs/writing-pathways.md shows what goes into it")])
    try:
        # As JSON, because pydantic's strict mode then takes lists for tuples and text for dates, and nothing else.
        pathway = Pathway.model_validate_json(json.dumps(source.data), by_alias=True, by_name=False)
    except ValidationError as error:
        from pathways.explain import explain

        raise PathwayError(name, explain(error, source)) from None
    if flaws := untied(pathway, source):
        raise PathwayError(name, flaws)
    return Member(name, pathway, source)


def load_catalog(*folders: Path) -> Catalog:
    """Read every pathway file of the folders (none named: the shipped ones). A broken file takes no other down."""
    pathways: dict[str, Pathway] = {}
    broken: list[PathwayError] = []
    for folder in folders or (SHIPPED,):
        try:
            paths = _files(folder)
        except PathwayError as error:
            broken.append(error)
            continue
        for path in paths:
            try:
                pathway = _member(path, folder, pathways)
            except PathwayError as error:
                broken.append(error)
            else:
                pathways[pathway.id] = pathway
    return Catalog(MappingProxyType(pathways), tuple(broken))


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix in ENDINGS and not path.name.startswith("."))
    except OSError as error:
        message = f"the folder cannot be read ({error.strerror}); make it, or name another"
        raise PathwayError(str(folder), [Flaw(1, message)]) from None


def _member(path: Path, folder: Path, others: Mapping[str, Pathway]) -> Pathway:
    if not Path(realpath(path)).is_relative_to(realpath(folder)):  # Path.resolve() raises where links go in a circle
        raise PathwayError(str(path), [Flaw(1, "this is a link out of its folder; put a copy of the file here")])
    pathway = load(path)
    if pathway.id in others:
        raise PathwayError(
            str(path), [Flaw(1, f"another file has the id '{pathway.id}' too; the first one is used, remove either")]
        )
    return pathway


def _bytes(path: Path) -> bytes:
    """A regular file's bytes, one more than is allowed at most; a device or a pipe would never end."""
    try:
        if path.exists() and not path.is_file():
            raise PathwayError(str(path), [Flaw(1, "this is no file; name a file that ends in .yaml")])
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise PathwayError(str(path), [Flaw(1, "there is no such file; check its name and folder")]) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise PathwayError(str(path), [Flaw(1, f"the file cannot be read ({reason}); check who may read it")]) from None
