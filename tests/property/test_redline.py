"""Any two files: accepting everything gives the later one, rejecting everything the earlier one.

Both are read by a reader of the tests' own (tests/support/seen.py). Every redline is also linted and made twice.
"""

from __future__ import annotations

from hypothesis import given

from drafts.redline import redline
from tests.support import generated, generated_drafts
from tests.support.redlines import AT, AUTHOR, nested_revisions, proved_redline


@given(generated.pairs())
def test_any_two_files_give_a_redline_that_reads_both_ways(pair: tuple[generated.File, generated.File]) -> None:
    before, after = map(generated.written, pair)
    made = proved_redline(before, after)
    assert nested_revisions(made.docx) == []
    assert made.proof.coarser == 0


@given(generated_drafts.pairs())
def test_any_two_drafts_give_a_redline_and_a_draft_against_itself_no_change(
    pair: tuple[generated_drafts.Draft, generated_drafts.Draft],
) -> None:
    before, after = (generated_drafts.written(draft, number) for number, draft in enumerate(pair, 1))
    made = proved_redline(before, after)
    assert nested_revisions(made.docx) == []
    assert made.proof.coarser == 0
    assert made.notes == ()
    same = generated_drafts.written(pair[0], 3)
    assert redline(before, same, author=AUTHOR, at=AT).changes.changes == ()
