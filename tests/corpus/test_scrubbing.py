"""Files of the corpus are scrubbed: lint clean beyond what it came with, read the same, and clean of what is
planted in it; LibreOffice opens a sample."""

from __future__ import annotations

from pathlib import Path

import pytest

from drafts.word.lint import beyond, lint
from drafts.word.scrub import scrub
from tests.support import corpus, planted
from tests.support.libreoffice import Office

SAMPLE = 7
"""Every how many pairs LibreOffice is asked about one."""


@pytest.mark.corpus
@pytest.mark.parametrize("pair", corpus.sample(), ids=str)
def test_a_file_of_the_corpus_is_scrubbed_and_reads_the_same(pair: corpus.Pair) -> None:
    for docx in (pair.before, pair.after):
        secret = planted.plant(docx)
        made = scrub(secret).docx
        assert planted.hits(made) == []
        assert planted.apart(docx, made) == []
        assert beyond(lint(made), lint(docx)) == ()
        assert scrub(made).docx == made


OURS = sorted((Path(__file__).parent / "mou").glob("*/after.docx"))[::SAMPLE]


@pytest.mark.libreoffice
@pytest.mark.parametrize("file", OURS, ids=lambda f: f.parent.name)
def test_libreoffice_reads_a_scrubbed_file_as_it_came(office: Office, file: Path) -> None:
    came = file.read_bytes()
    made = scrub(planted.plant(came)).docx
    before, after = office.resolve([came, made])
    assert (before.error, after.error) == (None, None)
    assert (after.accepted, after.rejected) == (before.accepted, before.rejected)
