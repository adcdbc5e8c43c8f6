"""What a proposal would come to, as JSON."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from api.schemas.clauses import ParagraphShown
from api.schemas.findings import RuleFindingShown
from drafts.negotiation.proposals import ProposalState


class ClauseWords(BaseModel):
    """A clause in words."""

    place: int = Field(title="Its place in the order, from 1")
    kind: str = Field(title="The clause kind")
    heading: str = Field(title="The heading")
    fields: dict[str, Any] = Field(title="The typed fields")
    text: list[ParagraphShown] = Field(title="Its words, numbered as in the whole agreement")
    prose: str = Field(title="Its words as they can be edited, references by identity")
    content_hash: str = Field(title="SHA-256 of what it says")


class ClausePreviewed(BaseModel):
    """A clause that the proposal touches."""

    clause_id: str = Field(title="The clause")
    fate: str = Field(title="revised, inserted, removed or moved", examples=["revised"])
    before: ClauseWords | None = Field(title="As it stands; null for a new one")
    after: ClauseWords | None = Field(title="As it would stand; null for one that is taken out")


class PreviewShown(BaseModel):
    """What accepting a proposal now would come to."""

    proposal_id: str = Field(title="The proposal")
    state: ProposalState = Field(title="Where the proposal is on its way")
    clauses: list[ClausePreviewed] = Field(title="The clauses, in their order after it; then those taken out")
    raised: list[RuleFindingShown] = Field(title="Findings that it would raise")
    settled: list[RuleFindingShown] = Field(title="Findings that it would settle")
    docx: str = Field(title="Where the redline is downloaded")
    html: str = Field(title="Where the redline is shown as a page")
