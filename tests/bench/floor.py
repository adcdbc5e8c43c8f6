"""The floor: what no engine that reads and writes .docx with lxml gets below.

Unzip both files, parse both document.xml, serialize one, zip one package with deflate at level 6. As a program it does
that once in a fresh process that has loaded nothing else, and prints the process's peak of memory:
``python -m tests.bench.floor BEFORE AFTER``.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from pathlib import Path

from lxml import etree

from tests.bench.memory import peak

MAIN = "word/document.xml"


def floor(before: bytes, after: bytes) -> bytes:
    """Read both packages and parse both documents; write one package."""
    packages: list[dict[str, bytes]] = []
    for docx in (before, after):
        with zipfile.ZipFile(io.BytesIO(docx)) as archive:
            packages.append({name: archive.read(name) for name in archive.namelist()})
    tree = etree.fromstring(packages[0][MAIN])
    etree.fromstring(packages[1][MAIN])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in packages[0].items():
            archive.writestr(name, etree.tostring(tree) if name == MAIN else content)
    return out.getvalue()


def main() -> None:
    """Do it once; print the peak in MiB before and after as JSON."""
    before, after = (Path(name).read_bytes() for name in sys.argv[1:3])
    begun = peak()
    floor(before, after)
    print(json.dumps([begun, peak()]))


if __name__ == "__main__":
    main()
