"""Comments in a redline: those that only one side has come and go with it, and are no change of words."""

from __future__ import annotations

import pytest

from drafts.model import Aspect, Options, Redline
from drafts.word import names as n
from drafts.word.resolve import accept_all, reject_all
from drafts.word.revisions import tracked_changes
from tests.support.redlines import marks, part, proved_redline
from tests.support.wml import Part, comment, commented, comments, docx, field, p, row, t, tbl

ASK, SURE = comment(7, "Ask the Chief."), comment(7, "Are we sure?")


def noted(body: str, *said: str) -> bytes:
    parts: dict[str, Part] = {"word/comments.xml": comments("".join(said))} if said else {}
    return docx(body + p(t("End.")), parts)


def shown(docx_: bytes) -> list[tuple[str, str]]:
    """Each comment that is referred to, with the words that it stands on."""
    try:
        root = part(docx_, "word/comments.xml")
    except KeyError:
        return []
    said = {c.get(n.ID): "".join(c.itertext(n.T)) for c in root.iter(n.COMMENT)}
    body, out = part(docx_), list[tuple[str, str]]()
    for reference in body.iter(n.COMMENT_REFERENCE):
        inside, words = False, ""
        for element in body.iter(n.COMMENT_RANGE_START, n.COMMENT_RANGE_END, n.T):
            if element.tag == n.T:
                words += (element.text or "") if inside else ""
            elif element.get(n.ID) == reference.get(n.ID):
                inside = element.tag == n.COMMENT_RANGE_START
        out.append((said[reference.get(n.ID)], words))
    assert len(said) == len(out)
    return out


def both_ways(before: bytes, after: bytes) -> Redline:
    made = proved_redline(before, after)
    assert shown(accept_all(made.docx)) == shown(after)
    assert shown(reject_all(made.docx)) == shown(before)
    assert made.notes == ()
    return made


PLACES = {
    "on words that stay": (p(t("One "), commented(7, t("two")), t(" three.")), p(t("One two three."))),
    "on words that change": (p(t("One "), commented(7, t("two words")), t(" three.")), p(t("One other three."))),
    "on a whole paragraph that goes": (p(t("One.")) + p(commented(7, t("Two goes away."))), p(t("One."))),
    "on a cell that stays": (tbl(row("a", "b")).replace(t("b"), commented(7, t("b"))), tbl(row("a", "b"))),
    "on a row that goes": (tbl(row("a", "b"), row("c", "d")).replace(t("d"), commented(7, t("d"))), tbl(row("a", "b"))),
    "on a reference": (
        p(t("See "), commented(7, field("REF a \\h", "4.1")), t(" now.")),
        p(t("See "), field("REF a \\h", "4.1"), t(" now.")),
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_comment_that_one_side_lacks_comes_back_and_goes(place: str) -> None:
    with_, without = PLACES[place]
    both_ways(noted(with_, ASK), noted(without))
    both_ways(noted(without), noted(with_, ASK))


def test_a_comment_over_two_paragraphs_comes_back() -> None:
    start, end = commented(7).split("<w:commentRangeEnd")
    before = p(start, t("One.")) + p(t("Two."), f"<w:commentRangeEnd{end}")
    both_ways(noted(before, ASK), noted(p(t("One.")) + p(t("Two."))))


def test_a_comment_whose_words_were_edited_goes_and_comes() -> None:
    body = p(t("One "), commented(7, t("two")), t(" three."))
    made = both_ways(noted(body, ASK), noted(body, SURE))
    assert marks(made.docx)[0] in {"One two[--][++] three.", "One two[++][--] three."}


def test_a_comment_that_both_files_have_is_left_alone() -> None:
    body = p(t("One "), commented(7, t("two")), t(" three."))
    made = both_ways(noted(body, ASK), noted(body, ASK))
    assert marks(made.docx)[0] == "One two three."


def test_a_comment_is_no_change_of_words() -> None:
    body = p(t("One "), commented(7, t("two")), t(" three."))
    made = both_ways(noted(body, ASK), noted(p(t("One two three."))))
    assert made.changes.changes == tracked_changes(made.docx).changes == ()


def test_the_comment_on_a_new_paragraph_goes_with_it() -> None:
    made = both_ways(noted(p(t("One."))), noted(p(t("One.")) + p(commented(7, t("Two comes."))), ASK))
    assert marks(made.docx)[1] == "[+Two comes.+][++] [+¶+]"


def test_a_comment_in_what_is_left_out_of_the_comparison_is_told() -> None:
    before = noted(tbl(row("a", "b")).replace(t("b"), commented(7, t("b"))), ASK)
    options = Options(ignore=frozenset({Aspect.TABLES}))
    (note,) = proved_redline(before, noted(tbl(row("a", "b"))), options=options).notes
    assert (note.code, note.place) == ("comments-left-out", "before")
    assert "Ana Counsel: Ask the Chief." in note.message
