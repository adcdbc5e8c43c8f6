"""The plan of a redline between two stories: steps, moves, marks, tables, and the end of a story."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from drafts.blocks import Block, Fate, Item, Mark, Paragraphs, Same, StoryPlan
from drafts.diff.plan import plan
from drafts.model import Options
from tests.unit.diff.hand import Paragraph, Table, paragraphs, shown

LONG = "The officer shall not question a student before a parent or guardian has been called."
OTHER = ("The Board meets on each first Monday.", "Costs are shared in equal parts.", "It begins on July 1.")
REPORT, SENDING = "First the officer writes a report of it.", "Then the officer sends it to the principal at once."
END = "End."
ONE, TWO = Table(["a", "b"], ["c", "d"]), Table(["e", "f"], ["g", "h"])


def blocks(things: Sequence[str | Block]) -> list[Block]:
    return [Paragraph(x) if isinstance(x, str) else x for x in things]


def planned(before: Sequence[str | Block], after: Sequence[str | Block], **options: object) -> list[str]:
    return shown(plan(blocks(before), blocks(after), Options(**options)))  # type: ignore[arg-type]


def test_equal_stories_have_nothing_to_mark() -> None:
    found = plan(paragraphs("a", "b"), paragraphs("a", "b"), Options())
    assert found.unchanged
    assert all(isinstance(p, Same) for p in found.planned)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (["One.", "Goes.", END], ["One.", END], ["One.", "[-Goes.-] [-¶-]", END]),
        (["Goes.", "Two.", END], ["Two.", END], ["[-Goes.-] [-¶-]", "Two.", END]),
        (["One.", END], ["One.", "Comes.", END], ["One.", "[+Comes.+] [+¶+]", END]),
        (["One.", "Goes."], ["One."], ["One. [-¶-]", "[-Goes.-]"]),
        (["One."], ["One.", "Comes."], ["One. [+¶+]", "[+Comes.+]"]),
        (["One.", "Old hat."], ["One.", "New coat."], ["One.", "[-Old hat-][+New coat+]."]),
        ([f"{REPORT} {SENDING}", END], [REPORT, SENDING, END], [f"{REPORT}[- -] [+¶+]", SENDING, END]),
        ([REPORT, SENDING, END], [f"{REPORT} {SENDING}", END], [f"{REPORT}[+ +] [-¶-]", SENDING, END]),
    ],
    ids=["between", "first", "new", "last", "new-last", "other-last", "split", "merge"],
)
def test_paragraphs_stand_where_they_stood(before: list[str], after: list[str], expected: list[str]) -> None:
    assert planned(before, after) == expected


def test_a_paragraph_that_moved_and_lost_a_word_tells_each_half_at_its_place() -> None:
    start, rest = LONG.split("not ")
    found = planned([LONG, *OTHER, END], [*OTHER, start + rest, END])
    assert found[0] == f"[<{start}<][-not -][<{rest}<] [<¶<]"
    assert found[4].replace(">][>", "") == f"[>{start}{rest}>] [>¶>]"


def test_paragraphs_that_moved_together_are_one_move() -> None:
    stays = [f"{text} {text} {text}" for text in OTHER]
    found = plan(paragraphs(LONG, SENDING, *stays, END), paragraphs(*stays, LONG, SENDING, END), Options())
    assert [(m.fate, m.move) for m in marks(found) if m.move] == [
        *[(Fate.MOVE_FROM, 1)] * 2,
        *[(Fate.MOVE_TO, 1)] * 2,
    ]


def marks(found: StoryPlan) -> list[Mark]:
    entries = [e for p in found.planned if isinstance(p, Paragraphs) for e in p.entries]
    return [e for e in entries if not isinstance(e, Item)]


@pytest.mark.parametrize("options", [{"moves": False}, {"move_words": 99}])
def test_what_may_not_move_is_struck_and_inserted(options: dict[str, object]) -> None:
    found = planned([LONG, *OTHER, END], [*OTHER, LONG, END], **options)
    assert found == [f"[-{LONG}-] [-¶-]", *OTHER, f"[+{LONG}+] [+¶+]", END]


def test_a_clause_that_stands_elsewhere_moves_however_short_it_is() -> None:
    short = Paragraph("Short.", clause="s")
    stays = [Paragraph(text, clause=text[:3]) for text in OTHER]
    assert planned([short, *stays, END], [*stays, short, END]) == ["[<Short.<] [<¶<]", *OTHER, "[>Short.>] [>¶>]", END]


def test_a_paragraph_with_other_properties_is_kept_and_planned() -> None:
    found = plan([Paragraph("a", props=1)], [Paragraph("a", props=2)], Options())
    assert not found.unchanged
    assert shown(found) == ["a"]


def test_a_word_in_a_cell_changes_alone() -> None:
    found = planned(
        [Table(["a", "b"], ["Retention", "30 days"]), END], [Table(["a", "b"], ["Retention", "90 days"]), END]
    )
    assert found == ["a | b", "Retention | [-30-][+90+] days", END]


def test_rows_come_and_go_whole() -> None:
    assert planned([ONE, END], [Table(["a", "b"]), END]) == ["a | b", "[-row-] c | d", END]
    assert planned([Table(["a", "b"]), END], [ONE, END]) == ["a | b", "[+row+] c | d", END]


def test_a_column_comes_and_goes_cell_by_cell() -> None:
    wide = Table(["a", "b", "n"], ["c", "d", "n"])
    come, gone = planned([ONE, END], [wide, END]), planned([wide, END], [ONE, END])
    assert come == ["a | b | [+cell+] [+n+] [+¶+]", "c | d | [+cell+] [+n+] [+¶+]", END]
    assert gone == ["a | b | [-cell-] [-n-] [-¶-]", "c | d | [-cell-] [-n-] [-¶-]", END]


def test_a_column_is_one_column_in_every_row() -> None:
    before = Table(["Class", "Custodian", "Period"], ["", "", ""], ["Patrol", "Police", "30 days"])
    found = planned([before, END], [Table(["Class", "Period"], ["", ""], ["Patrol", "90 days"]), END])
    assert found == [
        "Class | [-cell-] [-Custodian-] [-¶-] | Period",
        " | [-cell-] [-¶-] | ",
        "Patrol | [-cell-] [-Police-] [-¶-] | [-30-][+90+] days",
        END,
    ]


def test_one_column_goes_and_another_comes() -> None:
    before = Table(["Class", "Custodian", "Period"], ["Patrol", "Police", "30 days"])
    after = Table(["Class", "Period", "Place", "Notes"], ["Patrol", "30 days", "Server", "none"])
    assert planned([before, END], [after, END])[1].replace(" [-¶-]", "").replace(" [+¶+]", "") == (
        "Patrol | [-cell-] [-Police-] | 30 days | [+cell+] [+Server+] | [+cell+] [+none+]"
    )


def test_a_row_of_which_no_cell_stays_is_replaced() -> None:
    before, after = Table(["a", "b"], ["p q", "r s t u"]), Table(["a", "b"], ["u q s x p"])
    assert planned([before, END], [after, END]) == ["a | b", "[-row-] p q | r s t u", "[+row+] u q s x p", END]


def test_a_table_comes_and_goes_whole() -> None:
    assert planned(["One.", END], ["One.", ONE, END])[1].startswith("[+table+]")
    assert planned(["One.", ONE, END], ["One.", END])[1].startswith("[-table-]")


def test_a_paragraph_never_comes_or_goes_between_two_tables() -> None:
    gone, come = planned([ONE, "Mid.", TWO, END], [ONE, TWO, END]), planned([ONE, TWO, END], [ONE, "Mid.", TWO, END])
    assert gone == ["a b c d", "[+table+] e f g h", "[-Mid.-] [-¶-]", "[-table-] e f g h", END]
    assert come == ["a b c d", "[-table-] e f g h", "[+Mid.+] [+¶+]", "[+table+] e f g h", END]


def test_nor_does_it_before_the_last_paragraphs_of_a_story() -> None:
    found = planned([ONE, "Mid.", TWO, ""], [ONE, TWO, "New."])
    assert found == ["a b c d", "[+table+] e f g h", "[-Mid.-] [-¶-]", "[-table-] e f g h", "[+New.+]"]


def test_the_last_mark_of_a_story_is_always_kept() -> None:
    stories = (["One."], ["One.", "Two."], ["Three is quite another."], [ONE, "Two."], ["One.", ONE, ""], [""])
    for before in stories:
        for after in stories:
            found = plan(blocks(before), blocks(after), Options())
            last = found.planned[-1]
            kept = isinstance(last, Same) or (isinstance(last, Paragraphs) and last.entries[-1].fate is Fate.KEEP)
            assert kept, (before, after)


def test_a_section_break_that_goes_leaves_the_words_of_its_paragraph() -> None:
    found = planned([Paragraph(LONG, ends_section=True), END], [LONG, END])
    assert found == [f"{LONG} [+¶+]", "[-¶-]", END]
