"""Webhooks: who is told what, signed and until it is taken, on both stores. Time is passed, never waited for."""

# pyright: basic

from __future__ import annotations

import asyncio
import hmac
import json
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.app import create_app
from api.auth.access import Role
from api.idempotency import HEADER
from api.outgoing import Answer
from api.runtime import Runtime, open_runtime
from api.services import delivering
from api.services.delivering import (
    BACK_OFF,
    JITTER,
    KEPT,
    LEASE,
    STOPPED_AFTER,
    Deliveries,
    claim,
    deliver_until,
    forget_old,
)
from api.settings import Settings
from api.store.events import SUBSCRIBABLE
from api.store.webhooks import MOST_PER_WEBHOOK, webhook_deliveries, webhooks
from tests.integration.api.conftest import (
    Agreement,
    Bargain,
    Store,
    Ticking,
    assert_problem,
    client_of,
    member_of,
    operator_token,
    token_of,
    words,
)
from tests.integration.api.private_strings import planted_store

URL = "https://93.184.216.34/in"
"""A public address, so that nothing is looked up."""
OK, DOWN = Answer(200, "answered 200"), Answer(503, "answered 503")


@dataclass
class Receiver:
    """Takes what is sent and answers as it is told; good where it is told nothing."""

    answers: list[Answer] = field(default_factory=list)
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> Answer:
        await asyncio.sleep(0)
        self.got.append((url, headers, body))
        return self.answers.pop(0) if self.answers else OK

    @property
    def told(self) -> list[str]:
        return [json.loads(body)["type"] for _, _, body in self.got]


@pytest.fixture
def settings(store: Store) -> Settings:
    """Nothing is sent unless a test does it."""
    return Settings(database_url=store.url, max_upload_mb=1, mail_folder=store.folder / "mail", webhooks=False)


@pytest.fixture
def clock(app: FastAPI) -> Ticking:
    return app.state.runtime.clock


@dataclass
class Hook:
    """A webhook, driven through the API."""

    client: TestClient
    path: str
    made: dict[str, Any]

    @property
    def address(self) -> str:
        return f"{self.path}/webhooks/{self.made['id']}"

    def read(self) -> dict[str, Any]:
        return self.client.get(self.address).json()

    def deliveries(self, **query: Any) -> list[dict[str, Any]]:
        answer = self.client.get(f"{self.address}/deliveries", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()["items"]

    def change(self, **body: Any) -> Any:
        tag = self.client.get(self.address).headers["ETag"]
        return self.client.patch(self.address, json=body, headers={"If-Match": tag})


def hook_of(client: TestClient, path: str, *events: str, url: str = URL) -> Hook:
    answer = client.post(f"{path}/webhooks", json={"url": url, "events": list(events)})
    assert answer.status_code == 201, answer.text
    return Hook(client, path, answer.json())


@pytest.fixture
def admins(app: FastAPI, bargain: Bargain) -> Iterator[dict[str, TestClient]]:
    """The admin of each party of the bargain."""
    with ExitStack() as stack:
        yield {
            party: stack.enter_context(
                client_of(app, token_of(app, member_of(app, bargain.agreement.id, party, Role.ADMIN)))
            )
            for party in ("district", "city", "police")
        }


def deliveries_of(runtime: Runtime, receiver: Receiver) -> Deliveries:
    return Deliveries(runtime, receiver, Random(1))  # type: ignore[arg-type]


async def sent(runtime: Runtime, receiver: Receiver) -> int:
    deliveries = deliveries_of(runtime, receiver)
    begun = await deliveries.take_up()
    assert await deliveries.finish() == 0
    return begun


def send(app: FastAPI, receiver: Receiver) -> int:
    return asyncio.run(sent(app.state.runtime, receiver))


def send_all(app: FastAPI, receiver: Receiver) -> None:
    while send(app, receiver):
        pass


def verified(secret: str, headers: dict[str, str], body: bytes, now: int, tolerance: int = 300) -> bool:
    """As the specification has it, in other words than the program's."""
    at = int(headers["webhook-timestamp"])
    signed = b".".join([headers["webhook-id"].encode(), str(at).encode(), body])
    key = b64decode(secret.split("_", 1)[1])
    good = b"v1," + b64encode(hmac.digest(key, signed, "sha256"))
    given = headers["webhook-signature"].encode().split(b" ")
    return abs(now - at) <= tolerance and any(hmac.compare_digest(good, each) for each in given)


# ------------------------------------------------------------------------------------------------- what is told


def test_a_negotiation_is_told_to_both_sides_and_to_the_operators(
    app: FastAPI, bargain: Bargain, admins: dict[str, TestClient]
) -> None:
    clause = bargain.agreement.add("Term", "A year.")
    hooks = [hook_of(each, bargain.path) for each in (admins["district"], admins["city"], bargain.agreement.client)]
    assert [each.made["side"] for each in hooks] == ["district", "city", None]
    first = bargain.propose(bargain.district, words(clause, "Two years."))
    counter = bargain.propose(bargain.city, words(clause, "Three years."), in_response_to=first["id"])
    bargain.step(bargain.district, counter, "accept")
    withdrawn = bargain.propose(bargain.city, words(clause | {"number": 2}, "Four years."))
    bargain.step(bargain.city, withdrawn, "withdraw")
    rejected = bargain.propose(bargain.city, words(clause | {"number": 2}, "Five years."))
    bargain.step(bargain.district, rejected, "reject")
    thread = bargain.district.post(
        f"{bargain.path}/threads", json={"clause_id": clause["clause_id"], "visibility": "shared", "text": "Why?"}
    ).json()
    bargain.city.post(f"{bargain.path}/threads/{thread['id']}/comments", json={"text": "Because."})
    bargain.city.post(f"{bargain.path}/threads/{thread['id']}/resolve")
    stance = {"revision": 2, "agrees": False}
    bargain.city.post(f"{bargain.path}/clauses/{clause['clause_id']}/stance", json=stance)
    for hook in hooks:
        assert Counter(each["event"] for each in hook.deliveries()) == {
            "proposal.submitted": 4,
            **dict.fromkeys(("proposal.countered", "proposal.accepted", "proposal.withdrawn", "proposal.rejected"), 1),
            **dict.fromkeys(("clause.changed", "comment.begun", "comment.added", "comment.resolved"), 1),
            "clause.reopened": 1,
        }
    bodies = [each["payload"]["data"] for each in hooks[0].deliveries(event="proposal.countered")]
    assert bodies == [
        {
            "agreement_id": bargain.agreement.id,
            "proposal_id": first["id"],
            "state": "countered",
            "party": "district",
            "by_party": "city",
            "answer": counter["id"],
            "link": f"{bargain.path}/proposals/{first['id']}",
        }
    ]
    everything = json.dumps([each["payload"] for hook in hooks for each in hook.deliveries()])
    for word in ("year", "Because", "Why?", "Term"):
        assert word not in everything, "words are not told"


def test_a_draft_is_told_of_to_its_side_until_it_is_tabled(
    app: FastAPI, bargain: Bargain, admins: dict[str, TestClient]
) -> None:
    bargain.agreement.add("Term", "A year.")
    own, other = (hook_of(admins[each], bargain.path) for each in ("district", "city"))
    made = bargain.district.post(f"{bargain.path}/drafts", json={"label": "Ours", "dated": "2020-03-03"})
    assert made.status_code == 201, made.text
    assert [each["event"] for each in own.deliveries()] == ["draft.saved"]
    assert other.deliveries() == []
    tabled = bargain.district.post(f"{bargain.path}/drafts/{made.json()['number']}/table")
    assert tabled.status_code == 200, tabled.text
    for hook in (own, other):
        [told] = hook.deliveries(event="draft.tabled")
        assert told["payload"]["data"]["draft"] == made.json()["number"]
    for step, event in (("packet", "draft.in-packet"), ("return", "draft.returned")):
        answer = bargain.agreement.client.post(f"{bargain.path}/drafts/{made.json()['number']}/{step}")
        assert answer.status_code == 200, answer.text
        assert len(other.deliveries(event=event)) == 1


def test_what_is_private_to_a_side_is_told_to_no_other(
    app: FastAPI, bargain: Bargain, admins: dict[str, TestClient]
) -> None:
    clause = bargain.agreement.add("Term", "A year.")
    others = [hook_of(each, bargain.path) for each in (admins["city"], bargain.agreement.client)]
    own = hook_of(admins["district"], bargain.path)
    draft = bargain.propose(bargain.district, words(clause, "Two years."), submit=False)
    for about in ({"clause_id": clause["clause_id"]}, {"proposal_id": draft["id"]}):
        body = {**about, "visibility": "private", "text": "Ours."}
        thread = bargain.district.post(f"{bargain.path}/threads", json=body)
        assert thread.status_code == 201, thread.text
        bargain.district.post(f"{bargain.path}/threads/{thread.json()['id']}/resolve")
    bargain.step(bargain.district, draft, "withdraw")
    assert [each.deliveries() for each in [*others, own]] == [[], [], []]


def test_a_planted_canary_is_in_nothing_that_another_side_is_told(tmp_path: Path) -> None:
    file = tmp_path / "c.sqlite3"
    app = create_app(
        Settings(database_url=f"sqlite:///{file}", mail_folder=tmp_path / "mail", max_upload_mb=1, webhooks=False),
        clock=Ticking(),
    )
    planted = planted_store(app, file)
    with client_of(app, operator_token(app)) as operator:
        Agreement(operator, planted.agreement.id).add("Training", "An SRO trains.")
    with app.state.runtime.unit() as unit:
        query = select(webhook_deliveries.c.body, webhooks.c.side).join(webhooks)
        rows = unit.read.execute(query).all()
    app.state.runtime.close()
    by_side = {side: " ".join(row.body for row in rows if row.side == side) for side in ("district", "city", None)}
    assert planted.private["return_id"] in by_side["district"]
    assert '"draft.saved"' in by_side["district"]
    assert '"clause.added"' in by_side["city"]
    hidden = {name: each.word for name, each in planted.canaries.items()}
    for side in ("city", None):
        assert [name for name, word in hidden.items() if word in by_side[side]] == []
    named = [name for name, word in hidden.items() if word in by_side["district"]]
    assert all(name.endswith((": id", "webhook: id")) for name in named), "ids alone"


def test_a_webhook_is_told_of_what_it_subscribes_to(bargain: Bargain, admins: dict[str, TestClient]) -> None:
    hook = hook_of(admins["city"], bargain.path, "clause.changed")
    clause = bargain.agreement.add("Term", "A year.")
    bargain.agreement.revise(clause, "Two years.")
    assert [each["event"] for each in hook.deliveries()] == ["clause.changed"]
    assert hook.change(events=["clause.removed"], active=False).json()["active"] is False
    address = f"{bargain.path}/clauses/{clause['clause_id']}"
    tag = bargain.agreement.client.get(address).headers["ETag"]
    assert bargain.agreement.client.delete(address, headers={"If-Match": tag}).status_code == 204
    assert len(hook.deliveries()) == 1, "nothing is kept for one that is switched off"


def test_another_agreement_is_not_told_of(client: TestClient, agreement: Agreement) -> None:
    other = Agreement(client, client.post("/agreements", json={"title": "Another"}).json()["id"])
    hook = hook_of(client, agreement.path)
    other.add("Term", "A year.")
    assert hook.deliveries() == []


def test_what_is_rolled_back_tells_nobody_and_what_is_sent_twice_tells_once(
    app: FastAPI, client: TestClient, agreement: Agreement, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = hook_of(client, agreement.path)
    body = {"kind": "custom", "heading": "Term", "fields": {"paragraphs": [{"level": 1, "text": "A year."}]}}
    for _ in range(2):
        assert client.post(f"{agreement.path}/clauses", json=body, headers={HEADER: "once"}).status_code == 201
    assert len(hook.deliveries()) == 1

    def fails(*_: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("api.store.unit.record", fails)
    assert client.post(f"{agreement.path}/clauses", json=body).status_code == 500
    monkeypatch.undo()
    stale = client.post(f"{agreement.path}/clauses", json={**body, "after": "a" * 16})
    assert stale.status_code >= 400
    assert len(hook.deliveries()) == 1


# --------------------------------------------------------------------------------------------------- delivering


def test_what_is_sent_is_signed_with_each_secret_that_counts(
    app: FastAPI, client: TestClient, agreement: Agreement, clock: Ticking
) -> None:
    hook, receiver = hook_of(client, agreement.path), Receiver()
    agreement.add("Term", "A year.")
    send_all(app, receiver)
    [(url, headers, body)] = receiver.got
    now = int(clock.now.timestamp())
    assert url == URL
    assert verified(hook.made["secret"], headers, body, now)
    assert not verified(hook.made["secret"], headers, body + b" ", now)
    assert not verified(hook.made["secret"], {**headers, "webhook-id": "msg-1"}, body, now)
    assert not verified(hook.made["secret"], headers, body, now + 301), "too old"
    [told] = hook.deliveries(state="delivered")
    assert (told["id"], told["payload"]) == (headers["webhook-id"], json.loads(body))
    rotated = client.post(f"{hook.address}/rotate-secret").json()
    assert rotated["secret"] != hook.made["secret"]
    for wait, both in ((timedelta(), True), (timedelta(hours=25), False)):
        clock.now += wait
        agreement.add("More", "Words.")
        send_all(app, receiver)
        _, headers, body = receiver.got[-1]
        now = int(clock.now.timestamp())
        assert verified(rotated["secret"], headers, body, now)
        assert verified(hook.made["secret"], headers, body, now) is both


def test_a_receiver_that_fails_twice_is_asked_again_at_the_right_times(
    app: FastAPI, client: TestClient, agreement: Agreement, clock: Ticking
) -> None:
    hook, receiver = hook_of(client, agreement.path), Receiver([DOWN, Answer(None, "it can't be reached")])
    agreement.add("Term", "A year.")
    for number in range(3):
        assert send(app, receiver) == 1
        [told] = hook.deliveries()
        assert len(told["attempts"]) == number + 1
        if number == 2:
            break
        assert told["state"] == "waiting"
        assert hook.read()["failing_since"] is not None
        due = datetime.fromisoformat(told["next_at"])
        wait = due - datetime.fromisoformat(told["attempts"][-1]["at"])
        least = BACK_OFF[number]
        assert least <= wait <= least * (1 + JITTER) + timedelta(seconds=3), "and the seconds of looks at the clock"
        assert send(app, receiver) == 0, "it is not due"
        clock.now = due
    assert (told["state"], told["next_at"]) == ("delivered", None)
    assert [(each["status"], each["reason"]) for each in told["attempts"]] == [
        (503, "answered 503"),
        (None, "it can't be reached"),
        (200, "answered 200"),
    ]
    assert hook.read()["failing_since"] is None
    assert len({headers["webhook-id"] for _, headers, _ in receiver.got}) == 1
    assert len({headers["webhook-timestamp"] for _, headers, _ in receiver.got}) == 3


def test_a_delivery_is_given_up_and_a_webhook_that_only_fails_is_switched_off(
    app: FastAPI, client: TestClient, agreement: Agreement, clock: Ticking, caplog: pytest.LogCaptureFixture
) -> None:
    hook, receiver = hook_of(client, agreement.path), Receiver([DOWN] * 20)
    agreement.add("Term", "A year.")
    for _ in range(len(BACK_OFF) + 1):
        assert send(app, receiver) == 1
        [told] = hook.deliveries()
        clock.now = datetime.fromisoformat(told["next_at"] or told["made_at"])
    assert (told["state"], told["next_at"], len(told["attempts"])) == ("given-up", None, len(BACK_OFF) + 1)
    assert hook.read()["active"] is True
    clock.now += STOPPED_AFTER
    agreement.add("More", "Words.")
    assert send(app, receiver) == 1
    stopped = hook.read()
    assert (stopped["active"], stopped["stopped_because"]) == (False, "everything sent to it has failed for 5 days")
    assert hook.made["id"] in caplog.text
    assert_problem(client.post(f"{hook.address}/test"), 409, "conflict")
    again = hook.change(active=True).json()
    assert (again["active"], again["stopped_because"], again["failing_since"]) == (True, None, None)
    sent = client.post(f"{hook.address}/deliveries/{told['id']}/redeliver")
    assert sent.json()["state"] == "waiting"
    receiver.answers.clear()
    send_all(app, receiver)
    assert {each["state"] for each in hook.deliveries()} == {"delivered"}


def test_a_receiver_that_is_gone_is_not_asked_again(app: FastAPI, client: TestClient, agreement: Agreement) -> None:
    hook = hook_of(client, agreement.path)
    agreement.add("Term", "A year.")
    send_all(app, Receiver([Answer(410, "answered 410")]))
    assert [each["state"] for each in hook.deliveries()] == ["given-up"]
    assert hook.read()["stopped_because"] == "its receiver answered 410 Gone"


def test_what_a_server_had_in_hand_when_it_died_is_sent_after_the_lease(
    app: FastAPI, client: TestClient, agreement: Agreement, clock: Ticking, settings: Settings
) -> None:
    hook, receiver = hook_of(client, agreement.path), Receiver()
    agreement.add("Term", "A year.")
    [(taken, _)] = claim(app.state.runtime)  # and then nothing: killed before it was sent
    assert send(app, receiver) == 0
    clock.now += LEASE
    restarted = open_runtime(settings, clock)
    try:
        assert asyncio.run(sent(restarted, receiver)) == 1
        delivering.settle(restarted, taken, DOWN, clock.now, 1)  # the dead one's word, too late
    finally:
        restarted.close()
    assert [(each["state"], len(each["attempts"])) for each in hook.deliveries()] == [("delivered", 1)]


def test_two_instances_deliver_once(
    app: FastAPI, client: TestClient, agreement: Agreement, clock: Ticking, settings: Settings
) -> None:
    hooks, receiver = [hook_of(client, agreement.path) for _ in range(3)], Receiver()
    for number in range(3):
        agreement.add(f"Clause {number}", "Words.")
    other = open_runtime(settings, clock)
    try:
        with ThreadPoolExecutor(2) as pool:
            taken = list(pool.map(claim, (app.state.runtime, other, app.state.runtime, other)))
    finally:
        other.close()
    ids = [each.id for claimed in taken for each, _ in claimed]
    assert len(ids) == len(set(ids)) == 9
    assert send(app, receiver) == 0
    assert len(hooks[0].deliveries()) == 3


def test_one_receiver_does_not_hold_up_the_others(app: FastAPI, client: TestClient, agreement: Agreement) -> None:
    busy, quiet = hook_of(client, agreement.path), hook_of(client, agreement.path, "clause.changed")
    clause = agreement.add("Term", "A year.")
    for number in range(MOST_PER_WEBHOOK + 2):
        clause = agreement.revise(clause, f"{number} years.")
    taken = [hook.id for _, hook in claim(app.state.runtime)]
    assert taken.count(busy.made["id"]) == taken.count(quiet.made["id"]) == MOST_PER_WEBHOOK


@dataclass
class Slow(Receiver):
    """Does not answer at one URL until it is told to."""

    url: str = f"{URL}/slow"
    enough: asyncio.Event = field(default_factory=asyncio.Event)
    asked: int = 0

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> Answer:
        if url == self.url:
            self.asked += 1
            await self.enough.wait()
        return await super().post(url, headers, body)


def test_who_answers_late_delays_nobody_else_and_gets_no_more_than_its_share(
    app: FastAPI, client: TestClient, agreement: Agreement
) -> None:
    late = hook_of(client, agreement.path, url=f"{URL}/slow")
    quick = hook_of(client, agreement.path, "clause.added", url=f"{URL}/quick")
    clauses = MOST_PER_WEBHOOK + 2

    async def work() -> None:
        receiver = Slow()
        deliveries = deliveries_of(app.state.runtime, receiver)
        for number in range(clauses):
            agreement.add(f"Clause {number}", "Words.")
            await deliveries.take_up()
            while len(receiver.got) <= number:
                await asyncio.sleep(0)
        while receiver.asked < MOST_PER_WEBHOOK or quick.deliveries(state="waiting"):
            await asyncio.sleep(0)
        assert receiver.asked == MOST_PER_WEBHOOK
        assert len(late.deliveries(state="waiting")) == clauses
        receiver.enough.set()
        assert await deliveries.finish() == 0
        assert await deliveries.take_up() == 2
        await deliveries.finish()

    asyncio.run(asyncio.wait_for(work(), 60))
    assert {each["state"] for each in late.deliveries()} == {"delivered"}


@pytest.mark.parametrize("bound", ["_MOST", "_MOST_PER_HOST"])
def test_there_is_a_bound_for_one_host_and_one_for_all(
    app: FastAPI, client: TestClient, agreement: Agreement, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    monkeypatch.setattr(delivering, bound, 2)
    for number in range(3):
        hook_of(client, agreement.path, url=f"{URL}/{number}")
    agreement.add("Term", "A year.")
    taken = claim(app.state.runtime)
    assert len(taken) == 2
    assert claim(app.state.runtime, [hook for _, hook in taken]) == ()
    assert len(claim(app.state.runtime, [taken[0][1]])) == 1


def test_what_a_server_that_stops_had_under_way_is_sent_by_the_next_at_once(
    app: FastAPI, client: TestClient, agreement: Agreement, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("STOP_SECONDS", "_GATHER_SECONDS"):
        monkeypatch.setattr(delivering, name, 0)
    monkeypatch.setattr(delivering, "POLL_SECONDS", 0.01)
    late = hook_of(client, agreement.path, url=f"{URL}/slow")
    quick = hook_of(client, agreement.path, url=f"{URL}/quick")
    agreement.add("Term", "A year.")

    async def work() -> None:
        receiver, stop = Slow(), asyncio.Event()
        server = asyncio.create_task(deliver_until(stop, deliveries_of(app.state.runtime, receiver)))
        while not receiver.asked or quick.deliveries(state="waiting"):
            await asyncio.sleep(0.01)
        stop.set()
        await server

    asyncio.run(asyncio.wait_for(work(), 60))
    [left] = late.deliveries()
    assert (left["state"], left["attempts"]) == ("waiting", [])
    assert send(app, Receiver()) == 1
    assert [each["state"] for each in (*late.deliveries(), *quick.deliveries())] == ["delivered", "delivered"]


def test_deliveries_are_forgotten_after_a_month(
    app: FastAPI, client: TestClient, agreement: Agreement, clock: Ticking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "_MOST_FORGOTTEN", 1)
    hook = hook_of(client, agreement.path)
    for number in range(2):
        agreement.add(f"Clause {number}", "Words.")
    clock.now += KEPT / 2
    agreement.add("Later", "Words.")
    clock.now += KEPT / 2
    assert forget_old(app.state.runtime) == 2
    assert len(hook.deliveries()) == 1


# ------------------------------------------------------------------------------------------------------- the API


def test_the_secret_is_in_one_answer_and_nowhere_else(
    app: FastAPI, bargain: Bargain, admins: dict[str, TestClient], rows: Callable[[], dict[str, int]]
) -> None:
    admin = admins["district"]
    hook = hook_of(admin, bargain.path)
    rotated = admin.post(f"{hook.address}/rotate-secret", headers={HEADER: "a key"}).json()
    bargain.agreement.add("Term", "A year.")
    secrets = [each["secret"].removeprefix("whsec_") for each in (hook.made, rotated)]
    found = [
        *(admin.get(hook.address), admin.get(f"{bargain.path}/webhooks"), admin.get(f"{hook.address}/deliveries")),
        *(admin.get(f"{bargain.path}/audit", params={"chain": each}) for each in ("own", "shared")),
        admin.get(f"{bargain.path}/export.zip"),
    ]
    for answer in found:
        assert answer.status_code == 200, answer.text
        assert not any(each.encode() in answer.content for each in secrets)
    audited = found[3].json()["items"]
    told = [change for entry in audited for change in entry["changes"] if change["table"] == "webhooks"]
    assert [each["after"]["secret"] for each in told] == ["withheld", "withheld"]
    assert told[0]["after"]["url"] == URL
    assert rows()["idempotency_keys"] == 0, "no answer with a secret is kept"


def test_a_webhook_is_for_the_admins_of_its_side(app: FastAPI, bargain: Bargain, admins: dict[str, TestClient]) -> None:
    hook = hook_of(admins["city"], bargain.path)
    assert admins["police"].get(hook.address).json()["url"] == URL, "the city's side has two parties"
    for stranger in (admins["district"], bargain.agreement.client):
        for method, address in (("GET", hook.address), ("POST", f"{hook.address}/test"), ("DELETE", hook.address)):
            assert_problem(stranger.request(method, address, headers={"If-Match": '"a-1"'}), 404, "not-found")
        assert stranger.get(f"{bargain.path}/webhooks").json()["items"] == []
    assert_problem(bargain.city.get(f"{bargain.path}/webhooks"), 403, "not-allowed")


def test_a_url_that_leads_inside_is_refused_when_it_is_written(
    client: TestClient, agreement: Agreement, monkeypatch: pytest.MonkeyPatch
) -> None:
    def inside(*_: Any, **__: Any) -> list[Any]:
        return [(0, 0, 0, "", ("10.1.2.3", 443))]

    monkeypatch.setattr("api.destinations.socket.getaddrinfo", inside)
    for url in ("https://inside.example/", "http://93.184.216.34/", "https://hooks.example:22/"):
        refused = client.post(f"{agreement.path}/webhooks", json={"url": url})
        assert assert_problem(refused, 422, "invalid-option")["problems"][0]["path"] == "url"


def test_a_webhook_is_changed_removed_and_bounded(
    client: TestClient, agreement: Agreement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.services.webhooks.MOST", 2)
    first, second = hook_of(client, agreement.path), hook_of(client, agreement.path, "vote.recorded")
    refused = client.post(f"{agreement.path}/webhooks", json={"url": URL})
    assert_problem(refused, 409, "conflict")
    assert_problem(
        client.post(f"{agreement.path}/webhooks", json={"url": URL, "events": ["test.sent"]}), 422, "invalid-option"
    )
    assert_problem(first.change(url="https://127.0.0.1/"), 422, "invalid-option")
    assert first.change(url=f"{URL}/2").json()["url"] == f"{URL}/2"
    agreement.add("Term", "A year.")
    address = f"{agreement.path}/webhooks"
    assert [each["id"] for each in client.get(address, params={"event": "clause.added"}).json()["items"]] == [
        first.made["id"]
    ]
    assert client.get(address, params={"active": False}).json()["items"] == []
    tag = client.get(first.address).headers["ETag"]
    assert client.delete(first.address, headers={"If-Match": tag}).status_code == 204
    assert [each["id"] for each in client.get(address).json()["items"]] == [second.made["id"]]


def test_the_test_button_sends_once_whatever_the_webhook_subscribes_to(
    app: FastAPI, client: TestClient, agreement: Agreement
) -> None:
    hook, receiver = hook_of(client, agreement.path, "vote.recorded"), Receiver([DOWN])
    made = client.post(f"{hook.address}/test", headers={HEADER: "press"})
    assert client.post(f"{hook.address}/test", headers={HEADER: "press"}).json() == made.json()
    send_all(app, receiver)
    assert receiver.told == ["test.sent"]
    told = client.get(made.headers["Location"]).json()
    assert (told["state"], told["attempts"][0]["status"]) == ("given-up", 503)


def test_a_log_of_deliveries_goes_on_where_a_page_ended(client: TestClient, agreement: Agreement) -> None:
    hook = hook_of(client, agreement.path)
    for number in range(5):
        agreement.add(f"Clause {number}", "Words.")
    whole = [each["id"] for each in hook.deliveries()]
    seen, address = [], f"{hook.address}/deliveries?limit=2"
    while address:
        page = client.get(address).json()
        seen += [each["id"] for each in page["items"]]
        address = page["next"]
    assert seen == whole
    assert len(whole) == 5


def test_every_event_has_a_name_of_two_parts_and_a_line_in_the_page() -> None:
    page = (Path(__file__).parents[3] / "docs" / "how-to" / "webhooks.md").read_text(encoding="utf-8")
    for event in SUBSCRIBABLE:
        assert f"| `{event.value}` | {event.label} |" in page
