"""The inbox and the digest: what waits for a side, what is new since the last mail, and nothing of what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from api.app import create_app
from api.runtime import Runtime
from api.services.demonstration_negotiation import OPEN, WAITING
from api.services.digests import send_digests
from api.settings import Settings
from tests.integration.api.test_web import form_token, sign_in
from tests.integration.api.test_web_proposals import A, Desk, setting
from tests.support.made_once import MadeOnce


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at


class Office:
    """A server over the demonstration, its clock and its mail."""

    def __init__(self, folder: Path) -> None:
        self.clock, self.folder = Clock(), folder / "sent"
        settings = Settings(
            database_url=f"sqlite:///{folder / 'counterpart.sqlite3'}",
            mail_folder=self.folder,
            public_url="https://mou.city.example",
        )
        app = create_app(settings, clock=self.clock)
        self.runtime: Runtime = app.state.runtime
        self.site = TestClient(app, base_url="https://localhost", raise_server_exceptions=False)
        self.desk = Desk(self.site)

    def mailed(self) -> dict[str, str]:
        """What a run sends now, by who gets it."""
        there = set(self.folder.iterdir()) if self.folder.exists() else set[Path]()
        sent = send_digests(self.runtime)
        new = set(self.folder.iterdir()) - there if self.folder.exists() else set[Path]()
        mails = [message_from_bytes(each.read_bytes()) for each in new]
        found = {str(each["To"]): f"{each['Subject']}\n{each.get_payload(decode=True)!r}" for each in mails}
        assert set(found) == set(sent.told)
        return found


@pytest.fixture
def office(made_once: MadeOnce, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The office on a day that no deadline comes near to, whichever day it is."""
    monkeypatch.setattr("api.services.waiting.NEAR", timedelta(0))
    made = Office(made_once.copied_demonstration(tmp_path / "demo"))
    with made.site:
        yield made


def links(page: str) -> list[str]:
    return re.findall(r'<h3><a href="([^"]+)"', page)


def test_what_waits_is_told_to_its_side_and_counted(office: Office) -> None:
    desk = office.desk
    assert links(desk.get("district_counsel", "/app/inbox")) == [
        f"{A}/proposals/{OPEN}",
        f"{A}/proposals/{WAITING}",  # the City commented on it
    ]
    assert links(desk.get("police_chief", "/app/inbox")) == [f"{A}/proposals/{WAITING}"]
    assert '<span class="count">2</span>' in desk.get("superintendent", "/app/inbox/count")
    assert "Nothing waits for your side" in desk.get("operator", "/app/inbox")
    assert "count" not in desk.get("operator", "/app/inbox/count")


def test_an_answer_takes_it_out_of_the_inbox(office: Office) -> None:
    desk = office.desk
    desk.send("superintendent", f"{A}/proposals/{OPEN}/reject")
    [thread] = desk.api("superintendent", "GET", f"/threads?proposal_id={WAITING}")["items"]
    desk.api("superintendent", "POST", f"/threads/{thread['id']}/comments", text="A substitute then.")
    assert links(desk.get("superintendent", "/app/inbox")) == []
    assert links(desk.get("city_attorney", "/app/inbox")) == [f"{A}/proposals/{WAITING}"] * 2


def test_a_draft_on_the_table_waits_until_the_side_takes_a_step(office: Office) -> None:
    desk = office.desk
    address = desk.proposed("superintendent", setting(desk.clause("training"), "hours_min", 50))
    desk.send("police_chief", f"{address}/accept")
    made = desk.api("superintendent", "POST", "/drafts", label="Hours", dated="2026-03-03", status="tabled")["number"]
    assert f"{A}/drafts/{made}" in links(desk.get("police_chief", "/app/inbox"))
    assert f"{A}/drafts/{made}" not in links(desk.get("district_counsel", "/app/inbox"))
    desk.send("police_chief", f"{A}/proposals/{WAITING}/reject")
    assert f"{A}/drafts/{made}" not in links(desk.get("police_chief", "/app/inbox"))


def test_the_inbox_asks_the_store_no_more_for_more_that_waits(office: Office) -> None:
    desk, asked = office.desk, list[str]()

    def count(*told: Any) -> None:
        asked.append(told[2])

    def statements(address: str) -> int:
        asked.clear()
        desk.get("district_counsel", address)
        return len(asked)

    addresses = ("/app/inbox", "/app/inbox/count")
    event.listen(office.runtime.engines.read, "before_cursor_execute", count)
    statements("/app/inbox")  # what the first asks once
    before = [statements(each) for each in addresses]
    clause = desk.clause("training")
    for number in range(3):
        about = {"clause_id": clause["clause_id"], "visibility": "shared", "text": f"What of the summer of {number}?"}
        desk.api("city_attorney", "POST", "/threads", **about)
        desk.proposed("city_attorney", setting(clause, "hours_min", 50 + number))
    after = [statements(each) for each in addresses]
    event.remove(office.runtime.engines.read, "before_cursor_execute", count)
    assert after == before


def test_a_digest_tells_how_much_is_new_and_not_what_it_says(office: Office) -> None:
    first = office.mailed()
    assert set(first) == {
        *("superintendent@district.example", "counsel@district.example", "clerk@district.example"),
        *("attorney@city.example", "chief@police.example", "council@city.example"),
    }
    told = first["counsel@district.example"]
    assert "2 things new for your side" in told
    assert "1 proposal to answer" in told
    assert "1 comment to answer" in told
    assert "https://mou.city.example/app/inbox" in told
    assert not re.search(r"Storage|180|Retention|year and a day|injury", "".join(first.values()))
    assert office.mailed() == {}  # run twice in a row, it sends one


def test_a_digest_tells_only_what_came_since_the_last_and_one_a_day(office: Office) -> None:
    office.mailed()
    office.desk.proposed("police_chief", setting(office.desk.clause("training"), "hours_min", 41))
    office.clock.at += timedelta(hours=3)
    assert office.mailed() == {}
    office.clock.at += timedelta(hours=21)
    mails = office.mailed()
    assert "1 thing new for your side" in mails["counsel@district.example"]
    assert "attorney@city.example" not in mails


def test_who_wants_no_mail_gets_none(office: Office) -> None:
    desk = office.desk
    page = desk.get("district_counsel", "/app/inbox")
    assert 'value="daily" checked' in page
    assert desk.send("district_counsel", "/app/inbox/mail", wanted="off") == "/app/inbox?done=mail"
    assert 'value="off" checked' in desk.get("district_counsel", "/app/inbox?done=mail")
    desk.send("district_counsel", "/app/inbox/mail", 422, wanted="hourly")
    desk.send("district_counsel", "/app/inbox/mail", 422, wanted="off", back="elsewhere")

    assert "counsel@district.example" not in office.mailed()


def test_the_page_of_ones_account_asks_for_it_too_and_who_acts_for_nobody_is_not_asked(office: Office) -> None:
    site = sign_in(office.site, "police_chief")
    token = form_token(site.get("/app/account").text)
    sent = {"form_token": token, "wanted": "off", "back": "account"}
    kept = site.post("/app/inbox/mail", data=sent)
    assert kept.url.path == "/app/account"
    assert "Your choice about e-mail is kept." in kept.text
    assert 'value="off" checked' in kept.text
    assert 'value="off" checked' in site.get("/app/inbox").text
    assert "By e-mail" not in sign_in(office.site, "operator").get("/app/account").text


def test_a_mail_that_can_not_leave_is_sent_by_the_next_run(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object, **__: object) -> None:
        raise OSError("no server")

    with monkeypatch.context() as patched:
        patched.setattr("api.services.digests.mail.send", refuses)
        assert "counsel@district.example" in send_digests(office.runtime).failed
    assert "counsel@district.example" in office.mailed()


def test_days_that_come_near_are_told_from_sixty_days_before(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.services.waiting.NEAR", timedelta(days=60))
    office.clock.at = datetime(2020, 5, 15, tzinfo=UTC)
    page = office.desk.get("board_clerk", "/app/inbox")
    assert "A day that comes near" in page
    assert "<h3>June 30, " in page
