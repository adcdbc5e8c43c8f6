"""Any two files: accepting everything gives the later one, rejecting everything the earlier one.

Both are read by a reader of the tests' own (tests/support/seen.py). Every redline is also linted and made twice.
"""

from __future__ import annotations

from hypothesis import given

from tests.support import generated, generated_drafts
from tests.support.redlines import nested_revisions, proved_redline


@given(generated.pairs())
def test_any_two_files_give_a_redline_that_reads_both_ways(pair: tuple[generated.File, generated.File]) -> None:
    before, after = map(generated.written, pair)
    made = proved_redline(before, after)
    assert nested_revisions(made.docx) == []
    assert made.proof.coarser == 0


@given(generated_drafts.pairs())
def test_any_two_drafts_give_a_redline_that_reads_both_ways(
    pair: tuple[generated_drafts.Draft, generated_drafts.Draft],
) -> None:
    before, after = (generated_drafts.written(draft, number) for number, draft in enumerate(pair, 1))
    made = proved_redline(before, after)
    assert nested_revisions(made.docx) == []
    assert made.proof.coarser == 0
    assert {note.code for note in made.notes} == set()


@given(generated_drafts.pairs())
def test_a_draft_against_itself_has_no_changes(
    pair: tuple[generated_drafts.Draft, generated_drafts.Draft],
) -> None:
    before, after = (generated_drafts.written(pair[0], number) for number in (1, 2))
    made = proved_redline(before, after)
    assert made.changes.changes == ()
