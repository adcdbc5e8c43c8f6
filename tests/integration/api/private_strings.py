"""What the store keeps, column by column, and a canary in each column whose strings are private to one side.

A new table or column is declared in ``KEPT``, or a test fails; a private one is planted by one of ``PLANTERS``, or
another test fails. What is planted is looked for by ``test_canaries.py`` in all that anybody else can get.
"""

from __future__ import annotations

import io
import re
import secrets
import sqlite3
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import MetaData

from api.auth.access import Role
from api.auth.secret_words import digest
from api.store.accounts import MemberRecord, insert_identity, put_member, update_user
from api.store.credentials import OidcSignIn, insert_oidc_sign_in
from api.store.tables import metadata
from clauses.record import create
from clauses.wording.filters import long_date
from clauses.wording.match import prose
from tests.integration.api.conftest import (
    PARTIES,
    Agreement,
    client_of,
    free,
    member_of,
    operator_token,
    token_of,
    user_of,
)
from tests.support.documents import p, package, t
from tests.support.returns.desk import Desk
from tests.unit.clauses.story import example

PRIVATE_DAY = date(2087, 11, 23)
"""The date of the working draft: no other date of the tests is near it."""
PASSWORD = "correct horse battery"


class Kept(StrEnum):
    """Whom a column is for."""

    SHARED = "shared"
    """Every reader of the agreement."""
    PRIVATE = "private"
    """One side, or one account; for what is shared later (drafts, proposals): until it is."""
    NEITHER = "neither"
    """No words of anybody: ids that tell nothing, counters, times, states."""


def _columns(shared: str = "", private: str = "", neither: str = "") -> dict[str, Kept]:
    told = {Kept.SHARED: shared, Kept.PRIVATE: private, Kept.NEITHER: neither}
    return {name: kept for kept, names in told.items() for name in names.split()}


KEPT: dict[str, dict[str, Kept]] = {
    "agreements": _columns(
        shared="title short_title doc_type house_style school_calendar time_zone",
        neither="id parties_version order_version created_at house_style_version school_calendar_version clauses_state",
    ),
    "parties": _columns(shared="role legal_name short_name office side", neither="agreement_id place"),
    "stances": _columns(shared="by party", neither="clause_id place agreement_id revision agrees at"),
    "clauses": _columns(neither="id agreement_id current place removed_at"),
    "clause_revisions": _columns(
        shared="kind heading fields wording author party origin rationale previous_hash content_hash",
        neither="clause_id number at",
    ),
    "drafts": _columns(
        shared="author house_style",
        private="label dated note text_hash sha256 docx findings adopted_text adopted_text_hash",
        neither="agreement_id number came_from saved_at size status side shared_at",
    ),
    "draft_clauses": _columns(neither="agreement_id draft_number place clause_id revision"),
    "draft_steps": _columns(shared="author party on", neither="agreement_id draft_number place status at"),
    "carried_proposals": _columns(
        private="proposal_id applied", neither="agreement_id draft_number place removed"
    ),  # clauses that are taken out are clauses that both sides read
    "carried_revisions": _columns(
        shared="kind author party",
        private="clause_id heading fields wording origin rationale previous_hash content_hash",
        neither="agreement_id draft_number number place at",
    ),
    "redline_cache": _columns(private="docx changes", neither="key made_at agreement_id side"),
    "playbooks": _columns(private="positions", neither="agreement_id party version"),
    "users": _columns(shared="name", private="email password_hash", neither="id operator created_at disabled_at"),
    "identities": _columns(private="issuer subject", neither="user_id"),
    "members": _columns(shared="party role", neither="agreement_id user_id"),
    "api_tokens": _columns(
        private="id hash name", neither="user_id scopes agreement_id created_at expires_at revoked_at"
    ),
    "sessions": _columns(private="hash", neither="user_id created_at expires_at"),
    "reset_codes": _columns(private="hash", neither="user_id expires_at"),
    "oidc_sign_ins": _columns(private="state_hash nonce verifier", neither="expires_at"),
    "attempts": _columns(neither="key since count"),
    "digests": _columns(neither="user_id wanted sent_at"),
    "idempotency_keys": _columns(
        private="headers body", neither="user_id key_hash fingerprint attempt begun_at status size"
    ),
    "proposals": _columns(
        shared="author party sponsors entered_by",
        private="id rationale edits steps",
        neither="agreement_id version in_response_to replaces state at",  # what it answers is shared by then
    ),
    "proposal_clauses": _columns(private="proposal_id clause_id"),
    "threads": _columns(
        shared="resolved_by", private="id proposal_id", neither="agreement_id clause_id revision side at resolved_at"
    ),
    "comments": _columns(shared="author party", private="thread_id text", neither="place at"),
    "sent_files": _columns(
        shared="author party report file_name docx",  # the other side has the file
        private="id recipients note sha256",
        neither="agreement_id draft_number against side comments tracked size sent_at",
    ),
    "imports": _columns(
        # until it is saved; then both sides have it
        private="id file_name steps docx sha256 reading",
        neither="user_id version settled created_at agreement_id draft_number",
    ),
    "audit_entries": _columns(
        shared="user_id who what", private="changes", neither="chain number at where salt where_hash previous hash"
    ),
    "returned_files": _columns(
        shared="returner returner_party entered_by entered_for",
        private="id sent_id note found file_name sha256 docx",  # they know the file, and not that it is here
        neither="agreement_id side draft_number size received_at",
    ),
    "return_answers": _columns(
        shared="by party", private="return_id", neither="change answer note at proposal_id counter_id"
    ),
    "search_entries": _columns(shared="words", neither="id agreement_id type thing_id whole"),
    "webhooks": _columns(
        shared="made_by",
        private="id url secret old_secret",
        neither="agreement_id side version events active old_secret_until created_at failing_since stopped_because",
    ),
    "webhook_deliveries": _columns(
        private="id webhook_id body", neither="event made_at state attempts tried next_at claim"
    ),  # a body names by its id what its side may know, such as a file that came back
    "search_states": _columns(neither="agreement_id state"),
    "votes": _columns(shared="text_hash vote author party", neither="agreement_id number draft_number recorded_at"),
    "execution_versions": _columns(
        shared="effective_date approved text_hash sha256 docx", neither="agreement_id draft_number made_at"
    ),
    "notices": _columns(
        shared="given_on ending summary ends reason author party",
        neither="agreement_id number draft_number recorded_at",
    ),
}
"""Every table and column, declared."""


def undeclared(schema: MetaData) -> list[str]:
    """The columns that ``KEPT`` does not declare."""
    every = {f"{table.name}.{column.name}" for table in schema.sorted_tables for column in table.columns}
    return sorted(every - {f"{table}.{column}" for table, columns in KEPT.items() for column in columns})


def private_columns() -> set[str]:
    """``table.column`` of every column that is there and whose strings are private."""
    return {
        f"{table}.{name}"
        for table, each in KEPT.items()
        if table in metadata.tables
        for name, kept in each.items()
        if kept is Kept.PRIVATE
    }


# ------------------------------------------------------------------------------------------------------- planting


@dataclass(frozen=True, slots=True)
class Canary:
    """A private string, and the eyes beside its owner's that may see it."""

    word: str
    seen_by: frozenset[str] = frozenset()


@dataclass
class Planted:
    """An agreement of two sides. What is private in it is the district's; ``district`` is its counsel."""

    app: FastAPI
    agreement: Agreement
    district: TestClient
    store_file: Path
    mail: Path
    clause_id: str
    canaries: dict[str, Canary] = field(default_factory=dict[str, Canary])
    private: dict[str, str] = field(default_factory=dict[str, str])
    """What stands in addresses and bodies, by the parameter's name, and is there for the district alone."""

    @property
    def path(self) -> str:
        """The agreement's address."""
        return self.agreement.path

    def word(self, name: str) -> str:
        """A fresh canary under that name."""
        return self.hide(name, f"q{secrets.token_hex(9)}")

    def hide(self, name: str, word: str, *seen_by: str) -> str:
        """Make ``word`` a canary."""
        assert name not in self.canaries
        self.canaries[name] = Canary(word, frozenset(seen_by))
        return word

    def write(self, address: str, body: dict[str, Any], status: int = 201) -> dict[str, Any]:
        """Have the district's counsel write something, with a key that keeps the answer."""
        headers = {"Idempotency-Key": secrets.token_hex(8)}
        answer = self.district.post(f"{self.path}/{address}", json=body, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json()


def _playbook(planted: Planted) -> None:
    position = {
        "kind": "recitals",
        "field": "purposes",
        "preferred": [planted.word("playbook: preferred")],
        "fallbacks": [[planted.word("playbook: fallback")]],
        "walk_away": [planted.word("playbook: walk-away")],
        "note": planted.word("playbook: note"),
    }
    address = f"{planted.path}/playbook"
    read = planted.district.get(address)
    answer = planted.district.put(address, json={"positions": [position]}, headers={"If-Match": read.headers["ETag"]})
    assert answer.status_code == 200, answer.text


def _accounts(planted: Planted) -> None:
    """A member of the district who signs in, makes a token and asks for a code."""
    name = f"q{secrets.token_hex(9)}"
    email = f"{name}@district.example"
    planted.hide("e-mail address", name, "operator", "own clerk", "own observer")
    user = user_of(planted.app, email, password=PASSWORD)
    with planted.app.state.runtime.unit() as unit:
        update_user(unit.write, user.id, name="Dana Reyes")
        put_member(unit.write, MemberRecord(planted.agreement.id, user.id, "district", Role.OBSERVER))
        insert_identity(unit.write, planted.word("identity: issuer"), planted.word("identity: subject"), user.id)
        state = planted.word("single sign-on: state")
        begun = OidcSignIn(
            planted.hide("single sign-on: state hash", digest(state)),
            planted.word("single sign-on: nonce"),
            planted.word("single sign-on: verifier"),
            unit.at + timedelta(days=1),
        )
        insert_oidc_sign_in(unit.write, begun)
    with client_of(planted.app) as browser:
        signed_in = browser.post("/session", json={"email": email, "password": PASSWORD})
        csrf = planted.hide("CSRF token", signed_in.json()["csrf_token"])
        planted.hide("session", next(iter(browser.cookies.values())))
        made = browser.post(
            "/me/tokens",
            json={"name": planted.word("token: name"), "scopes": ["read"]},
            headers={"X-CSRF-Token": csrf},
        )
        assert made.status_code == 201, made.text
        planted.private["token_id"] = planted.hide("token: id", made.json()["id"])
        planted.hide("token", made.json()["token"])
        assert browser.post("/password-resets", json={"email": email}).status_code == 202
    [letter] = planted.mail.iterdir()
    code = re.search(r"(\d{4} \d{4}) is your code", letter.read_text(encoding="utf-8"))
    assert code is not None
    planted.hide("one-time code", code[1].replace(" ", ""))
    for column in ("users.password_hash", "api_tokens.hash", "sessions.hash", "reset_codes.hash"):
        table, name = column.split(".")
        owner = "id" if table == "users" else "user_id"
        [[stored]] = _rows(planted.store_file, f"SELECT {name} FROM {table} WHERE {owner} = ?", user.id)
        planted.hide(column, stored)


def _proposals(planted: Planted) -> None:
    """One that was withdrawn before the other side saw it, then one that stands: each with every kind of edit."""
    for state in ("withdrawn", "draft"):
        at = {"clause_id": planted.clause_id, "base": 2}
        insert = {
            "edit": "insert",
            "kind": "custom",
            "heading": planted.word(f"{state} proposal: new heading"),
            "fields": free(f"See Section {{ref:kind:retention}}: {planted.word(f'{state} proposal: new words')}."),
            "after": None,
        }
        edits = [
            insert,
            _in_its_own_words(planted.word(f"{state} proposal: wording")),
            {"edit": "edit_text", **at, "text": f"\tA.\n\t{planted.word(f'{state} proposal: edited words')}"},
            {
                "edit": "set_field",
                **at,
                "path": "paragraphs.0.text",
                "value": planted.word(f"{state} proposal: field value"),
            },
            {"edit": "rename_heading", **at, "heading": planted.word(f"{state} proposal: heading")},
        ]
        made = planted.write("proposals", {"rationale": planted.word(f"{state} proposal: rationale"), "edits": edits})
        planted.private["proposal_id"] = planted.hide(f"{state} proposal: id", made["id"])
        planted.private["clause_id"] = planted.hide(f"{state} proposal: new clause", made["edits"][0]["clause_id"])
        if state == "withdrawn":
            note = planted.word("withdrawn proposal: note")
            planted.write(f"proposals/{made['id']}/withdraw", {"note": note}, 200)


def _in_its_own_words(word: str) -> dict[str, Any]:
    """The edit that puts a typed clause in with words that are not its kind's."""
    fields = example("training")
    at = datetime(2020, 3, 3, tzinfo=UTC)
    first = create(clause_id="a" * 16, kind="training", heading="T", fields=fields, author="A", at=at)
    text = f"{prose(first)}\n\tThe room is called {word}."
    return {"edit": "insert", "kind": "training", "heading": "Training", "fields": fields, "text": text, "after": None}


def _comments(planted: Planted) -> None:
    """A thread about a clause, with a reply, and one about a proposal that the other side does not know."""
    for name, about in {"a proposal": "proposal_id", "a clause": "clause_id"}.items():
        what = planted.clause_id if about == "clause_id" else planted.private["proposal_id"]
        body = {about: what, "visibility": "private", "text": planted.word(f"comment on {name}")}
        made = planted.write("threads", body)
        planted.private["thread_id"] = planted.hide(f"comment on {name}: thread", made["id"])
        planted.write(f"threads/{made['id']}/comments", {"text": planted.word(f"comment on {name}: reply")})


def _working_draft(planted: Planted) -> None:
    """One that carries the proposal that stands."""
    body = {"label": planted.word("draft: label"), "note": planted.word("draft: note"), "dated": str(PRIVATE_DAY)}
    made = planted.write("drafts", {**body, "proposals": [planted.private["proposal_id"]]})
    query = "SELECT content_hash, previous_hash FROM carried_revisions WHERE clause_id = ?"
    [hashes] = _rows(planted.store_file, query, planted.clause_id)
    planted.hide("carried revision: hash", hashes[0])
    planted.hide("carried revision: hash of the one before", hashes[1])
    planted.private["number"] = str(made["number"])
    planted.hide("draft: date", str(PRIVATE_DAY))
    planted.hide("draft: date in words", long_date(PRIVATE_DAY))
    for name in ("text_hash", "adopted_text_hash", "sha256"):
        planted.hide(f"draft: {name}", made[name])
    planted.hide("draft: text_hash in the footer", made["text_hash"][:8])
    address = f"{planted.path}/redlines/1...{made['number']}"
    planted.hide("redline: sha256", planted.district.get(f"{address}.json").json()["sha256"])
    assert planted.district.get(f"{address}.docx").status_code == 200


def _sent_file(planted: Planted) -> None:
    """The other side may have the file; it reads nowhere here that there is one, nor to whom else it went."""
    body = {"draft": 1, "to": [planted.word("sent: recipient")], "note": planted.word("sent: note")}
    made = planted.write("sent", body)
    planted.private["sent_id"] = planted.hide("sent: id", made["id"])
    planted.hide("sent: sha256", made["sha256"])


def _import(planted: Planted) -> None:
    """A file under review, which its account alone knows of."""
    words = "".join(
        p(t(planted.word(f"import: {name}"), "<w:b/>" if name == "title" else "")) for name in ("title", "words")
    )
    upload = {"file": (planted.word("import: file name") + ".docx", package(words))}
    made = planted.district.post("/imports", files=upload)
    assert made.status_code == 201, made.text
    import_id = planted.private["import_id"] = planted.hide("import: id", made.json()["id"])
    step = {"step": "confirm", "line": 1, "heading": planted.word("import: heading")}
    headers = {"If-Match": made.headers["ETag"], "Idempotency-Key": secrets.token_hex(8)}
    taken = planted.district.post(f"/imports/{import_id}/steps", json=step, headers=headers)
    assert taken.status_code == 200, taken.text
    for column in ("sha256", "reading"):
        [[stored]] = _rows(planted.store_file, f"SELECT {column} FROM imports WHERE id = ?", import_id)
        planted.hide(f"import: {column}", stored)


def _returned_file(planted: Planted) -> None:
    """What came back in it, and how it was answered, is for those alone who took it back."""
    sent = planted.district.get(f"{planted.path}/sent/{planted.private['sent_id']}.docx").content
    file = Desk(sent).track("The Department keeps them.", planted.word("returned: words")).send()
    name = f"{planted.word('returned: file name')}.docx"
    told = {"note": planted.word("returned: note")}
    answer = planted.district.post(f"{planted.path}/returns", files={"file": (name, file)}, data=told)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    planted.private["return_id"] = planted.hide("returned: id", made["id"])
    planted.hide("returned: sha256", made["sha256"])
    decision = {"changes": [1], "answer": "done"}
    planted.write(f"returns/{made['id']}/triage", {"decisions": [decision]}, 200)


def _webhooks(planted: Planted) -> None:
    """One of the district's, whose secret was changed, and one of the city's and of the operators' that are told of
    everything: what these are told is looked at by ``test_webhooks.py``."""
    told = {"url": "https://93.184.216.34/in"}
    with ExitStack() as stack:
        for party in ("city", "district", "district"):
            admin = member_of(planted.app, planted.agreement.id, party, Role.ADMIN)
            client = stack.enter_context(client_of(planted.app, token_of(planted.app, admin)))
            address = f"{planted.path}/webhooks"
            if party == "district":
                path = planted.canaries.get("webhook: url") or planted.word("webhook: url")
                told = {"url": f"https://93.184.216.34/{getattr(path, 'word', path)}"}
            made = client.post(address, json=told)
            assert made.status_code == 201, made.text
        hook = made.json()
        planted.private["webhook_id"] = planted.hide("webhook: id", hook["id"])
        planted.hide("webhook: old secret", hook["secret"].removeprefix("whsec_"))
        rotated = client.post(f"{address}/{hook['id']}/rotate-secret").json()
        planted.hide("webhook: secret", rotated["secret"].removeprefix("whsec_"))
        sent = client.post(f"{address}/{hook['id']}/test").json()
        planted.private["delivery_id"] = planted.hide("webhook: delivery: id", sent["id"])
    operators = planted.agreement.client.post(f"{planted.path}/webhooks", json={"url": "https://93.184.216.34/all"})
    assert operators.status_code == 201, operators.text


PLANTERS: tuple[Callable[[Planted], None], ...] = (
    *(_webhooks, _playbook, _accounts, _proposals, _comments, _working_draft),
    *(_sent_file, _returned_file, _import),
)


def planted_store(app: FastAPI, file: Path) -> Planted:
    """An agreement of two sides with all that is planted, in the store that ``app`` has in ``file``."""
    with ExitStack() as stack:
        operator = stack.enter_context(client_of(app, operator_token(app)))
        made = operator.post("/agreements", json={"title": "Memorandum", "parties": PARTIES})
        agreement = Agreement(operator, made.json()["id"])
        counsel = member_of(app, agreement.id, "district", Role.COUNSEL)
        district = stack.enter_context(client_of(app, token_of(app, counsel)))
        clause = agreement.add("Recordings", "The Department keeps them.", "It tells why.")
        agreement.add("Training", "An SRO trains.")
        agreement.save("Base")
        agreement.revise(clause, "The Department keeps them.", "It tells why.", "It stands in no shared draft.")
        mail = app.state.runtime.settings.mail_folder
        planted = Planted(app, agreement, district, file, mail, clause["clause_id"])
        for plant in PLANTERS:
            plant(planted)
    return planted


# ------------------------------------------------------------------------------------------------- what is stored


def stored(file: Path) -> dict[str, bytes]:
    """By ``table.column`` all that a store holds, Word files unzipped."""
    return {
        f"{table}.{column}": b"\n".join(_texts(row[0] for row in _rows(file, f'SELECT "{column}" FROM {table}')))
        for table, columns in KEPT.items()
        if table in metadata.tables
        for column in columns
    }


def texts_of(content: bytes) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of what an answer or a stored value holds: itself, and the parts of a Word file or an
    export."""
    yield "", content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                for inner, part in texts_of(archive.read(name)):  # an export holds Word files
                    yield f"{name} {inner}".strip(), part


def _texts(values: Iterable[Any]) -> Iterator[bytes]:
    for value in values:
        content = value if isinstance(value, bytes) else str(value).encode()
        yield from (text for _, text in texts_of(content))


def _rows(file: Path, query: str, *values: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(file)
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()
