"""A return whose changes are all accepted, as edits of the clauses: these say what the returned file says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clauses.record import ClauseRevision
from clauses.wording import render
from drafts.assemble import assemble
from drafts.model import Paragraph, Role
from drafts.negotiation.contents import edited
from drafts.negotiation.edits import DeleteClause, EditText, InsertClause, MoveClause, RenameHeading, SetField
from drafts.negotiation.returned_edits import ReturnedEdits, edits_of
from drafts.returned import Return, returned
from tests.support.returns.case import DELETION, move_row
from tests.support.returns.desk import Desk
from tests.support.returns.story import newest_draft

ANCHORS = (
    "The Department shall answer a written request",
    "The Chief shall select each SRO",
    "An arrest at school shall be made",
    "The SRO shall stop recording",
    "The Department owns each Recording",
    "The Custodian shall keep a log of each deletion",
    "A supervisor in the Department may review",
    "The Custodian shall confirm a hold",
    "The Parties shall pay the cost of redaction",
    "A count of fewer than ten (10) students",
    "The Department shall pay for the training",
    "Payment is subject to annual appropriation",
    "The law of the State of Maine",
)
WORDS = ("promptly", "forty (40)", "the Mayor", "“good cause”", "not", "$9,000", "{braces}", "Übergabe")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["replace", "track", "insert", "strike paragraph", "remove", "add", "add tracked"]),
        st.sampled_from(ANCHORS),
        st.integers(0, 30),
        st.sampled_from(WORDS),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda step: step[1],
)
Step = tuple[str, str, int, str]
Work = Callable[[Desk], Desk]


def changed(steps: list[Step]) -> bytes:
    desk = Desk(newest_draft()[0])
    for what, anchor, at, word in steps:
        text = "".join(t.text or "" for t in desk.paragraph(anchor).iter("{*}t"))
        found = [w for w in text.split(" ") if w.isalpha() and text.count(w) == 1]
        target = found[at % len(found)]
        runs = anchor if what in ("strike paragraph", "remove", "add", "add tracked") else target
        if what in ("replace", "track", "insert"):
            whole = text[: text.index(target) + len(target)]
            if what == "replace":
                desk.replace(whole, whole[: -len(target)] + word)
            elif what == "track":
                desk.insert(whole, f" {word}")
            else:
                desk.insert(whole, f" {word} {word}")
        elif what == "strike paragraph":
            desk.strike_paragraph(runs)
        elif what == "remove":
            desk.remove(runs)
        elif what == "add":
            desk.add(runs, f"A new sentence says {word}.")
        else:
            desk.add_tracked(runs, f"A new sentence says {word}.")
    return desk.send()


def applied(edits: ReturnedEdits) -> dict[str, ClauseRevision]:
    """What each edited clause says after the edits."""
    _, state = newest_draft()
    out: dict[str, ClauseRevision] = {}
    for edit in edits.edits:
        if isinstance(edit, SetField | EditText | RenameHeading):
            out[edit.clause_id] = edited(out.get(edit.clause_id) or state.revision(edit.clause_id, edit.base), edit)
    return out


def printed(revision: ClauseRevision) -> list[str]:
    """The paragraphs of a clause's main text as a draft of all clauses prints them."""
    _, state = newest_draft()
    clauses = [revision if c.clause_id == revision.clause_id else c for c in state.current]
    document = assemble("Title", [render(c) for c in clauses]).document
    own = [b for b in document.blocks if isinstance(b, Paragraph) and b.clause_id == revision.clause_id]
    return [b.text for b in own if b.role is not Role.EXHIBIT_HEADING]


def read(found: Return, clause_id: str) -> list[str]:
    """The paragraphs of a clause that the returned file reads."""
    return [x.after for x in found.lines if x.clause_id == clause_id and x.after is not None and not x.in_table]


@settings(max_examples=settings().max_examples // 3)
@given(STEPS)
def test_the_edits_of_a_return_say_what_the_returned_file_reads(steps: list[Step]) -> None:
    docx, state = newest_draft()
    found = returned(docx, changed(steps))
    edits = edits_of(found.lines, state, seed="property")
    after = applied(edits)
    unplaced = {u.clause_id for u in edits.unplaced}
    touched = {x.clause_id for x in found.lines if x.before != x.after}
    assert touched <= set(after) | unplaced
    for clause_id, revision in after.items():
        base = state.newest(clause_id)
        assert base is not None
        sent = [x.before for x in found.lines if x.clause_id == clause_id]
        elsewhere = {text for text in sent if text is not None} - set(printed(base))  # the heads of exhibits
        assert [text for text in read(found, clause_id) if text not in elsewhere] == printed(revision)


def edits(desk: Desk) -> ReturnedEdits:
    docx, state = newest_draft()
    return edits_of(returned(docx, desk.send()).lines, state, seed="unit")


def desk() -> Desk:
    return Desk(newest_draft()[0])


def test_a_number_that_binds_sets_its_field() -> None:
    (edit,) = edits(desk().track("forty-eight (48)", "forty (40)")).edits
    assert isinstance(edit, SetField)
    assert (edit.path, edit.value) == ("hours_min", 40)


def test_a_silent_change_is_an_edit_too() -> None:
    (edit,) = edits(desk().replace("forty-eight (48)", "forty (40)")).edits
    assert isinstance(edit, SetField)


def test_a_new_heading_renames_the_clause() -> None:
    (edit,) = edits(desk().track("Redaction", "Obscuring")).edits
    assert isinstance(edit, RenameHeading)
    assert edit.heading == "Obscuring"


def test_a_new_clause_is_inserted_behind_the_one_that_it_follows() -> None:
    texts = ("Insurance", "The City shall carry {liability} insurance.")
    (edit,) = edits(desk().add_tracked("If an exhibit and a Section conflict", *texts, heading=True)).edits
    assert isinstance(edit, InsertClause)
    assert (edit.heading, edit.kind) == ("Insurance", "custom")
    assert edit.fields == {"paragraphs": [{"level": 1, "text": "The City shall carry {{liability}} insurance."}]}
    assert (
        newest_draft()[1].revision(edit.after or "", newest_draft()[1].chains[edit.after or ""][0].number).kind
        == "exhibits"
    )


REDACTION = (
    "Redaction",
    "Before a Recording is shown",
    "the faces of bystander",
    "the voices of bystander",
    "names that are spoken",
    "Nothing in this Section limits a legal duty to give an unredacted",
    "The Custodian shall keep the unredacted",
    "The Parties shall pay the cost of redaction",
)


def test_a_clause_of_which_nothing_is_left_is_deleted() -> None:
    table = desk()
    for words in REDACTION:
        table.remove(words)
    (edit,) = edits(table).edits
    assert isinstance(edit, DeleteClause)


def test_a_clause_that_stands_elsewhere_is_moved() -> None:
    (edit,) = edits(desk().move(REDACTION, "Payment is subject to annual")).edits
    assert isinstance(edit, MoveClause)


LIABILITY = "The complaint is resolved, if that is later"
FORCE = ("Use of force", "Visitors", "90 days from the date of the Recording", "The minimum period ends")


SET: list[tuple[Work, str, str | None]] = [
    (lambda d: d.track("3 years", "4 years"), "rules.complaint.min", "P4Y"),
    (lambda d: d.replace("6 years", "7 years"), "rules.use_of_force.min", "P7Y"),
    (lambda d: d.remove_row("Subject of a complaint"), "rules.complaint", None),
    (lambda d: d.strike_row("Subject of a complaint"), "rules.complaint", None),
    (lambda d: d.track("Police Chief", "Chief of Police"), "signatories", "Chief of Police"),
    (lambda d: d.replace("BOARD OF PUBLIC EDUCATION", "THE SCHOOL BOARD"), "signatories", "THE SCHOOL BOARD"),
    (lambda d: d.track("Retention Schedule", "Schedule of Retention"), "items", "Schedule of Retention"),
]


@pytest.mark.parametrize(("work", "path", "value"), SET)
def test_cells_signatures_and_titles_set_the_fields_that_they_show(work: Work, path: str, value: str | None) -> None:
    found = edits(work(desk()))
    [edit] = found.edits
    assert isinstance(edit, SetField)
    assert (edit.path, found.unplaced) == (path, ())
    assert edit.value == value or str(value) in str(edit.value)


WRITTEN: list[tuple[Work, str]] = [
    (lambda d: d.add_row(*FORCE), "|\t" + "\t".join(FORCE[1:])),
    (lambda d: d.add_row(*FORCE, tracked=True), "|\t" + "\t".join(FORCE[1:])),
    (lambda d: d.replace(LIABILITY, "The complaint is settled"), "The complaint is settled"),
    (lambda d: d.replace("Kept until", "Deleted after"), "|=\tCategory\tMinimum period\tDeleted after"),
    (
        lambda d: move_row(d, "Use of deadly force", "Minimum period"),
        "Kept until\n|\tUse of deadly force\t10 years",
    ),
    (lambda d: d.move([DELETION], "The Department owns each"), "owns each Recording.\n\tA Recording that falls"),
    (lambda d: d.move([DELETION], "The Custodian shall keep a log"), "of each deletion.\n\tA Recording that falls"),
]


@pytest.mark.parametrize(("work", "line"), WRITTEN)
def test_rows_and_paragraphs_stand_in_the_words_where_no_field_holds_them(work: Work, line: str) -> None:
    found = edits(work(desk()))
    assert found.unplaced == ()
    assert any(line in edit.text for edit in found.edits if isinstance(edit, EditText))


BY_HAND: list[Work] = [
    lambda d: d.replace("EXHIBIT B", "EXHIBIT C"),
    lambda d: d.add_row("Use of force", "Visitors", "90 days", "").replace("Visitors", ""),
    lambda d: d.add("Police Chief", "Title: Mayor"),
]


@pytest.mark.parametrize("work", BY_HAND)
def test_what_no_words_of_a_clause_hold_is_for_a_person(work: Work) -> None:
    found = edits(work(desk()))
    assert found.edits == ()
    assert {u.after for u in found.unplaced if u.after}
    assert all(u.reason for u in found.unplaced)


def test_an_unchanged_file_gives_no_edits() -> None:
    assert edits(desk()) == ReturnedEdits((), ())
