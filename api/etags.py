"""Entity tags and conditional requests (RFC 9110, section 13)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from clauses.errors import PreconditionRequired, StaleEdit

_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')


def version_etag(identity: str, number: int) -> str:
    """The strong tag of version ``number`` of a record: ``"<identity>-<number>"``."""
    return f'"{identity}-{number}"'


def bytes_etag(sha256: str) -> str:
    """The strong tag of exact bytes: their SHA-256 in hex."""
    return f'"{sha256}"'


def content_etag(*parts: object) -> str:
    """The strong tag of a record that counts no versions: a hash of all that there is to change about it."""
    return bytes_etag(sha256(repr(parts).encode()).hexdigest()[:32])


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a change says that it has seen: the ETag of a record, or with ``If-None-Match: *`` that there is none."""

    if_match: str | None
    if_none_match: str | None = None

    def hold(self, current: str | None, what: str) -> None:
        """Return if the record called ``what``, with the tag ``current`` or not there, is as it was seen.

        Raises :class:`PreconditionRequired` where the request says nothing about it, and :class:`StaleEdit`.
        """
        absent = self.if_none_match is not None and self.if_none_match.strip() == "*"
        if not absent and (self.if_match is None or self.if_match.strip() in ("", "*")):
            raise PreconditionRequired(
                f"Send the ETag of {what} as you have read it in an If-Match header"
                f"{'' if current else ', or If-None-Match: * to make it'}."
            )
        if absent and self.if_match is None:
            if current is not None:
                raise StaleEdit(f"There is {what} already; read it and decide again.", current)
            return
        self._hold_tag(current, what)

    def hold_if_said(self, current: str, what: str) -> None:
        """As :meth:`hold`, for a change that may leave out what it has seen. A header that names no tag has seen
        nothing that there is. Raises :class:`StaleEdit`."""
        if self.if_match is not None and self.if_match.strip() != "*":
            self._hold_tag(current, what)

    def _hold_tag(self, current: str | None, what: str) -> None:
        tags = [f'"{tag}"' for weak, tag in _TAG.findall(self.if_match or "") if not weak]
        if current is None or current not in tags:
            raise StaleEdit(f"What you have read of {what} is no longer so; read it and decide again.", current or "")


ANY = Conditions(None)
"""Says nothing about what was seen."""


def versions_seen(if_match: str | None, identity: str) -> frozenset[int]:
    """The versions of ``identity`` that an If-Match header names; weak tags and tags of other records name none.

    Raises :class:`PreconditionRequired` without a header, and for ``*``: it doesn't say what was read.
    """
    if if_match is None or if_match.strip() in ("", "*"):
        raise PreconditionRequired("Send the ETag of what you have read in an If-Match header.")
    prefix = f"{identity}-"
    tags = [tag for weak, tag in _TAG.findall(if_match) if not weak and tag.startswith(prefix)]
    numbers = [tag.removeprefix(prefix) for tag in tags]
    return frozenset(int(each) for each in numbers if re.fullmatch(r"[1-9][0-9]{0,8}", each))


def is_fresh(if_none_match: str | None, etag: str) -> bool:
    """Whether the caller's copy is still the current one (weak comparison, or ``*``), so that 304 is the answer."""
    if if_none_match is None:
        return False
    if if_none_match.strip() == "*":
        return True
    return etag.strip('"') in (tag for _, tag in _TAG.findall(if_none_match))
