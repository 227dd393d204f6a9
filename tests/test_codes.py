"""Codes: easy to read out, hard to take for anything else."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import codes

CODE = "K7MP-3WQX"


@given(st.integers())
def test_a_code_is_found_again_however_it_is_typed(seed: int) -> None:
    code = codes.make(random.Random(seed).choice)  # noqa: S311  (repeatable on purpose)
    assert codes.is_one(code)
    assert len(code) == 9
    for typed in (code, code.lower(), code.replace("-", ""), code.replace("-", " "), f" “{code}”. "):
        for lead in ("", "link ", "Link: ", "connect me with ", "my code is ", "please join my account "):
            assert codes.said(lead + typed) == code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("link ABCD-EFGH", "ABCD-EFGH"),
        ("link abcd-efgh", "ABCD-EFGH"),
        ("ABCD-EFGH", "ABCD-EFGH"),
        ("link 12AB34CD", "12AB-34CD"),
        ("join 12345678", "1234-5678"),
    ],
)
def test_what_is_meant_as_a_code_is_read_as_one_though_nobody_gave_it(said: str, code: str) -> None:
    assert codes.said(said) == code
    assert not codes.is_one(code)


@pytest.mark.parametrize(
    "said",
    [
        *("", "link", "link my discord", "join database", "well-done", "abcd-efgh", "12345678", "connect 4 hours"),
        *("x" * 81, f"what about {CODE}", f"{CODE} and more", f"link {CODE} please do", f"{CODE} " * 9),
    ],
)
def test_anything_else_is_none(said: str) -> None:
    assert codes.said(said) is None


@given(st.text(max_size=90))
def test_whatever_is_said_is_looked_at_without_raising(said: str) -> None:
    assert codes.said(said) is None or len(codes.said(said) or "") == 9
