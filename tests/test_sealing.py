"""Secrets that nobody sees, and that are of use nowhere but where they belong."""

from __future__ import annotations

import base64
import copy
import dataclasses
import json
import logging

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from pathways.secret import Secret
from pathways.workspace import Installation
from storage.errors import StorageError
from storage.sealing import Seal

OLD, NEW, OTHER = (base64.urlsafe_b64encode(bytes([number] * 32)).decode() for number in range(3))
TOKEN = "-".join(("xoxb", "1", "s3cret"))
SECRET = Secret(TOKEN)


def test_a_secret_is_masked_wherever_it_is_written(caplog: pytest.LogCaptureFixture) -> None:
    installation = Installation("slack", "T1", "Acme", "B1", SECRET, ("commands",), "U1", refresh_token=SECRET)
    logging.getLogger("test").warning("%s %r %s", SECRET, SECRET, installation)
    written = [
        str(SECRET),
        repr(SECRET),
        f"{SECRET} {SECRET!r} {installation}",
        "{0} {0!r}".format(SECRET),  # noqa: UP032  (another way to write)
        "%s %r" % (SECRET, SECRET),  # noqa: UP031
        str([SECRET]),
        str(dataclasses.asdict(installation)),
        str(ValueError(SECRET)),
        json.dumps({"token": SECRET}, default=str),
        caplog.text,
    ]
    assert not [text for text in written if "s3cret" in text]
    assert not hasattr(SECRET, "__dict__")
    for lay_open in (lambda: json.dumps(SECRET), lambda: "".join([SECRET]), lambda: SECRET + ""):
        with pytest.raises(TypeError) as refused:
            lay_open()
        assert "s3cret" not in str(refused.value)


@given(st.text(), st.text())
def test_secrets_are_equal_when_their_texts_are(one: str, other: str) -> None:
    assert (Secret(one) == Secret(other)) == (one == other)
    assert Secret(one) == copy.deepcopy(Secret(one))
    assert hash(Secret(one)) == hash(Secret(one))
    assert bool(Secret(one)) == bool(one)
    assert Secret(one).reveal() == one
    assert Secret(one) != one


@given(st.text(), st.text())
def test_what_is_sealed_can_be_read_in_its_place_and_nowhere_else(context: str, text: str) -> None:
    seal = Seal.of(NEW)
    sealed = seal.seal(context, Secret(text))
    assert seal.unseal(context, sealed) == Secret(text)
    assert len(text) < 4 or text not in sealed
    for elsewhere in (f"{context} ", context.swapcase() + "x", ""):
        if elsewhere != context:
            with pytest.raises(StorageError, match="not where it was sealed; restore a backup, or install") as refused:
                seal.unseal(elsewhere, sealed)
            assert len(text) < 4 or text not in str(refused.value)


def test_the_newest_key_seals_and_older_ones_still_open() -> None:
    sealed = Seal.of(OLD).seal("T1", SECRET)
    ring = Seal.of(f" {NEW} , {OLD} ,")
    assert ring.unseal("T1", sealed) == SECRET
    anew = ring.rotate(sealed)
    assert Seal.of(NEW).unseal("T1", anew) == SECRET
    assert Seal.of(NEW).unseal("T1", ring.seal("T1", SECRET)) == SECRET
    for old in (Seal.of(OLD), Seal.of(OTHER)):
        with pytest.raises(StorageError, match=r"COACH_KEYS: no key in it opens .*; add the key it was sealed with"):
            old.unseal("T1", anew)
        with pytest.raises(StorageError, match="COACH_KEYS"):
            old.rotate(anew)


def test_what_was_tampered_with_is_refused() -> None:
    sealed = Seal.of(NEW).seal("T1", SECRET)
    for damaged in (sealed[:-5], sealed[:40] + sealed[41:], sealed.swapcase(), "", "not sealed", "é"):
        with pytest.raises(StorageError, match="COACH_KEYS"):
            Seal.of(NEW).unseal("T1", damaged)


@pytest.mark.parametrize("strange", [b"", b"[]", b"not json", b"3", b'["T1"]', b'{"T1": 1, "a": 2, "b": 3}'])
def test_something_else_under_the_right_key_is_refused(strange: bytes) -> None:
    with pytest.raises(StorageError):
        Seal.of(NEW).unseal("T1", Fernet(NEW).encrypt(strange).decode())


@pytest.mark.parametrize("none", ["", " ", ",", " , "])
def test_without_a_key_nothing_is_sealed_or_read(none: str) -> None:
    seal = Seal.of(none)
    sealed = Seal.of(NEW).seal("T1", SECRET)
    assert not seal.is_ready
    assert Seal.of(NEW).is_ready
    for attempt in (lambda: seal.seal("T1", SECRET), lambda: seal.unseal("T1", sealed), lambda: seal.rotate(sealed)):
        with pytest.raises(StorageError, match=r"COACH_KEYS: is not set.*make a key once with") as refused:
            attempt()
        assert TOKEN not in str(refused.value)


@pytest.mark.parametrize("bad", ["hunter2", "é" * 44, NEW[:-2], "a" * 44 + "b"])
def test_a_key_that_is_none_is_named_by_its_number_and_not_repeated(bad: str) -> None:
    with pytest.raises(StorageError, match="COACH_KEYS: key 2 is none; make one with") as refused:
        Seal.of(f"{NEW},{bad}")
    assert bad not in str(refused.value)
    assert refused.value.__cause__ is None
    assert NEW not in repr(Seal.of(NEW))
