"""Two uploaded files over HTTP: a proved redline, or a refusal that names the file and the reason."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from tests.integration.api.conftest import assert_problem
from tests.support.documents import p, package, t

Rows = Callable[[], dict[str, int]]
MEGABYTE = 1024 * 1024
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BEFORE = package(p(t("It runs for one year.")) + p(t("They meet monthly.")))
AFTER = package(p(t("It runs for two years.")) + p(t("They meet monthly.")))


def _members(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def _changed(part: str, old: bytes, new: bytes) -> bytes:
    members = _members(BEFORE)
    assert old in members[part]
    return _zip({**members, part: members[part].replace(old, new)})


def _without(part: str) -> bytes:
    return _zip({name: data for name, data in _members(BEFORE).items() if name != part})


def _encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 9


def _bomb() -> bytes:
    return _zip({**_members(BEFORE), "word/media/image1.png": b"\0" * (300 * MEGABYTE // 2)})


STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
LOOSE = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCTYPE = b'<!DOCTYPE w [<!ENTITY e "x">]><w:document'

REFUSED: dict[str, tuple[Callable[[], bytes], int, str]] = {
    "empty": (lambda: b"", 415, "not-a-zip"),
    "pdf": (lambda: b"%PDF-1.7 ...", 415, "not-a-zip"),
    "text": (lambda: b"Dear Sir or Madam", 415, "not-a-zip"),
    "cut-off": (lambda: BEFORE[: len(BEFORE) // 2], 415, "not-a-zip"),
    "encrypted": (_encrypted, 422, "encrypted-file"),
    "other-zip": (lambda: _zip({"hello.txt": b"hello"}), 415, "not-a-word-file"),
    "template": (lambda: _changed("[Content_Types].xml", b"document.main", b"template.main"), 415, "not-a-word-file"),
    "macros": (lambda: _zip({**_members(BEFORE), "word/vbaProject.bin": b"x"}), 415, "macro-file"),
    "strict": (lambda: _changed("word/document.xml", LOOSE, STRICT), 415, "strict-file"),
    "doctype": (lambda: _changed("word/document.xml", b"<w:document", DOCTYPE), 422, "doctype-refused"),
    "bomb": (_bomb, 413, "limit-exceeded"),
    "missing": (lambda: _without("word/document.xml"), 422, "missing-part"),
    "malformed": (lambda: _changed("word/document.xml", b"</w:body>", b"</w:bodY>"), 422, "malformed-part"),
    "cut-part": (lambda: _changed("word/styles.xml", b"</w:styles>", b""), 422, "malformed-part"),
}


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_refused_is_named_with_the_reason(client: TestClient, rows: Rows, name: str, side: str) -> None:
    make, status, code = REFUSED[name]
    files = {"before": ("a.docx", BEFORE), "after": ("b.docx", AFTER), side: ("bad.docx", make())}
    nothing = rows()
    problem = assert_problem(client.post("/compare", files=files), status, code)
    assert f'"{side}"' in problem["detail"]
    assert "<string>" not in problem["detail"]
    assert rows() == nothing


def test_every_change_of_two_uploads_is_in_the_redline(client: TestClient, rows: Rows) -> None:
    nothing = rows()
    files = {"before": ("old.docx", BEFORE), "after": ("new.docx", AFTER)}
    answer = client.post("/compare", files=files, data={"author": "Dana Reyes", "at": "2020-03-03T18:00:00Z"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == DOCX
    assert answer.headers["cache-control"] == "no-store"
    assert 'filename="old to new - Redline.docx"' in answer.headers["content-disposition"]
    body = _members(answer.content)["word/document.xml"].decode()
    assert "<w:del " in body
    assert "<w:ins " in body
    assert 'w:author="Dana Reyes"' in body
    assert 'w:date="2020-03-03T18:00:00Z"' in body
    assert rows() == nothing


def test_the_same_uploads_give_the_same_bytes(client: TestClient) -> None:
    files = {"before": ("old.docx", BEFORE), "after": ("new.docx", AFTER)}
    data = {"at": "2020-03-03T18:00:00Z"}
    assert client.post("/compare", files=files, data=data).content == (
        client.post("/compare", files=files, data=data).content
    )


def test_the_changes_of_two_uploads_come_as_data(client: TestClient) -> None:
    files = {"before": ("old.docx", BEFORE), "after": ("new.docx", AFTER)}
    answer = client.post("/compare", files=files, data={"format": "json"})
    assert answer.status_code == 200, answer.text
    changes = answer.json()["changes"]
    assert [(each["before"], each["after"]) for each in changes] == [("one year", "two years")]
    assert answer.json()["proof"]["stories"] > 0


@pytest.mark.parametrize(
    "data",
    [
        {"format": "pdf"},
        {"at": "yesterday"},
        {"at": "2020-03-03T18:00:00"},
        {"author": "a\x00b"},
        {"author": "x" * 201},
    ],
)
def test_an_impossible_option_is_refused_by_name(client: TestClient, data: dict[str, str]) -> None:
    files = {"before": ("old.docx", BEFORE), "after": ("new.docx", AFTER)}
    problem = assert_problem(client.post("/compare", files=files, data=data), 422, "invalid-input")
    assert [each["path"] for each in problem["problems"]] == list(data)


def test_two_files_are_needed(client: TestClient) -> None:
    problem = assert_problem(client.post("/compare", files={"before": ("a.docx", BEFORE)}), 422, "invalid-input")
    assert [each["path"] for each in problem["problems"]] == ["after"]


def test_a_field_that_is_no_file_is_refused_in_words(client: TestClient) -> None:
    answer = client.post("/compare", files={"after": ("b.docx", AFTER)}, data={"before": "text"})
    assert assert_problem(answer, 422, "invalid-input")["detail"] == "before: must be a file"


def test_a_third_file_is_refused(client: TestClient) -> None:
    files = [(name, ("a.docx", BEFORE)) for name in ("before", "after", "third")]
    assert client.post("/compare", files=files).status_code == 400


def test_a_file_above_the_upload_limit_is_refused(client: TestClient) -> None:
    files = {"before": ("a.docx", b"PK" + b"x" * MEGABYTE), "after": ("b.docx", AFTER)}
    problem = assert_problem(client.post("/compare", files=files), 413, "limit-exceeded")
    assert problem["limit"] == "max_upload_mb"


def test_an_upload_without_end_is_cut_off_while_it_comes(client: TestClient) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="before"; filename="a.docx"\r\n\r\n'

    def body() -> Iterator[bytes]:
        yield head
        for _ in range(100):
            yield b"x" * 65536

    answer = client.post("/compare", content=body(), headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert_problem(answer, 413, "content-too-large")


def test_a_broken_form_is_a_problem(client: TestClient) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = client.post("/compare", content=b"--y\r\nnothing", headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_comparison_leaves_out_what_the_form_says_and_tells_it(client: TestClient) -> None:
    after = package(p(t("It  runs FOR one year.")) + p(t("They meets monthly.")))
    files = {"before": ("a.docx", BEFORE), "after": ("b.docx", after)}
    data = {"format": "json", "ignore": ["case", "white-space"], "grain": "character"}
    shown = client.post("/compare", files=files, data=data).json()
    assert [(c["before"], c["after"]) for c in shown["changes"]] == [("", "s")]
    assert [note["code"] for note in shown["notes"]] == ["case-not-compared", "white-space-not-compared"]


@pytest.mark.parametrize("data", [{"ignore": "spelling"}, {"grain": "letter"}])
def test_an_option_that_is_not_known_is_refused(client: TestClient, data: dict[str, str]) -> None:
    files = {"before": ("a.docx", BEFORE), "after": ("b.docx", AFTER)}
    assert_problem(client.post("/compare", files=files, data=data), 422, "invalid-input")
