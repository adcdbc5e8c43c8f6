"""A copy of a draft, as it is read: its words story by story, and the marks by which drafts tell who they are.

What tells one draft from another (legend, reference, page numbers in headers and footers) is not among the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from drafts.printed import read_pages
from drafts.view import Aside, Block, Paragraph, Piece, View
from drafts.word.identity import DRAFT_PROPERTY, HASH_PROPERTY, clauses_named, property_of
from drafts.word.package import Package
from drafts.word.resolve import accept_all, reject_all
from drafts.word.view import read_view

CELL: Final = "│"
"""Between the cells of a table's row."""
_LEGEND: Final = (
    r"DRAFT\s+(?P<draft>\d{1,6})\s+—\s+\w+\s+\d{1,2},\s+\d{4}\s+—\s+for\s+discussion\s+only"
    r"|REDLINE\s+—\s+Draft\s+\d+\s+to\s+Draft\s+\d+,\s+\w+\s+\d{1,2},\s+\d{4}"
)
_REFERENCE: Final = r"Ref\.\s*(?P<hash>[0-9a-f]{8})\b"
_PAGE: Final = r"Page\s+\d+\s+of\s+\d+"
IDENTITY: Final = re.compile(f"{_LEGEND}|{_REFERENCE}|{_PAGE}")
_ALIKE: Final = str.maketrans({"\u2011": "-", "\u00ad": None})


@dataclass(frozen=True, slots=True)
class Word:
    """One word and where it stands: "body", "footnote", "header", or "page 3" of a PDF."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What a file says of itself: the draft's number, the first digits of its text's hash, and the clauses named in its
    bookmarks."""

    draft: int | None = None
    text_hash: str = ""
    clause_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that may be a draft. A Word file has ``words`` (its tracked changes accepted, and ``rejected`` them too
    where it has any), a PDF ``pages``."""

    sha256: str
    marks: Marks
    words: tuple[Word, ...] = ()
    rejected: tuple[Word, ...] | None = None
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """A draft to compare with: as it was saved, and as it is printed. ``margins`` are the texts that a printer puts
    above and below each page."""

    number: int
    sha256: str
    text_hash: str
    current: bool
    words: tuple[Word, ...]
    printed: tuple[Word, ...]
    margins: tuple[str, ...]
    clause_ids: frozenset[str]


def known_draft(number: int, docx: bytes, *, text_hash: str, current: bool) -> Known:
    """A saved draft, read from its bytes. Raises UnreadableFile."""
    view = read_view(docx)
    printed = tuple(_words("body", _texts(view.body, printed=True)))
    margins = tuple(dict.fromkeys(t for a in view.margins for t in _texts(a.blocks, printed=True, cells=True)))
    margins = tuple(text for m in margins if (text := " ".join(IDENTITY.sub(" ", m).split())))
    ids = clauses_named(Package.read(docx))
    return Known(number, sha256(docx).hexdigest(), text_hash, current, words_of(view), printed, margins, ids)


def read_copy(docx: bytes) -> Copy:
    """A Word file as a copy. Raises UnreadableFile."""
    package, view = Package.read(docx), read_view(docx)
    number = property_of(package, DRAFT_PROPERTY)
    told = _told(" ".join(t for a in view.margins for t in _texts(a.blocks)))
    marks = Marks(
        int(number) if number.isdecimal() and len(number) < 7 else told.draft,
        property_of(package, HASH_PROPERTY) or told.text_hash,
        clauses_named(package),
    )
    identity = sha256(docx).hexdigest()
    if not view.changes:
        return Copy(identity, marks, words_of(view))
    accepted, rejected = (words_of(read_view(each(docx))) for each in (accept_all, reject_all))
    return Copy(identity, marks, accepted, rejected)


def read_printed_copy(pdf: bytes) -> Copy:
    """A PDF as a copy. Raises UnreadablePdf and LimitExceeded."""
    pages = read_pages(pdf)
    return Copy(sha256(pdf).hexdigest(), _told(" ".join(pages)), pages=pages)


def _told(text: str) -> Marks:
    """The marks that a reader sees, the last of each."""
    draft, text_hash = None, ""
    for found in IDENTITY.finditer(text):
        draft = int(found["draft"]) if found["draft"] else draft
        text_hash = found["hash"] or text_hash
    return Marks(draft, text_hash)


def words_of(view: View) -> tuple[Word, ...]:
    """Every word that a reader of a file without tracked changes meets, in every story, numbers of lists among them.
    Words that are struck through or hidden by their look say so."""
    return (
        *_words("body", _texts(view.body)),
        *(w for note in view.footnotes for w in _words("footnote", _texts(note.blocks))),
        *(w for note in view.endnotes for w in _words("endnote", _texts(note.blocks))),
        *_margin_words(view.margins),
    )


def _margin_words(margins: Iterable[Aside]) -> Iterator[Word]:
    """Headers and footers, each text once: how many parts they are kept in is no matter of words."""
    found = {(a.key.partition("-")[0], " ".join(_texts(a.blocks))) for a in margins}
    for place, text in sorted(found):
        yield from _words(place, [IDENTITY.sub(" ", text)])


def _words(place: str, texts: Iterable[str]) -> Iterator[Word]:
    return (Word(place, word) for text in texts for word in text.translate(_ALIKE).split())


def _texts(blocks: Iterable[Block], *, printed: bool = False, cells: bool = False) -> Iterator[str]:
    """Paragraph by paragraph, tables row by row; ``printed`` as on paper, ``cells`` each paragraph of a cell alone."""
    for block in blocks:
        if isinstance(block, Paragraph):
            capitals = printed and any(p.look.capitals for p in block.pieces)
            label = block.label.upper() if capitals else block.label
            yield f"{label} {''.join(_shown(piece, printed) for piece in block.pieces)}"
            yield from _texts(block.boxes, printed=printed, cells=cells)
            continue
        for row in block.rows:
            inside = [list(_texts(cell.blocks, printed=printed, cells=cells)) for cell in row.cells]
            if cells:
                yield from (text for texts in inside for text in texts)
            else:
                yield f" {'' if printed else CELL} ".join(" ".join(texts) for texts in inside)


def _shown(piece: Piece, printed: bool) -> str:
    look = piece.look
    if printed:
        text = "" if look.hidden else piece.text
        return text.upper() if look.capitals or look.small_capitals else text
    text = f" ⟦hidden: {piece.text}⟧ " if look.hidden else piece.text
    return f" ⟦struck: {text}⟧ " if look.strike and piece.text.strip() else text


def words_of_pages(pages: Iterable[str], margins: Iterable[str]) -> tuple[Word, ...]:
    """The words of a PDF's pages without what the draft's headers and footers say on each page. A page that lacks them
    says so."""
    patterns = [(text, _spaced(text)) for text in margins]
    identity = [re.compile(part) for part in (_LEGEND, _REFERENCE, _PAGE)]
    out: list[Word] = []
    for number, page in enumerate(pages, 1):
        text, missing = _without_margins(page, patterns, identity)
        out += _words(f"page {number}", [text, *(f"⟦missing: {each}⟧" for each in missing)])
    return tuple(out)


_Patterns = list[tuple[str, re.Pattern[str]]]


def _without_margins(page: str, margins: _Patterns, identity: list[re.Pattern[str]]) -> tuple[str, list[str]]:
    """A page without each margin's text and each identity mark, once, where they stand at one of its ends."""
    left = [*margins, *(("", pattern) for pattern in identity)]
    while True:
        found = next(((each, ends) for each in left if (ends := _at_an_end(page, each[1]))), None)
        if found is None:
            return page, [text for text, _ in left if text]
        left.remove(found[0])
        page = page[: found[1][0]] + " " + page[found[1][1] :]


def _at_an_end(page: str, pattern: re.Pattern[str]) -> tuple[int, int] | None:
    """Where a pattern stands with nothing but space before it, or behind it."""
    spans = [found.span() for found in pattern.finditer(page)]
    return next((s for s in spans[:1] + spans[-1:] if not page[: s[0]].strip() or not page[s[1] :].strip()), None)


def _spaced(text: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(map(re.escape, text.split())))
