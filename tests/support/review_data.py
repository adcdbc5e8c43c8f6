"""What the lawyer's pages are about and the demonstration lacks: a file that came back, and one under review.

The demonstration is one story that other tests count in; this is added to a copy of it."""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI

from api.auth.access import TOKEN_SCOPES
from api.auth.caller import Caller
from api.services import importing, returning, sending
from api.services.demonstration import AGREEMENT_ID
from api.services.importing import Upload
from api.services.returning import Came
from api.services.sending import Parcel
from api.store import accounts
from tests.support.returns.desk import Desk

RETURN: Final = "rtn-demonstration"
IMPORT: Final = "imp-demonstration"
_SENT: Final = "snt-demonstration"


def add_review_data(app: FastAPI) -> None:
    """Send Draft 6, take it back as the city's counsel changed it, and put it under review for import."""
    runtime = app.state.runtime
    with runtime.unit() as unit:
        members = {user.id: (member, user) for member, user in accounts.list_members(unit.read, AGREEMENT_ID)}
        member, user = members["usr-demonstration-district-counsel"]
        caller = Caller(user, frozenset(TOKEN_SCOPES), member=member, side=member.party)
        parcel = Parcel(
            6, ("City Attorney <attorney@city.example>",), against=5, note="With the changes since March 3."
        )
        record = sending.send(unit, AGREEMENT_ID, _SENT, caller, parcel, keep=0)
    with runtime.unit() as unit:
        sent = sending.read_sent(unit, record)
        came = Came(returned_file(sent), "MOU SRO - city comments.docx", note="Came with the attorney’s letter.")
        returning.take_back(unit, AGREEMENT_ID, RETURN, caller, came)
    with runtime.unit() as unit:
        operator = accounts.find_user(unit.read, "usr-demonstration-operator")
        assert operator is not None
        importing.begin(unit, IMPORT, operator, Upload(sent, "School resource officers 2020.docx"))


def returned_file(sent: bytes) -> bytes:
    """What the other side made of a file: two tracked changes, one that nobody marked, and a comment."""
    desk = Desk(sent, who="City Attorney")
    desk.track("within one (1) year after the event", "within six (6) months after the event")
    desk.replace("An SRO is an employee of the City", "An SRO is an employee of the District")
    desk.insert("The Chief shall select each SRO after consulting the Superintendent", " and the principal")
    desk.comment("two (2) School Resource Officers", "Does this hold for the summer too?")
    return desk.send()
