"""Pictures without what their makers wrote into them: cameras, places, names, programs. The pixels stay byte for byte.

JPEG (ITU-T T.81, annex B): application segments that hold no colour, and comments, go. PNG (ISO/IEC 15948, 11.3): the
chunks of text, time and EXIF go. SVG goes through as XML: comments, metadata and editors' own markup go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from drafts.word import opc

_JPEG: Final = b"\xff\xd8"
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_START_OF_SCAN, _COMMENT, _FIRST_APP, _LAST_APP = 0xDA, 0xFE, 0xE0, 0xEF
_COLOUR_SEGMENTS: Final = {0xE0: (b"JFIF\0", b"JFXX\0"), 0xE2: (b"ICC_PROFILE\0",), 0xEE: (b"Adobe",)}
"""JPEG application segments that say how to show the picture."""
_TOLD_CHUNKS: Final = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})
_SVG: Final = "http://www.w3.org/2000/svg"
_SVG_KNOWN: Final = frozenset({_SVG, "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace", ""})
_OPEN: Final = (b"\xd7\xcd\xc6\x9a", b"\x01\0\0\0", b"BM")
"""How a placeable WMF, an EMF and a BMP begin: pictures whose drawing or pixels are all that they hold."""


def bare(picture: bytes) -> bytes | None:
    """The picture without what was written into it, itself where there is nothing; None for a type, or a damaged
    file, that can't be looked into."""
    if picture.startswith(_JPEG):
        return _bare_jpeg(picture)
    if picture.startswith(_PNG):
        return _bare_png(picture)
    if picture.startswith(_OPEN):
        return picture
    return _bare_svg(picture) if picture.lstrip()[:1] == b"<" else None


def _bare_jpeg(picture: bytes) -> bytes | None:
    out, at = bytearray(_JPEG), len(_JPEG)
    while at + 4 <= len(picture):
        if picture[at] != 0xFF:
            return None
        marker, size = picture[at + 1], int.from_bytes(picture[at + 2 : at + 4], "big")
        if marker == 0xFF:
            at += 1
            continue
        if marker == _START_OF_SCAN:
            return bytes(out + picture[at:])
        segment = picture[at : at + 2 + size]
        if not _is_told(marker, segment[4:]):
            out += segment
        at += 2 + size
    return None


def _is_told(marker: int, content: bytes) -> bool:
    if marker == _COMMENT:
        return True
    kept = _COLOUR_SEGMENTS.get(marker, ())
    return _FIRST_APP <= marker <= _LAST_APP and not content.startswith(kept or (b"\0no segment begins so",))


def _bare_png(picture: bytes) -> bytes | None:
    out = bytearray(_PNG)
    for kind, chunk in _chunks(picture):
        if kind not in _TOLD_CHUNKS:
            out += chunk
        if kind == b"IEND":
            return bytes(out)
    return None


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(type, whole chunk) of a PNG in order."""
    at = len(_PNG)
    while at + 12 <= len(picture):
        end = at + 12 + int.from_bytes(picture[at : at + 4], "big")
        yield picture[at + 4 : at + 8], picture[at:end]
        at = end


def _bare_svg(picture: bytes) -> bytes | None:
    root = opc.parse("picture", picture)
    if root.tag != f"{{{_SVG}}}svg":
        return None
    told = [e for e in root.iter() if not isinstance(e.tag, str) or _is_foreign(str(e.tag)) or _names_metadata(e)]
    for element in told:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    attributes = [(e, key) for e in root.iter(etree.Element) for key in map(str, e.attrib) if _is_foreign(key)]
    for element, key in attributes:
        del element.attrib[key]
    if not told and not attributes and root.getprevious() is None and root.getnext() is None:
        return picture
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _names_metadata(element: etree._Element) -> bool:
    return element.tag == f"{{{_SVG}}}metadata"


def _is_foreign(name: str) -> bool:
    namespace = name[1:].partition("}")[0] if name.startswith("{") else ""
    return namespace not in _SVG_KNOWN
