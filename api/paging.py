"""Lists, a page at a time. A page ends with a cursor that names the last thing on it, not a count, so that what is
added meanwhile neither repeats nor hides anything.

A cursor is opaque and checked: it holds a hash of the address and of the filters it was given for, and with any other
list it is refused. It gives nothing away: what it holds was on the page.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Query, Request, Response

from clauses.errors import InvalidOption

T = TypeVar("T")
U = TypeVar("U")
Key = tuple[str | int, ...]
"""What a list is ordered by, as a cursor holds it. The last part tells things apart that are equal in the others."""

DEFAULT, MOST = 100, 500
"""How many things a page holds unless the caller says otherwise, and at most."""
_REMEMBERED = 12
"""How many of the things of a page a cursor names, where people put things into an order of their own."""
_PAGING = ("cursor", "limit")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some things of a list, and where it goes on: an address and the cursor in it, or None and None."""

    items: tuple[T, ...]
    next: str | None = None
    next_cursor: str | None = None

    def links(self) -> dict[str, Any]:
        """What the answer says of the next page."""
        return {"next": self.next, "next_cursor": self.next_cursor}

    def shown(self, show: Callable[[T], U]) -> list[U]:
        """The things as they are answered."""
        return [show(each) for each in self.items]


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of its list a request asks for."""

    request: Request
    response: Response
    limit: int
    cursor: str | None

    def after(self, *kinds: type) -> Key | None:
        """The key of the last thing on the page before, whose parts are of ``kinds``; None for the first page.

        Raises :class:`InvalidOption` for a cursor that no page of this list gave.
        """
        if self.cursor is None:
            return None
        try:
            text = base64.b64decode(self.cursor + "=" * (-len(self.cursor) % 4), altchars=b"-_", validate=True)
            check, *key = json.loads(text)
        except (binascii.Error, ValueError, TypeError, RecursionError):
            raise _unknown() from None
        if check != self._check() or [type(part) for part in key] != list(kinds) or not all(map(_storable, key)):
            raise _unknown()
        return tuple(key)

    def of(self, items: Sequence[T], key: Callable[[T], Key], *, newest_first: bool = False) -> Page[T]:
        """A page of all ``items``, ordered by ``key``."""
        ordered = sorted(items, key=key, reverse=newest_first)
        if ordered:
            last = self.after(*map(type, key(ordered[0])))
            if last is not None:
                ordered = [each for each in ordered if (key(each) < last if newest_first else key(each) > last)]
        return self.of_rows(ordered, key)

    def of_rows(self, rows: Sequence[T], key: Callable[[T], Key]) -> Page[T]:
        """A page of ``rows`` that come after :meth:`after`, in order: one more than the limit, or all there are."""
        page = tuple(rows[: self.limit])
        return self._page(page, key(page[-1])) if len(rows) > self.limit else Page(page)

    def of_placed(self, items: Sequence[T], identity: Callable[[T], str]) -> Page[T]:
        """A page of all ``items`` in the order in which somebody has put them; no ``identity`` holds a space. It goes
        on behind the last thing of the page before that is still there, wherever that stands now; where the last
        :data:`_REMEMBERED` are gone, at the place of the first of them, so that it may repeat but hides nothing."""
        last = self.after(str, int)
        start = 0
        if last is not None:
            there = {identity(each): index for index, each in enumerate(items)}
            known = [there[name] + 1 for name in str(last[0]).split(" ") if name in there]
            start = known[0] if known else max(0, int(last[1]))
        page = tuple(items[start : start + self.limit])
        if start + self.limit >= len(items):
            return Page(page)
        shown = page[-_REMEMBERED:]
        return self._page(page, (" ".join(map(identity, reversed(shown))), start + len(page) - len(shown)))

    def _page(self, items: tuple[T, ...], last: Key) -> Page[T]:
        text = json.dumps([self._check(), *last], separators=(",", ":")).encode()
        cursor = base64.urlsafe_b64encode(text).decode().rstrip("=")
        query = urlencode([*self._filters(), ("limit", self.limit), ("cursor", cursor)])
        address = f"{self.request.url.path}?{query}"
        self.response.headers["Link"] = f'<{address}>; rel="next"'  # RFC 8288
        return Page(items, address, cursor)

    def _filters(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.request.query_params.multi_items() if name not in _PAGING]

    def _check(self) -> str:
        named = json.dumps([self.request.url.path, sorted(self._filters())])
        return sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _storable(part: str | int) -> bool:
    """Whether any store can compare with ``part``: no cursor of ours holds anything else."""
    return isinstance(part, int) or ("\x00" not in part and not any("\ud800" <= each <= "\udfff" for each in part))


def _unknown() -> InvalidOption:
    return InvalidOption("The cursor is not one that a page of this list gave; begin without it.", "query.cursor")


async def _paging(
    request: Request,
    response: Response,
    limit: Annotated[int, Query(ge=1, le=MOST, title="How many at most on this page")] = DEFAULT,
    cursor: Annotated[
        str | None,
        Query(max_length=2000, title="Where the page begins: `next_cursor` of the page before, with the same filters"),
    ] = None,
) -> Paging:
    return Paging(request, response, limit, cursor)


PagingDep = Annotated[Paging, Depends(_paging)]


def holds(wanted: str | None, *texts: str | None) -> bool:
    """Whether any of ``texts`` holds ``wanted``, in whatever case; without a wish, it does."""
    return wanted is None or any(wanted.casefold() in (text or "").casefold() for text in texts)
