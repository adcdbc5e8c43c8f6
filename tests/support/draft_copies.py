"""Copies of the demonstration's drafts as they come back from people, and copies in which one thing was changed:
``python -m tests.support.draft_copies`` identifies them all and prints how many were named rightly.

True copies must be named as the drafts that they are; of the changed ones none may be, and the change must be shown.
"""

from __future__ import annotations

import io
import json
import random
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from importlib.resources import files as resources
from pathlib import Path
from typing import Any

from lxml import etree

from api.auth.sight import SHARED
from api.runtime import open_runtime
from api.services import demonstration
from api.services.drafting import list_drafts, read_docx
from api.settings import Settings
from api.store.drafts import newest
from clauses.ids import parse_bookmark
from drafts.copies import Known, known_draft, read_copy, read_printed_copy
from drafts.identify import Standing, Verdict, identify
from drafts.printed import is_pdf
from drafts.word import names as n
from drafts.word.names import w
from drafts.word.package import Package
from drafts.word.scrub import scrub
from tests.support.libreoffice import Office
from tests.support.wml import NAMESPACES, RELATIONSHIPS, WORD_TYPE

Way = Callable[[Office, bytes], bytes]


@dataclass(frozen=True, slots=True)
class Judged:
    """One copy: the draft that it was made of, how, the words that were changed (or ""), and the verdict."""

    draft: int
    way: str
    changed: str
    verdict: Verdict

    @property
    def right(self) -> bool:
        """Whether a true copy is named as its draft, or a changed one as none, with the change shown."""
        if not self.changed:
            return self.verdict.standing in (Standing.CURRENT, Standing.SUPERSEDED) and self.verdict.draft == self.draft
        shown = any(self.changed in difference.after for difference in self.verdict.differences)
        return self.verdict.standing is Standing.DIFFERS and self.verdict.draft == self.draft and shown


def drafts() -> tuple[list[Known], dict[int, bytes]]:
    """The demonstration's drafts, as they are compared and as they were saved."""
    with tempfile.TemporaryDirectory() as folder:
        runtime = open_runtime(Settings(database_url=f"sqlite:///{Path(folder) / 'copies.sqlite3'}"))
        try:
            with runtime.unit() as unit:
                agreement = demonstration.load(unit, _story())
            with runtime.unit() as unit:
                records, last = list_drafts(unit, agreement), newest(unit.read, agreement, SHARED)
                files = {r.number: read_docx(unit, r) for r in records}
        finally:
            runtime.close()
    known = [known_draft(r.number, files[r.number], text_hash=r.text_hash, current=r.number == last) for r in records]
    return known, files


def _story() -> dict[str, Any]:
    return json.loads(resources("api.demo").joinpath("story.json").read_text(encoding="utf-8"))


def judged(office: Office, numbers: Collection[int] = ()) -> Iterator[Judged]:
    """Every copy of every draft, or of some, true and changed, with its verdict."""
    known, files = drafts()
    for number, docx in files.items():
        if numbers and number not in numbers:
            continue
        for way, make in TRUE.items():
            yield Judged(number, way, "", _verdict(make(office, docx), known))
        for change, make_change in CHANGES.items():
            changed, words = make_change(docx, number)
            for way in ("as it is", "saved again", "printed"):
                yield Judged(number, f"{change}, {way}", words, _verdict(TRUE[way](office, changed), known))


def _verdict(content: bytes, known: list[Known]) -> Verdict:
    return identify(read_printed_copy(content) if is_pdf(content) else read_copy(content), known)


# ------------------------------------------------------------------------------------------------- true copies


def _packed_anew(docx: bytes) -> bytes:
    """The same members in another order, not compressed: as another program's archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as came, zipfile.ZipFile(out, "w") as made:
        for name in sorted(came.namelist(), reverse=True):
            made.writestr(name, came.read(name))
    return out.getvalue()


def _stripped(docx: bytes) -> bytes:
    """Without bookmarks of ours, properties, and what the footer says of the draft; fields as what they show."""
    package = Package.read(docx)
    for r in list(package.rels("").values()):
        if r.kind != "officeDocument":
            package.remove_relationship("", r.id)
            package.remove_part(r.target)
    root = package.xml(package.main)
    ours = {e.get(n.ID) for e in root.iter(n.BOOKMARK_START) if parse_bookmark(e.get(n.NAME) or "")}
    for element in [e for e in root.iter(n.BOOKMARK_START, n.BOOKMARK_END) if e.get(n.ID) in ours]:
        element.getparent().remove(element)  # type: ignore[union-attr]
    for element in list(root.iter(n.FLD_CHAR, n.INSTR_TEXT)):
        element.getparent().remove(element)  # type: ignore[union-attr]
    for part in package.story_parts()[1:]:
        for text in package.xml(part).iter(n.T):
            if (text.text or "").startswith("DRAFT "):
                text.text = ""
    return package.to_bytes()


TRUE: dict[str, Way] = {
    "as it is": lambda _, docx: docx,
    "packed anew": lambda _, docx: _packed_anew(docx),
    "scrubbed": lambda _, docx: scrub(docx, track=True).docx,
    "stripped": lambda _, docx: _stripped(docx),
    "saved again": lambda office, docx: office.save_again(docx),
    "through .odt": lambda office, docx: office.save_again(docx, ".odt"),
    "stripped, saved again": lambda office, docx: office.save_again(_stripped(docx)),
    "printed": lambda office, docx: office.to_pdf(docx),
    "saved again, printed": lambda office, docx: office.to_pdf(office.save_again(docx)),
}

# ---------------------------------------------------------------------------------------------- changed copies


def _digit(docx: bytes, seed: int) -> tuple[bytes, str]:
    """One digit of the main text another one."""
    package = Package.read(docx)
    return _one_digit(package, package.main, n.P, seed)


def _table_digit(docx: bytes, seed: int) -> tuple[bytes, str]:
    """A number in a table: one more where the tables have none."""
    package = Package.read(docx)
    cells = [t for c in package.xml(package.main).iter(n.TC) for t in c.iter(n.T) if (t.text or "").strip()]
    text = random.Random(seed).choice(cells)
    text.text = f"{text.text} 7391"
    return package.to_bytes(), "7391"


def _one_digit(package: Package, part: str, around: str, seed: int) -> tuple[bytes, str]:
    texts = [
        t
        for p in package.xml(part).iter(around)
        if next(p.iter(n.FLD_CHAR), None) is None
        for t in p.iter(n.T)
        if any(c.isdigit() for c in t.text or "")
    ]
    chosen = random.Random(seed)
    text = chosen.choice(texts)
    words = (text.text or "").split(" ")
    at = chosen.choice([k for k, word in enumerate(words) if any(c.isdigit() for c in word)])
    place = next(k for k, c in enumerate(words[at]) if c.isdigit())
    words[at] = words[at][:place] + str((int(words[at][place]) + 1) % 10) + words[at][place + 1 :]
    text.text = " ".join(words)
    return package.to_bytes(), words[at]


def _header(docx: bytes, _: int) -> tuple[bytes, str]:
    """A header that no draft has."""
    package = Package.read(docx)
    xml = f"<w:hdr {NAMESPACES}><w:p><w:r><w:t>Privileged7</w:t></w:r></w:p></w:hdr>"
    package.add_part("word/header7.xml", f"{WORD_TYPE}header+xml", xml.encode())
    rid = package.add_relationship(package.main, f"{RELATIONSHIPS}header", "word/header7.xml")
    section = list(package.xml(package.main).iter(n.SECT_PR))[-1]
    section.insert(0, etree.Element(n.HEADER_REFERENCE, {n.TYPE: "default", n.R_ID: rid}))
    return package.to_bytes(), "Privileged7"


def _note(docx: bytes, seed: int) -> tuple[bytes, str]:
    """A footnote that no draft has."""
    package = Package.read(docx)
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    note = '<w:footnote w:id="1"><w:p><w:r><w:t>Except43 in summer.</w:t></w:r></w:p></w:footnote>'
    xml = f"<w:footnotes {NAMESPACES}>{separators}{note}</w:footnotes>"
    package.add_part("word/footnotes.xml", f"{WORD_TYPE}footnotes+xml", xml.encode())
    package.add_relationship(package.main, f"{RELATIONSHIPS}footnotes", "word/footnotes.xml")
    paragraphs = [p for p in package.body().iterchildren(n.P) if next(p.iter(n.T), None) is not None]
    run = etree.SubElement(random.Random(seed).choice(paragraphs), n.R_)
    etree.SubElement(run, w("footnoteReference"), {n.ID: "1"})
    return package.to_bytes(), "Except43"


def _number(docx: bytes, _: int) -> tuple[bytes, str]:
    """Sections that are counted from another number: no word is another, every number is."""
    package = Package.read(docx)
    part = package.related(package.main, "numbering")
    start = next(package.xml(part or "").iter(w("start")))
    start.set(n.VAL, "41")
    return package.to_bytes(), "41"


CHANGES: dict[str, Callable[[bytes, int], tuple[bytes, str]]] = {
    "a digit": _digit,
    "a number in a table": _table_digit,
    "a header": _header,
    "a footnote": _note,
    "section numbers": _number,
}


def main() -> int:
    """Print the figures, and each copy that was not judged rightly; 1 where there is one."""
    counts: Counter[tuple[bool, bool]] = Counter()
    with Office() as office:
        for each in judged(office):
            counts[bool(each.changed), each.right] += 1
            if not each.right:
                print(f"draft {each.draft}, {each.way}: {each.verdict}")
    for changed, what in ((False, "true copies named"), (True, "changed copies flagged, with the change shown")):
        print(f"{what}: {counts[changed, True]} of {counts[changed, True] + counts[changed, False]}")
    return int(any(not right for _, right in counts))


if __name__ == "__main__":
    sys.exit(main())
