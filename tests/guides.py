"""What a guide of docs/ says of the program, held against the program itself."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

REPO = Path(__file__).parent.parent
SHARED = ("bot/settings.py", "bot/wiring.py", "bot/adapters/roof.py")
"""Where refusals stand that concern every platform, or one of them."""
REFUSALS = {"SlackSaysNo", "DiscordSaysNo", "SaysNo", "CannotStart", "NoAddress", "StorageError", "problems.append"}


_SIMULATED = {"…: is in use; name an empty database to simulate in"}
"""Said by what only tries the program."""


@dataclass(frozen=True)
class Guide:
    """One guide: of which platform, and whose words it explains beside the shared ones."""

    name: str
    speakers: tuple[str, ...]
    others: str
    """A pattern for what concerns another platform alone."""

    @property
    def text(self) -> str:
        return (REPO / "docs" / f"{self.name}.md").read_text()

    def rows(self, heading: str) -> list[str]:
        """The first column of the table that begins with this heading."""
        table = self.text.partition(f"| {heading} |")[2].split("\n\n")[0]
        return re.findall(r"^\| `(.+?)` \|", table, re.MULTILINE)

    def said_at_the_start(self) -> set[str]:
        """Every refusal in the source."""
        found: set[str] = set()
        for file in (*SHARED, *self.speakers):
            for node in ast.walk(ast.parse((REPO / file).read_text())):
                match node:
                    case ast.Call(func, [told, *_]) if ast.unparse(func) in REFUSALS:
                        found.add(_words(told))
                    case ast.Assign([ast.Name("NO_KEYS")], told):
                        found.add(_words(told))
                    case _:
                        pass
        return {said for said in found - _SIMULATED if said and not re.search(self.others, said)}

    def settings_without_example(self, prefixes: str) -> set[str]:
        """The settings that it names and .env.example does not."""
        example = (REPO / ".env.example").read_text()
        named = set(re.findall(rf"\b(?:{prefixes})_[A-Z_]+\b", self.text))
        return {name for name in named if f"# {name}=" not in example}

    def commands(self, roots: str) -> list[str]:
        """The commands of ours that it tells to type."""
        return sorted(set(re.findall(rf"coach ((?:{roots}) [\w -]+?)(?=[`\n…>]| https| FILE| ID)", self.text)))

    def pictures(self) -> set[str]:
        """The pictures that it shows."""
        return set(re.findall(r"\(pictures/([\w-]+\.png)\)", self.text))


def _words(node: ast.expr) -> str:
    """A text in the source, with … for what is filled in."""
    match node:
        case ast.Constant(str(said)):
            return said
        case ast.JoinedStr(parts):
            return "".join(_words(part) for part in parts)
        case ast.FormattedValue():
            return "…"
        case _:
            return ""
