"""Secrets planted wherever a Word file keeps what no reader sees, and what a file still says of them."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from drafts.word import names as n
from drafts.word import opc, pictures
from drafts.word.foreign import foreign_markup
from drafts.word.names import w
from drafts.word.package import Package
from drafts.word.prove import places_apart
from drafts.word.resolve import settle
from tests.support.wml import NAMESPACES, RELATIONSHIPS, WORD_TYPE

AUTHOR = "Zelda Quisling"
SECRETS = (
    AUTHOR,
    "zelda@quisling.example",
    "ZQX",
    "Quisling and Daughters",
    "C:\\Users\\zelda\\Mandate\\strategy.docx",
    "zelda\\Mandate",
    "the walk-away is ninety days",
    "00ZELDA1",
    "zelda-photo-of-the-vault",
    "secret-variable",
    "Vidkun-camera",
    "tell nobody",
)
"""What must be in no part of a scrubbed file."""
_OFFICE = "application/vnd.openxmlformats-officedocument"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6360000000020001"
    "48afa4710000000049454e44ae426082"
)


def camera_jpeg() -> bytes:
    """A JPEG's markers with EXIF and a comment; its scan shows nothing."""
    told = b"Exif\0\0Vidkun-camera"
    exif = b"\xff\xe1" + (len(told) + 2).to_bytes(2, "big") + told
    note = b"\xff\xfe" + (len(b"tell nobody") + 2).to_bytes(2, "big") + b"tell nobody"
    jfif = b"\xff\xe0\x00\x10JFIF\0\1\1\0\0\1\0\1\0\0"
    return b"\xff\xd8" + jfif + exif + note + b"\xff\xda\x00\x02scanned\xff\xd9"


def plant(docx: bytes) -> bytes:
    """The file with every secret in every place that no reader looks at."""
    package = Package.read(docx)
    _properties(package)
    _parts(package)
    _settings(package)
    _markup(package)
    return package.to_bytes()


def hits(docx: bytes) -> list[tuple[str, str]]:
    """(part, secret) of each secret that a file holds in any member or in a member's name, however it is written."""
    found: list[tuple[str, str]] = []
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        for name in archive.namelist():
            data = archive.read(name) + name.encode()
            forms = (data.lower(), data.decode("utf-16-le", "ignore").lower().encode())
            found += [(name, s) for s in SECRETS if any(s.lower().encode() in form for form in forms)]
    return found


def apart(one: bytes, other: bytes) -> list[str]:
    """Where a reader sees a difference, with every tracked change accepted and with every one rejected."""
    out: list[str] = []
    for accept in (True, False):
        packages = [Package.read(one), Package.read(other)]
        for package in packages:
            _leave_out_foreign(package)
            _bare_pictures(package)
            settle(package, accept=accept)
        out += places_apart(packages[0], packages[1], frozenset())
    return out


def _bare_pictures(package: Package) -> None:
    """Let pictures compare by their pixels, without what was written beside them, and diagrams by their XML."""
    for name in package.names:
        if opc.is_xml(name, package.content_type(name)):
            package.xml(name)
            continue
        if package.content_type(name).startswith("image/"):
            package.replace(name, pictures.bare(package.blob(name)) or package.blob(name))


def _leave_out_foreign(package: Package) -> None:
    """Take out, as Word does, what another program alone understands."""
    for part in package.story_parts():
        for element, key in list(foreign_markup(package.xml(part))):
            if key:
                del element.attrib[key]
            else:
                element.getparent().remove(element)  # type: ignore[union-attr]


def _properties(package: Package) -> None:
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{AUTHOR}</dc:creator>'
        f"<cp:lastModifiedBy>{AUTHOR}</cp:lastModifiedBy><dc:description>{SECRETS[6]}</dc:description>"
        "</cp:coreProperties>"
    )
    app = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        f"<Template>{SECRETS[4]}</Template><Company>{SECRETS[3]}</Company></Properties>"
    )
    custom = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="Counterpart Legend">'
        f"<vt:lpwstr>{SECRETS[11]}</vt:lpwstr></property>"
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="3" name="Sent by">'
        f"<vt:lpwstr>{SECRETS[1]}</vt:lpwstr></property></Properties>"
    )
    relations = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/"
    for kind, name, type_, xml in (
        (f"{relations}core-properties", "core", "application/vnd.openxmlformats-package.core-properties+xml", core),
        (f"{RELATIONSHIPS}extended-properties", "app", f"{_OFFICE}.extended-properties+xml", app),
        (f"{RELATIONSHIPS}custom-properties", "custom", f"{_OFFICE}.custom-properties+xml", custom),
    ):
        _put(package, "", kind, f"docProps/{name}.xml", type_, xml.encode())
    photo = camera_jpeg() + SECRETS[8].encode()
    _put(package, "", f"{relations}thumbnail", "docProps/thumbnail.jpeg", "image/jpeg", photo)


def _put(package: Package, source: str, kind: str, name: str, content_type: str, data: bytes) -> None:
    """A part, in place of one of that name."""
    if name in package:
        package.replace(name, data)
    else:
        package.add_part(name, content_type, data)
    package.add_relationship(source, kind, name)


def _parts(package: Package) -> None:
    comment = (
        f'<w:comments {NAMESPACES}><w:comment w:id="9901" w:author="{AUTHOR}" w:initials="ZQX"><w:p><w:r><w:t>'
        f"{SECRETS[6]}</w:t></w:r></w:p></w:comment></w:comments>"
    )
    people = (
        f'<w15:people {NAMESPACES}><w15:person w15:author="{AUTHOR}"><w15:presenceInfo w15:providerId="AD" '
        f'w15:userId="{SECRETS[1]}"/></w15:person></w15:people>'
    )
    microsoft = "http://schemas.microsoft.com/office/2011/relationships/"
    for name, kind, type_, data in (
        ("word/comments.xml", f"{RELATIONSHIPS}comments", f"{WORD_TYPE}comments+xml", comment.encode()),
        ("word/people.xml", f"{microsoft}people", f"{WORD_TYPE}people+xml", people.encode()),
        ("customXml/item97.xml", f"{RELATIONSHIPS}customXml", "application/xml", f"<x>{SECRETS[6]}</x>".encode()),
        ("word/printerSettings1.bin", f"{RELATIONSHIPS}printerSettings", f"{WORD_TYPE}printerSettings", b"ZQX"),
        ("word/media/vault.jpg", f"{RELATIONSHIPS}image", "image/jpeg", camera_jpeg()),
    ):
        _put(package, package.main, kind, name, type_, data)


def _settings(package: Package) -> None:
    part = package.related(package.main, "settings")
    if part is None:
        part = "word/settings.xml"
        package.add_part(part, f"{WORD_TYPE}settings+xml", f"<w:settings {NAMESPACES}/>".encode())
        package.add_relationship(package.main, f"{RELATIONSHIPS}settings", part)
    root = package.xml(part)
    rid = package.add_relationship(part, f"{RELATIONSHIPS}attachedTemplate", f"file:///{SECRETS[4]}", True)
    for xml in (
        f'<w:attachedTemplate r:id="{rid}"/>',
        f'<w:docVars><w:docVar w:name="{SECRETS[9]}" w:val="{SECRETS[1]}"/></w:docVars>',
        '<w:rsids><w:rsidRoot w:val="00ZELDA1"/></w:rsids>',
    ):
        n.insert_in_order(root, etree.fromstring(f"<x {NAMESPACES}>{xml}</x>")[0])


def _markup(package: Package) -> None:
    root = package.xml(package.main)
    root.addprevious(etree.Comment(f" {SECRETS[6]} "))
    for paragraph in root.iter(n.P):
        paragraph.set(w("rsidR"), "00ZELDA1")
        paragraph.append(etree.Element(w("proofErr"), {n.TYPE: "spellStart"}))
    first = next(root.iter(n.P))
    xml = (
        f'<w:permStart w:id="9902" w:ed="{SECRETS[1]}"/><w:permEnd w:id="9902"/>'
        '<w:commentRangeStart w:id="9901"/><w:commentRangeEnd w:id="9901"/>'
        '<w:r><w:commentReference w:id="9901"/></w:r>'
    )
    first.extend(list(etree.fromstring(f"<x {NAMESPACES}>{xml}</x>")))
    for element in root.iter(*n.RUN_WRAPPERS):
        element.set(n.AUTHOR, AUTHOR)
