"""Who asks: the account behind a request, and where it stands towards one agreement."""

from __future__ import annotations

from dataclasses import dataclass

from api.auth.access import PRIVATE_READS, Role, Scope, Standing
from api.auth.sight import Sight
from api.store.accounts import MemberRecord, UserRecord
from clauses.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Caller:
    """The account that asks. ``member`` is its membership in the agreement that the address names, ``side`` the name
    of the side that it shares private strings with, ``agreement_id`` the one agreement that its token is for, and
    ``session`` the hash of the browser's session that it came by."""

    user: UserRecord
    scopes: frozenset[Scope]
    session: str | None = None
    agreement_id: str | None = None
    member: MemberRecord | None = None
    side: str | None = None

    @property
    def standings(self) -> frozenset[Standing]:
        """Every standing of the caller towards what the address names."""
        held = {Standing.ANYONE, Standing.SIGNED_IN}
        if self.user.operator:
            held.add(Standing.OPERATOR)
        if self.member is not None:
            held.add(Standing(self.member.role.value))
        return frozenset(held)

    @property
    def own_side(self) -> str:
        """The side whose private strings the caller may see. Raises :class:`NotAllowed` for who acts for no party."""
        if self.side is None:
            raise NotAllowed("Only a member acts for a party, and so has a side.")
        return self.side

    @property
    def private_side(self) -> str | None:
        """The side whose private strings the caller may see in what both sides list, or None: an observer, a clerk and
        an operator see what is shared."""
        return self.side if self.standings & PRIVATE_READS.standings else None

    @property
    def sight(self) -> Sight:
        """What is shared, and what is private to the caller's own side where the role may read that."""
        return Sight(self.private_side)

    def manages(self, party: str) -> bool:
        """Whether the caller manages the members of ``party``."""
        if self.user.operator:
            return True
        return self.member is not None and self.member.role is Role.ADMIN and self.member.party == party

    def signed_as(self, author: str | None, party: str | None) -> tuple[str, str | None]:
        """(author, party) under which a change is recorded: the caller's own.

        An operator may record what somebody else said, as an import of older drafts needs. Raises
        :class:`NotAllowed` where a member names anybody else.
        """
        if self.user.operator:
            return author or self.user.name, party or (self.member.party if self.member else None)
        own = self.member.party if self.member else None
        if author not in (None, self.user.name) or party not in (None, own):
            raise NotAllowed(f"A change is recorded under your own name ({self.user.name}) and party ({own}).")
        return self.user.name, own
