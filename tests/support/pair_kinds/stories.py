"""One change outside the body's own words: headers and footers, notes, links, fields."""

from __future__ import annotations

from drafts.model import ChangeKind
from tests.support.pair_kinds.base import Expected, File, Maker, Pair, kind, relationship
from tests.support.wml import NAMESPACES, PAGE, Part, field, footnotes, header, p, t

_REPLACED, _INSERTED, _DELETED = (ChangeKind.REPLACED,), (ChangeKind.INSERTED,), (ChangeKind.DELETED,)
_FIRST = "<w:titlePg/>"


def _section(*references: str, extra: str = "") -> str:
    return f"<w:sectPr>{''.join(references)}{PAGE}{extra}</w:sectPr>"


def _reference(place: str, rid: str, kind_of: str = "default") -> str:
    return f'<w:{place}Reference w:type="{kind_of}" r:id="{rid}"/>'


def _footer(text: str) -> Part:
    return Part(f"<w:ftr {NAMESPACES}>{p(t(text))}</w:ftr>", "footer")


def _margin(make: Maker, place: str) -> Pair:
    old, new, words = make.word(), make.word(), make.words(4)
    part = header if place == "header" else _footer
    body, section = p(t(make.sentences())), _section(_reference(place, f"rId{place}"))
    before, after = (File(body, {f"word/{place}1.xml": part(f"{words} {w}")}, section) for w in (old, new))
    return Pair(before, after, Expected(_REPLACED, old, new))


@kind("header-edited")
def header_edited(make: Maker) -> Pair:
    return _margin(make, "header")


@kind("footer-edited")
def footer_edited(make: Maker) -> Pair:
    return _margin(make, "footer")


@kind("header-added")
def header_added(make: Maker) -> Pair:
    body, words = p(t(make.sentences())), make.words(4)
    after = File(body, {"word/header1.xml": header(words)}, _section(_reference("header", "rIdheader")))
    return Pair(File(body), after, Expected(_INSERTED, inserted=words))


@kind("header-removed")
def header_removed(make: Maker) -> Pair:
    body, words = p(t(make.sentences())), make.words(4)
    before = File(body, {"word/header1.xml": header(words)}, _section(_reference("header", "rIdheader")))
    return Pair(before, File(body), Expected(_DELETED, struck=words))


@kind("first-page-header-added")
def first_page_header_added(make: Maker) -> Pair:
    body, always, first = p(t(make.sentences())), make.words(4), make.words(4)
    one = {"word/header1.xml": header(always)}
    both = {**one, "word/header2.xml": header(first)}
    default = _reference("header", "rIdheader")
    before = File(body, one, _section(default))
    after = File(body, both, _section(default, _reference("header", "rIdheader2", "first"), extra=_FIRST))
    return Pair(before, after, Expected((*_INSERTED, ChangeKind.SECTION_FORMATTED), inserted=first))


# ------------------------------------------------------------------------------------------------------- notes


def _with_note(make: Maker, note_kind: str, start: str, end: str, note: str | None) -> File:
    reference = f'<w:r><w:{note_kind}Reference w:id="1"/></w:r>' if note is not None else ""
    inner = f'<w:{note_kind} w:id="1">{p(t(note))}</w:{note_kind}>' if note is not None else ""
    made = Part(footnotes(inner).xml.replace("footnote", note_kind), f"{note_kind}s")
    return File(p(t(start), reference, t(end)) + p(t(start[::-1])), {f"word/{note_kind}s.xml": made})


def _note_edited(make: Maker, note_kind: str) -> Pair:
    old, new, words, start, end = make.word(), make.word(), make.words(4), make.sentence(), make.sentence()
    before, after = (_with_note(make, note_kind, start, end, f"{words} {w}") for w in (old, new))
    return Pair(before, after, Expected(_REPLACED, old, new))


def _note_inserted(make: Maker, note_kind: str) -> Pair:
    words, start, end = make.words(4), make.sentence(), make.sentence()
    before, after = (_with_note(make, note_kind, start, end, note) for note in (None, words))
    return Pair(before, after, Expected(_INSERTED * 2, inserted=words))


@kind("footnote-edited")
def footnote_edited(make: Maker) -> Pair:
    return _note_edited(make, "footnote")


@kind("footnote-inserted")
def footnote_inserted(make: Maker) -> Pair:
    return _note_inserted(make, "footnote")


@kind("footnote-deleted")
def footnote_deleted(make: Maker) -> Pair:
    made = _note_inserted(make, "footnote")
    return Pair(made.after, made.before, Expected(_DELETED * 2, struck=made.expected.inserted))


@kind("endnote-edited")
def endnote_edited(make: Maker) -> Pair:
    return _note_edited(make, "endnote")


@kind("endnote-inserted")
def endnote_inserted(make: Maker) -> Pair:
    return _note_inserted(make, "endnote")


# ------------------------------------------------------------------------------------------- links and fields


def _link(rid: str, words: str) -> str:
    return f'<w:hyperlink r:id="{rid}">{t(words)}</w:hyperlink>'


_LINKS = "".join(relationship(f"rLink{x}", "hyperlink", f"https://example.org/{x}", external=True) for x in "ab")


@kind("link-text")
def link_text(make: Maker) -> Pair:
    start, end, words = f"{make.sentence()} ", f" {make.sentence()}", make.words(2)
    old, new = make.word(), make.word()
    before, after = (p(t(start), _link("rLinka", f"{words} {w}"), t(end)) for w in (old, new))
    return make.around(before, after, Expected(_REPLACED, old, new), relationships=_LINKS)


@kind("link-target")
def link_target(make: Maker) -> Pair:
    start, end, words = f"{make.sentence()} ", f" {make.sentence()}", make.words(2)
    before, after = (p(t(start), _link(f"rLink{x}", words), t(end)) for x in "ab")
    return make.around(before, after, Expected(_REPLACED, words, words), relationships=_LINKS)


@kind("link-added-to-words")
def link_added_to_words(make: Maker) -> Pair:
    start, end, words = f"{make.sentence()} ", f" {make.sentence()}", make.words(2)
    before, after = (p(t(start), middle, t(end)) for middle in (t(words), _link("rLinka", words)))
    return make.around(before, after, Expected(_REPLACED, words, words), relationships=_LINKS)


@kind("field-result")
def field_result(make: Maker) -> Pair:
    start, end = f"{make.sentence()} See Section ", f" of the {make.word()}."
    before, after = (p(t(start), field("REF target \\h", number), t(end)) for number in ("4.2", "4.3"))
    return make.around(before, after, Expected((ChangeKind.REFERENCE_UPDATED,), "4.2", "4.3"))


@kind("field-code")
def field_code(make: Maker) -> Pair:
    start, end = f"{make.sentence()} See Section ", f" of the {make.word()}."
    before, after = (p(t(start), field(f"REF {name} \\h", "4.2"), t(end)) for name in ("here", "there"))
    return make.around(before, after, Expected(_REPLACED, "4.2", "4.2"))


@kind("simple-field-result")
def simple_field_result(make: Maker) -> Pair:
    start, end = f"{make.sentence()} See page ", f" of the {make.word()}."
    before, after = (
        p(t(start), f'<w:fldSimple w:instr=" PAGEREF x ">{t(number)}</w:fldSimple>', t(end)) for number in ("4", "5")
    )
    return make.around(before, after, Expected((ChangeKind.REFERENCE_UPDATED,), "4", "5"))


@kind("word-beside-a-field")
def word_beside_a_field(make: Maker) -> Pair:
    start, old, new = make.sentence(), make.word(), make.word()
    before, after = (p(t(f"{start} {w} "), field("REF target \\h", "4.2"), t(" ends.")) for w in (old, new))
    return make.around(before, after, Expected(_REPLACED, old, new))
