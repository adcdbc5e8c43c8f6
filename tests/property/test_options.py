"""Any two files under any options: the redline is proved, accepting it gives the later file exactly, and nothing of an
aspect that was left out is marked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from drafts.model import Aspect, ChangeKind, Existing, Grain, Options
from drafts.redline import redline
from drafts.word.lint import beyond, lint
from drafts.word.resolve import accept_all, reject_all
from tests.support import generated
from tests.support.aspects import stray_marks
from tests.support.redlines import AT, AUTHOR
from tests.support.seen import difference

options = st.builds(
    Options,
    words=st.sampled_from([True, True, True, False]),
    grain=st.sampled_from(Grain),
    moves=st.booleans(),
    existing=st.sampled_from([Existing.AUTO, Existing.ACCEPT]),
    ignore=st.frozensets(st.sampled_from(Aspect)),
)


@given(generated.pairs(), options)
def test_any_two_files_give_a_proved_redline_under_any_options(
    pair: tuple[generated.File, generated.File], chosen: Options
) -> None:
    before, after = map(generated.written, pair)
    made = redline(before, after, author=AUTHOR, at=AT, options=chosen)
    assert made.proof.coarser == 0
    assert not beyond(lint(made.docx), lint(before), lint(after))
    assert difference(accept_all(made.docx), accept_all(after)) is None
    assert stray_marks(made.docx, chosen.ignore) == []
    codes = {note.code for note in made.notes} - {"controls-differ"}
    told = {code.removesuffix("-not-compared") for code in codes}
    assert told <= {str(aspect) for aspect in chosen.ignore}
    if not told:  # nothing was left out: then rejecting is exact, too
        assert difference(reject_all(made.docx), accept_all(before)) is None
    kinds = {change.kind for change in made.changes.changes}
    if Aspect.FORMATTING in chosen.ignore:
        assert not kinds & {ChangeKind.FORMATTED, ChangeKind.PARAGRAPH_FORMATTED, ChangeKind.TABLE_FORMATTED}
    if not chosen.moves:
        assert ChangeKind.MOVED not in kinds


@given(generated.files, st.sampled_from([Aspect.CASE, Aspect.WHITE_SPACE]), st.data())
def test_files_that_differ_in_nothing_but_case_or_spaces_have_no_marks(
    file: generated.File, aspect: Aspect, data: st.DataObject
) -> None:
    change = _CHANGES[aspect]
    other = replace(file, blocks=tuple(_changed(block, change, data) for block in file.blocks))
    before, after = generated.written(file), generated.written(other)
    made = redline(before, after, author=AUTHOR, at=AT, options=Options(ignore=frozenset({aspect})))
    assert made.changes.changes == ()
    assert difference(made.docx, after) is None
    differ = difference(before, after) is not None
    assert [note.code for note in made.notes] == ([f"{aspect}-not-compared"] if differ else [])


def _respaced(text: str, data: st.DataObject) -> str:
    spaces = st.sampled_from([" ", "  ", "\u00a0", " \u2003"])
    return "".join(data.draw(spaces) if c == " " else c for c in text)


def _recased(text: str, data: st.DataObject) -> str:
    return text.upper() if data.draw(st.booleans()) else text.swapcase()


_CHANGES: dict[Aspect, Callable[[str, st.DataObject], str]] = {
    Aspect.CASE: _recased,
    Aspect.WHITE_SPACE: _respaced,
}


def _changed(block: Any, change: Callable[[str, st.DataObject], str], data: st.DataObject) -> Any:
    if isinstance(block, generated.T):
        return generated.T(
            tuple(
                (properties, tuple((own, tuple(_changed(b, change, data) for b in inner)) for own, inner in cells))
                for properties, cells in block.rows
            )
        )
    return replace(block, bits=tuple(replace(bit, text=change(bit.text, data)) for bit in block.bits))
