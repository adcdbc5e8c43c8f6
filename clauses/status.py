"""How far a draft has come: who may see it, what its file says about itself, and what may be blank in it."""

from __future__ import annotations

from clauses.kinds.values import Labelled


class DraftStatus(Labelled):
    """How far a draft has come. The moves from one status to another are ``drafts.negotiation.adoption.MOVES``."""

    WORKING = "working", "one side's own: nobody else sees it"
    TABLED = "tabled", "before both sides, for discussion"
    PACKET = "packet", "before the bodies, on the agenda of a public meeting"
    ADOPTED = "adopted", "every body has approved its text; in what is signed nothing may be blank"
    EXECUTED = "executed", "signed: nothing may be blank"

    @property
    def shared(self) -> bool:
        """Whether both sides see it."""
        return self is not DraftStatus.WORKING

    @property
    def final(self) -> bool:
        """Whether the words are settled: nothing may be blank, and no page says that they are for discussion."""
        return self in (DraftStatus.ADOPTED, DraftStatus.EXECUTED)
