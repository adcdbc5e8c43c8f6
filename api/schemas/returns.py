"""Files that came back, their changes and the answers as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from api.schemas.paging import PageShown
from api.schemas.proposals import EXAMPLE_EDITS, Confirmations, Edits
from api.schemas.words import RequestModel, writable
from api.services.triage import Reply
from clauses.kinds.values import PartyRole, Remark
from drafts.identify import EvidenceKind, Sureness
from drafts.negotiation.edits import Edit
from drafts.negotiation.returned_choice import Fit
from drafts.returned import Label

_Remark = Annotated[Remark, AfterValidator(writable)]
Number = Annotated[int, Field(ge=1, le=100_000)]


class CounterNew(RequestModel):
    """Our own edits in the place of theirs."""

    rationale: _Remark = Field(title="Why, 1 to 5,000 characters", examples=["A year is our limit."])
    edits: Edits = Field(title="The steps, in order", description="Each against the revision that you have read.")


class DecisionNew(RequestModel):
    """An answer to some changes."""

    changes: Annotated[list[Number], Field(max_length=5000)] | None = Field(
        default=None, title="The numbers of the changes", examples=[[1, 4]]
    )
    label: Label | None = Field(
        default=None, strict=False, title="In the place of numbers: all changes of this label that have no answer"
    )
    answer: Reply = Field(
        strict=False,
        title="What becomes of them",
        description="`accept`: into the clauses, under the name of who made them. `reject`. `counter`: our own edits "
        "answer them, as a draft of a proposal. `done`: a person has seen to it.",
    )
    note: _Remark | None = Field(default=None, title="What both sides shall read about it", examples=["Agreed."])
    counter: CounterNew | None = Field(default=None, title="With `counter`: our own edits")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.changes is None) == (self.label is None):
            raise ValueError("must name changes or a label, and not both")
        if (self.answer is Reply.COUNTER) != (self.counter is not None):
            raise ValueError("has our own edits with the answer counter, and with no other")
        return self


class TriageNew(RequestModel):
    """Answers to changes of a file that came back: all of them are carried out, or none."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "decisions": [
                        {"changes": [1, 4], "answer": "accept"},
                        {"label": "silent", "answer": "reject", "note": "Nobody marked this."},
                        {
                            "changes": [2],
                            "answer": "counter",
                            "counter": {"rationale": "A year is our limit.", "edits": [EXAMPLE_EDITS["set_field"]]},
                        },
                    ]
                }
            ]
        }
    )

    decisions: Annotated[list[DecisionNew], Field(min_length=1, max_length=500)] = Field(title="The answers")
    confirmed: Confirmations = Field(
        default_factory=dict[str, str],
        title="By clause, the `confirm` of the merged text that you have read",
        description="Where a clause moved on since it was sent, 409 shows each text and, where the changes fit, the "
        "merged one.",
    )


class EvidenceTold(BaseModel):
    """One thing that speaks for what a file descends from."""

    kind: EvidenceKind = Field(title="What kind of evidence it is")
    draft: int | None = Field(title="The draft that it speaks for, or null")
    message: str = Field(title="What was seen, in a sentence")


class DescentShown(BaseModel):
    """What a file that came back descends from, and how sure that is."""

    sureness: Sureness = Field(title="How sure it is")
    similarity: float = Field(title="Share of words in common, 0 to 1")
    unchanged: bool = Field(title="Whether it is the very file that was sent")
    evidence: list[EvidenceTold] = Field(title="What speaks for it")


class ReturnNote(BaseModel):
    """Something to know before answering."""

    code: str = Field(title="What it is, stable", examples=["moved-on", "older-round", "second-return"])
    message: str = Field(title="In a sentence")


class AnswerShown(BaseModel):
    """How a change was answered."""

    answer: Reply = Field(title="What became of it")
    note: str = Field(title="What was said about it, or empty")
    by: str = Field(title="Who answered")
    party: str = Field(title="For which party")
    at: datetime = Field(title="When, UTC")
    proposal_id: str | None = Field(title="The proposal that the change became")
    counter_id: str | None = Field(title="Our proposal that answers it")


class ReturnedChangeShown(BaseModel):
    """One difference between the file that was sent and the one that came back."""

    number: int = Field(title="Its number, in reading order", ge=1)
    label: Label = Field(title="What it is")
    tracked: bool = Field(title="Whether the file marks it")
    clause_id: str = Field(title="The clause, or empty")
    clause: str = Field(title="The clause as a reader names it, or empty")
    place: str = Field(title="The story that it stands in", examples=["body", "footnotes", "header"])
    paragraph: int = Field(title="The paragraph, from 1 in its story")
    before: str = Field(title="The words that it takes away; of a change of ours, those that we struck")
    after: str = Field(title="The words that it brings; of a change of ours, those that we put in")
    context_before: str = Field(title="Up to 40 characters before it")
    context_after: str = Field(title="Up to 40 characters after it")
    author: str = Field(title="Who made it, as the file says; empty for a silent one")
    at: datetime | None = Field(title="When, as the file says")
    detail: str = Field(title="What else there is to say")
    fit: Fit = Field(
        title="How it fits the clauses of today",
        description="`applies`, `merges` (the clause moved on; the merged text is confirmed), `conflicts`, `stands` "
        "(the clause says it already), `by-hand` (no clause has a place for it), `no-words` (nothing to place).",
    )
    reason: str = Field(title="Why it fits so, or empty")
    edits: list[Edit] = Field(title="The edits that it amounts to, against what was sent")
    answer: AnswerShown | None = Field(title="How it was answered; null while it is open")


class ReturnedComment(BaseModel):
    """A comment of the file that came back."""

    author: str = Field(title="Who said it")
    at: datetime | None = Field(title="When, as the file says")
    text: str = Field(title="What was said")
    anchor: str = Field(title="The words that it stands on")
    clause_id: str = Field(title="The clause, or empty")
    clause: str = Field(title="The clause as a reader names it, or empty")
    answers: int = Field(title="The place of the comment that it answers, from 0; -1 for none")
    done: bool = Field(title="Whether it is settled")
    new: bool = Field(title="Whether the file that was sent has it not")
    thread_id: str | None = Field(title="The thread that it became")


class ReturnSummary(BaseModel):
    """A file that came back."""

    id: str = Field(title="The file that came back", examples=["rtn-5f0c2a9b7e1d4c3a8b6f"])
    agreement_id: str = Field(title="The agreement")
    sent_id: str | None = Field(title="What it answers; null for a draft that was not sent from here")
    draft: int = Field(title="The draft that it answers")
    returner: str = Field(title="Who sent it back")
    returner_party: PartyRole = Field(title="For which party")
    entered_by: str = Field(title="Who took it back")
    note: str = Field(title="What your side remembers about it")
    received_at: datetime = Field(title="When it was taken back, UTC")
    file_name: str = Field(title="The name that it came under")
    sha256: str = Field(title="SHA-256 of the file; its ETag")
    size: int = Field(title="Bytes of the file")
    docx: str = Field(title="Where the exact bytes are")
    html: str = Field(title="Where the page of its changes is")
    descent: DescentShown = Field(title="How sure it is what it answers")
    notes: list[ReturnNote] = Field(title="What to know before answering")
    counts: dict[str, int] = Field(title="By label, how many changes it has", examples=[{"tracked": 9, "silent": 1}])


class ReturnShown(ReturnSummary):
    """A file that came back, with all that was found in it and how each change stands today."""

    pending: int = Field(title="Tracked changes of ours that stand as they stood")
    unanswered: int = Field(title="How many changes have no answer yet")
    changes: list[ReturnedChangeShown] = Field(title="The changes, in reading order")
    comments: list[ReturnedComment] = Field(title="The comments as they stand in the file")


class ReturnList(PageShown):
    """The files that your side took back."""

    items: list[ReturnSummary] = Field(title="The files, oldest first")
