"""Plain paragraphs read and written as markup say what the reader of trees says."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from clauses.errors import UnprovableRedline
from drafts.redline import redline
from drafts.word import line_writer
from drafts.word import names as n
from drafts.word.keys import Keys, Numbering, Vocabulary
from drafts.word.line import LineReader, look_of, seen_line
from drafts.word.markup import block_spans, markup_of
from drafts.word.package import Package
from drafts.word.redlined_line import RedlinedReader
from drafts.word.resolve import resolve
from drafts.word.story import Reader
from tests.support.documents import escape, package
from tests.support.redlines import AT, AUTHOR, proved_redline

TEXT = st.text(alphabet=st.sampled_from(list("ab <>&.\u00a0\u2019\u0301é👩")), max_size=12)
LOOKS = st.sampled_from(
    [
        "",
        "<w:rPr/>",
        "<w:rPr><w:b/></w:rPr>",
        '<w:rPr><w:lang w:val="en-US"/></w:rPr>',
        '<w:rPr><w:i/><w:color w:val="FF0000"/></w:rPr>',
    ]
)
MARKERS = st.sampled_from(["", '<w:proofErr w:type="spellStart"/>', "BOOKMARK"])
RUNS = st.lists(st.tuples(LOOKS, TEXT, MARKERS), max_size=5)
PROPERTIES = st.sampled_from(["", "<w:pPr/>", '<w:pPr><w:jc w:val="both"/></w:pPr>'])


def paragraph(properties: str, runs: list[tuple[str, str, str]], number: int = 0) -> str:
    """A plain paragraph; each of its bookmarks has a name of its own."""
    out = [properties]
    for k, (look, text, marker) in enumerate(runs):
        identity = 100 * number + k
        if marker == "BOOKMARK":
            out.append(f'<w:bookmarkStart w:id="{identity}" w:name="b{identity}"/>')
        elif marker:
            out.append(marker)
        shown = escape(text, {"\r": "&#13;"})
        out.append(f'<w:r w:rsidR="00A1">{look}<w:t xml:space="preserve">{shown}</w:t></w:r>')
        if marker == "BOOKMARK":
            out.append(f'<w:bookmarkEnd w:id="{identity}"/>')
    return f"<w:p>{''.join(out)}</w:p>"


def keys_of(docx: bytes) -> tuple[Package, Keys]:
    read = Package.read(docx)
    return read, Keys(read, read.main, Vocabulary(), Numbering(read))


@given(PROPERTIES, RUNS)
def test_a_line_reads_as_the_paragraph_does(properties: str, runs: list[tuple[str, str, str]]) -> None:
    read, keys = keys_of(package(paragraph(properties, runs)))
    (element,) = read.body().iter(n.P)
    line = LineReader(keys.look).read(markup_of(element))
    assert line is not None
    content = Reader(keys).contents.read(element)
    assert seen_line(line) == content.signature(lambda block: block.key)
    assert line.text == content.shown
    assert keys.look(line.payload.looks[0] if line.payload.looks else "") == keys.vocabulary.look(
        look_of(line.payload.looks[0]) if line.payload.looks else None
    )


STORIES = st.lists(st.tuples(PROPERTIES, RUNS), min_size=1, max_size=5)


@given(STORIES, STORIES)
def test_what_is_told_of_a_redlined_paragraph_is_what_the_resolver_makes_of_it(
    before: list[tuple[str, list[tuple[str, str, str]]]], after: list[tuple[str, list[tuple[str, str, str]]]]
) -> None:
    files = [package("".join(paragraph(*p, number=k) for k, p in enumerate(story, 1))) for story in (before, after)]
    made = proved_redline(*files)
    read, keys = keys_of(made.docx)
    whole = etree.tostring(read.body(), encoding="unicode")
    for start, end in block_spans(whole):
        told = RedlinedReader(keys.look).read(whole[start:end])
        if told is None:
            continue
        for accept, seen in ((False, told[1]), (True, told[2])):
            body = etree.fromstring(f'<w:body xmlns:w="{n.W}">{whole[start:end]}</w:body>')
            resolve(body, accept=accept)
            assert Reader(keys).contents.read(body[0]).signature(lambda block: block.key) == seen


@pytest.mark.parametrize("spoiled", ["SHALL", "", "shall not"], ids=["other", "lost", "more"])
def test_a_plain_paragraph_that_is_written_wrong_does_not_leave(spoiled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    written = line_writer.run_of

    def miswritten(look: str, text: str, tag: str = "w:t") -> str:
        return written(look, text.replace("shall", spoiled), tag)

    monkeypatch.setattr(line_writer, "run_of", miswritten)
    files = [
        package(f"<w:p><w:r><w:t>The Chief shall keep it {days} days.</w:t></w:r></w:p><w:p/>") for days in (30, 90)
    ]
    with pytest.raises(UnprovableRedline, match="paragraph 1"):
        redline(files[0], files[1], author=AUTHOR, at=AT)


def test_a_file_may_hold_an_instruction_that_looks_like_a_placeholder() -> None:
    odd = "<w:p><?counterpart-deferred 0?><w:r><w:t>The Chief {}.</w:t></w:r></w:p><w:p/>"
    made = proved_redline(package(odd.format("shall")), package(odd.format("may")))
    with zipfile.ZipFile(io.BytesIO(made.docx)) as archive:
        assert b"counterpart-deferred" not in archive.read("word/document.xml")


def test_a_control_around_one_edge_of_a_stretch_of_plain_paragraphs_breaks_nothing() -> None:
    held = "<w:sdt><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>Held {}.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    file = package(held.format("here") + "<w:p><w:r><w:t>Outside.</w:t></w:r></w:p>")
    other = package(held.format("there") + "<w:p><w:r><w:t>Outside it.</w:t></w:r></w:p>")
    assert proved_redline(file, file).changes.changes == ()
    assert len(proved_redline(file, other).changes.changes) == 2


def test_a_bookmark_around_words_that_came_goes_on_around_them() -> None:
    plain = '<w:p><w:r><w:t xml:space="preserve">Keep the words please.</w:t></w:r></w:p>'
    start, end = '<w:bookmarkStart w:id="4" w:name="told"/>', '<w:bookmarkEnd w:id="4"/>'
    said = '<w:p><w:r><w:t xml:space="preserve">Keep {}added </w:t></w:r><w:r><w:t>words{} please.</w:t></w:r></w:p>'
    first, _, rest = said.partition("{}")
    second, _, last = rest.partition("{}")
    marked = (
        f'{first}</w:t></w:r>{start}<w:r><w:t xml:space="preserve">{second}</w:t></w:r>{end}'
        f'<w:r><w:t xml:space="preserve">{last}'
    )
    made = proved_redline(package(plain + "<w:p/>"), package(marked + "<w:p/>"))
    with zipfile.ZipFile(io.BytesIO(made.docx)) as archive:
        xml = archive.read("word/document.xml").decode()
    places = [xml.index(said) for said in ("<w:bookmarkStart", ">added", "words<", "<w:bookmarkEnd", " please.")]
    assert places == sorted(places)
