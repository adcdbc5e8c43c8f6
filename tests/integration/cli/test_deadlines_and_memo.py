"""``counterpart deadlines`` and ``counterpart memo``, as a shell runs them."""

from __future__ import annotations

import json
from pathlib import Path

import icalendar
import pytest

from api.schemas.deadlines import DeadlinesShown
from api.schemas.memos import MemoShown
from drafts.word.lint import lint
from tests.support.command import run


def test_deadlines_tells_what_the_vote_of_july_2020_amounts_to() -> None:
    done = run("deadlines", "--demo", "--draft", "6", "--on", "2020-07-01")
    assert done.code == 0
    assert "past non-renewal; this is termination on 60 days' notice" in done.told
    assert "Last day for notice of non-renewal" not in done.told  # of the term that runs then there is none


def test_deadlines_as_data_and_as_a_calendar_file(tmp_path: Path) -> None:
    data = run("deadlines", "--demo", "--draft", "6", "--format", "json")
    listed = DeadlinesShown.model_validate_json(data.out)
    assert listed.on.isoformat() == "2020-03-17"
    target = tmp_path / "deadlines.ics"
    assert run("deadlines", "--demo", "--draft", "6", "--format", "ics", "-o", str(target)).code == 0
    events = icalendar.Calendar.from_ical(target.read_bytes()).walk("VEVENT")
    assert len(events) == len(listed.days)


def test_memo_in_text_and_in_every_form(tmp_path: Path) -> None:
    text = run("memo", "--demo", "--from", "4", "--to", "5")
    assert text.code == 0
    assert "  Retention, general: 2 years → 385 days\n" in text.told
    names = {form: tmp_path / f"memo.{form}" for form in ("json", "html", "docx")}
    for form, name in names.items():
        assert run("memo", "--demo", "--from", "4", "--to", "5", "--format", form, "-o", str(name)).code == 0
    assert MemoShown.model_validate(json.loads(names["json"].read_bytes())).counts.fields == 30
    assert "Retention, general" in names["html"].read_text(encoding="utf-8")
    assert lint(names["docx"].read_bytes()) == ()
    full = ("memo", "--demo", "--from", "4", "--to", "5", "--format", "docx", "--full", "-o", str(names["docx"]))
    assert run(*full).code == 0
    assert lint(names["docx"].read_bytes()) == ()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("memo",), 2),
        (("memo", "agr-1", "--demo"), 2),
        (("memo", "--demo", "--from", "first"), 2),
        (("memo", "--demo", "--to", "99"), 5),
        (("memo", "--demo", "--full"), 2),
        (("deadlines", "--demo", "--on", "soon"), 2),
        (("deadlines", "--demo", "--format", "text", "-o", "list.txt"), 2),
        (("deadlines", "--demo", "--from", "2021-01-01", "--to", "2020-01-01"), 2),
    ],
    ids=str,
)
def test_what_can_t_be_asked_is_refused(words: tuple[str, ...], code: int) -> None:
    assert run(*words).code == code
