"""Canaries: every string that is private to one side, looked for in everything that anybody else can get.

Routes are walked from the table of access, and their query parameters from the OpenAPI document, so that a new route is
looked at without a change here. What is the other side's is asked for by its own ids too: the answer must be the one
that is given to an id that nobody ever had.
"""

from __future__ import annotations

import json
import logging
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import Any, get_type_hints
from urllib.parse import unquote

import pytest
from fastapi import FastAPI, params
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlalchemy import Column, MetaData, String, Table

from api.app import PAGES, create_app
from api.auth.access import ACCESS, Role
from api.auth.caller import Caller
from api.auth.sight import EVERYTHING, Sight
from api.services import agreements, comments, drafting, playbooks, proposals
from api.settings import Settings
from api.store.tables import metadata
from clauses.errors import NotAllowed, NotFound
from tests.integration.api.conftest import (
    PARTIES,
    Agreement,
    Ticking,
    client_of,
    free,
    kept_answers,
    member_of,
    operator_token,
    token_of,
    user_of,
)
from tests.integration.api.private_strings import (
    PLANTERS,
    Planted,
    private_columns,
    stored,
    texts_of,
    undeclared,
)

Route = tuple[str, str]
_A = "/agreements/{agreement_id}"
WORDS = frozenset({"text", "q"})
"""Query parameters that search."""
SOUGHT = (
    *("playbook: note", "draft: label", "draft: note", "comment on a clause", "comment on a clause: reply"),
    *(
        "comment on a proposal",
        "withdrawn proposal: note",
        "draft proposal: field value",
        "draft proposal: new heading",
    ),
    *(f"draft proposal: {part}" for part in ("rationale", "new words", "edited words", "heading")),
)
"""Canaries that are searched for."""
IDS = {
    "clause_id": "clause_id",
    "clause": "clause_id",
    "proposal_id": "proposal_id",
    "draft": "number",
    "into": "proposal_id",
    "before": "number",
    "after": "number",
}
"""Query parameters that take an id, and the path parameter of the same meaning."""
PLAIN = {
    *("doc_type", "limit", "cursor", "kind", "needs_review", "status", "on", "from", "to", "level", "rule", "state"),
    *("party", "author", "at", "ignore", "grain", "moves", "whole_paragraphs", "rewrite_threshold", "code"),
    *("operator", "disabled", "role", "visibility", "rationales", "full", "resolved", "standing", "type"),
    *("move", "by", "library"),
    *("revision", "chain", "layout", "next", "done", "page"),
    *("active", "event"),
    *("verify", "head"),
}
"""Query parameters that take nothing private."""
BODIES: dict[Route, tuple[dict[str, Any], ...]] = {
    ("POST", f"{_A}/proposals"): (
        {"rationale": "Why.", "edits": [], "in_response_to": "<proposal_id>"},
        {"rationale": "Why.", "edits": [], "replaces": "<proposal_id>"},
        {"rationale": "Why.", "edits": [{"edit": "delete", "clause_id": "<clause_id>", "base": 1}]},
    ),
    ("POST", f"{_A}/threads"): (
        {"proposal_id": "<proposal_id>", "visibility": "shared", "text": "What of it?"},
        {"clause_id": "<clause_id>", "visibility": "private", "text": "What of it?"},
    ),
    ("POST", f"{_A}/clauses"): (
        {"kind": "custom", "heading": "New", "fields": free("Words."), "after": "<clause_id>"},
    ),
    ("POST", f"{_A}/clauses/{{clause_id}}/move"): ({"after": "<clause_id>"},),
    ("POST", f"{_A}/drafts"): ({"label": "Ours", "dated": "2020-03-03", "proposals": ["<proposal_id>"]},),
}
"""Bodies with ids in them."""
NEVER = {"number": "999999", "clause_id": "a" * 16, "token_id": "tok-" + "0" * 20, "proposal_id": "prp-" + "0" * 20}
NEVER["thread_id"] = "thr-" + "0" * 20
NEVER["sent_id"] = "snt-" + "0" * 20
NEVER["import_id"] = "imp-" + "0" * 20
NEVER["return_id"] = "rtn-" + "0" * 20
NEVER["webhook_id"] = "whk-" + "0" * 20
NEVER["delivery_id"] = "msg-" + "0" * 20
"""Ids that nobody ever had."""
SECOND_LOOK = frozenset({"GET", "HEAD"})
PASSING = frozenset({"x-request-id", "content-length", "etag", "ratelimit"})
"""Headers that two answers of the same meaning may differ in; what they hold is looked through all the same."""


# ------------------------------------------------------------------------------------------------------ who looks


class Log(logging.Handler):
    """All that is logged, as it would be written, but for what the test's own client logs."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith(("httpx", "httpcore", "asyncio")):
            self.lines.append(self.format(record))


@dataclass
class House:
    """What is planted, who looks, and what is logged meanwhile."""

    planted: Planted
    eyes: dict[str, TestClient]
    log: Log
    queries: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """By path, the query parameters of its GET."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("canaries")
    file = folder / "c.sqlite3"
    root, log = logging.getLogger(), Log()
    before = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(log)
    app = create_app(
        Settings(database_url=f"sqlite:///{file}", mail_folder=folder / "mail", max_upload_mb=1, webhooks=False),
        clock=Ticking(),
    )
    with ExitStack() as stack:

        def client(user: Any = None) -> TestClient:
            return stack.enter_context(client_of(app, user and token_of(app, user)))

        operator = stack.enter_context(client_of(app, operator_token(app)))
        made = operator.post("/agreements", json={"title": "Memorandum", "parties": PARTIES})
        agreement = Agreement(operator, made.json()["id"])

        def member(party: str, role: Role) -> TestClient:
            return client(member_of(app, agreement.id, party, role))

        clause = agreement.add("Recordings", "The Department keeps them.", "It tells why.")
        agreement.save("Base")
        agreement.revise(clause, "The Department keeps them.", "It tells why.", "It stands in no shared draft.")
        planted = Planted(app, agreement, member("district", Role.COUNSEL), file, folder / "mail", clause["clause_id"])
        for plant in PLANTERS:
            plant(planted)
        agreement.add("Training", "An SRO trains.")
        agreement.save("Second")
        eyes = {f"their {role}": member("city", role) for role in Role}
        eyes |= {f"own {role}": member("district", role) for role in (Role.CLERK, Role.OBSERVER)}
        eyes |= {"operator": operator, "stranger": client(user_of(app, "stranger@elsewhere.example"))}
        eyes |= {"anyone": client()}
        yield House(planted, eyes, log, _queries(app))
    root.removeHandler(log)
    root.setLevel(before)
    app.state.runtime.close()


def _queries(app: FastAPI) -> dict[str, list[str]]:
    paths: dict[str, dict[str, Any]] = app.openapi()["paths"]
    pages = (route for module in PAGES for route in module.router.routes if isinstance(route, APIRoute))
    shown = {route.path: [*_query_of(route)] for route in pages if "GET" in (route.methods or ())}
    return shown | {
        path: [each["name"] for each in operations["get"].get("parameters", ()) if each["in"] == "query"]
        for path, operations in paths.items()
        if "get" in operations
    }


def _query_of(route: APIRoute) -> Iterator[str]:
    for name, hint in get_type_hints(route.endpoint, include_extras=True).items():
        for about in getattr(hint, "__metadata__", ()):
            if isinstance(about, params.Query):
                yield about.alias or name


# ---------------------------------------------------------------------------------------------------- the looking


@dataclass(frozen=True, slots=True)
class Ask:
    """A request, and the one that differs from it in naming what nobody ever had."""

    method: str
    address: str
    body: str | None = None
    twin: tuple[str, str | None] | None = None
    """The twin's address and body."""
    named: tuple[str, str] = ("", "")
    """What the request names, and what its twin names in that place."""


def _asks(house: House, route: Route) -> Iterator[Ask]:
    """Every request that is made of a route."""
    method, path = route
    planted = house.planted
    user = member_of(planted.app, planted.agreement.id, "district", Role.COUNSEL).id
    known = {"agreement_id": planted.agreement.id, "clause_id": planted.clause_id, "number": "current", "before": "1"}
    known |= {"after": "current", "kind": "recitals", "name": "simple", "user_id": user, "token_id": NEVER["token_id"]}
    known |= {"hash_": "none", "group": "proposals"}
    known |= {name: NEVER[name] for name in ("proposal_id", "thread_id", "sent_id", "return_id", "import_id")}
    known |= {name: NEVER[name] for name in ("webhook_id", "delivery_id")}
    for body in [None] if method == "GET" else [None, "{}"]:
        yield Ask(method, path.format(**known), body)
    pairs = {name: (word, NEVER[name]) for name, word in planted.private.items()}
    draft = pairs["number"]
    for name, pair in {**pairs, "before": draft, "after": draft}.items():
        if f"{{{name}}}" in path:
            mine, twin = (path.format(**known | {name: each}) for each in pair)
            yield Ask(method, mine, None, (twin, None), pair)
    for each in BODIES.get(route, ()):
        text, address = json.dumps(each), path.format(**known)
        [name] = re.findall("<([a-z_]+)>", text)
        mine, twin = (text.replace(f"<{name}>", word) for word in pairs[name])
        yield Ask(method, address, mine, (address, twin), pairs[name])
    if method == "GET":
        yield from _searches(house, path, path.format(**known), pairs)


def _searches(house: House, path: str, address: str, pairs: dict[str, tuple[str, str]]) -> Iterator[Ask]:
    for name in house.queries.get(path, ()):
        if name == "limit":
            yield Ask("GET", f"{address}?limit=1")
        elif name in ("rationales", "full"):
            yield Ask("GET", f"{address}?{name}=true")
        elif name in IDS:
            one, never = pairs[IDS[name]]
            yield Ask("GET", f"{address}?{name}={one}", None, (f"{address}?{name}={never}", None), (one, never))
        elif name in WORDS:
            for canary in SOUGHT:
                pair = house.planted.canaries[canary].word, "q" + "0" * 18
                mine, twin = (f"{address}?{name}={word}" for word in pair)
                yield Ask("GET", mine, None, (twin, None), pair)


def _looked_at(house: House, names: Iterator[str] | list[str], routes: list[Route]) -> Iterator[str]:
    """What those eyes find on those routes: canaries in answers, and answers that tell that something is there."""
    for name in names:
        hidden = {about: each.word for about, each in house.planted.canaries.items() if name not in each.seen_by}
        never: dict[tuple[str, str, str | None], Any] = {}
        for method, path in routes:
            for ask in _asks(house, (method, path)):
                answer = _sent(house.eyes[name], ask.method, ask.address, ask.body)
                where = f"{name}: {method} {path} ({answer.status_code})"
                asked = f"{ask.address} {ask.body}".encode()
                for part, content in _contents(answer):
                    found = [about for about, word in hidden.items() if word.encode() in content]
                    yield from (f"{where} {part}: {each}" for each in found if hidden[each].encode() not in asked)
                if ask.twin is None or set(ask.named) & {"", *_seen(house, name)}:
                    continue
                twin = method, *ask.twin
                if twin not in never:
                    never[twin] = _sent(house.eyes[name], *twin)
                if _told(answer, *ask.named) != _told(never[twin], *ask.named):
                    yield f"{where}: is told that there is something"


def _seen(house: House, name: str) -> set[str]:
    return {each.word for each in house.planted.canaries.values() if name in each.seen_by}


def _sent(client: TestClient, method: str, address: str, body: str | None) -> Any:
    headers = {"If-Match": '"seen-1"', "Content-Type": "application/json"}
    answer = client.request(method, address, content=body, headers=headers, follow_redirects=False)
    assert answer.status_code < 500, (method, address, body, answer.text)
    return answer


def _contents(answer: Any) -> Iterator[tuple[str, bytes]]:
    """All that an answer holds: its headers, its body, the parts of a Word file, the insides of a cursor."""
    yield "headers", str(answer.headers).encode()
    yield from texts_of(answer.content)
    for cursor in re.findall(rb"cursor=([A-Za-z0-9_-]+)", answer.content):
        with suppress(ValueError):
            yield "cursor", urlsafe_b64decode(cursor + b"=" * (-len(cursor) % 4))


def _told(answer: Any, named: str, never: str) -> Any:
    """What an answer says, with the name that nobody ever had for the one that was asked for."""

    def said(text: str) -> str:
        return re.sub(
            rf"\b{re.escape(named)}\b", never, unquote(text).replace(answer.headers["x-request-id"], "REQUEST")
        )

    if answer.status_code in (200, 201) and answer.request.method != "GET":
        return answer.status_code  # something was made, under an identity of its own
    headers = {name: said(value) for name, value in answer.headers.items() if name not in PASSING}
    return answer.status_code, headers, said(answer.text)


# ------------------------------------------------------------------------------------------------------ the store


def test_every_column_is_declared_shared_or_private_or_neither() -> None:
    assert undeclared(metadata) == []


def test_a_column_that_is_not_declared_is_found() -> None:
    grown = MetaData()
    for table in metadata.sorted_tables:
        table.to_metadata(grown)
    grown.tables["proposals"].append_column(Column("limit_of_ours", String(64)))
    Table("whispers", grown, Column("words", String(64)))
    assert undeclared(grown) == ["proposals.limit_of_ours", "whispers.words"]


def test_every_private_column_holds_a_canary_and_no_other_does(house: House) -> None:
    words = [each.word.encode() for each in house.planted.canaries.values()]
    held = {column for column, content in stored(house.planted.store_file).items() if any(w in content for w in words)}
    assert private_columns() - held == set()
    assert held - private_columns() == set()


def test_every_query_parameter_is_known_to_the_search(house: House) -> None:
    names = {name for each in house.queries.values() for name in each}
    assert names - WORDS - set(IDS) - PLAIN == set()


# ----------------------------------------------------------------------------------------------------- the search

ROUTES = sorted(ACCESS, key=lambda route: (route[0] not in SECOND_LOOK, route))


def test_who_owns_the_private_strings_sees_them(house: House) -> None:
    own = [route for route in ROUTES if route[0] == "GET" and "{agreement_id}" in route[1]]
    house.eyes["owner"] = house.planted.district
    try:
        found = " ".join(_looked_at(house, ["owner"], own))
    finally:
        del house.eyes["owner"]
    owned = ("playbook", "comment", "draft", "withdrawn proposal", "draft proposal", "e-mail", "redline")
    unseen = [name for name in house.planted.canaries if name.startswith(owned) and f": {name}" not in found]
    assert unseen == []
    assert "is told that there is something" in found


def test_what_is_private_to_one_side_reaches_nobody_else(house: House) -> None:
    found = [*_looked_at(house, [*house.eyes], ROUTES)]
    words = {name: each.word for name, each in house.planted.canaries.items()}
    for each in house.planted.private.values():
        words = {name: word for name, word in words.items() if word != each}  # asked for by name
    words = {name: word for name, word in words.items() if not name.endswith((": id", ": thread"))}  # in addresses
    found += [f"log: {name}" for name, word in words.items() if any(word in line for line in house.log.lines)]
    assert found == []


# ------------------------------------------------------------------------------------------- a leak on purpose


def _yes(*_: Any) -> bool:
    return True


def _everything(_: Caller) -> Sight:
    return EVERYTHING


def _shows_threads(_: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comments, "_is_visible", _yes)


def _sees_everything(_: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Caller, "sight", property(_everything))


def _shows_proposals(_: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proposals, "is_visible", _yes)


def _tags_tell(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    word = house.planted.canaries["playbook: note"].word

    def tag(*_: Any) -> str:
        return f'"{word}"'

    monkeypatch.setattr(agreements, "parties_etag", tag)


def _reads_the_other_playbook(_: House, monkeypatch: pytest.MonkeyPatch) -> None:
    find = playbooks.store.find_playbook

    def found(connection: Any, agreement_id: str, _: str) -> Any:
        return find(connection, agreement_id, "district")

    monkeypatch.setattr(playbooks.store, "find_playbook", found)


def _refusals_tell(_: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The words of a refusal name what is not shown."""
    get = drafting.get_draft

    def got(unit: Any, agreement_id: str, reference: str, *sight: Any) -> Any:
        try:
            return get(unit, agreement_id, reference, *sight)
        except NotFound as error:
            label = get(unit, agreement_id, reference, EVERYTHING).label
            raise NotFound(f"{error.detail} Not even {label}.") from None

    monkeypatch.setattr(drafting, "get_draft", got)


def _refuses_otherwise(_: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """403 for what is there, 404 for what is not."""
    get = drafting.get_draft

    def got(unit: Any, agreement_id: str, reference: str, *sight: Any) -> Any:
        record = get(unit, agreement_id, reference, EVERYTHING)
        if record.side == "district" and not record.status.shared:
            raise NotAllowed("That draft is for others.")
        return record

    monkeypatch.setattr(drafting, "get_draft", got)


LEAKS: dict[str, tuple[Callable[[House, pytest.MonkeyPatch], None], str, Route, str]] = {
    "list": (_sees_everything, "operator", ("GET", f"{_A}/drafts"), "(200) : draft: label"),
    "Word file": (_sees_everything, "their clerk", ("GET", f"{_A}/drafts/{{number}}.docx"), "word/footer"),
    "memo": (_sees_everything, "their clerk", ("GET", f"{_A}/memos/{{before}}...{{after}}.docx"), "docx (200) word/"),
    "carried words": (_sees_everything, "their clerk", ("GET", f"{_A}/drafts/{{number}}.docx"), "proposal: wording"),
    "findings": (_sees_everything, "operator", ("GET", f"{_A}/drafts/{{number}}"), "draft proposal: new clause"),
    "blame": (
        *(_sees_everything, "their counsel", ("GET", f"{_A}/clauses/{{clause_id}}/blame")),
        "draft proposal: edited words",
    ),
    "page": (_sees_everything, "their observer", ("GET", f"{_A}/redlines/{{before}}...{{after}}.html"), "draft: "),
    "search": (_sees_everything, "their counsel", ("GET", f"{_A}/drafts"), "is told that there is something"),
    "proposal": (_shows_proposals, "own clerk", ("GET", f"{_A}/proposals"), "draft proposal: field value"),
    "comment": (_shows_threads, "operator", ("GET", f"{_A}/threads"), "comment on a clause"),
    "note": (_shows_proposals, "their admin", ("GET", f"{_A}/proposals/{{proposal_id}}"), "is told that"),
    "playbook": (_reads_the_other_playbook, "their negotiator", ("GET", f"{_A}/playbook"), "playbook: walk-away"),
    "header": (_tags_tell, "their observer", ("GET", f"{_A}/parties"), "(200) headers: playbook: note"),
    "refusal": (_refusals_tell, "their admin", ("GET", f"{_A}/drafts/{{number}}"), "(404) : draft: label"),
    "standing": (_refuses_otherwise, "their admin", ("GET", f"{_A}/drafts/{{number}}"), "is told that there is"),
}
"""A leak, the eye and the route that it is found with, and what is said of it."""


def _keep_nothing(house: House) -> None:
    """What was answered before a leak, or by one, is not answered again."""
    [app] = {each.app for each in house.eyes.values()}
    assert isinstance(app, FastAPI)
    held = kept_answers(app)
    held._kept.clear()
    held._size = 0


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_on_purpose_is_found(house: House, leak: str, monkeypatch: pytest.MonkeyPatch) -> None:
    patch, eye, route, told = LEAKS[leak]
    _keep_nothing(house)
    assert [*_looked_at(house, [eye], [route])] == []
    patch(house, monkeypatch)
    _keep_nothing(house)
    with suppress(NotFound):
        assert any(told in each for each in _looked_at(house, [eye], [route]))


def test_a_canary_in_the_log_is_found(house: House) -> None:
    word = house.planted.canaries["playbook: note"].word
    try:
        raise NotFound(word)
    except NotFound:
        logging.getLogger("counterpart").debug("refused", exc_info=True)
    assert word in house.log.lines.pop()
