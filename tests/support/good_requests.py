"""A store in which every operation has something to be about, and a request to each that is answered with a success.

The demonstration, its accounts and, of each side, a draft of a proposal, a submitted one, a working draft; threads that
are open and resolved; votes on the draft in the packet; and an agreement of one side, whose clauses its members change.
"""

# pyright: basic

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.auth.passwords import hashed
from api.services import demonstration
from api.services.demonstration_accounts import ACCOUNTS, PASSWORD, DemonstrationAccount, load_accounts
from api.settings import Settings
from api.store.credentials import put_code
from drafts.starting.templates import templates
from tests.support.returns.desk import Desk
from tests.unit.clauses.story import example

ACCOUNT = {account.key: account for account in ACCOUNTS}
ROLES: dict[str, DemonstrationAccount | None] = {
    "anyone": None,
    "observer": ACCOUNT["council_member"],
    "clerk": ACCOUNT["board_clerk"],
    "negotiator": ACCOUNT["police_chief"],
    "counsel": ACCOUNT["district_counsel"],
    "admin": ACCOUNT["superintendent"],
    "operator": ACCOUNT["operator"],
}
IN_A_SESSION = "counsel in a browser"
"""Who uses the routes that no token opens."""
CODE = "12345678"
"""A one-time code that counts for a day."""
OTHER = {"district": "city", "city": "district"}
_A = "/agreements/{agreement_id}"
_P, _D, _C, _T = (f"{_A}/{each}" for each in ("proposals", "drafts/{number}", "clauses", "threads"))


@dataclass(frozen=True)
class Seed:
    """The store, and what is in it by the names that requests below know it by."""

    file: Path
    known: Mapping[str, Any]


@dataclass(frozen=True)
class Good:
    """What a request to an operation is made of."""

    path: dict[str, str]
    query: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    files: bool = False
    """Whether the body is a form with files."""

    def address(self, path: str) -> str:
        """Where it goes to."""
        return path.format_map(self.path)


def settings_of(file: Path) -> Settings:
    """The settings of an application over ``file``. Nothing leaves it: the URLs of webhooks are made up."""
    return Settings(
        database_url=f"sqlite:///{file}",
        mail_folder=file.parent / f"{file.stem}-mail",
        max_upload_mb=1,
        rate_per_minute=0,
        rate_anonymous_per_minute=0,
        webhooks=False,
    )


def side_of_role(role: str) -> str:
    """The side that a role acts for; an operator, who acts for none, does as the district would."""
    account = ROLES.get(role)
    return "city" if account is not None and account.party in ("city", "police") else "district"


def bearer(account: DemonstrationAccount) -> dict[str, str]:
    """The header that an account is known by."""
    return {"Authorization": f"Bearer {account.token}"}


def seeded(folder: Path) -> Seed:
    """The store in ``folder``."""
    file = folder / "seed.sqlite3"
    app = create_app(settings_of(file))
    story = json.loads(files("api.demo").joinpath("story.json").read_text(encoding="utf-8"))
    with app.state.runtime.unit() as unit:
        demonstration.load(unit, story)
    with app.state.runtime.unit() as unit:
        load_accounts(unit)
    known = _Story(app).told()
    with app.state.runtime.unit() as unit:
        user, until = known["users"][ACCOUNT["board_clerk"].email], unit.at + timedelta(days=1)
        put_code(unit.write, user, hashed(CODE), until)
    app.state.runtime.close()
    return Seed(file, known)


class _Story:
    """Makes what the demonstration lacks, over HTTP."""

    def __init__(self, app: FastAPI) -> None:
        self.http = TestClient(app, base_url="http://localhost")
        self.path = f"/agreements/{demonstration.AGREEMENT_ID}"
        self.made: dict[str, Any] = {"agreement_id": demonstration.AGREEMENT_ID}

    def told(self) -> dict[str, Any]:
        clauses = self.ask("operator", "GET", f"{self.path}/clauses")["items"]
        self.made |= {"clauses": {each["clause_id"]: each["number"] for each in clauses}}
        self.made["clause_id"], self.made["kind"] = clauses[-3]["clause_id"], clauses[-3]["kind"]
        for side, who, at in (("district", "district_counsel", 4), ("city", "police_chief", 6)):
            self._negotiate(side, who, clauses[at], clauses[at + 1])
        self._vote()
        self._one_sided()
        users = self.ask("operator", "GET", "/users")["items"]
        self.made["users"] = {each["email"]: each["id"] for each in users}
        docx = self.http.get(f"{self.path}/drafts/2.docx", headers=bearer(ACCOUNT["operator"]))
        self.made["docx"] = docx.content
        self._imports()
        self._webhooks()
        return self.made

    def ask(self, who: str, method: str, address: str, body: Any = None, **headers: str) -> Any:
        """What is answered to somebody who may ask that."""
        headers = {**bearer(ACCOUNT[who]), **headers}
        answer = self.http.request(method, address, json=body, headers=headers)
        assert answer.is_success, (method, address, answer.text)
        return answer.json()

    def _negotiate(self, side: str, who: str, first: Any, second: Any) -> None:
        for clause, state in ((first, "draft"), (second, "submitted")):
            heading = f"{clause['heading']}, {side}"
            edit = {"edit": "rename_heading", "clause_id": clause["clause_id"], "base": clause["number"]}
            body = {"rationale": "It says more.", "edits": [{**edit, "heading": heading[:200]}]}
            made = self.ask(who, "POST", f"{self.path}/proposals", body)
            if state == "submitted":
                self.ask(who, "POST", f"{self.path}/proposals/{made['id']}/submit")
            self.made[f"{state}-{side}"] = made["id"]
        about = {"clause_id": first["clause_id"], "text": "Which schools are meant?"}
        for name, visibility in (("open", "shared"), ("resolved", "shared"), ("private", "private")):
            thread = self.ask(who, "POST", f"{self.path}/threads", {**about, "visibility": visibility})
            self.made[f"{name}-{side}"] = thread["id"]
        self.ask(who, "POST", f"{self.path}/threads/{self.made[f'resolved-{side}']}/resolve")
        sent = self.ask(who, "POST", f"{self.path}/sent", {"draft": 5, "to": ["counsel@other.example"]})
        self.made[f"sent-{side}"] = sent["id"]
        self._take_back(side, who, sent["docx"])
        draft = self.ask(who, "POST", f"{self.path}/drafts", {"label": f"Of the {side}", "dated": "2020-04-01"})
        self.made[f"working-{side}"] = str(draft["number"])

    def _take_back(self, side: str, who: str, address: str) -> None:
        """Have a side take back what it sent, with one tracked change."""
        headers = bearer(ACCOUNT[who])
        left = self.http.get(address, headers=headers).content
        for words in ("school years", "academic years"):
            self.made[f"returned-{side}"] = Desk(left).track("school year", words).send()
            files = {"file": ("back.docx", self.made[f"returned-{side}"])}
            answer = self.http.post(f"{self.path}/returns", files=files, headers=headers)
            assert answer.status_code == 201, answer.text
            self.made[f"return-{side}"] = answer.json()["id"]

    def _webhooks(self) -> None:
        """A webhook of the district's and one of the operators', each told of one test."""
        for key in ("superintendent", "operator"):
            hook = self.ask(key, "POST", f"{self.path}/webhooks", WEBHOOK)
            sent = self.ask(key, "POST", f"{self.path}/webhooks/{hook['id']}/test")
            self.made |= {f"webhook-{key}": hook["id"], f"delivery-{key}": sent["id"]}

    def _vote(self) -> None:
        kept = self.ask("operator", "GET", f"{self.path}/drafts/6/votes")["items"]
        cited = self.ask("operator", "GET", f"{self.path}/drafts/5")["adopted_text_hash"]
        fields = ("body", "on", "motion", "present", "absent", "ballots", "rule", "result")
        for vote in kept:
            body = {name: vote[name] for name in fields} | {"text_hash": cited}
            self.made["vote-district" if vote["body"] == "board" else "vote-city"] = body
            self.ask("operator", "POST", f"{self.path}/drafts/5/votes", body)

    def _join(self, path: str) -> None:
        """Have every account act in another agreement as it does in the demonstration."""
        for account in ACCOUNTS:
            if account.party and account.role:
                user = f"usr-demonstration-{account.key.replace('_', '-')}"
                body = {"party": account.party, "role": account.role.value}
                self.ask("operator", "PUT", f"{path}/members/{user}", body, **{"If-None-Match": "*"})

    def _import(self, who: str) -> tuple[str, str]:
        """Have somebody upload the agreement that is there: the import, and its tag."""
        headers = bearer(ACCOUNT[who])
        answer = self.http.post("/imports", files={"file": ("old.docx", self.made["docx"])}, headers=headers)
        assert answer.status_code == 201, answer.text
        self.made[f"import-{who}"], self.made["line"] = answer.json()["id"], answer.json()["unconfirmed"][0]
        return answer.json()["id"], answer.headers["ETag"]

    def _imports(self) -> None:
        parties = [{"role": role, "legal_name": f"the {role.title()}"} for role in ("district", "city", "police")]
        found, tag = self._import("operator")
        body = {"dated": "2015-07-01", "accept_rest": True, "parties": parties}
        saved = self.ask("operator", "POST", f"/imports/{found}/save", body, **{"If-Match": tag})
        self.made["imported"] = saved["agreement"]["id"]
        self._join(f"/agreements/{saved['agreement']['id']}")
        for account in ACCOUNTS:
            self._import(account.key)

    def _one_sided(self) -> None:
        parties = [
            {"role": role, "legal_name": f"the {role.title()}", "short_name": role.title(), "side": "district"}
            for role in ("district", "city", "police")
        ]
        made = self.ask("operator", "POST", "/agreements", {"title": "Memorandum within one side", "parties": parties})
        path = f"/agreements/{made['id']}"
        self.made["own"] = made["id"]
        self._join(path)
        free = {"kind": "custom", "heading": "Keys", "fields": FREE}
        self.made["own-clause"] = self.ask("operator", "POST", f"{path}/clauses", free)["clause_id"]
        typed = {"kind": "term_renewal", "fields": example("term_renewal")}
        clause = self.ask("operator", "POST", f"{path}/clauses", typed)
        self.made["own-term"] = clause["clause_id"]
        marked = {"prose": clause["prose"].replace("gives written notice", "gives prompt written notice")}
        address = f"{path}/clauses/{clause['clause_id']}/prose"
        edited = self.ask("operator", "PATCH", address, marked, **{"If-Match": f'"{clause["clause_id"]}-1"'})
        assert edited["needs_review"], "no field of the clause needs a review"
        self.ask("operator", "POST", f"{path}/drafts", {"label": "First", "dated": "2020-04-01"})


WEBHOOK: dict[str, Any] = {"url": "https://93.184.216.34/in", "events": ["proposal.submitted"]}
"""It leads to a public address, so that nothing is looked up."""
FREE = {"paragraphs": [{"level": 1, "text": "The principal keeps the keys."}]}
_EDIT = {"edit": "insert", "kind": "custom", "heading": "Keys", "fields": FREE, "after": None}
_SETTLED = {"holidays": [{"name": "Winter break", "day": "2020-12-23"}], "school_years": []}

Body = Callable[[Mapping[str, Any], str], Any]
BODIES: dict[tuple[str, str], Body] = {
    ("POST", "/session"): lambda known, side: {"email": ACCOUNT["board_clerk"].email, "password": PASSWORD},
    ("POST", "/password-resets"): lambda known, side: {"email": ACCOUNT["board_clerk"].email},
    ("POST", "/password-resets/confirm"): lambda known, side: {
        "email": ACCOUNT["board_clerk"].email,
        "code": CODE,
        "password": "another long line",
    },
    ("PUT", "/me/password"): lambda known, side: {"current_password": PASSWORD, "new_password": "another long line"},
    ("POST", "/me/tokens"): lambda known, side: {"name": "A script", "scopes": ["read"]},
    ("POST", "/users"): lambda known, side: {"email": "new@office.example", "name": "Somebody new"},
    ("PATCH", "/users/{user_id}"): lambda known, side: {"name": "Another name"},
    ("PUT", f"{_A}/members/{{user_id}}"): lambda known, side: {"party": "district", "role": "observer"},
    ("POST", "/agreements"): lambda known, side: {"title": "Another memorandum"},
    ("PUT", f"{_A}/parties"): lambda known, side: {
        "parties": [{"role": role, "legal_name": "a body"} for role in ("district", "city", "police")]
    },
    ("PUT", f"{_A}/house-style"): lambda known, side: {"page": "a4"},
    ("PUT", f"{_A}/time-zone"): lambda known, side: {"time_zone": "America/Chicago"},
    ("POST", f"{_A}/webhooks"): lambda known, side: WEBHOOK,
    ("PATCH", f"{_A}/webhooks/{{webhook_id}}"): lambda known, side: {"events": []},
    ("PUT", f"{_A}/calendar"): lambda known, side: _SETTLED,
    ("PUT", f"{_A}/playbook"): lambda known, side: {"positions": []},
    ("POST", f"{_A}/playbook/standings"): lambda known, side: {"kind": "termination", "fields": example("termination")},
    ("POST", _C): lambda known, side: {"kind": "custom", "heading": "Doors", "fields": FREE},
    ("PUT", f"{_C}/{{clause_id}}"): lambda known, side: {"fields": FREE, "heading": "The keys"},
    ("PATCH", f"{_C}/{{clause_id}}/prose"): lambda known, side: {"prose": "\tThe clerk keeps the keys."},
    ("POST", f"{_C}/{{clause_id}}/confirm"): lambda known, side: {},
    ("POST", f"{_C}/{{clause_id}}/move"): lambda known, side: {"after": None},
    ("POST", f"{_C}/{{clause_id}}/stance"): lambda known, side: {
        "revision": known["clauses"][known["clause_id"]],
        "agrees": True,
    },
    ("POST", _P): lambda known, side: {
        "rationale": "Who keeps them?",
        "edits": [_EDIT],
        "in_response_to": known[f"submitted-{OTHER[side]}"],
    },
    ("PUT", f"{_P}/{{proposal_id}}"): lambda known, side: {"rationale": "Another reason.", "edits": [_EDIT]},
    ("POST", f"{_P}/{{proposal_id}}/accept"): lambda known, side: {"note": "Agreed.", "agree": True},
    ("POST", f"{_P}/{{proposal_id}}/reject"): lambda known, side: {"note": "Not before June."},
    ("POST", f"{_P}/{{proposal_id}}/withdraw"): lambda known, side: {"note": "A mistake."},
    ("POST", _T): lambda known, side: {
        "proposal_id": known[f"submitted-{side}"],
        "visibility": "private",
        "text": "Our limit is a year.",
    },
    ("POST", f"{_T}/{{thread_id}}/comments"): lambda known, side: {"text": "All of them."},
    ("POST", f"{_A}/drafts"): lambda known, side: {"label": "Compromise", "dated": "2020-05-01"},
    ("POST", f"{_A}/sent"): lambda known, side: {"draft": 5, "against": 4, "to": ["counsel@other.example"]},
    ("POST", f"{_A}/returns"): lambda known, side: {"file": known[f"returned-{side}"]},
    ("POST", f"{_A}/returns/{{return_id}}/triage"): lambda known, side: {
        "decisions": [{"changes": [1], "answer": "reject", "note": "Not in this round."}]
    },
    ("POST", f"{_D}/votes"): lambda known, side: known[f"vote-{side}"],
    ("POST", f"{_D}/adopt"): lambda known, side: {},
    ("POST", f"{_D}/execute"): lambda known, side: {"signed_on": "2020-03-18"},
    ("POST", f"{_A}/notices"): lambda known, side: {"given_on": "2017-01-10", "party": side},
    ("POST", "/imports"): lambda known, side: {"file": known["docx"]},
    ("POST", "/imports/{import_id}/steps"): lambda known, side: {"step": "confirm", "line": known["line"]},
    ("PUT", "/imports/{import_id}/steps"): lambda known, side: {"steps": [{"step": "confirm", "line": known["line"]}]},
    ("POST", "/imports/{import_id}/save"): lambda known, side: {"dated": "2015-07-01", "accept_rest": True},
    ("POST", "/compare"): lambda known, side: {"before": known["docx"], "after": known["docx"]},
    **{
        ("POST", path): lambda known, side: {"file": known["docx"]}
        for path in ("/accept", "/reject", "/scrub", f"{_A}/identify")
    },
}
"""What a route is sent: made of what is known, by somebody of a side."""

QUERIES: dict[str, dict[str, Any]] = {
    "/search": {"q": "recording retention > P30D"},
    f"{_A}/search": {"q": "recording retention > P30D"},
    f"{_A}/in-force": {"on": "2016-01-01"},
    "/session/oidc/callback": {"state": "a state"},
    f"{_A}/deadlines": {"on": "2020-06-01"},
}

DIRECT = frozenset(
    {
        ("POST", _C),
        ("PUT", f"{_C}/{{clause_id}}"),
        ("DELETE", f"{_C}/{{clause_id}}"),
        ("PATCH", f"{_C}/{{clause_id}}/prose"),
        ("POST", f"{_C}/{{clause_id}}/confirm"),
        ("POST", f"{_C}/{{clause_id}}/move"),
        ("PUT", f"{_A}/parties"),
    }
)
"""What is done in the agreement of one side."""

NUMBERS = {"packet": "4", "return": "5", "votes": "5", "adopt": "5", "execute": "6", "execution.docx": "6"}
"""Last step of an address -> the draft that it is right for."""


def good(seed: Seed, role: str, method: str, path: str) -> Good:
    """A request of ``role`` to an operation, which is answered with a success where the role may make it."""
    known, side = seed.known, side_of_role(role)
    body = BODIES.get((method, path))
    made = None if body is None else body(known, side)
    if made is not None and path.endswith("/notices") and ROLES.get(role) is not ROLES["operator"]:
        made = {name: value for name, value in made.items() if name != "party"}
    asks_for_files = path in ("/imports", "/compare", "/accept", "/reject", "/scrub") or path.endswith(
        ("/identify", "/returns")
    )
    values = _values(known, side, method, path) | {"import_id": known[f"import-{_key(role)}"]}
    admin = _key(role) if f"webhook-{_key(role)}" in known else "superintendent"
    values |= {"webhook_id": known[f"webhook-{admin}"], "delivery_id": known[f"delivery-{admin}"]}
    return Good(values, QUERIES.get(path, {}), made, asks_for_files)


def _key(role: str) -> str:
    account = ROLES.get(role)
    return "district_counsel" if account is None else account.key


def _values(known: Mapping[str, Any], side: str, method: str, path: str) -> dict[str, str]:
    act = path.rpartition("/")[2]
    values = {name: known[name] for name in ("agreement_id", "clause_id", "kind")}
    values |= {
        "before": "1",
        "after": "2",
        "number": NUMBERS.get(act, "current"),
        "token_id": "tok-demonstration-district-counsel",
    }
    values["name"] = templates()[0].name
    values["user_id"] = known["users"][ACCOUNT["board_clerk"].email]
    values["thread_id"] = known[f"{'resolved' if act == 'reopen' else 'open'}-{side}"]
    values["proposal_id"] = known[f"submitted-{side}"]
    values["sent_id"] = known[f"sent-{side}"]
    values["return_id"] = known[f"return-{side}"]
    if act in ("accept", "reject"):
        values["proposal_id"] = known[f"submitted-{OTHER[side]}"]
    elif act == "submit" or method == "PUT":
        values["proposal_id"] = known[f"draft-{side}"]
    if act == "original.docx":
        values |= {"agreement_id": known["imported"], "number": "1"}
    if act == "table":
        values["number"] = known[f"working-{side}"]
    if (method, path) in DIRECT:
        values["agreement_id"] = known["own"]
        values["clause_id"] = known["own-term" if act == "confirm" else "own-clause"]
    return values
