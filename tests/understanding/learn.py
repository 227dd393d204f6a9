"""``python -m tests.understanding.learn``: write the known sentences of ``bot/core/understand/examples.yaml``.

Taken from the tables that were looked at, never from the kept ones: one request each, names and dates taken out.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from bot.core.intents import Smalltalk
from bot.core.understand import understand
from bot.core.understand.likeness import masked
from bot.core.understand.reading import clause_of
from tests.understanding.table import Case, cases, scope

HEAD = """\
# Sentences whose meaning is known, with marks for what is found in them: STEP, DATE, HOURS and so on.
# Where no rule of frames.yaml fits, the one most alike decides (likeness.py).
# python -m tests.understanding.learn writes it from the tables in tests/understanding.
"""
TARGET = Path(__file__).parents[2] / "bot" / "core" / "understand" / "examples.yaml"
ABOUT = {"step": "about", "skill": "about"}
SLOT = {"fact": "fact", "reality": "aspect", "export": "format"}


def heading(case: Case) -> str:
    name, wanted = case.wanted[0]
    if name == "smalltalk":
        said = understand(case.sentence, scope()).intent
        return f"smalltalk {said.kind}" if isinstance(said, Smalltalk) else "smalltalk thanks"
    if name == "roadmap" and wanted:
        return "about"
    value = wanted.get(SLOT.get(name, ""), frozenset())
    return " ".join([ABOUT.get(name, name), *sorted(value)[:1]])


def main(target: Path = TARGET) -> None:
    blocks: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for case in cases("looked_at.txt"):
        if len(case.wanted) == 1:
            blocks[heading(case)][masked(clause_of(case.sentence, scope()).cells)] = None
    text = HEAD + "".join(
        f"\n{name}: |\n" + "".join(f"  {line}\n" for line in sorted(said) if line)
        for name, said in sorted(blocks.items())
    )
    target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
