"""Rules for what is found again by an id or a name: bookmarks, comment ranges, notes, paragraphs, content controls."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from .. import names as n
from .revisions import Ids, is_id
from .scan import Handler, Scan, in_fallback

_BOOKMARK_NAME: Final = re.compile(r"\w{1,40}")
_PARA_ID: Final = re.compile(r"[0-9A-Fa-f]{8}")
_MAX_TAG: Final = 64


class Shared:
    """What must be unique over all parts of a file, and what references must find."""

    def __init__(self) -> None:
        self.ids = Ids()
        self.bookmark_names: dict[str, etree._Element] = {}
        self.bookmark_ids: dict[str, etree._Element] = {}
        self.controls: dict[str, etree._Element] = {}
        self.defined: dict[str, set[str]] = {n.COMMENT: set(), n.FOOTNOTE: set(), n.ENDNOTE: set()}
        self.comment_paragraphs: set[int] = set()


class Anchors:
    """The rules of this module over one part."""

    def __init__(self, scan: Scan, shared: Shared) -> None:
        self._scan, self._shared = scan, shared
        self._bookmarks: dict[str, etree._Element] = {}
        self._comments: dict[str, etree._Element] = {}
        self._paragraphs: dict[str, etree._Element] = {}
        self._notes: set[tuple[str, str]] = set()

    def handlers(self) -> dict[str, Handler]:
        """Tag -> what to do with such an element, in document order."""
        return {
            n.BOOKMARK_START: self._bookmark_start,
            n.BOOKMARK_END: self._bookmark_end,
            n.COMMENT_RANGE_START: self._comment_start,
            n.COMMENT_RANGE_END: self._comment_end,
            n.COMMENT: self._note,
            n.FOOTNOTE: self._note,
            n.ENDNOTE: self._note,
            n.P: self._paragraph,
            n.SDT_PR: self._control,
        }

    def finish(self) -> None:
        """Report what only the whole part tells: bookmarks and comment ranges left open."""
        for start in self._bookmarks.values():
            name = start.get(n.NAME, "")
            self._scan.report("unpaired-bookmark", start, f"The bookmark {name!r} has no end.", f"bookmark {name}")
        for start in self._comments.values():
            self._scan.report("unpaired-comment-range", start, "A comment's range has no end.")

    def _bookmark_start(self, element: etree._Element) -> None:
        name, number = element.get(n.NAME, ""), element.get(n.ID)
        place = f"bookmark {name}"
        if not _BOOKMARK_NAME.fullmatch(name):
            self._scan.report("bad-bookmark-name", element, f"{name!r} can't be a bookmark's name.", place)
        first = self._shared.bookmark_names.setdefault(name.casefold(), element)
        if first is not element and not in_fallback(element) and not in_fallback(first):
            self._scan.report("duplicate-bookmark-name", element, f"There are two bookmarks {name!r}.", place)
        if not is_id(self._scan, element, number):
            return
        key = str(number)
        first = self._shared.bookmark_ids.setdefault(key, element)
        if first is not element and not in_fallback(element) and not in_fallback(first):
            message = f"The bookmark {name!r} has the id of {first.get(n.NAME, '')!r}."
            self._scan.report("duplicate-bookmark-id", element, message, place)
        self._shared.ids.claim_bookmark(self._scan, element, key)
        self._bookmarks[key] = element

    def _bookmark_end(self, element: etree._Element) -> None:
        if self._bookmarks.pop(element.get(n.ID, ""), None) is None:
            self._scan.report("unpaired-bookmark", element, "A bookmark ends that did not start.")

    def _comment_start(self, element: etree._Element) -> None:
        if is_id(self._scan, element, element.get(n.ID)):
            self._comments[element.get(n.ID, "")] = element

    def _comment_end(self, element: etree._Element) -> None:
        if self._comments.pop(element.get(n.ID, ""), None) is None:
            self._scan.report("unpaired-comment-range", element, "A comment's range ends that did not start.")

    def _note(self, element: etree._Element) -> None:
        tag, number = str(element.tag), element.get(n.ID, "")
        if (tag, number) in self._notes:
            rule = "duplicate-comment-id" if tag == n.COMMENT else "duplicate-note-id"
            self._scan.report(rule, element, f"Two w:{n.local(tag)} have one id.")
        self._notes.add((tag, number))
        self._shared.defined[tag].add(number)

    def _paragraph(self, element: etree._Element) -> None:
        para_id = element.get(n.PARA_ID)
        if para_id is None:
            return
        if not _PARA_ID.fullmatch(para_id) or not 0 < int(para_id, 16) < 0x80000000:
            self._scan.report("bad-para-id", element, f"{para_id[:20]!r} can't be a w14:paraId.")
            return
        if self._scan.root.tag == n.w("comments"):
            self._shared.comment_paragraphs.add(int(para_id, 16))
        first = self._paragraphs.setdefault(para_id.upper(), element)
        if first is not element and not in_fallback(element) and not in_fallback(first):
            self._scan.report("duplicate-para-id", element, "Another paragraph has the same w14:paraId.")

    def _control(self, element: etree._Element) -> None:
        tag, number = element.find(n.w("tag")), element.find(n.ID)
        if tag is not None and len(tag.get(n.VAL, "")) > _MAX_TAG:
            message = f"A content control's tag has {len(tag.get(n.VAL, ''))} characters; {_MAX_TAG} may be."
            self._scan.report("long-control-tag", element, message)
        if number is not None:
            first = self._shared.controls.setdefault(number.get(n.VAL, ""), element)
            if first is not element and not in_fallback(element) and not in_fallback(first):
                self._scan.report("duplicate-control-id", element, "Another content control has the same id.")
