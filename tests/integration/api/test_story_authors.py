"""The redline of the whole story, from its first draft to the newest one, bears the names of both sides."""

from __future__ import annotations

import io
import json
import zipfile
from importlib.resources import files

from fastapi import FastAPI
from fastapi.testclient import TestClient
from lxml import etree

from api.services import demonstration
from drafts.word.lint import lint

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def authors(docx: bytes, part: str, *names: str) -> set[str]:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        root = etree.fromstring(archive.read(part))
    return {each.get(f"{W}author") or "" for each in root.iter(*(f"{W}{name}" for name in names))}


def test_the_story_s_redline_carries_both_sides_names_and_their_reasons(app: FastAPI, client: TestClient) -> None:
    told = json.loads(files("api.demo").joinpath("story.json").read_text(encoding="utf-8"))
    with app.state.runtime.unit() as unit:
        demonstration.load(unit, told)
    at = f"/agreements/{demonstration.AGREEMENT_ID}"
    parties = {each["role"]: each["legal_name"] for each in client.get(at).json()["parties"]}
    answer = client.get(f"{at}/redlines/1...6.docx", params={"rationales": "true", "author": "Nobody"})
    assert answer.status_code == 200, answer.text
    assert lint(answer.content) == ()
    inserted = authors(answer.content, "word/document.xml", "ins")
    deleted = authors(answer.content, "word/document.xml", "del")
    reasons = authors(answer.content, "word/comments.xml", "comment")
    district = {f"Superintendent, {parties['district']}", f"Board Chair, {parties['district']}"}
    city = {f"City Manager, {parties['city']}", f"Police Chief, {parties['police']}"}
    assert inserted - {"Nobody"} == district | city
    assert deleted & district
    assert deleted & city
    assert deleted <= district | city | {"Nobody"}
    assert reasons == district | city, "nobody gives no reason"
