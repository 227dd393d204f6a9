"""Words that are kept as they were said: what follows "proof"."""

from __future__ import annotations

import re

_PROOF = re.compile(
    r"\s*(?:here is |here's )?(?:my |the )?(?:proof|evidence)\b(?!\s+(?:of|that|is|suggests|shows)\b|-)"
    r"(?:\s+for\s+(?P<item>[^:]{1,80}?)\s*:|\s*:)?\s*(?P<words>.*)",
    re.IGNORECASE | re.DOTALL,
)


def proven(text: str) -> tuple[str, str] | None:
    """What evidence is given for, as it was named, and the evidence; None where no evidence is given."""
    found = _PROOF.fullmatch(text)
    return None if found is None else ((found["item"] or "").strip(), found["words"].strip())
