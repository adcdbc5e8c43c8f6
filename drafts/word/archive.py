"""The zip archive of a .docx, read within limits and written the same way every time (ECMA-376 Part 2, PKWARE APPNOTE).

Reading trusts no header: what an entry declares bounds what is inflated, and what it inflates to must be what it
declares. Writing copies the compressed bytes of what nobody changed, so that a large picture costs nothing.
"""

from __future__ import annotations

import io
import stat
import struct
import sys
import zipfile
import zlib
from dataclasses import dataclass, field

from clauses.errors import EncryptedFile, LimitExceeded, NotAZip, UnreadableFile

MB = 1024 * 1024
STORED, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
_LOCAL = struct.Struct("<4sHHHHHLLLHH")
_CENTRAL = struct.Struct("<4sHHHHHHLLLHHHHHLL")
_END = struct.Struct("<4sHHHHLLH")
_ENCRYPTED_FLAGS = 0x1 | 0x40 | 0x2000
_UTF8_FLAG = 0x800
_DATE_1980 = (1 << 5) | 1
_LEVEL = 2
_LONGEST_END = 22 + 65_535
"""The end of a directory with the longest comment."""
_UNIX_OWNER_READ_WRITE = 0o600 << 16
"""Members without permissions make Word for Mac report unreadable content."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may measure, in bytes and counts. The defaults are those of docs/ooxml/lint.md."""

    upload: int = 20 * MB
    members: int = 2_000
    total: int = 200 * MB
    """All members inflated."""
    part: int = 60 * MB
    """One member inflated."""
    ratio: int = 200
    """Inflated to compressed, for members above ``ratio_from``."""
    ratio_from: int = MB
    paragraphs: int = 200_000
    """In one part."""
    cells: int = 50_000
    """In one part."""
    depth: int = 100
    """Nesting of XML elements."""
    nodes: int = 8_000_000
    """Tags and attributes of all parts together."""


DEFAULT = Limits()
_MOST = sys.maxsize
UNLIMITED = Limits(_MOST, _MOST, _MOST, _MOST, _MOST, _MOST, _MOST, _MOST, _MOST, _MOST)
"""For what this program wrote itself: two files within the limits may give a redline beyond them."""


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of an archive, still compressed. ``size`` is inflated, in bytes; the data was checked against it."""

    name: str
    method: int
    crc: int
    size: int
    packed: bytes
    kept: bytes | None = field(default=None, repr=False, compare=False)
    """The inflated bytes of an XML member, so that it is inflated once only."""

    def data(self) -> bytes:
        """The inflated bytes."""
        if self.kept is not None:
            return self.kept
        return self.packed if self.method == STORED else _inflate(self.packed, self.size, self.name)


def pack(name: str, data: bytes) -> Member:
    """``data`` as a member. Level 2 takes a quarter to a half of the time of zlib's own choice, and a fifth more
    bytes."""
    deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    packed = deflate.compress(data) + deflate.flush()
    return Member(name, DEFLATED, zlib.crc32(data), len(data), packed, data if is_xml(name) else None)


def is_xml(name: str) -> bool:
    """Whether a member is XML, by its name as Word writes it (content types may make others XML too)."""
    return name.lower().endswith((".xml", ".rels"))


def write(members: list[Member]) -> bytes:
    """An archive of ``members`` in this order, dated 1980-01-01: the same members give the same bytes."""
    out, directory = io.BytesIO(), io.BytesIO()
    for m in members:
        name = m.name.encode()
        flags = 0 if name.isascii() else _UTF8_FLAG
        tail = (flags, m.method, 0, _DATE_1980, m.crc, len(m.packed), m.size, len(name), 0)
        offset = out.tell()
        out.write(_LOCAL.pack(b"PK\3\4", 20, *tail) + name)
        out.write(m.packed)
        directory.write(_CENTRAL.pack(b"PK\1\2", (3 << 8) | 20, 20, *tail, 0, 0, 0, _UNIX_OWNER_READ_WRITE, offset))
        directory.write(name)
    start, listing = out.tell(), directory.getvalue()
    out.write(listing)
    out.write(_END.pack(b"PK\5\6", 0, 0, len(members), len(members), len(listing), start, 0))
    return out.getvalue()


def read(docx: bytes, limits: Limits = DEFAULT) -> list[Member]:
    """The members of an archive in its own order, without folders; each was inflated once and is what it declares.

    Raises NotAZip for what is no archive or a damaged one, EncryptedFile, LimitExceeded, and UnreadableFile for names
    and layouts that no honest writer makes (absolute or climbing names, duplicates, overlapping entries).
    """
    _check_count(docx, limits)
    try:
        with zipfile.ZipFile(io.BytesIO(docx)) as archive:
            infos = archive.infolist()
            directory = archive.start_dir
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError, struct.error, EOFError) as e:
        raise NotAZip("The archive is damaged or cut off; open the file in Word, save it again and send that.") from e
    _refuse_many(len(infos), limits)
    _check_names(infos)
    _check_sizes(infos, limits)
    spans = _data_spans(docx, infos, directory)
    return [_member(docx, info, start) for info, start in spans if not info.is_dir()]


def _check_count(docx: bytes, limits: Limits) -> None:
    """Count the members before any is read: a directory of many takes seconds to read."""
    end = docx.rfind(b"PK\5\6", max(0, len(docx) - _LONGEST_END))
    if end >= 0:
        listing = int.from_bytes(docx[end + 12 : end + 16], "little")
        _refuse_many(docx.count(b"PK\1\2", max(0, end - listing), end), limits)


def _refuse_many(members: int, limits: Limits) -> None:
    if members > limits.members:
        raise LimitExceeded(
            f"The file has {members:,} members and may have {limits.members:,}; save it again in Word.", "members"
        )


def _check_names(infos: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for info in infos:
        name = info.orig_filename
        if info.flag_bits & _ENCRYPTED_FLAGS:
            raise EncryptedFile(f"The member {name!r} is encrypted; remove the password and send the file again.")
        if info.compress_type not in (STORED, DEFLATED):
            raise UnreadableFile(f"The member {name!r} is compressed by a method Word does not use; save it in Word.")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise UnreadableFile(f"The member {name!r} is a symbolic link; save the file again in Word.")
        if "\0" in name or "\\" in name or name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
            raise UnreadableFile(f"The member name {name!r} leads out of the archive; save the file again in Word.")
        if name.casefold() in seen:
            raise UnreadableFile(f"The archive has the member {name!r} twice; save the file again in Word.")
        seen.add(name.casefold())


def _check_sizes(infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    total = sum(info.file_size for info in infos)
    if total > limits.total:
        raise LimitExceeded(
            f"The file inflates to {total / MB:,.0f} MB and may inflate to {limits.total / MB:,.0f} MB; make its "
            "pictures smaller.",
            "total",
        )
    for info in infos:
        size = info.file_size
        if size > limits.part:
            raise LimitExceeded(
                f"{info.filename} inflates to {size / MB:,.0f} MB and may inflate to {limits.part / MB:,.0f} MB; make "
                "it smaller.",
                "part",
            )
        if size > limits.ratio_from and size > limits.ratio * info.compress_size:
            times = size // max(info.compress_size, 1)
            raise LimitExceeded(
                f"{info.filename} inflates {times:,} times, and {limits.ratio} is the limit; save it again in Word.",
                "ratio",
            )


def _data_spans(docx: bytes, infos: list[zipfile.ZipInfo], directory: int) -> list[tuple[zipfile.ZipInfo, int]]:
    """Where each member's data starts, after checking that no two members share bytes (CVE-2024-0450)."""
    starts: dict[str, int] = {}
    end_of_last = 0
    for info in sorted(infos, key=lambda i: i.header_offset):
        head = docx[info.header_offset : info.header_offset + _LOCAL.size]
        if len(head) < _LOCAL.size or head[:4] != b"PK\3\4":
            raise NotAZip(f"The archive is damaged at {info.filename}; open the file in Word and save it again.")
        name_length, extra_length = _LOCAL.unpack(head)[-2:]
        start = info.header_offset + _LOCAL.size + name_length + extra_length
        if info.header_offset < end_of_last or start + info.compress_size > directory:
            raise UnreadableFile(f"The member {info.filename} overlaps another one; save the file again in Word.")
        name_at = info.header_offset + _LOCAL.size
        if docx[name_at : name_at + name_length] != _raw_name(info):
            raise UnreadableFile(f"The member {info.filename} has two names; save the file again in Word.")
        end_of_last = start + info.compress_size
        starts[info.orig_filename] = start
    return [(info, starts[info.orig_filename]) for info in infos]


def _raw_name(info: zipfile.ZipInfo) -> bytes:
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8_FLAG else "cp437")


def _member(docx: bytes, info: zipfile.ZipInfo, start: int) -> Member:
    packed = docx[start : start + info.compress_size]
    data = packed if info.compress_type == STORED else _inflate(packed, info.file_size, info.filename)
    if len(data) != info.file_size or zlib.crc32(data) != info.CRC:
        raise NotAZip(f"{info.filename} is not what the archive declares; open the file in Word and save it again.")
    kept = data if is_xml(info.filename) else None
    return Member(info.filename, info.compress_type, info.CRC, info.file_size, packed, kept)


def _inflate(packed: bytes, size: int, name: str) -> bytes:
    """The inflated bytes, never more than one byte beyond the declared ``size``."""
    inflate = zlib.decompressobj(-15)
    try:
        return inflate.decompress(packed, size + 1)
    except zlib.error as e:
        raise NotAZip(f"{name} is damaged in the archive; open the file in Word and save it again.") from e
