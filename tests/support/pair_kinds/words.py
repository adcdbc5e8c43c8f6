"""One change of words within a paragraph."""

from __future__ import annotations

from drafts.model import ChangeKind
from tests.support.pair_kinds.base import Expected, Maker, Pair, kind
from tests.support.wml import p, t

_REPLACED, _INSERTED, _DELETED = (ChangeKind.REPLACED,), (ChangeKind.INSERTED,), (ChangeKind.DELETED,)
_RTL = "<w:rtl/>"


def _replaced(make: Maker, pattern: str, old: str, new: str) -> Pair:
    return make.text(pattern, old, new, Expected(_REPLACED, old, new))


@kind("word-replaced")
def word_replaced(make: Maker) -> Pair:
    old, new = make.word(), make.word()
    return _replaced(make, f"{make.words(4)} {{}} {make.words(4)}", old, new)


@kind("first-word-replaced")
def first_word_replaced(make: Maker) -> Pair:
    old, new, rest = make.word(), make.word(), make.sentence()
    return make.around(p(t(f"{old} {rest}")), p(t(f"{new} {rest}")), Expected(_REPLACED, old, new))


@kind("last-word-replaced")
def last_word_replaced(make: Maker) -> Pair:
    old, new, rest = make.word(), make.word(), make.words(9)
    return make.around(p(t(f"{rest} {old}")), p(t(f"{rest} {new}")), Expected(_REPLACED, old, new))


@kind("word-inserted")
def word_inserted(make: Maker) -> Pair:
    pattern = f"The {make.word()} may {{}}{make.word()} the {make.words(3)}."
    return make.text(pattern, "", "not ", Expected(_INSERTED, inserted="not"))


@kind("word-deleted")
def word_deleted(make: Maker) -> Pair:
    pattern = f"The {make.word()} may {{}}{make.word()} the {make.words(3)}."
    return make.text(pattern, "not ", "", Expected(_DELETED, struck="not"))


@kind("words-in-two-places")
def words_in_two_places(make: Maker) -> Pair:
    a, b, c, d = (make.word() for _ in range(4))
    first, second = make.sentence(), make.sentence()
    before, after = (p(t(f"{x} {first} {second} {y}")) for x, y in ((a, c), (b, d)))
    return make.around(before, after, Expected(_REPLACED * 2, f"{a} {c}", f"{b} {d}"))


@kind("sentence-inserted")
def sentence_inserted(make: Maker) -> Pair:
    new = make.sentence()
    return make.text("{}" + make.sentence(), "", new + " ", Expected(_INSERTED, inserted=new))


@kind("sentence-deleted")
def sentence_deleted(make: Maker) -> Pair:
    old = make.sentence()
    return make.text("{}" + make.sentence(), old + " ", "", Expected(_DELETED, struck=old))


@kind("sentence-replaced")
def sentence_replaced(make: Maker) -> Pair:
    old, new = f"{make.words(8)}.", f"{make.words(8)}."
    return make.text("{}", old, new, Expected(_REPLACED, old.rstrip("."), new.rstrip(".")))


@kind("number-with-its-figure")
def number_with_its_figure(make: Maker) -> Pair:
    return _replaced(make, f"within {{}} days of the {make.word()}", "thirty (30)", "ninety (90)")


@kind("figure-alone")
def figure_alone(make: Maker) -> Pair:
    return _replaced(make, f"within {{}} days of the {make.word()}", "30", "90")


@kind("currency")
def currency(make: Maker) -> Pair:
    return _replaced(make, f"the sum of {{}} for each {make.word()}", "$130,000", "$135,500")


@kind("percentage")
def percentage(make: Maker) -> Pair:
    return _replaced(make, f"a share of {{}} of each {make.word()}", "12.5%", "15%")


@kind("section-reference")
def section_reference(make: Maker) -> Pair:
    return _replaced(make, f"under Section {{}} of this {make.word()}", "4.2(b)", "4.3(b)")


@kind("date")
def date(make: Maker) -> Pair:
    return _replaced(make, f"on March {{}}, 2020, the {make.word()} ends", "3", "17")


@kind("case-of-a-letter")
def case_of_a_letter(make: Maker) -> Pair:
    return _replaced(make, f"within the {{}} of the {make.word()}", "territory", "Territory")


@kind("hyphenated-word")
def hyphenated_word(make: Maker) -> Pair:
    return _replaced(make, f"each {{}} camera of the {make.word()}", "body-worn", "dash-mounted")


@kind("possessive")
def possessive(make: Maker) -> Pair:
    return _replaced(make, f"at the {{}} own {make.word()}", "Department’s", "District’s")


@kind("part-of-a-word")
def part_of_a_word(make: Maker) -> Pair:
    return _replaced(make, f"shall {{}} the {make.word()}", "retain", "retained")


@kind("comma-to-semicolon")
def comma_to_semicolon(make: Maker) -> Pair:
    return _replaced(make, f"the {make.word()}{{}} and the {make.word()}", ",", ";")


@kind("full-stop-added")
def full_stop_added(make: Maker) -> Pair:
    words = make.words(9)
    return make.around(p(t(words)), p(t(words + ".")), Expected(_INSERTED, inserted="."))


@kind("smart-quotes")
def smart_quotes(make: Maker) -> Pair:
    word = make.word()
    expected = Expected(_REPLACED * 2, '" "', "“ ”")
    return make.text(f"(the {{}}) of the {make.word()}", f'"{word} {word}"', f"“{word} {word}”", expected)


@kind("no-break-space")
def no_break_space(make: Maker) -> Pair:
    return make.text(f"the {make.word()}{{}}{make.word()} of", " ", "\u00a0", Expected(_REPLACED))


@kind("double-space")
def double_space(make: Maker) -> Pair:
    return make.text(f"the {make.word()}{{}}{make.word()} of", "  ", " ", Expected(_REPLACED))


@kind("right-to-left-word")
def right_to_left_word(make: Maker) -> Pair:
    words = "تلتزم الوزارة بحفظ {} قبل نهاية المدة"
    before, after = (p(t(words.replace("{}", word), _RTL), ppr="<w:bidi/>") for word in ("السجلات", "التسجيلات"))
    return make.around(before, after, Expected(_REPLACED, "السجلات", "التسجيلات"))


@kind("combining-mark")
def combining_mark(make: Maker) -> Pair:
    return _replaced(make, f"the {{}} of the {make.word()}", "cafe", "cafe\u0301")


@kind("surrogate")
def surrogate(make: Maker) -> Pair:
    return _replaced(make, f"the {make.word()} {{}} and the {make.word()}", "\U0001f600", "\U0001f601")


@kind("joined-emoji")
def joined_emoji(make: Maker) -> Pair:
    family, couple = "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f468\u200d\U0001f469\u200d\U0001f466"
    return _replaced(make, f"the {make.word()} {{}} and the {make.word()}", family, couple)


@kind("ideographs")
def ideographs(make: Maker) -> Pair:
    return make.text(
        f"{make.word()} {{}} {make.word()}",
        "甲方应当保存记录",
        "甲方应当保存录像",
        Expected(_REPLACED, "甲方应当保存记录", "甲方应当保存录像"),
    )


def _atom(make: Maker, xml: str) -> Pair:
    start, end = make.sentence(), make.sentence()
    return make.around(p(t(start), t(end)), p(t(start), f"<w:r>{xml}</w:r>", t(end)), Expected(_INSERTED))


@kind("tab-inserted")
def tab_inserted(make: Maker) -> Pair:
    return _atom(make, "<w:tab/>")


@kind("line-break-inserted")
def line_break_inserted(make: Maker) -> Pair:
    return _atom(make, "<w:br/>")


@kind("page-break-inserted")
def page_break_inserted(make: Maker) -> Pair:
    return _atom(make, '<w:br w:type="page"/>')


@kind("runs-cut-elsewhere")
def runs_cut_elsewhere(make: Maker) -> Pair:
    text = make.sentence()
    return make.around(p(t(text[:9]), t(text[9:])), p(t(text[:30]), t(text[30:33]), t(text[33:])), Expected())
