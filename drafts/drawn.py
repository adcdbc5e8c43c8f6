"""How much there is to draw on the pages of a PDF, added up before any of it is read: a few kilobytes can say of a
stream that it is drawn a million times, and a stream can become a thousand times larger when it is unpacked.

Counted are bytes: what a page draws, what the forms draw that it draws (ISO 32000-2, 8.10), each as often as it may be
drawn, and the tables of the fonts, which are read anew for each page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, cast

from pypdf import PageObject
from pypdf.generic import StreamObject

from clauses.errors import LimitExceeded, UnreadablePdf

MOST_DRAWN: Final = 16_000_000
"""Bytes. A page of print takes 10,000 to 50,000, a million takes seconds to read."""
MOST_AT_ONCE: Final = 2_000_000
"""Bytes of a page or a form, which are taken apart at once: each may take a hundred in memory."""
_ENTRY: Final = 8
_ARRAYS: Final = ("/Widths", "/W", "/W2")


def check_drawn(pages: Iterable[PageObject]) -> None:
    """Raise LimitExceeded where ``pages`` draw more than :data:`MOST_DRAWN` together, or one more than
    :data:`MOST_AT_ONCE`, and UnreadablePdf where a form draws itself. Whatever else is wrong with them raises what the
    library raises."""
    scale = _Scale()
    total = 0
    for page in pages:
        total += scale.weight(_streams(_there(page.get("/Contents"))), _there(page.get("/Resources")))
        if total > MOST_DRAWN:
            raise _too_much()


class _Scale:
    """Weighs what is drawn; each form and each font once."""

    def __init__(self) -> None:
        self._known: dict[int, int | None] = {}
        self._kept: list[Any] = []

    def weight(self, streams: Iterable[StreamObject], resources: Any) -> int:
        """Bytes of what ``streams`` draw. Which form a stream draws is known when it is read; until then each ``Do`` in
        it counts as the heaviest there is."""
        own = uses = 0
        for stream in streams:
            data = stream.get_data()
            own, uses = own + len(data), uses + data.count(b"Do")
            if own > MOST_AT_ONCE:
                raise _too_much()
        fonts = sum(self._once(font, self._font) for font in _entries(resources, "/Font"))
        forms = [form for form in _entries(resources, "/XObject") if _get(form, "/Subtype") == "/Form"] if uses else []
        heaviest = max((self._once(form, self._form) for form in forms), default=0)
        return min(own + fonts + uses * heaviest, MOST_DRAWN + 1)

    def _once(self, thing: Any, weigh: Any) -> int:
        key = id(thing)
        if key in self._known:
            known = self._known[key]
            if known is None:
                raise UnreadablePdf("The PDF is damaged: a form in it draws itself; print the document again.")
            return known
        self._known[key] = None
        self._kept.append(thing)  # so that no other gets its id
        self._known[key] = found = weigh(thing)
        return found

    def _form(self, form: StreamObject) -> int:
        return self.weight([form], _there(form.get("/Resources")))

    def _font(self, font: Any) -> int:
        to_unicode = _there(_get(font, "/ToUnicode"))
        size = len(to_unicode.get_data()) if isinstance(to_unicode, StreamObject) else 0
        for each in (font, *map(_there, _listed(_there(_get(font, "/DescendantFonts"))))):
            size += sum(_ENTRY * _length(_there(_get(each, name))) for name in _ARRAYS)
        return size + _ENTRY * _length(_there(_get(_there(_get(font, "/Encoding")), "/Differences")))


def _streams(contents: Any) -> Iterator[StreamObject]:
    """The streams of a page, of which it may have none, one or a list."""
    parts = _listed(contents) if isinstance(contents, list) else [contents]
    yield from (stream for stream in map(_there, parts) if isinstance(stream, StreamObject))


def _there(thing: Any) -> Any:
    """What ``thing`` refers to, or itself."""
    return None if thing is None else thing.get_object()


def _get(thing: Any, name: str) -> Any:
    return cast("dict[str, Any]", thing).get(name) if isinstance(thing, dict) else None


def _listed(thing: Any) -> list[Any]:
    return cast("list[Any]", thing) if isinstance(thing, list) else []


def _entries(resources: Any, name: str) -> Iterator[Any]:
    found = _there(_get(resources, name))
    yield from map(_there, cast("dict[str, Any]", found).values() if isinstance(found, dict) else ())


def _length(thing: Any) -> int:
    return sum(1 + len(_listed(each)) for each in _listed(thing))


def _too_much() -> LimitExceeded:
    return LimitExceeded("The PDF draws more than can be read in good time; print the document again and send that.")
