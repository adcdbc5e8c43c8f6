"""In a redline every inserted word is under the author whose revision brought it, every struck one under who struck it.

What the redline says is held against a replay of the chain, word by word, that compares no texts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from clauses.wording.form import LETTERED
from drafts.makers import Maker
from drafts.model import ChangeKind, Grain, Hints, Options
from drafts.provenance import Side, provenance
from tests.support.authored_chains import WORD, Chain, authored_chains, docx_of, signed
from tests.support.documents import W
from tests.support.redlines import AUTHOR, proved_redline

EXAMPLES = settings().max_examples // 12
"""A chain of whole drafts takes long; the nightly profile makes more of them."""
REMOVER = Maker("Kim Clerk", datetime.fromisoformat("2021-01-01T00:00:00+00:00"), "City", "It goes.", "pro-1")
Marks = dict[str, set[tuple[str, str]]]
"""What is marked -> the (author, date) that it is under."""


def marked(docx: bytes) -> tuple[Marks, Marks]:
    """The words that a redline shows as inserted, also in some of their letters, and those that it shows as struck;
    moves are both."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    return _marks(body, ("ins", "moveTo"), ("del", "moveFrom")), _marks(body, ("del", "moveFrom"), ("ins", "moveTo"))


def _marks(body: etree._Element, tags: tuple[str, ...], others: tuple[str, ...]) -> Marks:
    """The words of one version, each with who its letters that are in ``tags`` are under; ``others`` it has not."""
    told: Marks = {}
    for paragraph in body.iter(f"{{{W}}}p"):
        letters = list(_letters(paragraph, tags, others))
        for found in WORD.finditer("".join(letter for letter, _ in letters)):
            makers = {who for _, who in letters[found.start() : found.end()] if who is not None}
            if makers:
                told.setdefault(found.group(), set()).update(makers)
    return told


def _letters(
    paragraph: etree._Element, tags: tuple[str, ...], others: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, str] | None]]:
    for text in paragraph.iter(f"{{{W}}}t", f"{{{W}}}delText"):
        around = {etree.QName(each).localname: each for each in text.iterancestors()}
        if around.keys() & set(others):
            continue
        revision = next((around[tag] for tag in tags if tag in around), None)
        who = None if revision is None else (revision.get(f"{{{W}}}author") or "", revision.get(f"{{{W}}}date") or "")
        yield from ((letter, who) for letter in text.text or "")


def who(maker: Maker) -> set[tuple[str, str]]:
    return {(maker.signature, maker.at.strftime("%Y-%m-%dT%H:%M:%SZ"))}


def check(chains: tuple[Chain, ...], data: st.DataObject, options: Options) -> None:
    """Redline two states of the chains, and hold every mark against the replay. Where paragraphs are shown whole, words
    that both versions have are marked too, and those that differ still under who made the difference."""
    pairs = [sorted(data.draw(st.integers(0, len(c.states) - 1)) for _ in range(2)) for c in chains]
    came_late = {k for k in range(1, len(chains)) if data.draw(st.sampled_from([False, False, True]))}
    went = {k for k in range(1, len(chains)) if k not in came_late and data.draw(st.sampled_from([False, False, True]))}
    old = [c.revisions[a] for k, (c, (a, _)) in enumerate(zip(chains, pairs, strict=True)) if k not in came_late]
    new = [c.revisions[b] for k, (c, (_, b)) in enumerate(zip(chains, pairs, strict=True)) if k not in went]
    removed = {chains[k].revisions[0].clause_id: REMOVER for k in went}
    history = {c.revisions[0].clause_id: c.revisions for c in chains}
    told = provenance(Side(old, LETTERED), Side(new, LETTERED), history, signed, removed=removed, moved={})
    hints = Hints(provenance=told, rationales=True)
    made = proved_redline(docx_of(old), docx_of(new), hints=hints, options=options)
    came, gone = marked(made.docx)
    for k, (chain, (a, b)) in enumerate(zip(chains, pairs, strict=True)):
        before = set[str]() if k in came_late else {w for line in chain.states[a] for w in line}
        after = set[str]() if k in went else {w for line in chain.states[b] for w in line}
        for word in after - before:
            assert came[word] == who(signed(chain.revisions[chain.brought[word]])), word
            assert word not in gone
        for word in before - after:
            maker = REMOVER if k in went else signed(chain.revisions[chain.struck[word]])
            assert gone[word] == who(maker), word
            assert word not in came
    between = {w for c in chains for state in c.states for line in state for w in line}
    assert set(came) | set(gone) <= between
    shown = {w for docx in (docx_of(old), docx_of(new)) for w in WORD.findall(_plain(docx))}
    assert set(came) | set(gone) <= shown, "words that came and went are shown"
    for change in made.changes.changes:
        if change.kind is not ChangeKind.PARAGRAPH_FORMATTED and WORD.search(change.before + change.after):
            assert change.author != AUTHOR or change.before == change.after
            assert change.rationale or change.party


def _plain(docx: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return " ".join(etree.fromstring(archive.read("word/document.xml")).itertext())


@settings(max_examples=EXAMPLES)
@given(authored_chains(), st.data())
def test_every_marked_word_is_under_who_brought_or_struck_it(chains: tuple[Chain, ...], data: st.DataObject) -> None:
    check(chains, data, Options())


@pytest.mark.parametrize(
    "options", [Options(words=False), Options(grain=Grain.CHARACTER)], ids=["paragraphs", "letters"]
)
@settings(max_examples=EXAMPLES // 2)
@given(chains=authored_chains(), data=st.data())
def test_so_it_is_where_whole_paragraphs_or_letters_are_marked(
    options: Options, chains: tuple[Chain, ...], data: st.DataObject
) -> None:
    check(chains, data, options)
