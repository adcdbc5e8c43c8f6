"""Scrubbing: what goes, what stays, what is reported, and that nothing leaves half clean."""

from __future__ import annotations

import pytest
from lxml import etree

from clauses.errors import InvalidOption, LeakFound, UnscrubbableContent
from drafts.word import pictures
from drafts.word.leaks import Expected, check_leaks
from drafts.word.lint import lint
from drafts.word.package import Package
from drafts.word.revisions import tracked_changes
from drafts.word.scrub import Keep, parse_roles, scrub
from drafts.word.traces import TraceKind
from tests.support import planted
from tests.support.wml import ANA, BEN, NAMESPACES, Part, comments, d, dele, docx, header, ins, p, t

WITH_HEADER = '<w:sectPr><w:headerReference w:type="default" r:id="rIdheader"/></w:sectPr>'
REDLINED = docx(
    p(t("The City pays "), dele(d("all ")), ins(t("half ")), t("of it."))
    + p(t("It ends in "), dele(d("June"), BEN), ins(t("July"), BEN), t(".")),
    {"word/header1.xml": header("Draft for the Board")},
    WITH_HEADER,
)
COMMENTED = docx(
    p('<w:commentRangeStart w:id="5"/>' + t("Costs") + '<w:commentRangeEnd w:id="5"/>')
    + p(t("x") + '<w:r><w:commentReference w:id="5"/></w:r>'),
    {"word/comments.xml": comments(f'<w:comment w:id="5" {ANA} w:initials="AC">{p(t("Too much."))}</w:comment>')},
)


def test_planted_secrets_are_gone_and_the_report_names_them() -> None:
    secret = planted.plant(REDLINED)
    assert {s for _, s in planted.hits(secret)} == set(planted.SECRETS)
    made = scrub(secret)
    assert planted.hits(made.docx) == []
    assert planted.apart(secret, made.docx) == []
    assert lint(made.docx) == ()
    told = {trace.what for trace in made.removed}
    assert f"creator: {planted.AUTHOR}" in told
    assert f"document variable {planted.SECRETS[9]}: {planted.SECRETS[1]}" in told
    assert f"{planted.AUTHOR}: {planted.SECRETS[6]}" in told
    assert {trace.kind for trace in made.removed} >= set(TraceKind) - {
        TraceKind.HIDDEN_TEXT,
        TraceKind.FIELD,
        TraceKind.PATH,
    }


def test_a_scrubbed_file_comes_out_as_it_went_in(written: bytes) -> None:
    for file in (planted.plant(REDLINED), planted.plant(written), COMMENTED):
        once = scrub(file).docx
        assert scrub(once).docx == once
        assert scrub(file).docx == once


def test_the_marks_of_a_draft_survive(written: bytes) -> None:
    package = Package.read(scrub(planted.plant(_without_properties(written))).docx)
    assert package.names_clauses(package.main)
    kept = Package.read(scrub(written).docx)
    custom = kept.blob("docProps/custom.xml")
    assert all(name.encode() in custom for name in ("Counterpart Legend", "Counterpart Hash", "Counterpart Draft"))
    assert "docProps/core.xml" not in kept
    assert planted.apart(written, scrub(written).docx) == []


def _without_properties(docx: bytes) -> bytes:
    package = Package.read(docx)
    for r in list(package.rels("").values()):
        if r.kind != "officeDocument":
            package.remove_relationship("", r.id)
            package.remove_part(r.target)
    return package.to_bytes()


def test_authors_are_told_apart_without_their_names() -> None:
    authors = [change.author for change in tracked_changes(scrub(REDLINED).docx).changes]
    assert authors == ["Author 1", "Author 2"]


def test_a_role_stands_for_an_author_and_stays_when_scrubbed_again() -> None:
    keep = Keep(roles=parse_roles(["Ben Police=City"]))
    once = scrub(REDLINED, keep).docx
    assert [change.author for change in tracked_changes(once).changes] == ["Author 1", "City"]
    assert scrub(once, keep).docx == once


def test_names_stay_where_they_are_to_be_kept() -> None:
    authors = [change.author for change in tracked_changes(scrub(REDLINED, Keep(authors=True)).docx).changes]
    assert authors == ["Ana Counsel", "Ben Police"]


@pytest.mark.parametrize("given", ["Jane", "=City", "Jane=", "Jane=A\nB"])
def test_a_role_that_can_not_be_is_refused(given: str) -> None:
    with pytest.raises(InvalidOption):
        scrub(REDLINED, Keep(roles=parse_roles([given])))


def test_a_role_that_is_also_a_name_is_refused() -> None:
    with pytest.raises(InvalidOption, match="both a role and a name"):
        scrub(REDLINED, Keep(roles={"Ana Counsel": "Ben Police", "Ben Police": "City"}))


def test_comments_go_with_their_marks() -> None:
    made = scrub(COMMENTED)
    package = Package.read(made.docx)
    assert package.related(package.main, "comments") is None
    assert b"comment" not in package.blob(package.main)
    assert [x.what for x in made.removed if x.kind is TraceKind.COMMENT] == ["Ana Counsel: Too much."]


def test_comments_that_are_kept_lose_names_and_initials() -> None:
    package = Package.read(scrub(COMMENTED, Keep(comments=True)).docx)
    comment = package.blob("word/comments.xml").decode()
    assert 'w:author="Author 1"' in comment
    assert 'w:initials="A1"' in comment
    assert "Too much." in comment


def test_tracking_is_switched_on_and_the_file_stays_in_order() -> None:
    plain = docx(p(t("x")), {"word/settings.xml": Part(f"<w:settings {NAMESPACES}><w:zoom/></w:settings>", "settings")})
    assert b"trackRevisions" not in Package.read(scrub(plain).docx).blob("word/settings.xml")
    made = scrub(plain, track=True).docx
    assert b"<w:trackRevisions/>" in Package.read(made).blob("word/settings.xml")
    assert lint(made) == ()
    assert scrub(made, track=True).docx == made


def test_tracking_is_switched_on_in_a_file_without_settings() -> None:
    package = Package.read(docx(p(t("x"))))
    rid = next(r.id for r in package.rels(package.main).values() if r.kind == "settings")
    package.remove_relationship(package.main, rid)
    package.remove_part("word/settings.xml")
    made = scrub(package.to_bytes(), track=True).docx
    assert b"trackRevisions" in Package.read(made).blob("word/settings.xml")
    assert lint(made) == ()


def test_hidden_text_is_reported_and_stays() -> None:
    hidden = docx(p(t("Shown. "), t("Our floor is ten.", "<w:vanish/>"), t("Not.", '<w:vanish w:val="0"/>')))
    made = scrub(hidden)
    assert [(x.place, x.what) for x in made.found] == [("paragraph 1", "Our floor is ten.")]
    assert b"Our floor is ten." in Package.read(made.docx).blob("word/document.xml")


def test_a_field_that_shows_a_property_is_reported() -> None:
    made = scrub(docx(p('<w:fldSimple w:instr=" AUTHOR ">' + t("Jane") + "</w:fldSimple>")))
    assert [(x.kind, x.what) for x in made.found] == [(TraceKind.FIELD, "AUTHOR")]


def test_a_link_to_a_machine_goes_and_its_words_stay() -> None:
    link = (
        '<Relationship Id="rId77" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" '
        'Target="file:///C:/zelda/x.docx" TargetMode="External"/>'
    )
    made = scrub(docx(p('<w:hyperlink r:id="rId77">' + t("the budget") + "</w:hyperlink>"), relationships=link))
    body = Package.read(made.docx).blob("word/document.xml")
    assert b"the budget" in body
    assert b"rId77" not in body
    assert [x.kind for x in made.removed if "zelda" in x.what] == [TraceKind.LINK]


def test_a_name_left_where_it_can_not_be_taken_out_lets_nothing_leave() -> None:
    tagged = (
        f'<w:sdt><w:sdtPr><w:tag w:val="for Ana Counsel"/></w:sdtPr><w:sdtContent>{p(t("x"))}</w:sdtContent></w:sdt>'
    )
    with pytest.raises(LeakFound, match=r"word/document\.xml still holds 'Ana Counsel'.*val of tag") as refused:
        scrub(docx(tagged + p(ins(t("y")))))
    assert refused.value.part == "word/document.xml"


def test_a_path_in_a_field_lets_nothing_leave() -> None:
    link = r'<w:fldSimple w:instr=" HYPERLINK &quot;C:\Users\zelda\x.docx&quot; ">' + t("x") + "</w:fldSimple>"
    with pytest.raises(LeakFound, match="a path on somebody's machine"):
        scrub(docx(p(link)))


def test_an_embedded_file_lets_nothing_leave() -> None:
    package = Package.read(docx(p(t("x"))))
    package.add_part("word/embeddings/book.xlsx", "application/octet-stream", b"PK")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/package"
    rid = package.add_relationship(package.main, kind, "word/embeddings/book.xlsx")
    run = f'<w:r xmlns:w="{NAMESPACES.split(chr(34))[1]}"><w:object/></w:r>'
    root = package.xml(package.main)
    place = next(root.iter(f"{{{NAMESPACES.split(chr(34))[1]}}}p"))
    place.append(etree.fromstring(run))
    place[-1][0].set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", rid)
    with pytest.raises(UnscrubbableContent, match=r"embeddings/book\.xlsx"):
        scrub(package.to_bytes())


@pytest.mark.parametrize("secret", ["comments", "authors", "words"])
def test_the_scan_finds_what_was_left(secret: str) -> None:
    clean = scrub(planted.plant(REDLINED)).docx
    names = frozenset({"Author 1", "Author 2"})
    check_leaks(clean, Expected(False, names, frozenset()))
    expected = {
        "comments": (COMMENTED, Expected(False, frozenset({"Ana Counsel"}), frozenset())),
        "authors": (clean, Expected(False, frozenset(), frozenset())),
        "words": (clean, Expected(False, names, frozenset({"default"}))),
    }[secret]
    with pytest.raises(LeakFound):
        check_leaks(*expected)


def test_pictures_lose_what_was_written_into_them_and_nothing_else() -> None:
    camera = planted.camera_jpeg()
    bare = pictures.bare(camera)
    assert bare is not None
    assert b"Vidkun" not in bare
    assert b"tell nobody" not in bare
    assert b"JFIF" in bare
    assert bare.endswith(b"scanned\xff\xd9")
    assert pictures.bare(bare) == bare
    text = b"\0\0\0\x05tEXtsecre\0\0\0\0"
    spoken = planted.PNG[:33] + text + planted.PNG[33:]
    assert pictures.bare(spoken) == planted.PNG
    assert pictures.bare(b"GIF89a") is None
    assert pictures.bare(camera[:40]) is None


def test_a_drawing_in_svg_loses_its_metadata() -> None:
    drawing = b"""<!-- by Zelda --><svg xmlns="http://www.w3.org/2000/svg" xmlns:i="urn:ink" i:docname="C:/x">
<metadata>z</metadata><i:view/><path d="M0 0"/></svg>"""
    bare = pictures.bare(drawing)
    assert bare is not None
    assert b"path" in bare
    assert not any(word in bare for word in (b"Zelda", b"C:/x", b"metadata", b"view"))
    assert pictures.bare(bare) == bare
