"""What a draft is for, which decides what its footer says and what may be blank in it."""

from __future__ import annotations

from clauses.kinds.values import Labelled


class Status(Labelled):
    """What a draft is for."""

    WORKING = "working", "for discussion: what is blank may be blank"
    EXECUTION = "execution", "an execution version, ready to sign: nothing may be blank"
    EXECUTED = "executed", "the text as it was signed: nothing may be blank"

    @property
    def final(self) -> bool:
        """Whether the words are settled: nothing may be blank, and no page says that they are for discussion."""
        return self is not Status.WORKING
