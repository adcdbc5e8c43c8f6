"""An agreement as one file: a zip of records, Word files, the audit, and a manifest with the hash of each. Pure: bytes
in, bytes out. docs/reference/agreement-file.md describes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from clauses.errors import InvalidInput, UnreadableFile
from drafts.word import archive
from drafts.word.archive import MB, Limits

FORM: Final = "counterpart-agreement-1"
"""What the manifest says that the file is."""
MANIFEST: Final = "manifest.json"
AUDIT: Final = "audit.json"
LIMITS: Final = Limits(upload=500 * MB, members=20_000, total=2_000 * MB, part=500 * MB, ratio=1_000)
"""What a file may measure that is read in."""


@dataclass(frozen=True, slots=True)
class AgreementFile:
    """What a file holds: the parts by name, and what its manifest says."""

    manifest: Mapping[str, Any]
    parts: Mapping[str, bytes]

    @property
    def content_hash(self) -> str:
        """The hash of all parts but the audit, which goes on when an agreement moves."""
        return _content_hash(self.manifest["files"])


def is_agreement_file(content: bytes) -> bool:
    """Whether ``content`` looks like such a file: an archive that begins with the manifest."""
    return content.startswith(b"PK\3\4") and content[30 : 30 + len(MANIFEST)] == MANIFEST.encode()


def write(told: Mapping[str, Any], parts: Mapping[str, bytes]) -> bytes:
    """The file of ``parts``; ``told`` is what the manifest says beside its hashes. The same parts give the same
    bytes."""
    files = {name: {"sha256": sha256(parts[name]).hexdigest(), "size": len(parts[name])} for name in sorted(parts)}
    manifest = {"form": FORM, **told, "content": _content_hash(files), "files": files}
    first = archive.pack(MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False).encode() + b"\n")
    return archive.write([first, *(archive.pack(name, parts[name]) for name in files)])


def read(content: bytes) -> AgreementFile:
    """The parts of a file, each held against its hash. Raises :class:`InvalidInput`, which names the first part that is
    missing, changed, or not in the manifest."""
    try:
        parts = {each.name: each.data() for each in archive.read(content, LIMITS)}
    except UnreadableFile as error:
        why = error.detail.partition(";")[0].removesuffix(".")  # what follows is for who has it open in Word
        raise InvalidInput(f"The file is no whole export of an agreement: {why}. Export it anew.") from None
    manifest = _manifest(parts.pop(MANIFEST, b""))
    files = manifest["files"]
    for name in sorted(files.keys() | parts.keys()):
        if name not in parts:
            raise InvalidInput(f"The export lacks {name}, which its manifest names.")
        if name not in files:
            raise InvalidInput(f"The export holds {name}, which its manifest does not name.")
        if sha256(parts[name]).hexdigest() != files[name].get("sha256"):
            raise InvalidInput(f"{name} is not what the manifest's hash was made of: the export was changed.")
    if manifest["content"] != _content_hash(files):
        raise InvalidInput("The manifest's content hash is not that of its files: the export was changed.")
    return AgreementFile(manifest, parts)


def _manifest(content: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(content)
        if manifest["form"] != FORM:
            raise ValueError
        if not (isinstance(manifest["agreement"], str) and isinstance(manifest["schema"], str)):
            raise ValueError
        if not all(isinstance(each, dict) for each in manifest["files"].values()):
            raise ValueError
        if not (isinstance(manifest["content"], str) and isinstance(manifest["heads"], dict)):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InvalidInput(f"The file is no export of an agreement: its manifest would say form {FORM!r}.") from None
    return manifest


def _content_hash(files: Mapping[str, Any]) -> str:
    lines = [f"{each['sha256']}  {name}\n" for name, each in sorted(files.items()) if name != AUDIT]
    return sha256("".join(lines).encode()).hexdigest()
