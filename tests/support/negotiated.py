"""The demonstration in the middle of a negotiation: proposals, stances, comments and a playbook, put in over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from fastapi.testclient import TestClient

from api.app import create_app
from api.services.demonstration import AGREEMENT_ID
from api.services.demonstration_accounts import ACCOUNTS
from api.settings import Settings

A: Final = f"/agreements/{AGREEMENT_ID}"
PRIVATE_REMARK: Final = "We can go to 60 days if they insist."
PRIVATE_WHY: Final = "Our bottom line stands in the board's closed session of March 2."
POSITIONS: Final = [
    {
        "kind": "termination",
        "field": "notice",
        "direction": "at_most",
        "preferred": {"n": 30, "unit": "calendar_days"},
        "fallbacks": [{"n": 60, "unit": "calendar_days"}],
        "walk_away": {"n": 75, "unit": "calendar_days"},
        "note": "The Board asked for a month on March 2.",
    },
    {"kind": "retention", "field": "rules.general.min", "direction": "at_most", "preferred": "P180D"},
    {"kind": "camera_use", "field": "facial_recognition", "preferred": "prohibited"},
]
_TOKEN: Final = {account.key: account.token for account in ACCOUNTS}


class Hands:
    """Sends requests for a person of the demonstration."""

    def __init__(self, client: TestClient) -> None:
        self._client = client
        self.clauses: dict[str, dict[str, Any]] = {
            each["kind"]: each for each in self.send("operator", "GET", "/clauses?limit=200")["items"]
        }

    def send(self, who: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The answer to a request about the agreement, which must succeed."""
        answer = self._client.request(
            method, A + path, json=body, headers={"Authorization": f"Bearer {_TOKEN[who]}", **headers}
        )
        assert answer.status_code < 400, answer.text
        return answer.json()

    def base(self, kind: str) -> dict[str, Any]:
        """What an edit of the clause of a kind names."""
        return {"clause_id": self.clauses[kind]["clause_id"], "base": self.clauses[kind]["number"]}

    def propose(self, who: str, why: str, *edits: dict[str, Any], submit: bool = True, **rest: Any) -> str:
        """The identity of a new proposal."""
        made = self.send(who, "POST", "/proposals", {"rationale": why, "edits": edits, **rest})
        if submit:
            self.send(who, "POST", f"/proposals/{made['id']}/submit")
        return made["id"]


def negotiate(folder: Path) -> dict[str, str]:
    """Put it into the store of the demonstration in ``folder``; the identities of the proposals by what they are."""
    app = create_app(Settings(database_url=f"sqlite:///{folder / 'counterpart.sqlite3'}", mail_folder=folder / "mail"))
    with TestClient(app, base_url="https://localhost") as client:
        return _said(Hands(client))


def _said(hands: Hands) -> dict[str, str]:
    notice = {"edit": "set_field", "path": "notice", "value": {"n": 90, "unit": "calendar_days"}}
    ids = {
        "theirs": hands.propose(
            "city_attorney",
            "Ninety days give the City time to reassign the officers.",
            {**hands.base("termination"), **notice},
        ),
        "ours": hands.propose(
            "superintendent",
            "Parents ask for a name that they understand.",
            {"edit": "rename_heading", **hands.base("complaints"), "heading": "Complaints about Officers"},
        ),
        "draft": hands.propose(
            "district_counsel",
            PRIVATE_WHY,
            {"edit": "set_field", **hands.base("training"), "path": "refresher", "value": "P1Y"},
            submit=False,
        ),
    }
    for who, kind in (("superintendent", "amendment"), ("city_attorney", "amendment"), ("city_attorney", "notices")):
        about = hands.base(kind)
        hands.send(who, "POST", f"/clauses/{about['clause_id']}/stance", {"revision": about["base"], "agrees": True})
    for who, kind, text, visibility in (
        ("city_attorney", "termination", "The City can live with 60 days for cause.", "shared"),
        ("district_counsel", "termination", PRIVATE_REMARK, "private"),
    ):
        body = {"clause_id": hands.base(kind)["clause_id"], "text": text, "visibility": visibility}
        hands.send(who, "POST", "/threads", body)
    tag = f'"{AGREEMENT_ID}-playbook-district-1"'
    hands.send("district_counsel", "PUT", "/playbook", {"positions": POSITIONS}, **{"If-Match": tag})
    return ids
