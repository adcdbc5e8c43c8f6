"""Hostile PDFs. Each is made when it is asked for."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from typing import Final

_WORDS: Final = b"BT /F 9 Tf (The District keeps recordings for thirty days.) Tj "
_FONT: Final = 3
_FIRST: Final = 4


def pdf(contents: bytes, *, pages: int = 1, forms: Sequence[bytes] = (), loops: bool = False) -> bytes:
    """A PDF whose ``pages`` all draw ``contents``. Each of ``forms`` is known to the one before it as ``/X``, the first
    to the pages; with ``loops`` the last one is itself known to itself."""
    held: dict[int, bytes] = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        _FONT: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        _FIRST: _stream(contents),
    }
    for place, form in enumerate(forms):
        number = _FIRST + 1 + place
        last = place == len(forms) - 1
        known = _resources(number if last and loops else None if last else number + 1)
        held[number] = _stream(form, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources " + known)
    first = _FIRST + 1 + len(forms)
    kids = range(first, first + pages)
    known = _resources(_FIRST + 1 if forms else None)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources %s /Contents %d 0 R >>" % (known, _FIRST)
    held |= dict.fromkeys(kids, page)
    held[2] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, b" ".join(b"%d 0 R" % kid for kid in kids))
    return _written(held)


def _resources(form: int | None) -> bytes:
    drawn = b"" if form is None else b"/XObject << /X %d 0 R >>" % form
    return b"<< /Font << /F %d 0 R >> %s >>" % (_FONT, drawn)


def _stream(data: bytes, head: bytes = b"") -> bytes:
    packed = zlib.compress(data, 9)
    return b"<< %s /Length %d /Filter /FlateDecode >> stream\n%s\nendstream" % (head, len(packed), packed)


def _written(held: dict[int, bytes]) -> bytes:
    out, offsets = bytearray(b"%PDF-1.7\n"), dict[int, int]()
    for number in sorted(held):
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, held[number])
    end = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, offset in offsets.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, offset)
    return bytes(out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (max(held) + 1, end))


def plain_pdf(pages: int = 1) -> bytes:
    """A PDF that nobody refuses."""
    return pdf(_WORDS, pages=pages)


PDFS: Final[dict[str, Callable[[], bytes]]] = {
    "a PDF whose page is a bomb": lambda: pdf(_WORDS + b" " * 70_000_000),
    "a PDF of a million strokes": lambda: pdf(_WORDS + b"q Q " * 1_000_000),
    "a PDF of two thousand long pages": lambda: pdf(_WORDS + b" " * 1_900_000, pages=2_000),
    "a PDF of too many pages": lambda: pdf(_WORDS, pages=2_001),
    "a PDF of forms of forms": lambda: pdf(_WORDS + b"/X Do", forms=[b"/X Do " * 10] * 12 + [_WORDS]),
    "a PDF whose form draws itself": lambda: pdf(_WORDS + b"/X Do", forms=[b"/X Do"], loops=True),
    "a PDF whose pages are in a ring": lambda: plain_pdf().replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]"),
    "a PDF that is cut off": lambda: plain_pdf()[:200],
    "a PDF of nothing": lambda: b"%PDF-1.7",
}
"""By name; each is refused where a PDF is taken."""
