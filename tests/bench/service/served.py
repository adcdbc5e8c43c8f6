"""What is served: agreements of ten clauses, as many as a store is to hold, and one that is long."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import insert

from api.auth.access import TOKEN_SCOPES, Role
from api.ids import new_agreement_id, new_clause_id
from api.runtime import Runtime, open_runtime
from api.services.accounts import create_user
from api.services.standing import record_of
from api.services.tokens import make_token
from api.settings import Settings
from api.store.accounts import MemberRecord, find_user_by_email, put_member
from api.store.agreements import AgreementRecord, Party, insert_agreement
from api.store.clauses import clause_revisions, clauses
from api.store.revisions import RevisionRecord
from api.store.unit import Unit
from clauses.record import create

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
READ, WRITTEN, REDLINE = "read.json", "written.json", "redline.docx"
SIZES = (10, 1_000, 100_000)
"""How many clauses the store holds when a read is timed."""
EACH = 10
"""How many an agreement has."""
LONG = 1_000
"""How many the long one has."""
_PARTIES = (Party("district", "the Board"), Party("city", "the City"))
_EMAIL = "bench@office.example"
_TEXT = "The Department keeps each recording for one hundred eighty days after it was made, and then deletes it."


@dataclass(frozen=True, slots=True)
class Served:
    """The token of who asks, an agreement without clauses to propose in, and a clause of another one, which has
    :data:`EACH`."""

    token: str
    path: str
    clause: str


def fill(url: str) -> Served:
    """Fill an empty store."""
    runtime = open_runtime(Settings(database_url=url))
    try:
        with runtime.unit() as unit:
            user = create_user(unit, _EMAIL, "Bench", operator=False, password_hash=None)
            token = make_token(unit, user, "bench", TOKEN_SCOPES, days=1, agreement_id=None)[1]
            path = f"/agreements/{_agreement(unit, user.id)}"
        return Served(token, path, _filled(runtime, user.id, 1, EACH))
    finally:
        runtime.close()


def add(url: str, agreements: int, size: int) -> str:
    """Add agreements of ``size`` clauses each to a store; the address of a clause of the last one."""
    runtime = open_runtime(Settings(database_url=url))
    try:
        with runtime.unit() as unit:
            user = find_user_by_email(unit.read, _EMAIL)
        assert user is not None
        return _filled(runtime, user.id, agreements, size)
    finally:
        runtime.close()


def _agreement(unit: Unit, user_id: str) -> str:
    made = AgreementRecord(new_agreement_id(), "Memorandum", "MOU", "mou", 1, unit.at, _PARTIES)
    insert_agreement(unit.write, made)
    put_member(unit.write, MemberRecord(made.id, user_id, "district", Role.NEGOTIATOR))
    return made.id


def _filled(runtime: Runtime, user_id: str, agreements: int, size: int) -> str:
    """Agreements of ``size`` clauses each; the address of a clause of the last one, whose member is the account. The
    rest goes in past the audit, which this is not about."""
    at = runtime.clock()
    made = [new_agreement_id() for _ in range(agreements - 1)]
    with runtime.unit() as unit:
        made.append(_agreement(unit, user_id))
    fields = {"paragraphs": [{"level": 1, "text": _TEXT}]}
    first = create(clause_id="a" * 16, kind="custom", heading="Kept", fields=fields, author="A", at=at)
    values = {name: getattr(record_of(first), name) for name in RevisionRecord.__slots__}
    placed = [(new_clause_id(), agreement_id, place) for agreement_id in made for place in range(1, size + 1)]
    with runtime.engines.write.begin() as connection:
        for each in made[:-1]:
            insert_agreement(connection, AgreementRecord(each, "Memorandum", "MOU", "mou", 1, at))
        for begin in range(0, len(placed), 5_000):
            some = placed[begin : begin + 5_000]
            rows = [{"id": each, "agreement_id": of, "current": 1, "place": place} for each, of, place in some]
            connection.execute(insert(clauses), rows)
            connection.execute(insert(clause_revisions), [{**values, "clause_id": each} for each, _, _ in some])
    clause_id, agreement_id, _ = placed[-1]
    return f"/agreements/{agreement_id}/clauses/{clause_id}"
