"""How large a part's XML is, told from its bytes before anything builds a tree of it.

Cheap counts that can only be too high come first; only a part near a limit is counted exactly, by a parser that
keeps nothing.
"""

from __future__ import annotations

import re
from typing import Final

from clauses.errors import DoctypeRefused, LimitExceeded, MalformedPart

from . import names, opc
from .archive import Limits

_ENCODING: Final = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
_ALLOWED_ENCODINGS: Final = frozenset({"utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "windows-1252"})
_WITHOUT_TAGS: Final = re.compile(rb"[^<]{65536,}")
_ATTRIBUTE: Final = re.compile(rb"=\s*[\"']")
_ATTRIBUTES: Final = 1_000
_STRETCH: Final = 1024
"""Bytes of markup in which fewer elements begin than may nest."""


def is_utf16(data: bytes) -> bool:
    """Whether a part is written in UTF-16, by its byte order mark or its first character."""
    return data[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")


def check_prolog(name: str, data: bytes) -> None:
    """Refuse a DOCTYPE, which could hide text behind entities, and encodings that could hide a DOCTYPE.

    OPC allows UTF-8 and UTF-16 only (ECMA-376 Part 2, 8.1.2). Raises DoctypeRefused, MalformedPart.
    """
    if is_utf16(data):
        doctype = any("<!DOCTYPE".encode(code) in data for code in ("utf-16-le", "utf-16-be"))
    else:
        declared = _ENCODING.match(data.removeprefix(b"\xef\xbb\xbf")[:200])
        encoding = declared[1].decode("ascii", "replace").lower() if declared else "utf-8"
        if encoding not in _ALLOWED_ENCODINGS or data[:4] in (b"\0\0\xfe\xff", b"\0\0\0<", b"Lo\xa7\x94"):
            raise MalformedPart(
                f"{name} is written in {encoding}, not in UTF-8; open the file in Word and save it again."
            )
        doctype = b"<!DOCTYPE" in data
    if doctype:
        raise DoctypeRefused(
            f"{name} declares a DOCTYPE, which Word never writes; open the file in Word and save it again."
        )


def check_part(name: str, data: bytes, limits: Limits) -> None:
    """Check one XML part: prolog, paragraphs, cells and nesting. Raises what :func:`check_prolog` does, LimitExceeded,
    and MalformedPart when a part near a limit turns out not to be well-formed."""
    check_prolog(name, data)
    _refuse_plainly_many(name, data, limits)
    _refuse_long_tags(name, data)
    if is_utf16(data) or _may_exceed(data, limits):
        opc.stream(name, data, _Counter(name, limits))


def _refuse_plainly_many(name: str, data: bytes, limits: Limits) -> None:
    """Refuse without a parser what has too many paragraphs or cells as Word writes them. Where there is a comment or a
    CDATA section, which could hold what looks like one, the parser counts."""
    if data.count(b"<") <= min(limits.paragraphs, limits.cells) or b"<!" in data:
        return
    for tag, most, what, code in (
        (b"<w:p", limits.paragraphs, "paragraphs", "paragraphs"),
        (b"<w:tc", limits.cells, "table cells", "cells"),
    ):
        if sum(data.count(tag + after) for after in (b">", b" ", b"/")) > most:
            raise LimitExceeded(
                f"{name} has more than {most:,} {what} and may have {most:,}; split the document.", code
            )


def _refuse_long_tags(name: str, data: bytes) -> None:
    """Refuse an element with thousands of attributes: each is compared with those before it, and none is thrown away.
    A tag may be long by the value of an attribute, as Word writes pictures."""
    text = data.decode("utf-16", "replace").encode() if is_utf16(data) else data
    for stretch in _WITHOUT_TAGS.finditer(text):
        if sum(1 for _ in _ATTRIBUTE.finditer(stretch[0])) > _ATTRIBUTES:
            raise LimitExceeded(
                f"{name} has an element with more than {_ATTRIBUTES:,} attributes, which Word never writes; open the "
                "file in Word and save it again.",
                "attributes",
            )


def check_nodes(parts: list[bytes], limits: Limits) -> None:
    """Check how many tags and attributes all parts have together, at most: each costs memory once parsed."""
    nodes = sum(data.count(b"<") + data.count(b"=") for data in parts)
    if nodes > limits.nodes:
        raise LimitExceeded(
            f"The file has about {nodes:,} tags and attributes and may have {limits.nodes:,}; split the document.",
            "nodes",
        )


def _may_exceed(data: bytes, limits: Limits) -> bool:
    tags = data.count(b"<")
    return (
        (tags > limits.paragraphs and _may_have_more(data, b"p", limits.paragraphs))
        or (tags > limits.cells and _may_have_more(data, b"tc", limits.cells))
        or _depth_at_most(data, limits.depth) > limits.depth
    )


def _may_have_more(data: bytes, tag: bytes, limit: int) -> bool:
    """Whether more than ``limit`` elements may have this local name, whatever their prefix."""
    if data.count(tag) <= limit:  # as letters, wherever they stand
        return False
    edges = [(before, after) for before in (b":", b"<") for after in (b" ", b">", b"/", b"\t", b"\r", b"\n")]
    return sum(data.count(before + tag + after) for before, after in edges) > limit


def _depth_at_most(data: bytes, limit: int) -> int:
    """How deep the elements nest, at most; beyond ``limit`` where counting tags can't tell.

    Each stretch of bytes counts as if all its start tags came before its end tags. In the end only processing
    instructions may be left open: else a "/>" stands in a text, and the counts tell nothing.
    """
    if b"!" in data and b"<!" in data:
        return limit + 1
    depth = most = 0
    for at in range(0, len(data), _STRETCH):
        end = at + _STRETCH  # a mark counts where it begins
        ends = data.count(b"</", at, end + 1)
        starts = data.count(b"<", at, end) - ends
        most = max(most, depth + starts)
        depth += starts - ends - data.count(b"/>", at, end + 1)
    instructions = data.count(b"<?") if data.count(b"?") != 2 else 1  # two are those of the first line
    return most if depth == instructions else limit + 1


class _Counter:
    """A parser target that keeps nothing but counts, and stops at the first limit that is passed."""

    def __init__(self, name: str, limits: Limits) -> None:
        self._name, self._limits = name, limits
        self._paragraphs = self._cells = self._depth = 0

    def start(self, tag: str, attrib: object) -> None:
        del attrib
        self._depth += 1
        if self._depth > self._limits.depth:
            self._refuse("nests elements {:,} deep", self._depth, self._limits.depth, "depth")
        if tag == names.P:
            self._paragraphs += 1
            if self._paragraphs > self._limits.paragraphs:
                self._refuse(
                    "has more than {:,} paragraphs", self._limits.paragraphs, self._limits.paragraphs, "paragraphs"
                )
        elif tag == names.TC:
            self._cells += 1
            if self._cells > self._limits.cells:
                self._refuse("has more than {:,} table cells", self._limits.cells, self._limits.cells, "cells")

    def end(self, tag: str) -> None:
        del tag
        self._depth -= 1

    def data(self, text: str) -> None:
        """Text counts for nothing."""

    def close(self) -> None:
        """Nothing is kept."""

    def _refuse(self, found: str, number: int, limit: int, code: str) -> None:
        raise LimitExceeded(f"{self._name} {found.format(number)} and may have {limit:,}; split the document.", code)
