"""Change sets and redlines as Markdown and HTML: what they say, and that no word becomes markup."""

from __future__ import annotations

import contextlib
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauses.errors import UnreadableFile
from drafts.model import Change, ChangeKind, ChangeSet, Note
from drafts.render import markup
from drafts.render.html import change_set_html, redline_html
from drafts.render.json import change_set_json, change_set_of
from drafts.render.markdown import change_set_markdown
from drafts.word.revisions import tracked_changes
from drafts.word.selective import Kind, resolve_some
from drafts.word.view import read_view
from tests.support.revision_cases import CASES
from tests.support.wml import (
    ANA,
    BEN,
    HEADING,
    change,
    comment,
    commented,
    comments,
    d,
    dele,
    docx,
    footnotes,
    header,
    ins,
    inserted_row,
    marker,
    move_range,
    moved,
    p,
    row,
    t,
    tbl,
)

AT = datetime(2026, 11, 1, 10, tzinfo=UTC)
_VOID = {"meta", "br"}
ANY_TEXT = st.text(st.characters(), max_size=40) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        "</style>",
        '"><img src=x onerror=1>',
        "]]>",
        "&lt;",
        "<!--",
        "`*_~~[x](y)",
        "# x",
        "\ud800",
    ]
)


def made(**fields: object) -> Change:
    plain: dict[str, object] = {
        "number": 1,
        "kind": ChangeKind.REPLACED,
        "place": "body",
        "paragraph": 3,
        "clause_id": "abc",
        "clause": "4. Costs",
        "before": "thirty (30)",
        "after": "ninety (90)",
        "context_before": "within ",
        "context_after": " days",
        "author": "Ana Counsel",
        "at": AT,
    }
    return Change(**{**plain, **fields})  # type: ignore[arg-type]


class _Reader(HTMLParser):
    """Reads a page strictly: every element is closed where it should be; collects text and elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.words = ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.words += data

    def ids(self) -> list[str]:
        return [value or "" for _, name, value in self.attributes if name == "id"]

    def targets(self) -> list[str]:
        return [value or "" for _, name, value in self.attributes if name == "href"]


_OURS = {
    *(
        [
            "html",
            "head",
            "meta",
            "title",
            "style",
            "body",
            "div",
            "a",
            "header",
            "p",
            "h1",
            "b",
            "ul",
            "li",
            "span",
            "nav",
            "h2",
            "ol",
            "main",
            "section",
            "del",
            "ins",
            "footer",
        ]
    ),
    *(["h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "td", "th", "sup", "sub"]),
}


def checked(page: str) -> _Reader:
    """A page that is well-formed, made of our elements only, whose ids are unique and whose links lead somewhere."""
    read = _Reader(page)
    assert set(read.tags) <= _OURS
    assert len(read.ids()) == len(set(read.ids()))
    inner = {target[1:] for target in read.targets() if target.startswith("#")}
    assert inner <= set(read.ids())
    assert not [name for _, name, _ in read.attributes if name.startswith("on")]
    return read


# ---------------------------------------------------------------------------------------------- change sets


def test_a_page_says_of_each_change_what_who_when_and_where() -> None:
    read = checked(change_set_html(ChangeSet((made(),), (Note("style-differs", "Two styles differ."),)), title="Deal"))
    for said in (
        "Deal",
        "4. Costs",
        "Replaced",
        "Paragraph 3",
        "Ana Counsel",
        "November 1, 2026, 10:00 UTC",
        "within ",
    ):
        assert said in read.words
    assert "[deleted: thirty (30)]" in read.words
    assert "[inserted: ninety (90)]" in read.words
    assert "Two styles differ." in read.words


def test_changes_are_grouped_by_clause_in_the_order_of_their_first() -> None:
    clauses = ["4. Costs", "5. Term", "4. Costs"]
    changes = tuple(made(number=k, clause=c, clause_id=c) for k, c in enumerate(clauses, 1))
    told = change_set_markdown(ChangeSet(changes))
    assert re.findall(r"^## (.*)$|^\*\*(\d)", told, flags=re.M) == [
        ("4\\. Costs", ""),
        ("", "1"),
        ("", "3"),
        ("5\\. Term", ""),
        ("", "2"),
    ]


def test_nothing_changed_is_said() -> None:
    assert "No changes" in checked(change_set_html(ChangeSet(()))).words
    assert "No changes." in change_set_markdown(ChangeSet(()))


def test_markdown_shows_a_change_in_its_context() -> None:
    told = change_set_markdown(ChangeSet((made(),)), title="Deal")
    assert "> within ~~thirty (30)~~ **ninety (90)** days" in told
    assert told.startswith("# Deal\n")


@given(
    st.lists(
        st.builds(
            made,
            before=ANY_TEXT,
            after=ANY_TEXT,
            clause=ANY_TEXT,
            author=ANY_TEXT,
            detail=ANY_TEXT,
            context_before=ANY_TEXT,
            kind=st.sampled_from(ChangeKind),
        ),
        max_size=3,
    ),
    ANY_TEXT,
)
def test_no_words_break_out_of_the_page(changes: list[Change], title: str) -> None:
    numbered = tuple(made(**{**_fields(c), "number": k}) for k, c in enumerate(changes, 1))
    page = change_set_html(ChangeSet(numbered, (Note(title, title, title, title),)), title=title)
    checked(page).words.encode()
    page.encode()


@given(ANY_TEXT, ANY_TEXT)
def test_no_words_become_markdown(before: str, after: str) -> None:
    told = change_set_markdown(ChangeSet((made(before=before, after=after, clause="", author="A"),)))
    assert len(told.splitlines()) <= 9
    bare = re.sub(r"\\[\\`*_\[\]<>#|~&$]", "", told.split("\n> ", 1)[-1])
    assert not re.search(r"[`_\[\]<>#|&$]", bare)


def test_a_change_set_comes_back_from_json() -> None:
    changes = ChangeSet((made(), made(number=2, at=None, kind=ChangeKind.MOVED)), (Note("a", "b", "c", "d"),))
    assert change_set_of(change_set_json(changes)) == changes


@pytest.mark.parametrize("target", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", " https://x"])
def test_links_lead_to_the_web_or_nowhere(target: str) -> None:
    assert markup.address(target) is None
    assert markup.address("https://example.org") == "https://example.org"


@pytest.mark.parametrize("name", ["script onload", "", "P", 'a"b', "1"])
def test_an_element_has_the_name_of_one(name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        markup.tag(name)


# ---------------------------------------------------------------------------------------------- whole redlines

MOVED = docx(
    p(t("Costs"), ppr=HEADING)
    + move_range("From", 20, "m", p(moved("From", t("Gone there.")), mark=marker("moveFrom")))
    + p(t("We "), dele(d("shall ")), ins(t("may "), BEN), t("pay."))
    + move_range("To", 21, "m", p(moved("To", t("Gone there.")), mark=marker("moveTo")))
    + tbl(row("a", "b"), inserted_row("c", "d"))
    + p(t("Bold", "<w:b/>" + change("rPr", "")), '<w:r><w:footnoteReference w:id="1"/></w:r>')
    + p(commented(5, t("Said."))),
    {
        "word/footnotes.xml": footnotes(
            f'<w:footnote w:id="1">{p(t("See the "), ins(t("new ")), t("law."))}</w:footnote>'
        ),
        "word/comments.xml": comments(comment(5, "Why?", ANA)),
        "word/header1.xml": header("Draft of May"),
    },
)


def test_a_redline_marks_numbers_and_links_its_changes() -> None:
    page = redline_html(MOVED)
    read = checked(page)
    assert "[deleted: shall ]" in read.words
    assert "[inserted: may ]" in read.words
    assert "[moved from here: Gone there.]" in read.words
    assert "[moved to here: Gone there.]" in read.words
    assert "[row inserted] " in read.words
    move = next(c for c in tracked_changes(MOVED).changes if c.kind is ChangeKind.MOVED)
    assert {f"#change-{move.number}", f"#change-{move.number}-from"} <= set(read.targets())
    for said in ("Footnotes", "See the ", "Comments", "Why?", "Headers and footers", "Draft of May", "Ben Police"):
        assert said in read.words


def test_a_redline_numbers_changes_as_the_list_of_changes_does() -> None:
    view = read_view(MOVED)
    assert view.changes == tracked_changes(MOVED).changes
    shown = {n for block in view.body for n in block.numbers} | {
        n for a in view.footnotes for b in a.blocks for n in b.numbers
    }
    assert shown == {c.number for c in view.changes}


def test_a_redline_is_titled_by_its_first_heading() -> None:
    assert "<title>Costs</title>" in redline_html(MOVED)
    assert "<title>The deal</title>" in redline_html(MOVED, title="The deal")


def test_a_moved_paragraph_is_linked_within_its_group() -> None:
    two = [p(moved("From", t(x)), mark=marker("moveFrom")) for x in ("One.", "Two.")]
    there = [p(moved("To", t(x)), mark=marker("moveTo")) for x in ("One.", "Two.")]
    file = docx(
        move_range("From", 20, "m", "".join(two)) + p(t("x")) + move_range("To", 21, "m", "".join(there)) + p(t("y"))
    )
    numbers = [b.numbers for b in read_view(file).body]
    assert numbers[0] == numbers[3] != ()
    assert numbers[1] == numbers[4] != numbers[0]


@given(ANY_TEXT, ANY_TEXT)
def test_no_words_break_out_of_a_redline(old: str, new: str) -> None:
    clean = [re.sub("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]", "", x) for x in (old, new)]
    file = docx(
        p(dele(d(escape(clean[0]))), ins(t(escape(clean[1])), f'w:author="{escape(clean[1], {chr(34): "&quot;"})}"'))
    )
    checked(redline_html(file)).words.encode()


@pytest.mark.parametrize("name", CASES)
def test_a_strange_file_is_shown_or_refused(name: str) -> None:
    file = CASES[name].make()
    with contextlib.suppress(UnreadableFile):
        checked(redline_html(file))
        for accept in (True, False):
            resolve_some(file, accept=accept, kinds=[Kind.INSERTIONS, Kind.MOVES])


def _fields(found: Change) -> dict[str, object]:
    return {name: getattr(found, name) for name in Change.__slots__}
