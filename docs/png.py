"""A screenshot made small with nothing but zlib: the empty foot cut off, at most 256 colours, one byte a pixel."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAGIC = b"\x89PNG\r\n\x1a\n"
_BYTES = {2: 3, 6: 4}
"""Bytes of a pixel by the colour type of the file."""
_MOST = 256
_MARGIN = 40
"""Rows that stay below the last that shows anything."""


def smaller(data: bytes) -> bytes:
    """The same picture as a PNG with a palette, without what is below its last line of content."""
    width, rows = _read(data)
    content = max((at for at, row in enumerate(rows) if row != rows[-1]), default=0)
    del rows[content + _MARGIN :]
    counted = Counter(colour for row in rows for colour in row)
    palette = [colour for colour, _ in counted.most_common(_MOST)]
    place = {colour: number for number, colour in enumerate(palette)}
    for colour in counted.keys() - place.keys():
        place[colour] = place[min(palette, key=lambda known: _distance(known, colour))]
    pixels = b"".join(b"\0" + bytes(place[colour] for colour in row) for row in rows)
    head = struct.pack(">2I5B", width, len(rows), 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"PLTE", b"".join(palette)), (b"IDAT", zlib.compress(pixels, 9)), (b"IEND", b""))
    return _MAGIC + b"".join(_chunk(name, content) for name, content in chunks)


def _distance(one: bytes, other: bytes) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _read(data: bytes) -> tuple[int, list[list[bytes]]]:
    """The width and the rows of colours of an eight-bit PNG that is not interlaced: what Chromium writes."""
    chunks = list(_chunks(data))
    width, height, depth, kind, _, _, interlaced = struct.unpack(">2I5B", chunks[0][1])
    if depth != 8 or kind not in _BYTES or interlaced:
        raise ValueError(f"a PNG of {depth} bits and colour type {kind} is not read here")
    size = _BYTES[kind]
    raw = zlib.decompress(b"".join(content for name, content in chunks if name == b"IDAT"))
    before, rows = bytes(width * size), list[list[bytes]]()
    for number in range(height):
        start = number * (width * size + 1)
        before = _unfiltered(raw[start], raw[start + 1 : start + 1 + width * size], before, size)
        rows.append([before[at : at + 3] for at in range(0, len(before), size)])
    return width, rows


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_MAGIC)
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += length + 12


def _unfiltered(kind: int, row: bytes, above: bytes, size: int) -> bytes:
    """One row with its filter undone (section 9 of the PNG specification)."""
    if kind == 0:
        return row
    if kind == 2:
        return bytes((a + b) & 255 for a, b in zip(row, above, strict=True))
    made = bytearray(size) + row
    upper = bytes(size) + above
    for at in range(size, len(made)):
        left, up = made[at - size], upper[at]
        guess = left if kind == 1 else (left + up) // 2 if kind == 3 else _paeth(left, up, upper[at - size])
        made[at] = (made[at] + guess) & 255
    return bytes(made[size:])


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda one: abs(guess - one))
