"""The comparison with LibreOffice's reading tolerates what is named, where it is, and nothing else."""

from __future__ import annotations

import pytest

from tests.support.documents import dele, ins, p, package, t, table, tracked_mark
from tests.support.known_wrong import disagreement, lost_revisions
from tests.support.libreoffice import Office

LIST = package(
    p(t("child development;"))
    + p(t("de-escalation"), dele(".", 1), ins(";", 2))
    + p(ins("bias.", 3), mark=tracked_mark("ins", 4))
    + p(t("The Department pays."))
)
BEFORE = ["child development;", "de-escalation.", "The Department pays."]
AFTER = ["child development;", "de-escalation;", "bias.", "The Department pays."]


@pytest.mark.libreoffice
def test_words_and_paragraphs_inserted_at_one_place_are_rejected_with_the_mark_between_them(office: Office) -> None:
    (verdict,) = office.resolve([LIST])
    assert verdict.rejected == ["child development;", "de-escalation.The Department pays."]
    assert disagreement(BEFORE, verdict.rejected, LIST, accepted=False) is None
    assert disagreement(AFTER, verdict.accepted, LIST, accepted=True) is None


@pytest.mark.libreoffice
def test_words_and_paragraphs_deleted_at_one_place_are_accepted_without_a_join(office: Office) -> None:
    docx = package(
        p(t("de-escalation"), dele("; and", 1))
        + p(dele("bias.", 2), mark=tracked_mark("del", 3))
        + p(t("The Department pays."))
    )
    (verdict,) = office.resolve([docx])
    assert verdict.accepted == ["de-escalation", "The Department pays."]


def test_paragraphs_joined_anywhere_else_are_a_disagreement() -> None:
    seen = ["child development;de-escalation.", "The Department pays."]
    assert "paragraph 1 should read" in (disagreement(BEFORE, seen, LIST, accepted=False) or "")


def test_the_same_join_is_a_disagreement_on_the_other_side() -> None:
    seen = [*AFTER[:2], "bias.The Department pays."]
    assert disagreement(AFTER, seen, LIST, accepted=True) is not None


@pytest.mark.parametrize(
    "seen", [BEFORE[:2], [*BEFORE, "More."], ["", *BEFORE[1:]], [*BEFORE[:2], "the Department pays."]]
)
def test_a_missing_an_added_or_a_changed_paragraph_is_a_disagreement(seen: list[str]) -> None:
    assert disagreement(BEFORE, seen, LIST, accepted=False) is not None


def test_empty_paragraphs_are_not_compared() -> None:
    assert disagreement(BEFORE, [BEFORE[0], "", *BEFORE[1:], ""], LIST, accepted=False) is None


def test_the_joiner_in_an_empty_marked_row_is_no_text() -> None:
    assert disagreement(AFTER, [*AFTER, "\u200d"], LIST, accepted=True) is None


def test_revisions_are_lost_only_where_a_framed_paragraph_stands_in_a_table() -> None:
    framed = p(t("Framed."), properties='<w:framePr w:w="900"/>')
    inside = table(("x",)).replace(p(t("x")), framed)
    assert lost_revisions([], package(inside))
    assert not lost_revisions([], package(framed + table(("x",))))
    assert not lost_revisions(["Insert"], package(inside))
