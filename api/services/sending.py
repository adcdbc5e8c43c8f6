"""What leaves: a draft, clean or as a redline, scrubbed, looked through again, and kept for ever as it left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from api.auth.caller import Caller
from api.file_names import redline_file_name
from api.services.agreements import get_agreement
from api.services.comparing import redline_drafts
from api.services.drafting import file_name, file_title, get_draft, read_docx
from api.services.negotiation import actor_of
from api.services.secrecy import private_words
from api.store import comments as comment_store
from api.store import sent as store
from api.store.agreements import AgreementRecord
from api.store.drafts import DraftRecord
from api.store.sent import SentRecord
from api.store.unit import Unit
from clauses.errors import Conflict, NotFound
from drafts.render.scrubbed import scrubbed_json
from drafts.word.discussed import Said, add_discussion
from drafts.word.leaks import check_unsaid
from drafts.word.scrub import Keep, scrub


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is sent to whom. Without ``against`` it is a clean copy. ``names`` names authors anew in the file, as
    :class:`drafts.word.scrub.Keep` does."""

    draft: int
    recipients: tuple[str, ...]
    against: int | None = None
    note: str = ""
    comments: bool = False
    """Whether the reasons of changes and the shared threads about clauses go along as comments."""
    track: bool = True
    names: Mapping[str, str] = field(default_factory=dict[str, str])


def send(unit: Unit, agreement_id: str, sent_id: str, caller: Caller, parcel: Parcel, keep: int) -> SentRecord:
    """Make the file, and store it with to whom it goes. ``keep`` redlines are kept for the next reader.

    Raises :class:`NotFound` for a draft that the caller does not see, :class:`Conflict` for one that is not shared yet,
    what the redline engine raises, and the family :class:`ScrubRefused`: then nothing is stored.
    """
    agreement = get_agreement(unit, agreement_id)
    actor, side = actor_of(caller), caller.own_side
    draft = _shared(unit, agreement_id, parcel.draft, caller)
    against = None if parcel.against is None else _shared(unit, agreement_id, parcel.against, caller)
    made, name = _made(unit, agreement, draft, against, caller, parcel, keep)
    if parcel.comments:
        made = add_discussion(made, _discussion(unit, agreement))
    scrubbed = scrub(made, Keep(comments=parcel.comments, authors=True, roles=parcel.names), track=parcel.track)
    check_unsaid(scrubbed.docx, private_words(unit, agreement_id, side))
    record = SentRecord(
        id=sent_id,
        agreement_id=agreement_id,
        draft_number=draft.number,
        against=against and against.number,
        side=side,
        author=actor.name,
        party=actor.party.value,
        recipients=list(parcel.recipients),
        note=parcel.note,
        comments=parcel.comments,
        tracked=parcel.track,
        report=scrubbed_json(scrubbed),
        file_name=name,
        sha256=sha256(scrubbed.docx).hexdigest(),
        size=len(scrubbed.docx),
        sent_at=unit.at,
    )
    store.insert_sent(unit.write, record, scrubbed.docx)
    return record


def get_sent(unit: Unit, agreement_id: str, sent_id: str, caller: Caller) -> SentRecord:
    """A file that the caller's side sent. Raises :class:`NotFound` for any other."""
    get_agreement(unit, agreement_id)
    record = store.find_sent(unit.read, agreement_id, sent_id, caller.own_side)
    if record is None:
        raise NotFound(f"Your side has sent no file {sent_id!r}.")
    return record


def list_sent(unit: Unit, agreement_id: str, caller: Caller) -> tuple[SentRecord, ...]:
    """Every file that the caller's side sent, oldest first. Raises :class:`NotFound`."""
    get_agreement(unit, agreement_id)
    return store.list_sent(unit.read, agreement_id, caller.own_side)


def read_sent(unit: Unit, record: SentRecord) -> bytes:
    """The exact bytes that were sent."""
    return store.sent_bytes(unit.read, record.id)


def _shared(unit: Unit, agreement_id: str, number: int, caller: Caller) -> DraftRecord:
    draft = get_draft(unit, agreement_id, str(number), caller.sight)
    if not draft.status.shared:
        raise Conflict(f"Draft {number} is your side's own; table it, then what shows of it may leave.")
    return draft


def _made(
    unit: Unit,
    agreement: AgreementRecord,
    draft: DraftRecord,
    against: DraftRecord | None,
    caller: Caller,
    parcel: Parcel,
    keep: int,
) -> tuple[bytes, str]:
    """The file before it is scrubbed, and its name."""
    if against is None:
        return read_docx(unit, draft), file_name(agreement, draft)
    if against.number == draft.number:
        raise Conflict("A redline is against another draft; leave `against` out to send a clean copy.")
    made = redline_drafts(
        unit,
        agreement.id,
        str(against.number),
        str(draft.number),
        author=_party_name(agreement, caller),
        at=None,
        keep=keep,
        sight=caller.sight,
        rationales=parcel.comments,
    )
    return made.docx, redline_file_name(file_title(agreement), against.number, draft.number)


def _party_name(agreement: AgreementRecord, caller: Caller) -> str:
    """The name of the caller's party, which answers for what nobody made."""
    party = actor_of(caller).party
    return next((each.legal_name for each in agreement.parties if each.role == party.value), party.label)


def _discussion(unit: Unit, agreement: AgreementRecord) -> dict[str, list[list[Said]]]:
    """The open threads about clauses that both sides see, by clause."""
    parties = {party.role: party.legal_name for party in agreement.parties}
    found: dict[str, list[list[Said]]] = {}
    for thread in comment_store.list_threads(unit.read, agreement.id):
        if thread.clause_id is not None and thread.side is None and thread.resolved_at is None:
            comments = comment_store.list_comments(unit.read, thread.id)
            said = [Said(each.author, parties.get(each.party, each.party), each.at, each.text) for each in comments]
            found.setdefault(thread.clause_id, []).append(said)
    return found
