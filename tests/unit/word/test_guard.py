"""The guard: what is no safe .docx is refused with the reason, quickly and in little memory."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from clauses.errors import (
    DoctypeRefused,
    EncryptedFile,
    LimitExceeded,
    MacroFile,
    MalformedPart,
    MissingPart,
    NotAWordFile,
    NotAZip,
    StrictFile,
    UnreadableFile,
    UnsafeContent,
)
from drafts.word import archive, guard
from drafts.word.archive import Limits
from drafts.word.package import Package
from tests.support import checkout
from tests.support.wml import (
    HEAD,
    RELATIONSHIPS,
    content_types,
    docx,
    field,
    fld_char,
    members,
    p,
    t,
    tbl,
    tc,
    tr,
    zipped,
)

BODY = p(t("A contract."))
DOCUMENT = "word/document.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OFFICE = "application/vnd.openxmlformats-officedocument."
LENIENT = Limits(ratio=10**9)


def changed(**parts: str | bytes) -> bytes:
    """A sound file with members replaced; "_" stands for what a keyword can't hold."""
    names = {"document": DOCUMENT, "types": "[Content_Types].xml", "rels": "_rels/.rels"}
    return zipped({**members(BODY), **{names.get(key, key): content for key, content in parts.items()}})


def without(name: str) -> bytes:
    return zipped({key: content for key, content in members(BODY).items() if key != name})


def with_member(name: str, content: str | bytes = b"x") -> bytes:
    return zipped({**members(BODY), name: content})


def typed(main: str) -> bytes:
    return changed(types=HEAD + content_types({}, main))


def related(kind: str, target: str, *, external: bool = False) -> bytes:
    mode = ' TargetMode="External"' if external else ""
    xml = f'<Relationship Id="rIdZ" Type="{RELATIONSHIPS}{kind}" Target="{target}"{mode}/>'
    return docx(BODY, relationships=xml)


def document(inner: str) -> bytes:
    return docx(BODY + inner)


def document_xml(edit: Callable[[str], str | bytes]) -> bytes:
    return changed(document=edit(members(BODY)[DOCUMENT]))


def twice() -> bytes:
    out = io.BytesIO(docx(BODY))
    with zipfile.ZipFile(out, "a") as found, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found.writestr(DOCUMENT.upper(), "x")
    return out.getvalue()


def overlapping() -> bytes:
    """Two entries of the directory that point to the same bytes."""
    whole = docx(BODY)
    start = whole.index(b"PK\1\2")
    end = whole.rindex(b"PK\5\6")
    entry_length = 46 + sum(struct.unpack_from("<HHH", whole, start + 28))
    entry = whole[start : start + entry_length].replace(b"[Content_Types].xml", b"[Content_Types].xmm")
    directory = whole[start:end] + entry
    count = struct.unpack_from("<H", whole, end + 10)[0] + 1
    tail = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, count, count, len(directory), start, 0)
    return whole[:start] + directory + tail


def lying(claimed: int, size: int) -> bytes:
    """A member that inflates to ``size`` and declares ``claimed``, in both headers."""
    name, content = b"word/media/image1.png", b"\0" * size
    whole = with_member(name.decode(), content)
    truth, lie = struct.pack("<L", size), struct.pack("<L", claimed)
    local = whole.index(name) - 30
    central = whole.rindex(name) - 46
    patched = bytearray(whole)
    for at in (local + 22, central + 24):
        assert bytes(patched[at : at + 4]) == truth
        patched[at : at + 4] = lie
    return bytes(patched)


def one_byte_changed() -> bytes:
    whole = bytearray(docx(BODY))
    whole[whole.index(DOCUMENT.encode()) + 100] ^= 0xFF
    return bytes(whole)


def encrypted_member() -> bytes:
    whole = bytearray(docx(BODY))
    whole[6] |= 1
    whole[whole.index(b"PK\1\2") + 8] |= 1
    return bytes(whole)


def named(name: str) -> bytes:
    """A file with a member that the standard library would not write under this name."""
    placeholder = "n" * len(name)
    return with_member(placeholder).replace(placeholder.encode(), name.encode())


SPLIT_FIELD = p(
    fld_char("begin"),
    "<w:r><w:instrText> INCLUDE</w:instrText></w:r><w:r><w:instrText>PICTURE x</w:instrText></w:r>",
    fld_char("end"),
)
PREFIXED = '<x:fldSimple xmlns:x="http://schemas.openxmlformats.org/wordprocessingml/2006/main" x:instr="&#68;DE a"/>'

REFUSED: dict[str, tuple[Callable[[], bytes], type[UnreadableFile], str]] = {
    "empty": (lambda: b"", NotAZip, "empty"),
    "plain text": (lambda: b"Dear Sir or Madam", NotAZip, "no zip archive"),
    "a PDF": (lambda: b"%PDF-1.7 ...", NotAZip, "PDF"),
    "rich text": (lambda: b"{\\rtf1 hello}", NotAZip, "rich text"),
    "cut off": (lambda: docx(BODY)[:-200], NotAZip, "cut off"),
    "a zip's first bytes": (lambda: b"PK\3\4", NotAZip, "damaged"),
    "one byte changed": (one_byte_changed, NotAZip, "open the file in Word"),
    "encrypted by Office": (
        lambda: OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        EncryptedFile,
        "password",
    ),
    "an old .doc": (lambda: OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), NotAZip, "old Word document"),
    "an encrypted member": (encrypted_member, EncryptedFile, "encrypted"),
    "an OpenDocument text": (
        lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.text"}).replace(b"\x08\x00", b"\x00\x00"),
        UnreadableFile,
        "",
    ),
    "an Excel workbook": (lambda: typed(OFFICE + "spreadsheetml.sheet.main+xml"), NotAWordFile, "Excel"),
    "a PowerPoint presentation": (
        lambda: typed(OFFICE + "presentationml.presentation.main+xml"),
        NotAWordFile,
        "PowerP",
    ),
    "a template": (lambda: typed(OFFICE + "wordprocessingml.template.main+xml"), NotAWordFile, "dotx"),
    "a .docm": (lambda: typed("application/vnd.ms-word.document.macroEnabled.main+xml"), MacroFile, "docm"),
    "a .dotm": (lambda: typed("application/vnd.ms-word.template.macroEnabledTemplate.main+xml"), MacroFile, "dotm"),
    "an unknown main type": (lambda: typed("application/xml"), NotAWordFile, "'application/xml'"),
    "some zip": (lambda: zipped({"readme.txt": "hello"}), NotAWordFile, "Content_Types"),
    "no content types": (lambda: without("[Content_Types].xml"), NotAWordFile, "Content_Types"),
    "no package relationships": (lambda: without("_rels/.rels"), MissingPart, "_rels/.rels"),
    "no main relationship": (
        lambda: changed(rels=f'<Relationships xmlns="{guard.names.PR}"/>'),
        NotAWordFile,
        "no main document",
    ),
    "no document": (lambda: without(DOCUMENT), MissingPart, DOCUMENT),
    "strict": (
        lambda: document_xml(lambda x: x.replace(guard.names.W, guard.names.W_STRICT)),
        StrictFile,
        "Word Document (.docx)",
    ),
    "another root": (lambda: changed(document="<html/>"), NotAWordFile, "'html'"),
    "not well-formed": (lambda: document_xml(lambda x: "<" + x), MalformedPart, DOCUMENT),
    "macros": (lambda: with_member("word/vbaProject.bin"), MacroFile, "vbaProject.bin"),
    "ActiveX": (lambda: with_member("word/activeX/activeX1.xml", "<a/>"), UnsafeContent, "ActiveX"),
    "an OLE object": (lambda: related("oleObject", "embeddings/oleObject1.bin"), UnsafeContent, "OLE"),
    "an imported chunk": (lambda: related("aFChunk", "chunk.html"), UnsafeContent, "altChunk"),
    "a chunk from outside": (
        lambda: related("aFChunk", "https://x.example/", external=True),
        UnsafeContent,
        "altChunk",
    ),
    "a sub-document": (lambda: related("subDocument", "sub.docx", external=True), UnsafeContent, "sub-document"),
    "a DOCTYPE": (lambda: document_xml(lambda x: x.replace("?>", "?><!DOCTYPE a>")), DoctypeRefused, DOCUMENT),
    "a DOCTYPE in UTF-16": (
        lambda: document_xml(lambda x: x.replace("UTF-8", "UTF-16").replace("?>", "?><!DOCTYPE a>").encode("utf-16")),
        DoctypeRefused,
        DOCUMENT,
    ),
    "a DOCTYPE after a byte order mark": (
        lambda: document_xml(lambda x: b"\xef\xbb\xbf" + x.replace("?>", "?><!DOCTYPE a>").encode()),
        DoctypeRefused,
        DOCUMENT,
    ),
    "a DOCTYPE in custom XML": (
        lambda: with_member("customXml/item1.xml", "<!DOCTYPE a><a/>"),
        DoctypeRefused,
        "customXml",
    ),
    "an encoding that hides a DOCTYPE": (
        lambda: document_xml(lambda x: x.replace("UTF-8", "UTF-7")),
        MalformedPart,
        "utf-7",
    ),
    "INCLUDEPICTURE": (
        lambda: document(p(field("INCLUDEPICTURE http://x.example/", ""))),
        UnsafeContent,
        "INCLUDEPICTURE",
    ),
    "DDEAUTO": (lambda: document(p(field("ddeauto c:\\\\x", ""))), UnsafeContent, "DDEAUTO"),
    "a deleted LINK": (lambda: document(p(field("LINK Excel.Sheet.8", "", deleted=True))), UnsafeContent, "LINK"),
    "a split field": (lambda: document(SPLIT_FIELD), UnsafeContent, "INCLUDEPICTURE"),
    "a simple field in disguise": (lambda: document(f"<w:p>{PREFIXED}</w:p>"), UnsafeContent, "DDE"),
    "a nested field": (
        lambda: document(
            p(fld_char("begin"), "<w:r><w:instrText>IF 1</w:instrText></w:r>", field("IMPORT x", ""), fld_char("end"))
        ),
        UnsafeContent,
        "IMPORT",
    ),
    "a field in UTF-16": (
        lambda: changed(document=members(p(field("DDE x", "")))[DOCUMENT].replace("UTF-8", "UTF-16").encode("utf-16")),
        UnsafeContent,
        "DDE",
    ),
    "one name twice": (twice, UnreadableFile, "twice"),
    "overlapping entries": (overlapping, UnreadableFile, "overlaps"),
    "a climbing name": (lambda: named("../../etc/passwd"), UnreadableFile, "leads out"),
    "an absolute name": (lambda: named("/etc/passwd"), UnreadableFile, "leads out"),
    "a Windows path": (lambda: named("word\\x.xml"), UnreadableFile, "leads out"),
    "a name with NUL": (lambda: named("word/x\0.xml"), UnreadableFile, "leads out"),
    "a bomb by ratio": (lambda: with_member("word/media/x.bin", b"\0" * 5_000_000), LimitExceeded, "inflates"),
    "a bomb that lies": (lambda: lying(1000, 5_000_000), NotAZip, "declares"),
    "deep nesting": (lambda: document(p("<w:r>" * 150 + "</w:r>" * 150)), LimitExceeded, "101 deep"),
    "deeper nesting": (lambda: document("<w:sdt>" * 9_000 + "</w:sdt>" * 9_000), LimitExceeded, "101 deep"),
    "nesting hidden by end marks in texts": (
        lambda: document("<w:r><w:t>/>/>/></w:t>" * 150 + "</w:r>" * 150),
        LimitExceeded,
        "101 deep",
    ),
    "nesting hidden by a comment": (
        lambda: document("<w:sdt><!-- </ -->" * 150 + "</w:sdt>" * 150),
        LimitExceeded,
        "101 deep",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_safe_docx_is_refused_with_the_reason(name: str) -> None:
    make, error, words = REFUSED[name]
    with pytest.raises(error) as refused:
        guard.check(make())
    assert words in refused.value.detail
    assert "\n" not in refused.value.detail


def test_a_sound_file_passes_with_its_members_and_main_part() -> None:
    guarded = guard.check(docx(BODY))
    assert guarded.main == DOCUMENT
    assert [m.name for m in guarded.members] == list(members(BODY))
    assert {m.name: m.data().decode() for m in guarded.members} == members(BODY)
    assert guarded.notes == ()


LIMITS: dict[str, tuple[Limits, Callable[[], bytes], str]] = {
    "upload": (Limits(upload=100), lambda: docx(BODY), "upload"),
    "members": (Limits(members=3), lambda: docx(BODY), "3"),
    "total": (Limits(total=2000), lambda: docx(BODY), "inflates"),
    "part": (Limits(part=300), lambda: docx(BODY), "inflate"),
    "paragraphs": (Limits(paragraphs=10), lambda: docx("<w:p/>" * 11), "more than 10 paragraphs"),
    "cells": (Limits(cells=10), lambda: docx(tbl(tr(*[tc(p())] * 11))), "more than 10 table cells"),
    "depth": (Limits(depth=4), lambda: docx(BODY), "5 deep"),
    "nodes": (Limits(nodes=50), lambda: docx(BODY), "tags and attributes"),
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_is_named_with_the_number_found(name: str) -> None:
    limits, make, words = LIMITS[name]
    with pytest.raises(LimitExceeded) as refused:
        guard.check(make(), limits)
    assert refused.value.limit == name
    assert words in refused.value.detail or name == "upload"


@pytest.mark.parametrize("prefix", ["w:", "x:", ""])
def test_a_paragraph_counts_whatever_its_prefix(prefix: str) -> None:
    declaration = f'xmlns{":" + prefix[:-1] if prefix else ""}="{guard.names.W}"'
    xml = f"<{prefix}document {declaration}><{prefix}body>{f'<{prefix}p/>' * 50}</{prefix}body></{prefix}document>"
    assert guard.check(changed(document=xml), Limits(paragraphs=50)).main == DOCUMENT
    with pytest.raises(LimitExceeded, match="49 paragraphs"):
        guard.check(changed(document=xml), Limits(paragraphs=49))


def test_paragraphs_of_drawings_do_not_count() -> None:
    drawing = f'<a:p xmlns:a="{guard.names.A}"/>'
    assert guard.check(docx(p(t("x"), drawing * 20)), Limits(paragraphs=10)).main == DOCUMENT


def test_nesting_up_to_the_limit_passes() -> None:
    inner = "<w:r>" * 97 + "</w:r>" * 97
    assert guard.check(docx(p(inner))).main == DOCUMENT
    with pytest.raises(LimitExceeded, match="101 deep"):
        guard.check(docx(p("<w:r>" + inner + "</w:r>")))


@pytest.mark.parametrize(
    "words",
    [
        p(t("INCLUDEPICTURE and the LINK, DDE and IMPORT duties")),
        p(field('HYPERLINK "https://example.org/link"', "link")),
        p(field("REF import_duties \\h", "import")),
        p(field('IF "a" = "b" "DDE" "LINK"', "x")),
        p(field('TOC \\o "1-3" &amp; x', "x")),
    ],
)
def test_words_that_only_look_like_fields_pass(words: str) -> None:
    assert guard.check(docx(words)).main == DOCUMENT


@pytest.mark.parametrize("target", ["https://example.org/", "HTTP://example.org", "mailto:clerk@example.org"])
def test_a_hyperlink_passes_without_a_note(target: str) -> None:
    assert guard.check(related("hyperlink", target, external=True)).notes == ()


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("hyperlink", "file:///c:/secret"),
        ("hyperlink", "javascript:x"),
        ("image", "https://x.example/pixel.png"),
        ("attachedTemplate", "file:///c:/t.dotx"),
        ("frame", "https://x.example/"),
        ("oleObject", "file:///c:/book.xlsx"),
    ],
)
def test_another_link_out_of_the_file_is_a_note(kind: str, target: str) -> None:
    (note,) = guard.check(related(kind, target, external=True)).notes
    assert (note.code, note.part) == ("external-link", DOCUMENT)
    assert target in note.message


def test_malformed_xml_is_refused_when_it_is_parsed() -> None:
    damaged = document_xml(lambda x: x.replace("</w:body>", ""))
    with pytest.raises(MalformedPart, match=DOCUMENT):
        Package.read(damaged).xml(DOCUMENT)


def test_a_bomb_is_not_inflated_beyond_what_it_declares(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    inflate = archive._inflate

    def watched(packed: bytes, size: int, name: str) -> bytes:
        asked.append(size)
        return inflate(packed, size, name)

    monkeypatch.setattr(archive, "_inflate", watched)
    with pytest.raises(NotAZip):
        guard.check(lying(1000, 5_000_000))
    assert max(asked) < 5000


def test_the_page_gives_the_limits_that_hold() -> None:
    page = checkout.text(Path("docs/ooxml/lint.md")) or ""
    limits, mb = archive.DEFAULT, archive.MB
    rows = {
        "upload": f"{limits.upload // mb} MB",
        "members": f"{limits.members:,}",
        "all members inflated": f"{limits.total // mb} MB",
        "one member inflated": f"{limits.part // mb} MB",
        f"inflated to compressed, above {limits.ratio_from // mb} MB": f"{limits.ratio} times",
        "paragraphs in one part": f"{limits.paragraphs:,}",
        "table cells in one part": f"{limits.cells:,}",
        "nesting of elements": f"{limits.depth}",
        "tags and attributes of all parts": f"{limits.nodes:,}",
    }
    assert [name for name, limit in rows.items() if f"| {name} | {limit} |" not in page] == []


# ------------------------------------------------------------------------------------- time and memory

_MEASURE = """
import re, resource, sys, time
from pathlib import Path
from clauses.errors import UnreadableFile
from drafts.word import guard
from drafts.word.archive import Limits
docx = open(sys.argv[1], "rb").read()
started = time.process_time()
try:
    guard.check(docx, Limits(ratio=int(sys.argv[2])))
except UnreadableFile as refused:
    seconds = time.process_time() - started
    status = Path("/proc/self/status")  # what getrusage says includes the parent's memory on Linux
    peak = int(re.search("VmHWM:[^0-9]*([0-9]+)", status.read_text())[1]) * 1024 if status.exists() else 0
    print(refused.code, seconds, (peak or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) // 2**20)
"""


def nodes() -> bytes:
    return document_xml(lambda x: x.replace("<w:sectPr>", '<a b="" c=""/>' * 3_500_000 + "<w:sectPr>"))


def many_parts() -> bytes:
    """220 MB in parts that each keep within their limit."""
    large = archive.pack("x", b"\0" * 44_000_000)
    small = [archive.pack(name, content.encode()) for name, content in members(BODY).items()]
    return archive.write(small + [replace(large, name=f"word/media/{k}.bin") for k in range(5)])


BOMBS: dict[str, tuple[Callable[[], bytes], int, str]] = {
    "ratio": (lambda: with_member("word/media/x.bin", b"\0" * 55_000_000), 200, "limit-exceeded"),
    "many parts": (many_parts, 10**9, "limit-exceeded"),
    "lying header": (lambda: lying(1000, 55_000_000), 200, "not-a-zip"),
    "a million paragraphs": (lambda: document("<w:p/>" * 1_000_000), 10**9, "limit-exceeded"),
    "deep nesting": (lambda: document("<w:sdt>" * 400_000 + "</w:sdt>" * 400_000), 10**9, "limit-exceeded"),
    "many attributes": (nodes, 10**9, "limit-exceeded"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_within_a_second_and_300_megabytes(name: str, tmp_path: Path) -> None:
    make, ratio, code = BOMBS[name]
    file = tmp_path / "bomb.docx"
    file.write_bytes(make())
    command = [sys.executable, "-c", _MEASURE, str(file), str(ratio)]
    done = subprocess.run(command, cwd=checkout.ROOT, capture_output=True, text=True, check=True)
    found, seconds, megabytes = done.stdout.split()
    assert found == code
    assert float(seconds) < 1
    assert int(megabytes) < 300
