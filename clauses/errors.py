"""The errors of Counterpart, one tree, each class with a stable kebab-case code.

The core knows no status codes and no exit codes: ``api.errors`` maps each family to an RFC 9457 problem,
``api.cli`` to an exit code.

    CounterpartError
    ├── InvalidInput                 what the caller sent can't be
    │   ├── InvalidClause            a field is unknown or its value impossible: path and reason for each
    │   ├── UnknownKind              no clause kind of that name
    │   ├── UnreadableProse          edited text that can't be lines of a clause
    │   ├── NumberAndWordDisagree    "sixty (30)": both numbers are named
    │   ├── InvalidPosition          a position of a playbook can't be: path and reason for each
    │   ├── InvalidKindFile          an office's own clause kind can't be: the file, the line and the reason
    │   ├── InvalidOption            an option of a comparison or a query can't be
    │   ├── InvalidQuery             a search that can't be read: what is wrong with it, and how one is written
    │   ├── KeyReused                an idempotency key that was sent with another request
    │   ├── InvalidProposal          edits that can't stand together, or against what they name
    │   └── InvalidConfirmation      a step of an import's confirmation that can't be: its line and the reason
    ├── UnreadableFile               a file that can't be read as a Word document
    │   ├── NotAZip                  no zip archive (an old .doc, a PDF, an empty file)
    │   ├── EncryptedFile            password-protected
    │   ├── NotAWordFile             a zip, but no Word document (a spreadsheet, a template)
    │   ├── MacroFile                carries macros (.docm, vbaProject)
    │   ├── StrictFile               saved as Strict Open XML
    │   ├── DoctypeRefused           an XML part declares a DOCTYPE
    │   ├── UnsafeContent            ActiveX, OLE, imported chunks, fields or links that fetch
    │   ├── LimitExceeded            larger than a limit of the guard
    │   ├── MissingPart              a part that the package refers to is absent
    │   ├── MalformedPart            a part is not well-formed, or not what its type promises
    │   ├── UnreadablePdf            a PDF that is damaged, locked or without words
    │   └── UnsettledChanges         carries tracked changes where only a settled text may come
    ├── RedlineRefused               two readable files, but no redline leaves
    │   ├── UnsupportedContent       the part and the construct that the engine does not redline yet
    │   └── UnprovableRedline        accept or reject would not give the exact text: the part and paragraph
    ├── ScrubRefused                 a readable file, but no scrubbed copy leaves: the part and what
    │   ├── UnscrubbableContent      something that can't be looked into, such as an embedded file
    │   └── LeakFound                the scrubbed bytes still hold what had to go
    ├── AccessRefused                who asks may not
    │   ├── NotSignedIn              no credentials, or ones that do not count
    │   ├── SignInFailed             the address and the password do not belong together
    │   ├── CodeRefused              a one-time code that does not count, or no longer
    │   ├── NotAllowed               signed in, and the role does not allow it
    │   ├── ForgedRequest            a browser's session without proof that our own page asks
    │   └── TooManyAttempts          a limit of tries is used up for now
    ├── NotFound                     no such agreement, clause, draft, ...
    ├── Conflict                     the request contradicts what is stored
    │   ├── IllegalMove              a draft or a proposal can't take this step: the legal ones are named
    │   ├── RequestInProgress        a request with this idempotency key is being carried out
    │   ├── DifferentText            a vote cites another text than the draft has: the two drafts to redline
    │   ├── UnrelatedFile            a file comes back that descends from nothing that was sent
    │   ├── MovedBase                the agreement changed since a proposal was made: each text, and the merged one
    │   ├── CarriedProposals         proposals that a draft carries are in the way of its next step: each is named
    │   ├── ProposalNeeded           two sides negotiate: a member changes clauses by proposals
    │   └── UnconfirmedClauses       an import that nobody has confirmed to the end: the lines where its clauses begin
    ├── PreconditionError            conditional requests
    │   ├── PreconditionRequired     an If-Match header is needed
    │   └── StaleEdit                the clause moved on since it was read
    └── StoreUnavailable             others keep writing, or the store does not answer
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


class CounterpartError(Exception):
    """Root of every error that a user may see. ``detail`` is one sentence that says what to do about it."""

    code: ClassVar[str] = "error"
    title: ClassVar[str] = "Something went wrong"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One refused value: a ``path`` dotted from the record's root ("fields.rules.general.min") and the reason why."""

    path: str
    reason: str


class InvalidInput(CounterpartError):
    """What the caller sent can't be."""

    code = "invalid-input"
    title = "The request is not valid"


class InvalidClause(InvalidInput):
    """A clause record was refused; ``problems`` name each field's path and the reason."""

    code = "invalid-clause"
    title = "The clause is not valid"

    def __init__(self, problems: tuple[FieldProblem, ...]) -> None:
        super().__init__("; ".join(f"{p.path}: {p.reason}" for p in problems))
        self.problems = problems


class UnknownKind(InvalidInput):
    """No clause kind of that name."""

    code = "unknown-kind"
    title = "There is no such clause kind"
    path = "kind"
    """Where the request names it."""


class UnreadableProse(InvalidInput):
    """Edited text that can't be lines of a clause: a row with too few cells, a tab inside words."""

    code = "unreadable-prose"
    title = "The text can't be read as a clause"


class NumberAndWordDisagree(InvalidInput):
    """A number in words and the figures beside it differ: "sixty (30)"."""

    code = "number-and-word-disagree"
    title = "A number and its words disagree"


class InvalidPosition(InvalidInput):
    """Positions of a playbook were refused; paths begin with the position's place in the list, from 0."""

    code = "invalid-position"
    title = "The position is not valid"

    def __init__(self, problems: tuple[FieldProblem, ...]) -> None:
        super().__init__("; ".join(f"{p.path}: {p.reason}" for p in problems))
        self.problems = problems


class InvalidKindFile(InvalidInput):
    """A file of an office's own clause kind was refused; ``line`` counts from 1."""

    code = "invalid-kind-file"
    title = "The file of a clause kind is not valid"

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}, line {line}: {reason.rstrip('.')}.")
        self.file = file
        self.line = line


class InvalidOption(InvalidInput):
    """An option of a comparison or a query can't be. ``path`` names the refused value, where it is one of a request."""

    code = "invalid-option"
    title = "The option is not valid"

    def __init__(self, detail: str, path: str = "") -> None:
        super().__init__(detail)
        self.path = path


class InvalidQuery(InvalidInput):
    """A search that can't be read; the detail shows how one is written."""

    code = "invalid-query"
    title = "The search can't be read"


class KeyReused(InvalidInput):
    """An idempotency key was sent before, with another request."""

    code = "idempotency-key-reused"
    title = "The idempotency key was used for another request"


class InvalidProposal(InvalidInput):
    """Edits that can't stand together, or name what is not there; sponsors of both sides."""

    code = "invalid-proposal"
    title = "The proposal is not valid"


class InvalidConfirmation(InvalidInput):
    """A step that confirms or corrects an import can't be: no clause begins there, the words say otherwise, or words of
    the file would be in no clause. ``line`` is the line of the file that it is about."""

    code = "invalid-confirmation"
    title = "The confirmation can't be applied"

    def __init__(self, detail: str, line: int) -> None:
        super().__init__(detail)
        self.line = line


class UnreadableFile(CounterpartError):
    """A file that can't be read as a Word document."""

    code = "unreadable-file"
    title = "The file can't be read as a Word document"


class NotAZip(UnreadableFile):
    """No zip archive, so no .docx."""

    code = "not-a-zip"
    title = "The file is not a .docx"


class EncryptedFile(UnreadableFile):
    """Password-protected."""

    code = "encrypted-file"
    title = "The file is password-protected"


class NotAWordFile(UnreadableFile):
    """A zip archive, but no Word document."""

    code = "not-a-word-file"
    title = "The file is not a Word document"


class MacroFile(UnreadableFile):
    """The file carries macros."""

    code = "macro-file"
    title = "The file carries macros"


class StrictFile(UnreadableFile):
    """Saved as Strict Open XML."""

    code = "strict-file"
    title = "The file is a Strict Open XML document"


class DoctypeRefused(UnreadableFile):
    """An XML part declares a DOCTYPE, which could hide text."""

    code = "doctype-refused"
    title = "The file declares a DOCTYPE"


class UnsafeContent(UnreadableFile):
    """Content that runs or fetches when opened."""

    code = "unsafe-content"
    title = "The file carries content that runs or fetches"


class LimitExceeded(UnreadableFile):
    """Larger than a limit of the guard; ``limit`` names it."""

    code = "limit-exceeded"
    title = "The file is larger than a limit"

    def __init__(self, detail: str, limit: str = "") -> None:
        super().__init__(detail)
        self.limit = limit


class MissingPart(UnreadableFile):
    """A part that the package refers to is absent."""

    code = "missing-part"
    title = "A part of the file is missing"


class MalformedPart(UnreadableFile):
    """A part is not well-formed XML, or not what its type promises."""

    code = "malformed-part"
    title = "A part of the file is damaged"


class UnreadablePdf(UnreadableFile):
    """A PDF that is damaged, locked by a password, or holds no words that can be read."""

    code = "unreadable-pdf"
    title = "The PDF can't be read"


class UnsettledChanges(UnreadableFile):
    """The file carries tracked changes, and only a settled text was asked for."""

    code = "unsettled-changes"
    title = "The file carries tracked changes"


class RedlineRefused(CounterpartError):
    """Two readable files, but no redline may leave. ``part`` names the part, ``paragraph`` its 1-based place there."""

    code = "redline-refused"
    title = "No redline could be made"

    def __init__(self, detail: str, *, part: str = "", paragraph: int | None = None) -> None:
        place = part if paragraph is None else f"{part}, paragraph {paragraph}"
        super().__init__(f"{place}: {detail}" if place else detail)
        self.part = part
        self.paragraph = paragraph


class UnsupportedContent(RedlineRefused):
    """The files differ in a construct that the engine does not redline."""

    code = "unsupported-content"
    title = "The files differ in something that can't be redlined yet"


class UnprovableRedline(RedlineRefused):
    """Accepting or rejecting every change would not give the exact text."""

    code = "unprovable-redline"
    title = "The redline could not be proved"


class ScrubRefused(CounterpartError):
    """A readable file, but no scrubbed copy leaves; ``part`` says where."""

    code = "scrub-refused"
    title = "The file could not be scrubbed"

    def __init__(self, detail: str, *, part: str = "") -> None:
        super().__init__(detail)
        self.part = part


class UnscrubbableContent(ScrubRefused):
    """The file holds something that can't be looked into, such as an embedded file."""

    code = "unscrubbable-content"
    title = "The file holds something that can't be scrubbed"


class LeakFound(ScrubRefused):
    """The scrubbed bytes still hold what had to go."""

    code = "leak-found"
    title = "The scrubbed file would still give something away"


class AccessRefused(CounterpartError):
    """Who asks may not."""

    code = "access-refused"
    title = "The request is refused"


class NotSignedIn(AccessRefused):
    """No credentials, or ones that do not count: unknown, expired, revoked, of a disabled account."""

    code = "not-signed-in"
    title = "Sign in first"


class SignInFailed(AccessRefused):
    """The address and the password do not belong together; whether there is such an account is not told."""

    code = "sign-in-failed"
    title = "The sign-in failed"


class CodeRefused(AccessRefused):
    """A one-time code that does not count, or no longer; whether there is such an account is not told."""

    code = "code-refused"
    title = "The code does not count"


class NotAllowed(AccessRefused):
    """The caller is known, and the role or the token does not allow it."""

    code = "not-allowed"
    title = "Your role does not allow this"


class ForgedRequest(AccessRefused):
    """A change under a browser's session, without proof that a page of this server asks for it."""

    code = "forged-request"
    title = "The request may come from another site"


class TooManyAttempts(AccessRefused):
    """A limit of tries is used up; ``seconds`` says when the next one is admitted."""

    code = "too-many-attempts"
    title = "Too many attempts"

    def __init__(self, detail: str, seconds: int = 1) -> None:
        super().__init__(detail)
        self.seconds = seconds


class NotFound(CounterpartError):
    """There is no such thing, or the caller may not see it."""

    code = "not-found"
    title = "Not found"


class Conflict(CounterpartError):
    """The request contradicts what is stored."""

    code = "conflict"
    title = "The request conflicts with what is stored"


class IllegalMove(Conflict):
    """A draft or a proposal takes this step only from other states, or only by the other side."""

    code = "illegal-move"
    title = "This step can't be taken now"


class RequestInProgress(Conflict):
    """A request with the same idempotency key is being carried out; ``seconds`` say when to ask again."""

    code = "request-in-progress"
    title = "The request is being carried out"

    def __init__(self, detail: str, seconds: int = 1) -> None:
        super().__init__(detail)
        self.seconds = seconds


class DifferentText(Conflict):
    """A vote cites another text than the draft ``draft`` has; ``cited`` is the draft that has it, None if none does."""

    code = "different-text"
    title = "The vote is on another text"

    def __init__(self, detail: str, *, cited: int | None, draft: int) -> None:
        super().__init__(detail)
        self.cited = cited
        self.draft = draft
        self.redline = ""
        """Where the redline between the two is read, once somebody knows."""


class UnrelatedFile(Conflict):
    """A file that came back descends from none of the files that were sent and of the drafts that are shared."""

    code = "unrelated-file"
    title = "The file is no return of this agreement"


@dataclass(frozen=True, slots=True)
class Collision:
    """One clause that a proposal edits and that is not as the proposal found it. A text is the heading and, in lines
    below it, the words as they are edited; None where the clause is not there."""

    clause_id: str
    reason: str
    """One sentence."""
    base: str | None = None
    """What the proposal was made against."""
    ours: str | None = None
    """What stands now."""
    theirs: str | None = None
    """What the proposal would make of its base."""
    merged: str | None = None
    """Both changes, where they touch different words and fields."""
    confirm: str | None = None
    """The content hash of the merged clause: given back, it confirms exactly that text."""
    proposal: str | None = None
    """The proposal concerned, where a draft is to carry several."""


class MovedBase(Conflict):
    """The agreement changed since the proposal was made; ``collisions`` show every clause concerned."""

    code = "moved-base"
    title = "The agreement has changed since the proposal was made"

    def __init__(self, collisions: tuple[Collision, ...]) -> None:
        super().__init__(" ".join(collision.reason for collision in collisions))
        self.collisions = collisions


class CarriedProposals(Conflict):
    """A draft carries proposals that its next step does not allow; ``proposals`` has (identity, state) of each."""

    code = "carried-proposals"
    title = "Proposals that the draft carries are in the way"

    def __init__(self, detail: str, proposals: tuple[tuple[str, str], ...]) -> None:
        super().__init__(detail)
        self.proposals = proposals


class ProposalNeeded(Conflict):
    """Two sides negotiate the agreement, so that no member changes a clause alone."""

    code = "proposal-needed"
    title = "The clauses are changed by proposals"


class UnconfirmedClauses(Conflict):
    """Clauses of an import that no person has confirmed; ``lines`` are those at which they begin."""

    code = "unconfirmed-clauses"
    title = "Some clauses are not confirmed"

    def __init__(self, detail: str, lines: tuple[int, ...]) -> None:
        super().__init__(detail)
        self.lines = lines


class PreconditionError(CounterpartError):
    """A conditional request failed."""

    code = "precondition"
    title = "A condition of the request does not hold"


class PreconditionRequired(PreconditionError):
    """The request changes something and must say which version it read (If-Match)."""

    code = "precondition-required"
    title = "An If-Match header is needed"


class StaleEdit(PreconditionError):
    """The clause moved on since it was read; ``current`` is the ETag to read again."""

    code = "stale-edit"
    title = "The clause has changed since it was read"

    def __init__(self, detail: str, current: str = "") -> None:
        super().__init__(detail)
        self.current = current


class StoreUnavailable(CounterpartError):
    """The store does not answer, or others keep writing; ``seconds`` says when to try again."""

    code = "store-unavailable"
    title = "The store is busy or does not answer"

    def __init__(self, detail: str, seconds: int = 1) -> None:
        super().__init__(detail)
        self.seconds = seconds
