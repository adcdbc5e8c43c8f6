"""Tracked changes of a counterparty and silent ones in the same paragraphs: any of them give a redline that is right
both ways, and wherever the words allow each tracked change stays under its author.
"""

from __future__ import annotations

from collections import Counter
from enum import Enum

from hypothesis import given
from hypothesis import strategies as st

from drafts.model import Existing, Grain, Options
from drafts.word import names as n
from tests.support.generated import WORDS
from tests.support.redlines import AUTHOR, part, proved_redline
from tests.support.wml import ANA, BEN, change, d, dele, docx, ins, marker, p, t

THEIRS = {ANA: "Ana Counsel", BEN: "Ben Police"}
BOLD = "<w:b/>"
END = p(t("In witness whereof the parties have signed this agreement."))


class Edit(Enum):
    """What becomes of a word."""

    STAYS = "stays"
    STRUCK = "struck by somebody"
    CAME = "stays, and another one is inserted behind it by somebody"
    REPLACED = "replaced by somebody"
    BOLD = "made bold by somebody"
    SILENTLY_GONE = "gone silently"
    SILENTLY_CAME = "stays, and another one comes silently behind it"
    SILENTLY_REPLACED = "replaced silently"
    NEVER_THERE = "stays, and a word that never was is struck behind it by somebody"


SILENT = {Edit.SILENTLY_GONE, Edit.SILENTLY_CAME, Edit.SILENTLY_REPLACED}
Word = tuple[str, Edit, str]
"""A word, what becomes of it, and who did it where that is told."""


def _old(words: list[Word]) -> str:
    return p(t("".join(f"{word} " for word, _, _ in words)))


def _new(words: list[Word]) -> str:
    return p("".join(_edited(f"{word} ", edit, who) for word, edit, who in words))


def _edited(word: str, edit: Edit, who: str) -> str:
    new = f"new{word}"
    return {
        Edit.STAYS: t(word),
        Edit.STRUCK: dele(d(word), who),
        Edit.CAME: t(word) + ins(t(new), who),
        Edit.REPLACED: dele(d(word), who) + ins(t(new), who),
        Edit.BOLD: t(word, BOLD + change("rPr", "", who)),
        Edit.SILENTLY_GONE: "",
        Edit.SILENTLY_CAME: t(word + new),
        Edit.SILENTLY_REPLACED: t(new),
        Edit.NEVER_THERE: t(word) + dele(d(new), who),
    }[edit]


def _word(word: str, edits: list[Edit]) -> st.SearchStrategy[Word]:
    return st.tuples(st.just(word), st.sampled_from(edits), st.sampled_from([ANA, BEN]))


@st.composite
def distinct(draw: st.DrawFn, number: int) -> list[Word]:
    """A paragraph of words that occur once; at most two of them are changed silently."""
    size = draw(st.integers(10, 16))
    tracked = [Edit.STAYS, Edit.STAYS, Edit.STRUCK, Edit.CAME, Edit.REPLACED, Edit.BOLD]
    words = [draw(_word(f"w{number}x{k}", tracked)) for k in range(size)]
    for place in draw(st.lists(st.integers(0, size - 1), max_size=2)):
        words[place] = draw(_word(words[place][0], sorted(SILENT, key=str)))
    return words


any_words = st.lists(st.sampled_from(WORDS).flatmap(lambda word: _word(word, list(Edit))), min_size=1, max_size=14)
any_paragraphs = st.lists(st.tuples(any_words, st.sampled_from(["", "", "ins", "del"])), min_size=1, max_size=4)


@given(st.tuples(*(distinct(k) for k in range(3))))
def test_each_tracked_change_stays_under_its_author(paragraphs: tuple[list[Word], ...]) -> None:
    before = docx("".join(map(_old, paragraphs)) + END)
    after = docx("".join(map(_new, paragraphs)) + END)
    made = proved_redline(before, after, options=Options(existing=Existing.KEEP))
    revisions = list(part(made.docx).iter(n.INS, n.DEL))
    found = Counter[tuple[str, str, str]]()
    for revision in revisions:
        kind, author = n.local(str(revision.tag)), revision.get(n.AUTHOR) or ""
        found.update((kind, author, word) for word in "".join(revision.itertext(n.T, n.DEL_TEXT)).split())
    theirs = Counter({key: count for key, count in found.items() if key[1] != AUTHOR})
    assert theirs == Counter(_tracked(paragraphs))
    struck = {word for words in paragraphs for word, edit, _ in words if edit in SILENT}
    assert {word for kind, author, word in found if (kind, author) == ("del", AUTHOR)} <= struck
    looks = Counter(e.get(n.AUTHOR) for e in part(made.docx).iter(n.RPR_CHANGE))
    assert AUTHOR not in looks


def _tracked(paragraphs: tuple[list[Word], ...]) -> list[tuple[str, str, str]]:
    out: list[tuple[str, str, str]] = []
    for words in paragraphs:
        for word, edit, who in words:
            if edit in {Edit.STRUCK, Edit.REPLACED}:
                out.append(("del", THEIRS[who], word))
            if edit in {Edit.CAME, Edit.REPLACED}:
                out.append(("ins", THEIRS[who], f"new{word}"))
    return out


@given(any_paragraphs, st.builds(Options, existing=st.just(Existing.KEEP), grain=st.sampled_from(Grain)))
def test_any_mixture_of_tracked_and_silent_changes_reads_both_ways(
    paragraphs: list[tuple[list[Word], str]], options: Options
) -> None:
    before = "".join(_old(words) for words, mark in paragraphs if mark != "ins")
    after = "".join(_whole(words, mark) if mark else _new(words) for words, mark in paragraphs)
    proved_redline(docx(before + END), docx(after + END), options=options)


def _whole(words: list[Word], mark: str) -> str:
    """A paragraph that somebody inserted or struck whole."""
    text = "".join(f"{word} " for word, _, _ in words)
    return p(ins(t(text), BEN) if mark == "ins" else dele(d(text), BEN), mark=marker(mark, BEN))
