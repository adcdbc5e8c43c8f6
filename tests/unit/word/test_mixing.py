"""A paragraph with a counterparty's tracked changes and silent ones: each under the name of who made it."""

from __future__ import annotations

import pytest

from drafts.model import Existing, Grain, Options, Redline
from drafts.word import names as n
from drafts.word.lint import lint
from tests.support.redlines import AUTHOR, marks, part, proved_redline
from tests.support.wml import (
    BEN,
    bookmark,
    bookmark_end,
    change,
    comment,
    commented,
    comments,
    d,
    dele,
    docx,
    field,
    footnotes,
    ins,
    marker,
    p,
    t,
)

THEIRS = "Ben Police"
BOLD, ITALIC = "<w:b/>", "<w:i/>"
OLD = p(t("The Department shall keep it thirty (30) days after recording."))
END = p(t("In witness whereof the parties have signed this agreement."))


def bens(struck: str, came: str) -> str:
    return (dele(d(struck), BEN) if struck else "") + (ins(t(came), BEN) if came else "")


def made(before: str, after: str, options: Options | None = None) -> Redline:
    return proved_redline(docx(before + END), docx(after + END), options=options)


def told(found: Redline, author: str) -> list[tuple[str, str]]:
    return [(c.before, c.after) for c in found.changes.changes if c.author == author]


def signed(found: Redline, tag: str) -> list[tuple[str, str]]:
    """(author, words) of each revision of a kind."""
    revisions = part(found.docx).iter(tag)
    return [(r.get(n.AUTHOR) or "", "".join(r.itertext(n.T, n.DEL_TEXT))) for r in revisions]


def test_their_replacement_is_theirs_and_a_silent_word_ours() -> None:
    new = p(t("The Department may keep it "), bens("thirty (30)", "ninety (90)"), t(" days after recording."))
    found = made(OLD, new)
    assert told(found, THEIRS) == [("thirty (30)", "ninety (90)")]
    assert told(found, AUTHOR) == [("shall", "may")]
    assert {r.get(n.DATE) for r in part(found.docx).iter(n.INS) if r.get(n.AUTHOR) == THEIRS} == {
        "2026-11-02T11:00:00Z"
    }


def test_a_silent_deletion_and_their_insertion_at_one_place() -> None:
    found = made(OLD, p(t("The Department shall keep it "), bens("", "ninety (90)"), t(" days after recording.")))
    assert marks(found.docx)[0] == ("The Department shall keep it [-thirty (30)-][+ninety (90)+] days after recording.")
    assert told(found, AUTHOR) == [("thirty (30)", "")]
    assert told(found, THEIRS) == [("", "ninety (90)")]


def test_their_deletion_and_a_silent_insertion_at_one_place() -> None:
    found = made(
        OLD, p(t("The Department shall keep it "), bens("thirty (30)", ""), t("ninety (90) days after recording."))
    )
    assert told(found, THEIRS) == [("thirty (30)", "")]
    assert [after for _, after in told(found, AUTHOR)] == ["ninety (90) "] or told(found, AUTHOR)[0][1].strip() == (
        "ninety (90)"
    )


def test_a_silent_change_beside_a_number_that_they_struck_leaves_it_theirs() -> None:
    new = p(t("The Department shall keep it forty "), bens("(30)", ""), t("days after recording."))
    found = made(OLD, new)
    assert ("(30)", "") in told(found, THEIRS)
    assert all("(30)" not in before for before, _ in told(found, AUTHOR))


def test_letters_that_they_changed_within_a_word_stay_theirs() -> None:
    new = p(t("The Department may keep it thirt"), bens("y", "een"), t(" (30) days after recording."))
    found = made(OLD, new)
    assert told(found, THEIRS) == [("y", "een")]
    assert told(found, AUTHOR) == [("shall", "may")]


def test_words_that_one_inserted_and_another_struck_stay_both_theirs() -> None:
    new = p(
        t("The Department may keep it "),
        ins(t("up to ") + dele(d("about "), BEN)),
        t("thirty (30) days after recording."),
    )
    found = made(OLD, new)
    assert signed(found, n.DEL) == [(AUTHOR, "shall"), (THEIRS, "about ")]
    assert ("Ana Counsel", "up to ") in signed(found, n.INS)


def test_their_change_of_look_stays_theirs_beside_a_silent_word() -> None:
    new = p(
        t("The Department may keep it "), t("thirty", BOLD + change("rPr", "", BEN)), t(" (30) days after recording.")
    )
    found = made(OLD, new)
    assert [r.get(n.AUTHOR) for r in part(found.docx).iter(n.RPR_CHANGE)] == [THEIRS]
    assert told(found, AUTHOR) == [("shall", "may")]


def test_their_change_of_look_is_ours_where_the_look_before_it_was_another() -> None:
    new = p(
        t("The Department shall keep it "),
        t("thirty", BOLD + change("rPr", ITALIC, BEN)),
        bens(" (30)", ""),
        t(" days after recording."),
    )
    found = made(OLD, new)
    assert [r.get(n.AUTHOR) for r in part(found.docx).iter(n.RPR_CHANGE)] == [AUTHOR]
    assert told(found, THEIRS) == [(" (30)", "")]


def test_a_silent_change_of_look_is_ours_also_in_words_that_they_struck() -> None:
    new = p(t("The Department shall keep it "), dele(d("thirty (30)", BOLD), BEN), t(" days after recording."))
    found = made(OLD, new)
    assert [r.get(n.AUTHOR) for r in part(found.docx).iter(n.RPR_CHANGE)] == [AUTHOR]
    assert signed(found, n.DEL) == [(THEIRS, "thirty (30)")]


@pytest.mark.parametrize(
    ("old", "author"), [("", THEIRS), ("<w:keepNext/>", AUTHOR)], ids=["as it was", "not as it was"]
)
def test_their_change_of_a_paragraphs_format_stays_where_the_format_before_it_is_true(old: str, author: str) -> None:
    words = t("The Department may keep it "), bens("thirty (30)", "ninety (90)"), t(" days after recording.")
    found = made(OLD, p(*words, ppr='<w:jc w:val="center"/>' + change("pPr", old, BEN)))
    assert [r.get(n.AUTHOR) for r in part(found.docx).iter(n.PPR_CHANGE)] == [author]
    assert told(found, THEIRS)[-1] == ("thirty (30)", "ninety (90)") or ("thirty (30)", "ninety (90)") in told(
        found, THEIRS
    )


def test_a_paragraph_that_they_inserted_stays_theirs_before_one_that_was_changed_silently_too() -> None:
    came = p(ins(t("Nobody else may."), BEN), mark=marker("ins", BEN))
    new = p(t("The Department may keep it "), bens("thirty (30)", "ninety (90)"), t(" days after recording."))
    found = made(OLD, came + new)
    assert marks(found.docx)[0] == "[+Nobody else may.+] [+¶+]"
    assert told(found, AUTHOR) == [("shall", "may")]


def test_a_paragraph_that_they_struck_stays_theirs_before_one_that_was_changed_silently_too() -> None:
    struck = p(dele(d("Nobody else may."), BEN), mark=marker("del", BEN))
    new = p(t("The Department may keep it "), bens("thirty (30)", "ninety (90)"), t(" days after recording."))
    found = made(p(t("Nobody else may.")) + OLD, struck + new)
    assert marks(found.docx)[0] == "[-Nobody else may.-] [-¶-]"
    assert told(found, AUTHOR) == [("shall", "may")]


def test_a_link_goes_on_around_their_change_and_ours() -> None:
    def linked(*inner: str) -> str:
        return p(t("See "), f'<w:hyperlink w:anchor="a">{"".join(inner)}</w:hyperlink>', t(" for more of it."))

    found = made(linked(t("the old schedule of fees")), linked(t("the new "), bens("schedule", "list"), t(" of fees")))
    assert told(found, THEIRS) == [("schedule", "list")]
    assert told(found, AUTHOR) == [("old", "new")]
    assert len(list(part(found.docx).iter(n.HYPERLINK))) == 1


def test_a_fields_result_that_they_changed_stays_theirs() -> None:
    def referring(result: str, word: str) -> str:
        whole = field("REF a", "RESULT")
        return p(
            t(f"The Department {word} act under Section "), whole.replace(t("RESULT"), result), t(" of this agreement.")
        )

    found = made(referring(t("3"), "shall"), referring(bens("3", "4"), "may"))
    assert told(found, THEIRS) == [("3", "4")]
    assert told(found, AUTHOR) == [("shall", "may")]


def test_a_field_that_they_inserted_or_struck_stays_theirs() -> None:
    tail = t(" and the rest of this agreement.")
    old = p(t("The Department shall act under Section "), field("REF a", "3"), tail)
    new = p(
        t("The Department may act under Section "),
        dele(field("REF a", "3", deleted=True), BEN),
        ins(field("REF b", "4"), BEN),
        tail,
    )
    found = made(old, new)
    assert not any(a == AUTHOR for a, words in signed(found, n.DEL) if "3" in words)
    assert told(found, AUTHOR) == [("shall", "may")]


def test_bookmarks_and_comments_stay_where_they_stood() -> None:
    words = (
        bookmark(7, "place"),
        t("The Department may keep it "),
        bookmark_end(7),
        commented(0, bens("thirty (30)", "ninety (90)")),
        t(" days after recording."),
    )
    parts = {"word/comments.xml": comments(comment(0, "Too short."))}
    found = proved_redline(docx(OLD + END), docx(p(*words) + END, parts))
    assert told(found, THEIRS) == [("thirty (30)", "ninety (90)")]
    body = part(found.docx)
    start = next(body.iter(n.COMMENT_RANGE_START))
    following = [e.tag for e in start.itersiblings()]
    assert following[:3] == [n.DEL, n.INS, n.COMMENT_RANGE_END]


def test_a_note_that_they_inserted_stays_theirs() -> None:
    note = f'<w:footnote w:id="1">{p(t("As amended."))}</w:footnote>'
    reference = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    new = p(t("The Department may keep it thirty (30) days"), ins(reference, BEN), t(" after recording."))
    found = proved_redline(docx(OLD + END), docx(new + END, {"word/footnotes.xml": footnotes(note)}))
    assert told(found, AUTHOR) == [("shall", "may")]
    assert any(next(i.iter(n.FOOTNOTE_REFERENCE), None) is not None for i in part(found.docx).iter(n.INS))


@pytest.mark.parametrize("grain", list(Grain))
def test_any_grain_leaves_them_theirs(grain: Grain) -> None:
    new = p(t("The Departments shall keep it "), bens("thirty (30)", "ninety (90)"), t(" days after recording."))
    found = made(OLD, new, Options(grain=grain, existing=Existing.KEEP))
    assert told(found, THEIRS) == [("thirty (30)", "ninety (90)")]


def test_a_revision_that_is_cut_in_two_has_an_id_of_its_own_in_each_part() -> None:
    old = p(t("They may sell or lease or lend the vehicle to others."))
    new = p(t("They may "), dele(d("sell or ") + d("sublet or ") + d("lend "), BEN), t("the vehicle to others."))
    found = made(old, new)
    ids = [r.get(n.ID) for r in part(found.docx).iter(n.DEL)]
    assert len(ids) == len(set(ids))
    assert lint(found.docx) == ()
