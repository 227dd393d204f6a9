"""The platforms' own specifications, used where they lie beside the checkout; they are never part of it.

`COACH_SPECS` names another folder; a folder that is not there switches the specifications off.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

REPO = Path(__file__).parents[2]
SLACK = ("slack-blockkit.schema.json", "slack-webapi-requests.schema.json", "slack-events.schema.json")


@dataclass(frozen=True, slots=True)
class Problem:
    """What a specification says against a value, and where in it."""

    path: str
    message: str


def folder() -> Path | None:
    """Where the specifications are, if they are anywhere."""
    named = os.environ.get("COACH_SPECS")
    found = Path(named) if named is not None else REPO.parent / "shared" / "specs"
    return found if found.is_dir() else None


def load(name: str) -> dict[str, Any]:
    """One specification file; only where `folder()` is one."""
    found = folder()
    if found is None:
        raise FileNotFoundError(name)
    return cast("dict[str, Any]", json.loads((found / name).read_text(encoding="utf-8")))


class Schemas:
    """Documents that refer to each other, by their names, with one validator kept for each place referred to."""

    def __init__(self, documents: Mapping[str, Mapping[str, Any]]) -> None:
        self._documents = documents
        self._registry: Any = Registry().with_resources(
            (name, Resource(contents=contents, specification=DRAFT202012)) for name, contents in documents.items()
        )
        self._validators: dict[str, Draft202012Validator] = {}

    def names(self, document: str, *keys: str) -> frozenset[str]:
        """What stands at a place of a document: the names of methods, events, paths."""
        place: Any = self._documents[document]
        for key in keys:
            place = place[key]
        return frozenset(place)

    def problems(self, reference: str, value: Any) -> list[Problem]:
        """All that is wrong with a value, each with the path of the field that is really meant."""
        if reference not in self._validators:
            self._validators[reference] = Draft202012Validator({"$ref": reference}, registry=self._registry)
        found = cast("Iterable[ValidationError]", self._validators[reference].iter_errors(value))
        named = (cast("ValidationError", best_match([error])) for error in found)
        return [Problem(_pointer(error.absolute_path), error.message[:300]) for error in named]


def _pointer(path: Iterable[str | int]) -> str:
    return "".join(f"/{step}" for step in path)


@cache
def _slack(found: Path) -> Schemas:
    read = (json.loads((found / name).read_text(encoding="utf-8")) for name in SLACK)
    return Schemas({document["$id"]: document for document in read})


def slack() -> Schemas | None:
    """Slack's requests, blocks and events; nothing on a clone without the specifications."""
    found = folder()
    return _slack(found) if found is not None else None


# Discord's specification is OpenAPI 3.1, whose schemas are JSON Schema of 2020.
OPENAPI = "urn:spec:discord-openapi"
GATEWAY = "urn:spec:discord-gateway-send"
SNOWFLAKE = {"type": ["string", "integer"], "pattern": "^(0|[1-9][0-9]*)$", "minimum": 0}


@cache
def _discord(found: Path) -> Schemas:
    read = {
        name: json.loads((found / f"{name.removeprefix('urn:spec:')}{end}").read_text(encoding="utf-8"))
        for name, end in ((OPENAPI, ".json"), (GATEWAY, ".schema.json"))
    }
    # libraries send ids as numbers too, and the description of an app as mere text: Discord takes both
    kinds = read[OPENAPI]["components"]["schemas"]
    kinds["SnowflakeType"] = SNOWFLAKE
    kinds["ApplicationFormPartial"]["properties"]["description"]["type"].append("string")
    return Schemas(read)


def discord() -> Schemas | None:
    """Discord's routes, and what a bot says on the gateway; nothing on a clone without the specifications."""
    found = folder()
    return _discord(found) if found is not None else None


def discord_body(verb: str, path: str, status: int = 0) -> str:
    """Where the specification describes what is said to a route, or what the route answers with a status."""
    place = f"{OPENAPI}#/paths/{path.replace('/', '~1')}/{verb.lower()}"
    return f"{place}/{f'responses/{status}' if status else 'requestBody'}/content/application~1json/schema"
