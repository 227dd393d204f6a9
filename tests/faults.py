"""``docs/faults.md`` from the tests: each fault of the list, what is to happen, and the tests that show it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

REPO = Path(__file__).parent.parent
LIST = REPO / "tests" / "faults.txt"
PAGE = REPO / "docs" / "faults.md"
_FAULT = re.compile(r"^([A-F]\d+) +(.+?) \| (.+)$")
_NAMED = re.compile(r"(?<=_)([A-F]\d{1,2})(?=_)")


def listed() -> dict[str, tuple[str, str]]:
    """Each fault: what it is, and what is to happen."""
    found = (_FAULT.match(line) for line in LIST.read_text().splitlines())
    return {line[1]: (line[2], line[3]) for line in found if line}


def tested() -> dict[str, list[str]]:
    """The tests that bear a fault's number in their names."""
    found: dict[str, list[str]] = {}
    for file in sorted(REPO.glob("tests/**/test_*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                for number in _NAMED.findall(node.name.removeprefix("test")):
                    found.setdefault(number, []).append(f"`{file.name}` {node.name.removeprefix('test_')}")
    return found


def page() -> str:
    """The page, anew."""
    tests, lines = tested(), ["# Faults that are survived", ""]
    lines += ["Made from the names of the tests and `tests/faults.txt`; a test keeps it true.", ""]
    lines += ["| | fault | what happens | shown by |", "|---|---|---|---|"]
    for number, (fault, behaviour) in listed().items():
        shown = "<br>".join(test.replace("_", " ") for test in tests.get(number, ()))
        lines.append(f"| {number} | {fault} | {behaviour} | {shown or 'nothing yet'} |")
    return "\n".join(lines) + "\n"
