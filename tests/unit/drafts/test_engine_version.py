"""The engine's version stands for what it writes: another output needs another version."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

from drafts.redline import ENGINE
from tests.support.redlines import proved_redline

PAIRS = Path(__file__).parents[2] / "corpus" / "mou"
WRITTEN = Path(__file__).with_name("engine_version.json")


def written() -> dict[str, str]:
    """Case -> SHA-256 of the main part of its redline; the archive around it depends on the deflate library."""
    out: dict[str, str] = {}
    for before in sorted(PAIRS.glob("*/before.docx")):
        made = proved_redline(before.read_bytes(), before.with_name("after.docx").read_bytes())
        with zipfile.ZipFile(io.BytesIO(made.docx)) as archive:
            out[before.parent.name] = hashlib.sha256(archive.read("word/document.xml")).hexdigest()
    return out


def test_what_the_engine_writes_changes_only_with_its_version() -> None:
    """When this fails on purpose: raise ``drafts.redline.ENGINE`` and run this file as a script."""
    known = json.loads(WRITTEN.read_text())
    assert known["engine"] == ENGINE
    assert known["written"] == written()


if __name__ == "__main__":
    WRITTEN.write_text(json.dumps({"engine": ENGINE, "written": written()}, indent=1) + "\n")
