"""LibreOffice accepts and rejects our redlines to the right text, outside its known wrong answers."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drafts.word.resolve import accept_all
from tests.support import documents
from tests.support.known_wrong import disagreement
from tests.support.libreoffice import Office
from tests.support.redlines import proved_redline
from tests.support.seen import seen, texts
from tests.support.wml import docx, p, row, t, tbl

pytestmark = pytest.mark.libreoffice

PAIRS = Path(__file__).parents[1] / "corpus" / "mou"
CASES = sorted(folder.name for folder in PAIRS.iterdir() if folder.is_dir())
LEFT_OUT = {
    "61-crossref-result": "a REF field whose shown result is redlined reads with the old and the new result, both ways",
    "68-comment-both-sides-edit": "without its interface files LibreOffice dies of comments, in the two inputs too",
}
"""Case -> why LibreOffice is no judge of it (docs/ooxml/libreoffice.md)."""

Reader = Callable[[bytes], list[str]]


@pytest.fixture(scope="module")
def paragraphs(office: Office) -> Reader:
    """What LibreOffice reads in a file without tracked changes; each file is asked for once."""
    known: dict[bytes, list[str]] = {}

    def read(document: bytes) -> list[str]:
        if document not in known:
            (verdict,) = office.resolve([document])
            assert verdict.error is None
            known[document] = verdict.raw
        return known[document]

    return read


def own(document: bytes) -> list[str]:
    """The paragraphs of a file without fields, by the tests' own reader."""
    return texts(seen(document).body)


def judged(office: Office, before: bytes, after: bytes, reader: Reader = own) -> None:
    """Hold the redline of two files against what ``reader`` reads in them, and have no change left."""
    made = proved_redline(before, after).docx
    (verdict,) = office.resolve([made])
    assert verdict.error is None
    assert disagreement(reader(accept_all(after)), verdict.accepted, made, accepted=True) is None
    assert disagreement(reader(accept_all(before)), verdict.rejected, made, accepted=False) is None
    assert verdict.left == (0, 0)


@pytest.mark.parametrize("case", [case for case in CASES if case not in LEFT_OUT])
def test_a_pair_of_ours_reads_both_ways_in_libreoffice(office: Office, paragraphs: Reader, case: str) -> None:
    before, after = ((PAIRS / case / f"{side}.docx").read_bytes() for side in ("before", "after"))
    judged(office, before, after, paragraphs)


@pytest.mark.parametrize("seed", range(12))
def test_an_edited_agreement_reads_both_ways_in_libreoffice(office: Office, seed: int) -> None:
    text = documents.agreement(2, seed)
    later = documents.edited(text, 0.05, seed + 100)
    chance = random.Random(seed)
    del later[chance.randrange(len(later) - 1)]
    later.insert(chance.randrange(len(later) - 1), later.pop(chance.randrange(len(later) - 1)))
    judged(office, documents.written(text), documents.written(later))


@pytest.mark.parametrize("seed", range(14))
def test_blocks_of_every_kind_read_both_ways_in_libreoffice(office: Office, seed: int) -> None:
    chance = random.Random(seed)
    blocks = list(_blocks(chance))
    later = [block for block in blocks[:-1] if chance.random() > 0.2]
    for _ in range(3):
        later.insert(chance.randrange(len(later) + 1), next(_blocks(chance)))
    judged(office, docx("".join(blocks)), docx("".join([*later, blocks[-1]])))


def _blocks(chance: random.Random) -> Iterator[str]:
    """Paragraphs, tables that a paragraph follows, and a last paragraph."""
    for _ in range(chance.randint(4, 8)):
        words = " ".join(chance.choices(["the", "Board", "camera", "record", "may", "not", "thirty", "(30)"], k=9))
        match chance.randrange(4):
            case 0:
                yield tbl(row(words[:9], "b"), row("c", words[-9:])) + p(t(words))
            case 1:
                yield p(t(words, "<w:i/>"), ppr='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
            case 2:
                yield p(t(words, "<w:b/>"), t(f" {words}"), ppr='<w:jc w:val="center"/>')
            case _:
                yield p(t(words))
    yield p(t("The end of the agreement."))
