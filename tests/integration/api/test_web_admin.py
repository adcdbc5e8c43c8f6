"""The pages of members, of the audit and of who runs the server, without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import event

from api.app import create_app
from api.audit_chain import Entry, Link
from api.auth.access import Role
from api.settings import Settings
from api.store import audit as store_of_audit
from api.store.audited import AUDITED
from api.web.audit_words import OF_ACCOUNTS, RECORDS
from tests.integration.api.conftest import PARTIES, client_of, free, member_of, user_of
from tests.integration.api.test_web import form_token

PASSWORD = "correct horse battery"
OPERATOR, ADMIN, COUNSEL = "operator@office.example", "admin@district.example", "counsel@city.example"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    folder = tmp_path_factory.mktemp("admin")
    made = create_app(Settings(database_url=f"sqlite:///{folder / 'a.sqlite3'}", mail_folder=folder / "mail"))
    user_of(made, OPERATOR, operator=True, password=PASSWORD)
    user_of(made, ADMIN, password=PASSWORD)
    user_of(made, COUNSEL, password=PASSWORD)
    yield made
    made.state.runtime.close()


@pytest.fixture(scope="module")
def pages(app: FastAPI) -> dict[str, TestClient]:
    """A browser for each account."""
    found: dict[str, TestClient] = {}
    for email in (OPERATOR, ADMIN, COUNSEL):
        found[email] = client_of(app)
        answer = found[email].post("/app/sign-in", data={"email": email, "password": PASSWORD}, follow_redirects=False)
        assert answer.status_code == 303, answer.text
    return found


@pytest.fixture(scope="module")
def agreement(app: FastAPI, pages: dict[str, TestClient]) -> str:
    word = pages[OPERATOR].get("/session").json()["csrf_token"]
    body = {"title": "Memorandum of the schools", "parties": PARTIES}
    made = pages[OPERATOR].post("/agreements", json=body, headers={"X-CSRF-Token": word})
    agreement_id = made.json()["id"]
    clause = {"kind": "custom", "heading": "Recordings", "fields": free("They are kept.")}
    path = f"/agreements/{agreement_id}/clauses"
    assert pages[OPERATOR].post(path, json=clause, headers={"X-CSRF-Token": word}).status_code == 201
    for party, role in (("district", Role.ADMIN), ("city", Role.COUNSEL), ("district", Role.CLERK)):
        member_of(app, agreement_id, party, role)
    return agreement_id


def sent(browser: TestClient, address: str, **data: Any) -> Any:
    """The answer to a form."""
    return browser.post(address, data={"form_token": form_token(browser.get("/app/account").text), **data})


def seen(text: str, action: str) -> str:
    """The tag in the form that is sent to ``action``."""
    found = re.search(rf'action="{re.escape(action)}".*?name="seen" value="([^"]+)"', text, re.S)
    assert found, text
    return found[1].replace("&#34;", '"')


# ------------------------------------------------------------------------------------------------------------ members


def test_members_stand_by_side_and_addresses_are_shown_to_the_own_side(
    agreement: str, pages: dict[str, TestClient]
) -> None:
    text = pages[ADMIN].get(f"/app/agreements/{agreement}/members").text
    assert text.index("District <span") < text.index("clerk@district.example") < text.index(">City")
    assert COUNSEL not in text
    assert COUNSEL in pages[COUNSEL].get(f"/app/agreements/{agreement}/members").text


def test_an_admin_changes_the_own_party_alone(app: FastAPI, agreement: str, pages: dict[str, TestClient]) -> None:
    at = f"/app/agreements/{agreement}/members"
    clerk, counsel = (user_of(app, each).id for each in ("clerk@district.example", COUNSEL))
    text = pages[ADMIN].get(at).text
    assert f"{at}/{counsel}" not in text
    tag = seen(text, f"{at}/{clerk}")
    answer = sent(pages[ADMIN], f"{at}/{clerk}", party="district", role="negotiator", seen=tag)
    assert "The change counts from now on" in answer.text
    stale = sent(pages[ADMIN], f"{at}/{clerk}", party="district", role="observer", seen=tag)
    assert (stale.status_code, "You chose observer for it." in stale.text) == (409, True)
    theirs = sent(pages[ADMIN], f"{at}/{counsel}", party="city", role="observer", seen='"x"')
    assert (theirs.status_code, "You manage the members of your own party only." in theirs.text) == (403, True)
    assert sent(pages[COUNSEL], f"{at}/{clerk}/remove", seen=tag).status_code == 403
    gone = sent(pages[ADMIN], f"{at}/{clerk}/remove", seen=seen(pages[ADMIN].get(at).text, f"{at}/{clerk}"))
    assert "They act for nobody here any more" in gone.text
    assert f"{at}/{clerk}" not in gone.text


def test_an_operator_makes_members_of_any_party(app: FastAPI, agreement: str, pages: dict[str, TestClient]) -> None:
    at = f"/app/agreements/{agreement}/members"
    user_of(app, "new@city.example")
    none = sent(pages[OPERATOR], at, email="nobody@city.example", party="city", role="clerk")
    assert (none.status_code, "There is no account with the address" in none.text) == (422, True)
    assert 'value="nobody@city.example"' in none.text
    made = sent(pages[OPERATOR], at, email="new@city.example", party="city", role="clerk")
    assert "They are a member now." in made.text
    again = sent(pages[OPERATOR], at, email="new@city.example", party="city", role="clerk")
    assert (again.status_code, "is a member already" in again.text) == (409, True)


# -------------------------------------------------------------------------------------------------------------- audit


def test_every_audited_record_has_a_word() -> None:
    assert set(RECORDS) == set(AUDITED)
    assert {name for name, each in AUDITED.items() if each.place is AUDITED["users"].place} == OF_ACCOUNTS


def test_the_audit_is_told_in_words_narrowed_and_verified(agreement: str, pages: dict[str, TestClient]) -> None:
    at = f"/app/agreements/{agreement}/audit"
    text = pages[ADMIN].get(at).text
    assert "Make an agreement" in text
    assert "verified</span>" not in text
    head = re.search(r"Last hash</span> <code>([0-9a-f]{64})</code>", text)
    assert head
    assert head[1] == pages[ADMIN].get(f"/agreements/{agreement}/audit").json()["head"]
    assert "testclient" not in text
    assert "testclient" in pages[OPERATOR].get(at).text
    only = pages[ADMIN].get(f"{at}?kind=parties").text
    assert len(re.findall(r'<li id="entry-', only)) == 1
    clause = re.search(r'<option value="([^"]+)">1. Recordings</option>', text)
    assert clause
    about = pages[ADMIN].get(f"{at}?clause={clause[1]}").text
    assert re.findall(r"<p><b>([^<]+)</b>", about) == ["Add a clause"]
    assert "They are kept." in about
    assert "No entry is of this person" in pages[ADMIN].get(f"{at}?author=Nobody").text
    assert len(re.findall(r'<li id="entry-', pages[ADMIN].get(f"{at}?author=OPERATOR").text)) > 1


def test_the_chain_is_verified_when_that_is_asked_for_and_the_page_says_what_and_when(
    agreement: str, pages: dict[str, TestClient]
) -> None:
    at = f"/app/agreements/{agreement}/audit"
    last = pages[ADMIN].get(f"/agreements/{agreement}/audit").json()
    verified = pages[ADMIN].get(f"{at}?verify=true&head=%20{last['items'][0]['hash'].upper()}").text
    assert re.search(r"verified</span> <time [^>]+>[^<]+</time>: (\d+) entries, from the first to no. \1", verified)
    assert "the hash that you have is in it" in verified
    cut = pages[ADMIN].get(f"{at}?verify=true&head={'a' * 64}").text
    assert "The chain does not hold." in cut
    assert "the chain ends before the head that was named" in cut
    assert "A hash has 64 characters" in pages[ADMIN].get(f"{at}?verify=true&head=abc").text


def test_a_page_of_the_audit_costs_what_it_shows_however_long_the_chain_is(
    app: FastAPI, agreement: str, pages: dict[str, TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    at, runtime = f"/app/agreements/{agreement}/audit", app.state.runtime
    statements, links = list[str](), list[int]()
    made = store_of_audit._link

    def counted(row: Any) -> Any:
        links.append(row.number)
        return made(row)

    def asked(address: str) -> tuple[int, int]:
        statements.clear()
        links.clear()
        assert pages[OPERATOR].get(address).status_code == 200
        return len(statements), len(links)

    def count(*told: Any) -> None:
        statements.append(told[2])

    monkeypatch.setattr(store_of_audit, "_link", counted)
    event.listen(runtime.engines.read, "before_cursor_execute", count)
    addresses = (at, f"{at}?kind=members", f"{at}?author=operator&page=2", "/app/admin/audit")
    for each in addresses:
        asked(each)  # what is kept for the next reader is kept from here on
    before = [asked(each)[0] for each in addresses]
    for chain in (agreement, "installation"):
        with runtime.unit() as unit:
            number, previous = store_of_audit.head_of(unit.write, chain)
            for each in range(number + 1, number + 301):
                change = {"table": "members", "key": {"user_id": "u"}, "before": None, "after": {"role": "clerk"}}
                entry = Entry(
                    chain, each, "2026-01-05T09:00:00+00:00", None, "The Operator", "x", "", [change], previous
                )
                store_of_audit.append(unit.write, Link(entry, entry.hash, "", ""))
                previous = entry.hash
    after = [asked(each) for each in addresses]
    event.remove(runtime.engines.read, "before_cursor_execute", count)
    assert [found for found, _ in after] == before
    assert [read for _, read in after] == [26] * 4
    with runtime.unit() as unit:
        total = store_of_audit.head_of(unit.read, agreement)[0]
    shown = re.findall(r'<li id="entry-(\d+)', pages[OPERATOR].get(f"{at}?page=3").text)
    assert list(map(int, shown)) == [*range(total - 50, total - 75, -1)]


def test_the_own_chain_is_for_the_own_side_and_an_operator_has_none(
    agreement: str, pages: dict[str, TestClient]
) -> None:
    at = f"/app/agreements/{agreement}/audit"
    word = pages[COUNSEL].get("/session").json()["csrf_token"]
    edit = {
        "edit": "insert",
        "kind": "custom",
        "heading": "Keys",
        "fields": free("The clerk keeps them."),
        "after": None,
    }
    body = {"rationale": "Ours alone.", "edits": [edit]}
    made = pages[COUNSEL].post(f"/agreements/{agreement}/proposals", json=body, headers={"X-CSRF-Token": word})
    assert made.status_code == 201, made.text
    assert "only your side sees this" in pages[COUNSEL].get(f"{at}?chain=own").text
    assert "Ours alone." in pages[COUNSEL].get(f"{at}?chain=own").text
    assert "Ours alone." not in pages[ADMIN].get(f"{at}?chain=own").text + pages[ADMIN].get(at).text
    assert pages[OPERATOR].get(f"{at}?chain=own").status_code == 403


def test_a_chain_that_somebody_changed_names_its_first_broken_link(
    app: FastAPI, agreement: str, pages: dict[str, TestClient]
) -> None:
    with app.state.runtime.unit() as unit:
        unit.write.exec_driver_sql("DROP TRIGGER keep_audit_entries_update")
        unit.write.exec_driver_sql(
            "UPDATE audit_entries SET who = 'Somebody else' WHERE chain = ? AND number = 1", (agreement,)
        )
    text = pages[ADMIN].get(f"/app/agreements/{agreement}/audit?verify=true").text
    assert "The chain does not hold." in text
    assert "Entry 1: the entry is not what its hash was made of" in text
    assert "verified</span>" not in text


# ----------------------------------------------------------------------------------------------------- administration


def test_an_operator_makes_an_account_changes_it_and_sends_a_code(app: FastAPI, pages: dict[str, TestClient]) -> None:
    browser = pages[OPERATOR]
    wrong = sent(browser, "/app/admin/users", email="not an address", name="Dana Reyes")
    assert (wrong.status_code, 'value="not an address"' in wrong.text) == (422, True)
    made = sent(browser, "/app/admin/users", email="dana@school.example", name="Dana Reyes")
    assert "The account is made" in made.text
    at = made.url.path
    tag = seen(made.text, at)
    assert "The change counts" in sent(browser, at, name="Dana R. Reyes", seen=tag).text
    stale = sent(browser, at, name="Another", disabled="true", seen=tag)
    assert (stale.status_code, "Somebody changed this account meanwhile" in stale.text) == (409, True)
    assert 'value="Another"' in stale.text
    assert "A code is on its way" in sent(browser, f"{at}/code").text
    mails = [each.read_text(encoding="utf-8") for each in app.state.runtime.settings.mail_folder.iterdir()]
    assert any("dana@school.example" in each for each in mails)
    found = browser.get("/app/admin/users?text=dana%20r").text
    assert found.count("dana@school.example") == 1


def test_the_last_operator_can_not_be_disabled(app: FastAPI, pages: dict[str, TestClient]) -> None:
    at = f"/app/admin/users/{user_of(app, OPERATOR).id}"
    tag = seen(pages[OPERATOR].get(at).text, at)
    answer = sent(pages[OPERATOR], at, name="Operator", operator="true", disabled="true", seen=tag)
    assert (answer.status_code, "Somebody has to run the installation" in answer.text) == (409, True)
    assert pages[OPERATOR].get(at).status_code == 200


def test_parties_and_sides_are_set_and_a_stale_form_loses_nothing(pages: dict[str, TestClient]) -> None:
    browser = pages[OPERATOR]
    word = browser.get("/session").json()["csrf_token"]
    made = browser.post("/agreements", json={"title": "Another"}, headers={"X-CSRF-Token": word}).json()["id"]
    at = f"/app/admin/agreements/{made}"
    rows = {
        "role": ["school", "city", "police", ""],
        "legal_name": ["the Board", "the City", "the Department", ""],
        "short_name": ["District", "City", "Department", ""],
        "office": ["", "", "", ""],
        "side": ["", "", "city", ""],
    }
    tag = seen(browser.get(at).text, f"{at}/parties")
    assert "The parties are set" in sent(browser, f"{at}/parties", seen=tag, **rows).text
    sides = [each["side"] for each in browser.get(f"/agreements/{made}").json()["parties"]]
    assert sides == ["", "", "city"]
    assert "District — City and Department" in browser.get("/app/admin/agreements").text
    stale = sent(browser, f"{at}/parties", seen=tag, **rows | {"legal_name": ["another Board", "the City", "x", ""]})
    assert stale.status_code == 409
    assert 'value="another Board"' in stale.text
    assert "As they are now: District (school)" in stale.text
    wrong = sent(browser, f"{at}/parties", seen="2", **rows | {"role": ["School", "city", "police", ""]})
    assert (wrong.status_code, "no. 1, role" in wrong.text) == (422, True)


def test_the_pages_of_an_agreement_show_times_in_its_zone(agreement: str, pages: dict[str, TestClient]) -> None:
    browser, at = pages[OPERATOR], f"/app/admin/agreements/{agreement}"
    tag = seen(browser.get(at).text, f"{at}/time-zone")
    assert "begin in Pacific/Honolulu" in sent(browser, f"{at}/time-zone", time_zone="Pacific/Honolulu", seen=tag).text
    audit = browser.get(f"/app/agreements/{agreement}/audit").text
    assert re.search(
        r'<time datetime="20\d\d-[0-9-]+T[0-9:]+Z">[A-Z][a-z]+ \d+, 20\d\d, [0-9:]+ [ap]\.m\. HST</time>', audit
    )
    assert "HST" not in browser.get("/app/admin/audit").text
    stale = sent(browser, f"{at}/time-zone", time_zone="UTC", seen=tag)
    assert (stale.status_code, "Somebody chose Pacific/Honolulu meanwhile; you chose UTC." in stale.text) == (409, True)
    wrong = sent(browser, f"{at}/time-zone", time_zone="Mars/Base", seen=tag)
    assert (wrong.status_code, 'value="Mars/Base"' in wrong.text) == (422, True)


def test_an_operator_of_an_empty_installation_is_told_the_next_steps(tmp_path: Path) -> None:
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'e.sqlite3'}", mail_folder=tmp_path / "mail"))
    user_of(app, OPERATOR, operator=True, password=PASSWORD)
    with client_of(app) as browser:
        browser.post("/app/sign-in", data={"email": OPERATOR, "password": PASSWORD})
        text = browser.get("/app").text
        for link in re.findall(r'<li[^>]*>\s*<h3><a href="([^"]+)"', text):
            assert browser.get(link).status_code == 200, link
        assert len(re.findall(r'<ol class="steps">', text)) == 1
    app.state.runtime.close()


def test_who_runs_nothing_is_offered_no_administration(pages: dict[str, TestClient]) -> None:
    assert "/app/admin" not in pages[ADMIN].get("/app").text
    assert pages[ADMIN].get("/app/admin").status_code == 403
    assert 'href="/app/admin"' in pages[OPERATOR].get("/app").text
