"""Hostile files and bodies. Each is made when it is asked for: some are large."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from typing import Final

from tests.support.documents import p, package, t

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HEAD: Final = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}"><w:body>'
_TAIL: Final = "</w:body></w:document>"
_MAIN: Final = "word/document.xml"
_DOCM: Final = b"application/vnd.ms-word.document.macroEnabled.main+xml"
_DOCX: Final = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def plain() -> bytes:
    """A file that nobody refuses."""
    return package(p(t("The District keeps recordings for thirty days.")))


def _rewritten(
    change: Callable[[zipfile.ZipInfo, bytes], bytes | None], *more: tuple[str | zipfile.ZipInfo, bytes]
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = change(info, old.read(info))
            if data is not None:
                new.writestr(info.filename, data)
        for name, data in more:
            new.writestr(name, data)
    return out.getvalue()


def _main(xml: str | bytes) -> bytes:
    data = xml.encode() if isinstance(xml, str) else xml
    return _rewritten(lambda info, old: data if info.filename == _MAIN else old)


def _with(*more: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    return _rewritten(lambda _, old: old, *more)


def _body(inner: str) -> bytes:
    return _main(_HEAD + inner + _TAIL)


def _overlapping() -> bytes:
    """Two entries of the central directory with the data of one (CVE-2024-0450)."""
    data = bytearray(_with(("word/media/a.bin", b"x" * 4096), ("word/media/b.bin", b"x" * 4096)))
    offsets = _found(bytes(data), b"PK\x01\x02")
    first, second = offsets[-2:]
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    return bytes(data)


def _found(data: bytes, what: bytes) -> list[int]:
    found: list[int] = []
    at = data.find(what)
    while at >= 0:
        found.append(at)
        at = data.find(what, at + 1)
    return found


def _lying(size: int) -> bytes:
    """The central directory says of the main part that it is as small as ``size``."""
    data = bytearray(_body("<w:p/>" * 300_000))
    for at in _found(bytes(data), b"PK\x01\x02"):
        name = bytes(data[at + 46 : at + 46 + struct.unpack_from("<H", data, at + 28)[0]])
        if name == _MAIN.encode():
            struct.pack_into("<I", data, at + 24, size)
    return bytes(data)


def _link() -> bytes:
    info = zipfile.ZipInfo("word/link.xml")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    return _with((info, b"/etc/passwd"))


def _twice() -> bytes:
    with io.BytesIO(plain()) as out:
        with zipfile.ZipFile(out, "a") as archive:
            info = zipfile.ZipInfo("word/Document.xml")
            archive.writestr(info, (_HEAD + "<w:p/>" + _TAIL).encode())
        return out.getvalue().replace(b"word/Document.xml", b"word/document.xml")


def _nul_name() -> bytes:
    return _with(("word/aXb.xml", b"<a/>")).replace(b"word/aXb.xml", b"word/a\x00b.xml")


def _encrypted() -> bytes:
    data = bytearray(plain())
    for at in _found(bytes(data), b"PK\x01\x02"):
        data[at + 8] |= 1
    return bytes(data)


def _doctype(declared: str, used: str = "&a;") -> bytes:
    return _main(
        f'<?xml version="1.0"?><!DOCTYPE w [{declared}]>'
        + _HEAD.partition("?>")[2]
        + f"<w:p><w:r><w:t>{used}</w:t></w:r></w:p>"
        + _TAIL
    )


_LAUGHS: Final = '<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))

FILES: Final[dict[str, Callable[[], bytes]]] = {
    "a bomb of one part": lambda: _with(("word/media/bomb.bin", b"\0" * 150_000_000)),
    "a bomb in the main part": lambda: _main(_HEAD.encode() + b" " * 100_000_000 + _TAIL.encode()),
    "a bomb of many parts": lambda: _with(*((f"word/media/{n}.bin", b"\0" * 2_000_000) for n in range(150))),
    "seventy thousand entries": lambda: _with(*((f"word/{n}", b"") for n in range(70_000))),
    "overlapping entries": _overlapping,
    "a size that lies": lambda: _lying(10),
    "entries of one name": _twice,
    "a path out of the folder": lambda: _with(("../../etc/cron.d/job", b"* * * * *")),
    "an absolute path": lambda: _with(("/etc/cron.d/job", b"* * * * *")),
    "a path of Windows": lambda: _with(("C:\\Windows\\job.bat", b"del")),
    "a symbolic link": _link,
    "a name with NUL": _nul_name,
    "an encrypted entry": _encrypted,
    "a file that is cut off": lambda: plain()[:-200],
    "nothing": lambda: b"",
    "no zip at all": lambda: b"\0" * 100_000,
    "entities of entities": lambda: _doctype(_LAUGHS, "&m;"),
    "an entity of a file": lambda: _doctype('<!ENTITY a SYSTEM "file:///etc/passwd">'),
    "an entity of a server": lambda: _doctype('<!ENTITY a SYSTEM "http://127.0.0.1:9/a">'),
    "a parameter entity": lambda: _doctype('<!ENTITY % a SYSTEM "http://127.0.0.1:9/a"> %a;', ""),
    "a DTD in UTF-16": lambda: _main(
        (
            '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE w [<!ENTITY a "b">]>'
            + _HEAD.partition("?>")[2]
            + "<w:p/>"
            + _TAIL
        ).encode("utf-16")
    ),
    "a DTD in the styles": lambda: _with(("word/theme/x.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')),
    "macros": lambda: _with(("word/vbaProject.bin", b"\xd0\xcf\x11\xe0")),
    "macros by type": lambda: _rewritten(lambda _, old: old.replace(_DOCX, _DOCM)),
    "elements a hundred thousand deep": lambda: _body("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000),
    "tables in tables": lambda: _body("<w:tbl><w:tr><w:tc>" * 5_000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 5_000),
    "a million paragraphs": lambda: _body("<w:p/>" * 1_000_000),
    "a million paragraphs with words": lambda: _body(
        "".join(f"<w:p><w:r><w:t>{n}</w:t></w:r></w:p>" for n in range(1_000_000))
    ),
    "a million cells": lambda: _body("<w:tbl><w:tr>" + "<w:tc><w:p/></w:tc>" * 1_000_000 + "</w:tr></w:tbl>"),
    "a million attributes": lambda: _body("<w:p " + " ".join(f'w:a{n}="1"' for n in range(1_000_000)) + "/>"),
    "NUL in the text": lambda: _body("<w:p><w:r><w:t>a\0b</w:t></w:r></w:p>"),
    "a character that is none": lambda: _body("<w:p><w:r><w:t>&#xD800;</w:t></w:r></w:p>"),
    "a number of no end": lambda: _body(f"<w:p><w:r><w:t>&#{'9' * 100_000};</w:t></w:r></w:p>"),
    "bytes that are no UTF-8": lambda: _main(
        _HEAD.encode() + b"<w:p><w:r><w:t>\xff\xfe\xed\xa0\x80</w:t></w:r></w:p>" + _TAIL.encode()
    ),
}
"""By name; each is refused."""

HEAVY: Final = frozenset(
    name for name in FILES if name.startswith(("a bomb", "a million", "seventy", "a size", "elements", "tables"))
)
"""Those that take a while to make."""

_BIG: Final = "9" * 100_000
BODIES: Final[dict[str, Callable[[], bytes]]] = {
    "lists a hundred thousand deep": lambda: b'{"title": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "objects a hundred thousand deep": lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "lists that never end": lambda: b"[" * 1_000_000,
    "a million things": lambda: b'{"title": [' + b"1," * 999_999 + b"1]}",
    "a number of a hundred thousand digits": lambda: f'{{"title": {_BIG}}}'.encode(),
    "a number beyond all numbers": lambda: b'{"title": 1e999999}',
    "no number": lambda: b'{"title": NaN}',
    "NUL in a title": lambda: b'{"title": "a\\u0000b"}',
    "half a character": lambda: b'{"title": "\\ud800"}',
    "bytes that are no UTF-8": lambda: b'{"title": "\xed\xa0\x80\xff"}',
    "a title without end": lambda: b'{"title": "' + b"x" * 1_900_000 + b'"}',
    "more than is read": lambda: b'{"title": "' + b"x" * 3_000_000 + b'"}',
    "a body that stops": lambda: b'{"title": "An MOU',
    "no JSON": lambda: b"\0" * 10_000,
}
"""By name; each is refused where a JSON body with a title is taken."""
