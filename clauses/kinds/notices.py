"""How a notice is given, and to whom."""

from __future__ import annotations

from pydantic import Field, field_validator

from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Fields, Labelled, Office, PartyRole, Phrase, Record, SomeOf


class NoticeMethod(Labelled):
    """How a notice is delivered."""

    HAND = "hand", "By hand"
    CERTIFIED_MAIL = "certified_mail", "By certified mail"
    EMAIL_WITH_CONFIRMATION = "email_with_confirmation", "By email with confirmation"


class NoticeContact(Record):
    """Where the notices to one party go: an office, never a person's name."""

    party: PartyRole = Field(title="Party", description="The party that is notified.")
    office: Office = Field(title="Office", description="The office that a notice is addressed to.")
    address: Phrase | None = Field(
        default=None,
        title="Address",
        description="Where, as it runs in the sentence, 1 to 2,000 characters: “1 School Street”; blank for none.",
    )
    copy_to: Office | None = Field(
        default=None, title="Copy to", description="The office that receives a copy, if any."
    )


class Notices(Fields):
    """The fields of notices."""

    methods: SomeOf[NoticeMethod] = Field(title="Methods", description="How a notice may be delivered, at least one.")
    contacts: tuple[NoticeContact, ...] = Field(
        title="Contacts", description="1 to 3 parties, each once, with their offices.", min_length=1, max_length=3
    )

    @field_validator("contacts")
    @classmethod
    def _each_party_once(cls, contacts: tuple[NoticeContact, ...]) -> tuple[NoticeContact, ...]:
        if len({contact.party for contact in contacts}) < len(contacts):
            raise ValueError("must not name one party twice")
        return contacts


SPEC = KindSpec(
    name="notices",
    title="Notices",
    summary="How a notice is given, and to whom.",
    fields_model=Notices,
    wording="notices.toml",
)
