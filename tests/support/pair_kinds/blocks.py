"""One change of paragraphs: they come, go, move, split, merge, and look otherwise."""

from __future__ import annotations

from drafts.model import ChangeKind
from tests.support.pair_kinds.base import Expected, File, Maker, Pair, kind
from tests.support.wml import HEADING, PAGE, QUOTE, SECTION, p, t

_INSERTED, _DELETED = (ChangeKind.INSERTED,), (ChangeKind.DELETED,)
_MOVED = (ChangeKind.MOVED,)
_FORMATTED, _PARAGRAPH = (ChangeKind.FORMATTED,), (ChangeKind.PARAGRAPH_FORMATTED,)
_SECTION = (ChangeKind.SECTION_FORMATTED,)
_LANDSCAPE = SECTION.replace('w:w="12240" w:h="15840"', 'w:w="15840" w:h="12240" w:orient="landscape"')


def item(level: int) -> str:
    """The properties of a list item."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'


def _many(make: Maker, count: int = 4) -> list[str]:
    return [make.sentences() for _ in range(count)]


def _plain(texts: list[str], ppr: str = "") -> str:
    return "".join(p(t(text), ppr=ppr) for text in texts)


@kind("paragraph-inserted")
def paragraph_inserted(make: Maker) -> Pair:
    new = make.sentences()
    return make.around("", p(t(new)), Expected(_INSERTED, inserted=new))


@kind("paragraph-deleted")
def paragraph_deleted(make: Maker) -> Pair:
    old = make.sentences()
    return make.around(p(t(old)), "", Expected(_DELETED, struck=old))


@kind("three-paragraphs-inserted")
def three_paragraphs_inserted(make: Maker) -> Pair:
    new = _many(make, 3)
    return make.around("", _plain(new), Expected(_INSERTED * 3, inserted=" ".join(new)))


@kind("first-paragraph-inserted")
def first_paragraph_inserted(make: Maker) -> Pair:
    new, rest = make.sentence(), _plain(_many(make))
    return Pair(File(rest), File(p(t(new)) + rest), Expected(_INSERTED, inserted=new))


@kind("first-paragraph-deleted")
def first_paragraph_deleted(make: Maker) -> Pair:
    old, rest = make.sentence(), _plain(_many(make))
    return Pair(File(p(t(old)) + rest), File(rest), Expected(_DELETED, struck=old))


@kind("last-paragraph-inserted")
def last_paragraph_inserted(make: Maker) -> Pair:
    new, rest = make.sentence(), _plain(_many(make))
    return Pair(File(rest), File(rest + p(t(new))), Expected(_INSERTED, inserted=new))


@kind("last-paragraph-deleted")
def last_paragraph_deleted(make: Maker) -> Pair:
    old, rest = make.sentence(), _plain(_many(make))
    return Pair(File(rest + p(t(old))), File(rest), Expected(_DELETED, struck=old))


@kind("empty-paragraph-inserted")
def empty_paragraph_inserted(make: Maker) -> Pair:
    return make.around("", p(), Expected(_INSERTED))


@kind("one-of-alike-paragraphs-deleted")
def one_of_alike_paragraphs_deleted(make: Maker) -> Pair:
    frame = make.sentences()
    texts = [f"{make.word()} {frame}" for _ in range(4)]
    gone = make.random.randrange(4)
    left = [text for k, text in enumerate(texts) if k != gone]
    return make.around(_plain(texts), _plain(left), Expected(_DELETED, struck=texts[gone]))


@kind("paragraph-rewritten")
def paragraph_rewritten(make: Maker) -> Pair:
    old, new = make.words(12), make.words(12)
    return make.around(p(t(old)), p(t(new)), Expected((*_DELETED, *_INSERTED), old, new))


@kind("split")
def split(make: Maker) -> Pair:
    first, second = make.sentence(), make.sentence()
    return make.around(p(t(f"{first} {second}")), p(t(f"{first} ")) + p(t(second)), Expected((ChangeKind.SPLIT,)))


@kind("merge")
def merge(make: Maker) -> Pair:
    first, second = make.sentence(), make.sentence()
    return make.around(p(t(f"{first} ")) + p(t(second)), p(t(f"{first} {second}")), Expected((ChangeKind.MERGED,)))


@kind("split-in-three")
def split_in_three(make: Maker) -> Pair:
    a, b, c = (make.sentence() for _ in range(3))
    cut = p(t(f"{a} ")) + p(t(f"{b} ")) + p(t(c))
    return make.around(p(t(f"{a} {b} {c}")), cut, Expected((ChangeKind.SPLIT,) * 2))


@kind("move")
def move(make: Maker) -> Pair:
    a, b, c, moving = _many(make, 4)
    return make.around(_plain([a, moving, b, c]), _plain([a, b, c, moving]), Expected(_MOVED, moved=moving))


@kind("move-up")
def move_up(make: Maker) -> Pair:
    a, b, c, moving = _many(make, 4)
    return make.around(_plain([a, b, c, moving]), _plain([moving, a, b, c]), Expected(_MOVED, moved=moving))


@kind("move-and-edit")
def move_and_edit(make: Maker) -> Pair:
    a, b, c, moving = _many(make, 4)
    old, new = moving.split(" shall ", 1)
    before, after = (_plain(x) for x in ([a, f"{old} shall not {new}", b, c], [a, b, c, f"{old} shall {new}"]))
    return make.around(before, after, Expected((*_MOVED, *_DELETED), struck="not", moved=moving))


@kind("short-paragraph-carried")
def short_paragraph_carried(make: Maker) -> Pair:
    short = make.words(3)
    a, b, c = _many(make, 3)
    expected = Expected((*_DELETED, *_INSERTED), short, short)
    return make.around(_plain([a, short, b, c]), _plain([a, b, c, short]), expected)


# ------------------------------------------------------------------------------------------------------- looks


@kind("list-item-inserted")
def list_item_inserted(make: Maker) -> Pair:
    a, b, new, c = (make.sentence() for _ in range(4))
    before, after = (_plain(x, item(0)) for x in ([a, b, c], [a, b, new, c]))
    return make.around(before, after, Expected(_INSERTED, inserted=new))


@kind("list-items-swapped")
def list_items_swapped(make: Maker) -> Pair:
    a, c, d = (make.sentences() for _ in range(3))
    b = make.sentence()
    before, after = (_plain(x, item(0)) for x in ([a, b, c, d], [a, c, b, d]))
    return make.around(before, after, Expected(_MOVED, moved=b))


@kind("list-level")
def list_level(make: Maker) -> Pair:
    text = make.sentence()
    return make.around(p(t(text), ppr=item(0)), p(t(text), ppr=item(1)), Expected(_PARAGRAPH))


@kind("numbering-added")
def numbering_added(make: Maker) -> Pair:
    text = make.sentence()
    return make.around(p(t(text)), p(t(text), ppr=item(0)), Expected(_PARAGRAPH))


@kind("style")
def style(make: Maker) -> Pair:
    text = make.sentence()
    return make.around(p(t(text), ppr=HEADING), p(t(text), ppr=QUOTE), Expected(_PARAGRAPH))


@kind("paragraph-format")
def paragraph_format(make: Maker) -> Pair:
    text = make.sentence()
    return make.around(p(t(text)), p(t(text), ppr='<w:jc w:val="center"/>'), Expected(_PARAGRAPH))


@kind("run-format")
def run_format(make: Maker) -> Pair:
    start, word, end = make.sentence() + " ", make.word(), " " + make.sentence()
    before, after = p(t(start), t(word), t(end)), p(t(start), t(word, "<w:b/>"), t(end))
    return make.around(before, after, Expected(_FORMATTED, formatted=word))


@kind("run-format-taken-away")
def run_format_taken_away(make: Maker) -> Pair:
    start, word, end = make.sentence() + " ", make.words(3), " " + make.sentence()
    before, after = p(t(start), t(word, "<w:b/><w:i/>"), t(end)), p(t(start), t(word, "<w:i/>"), t(end))
    return make.around(before, after, Expected(_FORMATTED, formatted=word))


@kind("format-within-a-word")
def format_within_a_word(make: Maker) -> Pair:
    start, word, end = make.sentence() + " ", make.word(), " " + make.sentence()
    after = p(t(start), t(word[:3], "<w:b/>"), t(word[3:] + end))
    return make.around(p(t(start + word + end)), after, Expected(_FORMATTED, formatted=word[:3]))


@kind("format-and-word")
def format_and_word(make: Maker) -> Pair:
    start, old, new, end = make.sentence() + " ", make.word(), make.word(), " " + make.sentence()
    before, after = p(t(start + old + end)), p(t(start), t(new, "<w:b/>"), t(end))
    return make.around(before, after, Expected((ChangeKind.REPLACED,), old, new))


@kind("mark-format")
def mark_format(make: Maker) -> Pair:
    text = make.sentence()
    return make.around(p(t(text)), p(t(text), mark="<w:b/>"), Expected(_PARAGRAPH))


# ---------------------------------------------------------------------------------------------------- sections


@kind("landscape")
def landscape(make: Maker) -> Pair:
    body = _plain(_many(make))
    return Pair(File(body), File(body, section=_LANDSCAPE), Expected(_SECTION))


@kind("section-break-inserted")
def section_break_inserted(make: Maker) -> Pair:
    a, b = make.sentences(), make.sentences()
    broken = p(t(a), ppr=f"<w:sectPr>{PAGE}</w:sectPr>") + p(t(b))
    return make.around(_plain([a, b]), broken, Expected(_SECTION))
