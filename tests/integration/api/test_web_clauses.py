"""The negotiator's pages about clauses, as a browser gets them without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from api.app import create_app
from api.runtime import Runtime
from api.services.demonstration import AGREEMENT_ID
from api.services.demonstration_accounts import ACCOUNTS, PASSWORD
from api.settings import Settings
from clauses.kinds import kinds
from tests.support.made_once import MadeOnce
from tests.support.negotiated import POSITIONS, PRIVATE_REMARK, PRIVATE_WHY, negotiate

A = f"/app/agreements/{AGREEMENT_ID}"
EMAIL = {account.key: account.email for account in ACCOUNTS}
TOKEN = {account.key: account.token for account in ACCOUNTS}


@pytest.fixture(scope="module")
def folder(made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = made_once.copied_demonstration(tmp_path_factory.mktemp("clauses") / "demo")
    negotiate(made)
    return made


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[TestClient]:
    url = f"sqlite:///{folder / 'counterpart.sqlite3'}"
    app = create_app(Settings(database_url=url, mail_folder=folder / "mail"))
    yield TestClient(app, base_url="https://localhost", raise_server_exceptions=False, follow_redirects=False)
    app.state.runtime.close()


@pytest.fixture(scope="module")
def clauses(site: TestClient) -> dict[str, str]:
    """The identities of the clauses by their kinds."""
    answer = site.get(f"/agreements/{AGREEMENT_ID}/clauses?limit=200", headers=as_("operator"))
    return {each["kind"]: each["clause_id"] for each in answer.json()["items"]}


def as_(who: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {TOKEN[who]}"}


def sign_in(site: TestClient, who: str) -> TestClient:
    site.cookies.clear()
    answer = site.post("/app/sign-in", data={"email": EMAIL[who], "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return site


@pytest.fixture
def counsel(site: TestClient) -> TestClient:
    return sign_in(site, "district_counsel")


def send(site: TestClient, page: str, form: dict[str, Any], to: str = "") -> Any:
    """The answer to a form of ``page``, with the word of the session that the page carries."""
    found = re.search(r'name="form_token" value="([^"]+)"', site.get(page).text)
    assert found
    return site.post(to or page, data={**form, "form_token": found[1]})


def rows(text: str) -> dict[str, str]:
    """The rows of the list by the headings of their clauses, without tags."""
    found = re.findall(r'<li>\n<span class="no">(.*?)</li>', text, flags=re.S)
    plain = [" ".join(re.sub(r"<[^>]+>", " ", each).replace("\n", " ").split()) for each in found]
    headings = [re.search(r"/clauses/\w+\">([^<]+)<", each) for each in found]
    return {heading[1]: row for heading, row in zip(headings, plain, strict=True) if heading}


# ------------------------------------------------------------------------------------------------------------ list


def test_the_list_tells_of_each_clause_how_far_the_sides_are_and_whose_move_it_is(counsel: TestClient) -> None:
    told = rows(counsel.get(f"{A}/clauses").text)
    assert len(told) == 26
    assert "Agreed" in told["Amendment"]
    assert "Agreed by the City" in told["Notices"]
    assert "Your move" in told["Notices"]
    assert all(words in told["Termination"] for words in ("Your move", "Proposal of the City", "1 comment thread"))
    assert "Move of the City" in told["Complaints"]
    assert "Your side’s draft" in told["Training"]


@pytest.mark.parametrize(
    ("query", "headings"),
    [
        ("status=agreed", {"Amendment"}),
        ("status=agreed-by-one", {"Notices"}),
        ("move=ours", {"Termination", "Notices", "Training", "Retention and Deletion"}),
        ("move=theirs", {"Complaints", "School Resource Officers"}),
    ],
)
def test_the_list_is_narrowed(counsel: TestClient, query: str, headings: set[str]) -> None:
    assert set(rows(counsel.get(f"{A}/clauses?{query}").text)) == headings


def test_the_list_asks_the_store_no_more_for_more_clauses_that_somebody_agreed_with(
    site: TestClient, clauses: dict[str, str]
) -> None:
    runtime: Runtime = cast(Any, site.app).state.runtime
    counsel, asked = sign_in(site, "district_counsel"), list[str]()

    def count(*told: Any) -> None:
        asked.append(told[2])

    def statements() -> int:
        asked.clear()
        assert counsel.get(f"{A}/clauses").status_code == 200
        return len(asked)

    event.listen(runtime.engines.read, "before_cursor_execute", count)
    counsel.get(f"{A}/clauses")
    before = statements()
    for kind, revision in (("definitions", 1), ("training", 4), ("complaints", 2)):
        body = {"revision": revision, "agrees": True}
        address = f"/agreements/{AGREEMENT_ID}/clauses/{clauses[kind]}/stance"
        assert site.post(address, json=body, headers=as_("city_attorney")).status_code == 200
    assert statements() == before
    event.remove(runtime.engines.read, "before_cursor_execute", count)
    for kind, revision in (("definitions", 1), ("training", 4), ("complaints", 2)):
        body = {"revision": revision, "agrees": False}
        address = f"/agreements/{AGREEMENT_ID}/clauses/{clauses[kind]}/stance"
        assert site.post(address, json=body, headers=as_("city_attorney")).status_code == 200


def test_the_list_is_told_to_the_other_side_from_its_own_place_and_without_what_is_private(site: TestClient) -> None:
    told = rows(sign_in(site, "city_attorney").get(f"{A}/clauses").text)
    assert "Move of the District" in told["Termination"]
    assert "Agreed by your side" in told["Notices"]
    assert "private" not in " ".join(told.values()).lower()
    assert "draft" not in told["Training"]


def test_an_observer_is_shown_the_list_and_no_way_to_change_it(site: TestClient) -> None:
    text = sign_in(site, "council_member").get(f"{A}/clauses").text
    assert len(rows(text)) == 26
    assert "Add a clause" not in text
    assert "Your move" not in text


# -------------------------------------------------------------------------------------------------------- a clause


def test_a_clause_tells_its_words_its_history_and_what_is_said_about_it(
    counsel: TestClient, clauses: dict[str, str]
) -> None:
    text = counsel.get(f"{A}/clauses/{clauses['termination']}").text
    assert "at least sixty (60) calendar days before the end" in text
    assert '<del><span class="sr">[deleted: </span>thirty<span class="sr">]</span></del>' in text
    assert "The notice matches renewal." in text
    assert "The City can live with 60 days for cause." in text
    assert "Ninety days give the City time" in text


def test_what_is_private_about_a_clause_is_marked_and_shown_to_its_own_side_alone(
    site: TestClient, clauses: dict[str, str]
) -> None:
    note = str(POSITIONS[0]["note"])
    page = f"{A}/clauses/{clauses['termination']}"
    own = sign_in(site, "district_counsel").get(page).text
    assert PRIVATE_REMARK in own
    assert note in own
    assert 'class="thread private"' in own
    assert "Only your side sees this" in own
    for other in ("city_attorney", "operator", "council_member", "board_clerk"):
        text = sign_in(site, other).get(page).text
        assert PRIVATE_REMARK not in text
        assert note not in text
        assert "walk away" not in text
        assert PRIVATE_WHY not in site.get(f"{A}/clauses/{clauses['training']}").text


def test_a_side_agrees_with_the_words_and_takes_it_back(counsel: TestClient, clauses: dict[str, str]) -> None:
    page = f"{A}/clauses/{clauses['redaction']}"
    assert send(counsel, page, {"revision": "2", "agrees": "true"}, f"{page}/stance").status_code == 303
    assert "Take the agreement back" in counsel.get(page).text
    assert "Agreed by your side" in counsel.get(page).text
    assert send(counsel, page, {"revision": "2", "agrees": "false"}, f"{page}/stance").status_code == 303
    assert "Agree with these words" in counsel.get(page).text


def test_who_read_other_words_is_told_so_and_agrees_with_nothing(counsel: TestClient, clauses: dict[str, str]) -> None:
    page = f"{A}/clauses/{clauses['redaction']}"
    answer = send(counsel, page, {"revision": "1", "agrees": "true"}, f"{page}/stance")
    assert answer.status_code == 409
    assert "The clause is at revision 2" in answer.text
    assert "Agree with these words" in answer.text


def test_a_thread_is_begun_answered_settled_and_reopened(counsel: TestClient, clauses: dict[str, str]) -> None:
    page = f"{A}/clauses/{clauses['costs_payment']}"
    began = send(counsel, page, {"text": "Who pays\r\nfor June?", "visibility": "private"}, f"{page}/threads")
    assert began.status_code == 303
    thread = began.headers["location"].partition("#")[2]
    assert "Who pays\nfor June?" in counsel.get(page).text
    assert send(counsel, page, {"text": "The City."}, f"{page}/threads/{thread}/comments").status_code == 303
    assert send(counsel, page, {}, f"{page}/threads/{thread}/resolve").status_code == 303
    assert "Settled by District counsel" in counsel.get(page).text
    refused = send(counsel, page, {"text": "One more"}, f"{page}/threads/{thread}/comments")
    assert (refused.status_code, "reopen it first" in refused.text) == (409, True)
    assert send(counsel, page, {}, f"{page}/threads/{thread}/reopen").status_code == 303
    assert "The City." in counsel.get(page).text


def test_a_comment_without_who_sees_it_is_kept_on_the_page_and_shared_with_nobody(
    counsel: TestClient, clauses: dict[str, str]
) -> None:
    page = f"{A}/clauses/{clauses['costs_payment']}"
    answer = send(counsel, page, {"text": "Only for us"}, f"{page}/threads")
    assert answer.status_code == 422
    assert "Say who is to see the comment" in answer.text
    assert ">Only for us</textarea>" in answer.text
    assert "Only for us" not in counsel.get(page).text


# ---------------------------------------------------------------------------------------------------------- the edit


def form_of(text: str) -> dict[str, Any]:
    """What a browser would send of the form of an edit, without any button."""
    form = re.search(r'<form method="post"[^>]*class="edit-form".*?</form>', text, flags=re.S)
    assert form
    return parsed(form[0])


def parsed(form: str) -> dict[str, Any]:
    sent: dict[str, Any] = {}

    def put(name: str, value: str) -> None:
        sent.setdefault(name, []).append(unescape(value))

    for tag in re.findall(r"<input[^>]*>", form):
        about = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if about.get("type") not in ("checkbox", "radio") or re.search(r"\schecked[\s>]", tag):
            put(about["name"], about.get("value", ""))
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, flags=re.S):
        put(name, text)
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, flags=re.S):
        found = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        put(name, found[1] if found else "")
    return sent


def latest(site: TestClient, who: str, answer: Any) -> dict[str, Any]:
    """The proposal that an edit led to."""
    assert answer.status_code == 303, re.findall(r'class="refused"[^>]*>([^<]*)', answer.text)
    found = re.fullmatch(rf"{A}/proposals/([\w-]+)", answer.headers["location"])
    assert found, answer.headers["location"]
    return site.get(f"/agreements/{AGREEMENT_ID}/proposals/{found[1]}", headers=as_(who)).json()


def test_every_clause_of_the_demonstration_goes_through_its_form_unchanged(
    counsel: TestClient, clauses: dict[str, str]
) -> None:
    for kind, clause_id in clauses.items():
        page = f"{A}/clauses/{clause_id}/edit?by=fields"
        sent = form_of(counsel.get(page).text)
        answer = counsel.post(page.partition("?")[0], data={**sent, "do": "save", "rationale": "Why"})
        assert (answer.status_code, "Nothing is changed yet" in answer.text) == (422, True), kind


def test_a_changed_value_becomes_an_edit_of_a_new_draft(counsel: TestClient, clauses: dict[str, str]) -> None:
    page = f"{A}/clauses/{clauses['retention']}/edit"
    sent = form_of(counsel.get(page).text)
    sent |= {"f.rules.general.min.n": "180", "rationale": "As we said in March.", "do": "save"}
    made = latest(counsel, "district_counsel", counsel.post(page, data=sent))
    assert (made["state"], made["rationale"]) == ("draft", "As we said in March.")
    assert [(each["path"], each["value"]) for each in made["edits"]] == [("rules.general.min", "P180D")]


def test_an_edit_joins_a_draft_that_is_there_and_is_gone_on_with_there(
    counsel: TestClient, clauses: dict[str, str]
) -> None:
    page = f"{A}/clauses/{clauses['audits_reporting']}/edit"
    first = {**form_of(counsel.get(page).text), "heading": "Audits", "rationale": "Shorter.", "do": "save"}
    draft = latest(counsel, "district_counsel", counsel.post(page, data=first))
    other = f"{A}/clauses/{clauses['training']}/edit"
    more = {**form_of(counsel.get(other).text), "f.hours_min": "12", "draft": draft["id"], "do": "save"}
    joined = latest(counsel, "district_counsel", counsel.post(other, data=more))
    assert (joined["id"], len(joined["edits"]), joined["rationale"]) == (draft["id"], 2, "Shorter.")
    again = form_of(counsel.get(f"{page}?into={draft['id']}").text)
    assert again["heading"] == ["Audits"]
    answer = counsel.post(page, data={**again, "heading": "Audits and Checks", "do": "save"})
    gone_on = latest(counsel, "district_counsel", answer)
    assert [each.get("heading", each.get("value")) for each in gone_on["edits"]] == [12, "Audits and Checks"]
    stale = counsel.post(page, data={**again, "heading": "Audits Alone", "do": "save"})
    assert (stale.status_code, "changed that draft since you opened it" in stale.text) == (409, True)
    assert "Audits Alone" in stale.text
    twice = counsel.post(page, data={**first, "draft": draft["id"]})
    assert (twice.status_code, "changes the words of this clause already" in twice.text) == (409, True)


def test_values_that_hold_only_together_are_proposed_together(counsel: TestClient, clauses: dict[str, str]) -> None:
    page = f"{A}/clauses/{clauses['retention']}/edit"
    sent = {each: value for each, value in form_of(counsel.get(page).text).items() if each != "f.rules.on"}
    sent |= {"f.by_reference": "the Department’s procedure", "f.schedule_location": "none"}
    made = latest(counsel, "district_counsel", counsel.post(page, data={**sent, "rationale": "Simpler.", "do": "save"}))
    assert [each["edit"] for each in made["edits"]] == ["edit_text"]


def test_edited_words_change_the_values_that_they_tell(counsel: TestClient, clauses: dict[str, str]) -> None:
    page = f"{A}/clauses/{clauses['term_renewal']}/edit"
    sent = form_of(counsel.get(f"{page}?by=prose").text)
    [text] = sent["text"]
    assert "sixty (60) calendar days" in text
    sent["text"] = text.replace("sixty (60) calendar days", "ninety (90) calendar days")
    shown = counsel.post(page.replace("/edit", "/preview"), data=sent).text
    assert "60 calendar days → 90 calendar days" in shown
    made = latest(counsel, "district_counsel", counsel.post(page, data={**sent, "rationale": "Time.", "do": "save"}))
    assert [each["edit"] for each in made["edits"]] == ["edit_text"]


def test_the_preview_marks_the_words_that_change_and_stores_nothing(
    counsel: TestClient, clauses: dict[str, str]
) -> None:
    page = f"{A}/clauses/{clauses['termination']}/edit"
    sent = {**form_of(counsel.get(page).text), "f.notice.n": "45"}
    before = counsel.get(f"{A}/clauses").text
    shown = counsel.post(page.replace("/edit", "/preview"), data=sent).text
    assert '<ins><span class="sr">[inserted: </span>forty-five<span class="sr">]</span></ins>' in shown
    assert "Notice: 60 calendar days → 45 calendar days" in shown
    assert "A fallback" in shown
    assert "<html" not in shown
    assert counsel.get(f"{A}/clauses").text == before


def test_a_value_that_cannot_be_is_told_beside_its_field_and_stays_as_it_was_typed(
    counsel: TestClient, clauses: dict[str, str]
) -> None:
    page = f"{A}/clauses/{clauses['termination']}/edit"
    sent = {**form_of(counsel.get(page).text), "f.notice.n": "a month", "rationale": "Why", "do": "save"}
    answer = counsel.post(page, data=sent)
    assert answer.status_code == 422
    assert re.search(r'id="wrong-f-notice">[^<]*whole number', answer.text)
    assert form_of(answer.text)["f.notice.n"] == ["a month"]
    shown = counsel.post(page.replace("/edit", "/preview"), data=sent).text
    assert re.search(r'id="wrong-f-notice" hx-swap-oob="true">[^<]*whole number', shown)


def test_a_proposal_without_a_reason_is_asked_for_one_and_loses_nothing(
    counsel: TestClient, clauses: dict[str, str]
) -> None:
    page = f"{A}/clauses/{clauses['termination']}/edit"
    answer = counsel.post(page, data={**form_of(counsel.get(page).text), "f.notice.n": "45", "do": "save"})
    assert answer.status_code == 422
    assert re.search(r'id="wrong-rationale">Say why', answer.text)
    assert form_of(answer.text)["f.notice.n"] == ["45"]


def test_lines_of_a_list_are_added_moved_and_taken_out_without_a_script(
    counsel: TestClient, clauses: dict[str, str]
) -> None:
    page = f"{A}/clauses/{clauses['recitals']}/edit"
    sent = form_of(counsel.get(page).text)
    first, second = sent["f.purposes.0"], sent["f.purposes.1"]
    count = sum(each.startswith("f.purposes.") for each in sent)
    moved = form_of(counsel.post(page, data={**sent, "do": "up:f.purposes.1"}).text)
    assert (moved["f.purposes.0"], moved["f.purposes.1"]) == (second, first)
    fewer = form_of(counsel.post(page, data={**moved, "do": "drop:f.purposes.0"}).text)
    assert fewer["f.purposes.0"] == first
    assert f"f.purposes.{count - 1}" not in fewer
    more = form_of(counsel.post(page, data={**fewer, "do": "add:f.purposes"}).text)
    assert more[f"f.purposes.{count - 1}"] == [""]


def test_the_other_way_to_edit_begins_with_what_is_typed(counsel: TestClient, clauses: dict[str, str]) -> None:
    page = f"{A}/clauses/{clauses['termination']}/edit"
    sent = {**form_of(counsel.get(page).text), "f.notice.n": "45"}
    words = form_of(counsel.post(page, data={**sent, "do": "prose"}).text)
    assert "forty-five (45) calendar days" in words["text"][0]
    words["text"] = [words["text"][0].replace("forty-five (45)", "fifty (50)")]
    assert form_of(counsel.post(page, data={**words, "do": "fields"}).text)["f.notice.n"] == ["50"]


def test_an_operator_changes_the_clause_itself_and_a_stale_edit_shows_both_and_loses_nothing(
    site: TestClient, clauses: dict[str, str]
) -> None:
    page = f"{A}/clauses/{clauses['data_security']}/edit"
    counsel = sign_in(site, "district_counsel")
    typed = {**form_of(counsel.get(page).text), "heading": "Safe Keeping", "rationale": "Plain.", "do": "save"}
    operator = sign_in(site, "operator")
    made = operator.post(page, data={**form_of(operator.get(page).text), "heading": "Data Security", "do": "save"})
    assert (made.status_code, made.headers["location"]) == (303, page.removesuffix("/edit"))
    counsel = sign_in(site, "district_counsel")
    word = form_of(counsel.get(page).text)["form_token"]
    answer = counsel.post(page, data={**typed, "form_token": word})
    assert answer.status_code == 409
    assert "The clause has changed since you opened it" in answer.text
    kept = form_of(answer.text)
    assert (kept["heading"], kept["rationale"], kept["base"]) == (["Safe Keeping"], ["Plain."], ["2"])
    stale = answer.text.partition('class="stale"')[2].partition("</section>")[0]
    assert "[deleted: </span> and Breach Notice" in stale
    assert "[inserted: </span>Safe Keeping" in stale
    proposal = latest(counsel, "district_counsel", counsel.post(page, data={**kept, "do": "save"}))
    assert [(each["base"], each["heading"]) for each in proposal["edits"]] == [(2, "Safe Keeping")]


def test_who_may_not_change_clauses_is_offered_no_form(site: TestClient, clauses: dict[str, str]) -> None:
    for who in ("board_clerk", "council_member"):
        text = sign_in(site, who).get(f"{A}/clauses/{clauses['termination']}").text
        assert "/edit" not in text
        assert "Your comment" not in text
        assert site.get(f"{A}/clauses/{clauses['termination']}/edit").status_code == 403


# ------------------------------------------------------------------------------------------ adding, moving, taking out


def test_the_library_offers_every_kind_and_no_second_of_one_that_may_stand_once(counsel: TestClient) -> None:
    text = counsel.get(f"{A}/clauses/add").text
    assert len(re.findall("<li[ >]", text)) == len(kinds())
    assert "/clauses/add/custom" in text
    assert "/clauses/add/retention" not in text


def test_a_clause_of_the_library_is_proposed_at_its_place(counsel: TestClient, clauses: dict[str, str]) -> None:
    page = f"{A}/clauses/add/custom"
    sent = form_of(counsel.get(page).text)
    grown = form_of(counsel.post(page, data={**sent, "do": "add:f.paragraphs"}).text)
    assert grown["f.paragraphs.0.text"] == [""]
    grown |= {"heading": "Visitors", "f.paragraphs.0.text": "Visitors sign in.", "f.paragraphs.0.level": "0"}
    grown |= {"after": clauses["training"], "rationale": "Safety."}
    shown = counsel.post(f"{page}/preview", data=grown).text
    assert '<ins><span class="sr">[inserted: </span>Visitors sign in.' in shown
    made = latest(counsel, "district_counsel", counsel.post(page, data={**grown, "do": "save"}))
    [edit] = made["edits"]
    assert (edit["edit"], edit["kind"], edit["heading"], edit["after"]) == (
        "insert",
        "custom",
        "Visitors",
        clauses["training"],
    )


def test_an_empty_clause_is_told_what_it_lacks_beside_each_field(counsel: TestClient) -> None:
    page = f"{A}/clauses/add/pilot"
    sent = form_of(counsel.get(page).text)
    answer = counsel.post(page, data={**sent, "rationale": "Try it.", "do": "save"})
    assert answer.status_code == 422
    assert re.search(r'id="wrong-f-start">Give a date\.', answer.text)


def test_a_kind_that_there_is_none_of_is_not_found(counsel: TestClient) -> None:
    assert counsel.get(f"{A}/clauses/add/no_such_kind").status_code == 404
    assert counsel.post(f"{A}/clauses/add/no_such_kind").status_code in (403, 404)


@pytest.mark.parametrize(
    ("do", "kind", "after"),
    [("up", "complaints", "discipline_scope"), ("down", "complaints", "camera_use"), ("move", "complaints", "notices")],
)
def test_a_clause_is_moved_as_a_proposal(
    counsel: TestClient, clauses: dict[str, str], do: str, kind: str, after: str
) -> None:
    page = f"{A}/clauses/{clauses[kind]}/place"
    sent = {**place_form(counsel.get(page).text), "rationale": "Order.", "do": do}
    if do == "move":
        sent["after"] = clauses[after]
    made = latest(counsel, "district_counsel", counsel.post(page, data=sent))
    [edit] = made["edits"]
    assert (edit["edit"], edit["after"], edit["stood_after"]) == ("move", clauses[after], clauses["police_encounters"])


def test_a_clause_is_taken_out_as_a_proposal(counsel: TestClient, clauses: dict[str, str]) -> None:
    page = f"{A}/clauses/{clauses['exhibits']}/place"
    sent = {**place_form(counsel.get(page).text), "rationale": "Not needed.", "do": "remove"}
    made = latest(counsel, "district_counsel", counsel.post(page, data=sent))
    assert [(each["edit"], each["base"]) for each in made["edits"]] == [("delete", 1)]


def test_a_place_that_is_the_present_one_is_refused_with_what_was_typed(
    counsel: TestClient, clauses: dict[str, str]
) -> None:
    page = f"{A}/clauses/{clauses['complaints']}/place"
    sent = {**place_form(counsel.get(page).text), "rationale": "Order.", "do": "move"}
    answer = counsel.post(page, data=sent)
    assert (answer.status_code, "stands there already" in answer.text) == (422, True)
    assert place_form(answer.text)["rationale"] == ["Order."]


def test_a_clause_that_stands_elsewhere_by_now_is_not_moved_from_there_unseen(
    counsel: TestClient, clauses: dict[str, str]
) -> None:
    page = f"{A}/clauses/{clauses['complaints']}/place"
    sent = {**place_form(counsel.get(page).text), "rationale": "Order.", "after": clauses["notices"], "do": "move"}
    answer = counsel.post(page, data={**sent, "stood": clauses["camera_use"]})
    assert (answer.status_code, "another order than when you opened this page" in answer.text) == (409, True)
    kept = place_form(answer.text)
    assert (kept["rationale"], kept["stood"]) == (["Order."], [clauses["police_encounters"]])
    latest(counsel, "district_counsel", counsel.post(page, data={**sent, **kept, "do": "move"}))


def place_form(text: str) -> dict[str, Any]:
    found = re.search(r'<form method="post"[^>]*class="place-form".*?</form>', text, flags=re.S)
    assert found
    return parsed(found[0])
