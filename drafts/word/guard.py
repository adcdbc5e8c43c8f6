"""What a .docx must pass before anything parses it: it is bounded, it is a Word document, and nothing in it runs.

The checks and limits are written down in docs/ooxml/lint.md. Every refusal is one sentence that names the part, the
limit and the number found, and says what to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from clauses.errors import (
    EncryptedFile,
    LimitExceeded,
    MacroFile,
    MissingPart,
    NotAWordFile,
    NotAZip,
    StrictFile,
    UnreadableFile,
    UnsafeContent,
)
from drafts.model import Note

from . import archive, fields, measure, names, opc
from .archive import DEFAULT, MB, Limits, Member
from .opc import CONTENT_TYPES, PACKAGE, ContentTypes, Relationship

DOCX_MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OTHER_MAINS: Final[dict[str, tuple[type[UnreadableFile], str]]] = {
    "application/vnd.ms-word.document.macroEnabled.main+xml": (
        MacroFile,
        'The file is a Word document with macros (.docm); save it as "Word Document (.docx)".',
    ),
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml": (
        MacroFile,
        'The file is a Word template with macros (.dotm); save it as "Word Document (.docx)".',
    ),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml": (
        NotAWordFile,
        'The file is a Word template (.dotx); save it as "Word Document (.docx)".',
    ),
}
_FAMILIES: Final = {
    "spreadsheetml": "an Excel workbook",
    "ms-excel": "an Excel workbook",
    "presentationml": "a PowerPoint presentation",
    "ms-powerpoint": "a PowerPoint presentation",
    "ms-visio": "a Visio drawing",
}
_OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
_OPENDOCUMENT: Final = b"mimetypeapplication/vnd.oasis.opendocument"

_REFUSED_KINDS: Final[dict[str, tuple[type[UnreadableFile], str]]] = {
    "vbaProject": (MacroFile, "macros"),
    "wordVbaData": (MacroFile, "macros"),
    "control": (UnsafeContent, "an ActiveX control"),
    "activeXControlBinary": (UnsafeContent, "an ActiveX control"),
    "oleObject": (UnsafeContent, "an embedded OLE object"),
    "aFChunk": (UnsafeContent, "an imported chunk of another format (altChunk)"),
    "subDocument": (UnsafeContent, "a sub-document"),
}
_REFUSED_TYPES: Final[dict[str, str]] = {
    "application/vnd.ms-office.vbaproject": "vbaProject",
    "application/vnd.ms-word.vbadata+xml": "wordVbaData",
    "application/vnd.ms-office.activex": "control",
    "application/vnd.ms-office.activex+xml": "control",
    "application/vnd.openxmlformats-officedocument.oleobject": "oleObject",
}
_LINK_SCHEMES: Final = frozenset({"http", "https", "mailto"})
_RUNNING_KINDS: Final = frozenset({"aFChunk", "subDocument", "vbaProject"})


@dataclass(frozen=True, slots=True)
class Guarded:
    """A .docx that passed: its members (inflated once and found to be what they declare), the name of its main part,
    and notes about what it links to."""

    members: tuple[Member, ...]
    main: str
    notes: tuple[Note, ...] = ()


def check(docx: bytes, limits: Limits = DEFAULT) -> Guarded:
    """The members of a .docx that is safe to parse. Raises a class of the UnreadableFile family, see clauses.errors."""
    _check_container(docx, limits)
    members = archive.read(docx, limits)
    by_name = {m.name: m for m in members}
    types = _content_types(by_name)
    xml = {m.name: m.data() for m in members if opc.is_xml(m.name, types.of(m.name))}
    measure.check_nodes(list(xml.values()), limits)
    for name, data in xml.items():
        measure.check_part(name, data, limits)
    main = _main_part(by_name, types)
    _check_types(by_name, types)
    notes = _check_relationships(by_name)
    for name, data in xml.items():
        if not opc.is_rels(name):
            fields.check_part(name, data)
    return Guarded(tuple(members), main, tuple(notes))


def _check_container(docx: bytes, limits: Limits) -> None:
    if len(docx) > limits.upload:
        raise LimitExceeded(
            f"The file has {len(docx) / MB:,.1f} MB and may have {limits.upload / MB:,.0f} MB; shrink its pictures.",
            "upload",
        )
    if not docx:
        raise NotAZip("The file is empty; send a .docx.")
    if docx.startswith(_OLE_MAGIC):
        if _ENCRYPTED_STREAM in docx:
            raise EncryptedFile("The file is protected by a password; remove it in Word and send the file again.")
        raise NotAZip(
            'The file is an old Word document (.doc) or another OLE file; save it as "Word Document (.docx)".'
        )
    if docx.startswith(b"%PDF"):
        raise NotAZip("The file is a PDF; send the Word document (.docx) that it was made from.")
    if docx.startswith(b"{\\rtf"):
        raise NotAZip('The file is rich text (.rtf); open it in Word and save it as "Word Document (.docx)".')
    if not docx.startswith(b"PK"):
        raise NotAZip("The file is no zip archive, so it is no .docx; send a Word document (.docx).")
    if _OPENDOCUMENT in docx[:200]:
        raise NotAWordFile('The file is an OpenDocument file; save it as "Word Document (.docx)".')


def _content_types(members: dict[str, Member]) -> ContentTypes:
    member = members.get(CONTENT_TYPES)
    if member is None:
        raise NotAWordFile("The archive has no [Content_Types].xml, so it is no Word document; send a .docx.")
    measure.check_prolog(CONTENT_TYPES, member.data())
    return ContentTypes(member.data())


def _main_part(members: dict[str, Member], types: ContentTypes) -> str:
    """The name of the main part, after checking that it is a transitional .docx's."""
    rels = members.get(opc.rels_name(PACKAGE))
    if rels is None:
        raise MissingPart("The file has no _rels/.rels, which names its main part; open it in Word and save it again.")
    found = opc.parse_relationships(PACKAGE, rels.data()).values()
    root = next((r for r in found if r.kind == "officeDocument" and not r.external), None)
    if root is None:
        raise NotAWordFile("The file names no main document, so it is no Word document; send a .docx.")
    main = opc.actual_name(members, root.target)
    _check_main_type(types.of(main), main)
    if main not in members:
        raise MissingPart(f"The file has no main document {main}; open it in Word and save it again.")
    strict = f"{{{names.W_STRICT}}}document"
    if root.type.startswith(names.R_STRICT) or _root_tag(main, members[main]) == strict:
        raise StrictFile('The file is a Strict Open XML document; save it in Word as "Word Document (.docx)".')
    return main


def _check_main_type(content_type: str, name: str) -> None:
    if content_type == DOCX_MAIN:
        return
    error, message = _OTHER_MAINS.get(content_type, (NotAWordFile, ""))
    family = next((label for key, label in _FAMILIES.items() if key in content_type.lower()), None)
    if family:
        message = f"The file is {family}, not a Word document; send a .docx."
    raise error(message or f"The main part {name} has the type {content_type!r}, not a Word document's; send a .docx.")


def _root_tag(name: str, member: Member) -> str:
    root = opc.first_element(name, member.data())
    if root not in (names.w("document"), f"{{{names.W_STRICT}}}document"):
        raise NotAWordFile(f"The root of {name} is {names.local(root)!r}, not a Word document; send a .docx.")
    return root


def _check_types(members: dict[str, Member], types: ContentTypes) -> None:
    for name in members:
        kind = _REFUSED_TYPES.get(types.of(name).lower())
        lower = name.lower()
        if lower.endswith("vbaproject.bin"):
            kind = "vbaProject"
        elif "/activex/" in lower:
            kind = "control"
        if kind:
            _refuse(kind, name)


def _refuse(kind: str, part: str) -> None:
    error, what = _REFUSED_KINDS[kind]
    raise error(f"{part} holds {what}; remove it in Word and save the file again.")


def _check_relationships(members: dict[str, Member]) -> list[Note]:
    notes: list[Note] = []
    for name, member in members.items():
        if opc.is_rels(name):
            source = opc.source_of(name)
            for r in opc.parse_relationships(source, member.data()).values():
                notes += _check_relationship(source, r)
    return notes


def _check_relationship(source: str, r: Relationship) -> list[Note]:
    if r.kind in _REFUSED_KINDS and (not r.external or r.kind in _RUNNING_KINDS):
        _refuse(r.kind, r.target)
    if not r.external:
        return []
    scheme = r.target.partition(":")[0].lower() if ":" in r.target else ""
    if r.kind == "hyperlink" and scheme in _LINK_SCHEMES:
        return []
    what = {"hyperlink": "a hyperlink", "attachedTemplate": "a template", "image": "a picture"}.get(r.kind, r.kind)
    message = f"{source or 'The package'} links to {what} outside the file ({r.target[:200]}); nothing was fetched."
    return [Note("external-link", message, source, r.id)]


__all__ = ["DEFAULT", "DOCX_MAIN", "Guarded", "Limits", "check"]
