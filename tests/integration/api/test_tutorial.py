"""The tutorial: each command of the page, run in a shell against a server on this machine, answers what is shown."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
from lxml import etree

from tests.support.tutorial import FOLDER, files

PAGE = FOLDER / "README.md"
REST = "…"
"""Stands for what the page leaves out."""
BOTH = {"Police Chief, Police Department", "Superintendent, Board of Public Education"}
_BLOCK = re.compile(r"^```(sh|json|text)\n(.*?)^```$", flags=re.M | re.S)
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True, slots=True)
class Step:
    """The commands of a block, and the block that shows what they answer, if one follows."""

    commands: str
    form: str = ""
    shown: str = ""


def steps_of(page: str) -> list[Step]:
    """The page's steps, in order."""
    steps: list[Step] = []
    for form, text in _BLOCK.findall(page):
        if form == "sh":
            steps.append(Step(text))
        else:
            assert steps, f"nothing answers this: {text}"
            assert not steps[-1].form, f"nothing answers this: {text}"
            steps[-1] = Step(steps[-1].commands, form, text)
    return steps


def differs(shown: Any, answered: Any, where: str = "") -> str:
    """Where an answer is not what the page shows of it; empty where it is."""
    if shown == REST:
        return ""
    if isinstance(shown, dict) and isinstance(answered, dict):
        told, got = cast("dict[str, Any]", shown), cast("dict[str, Any]", answered)
        for key in told.keys() - {REST}:
            if found := differs(told[key], got.get(key, "(nothing)"), f"{where}.{key}"):
                return found
        return "" if REST in told or told.keys() == got.keys() else f"{where}: more than is shown: {got}"
    if isinstance(shown, list) and isinstance(answered, list):
        items, others = cast("list[Any]", shown), cast("list[Any]", answered)
        if len(items) != len(others):
            return f"{where}: {len(others)} instead of {len(items)}"
        found = (differs(*pair, f"{where}.{n}") for n, pair in enumerate(zip(items, others, strict=True)))
        return next(filter(None, found), "")
    return "" if shown == answered else f"{where}: {answered!r} instead of {shown!r}"


def values_in(text: str) -> list[Any]:
    """The JSON values that stand one after another."""
    found: list[Any] = []
    decoder, at = json.JSONDecoder(), 0
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        value, at = decoder.raw_decode(text, at)
        found.append(value)
    return found


def check(step: Step, output: str) -> None:
    """Hold what a step printed to what the page shows."""
    told = f"{step.commands}\nprinted:\n{output}"
    if step.form == "json":
        assert differs(values_in(step.shown), values_in(output)) == "", told
    elif step.form == "text":
        pattern = re.escape(step.shown.strip()).replace(re.escape(REST), ".*")
        assert re.fullmatch(pattern, output.strip(), flags=re.S), told
    else:
        assert output.strip() == "", told


def run(steps: list[Step], folder: Path) -> list[str]:
    """What each step prints, all in one shell."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    script = "set -e\n" + "".join(f"{step.commands}\nprintf '\\036'\n" for step in steps).replace("8040", port)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COUNTERPART_")}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    trap = "set -m\ntrap 'kill %1 2>/dev/null || true' EXIT\n"
    made = subprocess.run(
        ["bash", "-c", trap + script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=570,
        check=False,
    )
    outputs = made.stdout.split("\x1e")
    assert len(outputs) > len(steps), (outputs[-1], made.stderr)
    return outputs[:-1]


def test_the_bodies_are_made_of_the_story() -> None:
    written = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.json")}
    assert written == files()


@pytest.mark.skipif(shutil.which("curl") is None or shutil.which("bash") is None, reason="needs curl and bash")
def test_the_page_says_what_its_commands_answer(tmp_path: Path) -> None:
    for file in FOLDER.glob("*.json"):
        shutil.copy(file, tmp_path)
    steps = steps_of(PAGE.read_text(encoding="utf-8"))
    for step, output in zip(steps, run(steps, tmp_path), strict=True):
        check(step, output)
    with zipfile.ZipFile(tmp_path / "redline.docx") as redline:
        body = etree.fromstring(redline.read("word/document.xml"))
    for mark in ("ins", "del"):
        authors = {each.get(f"{_WORD}author") for each in body.iter(f"{_WORD}{mark}")}
        assert authors - {"Counterpart"} == BOTH, mark


@pytest.mark.parametrize(
    ("form", "shown", "output"),
    [
        ("json", '{"state": "accepted", "…": "…"}', '{"state": "submitted", "id": 1}'),
        ("json", '{"items": [], "…": "…"}', '{"items": [1], "next": null}'),
        ("json", '{"items": []}', '{"items": [], "next": null}'),
        ("json", '{"state": "accepted", "…": "…"}', '{"state": "accepted"} {"state": "accepted"}'),
        ("text", "accepted 13", "accepted 12"),
        ("", "", "Not found"),
    ],
)
def test_another_answer_than_the_page_shows_is_found(form: str, shown: str, output: str) -> None:
    with pytest.raises(AssertionError):
        check(Step("ask", form, shown), output)
