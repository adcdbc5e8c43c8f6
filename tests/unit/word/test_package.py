"""The package: parts, relationships and content types, and bytes that are the same every time."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from lxml import etree

from clauses.errors import MalformedPart, MissingPart
from drafts.word import archive, opc
from drafts.word import names as n
from drafts.word.package import Package
from tests.support.wml import (
    RELATIONSHIPS,
    WORD_TYPE,
    Part,
    comments,
    docx,
    footnotes,
    header,
    members,
    p,
    t,
    zipped,
)

BODY = p(t("A contract."))
MAIN = "word/document.xml"
HEADERS = {f"word/header{k}.xml": header(f"h{k}") for k in (10, 2, 1)}
STORIES = {"word/comments.xml": comments(""), "word/footnotes.xml": footnotes(""), **HEADERS}


def package(parts: dict[str, Part] | None = None, relationships: str = "") -> Package:
    return Package.read(docx(BODY, parts, relationships=relationships))


def unzipped(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(docx)) as found:
        assert found.testzip() is None
        return {info.filename: found.read(info) for info in found.infolist()}


def test_a_package_knows_its_main_part_and_its_parts() -> None:
    found = package()
    assert found.main == MAIN
    assert found.names == (MAIN, "word/styles.xml", "word/numbering.xml", "word/settings.xml")
    assert found.content_type(MAIN) == WORD_TYPE + "document.main+xml"
    assert found.content_type("word/STYLES.xml") == WORD_TYPE + "styles+xml"
    assert found.content_type("word/none.bin") == ""
    assert "word/styles.xml" in found


def test_what_nobody_touched_leaves_as_it_came() -> None:
    original = docx(BODY)
    assert unzipped(package().to_bytes()) == unzipped(original)


def test_the_same_content_gives_the_same_bytes() -> None:
    first, second = package(STORIES), package(STORIES)
    for each in (first, second):
        each.xml(MAIN)[0].append(etree.Element(n.P))
        each.add_part("word/footer1.xml", WORD_TYPE + "footer+xml", b"<w:ftr/>")
        each.add_relationship(MAIN, RELATIONSHIPS + "footer", "word/footer1.xml")
    assert first.to_bytes() == second.to_bytes()
    assert Package.read(first.to_bytes()).to_bytes() == first.to_bytes()


def test_members_are_dated_1980_with_permissions_and_content_types_first() -> None:
    parts = members(BODY)
    types = parts.pop("[Content_Types].xml")
    found = Package.read(zipped({**parts, "[Content_Types].xml": types}))
    with zipfile.ZipFile(io.BytesIO(found.to_bytes())) as saved:
        infos = saved.infolist()
    assert [i.filename for i in infos] == ["[Content_Types].xml", *parts]
    assert {i.date_time for i in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {i.external_attr for i in infos} == {0o600 << 16}


def test_a_part_is_parsed_once_and_what_is_changed_is_saved() -> None:
    found = package()
    root = found.xml(MAIN)
    root[0].insert(0, etree.Element(n.P, {n.PARA_ID: "00000001"}))
    assert found.xml(MAIN) is root
    assert b'w14:paraId="00000001"' in found.blob(MAIN)
    saved = Package.read(found.to_bytes()).xml(MAIN)
    assert saved[0][0].get(n.PARA_ID) == "00000001"


def test_a_part_replaced_by_bytes_is_parsed_anew() -> None:
    found = package()
    found.xml(MAIN)
    found.replace(MAIN, members(p(t("Other.")))[MAIN].encode())
    assert "".join(found.xml(MAIN).itertext()) == "Other."


def test_a_part_replaced_by_a_tree_is_saved_as_that_tree() -> None:
    found = package()
    found.replace("word/settings.xml", etree.Element(n.w("settings"), nsmap={"w": n.W}))
    assert len(Package.read(found.to_bytes()).xml("word/settings.xml")) == 0


def test_white_space_and_comments_survive_parsing() -> None:
    inner = p(t("  two  spaces  "), "<!-- kept -->") + "\n  "
    found = Package.read(docx(inner))
    found.xml(MAIN)
    assert inner in found.blob(MAIN).decode()


def test_story_parts_come_in_a_stable_order() -> None:
    assert package(STORIES).story_parts() == (
        MAIN,
        *("word/header1.xml", "word/header2.xml", "word/header10.xml"),
        *("word/footnotes.xml", "word/comments.xml"),
    )


def test_a_story_that_no_relationship_reaches_is_none() -> None:
    stray = zipped({**members(BODY), "word/header9.xml": HEADERS["word/header1.xml"].xml})
    assert Package.read(stray).story_parts() == (MAIN,)


def test_relationships_are_resolved_from_their_source() -> None:
    link = f'<Relationship Id="a" Type="{RELATIONSHIPS}hyperlink" Target="https://e.org/" TargetMode="External"/>'
    up = f'<Relationship Id="b" Type="{RELATIONSHIPS}customXml" Target="../customXml/item1.xml"/>'
    rooted = f'<Relationship Id="c" Type="{RELATIONSHIPS}theme" Target="/word/theme/theme%201.xml"/>'
    top = f'<Relationship Id="d" Type="{RELATIONSHIPS}hyperlink" Target="#top"/>'
    rels = package(relationships=link + up + rooted + top).rels(MAIN)
    assert (rels["a"].target, rels["a"].external, rels["a"].kind) == ("https://e.org/", True, "hyperlink")
    assert rels["b"].target == "customXml/item1.xml"
    assert rels["c"].target == "word/theme/theme 1.xml"
    assert rels["d"].target == MAIN


def test_the_related_part_is_found_by_the_end_of_its_type() -> None:
    found = package(STORIES)
    assert found.related(MAIN, "styles") == "word/styles.xml"
    assert found.related(MAIN, "notes") is None
    assert found.related("", "officeDocument") == MAIN


def test_part_names_ignore_case() -> None:
    odd = {"word/Document.xml": MAIN, "word/_rels/Document.xml.rels": "word/_rels/document.xml.rels"}
    plain = members(BODY)
    found = Package.read(
        zipped({**{k: v for k, v in plain.items() if k not in odd.values()}, **{k: plain[v] for k, v in odd.items()}})
    )
    assert found.main == "word/Document.xml"
    assert found.related(found.main, "styles") == "word/styles.xml"
    found.add_relationship(found.main, RELATIONSHIPS + "hyperlink", "https://e.org/", external=True)
    assert len(Package.read(found.to_bytes()).rels(found.main)) == 4


def test_one_relationship_id_twice_is_an_error() -> None:
    same = f'<Relationship Id="rIdstyles" Type="{RELATIONSHIPS}image" Target="media/image1.png"/>'
    with pytest.raises(MalformedPart, match="rIdstyles"):
        package(relationships=same)


def test_a_relationship_is_reused_or_gets_a_free_id() -> None:
    found = package()
    known = next(r for r in found.rels(MAIN).values() if r.kind == "styles")
    assert found.add_relationship(MAIN, known.type, known.target) == known.id
    new = found.add_relationship(MAIN, RELATIONSHIPS + "hyperlink", "https://e.org/", external=True)
    again = found.add_relationship(MAIN, RELATIONSHIPS + "hyperlink", "https://e.org/", external=True)
    other = found.add_relationship(MAIN, RELATIONSHIPS + "hyperlink", "https://f.org/", external=True)
    assert (new, again, other) == ("rId1", "rId1", "rId2")
    saved = Package.read(found.to_bytes()).rels(MAIN)
    assert (saved[new].target, saved[new].external) == ("https://e.org/", True)
    assert saved[known.id] == known


def test_a_part_without_relationships_can_get_some() -> None:
    found = package(HEADERS)
    rid = found.add_relationship("word/header1.xml", RELATIONSHIPS + "image", "word/media/image1.png")
    assert Package.read(found.to_bytes()).rels("word/header1.xml")[rid].target == "word/media/image1.png"


def test_a_relationship_can_be_taken_out() -> None:
    found = package()
    rid = next(r.id for r in found.rels(MAIN).values() if r.kind == "numbering")
    found.remove_relationship(MAIN, rid)
    assert Package.read(found.to_bytes()).related(MAIN, "numbering") is None


def test_an_added_part_has_its_content_type() -> None:
    found = package()
    found.add_part("word/header1.xml", WORD_TYPE + "header+xml", etree.fromstring(HEADERS["word/header1.xml"].xml))
    found.add_part("word/media/image1.png", "image/png", b"\x89PNG")
    saved = Package.read(found.to_bytes())
    assert saved.content_type("word/header1.xml") == WORD_TYPE + "header+xml"
    assert saved.content_type("word/media/image1.png") == "image/png"
    assert saved.blob("word/media/image1.png") == b"\x89PNG"
    assert "".join(saved.xml("word/header1.xml").itertext()) == "h1"
    with pytest.raises(ValueError, match="already"):
        found.add_part("word/HEADER1.xml", "x", b"")


def test_a_removed_part_leaves_nothing_behind() -> None:
    found = package(HEADERS)
    found.add_relationship("word/header2.xml", RELATIONSHIPS + "image", "word/media/image1.png")
    found.remove_part("word/header2.xml")
    for rid in [r.id for r in found.rels(MAIN).values() if r.target == "word/header2.xml"]:
        found.remove_relationship(MAIN, rid)
    saved = found.to_bytes()
    assert b"header2" not in b"".join(unzipped(saved).values())
    assert not any("header2" in name for name in unzipped(saved))
    assert Package.read(saved).story_parts() == (MAIN, "word/header1.xml", "word/header10.xml")


def test_a_free_name_is_the_first_that_is_free() -> None:
    found = package(HEADERS)
    assert found.free_name("word/header", ".xml") == "word/header3.xml"
    assert found.free_name("word/Styles", ".xml") == "word/Styles1.xml"


def test_a_copy_goes_its_own_way() -> None:
    found = package(HEADERS)
    found.xml(MAIN)
    twin = found.copy()
    before = found.to_bytes()
    twin.xml(MAIN)[0].append(etree.Element(n.P))
    twin.add_part("word/footer1.xml", WORD_TYPE + "footer+xml", b"<f/>")
    twin.add_relationship(MAIN, RELATIONSHIPS + "footer", "word/footer1.xml")
    twin.remove_part("word/header2.xml")
    assert found.to_bytes() == before
    assert twin.to_bytes() != before


@pytest.mark.parametrize("kind", ["header", "footnotes", "styles"])
def test_a_missing_part_that_is_needed_is_named_with_who_refers_to_it(kind: str) -> None:
    lost = f'<Relationship Id="x" Type="{RELATIONSHIPS}{kind}" Target="gone.xml"/>'
    with pytest.raises(MissingPart, match=r"word/document\.xml refers to word/gone\.xml"):
        package(relationships=lost)


def test_a_missing_picture_is_no_reason_to_refuse() -> None:
    lost = f'<Relationship Id="x" Type="{RELATIONSHIPS}image" Target="NULL"/>'
    assert package(relationships=lost).rels(MAIN)["x"].target == "word/NULL"


def test_a_part_that_is_not_there_or_not_xml_is_an_error() -> None:
    found = package()
    found.add_part("word/odd.xml", "application/xml", b"<open>")
    with pytest.raises(MissingPart, match="word/none"):
        found.blob("word/none.xml")
    with pytest.raises(MissingPart, match="word/none"):
        found.replace("word/none.xml", b"")
    with pytest.raises(MalformedPart, match=r"word/odd\.xml"):
        found.xml("word/odd.xml")


def test_an_archive_with_data_descriptors_and_stored_members_is_read() -> None:
    out = io.BytesIO()

    class Stream(io.RawIOBase):
        """A target that can't be rewound, so that sizes follow the data."""

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            return out.write(data)  # type: ignore[arg-type]

    with zipfile.ZipFile(Stream(), "w") as streamed:
        for name, content in members(BODY).items():
            streamed.writestr(name, content, zipfile.ZIP_STORED if "styles" in name else zipfile.ZIP_DEFLATED)
    assert struct.unpack_from("<H", out.getvalue(), 6)[0] & 8
    assert unzipped(Package.read(out.getvalue()).to_bytes()) == unzipped(docx(BODY))


def test_a_member_name_beyond_ascii_survives() -> None:
    found = Package.read(zipped({**members(BODY), "word/media/été.png": b"x"}))
    assert unzipped(found.to_bytes())["word/media/été.png"] == b"x"


def test_packing_gives_back_what_was_packed() -> None:
    for data in (b"", b"x", b"<a/>" * 10_000):
        assert archive.pack("a.bin", data).data() == data
        assert archive.pack("a.xml", data).data() == data


@pytest.mark.parametrize("part", ["word/document.xml", "document.xml", "a/b/c.xml"])
def test_the_name_of_a_relationships_member_leads_back_to_its_part(part: str) -> None:
    assert opc.source_of(opc.rels_name(part)) == part
    assert opc.is_rels(opc.rels_name(part))
    assert not opc.is_rels(part)


def test_the_packages_own_relationships_belong_to_the_empty_name() -> None:
    assert opc.rels_name(opc.PACKAGE) == "_rels/.rels"
    assert opc.source_of("_rels/.rels") == opc.PACKAGE


# ----------------------------------------------------------------------------------------- child order


def properties(tag: str, *children: str) -> etree._Element:
    root = etree.Element(tag)
    for child in children:
        etree.SubElement(root, n.w(child))
    return root


@pytest.mark.parametrize(
    ("parent", "there", "child", "expected"),
    [
        (n.PPR, ["pStyle", "jc"], "numPr", ["pStyle", "numPr", "jc"]),
        (n.PPR, ["jc", "rPr"], "pPrChange", ["jc", "rPr", "pPrChange"]),
        (n.PPR, ["jc", "sectPr", "pPrChange"], "rPr", ["jc", "rPr", "sectPr", "pPrChange"]),
        (n.RPR, ["rStyle", "b"], "ins", ["ins", "rStyle", "b"]),
        (n.RPR, ["ins", "b", "rPrChange"], "del", ["ins", "del", "b", "rPrChange"]),
        (n.TR_PR, ["trHeight", "cantSplit", "trPrChange"], "ins", ["trHeight", "cantSplit", "ins", "trPrChange"]),
        (n.TC_PR, ["tcW", "tcPrChange"], "cellIns", ["tcW", "cellIns", "tcPrChange"]),
        (n.SECT_PR, ["headerReference", "pgSz"], "footerReference", ["headerReference", "footerReference", "pgSz"]),
        (n.w("settings"), ["zoom", "defaultTabStop"], "trackRevisions", ["zoom", "trackRevisions", "defaultTabStop"]),
    ],
)
def test_a_child_goes_where_the_schema_wants_it(parent: str, there: list[str], child: str, expected: list[str]) -> None:
    root = properties(parent, *there)
    added = n.insert_in_order(root, etree.Element(n.w(child)))
    assert [n.local(str(e.tag)) for e in root] == expected
    assert added.getparent() is root


def test_a_child_that_the_schema_does_not_know_is_an_error() -> None:
    with pytest.raises(KeyError):
        n.insert_in_order(properties(n.PPR), etree.Element(n.P))
    with pytest.raises(KeyError):
        n.insert_in_order(properties(n.P), etree.Element(n.R_))
